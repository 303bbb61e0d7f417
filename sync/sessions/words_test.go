package sessions

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A phrase that its beginnings do not find is not there.
func TestBeginningsMissNoPhrase(t *testing.T) {
	for _, text := range []string{"mots de passe", "mon mot de passe", "visio", "visio conference", "chatgpt", "chat gpt", "e mail", "plus de 60 ans", "francais langue etrangere", "franais langue etrangere"} {
		found := false
		for i := range phrases {
			found = found || phrases[i].in(text)
		}
		if !found {
			t.Errorf("%q holds no phrase", text)
		}
	}
	var pieces []string
	for i := range phrases {
		pieces = append(pieces, strings.FieldsFunc(phrases[i].form.String(), func(r rune) bool { return strings.ContainsRune("()|?^$: ", r) })...)
	}
	pieces = append(pieces, "s", "x", "e", "de", "60", "chat", "gpt")
	rapid.Check(t, func(t *rapid.T) {
		drawn := rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 6).Draw(t, "pieces")
		text := strings.Join(drawn, rapid.SampledFrom([]string{" ", ""}).Draw(t, "between"))
		for i := range phrases {
			if p := &phrases[i]; !p.in(text) && p.form.MatchString(text) {
				t.Fatalf("%s is in %q", p.form, text)
			}
		}
	})
}

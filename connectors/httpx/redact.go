package httpx

import (
	"encoding/base64"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// blot stands where a secret was. It needs no escaping in a URL.
const blot = "xxxxx"

// A scrubber keeps secrets out of texts that people read.
type scrubber struct{ replacer *strings.Replacer }

// newScrubber knows secrets, and the user and password in the base address, in
// every spelling that an address or a header gives them.
func newScrubber(secrets []string, base string) scrubber {
	all := slices.Clone(secrets)
	if u, err := url.Parse(base); err == nil && u.User != nil {
		password, _ := u.User.Password()
		all = append(all, password, u.User.String())
	}
	var spellings []string
	for _, s := range all {
		if s != "" {
			spellings = append(spellings, spell(s)...)
		}
	}
	// The longest first, lest a short one leaves the rest of a long one.
	slices.SortFunc(spellings, func(a, b string) int { return len(b) - len(a) })
	var pairs []string
	for _, s := range spellings {
		pairs = append(pairs, s, blot)
	}
	return scrubber{strings.NewReplacer(pairs...)}
}

func spell(s string) []string {
	path := (&url.URL{Path: s}).EscapedPath()
	all := []string{
		s, url.QueryEscape(s), url.PathEscape(s), path,
		base64.StdEncoding.EncodeToString([]byte(s)), base64.URLEncoding.EncodeToString([]byte(s)),
	}
	for _, escaped := range all[1:4] {
		all = append(all, lowerEscapes(escaped))
	}
	return all
}

// lowerEscapes writes %2f for %2F.
func lowerEscapes(s string) string {
	return escapes.ReplaceAllStringFunc(s, strings.ToLower)
}

var (
	escapes   = regexp.MustCompile(`%[0-9A-F]{2}`)
	quoted    = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)
	addresses = regexp.MustCompile(`[A-Za-z][A-Za-z0-9+.-]*://\S*`)
)

// place is an address as it may be shown: scheme, host and path, without
// secrets. The path is escaped anew, so that no needless escape hides one.
func (s scrubber) place(u *url.URL) string {
	shown := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}
	return shorten(s.replacer.Replace(shown.String()), 300)
}

// foreign is a text of another package as it may be shown. What it quotes came
// from the other side.
func (s scrubber) foreign(text string) string {
	text = quoted.ReplaceAllString(text, "…")
	text = addresses.ReplaceAllString(text, "…")
	return shorten(s.replacer.Replace(text), 200)
}

func shorten(text string, most int) string {
	text = strings.ToValidUTF8(text, "?")
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}

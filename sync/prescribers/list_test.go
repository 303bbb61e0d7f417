package prescribers

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tresse"
)

var secret = []byte("secret of an invented store")

func TestFold(t *testing.T) {
	for name, want := range map[string]string{
		"C.C.A.S. Vénissieux": "ccas venissieux", "CCAS de Venissieux": "ccas venissieux", "ccas  —  VÉNISSIEUX": "ccas venissieux",
		"Mission locale": "mission locale", "L’Étape": "etape", "": "", " . , ": "", "de la": "", "Pôle emploi n° 3": "pole emploi n 3",
		"Maison.France services": "maison france services",
	} {
		if got := Fold(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func FuzzFold(f *testing.F) {
	f.Add("C.C.A.S. Vénissieux")
	f.Add("\xff.\u0301a")
	f.Fuzz(func(t *testing.T, name string) {
		once := Fold(name)
		if again := Fold(once); again != once {
			t.Errorf("%q: %q, then %q", name, once, again)
		}
	})
}

func TestDomain(t *testing.T) {
	for text, want := range map[string]string{
		"accueil@CCAS.example.org": "ccas.example.org", "@ccas.example.org": "ccas.example.org", " ccas.example.org ": "ccas.example.org",
		"ccas": "", "": "", "a@b@c.fr": "c.fr", "a b.fr": "", ".fr": "", "x@fr.": "",
	} {
		if got := Domain(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func mention(organisation, referent string, times int) Mention {
	return Mention{tresse.Prescription{Organisation: organisation, Referent: referent}, times}
}

func entered(n uint64, e tresse.SenderEntry) tresse.Decision {
	return tresse.Decision{Number: n, Verb: tresse.DecidePrescribe, Subject: tresse.AboutSenders, Sender: &e, At: time.Unix(0, 0)}
}

// A name given to one organisation and later listed by itself stays with it.
func TestNamesOfOne(t *testing.T) {
	l := Of(secret, []tresse.Decision{
		entered(1, tresse.SenderEntry{Organisation: "CCAS de Vénissieux", Names: []string{"Action sociale"}, Domains: []string{"ccas.example.org"}}),
		entered(2, tresse.SenderEntry{Organisation: "Action sociale", Referents: []string{"Mme Roy"}}),
		entered(3, tresse.SenderEntry{Organisation: "Mission locale", Domains: []string{"ccas.example.org"}}),
	}, []Mention{mention("action sociale", "M. Petit", 2), mention("Emmaüs", "", 1), mention("  ", "x", 9)})
	var got []string
	for _, p := range l.All {
		got = append(got, p.Organisation+"|"+strings.Join(p.Referents, "+")+"|"+strings.Join(p.Names, "+"))
	}
	want := []string{"CCAS de Vénissieux|Mme Roy+M. Petit|Action sociale+action sociale", "Mission locale||", "Emmaüs||"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for said, want := range map[tresse.Prescription]string{
		{Organisation: "ACTION SOCIALE"}: "CCAS de Vénissieux", {Organisation: "emmaüs"}: "emmaüs", {Organisation: "Inconnu"}: "Inconnu", {}: "CCAS de Vénissieux",
	} {
		if got := l.Resolve(said, "a@ccas.example.org"); got.Organisation != want {
			t.Errorf("%+v: %q, want %q", said, got.Organisation, want)
		}
	}
	if got := l.Resolve(tresse.Prescription{}, "a@exemple.fr", ""); got != (tresse.Prescription{}) {
		t.Errorf("by an address of nobody's: %+v", got)
	}
}

// Whatever was entered, said to be the same and taken back: each mention is
// counted once, each id names one, and no key holds a name.
func TestEachMentionOnce(t *testing.T) {
	names := []string{"CCAS", "C.C.A.S.", "Mission locale", "Emmaüs", "Action sociale", "L’Étape"}
	rapid.Check(t, func(rt *rapid.T) {
		name := rapid.SampledFrom(names)
		var decisions []tresse.Decision
		var mentions []Mention
		total := 0
		for range rapid.IntRange(0, 8).Draw(rt, "mentions") {
			n := rapid.IntRange(1, 3).Draw(rt, "times")
			mentions = append(mentions, mention(name.Draw(rt, "said"), "", n))
			total += n
		}
		for i := range rapid.IntRange(0, 8).Draw(rt, "decisions") {
			d := tresse.Decision{Number: uint64(i + 1), Subject: tresse.AboutSenders, Verb: tresse.DecideSame}
			switch rapid.IntRange(0, 2).Draw(rt, "verb") {
			case 0:
				d = entered(d.Number, tresse.SenderEntry{Organisation: name.Draw(rt, "listed"), Names: []string{name.Draw(rt, "alias")}})
			case 1:
				d.A, d.B = Key(secret, name.Draw(rt, "a")), Key(secret, name.Draw(rt, "b"))
			default:
				d.Verb, d.Target = tresse.DecideUndo, uint64(rapid.IntRange(0, i).Draw(rt, "target"))
			}
			decisions = append(decisions, d)
		}
		l := Of(secret, decisions, mentions)
		seen, n := map[tresse.ID]bool{}, 0
		for _, p := range l.All {
			n += p.Registrations
			for _, id := range append(slices.Clone(p.Aliases), p.ID) {
				if seen[id] {
					rt.Fatalf("id %s names two", id)
				}
				seen[id] = true
				if one, known := l.ByID(id); !known || one.Key != p.Key {
					rt.Fatalf("id %s is not found", id)
				}
			}
			if strings.Contains(strings.ToLower(string(p.Key)), Fold(p.Organisation)) {
				rt.Fatalf("key %s holds the name", p.Key)
			}
		}
		if n != total {
			rt.Fatalf("%d of %d mentions are counted", n, total)
		}
	})
}

package tresse

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// The ids of one listing of each kind, written down once: they may never change.
func TestIDsForEver(t *testing.T) {
	begin := time.Date(2026, 10, 20, 14, 0, 0, 0, time.FixedZone("", 7200))
	for key, want := range map[string]ID{
		KeyOpenAgenda(48213907, begin):                 "09c18cf1-3128-530b-a6fe-c879749b354a",
		KeyZeeg("zg-O68f0c1a2b3c4d"):                   "03b85bec-c1c7-527f-b345-1abd3b54c8aa",
		KeyRDV("6F9619FF-8B86-D011-B42D-00C04FC964FF"): "e4ad222c-ff3c-5131-8f86-ae447dac44d9",
		KeyOwn("collegue", "abc@google.com"):           "50241718-3652-535f-a887-9c24b5fa542c",
	} {
		if got := NewID(key); got != want {
			t.Errorf("NewID(%q) = %s, want %s", key, got, want)
		}
	}
}

func TestNewIDIsAVersion5UUID(t *testing.T) {
	id := NewID("x")
	if len(id) != 36 || id[14] != '5' || !strings.ContainsRune("89ab", rune(id[19])) {
		t.Errorf("not a UUIDv5: %s", id)
	}
	if k := KeyedID([]byte("secret"), "x"); k[14] != '8' || k == KeyedID([]byte("other"), "x") {
		t.Errorf("keyed id: %s", k)
	}
}

func TestParseID(t *testing.T) {
	good := "6F9619FF-8B86-D011-B42D-00C04FC964FF"
	if id, err := ParseID(good); err != nil || string(id) != strings.ToLower(good) {
		t.Errorf("ParseID(%s) = %s, %v", good, id, err)
	}
	for _, bad := range []string{"", "x", good + "0", strings.Replace(good, "F", "G", 1), strings.ReplaceAll(good, "-", "0")} {
		if id, err := ParseID(bad); err == nil {
			t.Errorf("ParseID(%q) = %s", bad, id)
		}
	}
}

func TestRef(t *testing.T) {
	r := NewRef("rendezvous", "zg-1/zg-2")
	if r.Source() != "rendezvous" || r.External() != "zg-1/zg-2" || r.In("autre") != "autre/zg-1/zg-2" || r.Check() != nil {
		t.Errorf("ref %q: %q %q %v", r, r.Source(), r.External(), r.Check())
	}
	for _, bad := range []Ref{"", "a", "a/", "/b", "a/b\n", Ref("a/" + strings.Repeat("b", 2000))} {
		if bad.Check() == nil {
			t.Errorf("%.20q is taken", bad)
		}
	}
}

func TestTimeThroughJSON(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	for want, in := range map[string]Time{
		`"2026-10-20T12:00:00Z"`: At(time.Date(2026, 10, 20, 14, 0, 0, 5, paris)),
		`"2026-10-20"`:           OnDay(time.Date(2026, 10, 20, 23, 30, 0, 0, paris)),
		`""`:                     {},
	} {
		b, err := json.Marshal(in)
		if err != nil || string(b) != want {
			t.Errorf("%v gives %s, %v, want %s", in, b, err, want)
		}
		var out Time
		if err := json.Unmarshal(b, &out); err != nil || !out.Same(in) || out.IsZero() != in.IsZero() {
			t.Errorf("%s gives back %v, %v", b, out, err)
		}
	}
	day := OnDay(time.Date(2026, 10, 25, 0, 0, 0, 0, paris))
	if got := day.In(paris); got.Hour() != 0 || got.Day() != 25 {
		t.Errorf("the day begins at %s", got)
	}
}

func TestToComeAndOver(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	at := func(h int) Time { return At(now.Add(time.Duration(h) * time.Hour)) }
	for _, c := range []struct {
		name         string
		start, end   Time
		toCome, over bool
	}{
		{"tomorrow", at(24), at(25), true, false},
		{"running", at(-1), at(1), false, false},
		{"over", at(-2), at(-1), false, true},
		{"ends now", at(-2), at(0), false, true},
		{"no end", at(-1), Time{}, false, true},
		{"today, all day", OnDay(now), Time{}, false, false},
		{"yesterday, all day", OnDay(now.AddDate(0, 0, -1)), Time{}, false, true},
	} {
		l := Listing{Start: c.start, End: c.end}
		if got := l.ToCome(now, time.UTC); got != c.toCome {
			t.Errorf("%s: to come %v", c.name, got)
		}
		if got := l.Over(now, time.UTC); got != c.over {
			t.Errorf("%s: over %v", c.name, got)
		}
	}
}

// Invented numbers: sex, year, month, department, then zeros; keys computed by
// the published rule.
func TestLooksLikeNIR(t *testing.T) {
	for _, nir := range []string{
		"1 84 12 76 451 089 46", "184127645108946", "2 99 05 2A 004 123", "n° 1.55.08.99.123.456 !", "1-84-12-76-451-089",
		"sécu 2990520041230 merci", "184127645108946 06 39 98 12 34", "06 39 98 12 34 184127645108946", "2 99 05 2b 004 123",
	} {
		if !LooksLikeNIR(nir) {
			t.Errorf("%q is not seen", nir)
		}
	}
	for _, other := range []string{
		"", "06 12 34 56 78", "+33 6 12 34 56 78", "0612345678 0712345678", "69200", "2026-11-22 14:00", "184127645108947",
		"12 rue des Amandiers 69200 Vénissieux", "zg-O68f0c1a2b3c4d", "1 84 13 76 451 089", "https://x.example/1763035200000", "1841276451089461234567890",
	} {
		if LooksLikeNIR(other) {
			t.Errorf("%q is taken for one", other)
		}
	}
}

func TestErrorsTellTheirKind(t *testing.T) {
	inner := Errorf(TroubleConfig, "403")
	inner.Advice = "Vérifiez la clé."
	err := fmt.Errorf("read agenda 12: %w", inner)
	if TroubleOf(err) != TroubleConfig || AdviceOf(err) != "Vérifiez la clé." {
		t.Errorf("got %s, %q", TroubleOf(err), AdviceOf(err))
	}
	outer := &Error{Trouble: TroubleTemporary, Op: "openagenda", Err: err}
	if TroubleOf(outer) != TroubleTemporary || AdviceOf(outer) != "Vérifiez la clé." || outer.Error() != "openagenda: read agenda 12: 403" {
		t.Errorf("got %s, %q, %s", TroubleOf(outer), AdviceOf(outer), outer)
	}
	if TroubleOf(errors.New("x")) != TroubleTemporary || AdviceOf(nil) != "" {
		t.Error("an unknown error may pass")
	}
}

func TestSequenceNeverGoesDown(t *testing.T) {
	now := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	first := NextSequence(-1, now)
	if again := NextSequence(first, now); again != first+1 {
		t.Errorf("%d after %d", again, first)
	}
	if back := NextSequence(first, now.AddDate(-1, 0, 0)); back != first+1 {
		t.Errorf("with a clock set back: %d after %d", back, first)
	}
	if m := NextModified(now, now); !m.After(now) {
		t.Errorf("LAST-MODIFIED %s does not grow", m)
	}
}

func TestInForce(t *testing.T) {
	all := []Decision{
		{Number: 1, Verb: DecideSame, Subject: AboutPeople, A: "a/1", B: "a/2"},
		{Number: 2, Verb: DecideSame, Subject: AboutSessions, A: "a/1", B: "a/2"},
		{Number: 3, Verb: DecideUndo, Subject: AboutPeople, Target: 1},
		{Number: 4, Verb: DecideDifferent, Subject: AboutPeople, A: "a/1", B: "a/3"},
		{Number: 5, Verb: DecideSame, Subject: AboutPeople, A: "", B: "a/3"},
	}
	got := InForce(all, AboutPeople)
	if len(got) != 1 || got[0].Number != 4 {
		t.Errorf("in force: %+v", got)
	}
}

package store

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tresse"
)

func later() time.Time { return noon.Add(48 * time.Hour) }

func restoreOptions(force bool) RestoreOptions { return RestoreOptions{Force: force, Now: later} }

func opened(t testing.TB, path string) *Store {
	t.Helper()
	s, err := Open(path, options())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestRestoreWhereThereIsNothing(t *testing.T) {
	s, c := stocked(t)
	backup := backupOf(t, s)
	data := filepath.Join(t.TempDir(), "tresse.db")
	r, err := Restore(backup, data, restoreOptions(false))
	if err != nil {
		t.Fatal(err)
	}
	same(t, "report", r, RestoreReport{Listings: 30, Bookings: 30, Contacts: 1, Published: 30})
	same(t, "beside", beside(t, data), []string(nil))
	n := opened(t, data)
	same(t, "listings", must(n.ListingsAfter("", 99))(t), c.Listings)
	same(t, "views may stand", must(n.Count())(t), must(s.Count())(t))
	same(t, "but must be rebuilt", must(n.Stale())(t), true)
	verified(t, n)
	for _, p := range must(n.AllPublished(tresse.Public))(t) {
		if p.Sequence < tresse.NextSequence(0, later()) || p.Modified.Before(later()) {
			t.Errorf("not moved: %+v", p)
		}
	}
}

func TestRestoreOverAStore(t *testing.T) {
	s, c := stocked(t)
	backup := backupOf(t, s)
	forgotten, kept := c.Bookings[0], c.Bookings[1]
	s.options.Now = func() time.Time { return noon.Add(time.Hour) }
	mustCommit(t, s, Commit{
		Erase:     []Erasure{{Bookings, forgotten.Ref, tresse.Stub{Listing: forgotten.Listing, Seats: 1, At: noon}}, {Contacts, c.Contacts[0].Ref, tresse.Stub{Contact: true, At: noon}}},
		Decisions: []tresse.Decision{{Number: 1, Verb: tresse.DecideSame, Subject: tresse.AboutPeople, B: kept.Ref, At: noon}},
		Tokens:    map[string][]byte{"rdv": []byte("jeton d'après")},
		Published: []tresse.Published{
			{Audience: tresse.Public, UID: c.Published[3].UID, Sequence: 1 << 40, Modified: later().Add(time.Hour)},
			{Audience: tresse.Team, UID: id("new"), Sequence: 7, Modified: noon},
		},
		Listings: []tresse.ListingFact{listing("agenda", 77)},
	})
	// A source renamed since the backup, and somebody erased in it under the new name.
	if err := s.RenameSource("agenda", "ville"); err != nil {
		t.Fatal(err)
	}
	second := c.Bookings[2].Ref
	mustCommit(t, s, Commit{Erase: []Erasure{{Bookings, second.In("ville"), tresse.Stub{Listing: c.Bookings[2].Listing.In("ville"), At: noon}}}})

	if _, err := Restore(backup, s.Path(), restoreOptions(true)); tresse.TroubleOf(err) != tresse.TroubleStore || !strings.Contains(tresse.AdviceOf(err), "déjà utilisé") {
		t.Fatalf("restored over a store that is held: %v", err)
	}
	data := s.Path()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Restore(backup, data, restoreOptions(false)); tresse.TroubleOf(err) != tresse.TroubleRefused || !strings.Contains(tresse.AdviceOf(err), "--force") {
		t.Fatalf("restored over a store without force: %v", err)
	}
	before, _ := os.ReadFile(data)
	r, err := Restore(backup, data, restoreOptions(true))
	if err != nil {
		t.Fatal(err)
	}
	if want := data + ".replaced-20261124T120000Z"; r.Kept != want {
		t.Errorf("kept as %q", r.Kept)
	}
	r.Kept = ""
	same(t, "report", r, RestoreReport{Listings: 30, Bookings: 30, Contacts: 1, Erased: 3, Tokens: []string{"rdv"}, Published: 31})
	same(t, "beside", beside(t, data), []string{"tresse.db.replaced-20261124T120000Z"})
	after, _ := os.ReadFile(data + ".replaced-20261124T120000Z")
	if !bytes.Equal(before, after) {
		t.Error("the replaced store is not as it was")
	}
	if info, _ := os.Stat(data); info.Mode().Perm() != 0o600 {
		t.Error(info.Mode())
	}

	n := opened(t, data)
	same(t, "bookings", len(must(n.BookingsAfter("", 99))(t)), 28)
	same(t, "erased", must(n.Stubs([]tresse.Ref{forgotten.Ref, second, kept.Ref, c.Contacts[0].Ref}))(t), []bool{true, true, false, true})
	same(t, "decision", must(n.Decisions())(t)[0].A, tresse.Ref(""))
	same(t, "decision", must(n.Decisions())(t)[0].B, kept.Ref)
	same(t, "tokens", string(must(n.Tokens("rdv"))(t)), "jeton d'après")
	told := must(n.Published(tresse.Public, []tresse.ID{c.Published[3].UID}))(t)[c.Published[3].UID]
	same(t, "the higher number", []any{told.Sequence, told.Modified}, []any{int64(1<<40 + 1), later().Add(time.Hour + time.Second)})
	same(t, "told since", len(must(n.AllPublished(tresse.Team))(t)), 1)
	same(t, "no views of the erased", must(n.Count())(t), Counts{})
	same(t, "stale", must(n.Stale())(t), true)
	verified(t, n)
	text, _ := os.ReadFile(data)
	if bytes.Contains(text, []byte(c.Contacts[0].Person.FullName)) {
		t.Error("the erased contact is in the restored file")
	}
	// The configuration still says was = ["agenda"].
	if err := n.RenameSource("agenda", "ville"); err != nil {
		t.Fatal(err)
	}
	same(t, "erased, renamed", must(n.Stubs([]tresse.Ref{forgotten.Ref.In("ville"), second.In("ville"), kept.Ref.In("ville")}))(t), []bool{true, true, false})
	verified(t, n)
}

func TestRestoreOverAnotherStore(t *testing.T) {
	s, c := stocked(t)
	backup := backupOf(t, s)
	other := newStore(t) // with another secret
	b := c.Bookings[4]
	mustCommit(t, other, Commit{Bookings: []tresse.BookingFact{b}})
	mustCommit(t, other, Commit{Erase: []Erasure{{Bookings, b.Ref, tresse.Stub{At: noon}}, {Bookings, "agenda/not in the backup", tresse.Stub{At: noon}}}})
	data := other.Path()
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := Restore(backup, data, restoreOptions(true))
	if err != nil || r.Erased != 1 {
		t.Fatal(r, err)
	}
	n := opened(t, data)
	same(t, "secret", n.Secret(), s.Secret())
	same(t, "erased", must(n.Stubs([]tresse.Ref{b.Ref, "agenda/not in the backup", c.Bookings[5].Ref}))(t), []bool{true, true, false})
	verified(t, n)
	n = reopened(t, n)
	same(t, "still", must(n.Stubs([]tresse.Ref{"agenda/not in the backup"}))(t), []bool{true})
}

func TestRestoreKeepsTheNewerTokens(t *testing.T) {
	s, _ := stocked(t)
	s.options.Now = later
	if err := s.SaveTokens("rdv", []byte("jeton de la sauvegarde")); err != nil {
		t.Fatal(err)
	}
	backup := backupOf(t, s)
	old := newStore(t)
	if err := old.SaveTokens("rdv", []byte("plus vieux")); err != nil {
		t.Fatal(err)
	}
	data := old.Path()
	if err := old.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := Restore(backup, data, restoreOptions(true))
	if err != nil || len(r.Tokens) != 0 {
		t.Fatal(r, err)
	}
	same(t, "tokens", string(must(opened(t, data).Tokens("rdv"))(t)), "jeton de la sauvegarde")
}

func TestRestoreOverADamagedStore(t *testing.T) {
	s, _ := stocked(t)
	backup := backupOf(t, s)
	for name, text := range map[string][]byte{"foreign": []byte(strings.Repeat("pas une base ", 9999)), "cut": cutShort(t, backup)} {
		data := filepath.Join(t.TempDir(), "tresse.db")
		if err := os.WriteFile(data, text, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Restore(backup, data, restoreOptions(false)); tresse.TroubleOf(err) != tresse.TroubleRefused {
			t.Errorf("%s: %v", name, err)
		}
		r, err := Restore(backup, data, restoreOptions(true))
		if err != nil || !r.Unread {
			t.Fatal(name, r, err)
		}
		kept, _ := os.ReadFile(r.Kept)
		if !bytes.Equal(kept, text) {
			t.Errorf("%s: not kept", name)
		}
		verified(t, opened(t, data))
	}
}

// cutShort is the beginning of a file.
func cutShort(t testing.TB, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text[:len(text)/3]
}

func TestABadBackupChangesNothing(t *testing.T) {
	s, _ := stocked(t)
	good := backupOf(t, s)
	data := s.Path()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	before, _ := os.ReadFile(data)
	folder := t.TempDir()
	bad := map[string][]byte{"empty": {}, "text": []byte("bonjour"), "cut": cutShort(t, good)}
	text, _ := os.ReadFile(good)
	flipped := bytes.Clone(text)
	flipped[bytes.Index(flipped, []byte("Venez avec <vos>"))-1] = 0xff // the length of a listing's description
	bad["flipped"] = flipped
	for name, text := range bad {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Restore(path, data, restoreOptions(true))
		if tresse.TroubleOf(err) != tresse.TroubleStore || tresse.AdviceOf(err) == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Restore(filepath.Join(folder, "rien"), data, restoreOptions(true)); tresse.AdviceOf(err) == "" {
		t.Errorf("missing: %v", err)
	}
	after, _ := os.ReadFile(data)
	if !bytes.Equal(before, after) {
		t.Error("the data file was changed")
	}
	same(t, "beside", beside(t, data), []string(nil))
}

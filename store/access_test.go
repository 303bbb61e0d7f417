package store

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tresse"
)

// opening is the n-th invented access, and its secret.
func opening(n byte) (tresse.Access, string) {
	return tresse.NewAccess([32]byte{n}, tresse.PurposeFeed, noon.Add(time.Duration(n)*time.Minute))
}

func TestAccessesComeBackInTheOrderMade(t *testing.T) {
	s := newStore(t)
	same(t, "accesses of a new store", must(s.Accesses())(t), []tresse.Access(nil))
	second, _ := opening(2)
	first, secret := opening(1)
	before := s.AccessChanges()
	if err := s.PutAccesses(second, first); err != nil {
		t.Fatal(err)
	}
	if s.AccessChanges() == before {
		t.Error("the change was not counted")
	}
	s = reopened(t, s)
	same(t, "accesses", must(s.Accesses())(t), []tresse.Access{first, second})
	verified(t, s)
	data, err := os.ReadFile(s.Path())
	if err != nil || bytes.Contains(data, []byte(secret)) {
		t.Errorf("the secret is in the file (%v)", err)
	}
}

func TestReadingsAreKeptApart(t *testing.T) {
	s := newStore(t)
	a, _ := opening(1)
	read := tresse.Reading{Access: a.ID, At: noon, Program: "Thunderbird"}
	if err := s.PutReadings([]tresse.Reading{read}); err != nil {
		t.Fatal(err)
	}
	if err := s.PutAccesses(a); err != nil {
		t.Fatal(err)
	}
	same(t, "before it was read", must(s.Accesses())(t), []tresse.Access{a})
	older := tresse.Reading{Access: a.ID, At: noon.Add(-time.Hour), Program: "curl"}
	if err := s.PutReadings([]tresse.Reading{read, older, {Access: "unknown", At: noon}}); err != nil {
		t.Fatal(err)
	}
	a.Revoked = noon
	if err := s.PutAccesses(a); err != nil {
		t.Fatal(err)
	}
	a.LastRead, a.Program = noon, "Thunderbird"
	same(t, "accesses", must(s.Accesses())(t), []tresse.Access{a})
	verified(t, s)
}

func TestABadAccessIsRefusedWhole(t *testing.T) {
	s := newStore(t)
	good, _ := opening(1)
	twin, _ := opening(2)
	twin.ID = good.ID
	for name, bad := range map[string]tresse.Access{"no id": {Hash: good.Hash}, "no hash": {ID: "x"}, "the id of another": twin} {
		if err := s.PutAccesses(good, bad); tresse.TroubleOf(err) != tresse.TroubleRefused {
			t.Errorf("%s: %v", name, err)
		}
	}
	same(t, "accesses", must(s.Accesses())(t), []tresse.Access(nil))
}

// What was revoked since the backup stays revoked, what was given away since
// goes on, and what only the backup knows opens again.
func TestRestoreBringsNoAccessBackToLife(t *testing.T) {
	s := newStore(t)
	revoked, _ := opening(1)
	lost, _ := opening(2)
	if err := s.PutAccesses(revoked, lost); err != nil {
		t.Fatal(err)
	}
	backup := backupOf(t, s)
	data := filepath.Join(t.TempDir(), "tresse.db")
	other := opened(t, data)
	given, _ := opening(3)
	revoked.Revoked = noon
	if err := other.PutAccesses(revoked, given); err != nil {
		t.Fatal(err)
	}
	if err := other.PutReadings([]tresse.Reading{{Access: given.ID, At: noon}}); err != nil {
		t.Fatal(err)
	}
	given.LastRead = noon
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Restore(backup, data, restoreOptions(true)); err != nil {
		t.Fatal(err)
	}
	restored := opened(t, data)
	same(t, "accesses", must(restored.Accesses())(t), []tresse.Access{revoked, lost, given})
	verified(t, restored)
}

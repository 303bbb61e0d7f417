package store

import (
	"path/filepath"
	"testing"

	"tresse"
)

var toldOfAna = tresse.Told{FirstName: "Ana", Phones: []string{"06 39 98 01 01"}, At: noon}

func hookOf(source string, n byte) tresse.Hook {
	h := tresse.Hook{Source: source, ID: "1"}
	h.Renew([64]byte{n})
	return h
}

// stored returns the hooks without when they were saved.
func hooksOf(t *testing.T, s *Store) []tresse.Hook {
	t.Helper()
	list := must(s.Hooks())(t)
	for i := range list {
		list[i].Saved = tresse.Hook{}.Saved
	}
	return list
}

func TestHooksAndWhatWasTold(t *testing.T) {
	s := newStore(t)
	same(t, "hooks of a new store", hooksOf(t, s), []tresse.Hook(nil))
	first := hookOf("zeeg", 1)
	if err := s.PutHook(first); err != nil {
		t.Fatal(err)
	}
	if err := s.PutHook(tresse.Hook{}); tresse.TroubleOf(err) != tresse.TroubleRefused {
		t.Errorf("a hook of no source: %v", err)
	}
	told := map[tresse.Ref]tresse.Told{"zeeg/a/1": toldOfAna}
	for _, c := range []struct {
		told map[tresse.Ref]tresse.Told
		most int
		kept bool
	}{{told, 1, true}, {map[tresse.Ref]tresse.Told{"zeeg/a/1": {Seats: 2, At: noon}}, 1, true}, {map[tresse.Ref]tresse.Told{"zeeg/a/2": toldOfAna}, 1, false}} {
		if kept, err := s.PutTold(c.told, c.most); err != nil || kept != c.kept {
			t.Errorf("%v: kept %v, %v", c.told, kept, err)
		}
	}
	s = reopened(t, s)
	same(t, "hooks", hooksOf(t, s), []tresse.Hook{first})
	want := toldOfAna
	want.Seats = 2
	same(t, "told", must(s.WaitingTold([]tresse.Ref{"zeeg/a/2", "zeeg/a/1"}))(t), map[tresse.Ref]tresse.Told{"zeeg/a/1": want})
	verified(t, s)
	mustCommit(t, s, Commit{Said: []tresse.Ref{"zeeg/a/1", "zeeg/none"}})
	same(t, "once it was said", must(s.WaitingTold(nil))(t), map[tresse.Ref]tresse.Told{})
	mustCommit(t, s, Commit{DropSources: []string{"zeeg"}})
	same(t, "once the source is gone", hooksOf(t, s), []tresse.Hook(nil))
}

// Of somebody erased nothing waits, nor is anything kept that comes after.
func TestNothingIsToldOfSomebodyErased(t *testing.T) {
	s, c := stocked(t)
	ref := c.Bookings[0].Ref
	told := map[tresse.Ref]tresse.Told{ref: toldOfAna}
	if _, err := s.PutTold(told, 9); err != nil {
		t.Fatal(err)
	}
	mustCommit(t, s, Commit{Erase: []Erasure{{Bookings, ref, tresse.Stub{Listing: c.Bookings[0].Listing, At: noon}}}})
	same(t, "after the erasure", must(s.WaitingTold(nil))(t), map[tresse.Ref]tresse.Told{})
	if _, err := s.PutTold(told, 9); err != nil {
		t.Fatal(err)
	}
	same(t, "after it was told again", must(s.WaitingTold(nil))(t), map[tresse.Ref]tresse.Told{})
}

// A renamed source goes on being known by the name in its address.
func TestHooksOfARenamedSource(t *testing.T) {
	s, _ := stocked(t)
	source := must(s.Sources())(t)[0].Name
	h := hookOf(source, 1)
	if err := s.PutHook(h); err != nil {
		t.Fatal(err)
	}
	if _, err := s.PutTold(map[tresse.Ref]tresse.Told{tresse.NewRef(source, "x/1"): toldOfAna}, 9); err != nil {
		t.Fatal(err)
	}
	if err := s.RenameSource(source, "nouveau"); err != nil {
		t.Fatal(err)
	}
	h.Source, h.Names = "nouveau", []string{source}
	same(t, "hooks", hooksOf(t, s), []tresse.Hook{h})
	same(t, "told", must(s.WaitingTold(nil))(t), map[tresse.Ref]tresse.Told{"nouveau/x/1": toldOfAna})
	if h = hooksOf(t, s)[0]; !h.Named(source) || !h.Named("nouveau") || h.Named("autre") {
		t.Error("the names")
	}
	verified(t, s)
}

// A restore keeps the newer hook: the platform pushes to that address.
func TestRestoreKeepsHooks(t *testing.T) {
	s := newStore(t)
	old, only := hookOf("zeeg", 1), hookOf("rdv", 2)
	for _, h := range []tresse.Hook{old, only} {
		if err := s.PutHook(h); err != nil {
			t.Fatal(err)
		}
	}
	backup := backupOf(t, s)
	data := filepath.Join(t.TempDir(), "tresse.db")
	other := opened(t, data)
	other.options.Now = later
	renewed := old
	renewed.Renew([64]byte{3})
	if err := other.PutHook(renewed); err != nil {
		t.Fatal(err)
	}
	if _, err := other.PutTold(map[tresse.Ref]tresse.Told{"zeeg/a/1": toldOfAna}, 9); err != nil {
		t.Fatal(err)
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Restore(backup, data, restoreOptions(true)); err != nil {
		t.Fatal(err)
	}
	restored := opened(t, data)
	same(t, "hooks", hooksOf(t, restored), []tresse.Hook{only, renewed})
	same(t, "told", must(restored.WaitingTold(nil))(t), map[tresse.Ref]tresse.Told{"zeeg/a/1": toldOfAna})
	verified(t, restored)
}

// The secrets of a hook are told from any other text, the retired too.
func TestWhatAHookKnows(t *testing.T) {
	h := hookOf("zeeg", 1)
	first := h.Path
	if known, current := h.Knows(first); !known || !current {
		t.Error("its own address")
	}
	h.Renew([64]byte{2})
	if known, current := h.Knows(first); !known || current {
		t.Error("a former address")
	}
	second := h.Path
	h.Retire()
	for path, want := range map[string]bool{first: true, second: true, "": false, "x": false} {
		if known, current := h.Knows(path); known != want || current || h.Active() {
			t.Errorf("%q: %v %v", path, known, current)
		}
	}
}

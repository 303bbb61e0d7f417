package store

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"tresse"
)

// A model is the store as a few maps: what any sequence of changes should leave.
type model struct {
	round     Round
	facts     map[factKey]any
	index     map[IndexEntry]bool
	held      map[factKey]Hold
	sources   map[string]tresse.SourceState
	decisions map[uint64]tresse.Decision
	published map[tresse.ID]tresse.Published
	erased    map[tresse.Ref]bool // by today's name
	sessions  map[tresse.ID]tresse.Session
	stale     bool
}

func newModel() *model {
	return &model{facts: map[factKey]any{}, index: map[IndexEntry]bool{}, held: map[factKey]Hold{}, sources: map[string]tresse.SourceState{},
		decisions: map[uint64]tresse.Decision{}, published: map[tresse.ID]tresse.Published{}, erased: map[tresse.Ref]bool{}, sessions: map[tresse.ID]tresse.Session{}}
}

var (
	anySource = rapid.SampledFrom([]string{"a", "a-b", "b", "guichet"})
	anyKind   = rapid.SampledFrom([]FactKind{Listings, Bookings, Contacts})
	anyBlock  = rapid.SampledFrom([]string{"jour", "lieu", "tel"})
	anyNumber = rapid.IntRange(0, 4)
)

func anyRef(t *rapid.T, k FactKind) tresse.Ref {
	source, n := anySource.Draw(t, "source"), anyNumber.Draw(t, "number")
	return refOf(k, source, n)
}

func refOf(k FactKind, source string, n int) tresse.Ref {
	l := listing(source, n)
	switch k {
	case Bookings:
		b := booking(l.Ref, 1)
		return b.Ref
	case Contacts:
		return contact(source, n).Ref
	}
	return l.Ref
}

// step is one change, made to the store and to the model alike.
func (m *model) commit(t *rapid.T, s *Store) {
	var c Commit
	for range rapid.IntRange(0, 4).Draw(t, "facts") {
		m.addFact(t, &c)
	}
	for range rapid.IntRange(0, 3).Draw(t, "entries") {
		k := anyKind.Draw(t, "kind")
		e := IndexEntry{k, anyBlock.Draw(t, "block"), anyRef(t, k)}
		if rapid.Bool().Draw(t, "in") {
			c.Index = append(c.Index, e)
		} else {
			c.Unindex = append(c.Unindex, e)
		}
		h := Hold{k, anyRef(t, k), noon}
		if rapid.Bool().Draw(t, "hold") {
			c.Hold = append(c.Hold, h)
		} else {
			c.Unhold = append(c.Unhold, h)
		}
	}
	if rapid.Bool().Draw(t, "record") {
		c.Round = &Round{rapid.Uint64().Draw(t, "round"), rapid.Bool().Draw(t, "open")}
		name := anySource.Draw(t, "state of")
		c.Sources = append(c.Sources, tresse.SourceState{Name: name, Place: anyNumber.Draw(t, "place")})
		d := tresse.Decision{Number: uint64(anyNumber.Draw(t, "decision")), A: anyRef(t, Bookings), B: anyRef(t, Contacts), Source: name, At: noon}
		c.Decisions = append(c.Decisions, d)
		c.Published = append(c.Published, tresse.Published{Audience: tresse.Team, UID: id(name), Sequence: rapid.Int64().Draw(t, "sequence"), Modified: noon})
	}
	if rapid.IntRange(0, 3).Draw(t, "erase") == 0 {
		k := anyKind.Draw(t, "kind")
		c.Erase = append(c.Erase, Erasure{k, anyRef(t, k), tresse.Stub{At: noon}})
	}
	c.Views = m.anyViews(t)
	err := s.Commit(c)
	if m.forbids(&c) {
		if tresse.TroubleOf(err) != tresse.TroubleRefused {
			t.Fatalf("an erased fact was put again: %v", err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	m.apply(&c)
}

func (m *model) addFact(t *rapid.T, c *Commit) {
	source, n := anySource.Draw(t, "source"), anyNumber.Draw(t, "number")
	title := rapid.SampledFrom([]string{"un", "deux", "trois", "é\u2028\"<>&"}).Draw(t, "title")
	l := listing(source, n)
	switch anyKind.Draw(t, "kind") {
	case Listings:
		l.Title = title
		l.State = rapid.SampledFrom(states[1:]).Draw(t, "state")
		l.MovedFrom = []tresse.Move{{Ref: l.Ref, Start: l.Start}}
		c.Listings = append(c.Listings, l)
	case Bookings:
		b := booking(l.Ref, 1)
		b.Person.LastName = title
		b.Listing = anyRef(t, Listings)
		c.Bookings = append(c.Bookings, b)
	case Contacts:
		x := contact(source, n)
		x.Person.FullName = title
		c.Contacts = append(c.Contacts, x)
	}
}

// anyViews changes a few sessions; an alias is only ever one session's.
func (m *model) anyViews(t *rapid.T) ViewChange {
	var c ViewChange
	owner := map[tresse.ID]tresse.ID{}
	for _, x := range m.sessions {
		for _, a := range x.Aliases {
			owner[a] = x.ID
		}
	}
	for range rapid.IntRange(0, 2).Draw(t, "sessions") {
		n := anyNumber.Draw(t, "session")
		x := at(fmt.Sprint("session ", n), tresse.At(noon.AddDate(0, 0, anyNumber.Draw(t, "day"))))
		if rapid.IntRange(0, 4).Draw(t, "drop") == 0 {
			c.DropSessions = append(c.DropSessions, x.ID)
			continue
		}
		for _, n := range rapid.SliceOfNDistinct(anyNumber, 0, 2, rapid.ID[int]).Draw(t, "aliases") {
			if a := id(fmt.Sprint("alias ", n)); owner[a] == "" || owner[a] == x.ID {
				owner[a] = x.ID
				x.Aliases = append(x.Aliases, a)
			}
		}
		c.PutSessions = append(c.PutSessions, x)
	}
	return c
}

// forbids reports whether the commit puts a fact that is erased. One that it
// erases itself is only dropped.
func (m *model) forbids(c *Commit) bool {
	own := erasedBy(c)
	for _, p := range m.puts(c) {
		if m.erased[p.ref] && !own[p.factKey] {
			return true
		}
	}
	return false
}

type put struct {
	factKey
	ref  tresse.Ref
	fact any
}

func (m *model) puts(c *Commit) []put {
	var all []put
	for _, f := range c.Listings {
		all = append(all, put{factKey{Listings, f.Ref}, f.Ref, f})
	}
	for _, f := range c.Bookings {
		all = append(all, put{factKey{Bookings, f.Ref}, f.Ref, f})
	}
	for _, f := range c.Contacts {
		all = append(all, put{factKey{Contacts, f.Ref}, f.Ref, f})
	}
	return all
}

func (m *model) apply(c *Commit) {
	for _, p := range m.puts(c) {
		m.facts[p.factKey] = p.fact
	}
	for _, e := range c.Unindex {
		delete(m.index, e)
	}
	for _, e := range c.Index {
		m.index[e] = true
	}
	for _, h := range c.Unhold {
		delete(m.held, factKey{h.Kind, h.Ref})
	}
	for _, h := range c.Hold {
		m.held[factKey{h.Kind, h.Ref}] = h
	}
	for _, e := range c.Erase {
		m.erased[e.Ref] = true
		delete(m.facts, factKey{e.Kind, e.Ref})
		delete(m.held, factKey{e.Kind, e.Ref})
		maps.DeleteFunc(m.index, func(i IndexEntry, _ bool) bool { return i.Kind == e.Kind && i.Ref == e.Ref })
	}
	if c.Round != nil {
		m.round = *c.Round
	}
	for _, x := range c.Sources {
		m.sources[x.Name] = x
	}
	for _, d := range c.Decisions {
		m.decisions[d.Number] = d
	}
	for _, p := range c.Published {
		m.published[p.UID] = p
	}
	m.applyViews(&c.Views)
}

func (m *model) applyViews(c *ViewChange) {
	for _, id := range c.DropSessions {
		delete(m.sessions, id)
	}
	for _, x := range c.PutSessions {
		m.sessions[x.ID] = x
	}
}

func (m *model) rename(t *rapid.T, s *Store) {
	old, name := anySource.Draw(t, "old"), rapid.SampledFrom([]string{"a", "b", "neuf", "a-b"}).Draw(t, "new")
	err := s.RenameSource(old, name)
	stubs := false
	for ref := range m.erased {
		stubs = stubs || ref.Source() == old
	}
	switch {
	case old == name || (m.holds(old) || stubs) && m.holds(name):
		if tresse.TroubleOf(err) != tresse.TroubleRefused {
			t.Fatalf("%s to %s: %v", old, name, err)
		}
		return
	case err != nil:
		t.Fatal(err)
	case m.holds(old) || stubs:
		m.renamed(old, name)
	}
}

func (m *model) holds(source string) bool {
	_, ok := m.sources[source]
	for k := range m.facts {
		ok = ok || k.ref.Source() == source
	}
	return ok
}

func (m *model) renamed(old, name string) {
	re := func(ref tresse.Ref) tresse.Ref {
		if ref.Source() == old {
			return ref.In(name)
		}
		return ref
	}
	n := newModel()
	n.round, n.published, n.sessions, n.stale = m.round, m.published, m.sessions, true
	for k, f := range m.facts {
		switch x := f.(type) {
		case tresse.ListingFact:
			x.Ref = re(x.Ref)
			x.MovedFrom = []tresse.Move{{Ref: re(x.MovedFrom[0].Ref), Start: x.MovedFrom[0].Start}}
			f = x
		case tresse.BookingFact:
			x.Ref, x.Listing = re(x.Ref), re(x.Listing)
			f = x
		case tresse.ContactFact:
			x.Ref = re(x.Ref)
			f = x
		}
		n.facts[factKey{k.kind, re(k.ref)}] = f
	}
	for e := range m.index {
		n.index[IndexEntry{e.Kind, e.Block, re(e.Ref)}] = true
	}
	for k, h := range m.held {
		n.held[factKey{k.kind, re(k.ref)}] = Hold{h.Kind, re(h.Ref), h.Since}
	}
	for _, x := range m.sources {
		if x.Name == old {
			x.Name = name
		}
		n.sources[x.Name] = x
	}
	for i, d := range m.decisions {
		d.A, d.B = re(d.A), re(d.B)
		if d.Source == old {
			d.Source = name
		}
		n.decisions[i] = d
	}
	for ref := range m.erased {
		n.erased[re(ref)] = true
	}
	*m = *n
}

func (m *model) rebuild(t *rapid.T, s *Store) {
	g, err := s.BeginGeneration()
	if err != nil {
		t.Fatal(err)
	}
	fresh := newModel()
	for range rapid.IntRange(0, 3).Draw(t, "chunks") {
		c := fresh.anyViews(t)
		if err := g.Put(c); err != nil {
			t.Fatal(err)
		}
		fresh.applyViews(&c)
	}
	end := g.Finish
	if rapid.Bool().Draw(t, "abandon") {
		end = func([]tresse.Published, *tresse.Model) error { return g.Abandon() }
	} else {
		m.sessions, m.stale = fresh.sessions, false
	}
	if err := end(nil, nil); err != nil {
		t.Fatal(err)
	}
}

// check compares all that the store gives with the model.
func (m *model) check(t *rapid.T, s *Store) {
	compareFacts(t, m, Listings, func() ([]tresse.ListingFact, error) { return s.ListingsAfter("", 999) })
	compareFacts(t, m, Bookings, func() ([]tresse.BookingFact, error) { return s.BookingsAfter("", 999) })
	compareFacts(t, m, Contacts, func() ([]tresse.ContactFact, error) { return s.ContactsAfter("", 999) })
	for _, k := range []FactKind{Listings, Bookings, Contacts} {
		m.checkRefs(t, s, k)
	}
	same(t, "round", must(s.Round())(t), m.round)
	same(t, "decisions", must(s.Decisions())(t), sortedValues(m.decisions))
	same(t, "sources", len(must(s.Sources())(t)), len(m.sources))
	same(t, "held", len(must(s.Held(""))(t)), len(m.held))
	for _, h := range must(s.Held(""))(t) {
		same(t, "hold", h, m.held[factKey{h.Kind, h.Ref}])
	}
	same(t, "published", must(s.Published(tresse.Team, slices.Collect(maps.Keys(m.published))))(t), m.published)
	same(t, "stale", must(s.Stale())(t), m.stale)
	m.checkViews(t, s)
}

func compareFacts[F any](t *rapid.T, m *model, k FactKind, read func() ([]F, error)) {
	got, err := read()
	if err != nil {
		t.Fatal(err)
	}
	var keys []factKey
	for key := range m.facts {
		if key.kind == k {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, func(a, b factKey) int { return bytes.Compare([]byte(a.ref), []byte(b.ref)) })
	want := make([]F, len(keys))
	for i, key := range keys {
		want[i] = m.facts[key].(F)
	}
	same(t, k.String(), got, want)
}

// checkRefs asks for every ref there could be.
func (m *model) checkRefs(t *rapid.T, s *Store, k FactKind) {
	var refs []tresse.Ref
	for _, source := range []string{"neuf", "a", "a-b", "b", "guichet"} {
		for n := range 5 {
			refs = append(refs, refOf(k, source, n))
		}
	}
	marks := must(s.Marks(k, refs))(t)
	sources := map[string]int{}
	for i, mark := range marks {
		_, known := m.facts[factKey{k, refs[i]}]
		same(t, "known", mark.Known, known)
		if known {
			sources[refs[i].Source()]++
		}
	}
	for source, n := range sources {
		same(t, "marks of a source", len(must(s.SourceMarks(k, source))(t)), n)
	}
	for i, erased := range must(s.Stubs(refs))(t) {
		same(t, "erased "+string(refs[i]), erased, m.erased[refs[i]])
	}
	for _, block := range []string{"jour", "lieu", "tel"} {
		var want []tresse.Ref
		for e := range m.index {
			if e.Kind == k && e.Block == block {
				want = append(want, e.Ref)
			}
		}
		slices.Sort(want)
		same(t, "block", must(s.Blocked(k, []string{block}))(t), want)
	}
	if k != Listings {
		return
	}
	for _, l := range refs {
		var want []tresse.Ref
		for key, f := range m.facts {
			if b, ok := f.(tresse.BookingFact); ok && b.Listing == l {
				want = append(want, key.ref)
			}
		}
		slices.Sort(want)
		same(t, "bookings of", must(s.BookingsOf([]tresse.Ref{l}))(t), want)
	}
}

func (m *model) checkViews(t *rapid.T, s *Store) {
	all := slices.Collect(maps.Values(m.sessions))
	slices.SortFunc(all, func(a, b tresse.Session) int {
		x, _ := idKey(a.ID)
		y, _ := idKey(b.ID)
		if c := a.Start.Compare(b.Start.Time); c != 0 {
			return c
		}
		return bytes.Compare(x, y)
	})
	same(t, "sessions", must(s.Sessions(ViewSessions, Window{}))(t), all)
	same(t, "count", must(s.Count())(t), Counts{Sessions: len(all)})
	ways := 0
	for _, x := range all {
		ways += 1 + len(x.Aliases)
		for _, a := range append(x.Aliases, x.ID) {
			got, ok, err := s.Session(ViewSessions, a)
			if err != nil || !ok {
				t.Fatal(ok, err)
			}
			same(t, "by id", got, x)
		}
	}
	same(t, "ways", waysIn(t, s), ways)
}

func sortedValues[V any](m map[uint64]V) []V {
	var all []V
	for _, k := range slices.Sorted(maps.Keys(m)) {
		all = append(all, m[k])
	}
	return all
}

// Whatever is done to a store, in whatever order, it holds what a few maps would.
func TestTheStoreIsAFewMaps(t *testing.T) {
	folder := t.TempDir()
	runs := 0
	rapid.Check(t, func(t *rapid.T) {
		runs++
		path := filepath.Join(folder, fmt.Sprintf("%d.db", runs))
		s, err := openUnsynced(path)
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			_ = s.Close()
			_ = os.Remove(path)
		}()
		m := newModel()
		t.Repeat(map[string]func(*rapid.T){
			"":        func(t *rapid.T) { m.check(t, s) },
			"commit":  func(t *rapid.T) { m.commit(t, s) },
			"rename":  func(t *rapid.T) { m.rename(t, s) },
			"rebuild": func(t *rapid.T) { m.rebuild(t, s) },
			"compact": func(t *rapid.T) {
				if err := s.Compact(); err != nil {
					t.Fatal(err)
				}
			},
			"reopen": func(t *rapid.T) {
				if err := s.Close(); err != nil {
					t.Fatal(err)
				}
				if s, err = openUnsynced(path); err != nil {
					t.Fatal(err)
				}
			},
		})
	})
}

// openUnsynced opens a store that may be lost with the machine, as fast as a test
// likes it.
func openUnsynced(path string) (*Store, error) {
	s, err := Open(path, options())
	if err == nil {
		s.db.NoSync = true
	}
	return s, err
}

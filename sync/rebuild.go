package syncer

import (
	"cmp"
	"errors"
	"slices"

	"tresse"
	"tresse/store"
	"tresse/sync/people"
	"tresse/sync/sessions"
)

// Rebuild makes all views again from the facts, in a new generation that
// becomes current in one small commit.
func (e *Engine) Rebuild() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.rebuild()
}

// RebuildCheck makes all views again beside the current ones, changes nothing,
// and returns where the two differ: entries named without personal data, none
// when rebuilt equals grown.
func (e *Engine) RebuildCheck() ([]string, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	g, err := e.generate(false)
	if err != nil {
		return nil, err
	}
	differ, err := e.store.Diff(g)
	return differ, errors.Join(err, g.Abandon())
}

func (e *Engine) rebuild() error { return e.rebuildWith(nil) }

// rebuildWith makes all views again, and a Model current with them; nil leaves
// the one in force.
func (e *Engine) rebuildWith(m *tresse.Model) error {
	if err := e.reindex(); err != nil {
		return err
	}
	g, err := e.generate(true)
	if err != nil {
		return err
	}
	e.mu.landed = true
	e.version++
	return g.Finish(nil, m)
}

// reindex has every listing found under what this version looks for: an index
// made by an earlier one may lack it.
func (e *Engine) reindex() error {
	var after tresse.Ref
	for {
		chunk, err := e.store.ListingsAfter(after, commitSize)
		if err != nil || len(chunk) == 0 {
			return err
		}
		after = chunk[len(chunk)-1].Ref
		var c store.Commit
		for i := range chunk {
			for _, b := range e.rules.Blocks(&chunk[i]) {
				c.Index = append(c.Index, store.IndexEntry{Kind: store.Listings, Block: b, Ref: chunk[i].Ref})
			}
		}
		if err := e.store.Commit(c); err != nil {
			return err
		}
	}
}

// generate writes all views anew beside the current ones. With tell, the
// published records move on where an audience will see something else; they are
// written before the generation becomes current, so that a crash between leaves
// numbers that only grew.
func (e *Engine) generate(tell bool) (*store.Generation, error) {
	g, err := e.store.BeginGeneration()
	if err != nil {
		return nil, err
	}
	r := &rebuilding{e: e, g: g, tell: tell, at: map[tresse.Ref]tresse.ID{}, courses: map[tresse.ID]tresse.ID{}, taken: newOccupancy()}
	if err := r.fill(); err != nil {
		return nil, errors.Join(err, g.Abandon())
	}
	return g, nil
}

// A rebuilding makes the views chunk by chunk with the same closing of groups
// that grows them, so that there is one way in which views come about.
type rebuilding struct {
	e       *Engine
	g       *store.Generation
	tell    bool
	at      map[tresse.Ref]tresse.ID // listing → its session
	courses map[tresse.ID]tresse.ID  // session → its parcours
	taken   *occupancy
}

func (r *rebuilding) fill() error {
	err := r.eachGroup(func(group []tresse.ListingFact) error {
		w := woven{at: r.at, courses: r.courses, all: sessions.Group(group, r.e.rules)}
		w.note(group)
		return nil
	})
	if err == nil {
		err = r.people()
	}
	if err == nil {
		err = r.eachGroup(r.sessions)
	}
	return err
}

// eachGroup hands over all listings, in closed sets of some thousands.
func (r *rebuilding) eachGroup(use func([]tresse.ListingFact) error) error {
	done := map[tresse.Ref]bool{}
	var after tresse.Ref
	for {
		chunk, err := r.e.store.ListingsAfter(after, commitSize)
		if err != nil || len(chunk) == 0 {
			return err
		}
		after = chunk[len(chunk)-1].Ref
		d := &draft{}
		for i := range chunk {
			if !done[chunk[i].Ref] {
				d.touched = append(d.touched, chunk[i].Ref)
			}
		}
		group, err := r.e.closeListings(d)
		if err != nil {
			return err
		}
		for i := range group {
			done[group[i].Ref] = true
		}
		if err := use(group); err != nil {
			return err
		}
	}
}

func (r *rebuilding) sessions(group []tresse.ListingFact) error {
	d := &draft{}
	v := &d.commit.Views
	v.PutSessions = sessions.Group(group, r.e.rules)
	v.PutPublic = sessions.Group(r.e.publicOnly(group), r.e.rules)
	r.taken.fill(v.PutSessions)
	if err := r.g.Put(*v); err != nil {
		return err
	}
	if !r.tell {
		return nil
	}
	if err := r.e.tell(d); err != nil {
		return err
	}
	return r.e.store.Commit(store.Commit{Published: d.commit.Published})
}

// people makes all beneficiaries and registrations, and counts the seats.
func (r *rebuilding) people() error {
	stubs, err := r.e.store.AllStubs()
	if err != nil {
		return err
	}
	for i := range stubs {
		r.taken.stub(&stubs[i], r.at)
	}
	rows, err := allRows(r.e.store)
	if err != nil {
		return err
	}
	v, err := r.index(rows)
	if err != nil {
		return err
	}
	var some [][]people.Row
	n := 0
	for _, one := range people.Group(rows, r.e.model, r.e.forcePeople) {
		members := make([]people.Row, len(one))
		for i, at := range one {
			members[i] = rows[at]
		}
		some, n = append(some, members), n+len(members)
		if n >= commitSize {
			if err := r.chunkOfPeople(some, v); err != nil {
				return err
			}
			some, n, v = nil, 0, store.ViewChange{}
		}
	}
	return r.chunkOfPeople(some, v)
}

// allRows returns what all bookings and contacts say of people.
func allRows(st *store.Store) (rows []people.Row, err error) {
	for after := tresse.Ref(""); ; {
		list, err := st.BookingsAfter(after, commitSize)
		if err != nil {
			return nil, err
		}
		if len(list) == 0 {
			break
		}
		after = list[len(list)-1].Ref
		for i := range list {
			rows = append(rows, bookingRow(&list[i]))
		}
	}
	for after := tresse.Ref(""); ; {
		list, err := st.ContactsAfter(after, commitSize)
		if err != nil || len(list) == 0 {
			return rows, err
		}
		after = list[len(list)-1].Ref
		for i := range list {
			rows = append(rows, contactRow(&list[i]))
		}
	}
}

// indexChunk is how many entries of the index of people are written at once, in
// the order of their keys.
const indexChunk = 20_000

// index makes the index of people, and returns the last of it, which is not
// written yet.
func (r *rebuilding) index(rows []people.Row) (last store.ViewChange, err error) {
	had := map[uint64]bool{}
	var faces []store.Face
	var looks []store.Look
	for i := range rows {
		l := people.LookOf(&rows[i])
		if len(l.Blocks) == 0 {
			continue
		}
		kind := store.Bookings
		if rows[i].Listing == "" {
			kind = store.Contacts
		}
		looks = append(looks, store.Look{Profile: l.Profile, Kind: kind, Ref: rows[i].Ref})
		if !had[l.Profile] {
			had[l.Profile] = true
			faces = append(faces, facesOf([]people.Look{l})...)
		}
	}
	slices.SortFunc(faces, func(a, b store.Face) int {
		return cmp.Or(cmp.Compare(a.Block, b.Block), cmp.Compare(a.Profile, b.Profile))
	})
	slices.SortFunc(looks, func(a, b store.Look) int {
		return cmp.Or(cmp.Compare(a.Profile, b.Profile), cmp.Compare(a.Ref, b.Ref))
	})
	for len(faces) > indexChunk {
		if err := r.g.Put(store.ViewChange{PutFaces: faces[:indexChunk]}); err != nil {
			return last, err
		}
		faces = faces[indexChunk:]
	}
	for len(looks) > indexChunk {
		if err := r.g.Put(store.ViewChange{PutLooks: looks[:indexChunk]}); err != nil {
			return last, err
		}
		looks = looks[indexChunk:]
	}
	return store.ViewChange{PutFaces: faces, PutLooks: looks}, nil
}

// chunkOfPeople makes the views of some people and writes them, with v.
func (r *rebuilding) chunkOfPeople(some [][]people.Row, v store.ViewChange) error {
	f := newFinder(r.e.store)
	var refs []tresse.Ref
	for _, one := range some {
		for i := range one {
			refs = append(refs, one[i].Ref)
		}
	}
	f.read(refs)
	if f.err != nil {
		return f.err
	}
	var err error
	p := &known{people: some, bookings: f.bookings, contacts: f.contacts}
	if v.PutBeneficiaries, v.PutRegistrations, err = r.e.makePeople(&woven{at: r.at, courses: r.courses}, p); err != nil {
		return err
	}
	for i := range v.PutRegistrations {
		r.taken.register(&v.PutRegistrations[i])
	}
	return r.g.Put(v)
}

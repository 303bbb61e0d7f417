package syncer

import (
	"bytes"
	"encoding/json"
	"slices"
	"time"

	"tresse"
	"tresse/store"
	"tresse/sync/publish"
	"tresse/sync/sessions"
)

// weave adds to a draft the views that follow from its facts, and what each
// audience is told of them. Sessions are decided first, from listings alone;
// people second; then who sits where, and so how many seats are taken.
func (e *Engine) weave(d *draft) error {
	group, err := e.closeListings(d)
	if err != nil {
		return err
	}
	w := newWoven()
	w.all = sessions.Group(group, e.rules)
	w.public = sessions.Group(e.publicOnly(group), e.rules)
	w.note(group)
	// Sessions may stand under the ids of listings kept apart only while a
	// decision is in force, or is being taken back now.
	apart := len(e.force) > 0 || len(d.touched) > 0
	mine := append(erasedOf(d.listings), d.storedOf(group)...)
	if w.stored, err = e.stored("sessions", mine, apart); err != nil {
		return err
	}
	if err := e.weavePeople(d, w, group); err != nil {
		return err
	}
	if err := e.countSeats(d, w); err != nil {
		return err
	}
	publicBefore, err := e.stored("public", mine, apart)
	if err != nil {
		return err
	}
	v := &d.commit.Views
	v.PutSessions, v.DropSessions = renew(w.all, w.stored)
	v.PutPublic, v.DropPublic = renew(w.public, publicBefore)
	return e.tell(d)
}

// storedOf leaves out the listings that are new in this draft: they are in no
// stored session.
func (d *draft) storedOf(group []tresse.ListingFact) []tresse.ListingFact {
	fresh := make(map[tresse.Ref]bool, len(d.listings))
	for i := range d.listings {
		if d.listings[i].old == nil {
			fresh[d.listings[i].new.Ref] = true
		}
	}
	if len(fresh) == 0 {
		return group
	}
	var stored []tresse.ListingFact
	for i := range group {
		if !fresh[group[i].Ref] {
			stored = append(stored, group[i])
		}
	}
	return stored
}

// woven is what a commit makes of a closed set of listings.
type woven struct {
	all     []tresse.Session
	public  []tresse.Session
	stored  []tresse.Session         // those that the listings made before
	at      map[tresse.Ref]tresse.ID // listing → its session
	courses map[tresse.ID]tresse.ID  // session → its parcours
	// reseated are sessions of which a registration changed.
	reseated []tresse.ID
}

func newWoven() *woven {
	return &woven{at: map[tresse.Ref]tresse.ID{}, courses: map[tresse.ID]tresse.ID{}}
}

// note remembers to which session each listing belongs: the one that answers to
// its id.
func (w *woven) note(group []tresse.ListingFact) {
	answers := make(map[tresse.ID]tresse.ID, len(group))
	byRef := make(map[tresse.Ref]tresse.ID, len(group))
	for i := range w.all {
		s := &w.all[i]
		answers[s.ID] = s.ID
		if s.Programme != nil {
			w.courses[s.ID] = s.Programme.ID
		}
		for _, a := range s.Aliases {
			answers[a] = s.ID
		}
		for _, ref := range s.Refs {
			byRef[ref] = s.ID
		}
	}
	for i := range group {
		f := &group[i]
		if id, ok := byRef[f.Ref]; ok {
			w.at[f.Ref] = id
		} else if id, ok := answers[f.ID]; ok {
			w.at[f.Ref] = id // superseded: no longer among the refs
		}
	}
}

// stored returns the sessions of view v that the listings make as stored.
func (e *Engine) stored(v store.ViewName, group []tresse.ListingFact, apart bool) ([]tresse.Session, error) {
	ids := make([]tresse.ID, 0, len(group))
	for i := range group {
		ids = append(ids, group[i].ID)
		if apart {
			ids = append(ids, sessions.ApartID(group[i].Ref))
		}
	}
	return e.store.SessionsByID(v, ids)
}

// renew returns what to put and what to drop so that the view shows list where
// it showed before.
func renew(list, before []tresse.Session) (put []tresse.Session, drop []tresse.ID) {
	old := make(map[tresse.ID]*tresse.Session, len(before))
	for i := range before {
		old[before[i].ID] = &before[i]
	}
	for i := range list {
		s := &list[i]
		if was, ok := old[s.ID]; ok {
			delete(old, s.ID)
			if equal(was, s) {
				continue
			}
			drop = append(drop, s.ID)
		}
		put = append(put, *s)
	}
	for id := range old {
		drop = append(drop, id)
	}
	slices.Sort(drop)
	return put, drop
}

// equal compares as the store writes.
func equal[V any](a, b *V) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

// publicOnly returns the listings that the public may know of: from a public
// source, not private, no appointment, and without an address that lets anybody
// in. The public view is made of them alone, as if the others did not exist
// (DESIGN §8).
func (e *Engine) publicOnly(group []tresse.ListingFact) []tresse.ListingFact {
	var list []tresse.ListingFact
	for _, f := range group {
		if e.public[f.Ref.Source()] && !f.Private && !e.oneToOne(&f) {
			if f.OnlinePrivate {
				f.OnlineURL = ""
			}
			list = append(list, f)
		}
	}
	return list
}

// tell adds the published records that the sessions of a draft move on.
func (e *Engine) tell(d *draft) error {
	at := e.at()
	var told [3][]tresse.Published
	to := func(i int, audience tresse.Audience, list []tresse.Session) func() error {
		return func() (err error) {
			told[i], err = e.told(audience, list, at)
			return err
		}
	}
	v := &d.commit.Views
	err := atOnce(to(0, tresse.Public, v.PutPublic), to(1, tresse.Team, v.PutSessions), to(2, tresse.Own, v.PutSessions))
	d.commit.Published = append(d.commit.Published, slices.Concat(told[:]...)...)
	return err
}

func (e *Engine) told(audience tresse.Audience, list []tresse.Session, at time.Time) ([]tresse.Published, error) {
	ids := make([]tresse.ID, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	before, err := e.store.Published(audience, ids)
	if err != nil {
		return nil, err
	}
	var told []tresse.Published
	for i := range list {
		var previous *tresse.Published
		if p, ok := before[list[i].ID]; ok {
			previous = &p
		}
		if p, moved := publish.Advance(audience, &list[i], e.zone, previous, at); moved {
			told = append(told, p)
		}
	}
	return told, nil
}

package web

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"tresse"
	"tresse/store"
	"tresse/sync/publish"
)

// errNoSession: the session asked for is not known.
var errNoSession = errors.New("web: no such session")

// objects turns a page into the objects of CONTRACT §5.
func objects[T, O any](object func(*T) O, found []T, total int, next string, err error) (items, error) {
	list := make([]O, len(found))
	for i := range found {
		list[i] = object(&found[i])
	}
	return items{Items: list, Total: total, Next: next}, err
}

func (s *Server) readSources(q *query) (items, error) {
	list, err := s.store.Sources()
	if err != nil {
		return items{}, err
	}
	found, total, next, err := slice(list, q)
	return objects(func(x *tresse.SourceState) publish.SourceObject { return publish.SourceJSON(x, s.zone) }, found, total, next, err)
}

func (s *Server) readSessions(q *query) (items, error) {
	places, err := s.store.SessionPlacings(store.ViewSessions, q.window)
	if err != nil {
		return items{}, err
	}
	p := pager[tresse.Session]{places: places, load: s.sessionsByID, id: func(x *tresse.Session) tresse.ID { return x.ID }}
	if q.kind != "" || q.source != "" {
		f := filter{}
		if q.kind != "" {
			f.kinds = []tresse.Kind{q.kind}
		}
		if q.source != "" {
			f.sources = []string{q.source}
		}
		p.keep = func(x *tresse.Session) bool { return f.keeps(tresse.Own, x) }
	}
	found, total, next, err := p.page(q)
	return objects(func(x *tresse.Session) publish.SessionObject { return publish.SessionJSON(x, s.zone) }, found, total, next, err)
}

func (s *Server) sessionsByID(ids []tresse.ID) ([]tresse.Session, error) {
	return s.store.SessionsByID(store.ViewSessions, ids)
}

func (s *Server) readRegistrations(q *query) (items, error) {
	sessions, err := s.placesOf(q)
	if err != nil {
		return items{}, err
	}
	places, err := s.store.RegistrationPlacings(sessions)
	if err != nil {
		return items{}, err
	}
	p := pager[tresse.Registration]{places: places, load: s.store.RegistrationsByID}
	found, total, next, err := p.page(q)
	if err != nil {
		return items{}, err
	}
	of, err := s.sessionsOf(found)
	now := s.now()
	return objects(func(x *tresse.Registration) publish.RegistrationObject {
		return publish.RegistrationJSON(x, of[x.Session], now, s.zone)
	}, found, total, next, err)
}

// placesOf returns the places of the sessions whose registrations are asked for.
func (s *Server) placesOf(q *query) ([]store.Placing, error) {
	if q.session == "" {
		return s.store.SessionPlacings(store.ViewSessions, q.window)
	}
	session, known, err := s.store.Session(store.ViewSessions, q.session)
	if err != nil || !known {
		return nil, cmp.Or(err, errNoSession)
	}
	around := store.Window{From: session.Start.Add(-48 * time.Hour), To: session.Start.Add(48 * time.Hour)}
	places, err := s.store.SessionPlacings(store.ViewSessions, around)
	return slices.DeleteFunc(places, func(p store.Placing) bool { return p.ID() != session.ID }), err
}

// sessionsOf returns the sessions of registrations by the id they name.
func (s *Server) sessionsOf(list []tresse.Registration) (map[tresse.ID]*tresse.Session, error) {
	var ids []tresse.ID
	for i := range list {
		if n := len(ids); n == 0 || ids[n-1] != list[i].Session {
			ids = append(ids, list[i].Session)
		}
	}
	sessions, err := s.sessionsByID(ids)
	of := make(map[tresse.ID]*tresse.Session, len(sessions))
	for i := range sessions {
		of[sessions[i].ID] = &sessions[i]
	}
	return of, err
}

func (s *Server) readBeneficiaries(q *query) (items, error) {
	places, err := s.store.BeneficiaryPlacings()
	if err != nil {
		return items{}, err
	}
	p := pager[tresse.Beneficiary]{places: places, load: s.store.BeneficiariesByID, id: func(x *tresse.Beneficiary) tresse.ID { return x.ID }}
	if q.search != "" {
		p.keep = Search(q.search)
	}
	found, total, next, err := p.page(q)
	return objects(func(x *tresse.Beneficiary) publish.BeneficiaryObject { return publish.BeneficiaryJSON(x, s.zone) }, found, total, next, err)
}

func (s *Server) readDuplicates(q *query) (items, error) {
	list, err := s.duplicates(q.sessions)
	if err != nil {
		return items{}, err
	}
	found, total, next, err := slice(list, q)
	return objects(publish.DuplicateJSON, found, total, next, err)
}

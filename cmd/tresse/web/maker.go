package web

import (
	"context"
	"errors"
	"sync"
	"time"

	"tresse"
)

// Between two rounds of making passes at least leastGap, while they follow one
// another mostGap, and always so long that making takes a quarter of the time at
// most. A round that failed is tried again.
const (
	leastGap = 250 * time.Millisecond
	mostGap  = time.Second
	tryAgain = 30 * time.Second
)

// A maker makes feeds: one for the first time when it is asked for, all of them
// again when the store changed. One at a time is made.
type maker struct {
	server *Server
	making sync.Mutex // held from reading the store until what was made is on the shelf

	mu      sync.Mutex
	first   map[shelfKey]*flight // feeds being made for the first time; guarded by mu
	dirty   bool                 // the store changed since a round began; guarded by mu
	idle    chan struct{}        // closed while no round runs or waits; guarded by mu
	next    time.Time            // when the next round may begin; only rounds touches it
	gap     time.Duration        // likewise
	stopped bool                 // guarded by mu
	stop    chan struct{}        // closed by close
	work    sync.WaitGroup
}

// A flight is a feed being made, and who waits for it.
type flight struct {
	done  chan struct{}
	ready *prepared
	err   error
}

var errClosed = errors.New("web: closed")

func newMaker(s *Server) *maker {
	idle := make(chan struct{})
	close(idle)
	return &maker{server: s, first: map[shelfKey]*flight{}, idle: idle, stop: make(chan struct{})}
}

// get returns a feed that is not on the shelf. Those who ask for the same wait
// together; whoever gives up leaves the others waiting.
func (m *maker) get(ctx context.Context, f feed) (*prepared, error) {
	m.mu.Lock()
	fl := m.first[f.key]
	if fl == nil && m.stopped {
		m.mu.Unlock()
		return nil, errClosed
	}
	if fl == nil {
		fl = &flight{done: make(chan struct{})}
		m.first[f.key] = fl
		m.work.Go(func() { m.fly(fl, f) })
	}
	m.mu.Unlock()
	select {
	case <-fl.done:
		return fl.ready, fl.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (m *maker) fly(fl *flight, f feed) {
	m.making.Lock()
	if fl.ready = m.server.shelf.take(f.key); fl.ready == nil {
		fl.ready, fl.err = m.makeOne(f)
	}
	m.making.Unlock()
	m.mu.Lock()
	delete(m.first, f.key)
	m.mu.Unlock()
	close(fl.done)
}

func (m *maker) makeOne(f feed) (*prepared, error) {
	s, now := m.server, m.server.now()
	var from matter
	var err error
	if !f.key.empty {
		if from, err = s.matterFor(f.key.audience, f.filter.full, now); err != nil {
			return nil, err
		}
	}
	if f, err = s.make(f, from, now); err != nil {
		return nil, err
	}
	s.shelf.put(f)
	return f.ready, nil
}

// changed has all feeds made again.
func (m *maker) changed() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.stopped {
		return
	}
	m.dirty = true
	select {
	case <-m.idle:
	default:
		return // the rounds go on and will see it
	}
	m.idle = make(chan struct{})
	m.work.Go(m.rounds)
}

// rounds makes all feeds again until nothing changed meanwhile.
func (m *maker) rounds() {
	for m.more() {
		if !m.pause(time.Until(m.next)) {
			m.end()
			return
		}
		m.begin()
		start := time.Now()
		err := m.again()
		m.gap = min(max(2*m.gap, leastGap), mostGap)
		if start.Sub(m.next) > 2*mostGap { // it was quiet before
			m.gap = leastGap
		}
		m.next = time.Now().Add(max(m.gap, 3*time.Since(start)))
		if err != nil {
			m.server.log.Error().Err(err).Msg("the feeds could not be made again; the last good ones are served")
			m.failed()
		}
	}
}

// more reports whether a round is to be made; if not, rounds is over.
func (m *maker) more() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.dirty {
		close(m.idle)
	}
	return m.dirty
}

// begin: what changes from here on is for the round after this one.
func (m *maker) begin() {
	m.mu.Lock()
	m.dirty = false
	m.mu.Unlock()
}

func (m *maker) failed() {
	m.mu.Lock()
	m.dirty = true
	m.mu.Unlock()
	m.next = time.Now().Add(tryAgain)
}

func (m *maker) end() {
	m.mu.Lock()
	close(m.idle)
	m.mu.Unlock()
}

// pause waits; false if the maker was closed meanwhile.
func (m *maker) pause(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-m.stop:
		return false
	}
}

// A group is the feeds that are made of the same matter.
type group struct {
	audience tresse.Audience
	full     bool
}

// again makes all feeds on the shelf again, group by group, so that somebody who
// waits for a first feed gets in between. One group's trouble is all of theirs.
func (m *maker) again() error {
	groups := map[group][]feed{}
	for _, f := range m.onShelf() {
		g := group{f.key.audience, f.filter.full}
		groups[g] = append(groups[g], f)
	}
	for g, feeds := range groups {
		if err := m.makeGroup(g, feeds); err != nil {
			return err
		}
	}
	return nil
}

// onShelf returns the feeds on the shelf, once one that is just being made has
// got there: it may have been read before what changed.
func (m *maker) onShelf() []feed {
	m.making.Lock()
	defer m.making.Unlock()
	return m.server.shelf.all()
}

func (m *maker) makeGroup(g group, feeds []feed) error {
	m.making.Lock()
	defer m.making.Unlock()
	s, now := m.server, m.server.now()
	from, err := s.matterFor(g.audience, g.full, now)
	if err != nil {
		return err
	}
	for _, f := range feeds {
		if f, err = s.make(f, from, now); err != nil {
			return err
		}
		s.shelf.replace(f)
	}
	return nil
}

// settle waits until the feeds show all that changed was told of.
func (m *maker) settle(ctx context.Context) error {
	m.mu.Lock()
	idle := m.idle
	m.mu.Unlock()
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// close ends the rounds and waits for what is being made.
func (m *maker) close() {
	m.mu.Lock()
	if !m.stopped {
		m.stopped = true
		close(m.stop)
	}
	m.mu.Unlock()
	m.work.Wait()
}

package web

import (
	"container/list"
	"sync"

	"tresse"
)

// A shelfKey says which feed: whose, and with which filters. Addresses that
// differ in their secret alone share one.
type shelfKey struct {
	audience tresse.Audience
	empty    bool // what an address that was revoked gives
	named    bool // says who is registered
	filter   string
}

// A feed is one that somebody asked for.
type feed struct {
	key    shelfKey
	filter filter
	ready  *prepared
}

// The bounds of the shelf; the feed that was asked for last stays, whatever its
// size.
const (
	maxFeeds     = 64
	maxFeedBytes = 32 << 20
)

// A shelf keeps the feeds that were asked for last.
type shelf struct {
	mu    sync.Mutex
	feeds map[shelfKey]*list.Element // of *feed; guarded by mu
	order *list.List                 // last asked for first; guarded by mu
	bytes int                        // guarded by mu
}

func newShelf() *shelf { return &shelf{feeds: map[shelfKey]*list.Element{}, order: list.New()} }

// take returns a feed that is there, nil otherwise.
func (s *shelf) take(key shelfKey) *prepared {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.feeds[key]
	if e == nil {
		return nil
	}
	s.order.MoveToFront(e)
	return e.Value.(*feed).ready
}

// peek returns a feed that is there without counting that as asking for it.
func (s *shelf) peek(key shelfKey) *prepared {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e := s.feeds[key]; e != nil {
		return e.Value.(*feed).ready
	}
	return nil
}

// all returns the feeds, last asked for first.
func (s *shelf) all() []feed {
	s.mu.Lock()
	defer s.mu.Unlock()
	feeds := make([]feed, 0, s.order.Len())
	for e := s.order.Front(); e != nil; e = e.Next() {
		feeds = append(feeds, *e.Value.(*feed))
	}
	return feeds
}

// put keeps a feed, as the one asked for last where it is new.
func (s *shelf) put(f feed) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e := s.feeds[f.key]; e != nil {
		s.bytes += f.ready.size() - e.Value.(*feed).ready.size()
		e.Value = &f
	} else {
		s.feeds[f.key] = s.order.PushFront(&f)
		s.bytes += f.ready.size()
	}
	for s.order.Len() > 1 && (s.order.Len() > maxFeeds || s.bytes > maxFeedBytes) {
		last := s.order.Remove(s.order.Back()).(*feed)
		delete(s.feeds, last.key)
		s.bytes -= last.ready.size()
	}
}

// replace is put for a feed that is still there.
func (s *shelf) replace(f feed) {
	if s.peek(f.key) != nil {
		s.put(f)
	}
}

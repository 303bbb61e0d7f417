package syncer

import (
	"maps"
	"slices"
	"sync"
	"time"

	"tresse"
)

// heard is what platforms told by themselves and was not read yet, and the hooks
// at which they tell it. It has a lock of its own: whoever pushes waits for no
// commit.
type heard struct {
	mu      sync.Mutex
	hooks   map[string]tresse.Hook
	sources map[string]*backlog
	handed  map[string]bool // sources to which files were handed in
	woken   chan struct{}
}

// A backlog is what one source still has to read for pushes.
type backlog struct {
	refs    []tresse.Ref // each once, in the order told
	waiting map[tresse.Ref]bool
	busy    bool // somebody reads them
	// wanted, where it is not zero, asks for a pull: since pushes named nothing,
	// or too much. It grows with each wish; whole asks for all inside the horizon.
	wanted int
	whole  bool
	lately map[tresse.Ref]time.Time // what was told of, for a while

	window   time.Time // of the limit on deliveries
	inWindow int

	asked time.Time // whether the subscription stands, for the last time

	count, refused int // since they were last written into the state
	last           time.Time
}

const (
	// mostHints bounds what waits to be read one by one; more is a pull.
	mostHints = 200
	// hintsAtOnce are read before they are written together.
	hintsAtOnce = 20
	// mostDeliveries are listened to in a minute; more are only taken for a sign
	// that much has changed.
	mostDeliveries = 3000
	// latelyTime is how long what a push told of is no drift when a poll finds it.
	latelyTime = 10 * time.Minute
	mostLately = 5000
	// wholeRest is how long after a try a pull that pushes ask for comes again at
	// the earliest.
	wholeRest, soonRest = 10 * time.Minute, 2 * time.Minute
)

func newHeard(list []tresse.Hook) *heard {
	h := &heard{hooks: map[string]tresse.Hook{}, sources: map[string]*backlog{}, handed: map[string]bool{}, woken: make(chan struct{}, 1)}
	for _, hook := range list {
		h.hooks[hook.Source] = hook
	}
	return h
}

// of returns the backlog of a source; the lock is held.
func (h *heard) of(source string) *backlog {
	b := h.sources[source]
	if b == nil {
		b = &backlog{waiting: map[tresse.Ref]bool{}, lately: map[tresse.Ref]time.Time{}}
		h.sources[source] = b
	}
	return b
}

func (h *heard) hook(source string) (tresse.Hook, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	hook, known := h.hooks[source]
	return hook, known
}

func (h *heard) put(hook tresse.Hook) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.hooks[hook.Source] = hook
}

// find returns the hook of an address, by any name that its source has had.
func (h *heard) find(name, path string) (hook tresse.Hook, known, current bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, one := range h.hooks {
		if one.Named(name) {
			if known, current = one.Knows(path); known {
				return one, known, current
			}
		}
	}
	return tresse.Hook{}, false, false
}

// note counts a delivery, and tells whether it may be read: a flood is a sign of
// change and nothing more.
func (h *heard) note(source string, authentic bool, now time.Time) (read bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	b := h.of(source)
	if !authentic {
		b.refused++
		return false
	}
	b.count++
	b.last = now.UTC().Truncate(time.Second)
	if now.Sub(b.window) >= time.Minute || now.Before(b.window) {
		b.window, b.inWindow = now, 0
	}
	if b.inWindow++; b.inWindow > mostDeliveries {
		b.want(true)
		return false
	}
	return true
}

// add has refs read. What already waits does so once; too many ask for a pull.
func (h *heard) add(source string, refs []tresse.Ref, all bool, now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	b := h.of(source)
	if all {
		b.want(false)
	}
	for _, ref := range refs {
		if len(b.lately) < mostLately {
			b.lately[ref] = now
		}
		if b.waiting[ref] || b.whole {
			continue // the pull that is wanted reads it
		}
		if len(b.refs) >= mostHints {
			b.refs, b.waiting = nil, map[tresse.Ref]bool{}
			b.want(true)
			continue
		}
		b.waiting[ref] = true
		b.refs = append(b.refs, ref)
	}
	h.wake()
}

func (b *backlog) want(whole bool) {
	b.wanted++
	b.whole = b.whole || whole
}

func (h *heard) wake() {
	select {
	case h.woken <- struct{}{}:
	default:
	}
}

// hand asks for a pull at once: a file was handed in.
func (h *heard) hand(source string) {
	h.mu.Lock()
	h.handed[source] = true
	h.mu.Unlock()
	h.wake()
}

// takeHanded returns the sources that are to be read at once.
func (h *heard) takeHanded() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	names := slices.Sorted(maps.Keys(h.handed))
	clear(h.handed)
	return names
}

// soon asks for a pull.
func (h *heard) soon(source string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.of(source).want(false)
}

// wanting tells whether a source is to be pulled because of pushes, and whether
// all of it is.
func (h *heard) wanting(source string) (yes, whole bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	b := h.sources[source]
	return b != nil && b.wanted > 0, b != nil && b.whole
}

// begin notes that a source is pulled, and tells whether all of it is to be
// read. What is pushed from now on is read one by one again. mark goes to ended.
func (h *heard) begin(source string) (mark int, whole bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	b := h.sources[source]
	if b == nil {
		return 0, false
	}
	mark, whole, b.whole = b.wanted, b.whole, false
	return mark, whole
}

// ended notes how a pull ended: well, then what was wanted when it began is no
// longer; or not, then all that was to be read still is.
func (h *heard) ended(source string, mark int, whole, well bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	b := h.sources[source]
	switch {
	case b == nil:
	case well && b.wanted == mark:
		b.wanted = 0
	default:
		b.whole = b.whole || whole
	}
}

// idle returns the sources that have something to be read and that nobody reads
// for, who is the caller from now on.
func (h *heard) idle() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	var names []string
	for name, b := range h.sources {
		if !b.busy && len(b.refs) > 0 {
			b.busy = true
			names = append(names, name)
		}
	}
	return names
}

// take returns the next refs to be read; none ends the reading.
func (h *heard) take(source string) []tresse.Ref {
	h.mu.Lock()
	defer h.mu.Unlock()
	b := h.of(source)
	n := min(len(b.refs), hintsAtOnce)
	next := b.refs[:n:n]
	b.refs = b.refs[n:]
	for _, ref := range next {
		delete(b.waiting, ref)
	}
	b.busy = n > 0
	return next
}

// putBack has refs read after all, by the next who reads.
func (h *heard) putBack(source string, refs []tresse.Ref) {
	h.mu.Lock()
	defer h.mu.Unlock()
	b := h.of(source)
	for _, ref := range refs {
		if !b.waiting[ref] {
			b.waiting[ref] = true
			b.refs = append(b.refs, ref)
		}
	}
	b.busy = false
}

// toldOf reports whether a push told of a listing lately.
func (h *heard) toldOf(ref tresse.Ref, now time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	b := h.sources[ref.Source()]
	if b == nil {
		return false
	}
	at, ok := b.lately[ref]
	return b.waiting[ref] || ok && now.Sub(at) < latelyTime
}

func (h *heard) asked(source string, at time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.of(source).asked = at
}

func (h *heard) askedAt(source string) time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.of(source).asked
}

// counted brings a source's state up to date with what was heard, and forgets
// what is no longer lately.
func (h *heard) counted(s *tresse.SourceState, now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	b := h.sources[s.Name]
	if b == nil || s.Pushes == nil {
		return
	}
	for ref, at := range b.lately {
		if now.Sub(at) >= latelyTime {
			delete(b.lately, ref)
		}
	}
	p := *s.Pushes
	p.Heard += b.count
	p.Refused += b.refused
	if b.last.After(p.LastHeard) {
		p.LastHeard = b.last
	}
	s.Pushes = &p
	b.count, b.refused = 0, 0
}

// TakeOver has the engine go on with what another one, which has ended, had
// heard and not read.
func (e *Engine) TakeOver(before *Engine) {
	before.heard.mu.Lock()
	left := before.heard.sources
	before.heard.sources = map[string]*backlog{}
	before.heard.mu.Unlock()
	e.heard.mu.Lock()
	defer e.heard.mu.Unlock()
	for name, b := range left {
		b.busy = false
		e.heard.sources[name] = b
	}
	e.heard.wake()
}

package sessions

import (
	"sync"

	"tresse"
)

// sketches are those made last: one commit asks for that of a listing half a
// dozen times, and reading a title takes longer than all that is done with it.
// They are the same whether remembered or made anew.
type sketches struct {
	mu   sync.Mutex
	made map[sketchKey]*Sketch
}

// A sketchKey is what a sketch follows from, but for where a listing stood
// before.
type sketchKey struct {
	ref    tresse.Ref
	digest tresse.Digest
}

// mostSketches bounds what is remembered: somewhat more than a commit holds.
const mostSketches = 5000

func (s *sketches) get(key sketchKey) *Sketch {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.made[key]
}

func (s *sketches) keep(key sketchKey, sketch *Sketch) {
	kept := *sketch
	kept.f = nil // a listing is not held by it
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.made == nil || len(s.made) >= mostSketches {
		s.made = make(map[sketchKey]*Sketch, mostSketches)
	}
	s.made[key] = &kept
}

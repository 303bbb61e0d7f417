package syncer

import (
	"time"

	"tresse"
	"tresse/store"
	"tresse/sync/people"
)

// Names looks for the names of known people in texts that anybody may read
// (DESIGN §8). It remembers what it found: made for one feed or page, and used
// by one goroutine.
type Names struct {
	find  *finder
	found map[string]time.Time
}

// NewNames looks among the people of st.
func NewNames(st *store.Store) *Names {
	return &Names{find: newFinder(st), found: map[string]time.Time{}}
}

// mostNamed bounds the people who are looked at for one text.
const mostNamed = 50

// In returns since when somebody is known whose name the text holds; the zero
// time where nobody is.
func (n *Names) In(text string) time.Time {
	since, known := n.found[text]
	if !known {
		since = n.since(text)
		n.found[text] = since
	}
	return since
}

// Err returns the first error of the store: what In said since then says
// nothing.
func (n *Names) Err() error { return n.find.err }

func (n *Names) since(text string) (since time.Time) {
	blocks := people.NamesIn(text)
	if len(blocks) == 0 {
		return since
	}
	var profiles []uint64
	for _, faces := range n.find.Faces(blocks, mostNamed) {
		profiles = append(profiles, faces...)
	}
	var refs []tresse.Ref
	for _, look := range n.find.Looks(profiles, mostNamed) {
		refs = append(refs, look...)
	}
	for _, row := range n.find.Rows(refs) {
		if first := n.find.firstSeen(row.Ref); people.Named(text, &row) && (since.IsZero() || first.Before(since)) {
			since = first
		}
	}
	return since
}

// firstSeen is when a fact that was read was first seen.
func (f *finder) firstSeen(ref tresse.Ref) time.Time {
	if b := f.bookings[ref]; b != nil {
		return b.First.At
	}
	if c := f.contacts[ref]; c != nil {
		return c.First.At
	}
	return time.Time{}
}

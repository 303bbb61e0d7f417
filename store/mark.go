package store

import (
	"bytes"
	"cmp"
	"slices"

	"go.etcd.io/bbolt"

	"tresse"
)

// A Mark is what a poll needs to know of a stored fact; nothing of it is
// decoded from JSON.
type Mark struct {
	Ref    tresse.Ref
	Known  bool // false: nothing is stored under the ref
	Digest tresse.Digest
	Scopes uint32 // ScopesSum
	State  tresse.State
	Kept   bool
	Start  tresse.Time // of a listing, or of a booking's
	Parent uint32      // ParentSum of the parent's external id
}

// reach is how many keys a walk steps over before it seeks: a step costs about a
// tenth of a seek.
const reach = 8

// Marks returns the marks of refs, one for one. It is fastest when refs are
// sorted.
func (s *Store) Marks(k FactKind, refs []tresse.Ref) ([]Mark, error) {
	if err := k.check(); err != nil {
		return nil, err
	}
	marks := make([]Mark, len(refs))
	err := s.view(func(tx *bbolt.Tx) error {
		w := walker{c: tx.Bucket(k.bucket()).Cursor()}
		var h header
		for i, ref := range refs {
			marks[i].Ref = ref
			v := w.find(string(ref))
			if v == nil {
				continue
			}
			if _, err := readHeader(v, &h); err != nil {
				return unreadable{err}
			}
			marks[i].fill(&h)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return marks, nil
}

// SourceMarks returns the marks of all facts of a source, in order of refs.
func (s *Store) SourceMarks(k FactKind, source string) ([]Mark, error) {
	if err := k.check(); err != nil {
		return nil, err
	}
	var g gathered
	err := s.view(func(tx *bbolt.Tx) error {
		g = gathered{}
		prefix := []byte(source + "/")
		c := tx.Bucket(k.bucket()).Cursor()
		var h header
		for key, v := c.Seek(prefix); bytes.HasPrefix(key, prefix); key, v = c.Next() {
			if _, err := readHeader(v, &h); err != nil {
				return unreadable{err}
			}
			g.add(key, &h)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return g.all(), nil
}

// gathered are marks in chunks, so that none is copied more than once; the refs
// of a chunk lie end to end in one string.
type gathered struct {
	chunks [][]Mark
	marks  []Mark // the chunk that grows
	refs   []byte // and its refs
	ends   []int
}

const gatherChunk = 2048

func (g *gathered) add(key []byte, h *header) {
	if len(g.marks) == cap(g.marks) {
		g.close()
		g.marks = make([]Mark, 0, gatherChunk)
	}
	g.marks = append(g.marks, Mark{})
	g.marks[len(g.marks)-1].fill(h)
	g.refs = append(g.refs, key...)
	g.ends = append(g.ends, len(g.refs))
}

// close names the marks of the chunk that grows, and ends it.
func (g *gathered) close() {
	refs, from := string(g.refs), 0
	for i, end := range g.ends {
		g.marks[i].Ref = tresse.Ref(refs[from:end])
		from = end
	}
	g.chunks = append(g.chunks, g.marks)
	g.marks, g.refs, g.ends = nil, g.refs[:0], g.ends[:0]
}

func (g *gathered) all() []Mark {
	g.close()
	return slices.Concat(g.chunks...)
}

func (m *Mark) fill(h *header) {
	m.Known, m.Digest, m.Scopes, m.State, m.Kept, m.Start, m.Parent = true, h.digest, h.scopes, h.state, h.kept, h.start, h.above
}

// A walker finds keys of a bucket, going forward step by step while they are
// near and sorted.
type walker struct {
	c          *bbolt.Cursor
	last       string // the key last looked for
	key, value []byte // the first key that is not before last
	placed     bool
}

// find returns the value of key, nil where there is none.
func (w *walker) find(key string) []byte {
	if !w.placed || key < w.last {
		return w.seek(key)
	}
	w.last = key
	for range reach {
		if w.key == nil {
			return nil
		}
		switch cmp.Compare(string(w.key), key) {
		case 0:
			return w.value
		case +1:
			return nil
		}
		w.key, w.value = w.c.Next()
	}
	return w.seek(key)
}

func (w *walker) seek(key string) []byte {
	w.key, w.value = w.c.Seek([]byte(key))
	w.last, w.placed = key, true
	if string(w.key) == key {
		return w.value
	}
	return nil
}

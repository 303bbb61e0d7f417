package config

import (
	"fmt"
	"reflect"
	"slices"
	"sync"
	"time"

	"tresse"
)

// A Source is one [[source]] of the file: the keys that every kind has, and the
// way to those of its own.
type Source struct {
	Name        string
	Was         []string // earlier names, newest first
	Kind        string
	Place       int // from 0 in the file: its rank in trust
	Disabled    bool
	Public      bool
	Every       time.Duration
	Horizon     time.Duration
	SessionKind tresse.Kind // "" where none is given
	Line        int         // of its [[source]]

	// Decode fills the struct behind a pointer with the source's own keys; it is
	// what connectors.Info.New is given. Fields name their key in a toml tag and
	// may be texts, numbers, booleans, time.Time, time.Duration (read as a Span),
	// lists, maps, structs, and whatever reads text or TOML itself. A text or
	// list of texts tagged secret:"true" may be written env:NAME or file:PATH and
	// arrives resolved. The error is Mistakes: all that is wrong with the block,
	// keys that neither the struct nor every source has among it. Call it once,
	// with one struct. It may be called again later, and from any goroutine.
	Decode func(into any) error `json:"-"`

	block *block
}

// Root is the source's first name ever, part of ids that have no identity
// outside: the last of Was, else its name.
func (s Source) Root() string {
	if len(s.Was) > 0 {
		return s.Was[len(s.Was)-1]
	}
	return s.Name
}

// Secrets returns the secrets that Decode found, so that they can be kept out of
// logs and errors. It is empty before Decode.
func (s Source) Secrets() []Secret {
	if s.block == nil {
		return nil
	}
	s.block.mu.Lock()
	defer s.block.mu.Unlock()
	return slices.Clone(s.block.last.secrets)
}

// A block is one [[source]] in the file.
type block struct {
	doc    *document
	values map[string]any
	node   *node
	name   string

	mu    sync.Mutex
	asked bool
	last  *reader // what the last Decode found
}

func (b *block) section() section { return section{path: "source", source: b.name} }

// decode is Source.Decode.
func (b *block) decode(into any) error {
	v := reflect.ValueOf(into)
	if v.Kind() != reflect.Pointer || v.IsNil() || v.Elem().Kind() != reflect.Struct {
		return fmt.Errorf("config: decode into %T, not a pointer to a struct", into)
	}
	r := &reader{doc: b.doc}
	s := b.section()
	s.also = keysOf(reflect.TypeFor[sourceKeys]())
	r.table(b.values, b.node, s, v.Elem())
	b.mu.Lock()
	b.asked, b.last = true, r
	b.mu.Unlock()
	return r.found.sorted().err()
}

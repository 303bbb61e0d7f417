package tresse

import (
	"fmt"
	"strings"
)

// A Ref names a fact by its provenance: "source/external-id" (CONTRACT §4).
// The source is the name of a [[source]] of the configuration; the external id
// is the platform's own and may hold further slashes.
type Ref string

// SourceCounter is the built-in source of what is booked at the counter.
const SourceCounter = "guichet"

// NewRef joins a source's name and an external id.
func NewRef(source, external string) Ref { return Ref(source + "/" + external) }

// Source returns the name of the source that holds the fact.
func (r Ref) Source() string {
	source, _, _ := strings.Cut(string(r), "/")
	return source
}

// External returns the platform's own id.
func (r Ref) External() string {
	_, external, _ := strings.Cut(string(r), "/")
	return external
}

// In returns the same external id under another source's name.
func (r Ref) In(source string) Ref { return NewRef(source, r.External()) }

// maxRef bounds a ref in bytes, so that no platform can store endless keys.
const maxRef = 1024

// Check says whether the ref can be kept: a source, an external id, a bounded
// length, no control character.
func (r Ref) Check() error {
	if r.Source() == "" || r.External() == "" {
		return fmt.Errorf("ref without source or external id")
	}
	if len(r) > maxRef {
		return fmt.Errorf("ref of %d bytes, at most %d are kept", len(r), maxRef)
	}
	for i := range len(r) {
		if r[i] < ' ' || r[i] == 0x7f {
			return fmt.Errorf("ref with a control character")
		}
	}
	return nil
}

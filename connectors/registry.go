package connectors

import "fmt"

// A Registry holds the kinds of source there are. It is built by a plain
// function (connectors/all), so that reading it shows them all.
type Registry struct {
	infos  []Info
	byKind map[string]Info
}

// NewRegistry panics on a kind given twice or incomplete: a mistake in the
// program, found when it starts.
func NewRegistry(infos ...Info) *Registry {
	r := &Registry{infos: infos, byKind: make(map[string]Info, len(infos))}
	for _, info := range infos {
		if info.Kind == "" || info.Label == "" || info.New == nil {
			panic(fmt.Sprintf("connectors: incomplete kind %q", info.Kind))
		}
		if _, twice := r.byKind[info.Kind]; twice {
			panic(fmt.Sprintf("connectors: kind %q given twice", info.Kind))
		}
		r.byKind[info.Kind] = info
	}
	return r
}

// Lookup returns the description of a kind.
func (r *Registry) Lookup(kind string) (Info, bool) {
	info, ok := r.byKind[kind]
	return info, ok
}

// All returns the kinds in the order given.
func (r *Registry) All() []Info { return r.infos }

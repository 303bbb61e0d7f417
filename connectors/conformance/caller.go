package conformance

import (
	"encoding/json"
	"slices"
	"time"

	"tresse"
	"tresse/connectors"
)

// A caller keeps what pulls emit, and judges absence by their coverage as sync
// does (DESIGN §5.1, §5.3), but for what sync asks by id: a connector is not to
// lean on that.
type caller struct {
	facts  map[tresse.Ref]*kept
	cursor connectors.Cursor // of the last pull that ended well
	resume connectors.Cursor // of one that did not
}

// kept is one fact of the caller.
type kept struct {
	parent string
	start  tresse.Time // zero for a contact
	scopes map[string]bool
	title  string
	said   string // its content, without scopes
}

// changes are what one pull changed at the caller.
type changes struct{ added, changed, gone []tresse.Ref }

func newCaller() *caller { return &caller{facts: map[tresse.Ref]*kept{}} }

// from is where the next pull goes on, and whether that is in the middle.
func (c *caller) from() (connectors.Cursor, bool) {
	if c.resume != nil {
		return slices.Clone(c.resume), true
	}
	return slices.Clone(c.cursor), false
}

func (c *caller) stands(ref tresse.Ref) bool {
	return c.facts[ref] != nil && len(c.facts[ref].scopes) > 0
}

// keep takes in what a pull gave.
func (c *caller) keep(p *pulled, resumed bool) changes {
	var ch changes
	seen := c.take(p, &ch)
	if p.resume != nil {
		c.resume = p.resume
	}
	if p.err != nil {
		return ch
	}
	c.cursor, c.resume = p.out.Cursor, nil
	a := absence{pulled: p, resumed: resumed}
	for ref, k := range c.facts {
		stood := len(k.scopes) > 0
		for scope := range k.scopes {
			if !seen[sight{scope, ref}] && a.gone(ref, k, scope) {
				delete(k.scopes, scope)
			}
		}
		if stood && len(k.scopes) == 0 {
			ch.gone = append(ch.gone, ref)
		}
	}
	slices.Sort(ch.gone)
	return ch
}

type sight struct {
	scope string
	ref   tresse.Ref
}

// take keeps the facts of a pull and tells which it saw in which scope.
func (c *caller) take(p *pulled, ch *changes) map[sight]bool {
	seen := map[sight]bool{}
	put := func(ref tresse.Ref, scopes []string, k kept) {
		k.scopes = map[string]bool{}
		old := c.facts[ref]
		switch {
		case old == nil:
			ch.added = append(ch.added, ref)
		case old.said != k.said:
			ch.changed = append(ch.changed, ref)
			fallthrough
		default:
			k.scopes = old.scopes
		}
		for _, scope := range scopes {
			k.scopes[scope] = true
			seen[sight{scope, ref}] = true
		}
		c.facts[ref] = &k
	}
	for _, l := range p.listings {
		put(l.Ref, l.Scopes, kept{parent: l.Parent, start: l.Start, title: l.Title, said: said(l)})
	}
	for _, k := range p.bookings {
		put(k.Ref, k.Scopes, kept{parent: k.Listing.External(), start: c.startOf(k.Listing), said: said(k)})
	}
	for _, k := range p.contacts {
		put(k.Ref, k.Scopes, kept{parent: k.Parent, said: said(k)})
	}
	return seen
}

func (c *caller) startOf(listing tresse.Ref) tresse.Time {
	if l := c.facts[listing]; l != nil {
		return l.start
	}
	return tresse.Time{}
}

// said is the content of a fact, as it may be compared.
func said(fact any) string {
	switch f := fact.(type) {
	case tresse.Listing:
		f.Scopes = nil
		fact = f
	case tresse.Booking:
		f.Scopes = nil
		fact = f
	case tresse.Contact:
		f.Scopes = nil
		fact = f
	}
	text, err := json.Marshal(fact)
	if err != nil {
		panic(err) // plain data
	}
	return string(text)
}

// An absence judges what a pull did not see.
type absence struct {
	*pulled
	resumed bool
}

// gone reports whether the pull says that a fact no longer stands in a scope.
func (a absence) gone(ref tresse.Ref, k *kept, scope string) bool {
	if slices.Contains(a.seen, connectors.Sighting{Scope: scope, Parent: k.parent}) {
		return false
	}
	for _, t := range a.pulled.gone {
		if t.Scope == scope && (t.Ref == ref || t.Parent != "" && t.Parent == k.parent) {
			return true
		}
	}
	return !a.spares(ref, k) && slices.ContainsFunc(a.out.Coverage, func(c connectors.Coverage) bool {
		return c.Scope == scope && a.covers(c, k)
	})
}

// spares: what could not be read is not gone; and where not even its name could,
// nothing is.
func (a absence) spares(ref tresse.Ref, k *kept) bool {
	return slices.ContainsFunc(a.rejected, func(r connectors.Rejection) bool {
		if r.Kept {
			return false
		}
		of := func(id string) bool { return id != "" && (id == ref.External() || id == k.parent) }
		return r.Item == "" && r.Parent == "" || of(r.Item) || of(r.Parent)
	})
}

func (a absence) covers(c connectors.Coverage, k *kept) bool {
	switch {
	case c.Parent != "":
		return c.Parent == k.parent
	case c.Contacts && !k.start.IsZero(), c.Vanished:
		return false
	case a.resumed:
		return false
	case c.From.IsZero() && c.To.IsZero():
		return true
	case k.start.IsZero():
		return false
	}
	start := k.start.In(time.UTC)
	return !start.Before(c.From) && start.Before(c.To)
}

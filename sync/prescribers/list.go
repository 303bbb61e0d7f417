// Package prescribers tells which organisations send people: those that the
// mediator put on the list, and proposals made of what platforms, files and the
// counter call them. It is pure: a view of facts and decisions.
package prescribers

import (
	"cmp"
	"slices"
	"strings"

	"tresse"
)

// A Mention is an organisation as a registration calls it.
type Mention struct {
	tresse.Prescription
	Times int
}

// A List is all prescribers, those on the list first, then by name.
type List struct {
	All    []tresse.Prescriber
	byName map[string]int // folded name, or domain → place in All
	secret []byte
}

// Key is what decisions call an organisation: nobody reads it out of the file
// who has not its secret.
func Key(secret []byte, organisation string) tresse.Ref {
	return tresse.NewRef(tresse.SourceCounter, "prescriber-"+string(tresse.KeyedID(secret, "prescriber|"+Fold(organisation))))
}

func idOf(secret []byte, key tresse.Ref) tresse.ID {
	return tresse.KeyedID(secret, "prescriber|"+string(key))
}

// one is an organisation while the list is made.
type one struct {
	listed    bool
	names     []string // as written, the best first
	referents []string
	domains   []string
	times     int
	order     int
}

// Of makes the list.
func Of(secret []byte, decisions []tresse.Decision, mentions []Mention) *List {
	b := &builder{secret: secret, by: map[tresse.Ref]*one{}, up: map[tresse.Ref]tresse.Ref{}}
	undone := map[uint64]bool{}
	for _, d := range decisions {
		if d.Verb == tresse.DecideUndo {
			undone[d.Target] = true
		}
	}
	for _, d := range decisions {
		if d.Verb == tresse.DecidePrescribe && d.Sender != nil && !undone[d.Number] {
			b.enter(d.Sender)
		}
	}
	for _, m := range mentions {
		b.mention(m)
	}
	for _, d := range tresse.InForce(decisions, tresse.AboutSenders) {
		if d.Verb == tresse.DecideSame {
			b.join(d.A, d.B)
		}
	}
	return b.list()
}

type builder struct {
	secret []byte
	by     map[tresse.Ref]*one
	up     map[tresse.Ref]tresse.Ref // of what is the same as another
	keys   []tresse.Ref              // in the order met
}

func (b *builder) of(name string) *one {
	key := b.find(Key(b.secret, name))
	o := b.by[key]
	if o == nil {
		o = &one{order: len(b.keys)}
		b.by[key] = o
		b.keys = append(b.keys, key)
	}
	return o
}

func (b *builder) find(key tresse.Ref) tresse.Ref {
	for b.up[key] != "" {
		key = b.up[key]
	}
	return key
}

// enter puts an organisation on the list, or adds to what is said of it. Its
// other names are the same as its own.
func (b *builder) enter(e *tresse.SenderEntry) {
	if Fold(e.Organisation) == "" {
		return
	}
	o := b.of(e.Organisation)
	o.listed = true
	o.names = once(o.names, e.Organisation)
	for _, r := range e.Referents {
		o.referents = once(o.referents, r)
	}
	for _, d := range e.Domains {
		o.domains = once(o.domains, Domain(d))
	}
	for _, name := range e.Names {
		if Fold(name) != "" {
			b.join(Key(b.secret, e.Organisation), b.known(name))
			o = b.of(e.Organisation) // it may have become another's
			o.names = once(o.names, name)
		}
	}
}

// known is the key of a name that is met now.
func (b *builder) known(name string) tresse.Ref {
	b.of(name)
	return Key(b.secret, name)
}

func (b *builder) mention(m Mention) {
	if Fold(m.Organisation) == "" {
		return
	}
	o := b.of(m.Organisation)
	o.names = once(o.names, m.Organisation)
	o.referents = once(o.referents, m.Referent)
	o.times += m.Times
}

// join makes one of two; the one on the list, or else the one met first, gives
// its name.
func (b *builder) join(x, y tresse.Ref) {
	x, y = b.find(x), b.find(y)
	if x == y {
		return
	}
	first, second := b.by[x], b.by[y]
	switch {
	case first == nil && second == nil:
		return // nothing speaks of either any more
	case first == nil, second != nil && (second.listed && !first.listed || second.listed == first.listed && second.order < first.order):
		x, y, first, second = y, x, second, first
	}
	b.up[y] = x
	if second == nil {
		return
	}
	for _, n := range second.names {
		first.names = once(first.names, n)
	}
	for _, r := range second.referents {
		first.referents = once(first.referents, r)
	}
	for _, d := range second.domains {
		first.domains = once(first.domains, d)
	}
	first.times += second.times
	first.listed = first.listed || second.listed
	delete(b.by, y)
}

func once(list []string, s string) []string {
	s = strings.TrimSpace(s)
	if s == "" || slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

func (b *builder) list() *List {
	aliases := map[tresse.Ref][]tresse.ID{}
	for y := range b.up {
		x := b.find(y)
		aliases[x] = append(aliases[x], idOf(b.secret, y))
	}
	l := &List{byName: map[string]int{}, secret: b.secret}
	for key, o := range b.by {
		if len(o.names) == 0 {
			continue
		}
		p := tresse.Prescriber{
			ID: idOf(b.secret, key), Key: key, Organisation: o.names[0], Names: o.names[1:],
			Referents: o.referents, Domains: o.domains, Listed: o.listed, Registrations: o.times, Aliases: aliases[key],
		}
		slices.Sort(p.Aliases)
		l.All = append(l.All, p)
	}
	slices.SortFunc(l.All, func(p, q tresse.Prescriber) int {
		listed := 0
		if p.Listed != q.Listed {
			listed = 1
			if p.Listed {
				listed = -1
			}
		}
		return cmp.Or(listed, cmp.Compare(Fold(p.Organisation), Fold(q.Organisation)), cmp.Compare(p.Key, q.Key))
	})
	for i := range l.All {
		p := &l.All[i]
		for _, name := range append([]string{p.Organisation}, p.Names...) {
			l.note(Fold(name), i)
		}
		for _, d := range p.Domains {
			l.note("@"+d, i)
		}
	}
	return l
}

func (l *List) note(name string, i int) {
	if _, taken := l.byName[name]; !taken {
		l.byName[name] = i
	}
}

// ByID returns the prescriber that answers to an id.
func (l *List) ByID(id tresse.ID) (tresse.Prescriber, bool) {
	for _, p := range l.All {
		if p.ID == id || slices.Contains(p.Aliases, id) {
			return p, true
		}
	}
	return tresse.Prescriber{}, false
}

// Resolve writes who sent somebody as the list does: an organisation by its name
// there, whichever of its names was given; where none was given, by the domain
// of an address, and never by one that is not on the list.
func (l *List) Resolve(said tresse.Prescription, emails ...string) tresse.Prescription {
	said.Organisation, said.Referent = strings.TrimSpace(said.Organisation), strings.TrimSpace(said.Referent)
	if said.Organisation != "" {
		if i, known := l.byName[Fold(said.Organisation)]; known && l.All[i].Listed {
			said.Organisation = l.All[i].Organisation
		}
		return said
	}
	for _, e := range emails {
		d := Domain(e)
		if i, known := l.byName["@"+d]; d != "" && known && l.All[i].Listed {
			said.Organisation = l.All[i].Organisation
			return said
		}
	}
	return said
}

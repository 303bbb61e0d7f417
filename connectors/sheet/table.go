package sheet

import (
	"context"
	"hash/maphash"
	"slices"
	"strings"

	"tresse"
	"tresse/connectors"
)

// A table is all that one file says: its rows, packed, and the slots that they
// share. The cells of a row are kept as one text and read a second time when
// facts are made: 200,000 rows are some 40 MB so, and 200 MB as people.
type table struct {
	c      *connector
	doc    doc
	window window
	sheets []*sheetRead
	rows   []packed
	slots  map[uint64][]*place // by title, start and series: one for each place
	order  []*place            // as they came
	seed   maphash.Seed
	size   int // bytes of text kept
	cut    bool
	counts counts
}

// A sheetRead is one sheet of the file, with what was understood of it.
type sheetRead struct {
	name   string
	hidden bool
	layout *layout // nil where no headings are recognised
	usable bool
	reader rowReader
	rows   int
}

// A packed row. Its slot is nil where the row makes a contact.
type packed struct {
	cells string
	slot  *place
	key   uint64 // of its identity
	id    uint64 // of its id column, 0 where it has none
	line  int32
	sheet int16
	part  int16 // which of the people of the row
}

// A place is what the rows of one workshop at one time and place share.
type place struct {
	title  string // of several spellings the first in order of letters
	start  tresse.Time
	end    tresse.Time // the last of those given
	where  string      // likewise
	folded string      // where, folded
	hosts  []string
	series string
	kind   tresse.Kind
	rows   int
	main   bool // its place is no part of its identity
}

// counts tell what became of the rows.
type counts struct {
	read              int
	outside           int // of the horizon
	undated           []int
	rejected          []connectors.Rejection
	untitled          []int // rows with a person that say no workshop or no day
	refused           []int // whose identity held a social-security number
	lost, unread, odd []int
	hidden            []string
}

const separator = "\x1f"

// gather reads a book whole. The rows of all its sheets come together.
func (c *connector) gather(ctx context.Context, d doc, b *book, w window) (*table, error) {
	t := &table{c: c, doc: d, window: w, slots: map[uint64][]*place{}, seed: maphash.MakeSeed()}
	for i := range b.sheets {
		if err := t.sheet(ctx, &b.sheets[i], b.from1904); err != nil {
			return nil, err
		}
	}
	usable := slices.ContainsFunc(t.sheets, func(s *sheetRead) bool { return s.usable })
	if !usable {
		return t, noHeadings()
	}
	t.choosePlaces()
	return t, nil
}

// sheet reads one sheet: first as far as headings may stand, then the rows below.
func (t *table) sheet(ctx context.Context, ws *worksheet, from1904 bool) error {
	s := &sheetRead{name: ws.name, hidden: ws.hidden}
	if ws.hidden {
		t.counts.hidden = append(t.counts.hidden, ws.name)
		t.sheets = append(t.sheets, s)
		return nil
	}
	t.sheets = append(t.sheets, s)
	var first []line
	joined := newJoined(ws.merged)
	begun := false
	begin := func() error {
		begun = true
		if s.layout = t.c.words.find(first); s.layout == nil {
			return nil
		}
		t.understand(s, from1904)
		joined.below(s.layout.last)
		for _, l := range first {
			if err := t.row(s, joined, l.n, l.cells); err != nil {
				return err
			}
		}
		first = nil
		return nil
	}
	cut, err := ws.rows(ctx, func(n int, cells []string) error {
		switch {
		case begun && !s.usable:
			return errEnough
		case begun:
			return t.row(s, joined, n, cells)
		}
		first = append(first, line{n, slices.Clone(cells)})
		if len(first) < scanRows {
			return nil
		}
		return begin()
	})
	if err == errEnough {
		return nil
	}
	if err == nil && !begun {
		err = begin()
	}
	t.cut = t.cut || cut && s.usable
	return err
}

// understand prepares the reading of a sheet whose headings are known.
func (t *table) understand(s *sheetRead, from1904 bool) {
	l, o := s.layout, &t.c.options
	s.usable = l.hasPerson() || o.Holds == holdsRegistrations && l.has(roleTitle) && (l.has(roleDate) || l.has(roleStart))
	s.reader = rowReader{
		people: o.Holds == holdsPeople, notes: o.NotePurpose != "", birthYear: t.c.env.BirthYear,
		from1904: from1904, zone: t.c.env.Zone, now: t.c.env.Now(),
	}
	for _, c := range l.columns {
		if c.role != "" && c.role != roleLeft && c.role != roleAddress {
			s.reader.columns = append(s.reader.columns, c)
		}
	}
}

// row takes in one row below the headings.
func (t *table) row(s *sheetRead, joined *joined, n int, cells []string) error {
	if n <= s.layout.last || !s.usable {
		return nil
	}
	kept := make([]string, len(s.reader.columns))
	some, same := false, 0
	for i, c := range s.reader.columns {
		text := joined.fill(n, c.at, at(cells, c.at))
		kept[i] = strings.ReplaceAll(text, separator, " ")
		filled := tidy(text) != ""
		some = some || filled
		if filled && (tidy(text) == c.heading || strings.HasSuffix(c.heading, " / "+tidy(text))) {
			same++
		}
	}
	if !some || same > 1 { // headings repeated on each page
		return nil
	}
	if len(t.rows) >= maxRows {
		return tooLarge("too many rows")
	}
	p := s.reader.read(kept)
	return t.take(s, n, strings.Join(kept, separator), &p)
}

// take sorts a row that was read: a booking, a contact, a slot without anybody
// in it, or something that is said and left.
func (t *table) take(s *sheetRead, n int, cells string, p *parsed) error {
	c := &t.counts
	if t.size += len(cells); t.size > maxText {
		return tooLarge("too much text")
	}
	switch {
	case p.nameless:
		c.read++
		c.refused = append(c.refused, n)
		t.reject(p, "what names a row looks like a social-security number")
		return nil
	case t.c.options.Holds == holdsPeople:
		if len(p.people) > 0 {
			c.read++
			t.keep(s, n, cells, p, nil)
		}
		return nil
	case len(p.people) == 0 && (p.title == "" && p.series == "" || !p.dated):
		return nil // a total, a remark
	case p.undated, !p.dated && p.title != "" && (p.id != "" || p.series != ""): // an id that had a date may have lost it
		c.read++
		c.undated = append(c.undated, n)
		t.reject(p, "the date of a row cannot be read")
		return nil
	case p.title == "" && p.series == "" || !p.dated:
		c.read++
		if s.layout.has(roleTitle) || s.layout.has(roleDate) {
			c.untitled = append(c.untitled, n)
		}
		t.keep(s, n, cells, p, nil)
		return nil
	}
	c.read++
	s.rows++
	if !t.window.holds(p.when.start.In(t.c.env.Zone)) {
		c.outside++
		return nil
	}
	at := t.slot(s, p)
	if len(p.people) > 0 {
		t.keep(s, n, cells, p, at)
	}
	return nil
}

// reject leaves a row out. Where its id or number can be told, what is known
// under it is not taken for gone; else nothing is that this pull did not see.
func (t *table) reject(p *parsed, reason string) {
	r := connectors.Rejection{Reason: reason}
	if p.id != "" {
		r.Item = t.idOf(p.id)
	}
	if p.series != "" {
		r.Parent = t.seriesID(p.series)
	}
	t.counts.rejected = append(t.counts.rejected, r)
}

// slot is the place that rows like this one share.
func (t *table) slot(s *sheetRead, p *parsed) *place {
	base, folded := t.hash(fold(p.title), p.when.start.Stamp()), fold(p.place)
	if p.series != "" {
		base, folded = t.hash(p.series), ""
	}
	for _, at := range t.slots[base] {
		if at.folded == folded {
			at.add(p)
			return at
		}
	}
	at := &place{title: p.title, start: p.when.start, where: p.place, folded: folded, series: p.series, kind: t.c.kindOf(s, p)}
	t.slots[base] = append(t.slots[base], at)
	t.order = append(t.order, at)
	at.add(p)
	return at
}

// add takes in what a further row says of the slot, whatever the order of rows.
func (at *place) add(p *parsed) {
	at.rows++
	if p.title < at.title {
		at.title = p.title
	}
	if p.place < at.where {
		at.where = p.place
	}
	if p.when.end.After(at.end.Time) {
		at.end = p.when.end
	}
	for _, h := range p.hosts {
		if i, found := slices.BinarySearch(at.hosts, h); !found && len(at.hosts) < 20 {
			at.hosts = slices.Insert(at.hosts, i, h)
		}
	}
}

// choosePlaces settles what place slots at the same time are held at: rows that
// name none belong to that in which most are, which keeps its identity when its
// place is corrected.
func (t *table) choosePlaces() {
	moved := map[*place]*place{}
	for _, list := range t.slots {
		main := slices.MaxFunc(list, func(a, b *place) int {
			switch {
			case (a.folded == "") != (b.folded == ""):
				if a.folded == "" {
					return -1
				}
				return 1
			case a.rows != b.rows:
				return a.rows - b.rows
			}
			return strings.Compare(b.folded, a.folded)
		})
		main.main = true
		for _, at := range list {
			if at.folded == "" && at != main {
				moved[at] = main
				main.join(at)
			}
		}
	}
	if len(moved) == 0 {
		return
	}
	t.order = slices.DeleteFunc(t.order, func(at *place) bool { return moved[at] != nil })
	for i := range t.rows {
		if to := moved[t.rows[i].slot]; to != nil {
			t.rows[i].slot = to
		}
	}
}

func (at *place) join(b *place) {
	at.add(&parsed{title: b.title, place: at.where, when: slot{end: b.end}, hosts: b.hosts})
	at.rows += b.rows - 1
}

// keep packs a row, once for each of its people.
func (t *table) keep(s *sheetRead, n int, cells string, p *parsed, at *place) {
	c := &t.counts
	for list, is := range map[*[]int]bool{&c.lost: p.lost, &c.unread: p.unread, &c.odd: p.odd} {
		if is {
			*list = append(*list, n)
		}
	}
	sheet := slices.Index(t.sheets, s)
	for i := range p.people {
		key := t.c.identity(t.doc, s, p, i)
		row := packed{cells: cells, slot: at, line: int32(n), sheet: int16(sheet), part: int16(i), key: t.hash(key)}
		if p.id != "" {
			row.id = t.hash(p.id, string(rune('0'+min(i, 9))))
		}
		t.rows = append(t.rows, row)
	}
}

func (t *table) hash(parts ...string) uint64 {
	var h maphash.Hash
	h.SetSeed(t.seed)
	for _, p := range parts {
		h.WriteString(p)
		h.WriteByte(0)
	}
	return h.Sum64() | 1 // never 0
}

// unpack reads a packed row again.
func (t *table) unpack(r *packed) parsed {
	return t.sheets[r.sheet].reader.read(strings.Split(r.cells, separator))
}

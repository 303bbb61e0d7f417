package sheet

import (
	"slices"
	"strings"
)

// A columnOf a sheet is one that has a heading.
type columnOf struct {
	at      int    // its place, from 0
	heading string // as written; « Commune / Nom » under a joined heading
	role    role   // "" where it is not known
	double  bool   // another column says the same already
	listed  bool   // "usager(s)": may hold several names, set apart by commas
	reverse bool   // « Prénom Nom » in one cell: the first name comes first
	hint    string // of a duration: "min" or "h", from the heading
}

// A layout says which columns a sheet has.
type layout struct {
	row     int // the number of the row of headings; data begins below
	last    int // of the last row of headings
	columns []columnOf
}

func (l *layout) has(r role) bool {
	for _, c := range l.columns {
		if c.role == r {
			return true
		}
	}
	return false
}

func (l *layout) hasPerson() bool {
	for _, c := range l.columns {
		if c.role.ofPerson() {
			return true
		}
	}
	return false
}

// scanRows is how far down headings may stand.
const scanRows = 100

// A line is a row that was read, kept.
type line struct {
	n     int
	cells []string
}

// A dictionaryOf a source tells headings by the table of words and by what its
// configuration names.
type dictionaryOf struct {
	named  map[string]role // by [source.columns]
	ignore map[string]bool
}

func (d dictionaryOf) look(heading string) (role, bool) {
	if r, ok := d.named[heading]; ok {
		return r, true
	}
	if d.ignore[heading] {
		return roleLeft, true
	}
	r, ok := dictionary[heading]
	return r, ok
}

// find looks for the row of headings among the first rows: the one in which most
// cells are headings that are known. One known heading is enough where the
// configuration names it or nothing else stands in the row.
func (d dictionaryOf) find(rows []line) *layout {
	best, at := 0, -1
	for i, r := range rows {
		n, filled, named := 0, 0, false
		for _, cell := range r.cells {
			w := words(cell)
			if w == "" || len(w) > 100 {
				continue
			}
			filled++
			if r, ok := d.look(w); ok {
				if r != roleLeft {
					n += 2
				} else {
					n++
				}
				named = named || d.named[w] != ""
			}
		}
		if n < 4 && !named && !(n == 2 && filled == 1) {
			continue
		}
		if n > best {
			best, at = n, i
		}
	}
	if at < 0 {
		return nil
	}
	l := &layout{row: rows[at].n, last: rows[at].n}
	var below []string
	if at+1 < len(rows) && rows[at+1].n == rows[at].n+1 && d.belongsTo(rows[at].cells, rows[at+1].cells) {
		below, l.last = rows[at+1].cells, rows[at+1].n
	}
	d.name(l, rows[at].cells, below)
	return l
}

// belongsTo reports whether a row is the lower half of joined headings: it has
// cells only where the upper row has none, or the first of a joined block; and
// all of them are headings.
func (d dictionaryOf) belongsTo(upper, lower []string) bool {
	fills := false
	for i, cell := range lower {
		if tidy(cell) == "" {
			continue
		}
		w, over := words(cell), words(spanning(upper, i))
		_, known := d.look(w)
		if _, u := under(over, w); !known && !u {
			return false
		}
		switch {
		case words(at(upper, i)) == "":
			fills = true
		case words(at(upper, i+1)) != "" || words(at(lower, i+1)) == "":
			return false // neither over a gap nor over two
		}
	}
	return fills
}

// spanning is the heading over a column: its own, or that of the joined block
// that begins to its left.
func spanning(upper []string, i int) string {
	for ; i >= 0; i-- {
		if text := tidy(at(upper, i)); text != "" {
			return text
		}
	}
	return ""
}

func at(cells []string, i int) string {
	if i < len(cells) {
		return cells[i]
	}
	return ""
}

// name fills in what each column says.
func (d dictionaryOf) name(l *layout, upper, lower []string) {
	for i := range max(len(upper), len(lower)) {
		top, low := tidy(at(upper, i)), tidy(at(lower, i))
		c := columnOf{at: i, heading: top}
		switch {
		case low != "":
			over := spanning(upper, i)
			c.heading = over + " / " + low
			if r, ok := d.look(words(c.heading)); ok {
				c.role = r
			} else if r, ok := under(words(over), words(low)); ok {
				c.role = r
			}
		case top == "":
			continue
		default:
			c.role, _ = d.look(words(top))
		}
		w := words(c.heading)
		c.listed = c.role == roleFull && (w == "usager" || w == "usagers") && c.heading != "" && c.heading[len(c.heading)-1] == ')'
		c.reverse = c.role == roleFull && len(w) > 6 && w[:6] == "prenom"
		c.hint = hintOf(w)
		l.columns = append(l.columns, c)
	}
	l.settle(d.named)
}

// hintOf tells the unit of a duration from its heading.
func hintOf(w string) string {
	switch {
	case contains(w, "min"), contains(w, "minutes"):
		return "min"
	case contains(w, "h"), contains(w, "heures"):
		return "h"
	}
	return ""
}

// settle leaves each role to one column, where it cannot be shared: to that
// which the configuration names, else to the longest heading, which says most
// exactly what it is (« Commune du bénéficiaire », not « Commune »).
func (l *layout) settle(named map[string]role) {
	best := map[role]int{}
	for i, c := range l.columns {
		if c.role == "" || c.role.several() {
			continue
		}
		j, taken := best[c.role]
		if !taken || l.weight(i, named) > l.weight(j, named) {
			best[c.role] = i
		}
	}
	for i := range l.columns {
		c := &l.columns[i]
		if c.role != "" && !c.role.several() && best[c.role] != i {
			c.role, c.double = "", true
		}
	}
}

func (l *layout) weight(i int, named map[string]role) int {
	w := words(l.columns[i].heading)
	if named[w] != "" {
		return 1000
	}
	return len(w)
}

func contains(text, word string) bool { return slices.Contains(strings.Fields(text), word) }

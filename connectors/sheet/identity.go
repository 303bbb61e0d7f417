package sheet

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tresse"
)

// identity is the text that names a row: sheet, title, day and name (CONTRACT
// §4). It is only ever used under the store's secret. Somebody without a name is
// named by telephone or e-mail.
func (c *connector) identity(d doc, s *sheetRead, p *parsed, part int) string {
	who := &p.people[part]
	name := nameKey(who)
	if name == "" {
		name = strings.Join(slices.Concat(who.Phones, who.Emails), " ")
	}
	title, day := "", ""
	if c.options.Holds != holdsPeople && p.dated && !p.undated && (p.title != "" || p.series != "") {
		title, day = fold(p.title), p.when.start.In(c.env.Zone).Format("20060102")
		if p.series != "" {
			title = p.series
		}
	}
	return strings.Join([]string{d.key, fold(s.name), title, day, name}, separator)
}

// plainID is an id that may stand in a ref as it is: a person's name or address
// may not.
var plainID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:#-]*$`)

// external is a row's external id: what its id column says, where that names one
// row; else the keyed hash of its identity, with an ordinal for equals. Numbers
// count rows of one file; where a source has several, they say in which.
func (t *table) external(r *packed, p *parsed, ordinal int, ambiguous bool) string {
	if p.id == "" {
		x := t.c.env.Secret("sheet|" + t.c.identity(t.doc, t.sheets[r.sheet], p, int(r.part)))
		if ordinal > 1 {
			x += "~" + strconv.Itoa(ordinal)
		}
		return x
	}
	id := t.idOf(p.id)
	if r.part > 0 {
		id += "/" + strconv.Itoa(int(r.part)+1)
	}
	if ambiguous {
		id += "~" + clip(t.c.env.Secret("sheet|"+t.c.identity(t.doc, t.sheets[r.sheet], p, int(r.part))), 13)
		if ordinal > 1 {
			id += "~" + strconv.Itoa(ordinal)
		}
	}
	return id
}

// idOf is what an id column says as it may stand in a ref.
func (t *table) idOf(said string) string {
	id := said
	if !plainID.MatchString(id) || !strings.ContainsAny(id, "0123456789") {
		id = t.c.env.Secret("sheet-id|" + said)
	}
	if t.doc.key != "" && strings.Trim(said, "0123456789") == "" {
		id = t.doc.key + "/" + id
	}
	return id
}

// slotID is the external id of a listing: file, title and start, with the place
// only where there are several at that time. It names nobody.
func (t *table) slotID(at *place) string {
	if at.series != "" {
		return t.seriesID(at.series)
	}
	parts := []string{t.doc.key, fold(at.title), at.start.Stamp()}
	if !at.main {
		parts = append(parts, at.folded)
	}
	return "s-" + digest(parts...)
}

// seriesID names the slot of an appointment by its number at the platform that
// exported it, whatever is corrected about it.
func (t *table) seriesID(series string) string {
	id := series
	if !plainID.MatchString(id) {
		id = digest(series)
	}
	if t.doc.key != "" && strings.Trim(series, "0123456789") == "" {
		id = t.doc.key + "/" + id
	}
	return "rdv-" + id
}

// parentOf is what the slots of one workshop belong to, so that one whose time
// is corrected is known again.
func (t *table) parentOf(at *place) string {
	if at.series != "" {
		return t.seriesID(at.series)
	}
	return "w-" + digest(t.doc.key, fold(at.title))
}

func digest(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, separator)))
	return hex.EncodeToString(sum[:12])
}

// An equals tells rows with one identity apart. Which is which must not hang on
// their order in the file: they are ordered by what they say.
type equals struct {
	ordinal   []int32 // of each row, from 1
	ambiguous []bool  // of each row: others stand under its id (it names the person, or was copied)
}

func (t *table) equals() *equals {
	e := &equals{ordinal: make([]int32, len(t.rows)), ambiguous: make([]bool, len(t.rows))}
	count := make(map[uint64]int32, len(t.rows))
	ids := map[uint64]uint64{} // the row under an id
	mixed := map[uint64]bool{}
	for i := range t.rows {
		r := &t.rows[i]
		e.ordinal[i] = 1
		if r.id == 0 {
			count[r.key]++
			continue
		}
		if row, seen := ids[r.id]; seen && row != r.key {
			mixed[r.id] = true
		}
		ids[r.id] = r.key
	}
	for i := range t.rows {
		if r := &t.rows[i]; mixed[r.id] {
			e.ambiguous[i] = true
			count[r.key]++
		}
	}
	groups := map[uint64][]int{}
	for i := range t.rows {
		if r := &t.rows[i]; (r.id == 0 || e.ambiguous[i]) && count[r.key] > 1 {
			groups[r.key] = append(groups[r.key], i)
		}
	}
	for _, list := range groups {
		t.rank(e, list)
	}
	return e
}

// rank numbers rows of one identity: by the time of day, then by what best tells
// people apart.
func (t *table) rank(e *equals, list []int) {
	marks := make(map[int]string, len(list))
	for _, i := range list {
		p := t.unpack(&t.rows[i])
		who := p.people[t.rows[i].part]
		when := ""
		if p.dated {
			when = p.when.start.Stamp()
		}
		marks[i] = strings.Join([]string{when, who.BirthDate, strings.Join(who.Phones, " "), strings.Join(who.Emails, " "), t.rows[i].cells}, separator)
	}
	slices.SortStableFunc(list, func(a, b int) int { return strings.Compare(marks[a], marks[b]) })
	for n, i := range list {
		e.ordinal[i] = int32(n + 1)
	}
}

// safeRef bounds an id that comes from the file.
func safeRef(source, external string) tresse.Ref { return tresse.NewRef(source, clip(external, 400)) }

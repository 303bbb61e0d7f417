package sessions

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"tresse"
)

// Blocks returns the texts under which a listing is indexed: its identities, the
// refs whose place it took, the days on which it stands, the parcours that it
// may belong to. What is asked for under which is Firm and Asks.
func (r *Rules) Blocks(f *tresse.ListingFact) []string {
	blocks := Firm(f)
	if f.State == tresse.Superseded {
		return blocks
	}
	class := r.class(f)
	for _, day := range days(f) {
		blocks = append(blocks, dayBlock(day, class))
	}
	if key, ok := r.courseKey(f); ok {
		blocks = append(blocks, courseBlock(key, season(f.Start)))
	}
	return blocks
}

// Firm returns the blocks that make one session of whatever shares one. An
// identity is indexed by the id that it gives a listing, so that the session of
// another tresse, of which only the id is known, meets the listing behind it.
func Firm(f *tresse.ListingFact) []string {
	blocks := make([]string, 0, len(f.Keys)+len(f.MovedFrom)+3)
	for _, key := range f.Keys {
		if id, ok := strings.CutPrefix(key, "tresse|"); ok {
			blocks = append(blocks, "id|"+id)
		} else {
			blocks = append(blocks, "id|"+string(tresse.NewID(key)))
		}
	}
	if own := "id|" + string(f.ID); !slices.Contains(blocks, own) {
		blocks = append(blocks, own) // under which it comes back from another tresse
	}
	for _, m := range f.MovedFrom {
		if m.Ref != f.Ref {
			blocks = append(blocks, took(m.Ref))
		}
	}
	if f.State == tresse.Superseded {
		blocks = append(blocks, took(f.Ref))
	}
	return blocks
}

func took(ref tresse.Ref) string { return "moved|" + string(ref) }

// An Ask is a block under which listings may stand that are related to one; only
// Related tells.
type Ask struct {
	Block string
	// Others: listings of the same source are not related in this way.
	Others bool
}

// Asks returns where to look for what is related to a listing. alone: there is
// no other source.
func (r *Rules) Asks(f *tresse.ListingFact, alone bool) []Ask {
	if f.State == tresse.Superseded {
		return nil
	}
	var asks []Ask
	class := r.class(f)
	if class == appointments {
		day := dayOf(f.Start)
		asks = append(asks, Ask{dayBlock(day, dropIns), false}, Ask{dayBlock(day-1, dropIns), false})
	} else if !alone {
		for _, day := range days(f) {
			asks = append(asks, Ask{dayBlock(day, others), true}, Ask{dayBlock(day, dropIns), true})
		}
	}
	if class == dropIns {
		for day := dayOf(f.Start); day <= dayOf(f.End) && day < dayOf(f.Start)+3 || day == dayOf(f.Start); day++ {
			asks = append(asks, Ask{dayBlock(day, appointments), false})
		}
	}
	if key, ok := r.courseKey(f); ok {
		for s := season(f.Start) - 1; s <= season(f.Start)+1; s++ {
			asks = append(asks, Ask{courseBlock(key, s), false})
		}
	}
	return asks
}

// What stands on a day is indexed apart by what it is: of the many permanences
// of a day none is asked for its siblings.
const (
	appointments = "a"
	dropIns      = "d"
	others       = "w"
)

func (r *Rules) class(f *tresse.ListingFact) string {
	switch kind, _ := r.Kind(f); kind {
	case tresse.Appointment:
		return appointments
	case tresse.DropIn:
		return dropIns
	}
	return others
}

func dayBlock(day int64, class string) string { return "day|" + strconv.FormatInt(day, 10) + class }

const aDay = 24 * 60 * 60

// dayOf counts days in UTC.
func dayOf(t tresse.Time) int64 {
	s := t.Unix()
	if s < 0 {
		s -= aDay - 1
	}
	return s / aDay
}

// days are those on which a listing begins, or began before it was moved; two
// about midnight.
func days(f *tresse.ListingFact) []int64 {
	list := aboutMidnight(nil, f.Start)
	for _, m := range f.MovedFrom {
		list = aboutMidnight(list, m.Start)
	}
	return list
}

func aboutMidnight(list []int64, t tresse.Time) []int64 {
	const near = 2 * time.Hour
	for _, at := range [...]time.Duration{0, -near, near} {
		if t.Day && at != 0 {
			break
		}
		day := dayOf(tresse.Time{Time: t.Add(at)})
		known := false
		for _, d := range list {
			known = known || d == day
		}
		if !known {
			list = append(list, day)
		}
	}
	return list
}

// season counts spans of 64 days: a parcours lasts no longer from one séance to
// the next.
func season(t tresse.Time) int64 { return dayOf(t) >> 6 }

func courseBlock(key string, season int64) string {
	return "course|" + strconv.FormatInt(season, 10) + "|" + key
}

// Related reports whether two listings may end up in one session, one inside the
// other, or in one parcours. Whatever is related to a listing of a set handed to
// Group must be in it.
func (r *Rules) Related(a, b *Sketch) bool {
	switch {
	case a.f.State == tresse.Superseded || b.f.State == tresse.Superseded:
		return false
	case a.kind == tresse.Appointment || b.kind == tresse.Appointment:
		return inside(a, b) > 0 || inside(b, a) > 0
	case a.oneCourse(b):
		return true
	case a.f.Ref.Source() == b.f.Ref.Source():
		return false
	}
	return weigh(a, b, false).Zone == Same
}

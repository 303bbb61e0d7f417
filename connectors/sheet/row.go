package sheet

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"tresse"
)

// A parsed row is what it says. It holds as many people as the row names:
// mostly one, in an export of appointments all who take part.
type parsed struct {
	id, series string
	title      string
	place      string
	hosts      []string
	when       slot
	dated      bool // the row has a date
	undated    bool // and it cannot be read
	people     []tresse.Person
	seat       seat
	seats      int
	bookedAt   time.Time
	bookedBy   string
	prescriber string
	note       string

	refused  []string // fields whose value looked like a social-security number
	nameless bool     // one of those that name the row did
	lost     bool     // a telephone number was rounded away
	unread   bool     // a date of birth cannot be read
	odd      bool     // a status that is not known
}

// A rowReader reads the rows of one sheet.
type rowReader struct {
	columns   []columnOf // those that are kept
	people    bool       // holds = "people": when and what do not matter
	notes     bool
	birthYear bool
	from1904  bool
	zone      *time.Location
	now       time.Time
}

// times are the cells that together say when a row takes place.
type times struct {
	day        day
	begin, end clock
	length     time.Duration
}

// read reads the kept cells of a row.
func (r *rowReader) read(cells []string) parsed {
	var p parsed
	var person tresse.Person
	var t times
	var full, births string
	var fullColumn *columnOf
	var bookedDay day
	var bookedHour clock
	for i := range r.columns {
		c := &r.columns[i]
		raw := at(cells, i)
		text := tidy(raw)
		if text == "" {
			continue
		}
		if tresse.LooksLikeNIR(text) {
			p.refuse(c.role)
			continue
		}
		switch c.role {
		case roleID:
			p.id = strings.TrimSuffix(clip(text, 200), ".0")
		case roleSeries:
			p.series = clip(text, 100)
		case roleFirst:
			person.FirstName = clip(text, 200)
		case roleLast:
			person.LastName = clip(text, 200)
		case roleFull:
			full, fullColumn = clip(text, 400), c
		case roleBirthName:
			person.BirthName = clip(text, 200)
		case roleBirth:
			births = text
		case roleEmail:
			person.Emails = append(person.Emails, emails(text)...)
		case rolePhone:
			found, lost, none := phones(raw)
			person.Phones = append(person.Phones, found...)
			person.NoPhone = person.NoPhone || none
			p.lost = p.lost || lost
		case rolePostcode:
			person.Postcode = postcode(text)
		case roleCity:
			person.City = clip(text, 200)
		case roleMinor:
			person.Minor, _ = ticked(text)
		case roleIdentifier:
			person.Identifiers = append(person.Identifiers, tresse.Attribute{Name: c.heading, Value: clip(text, 200)})
		case roleAttribute:
			person.Attributes = append(person.Attributes, tresse.Attribute{Name: c.heading, Value: clip(text, 200)})
		case roleTitle:
			p.title = clip(text, 300)
		case rolePlace:
			p.place = clip(text, 300)
		case roleHost:
			p.hosts = append(p.hosts, clip(text, 200))
		case roleDate:
			var ok bool
			t.day, ok = readDay(text, r.from1904)
			p.dated, p.undated = true, !ok
		case roleStart, roleEnd:
			r.clock(&p, &t, c.role, text)
		case roleDuration:
			t.length = readLength(text, c.hint)
		case roleStatus:
			r.status(&p, text)
		case rolePresent, roleAbsent, roleExcused, roleCancelled:
			s, ok := readTick(c.role, text)
			p.seat, p.odd = stronger(p.seat, s), p.odd || !ok
		case roleBookedDay:
			bookedDay, _ = readDay(text, r.from1904)
		case roleBookedHour:
			bookedHour, _, _ = readClock(text)
		case roleSeats:
			if n, err := strconv.Atoi(text); err == nil && n > 1 && n <= 1000 {
				p.seats = n
			}
		case roleBookedBy:
			p.bookedBy = clip(text, 200)
		case rolePrescriber:
			p.prescriber = clip(text, 200)
		case roleNote:
			if r.notes {
				p.note = strings.TrimSpace(p.note + "\n" + clip(text, 2000))
			}
		}
	}
	if p.dated && !p.undated {
		p.when = slotOf(t.day, t.begin, t.end, t.length, r.zone)
	}
	if bookedDay.year > 0 {
		p.bookedAt = slotOf(bookedDay, bookedHour, clock{}, 0, r.zone).start.In(r.zone).UTC()
	}
	r.gather(&p, person, full, fullColumn, births)
	return p
}

// refuse notes a value that looked like a social-security number.
func (p *parsed) refuse(r role) {
	p.refused = append(p.refused, string(r))
	switch r {
	case roleID, roleFirst, roleLast, roleFull, roleTitle, roleDate, roleSeries:
		p.nameless = true
	}
}

// clock reads a cell under « Heure », « Début » or « Fin », which may hold a
// whole date, or both ends.
func (r *rowReader) clock(p *parsed, t *times, which role, text string) {
	begin, end, ok := readClock(text)
	if n, serial := decimal(text); !ok || serial && n >= firstSerial {
		d, isDay := readDay(text, r.from1904)
		if !isDay {
			return
		}
		if begin = d.clock; which == roleStart && !p.dated {
			t.day, p.dated = d, true
		}
	}
	if which == roleEnd {
		t.end = begin
		return
	}
	t.begin = begin
	if end.known {
		t.end = end
	}
}

func (r *rowReader) status(p *parsed, text string) {
	s, ok := readStatus(text)
	p.seat, p.odd = stronger(p.seat, s), p.odd || !ok
}

// gather makes the people of a row: one, or each of a list of names.
func (r *rowReader) gather(p *parsed, person tresse.Person, full string, column *columnOf, births string) {
	if full == "" {
		person.BirthDate = r.birth(p, births)
		if !person.Empty() {
			p.people = append(p.people, person)
		}
		return
	}
	names := []string{full}
	if column.listed {
		if list := splitNames(full); len(list) > 1 {
			names = list
		}
	}
	days := []string{births}
	if len(names) > 1 {
		if days = splitNames(births); len(days) != len(names) {
			days = make([]string, len(names)) // whose is whose cannot be told
		}
	}
	for i, name := range names {
		one := person
		if len(names) > 1 {
			one = tresse.Person{}
		}
		if one.LastName == "" && one.FirstName == "" {
			readName(&one, name, column)
		}
		one.BirthDate = r.birth(p, days[i])
		p.people = append(p.people, one)
	}
}

func splitNames(text string) []string {
	var all []string
	for one := range strings.SplitSeq(text, ",") {
		if one = strings.TrimSpace(one); one != "" {
			all = append(all, one)
		}
	}
	return all
}

func (r *rowReader) birth(p *parsed, text string) string {
	if text == "" {
		return ""
	}
	b := readBirth(text, r.from1904, r.now)
	p.unread = p.unread || b == ""
	if r.birthYear && len(b) > 4 {
		b = b[:4]
	}
	return b
}

// emails are the addresses of a cell.
func emails(text string) []string {
	var all []string
	for _, one := range strings.FieldsFunc(text, func(c rune) bool {
		return c == ' ' || c == ';' || c == ',' || c == '/' || c == '<' || c == '>' || c == '|'
	}) {
		one = strings.TrimPrefix(one, "mailto:")
		if at := strings.IndexByte(one, '@'); at > 0 && at < len(one)-1 && len(one) <= 254 && !slices.Contains(all, one) {
			all = append(all, one)
		}
	}
	return all
}

// postcode puts back the 0 that a number lost. A town with several codes
// (« 97139, 97142 ») does not say which is the person's.
func postcode(text string) string {
	text = strings.TrimSuffix(text, ".0")
	if strings.ContainsAny(text, ",;/") {
		return ""
	}
	if len(text) == 4 && strings.Trim(text, "0123456789") == "" {
		return "0" + text
	}
	return clip(text, 20)
}

package ical

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"tresse"
)

// scope is the one scope of a calendar: it is one list.
const scope = "calendar"

// Bounds on texts, in bytes. Mails pasted into events have 100 kB.
const (
	maxDescription = 20_000
	maxLine        = 1_000 // a title, a place, a category
	maxCategories  = 50
)

// A mapper turns slots of one calendar into listings.
type mapper struct {
	name, root string
	usual      tresse.Kind
	maker      maker
	uuids      bool      // bare UUIDs may be those of RDV Service Public
	method     string    // of the calendar
	calendar   string    // its name
	self, from tresse.ID // this tresse, and the one whose feed it is; "" where not known

	said *Event         // the event that was last mapped
	says tresse.Listing // and what all its slots have in common
}

func newMapper(c *Calendar, name, root string, usual tresse.Kind) mapper {
	from, _ := tresse.ParseID(c.Instance)
	return mapper{
		from: from,
		name: name, root: root, usual: usual,
		maker: makerOf(c), uuids: holdsRDV(c), method: c.Method, calendar: fold(c.Name),
	}
}

// listing maps a slot.
func (m *mapper) listing(i Instance) tresse.Listing {
	if m.said != i.Event {
		m.said, m.says = i.Event, m.common(i.Event)
	}
	l := m.says
	l.Ref = tresse.NewRef(m.name, external(i))
	l.Start, l.End = i.Start, i.End
	m.identify(&l, i)
	return l
}

// common maps what all slots of an event share.
func (m *mapper) common(e *Event) tresse.Listing {
	l := tresse.Listing{
		Parent:  parentOf(e.Key),
		Scopes:  []string{scope},
		Private: e.isPrivate(),
		URL:     webAddress(e.text("URL")),
		Hosts:   m.hosts(e),
		Tags:    e.categories(),
	}
	title, said := tresse.ReadTitle(oneLine(e.line("SUMMARY")))
	l.Title = title
	if l.Status = e.status(m.method); l.Status == "" {
		l.Status = said
	}
	l.Description = e.description()
	l.Place, l.OnlineURL = e.place()
	if link := e.onlineURL(); link != "" {
		l.OnlineURL = link
	}
	l.Kind = m.kind(l.Title, l.Tags)
	switch m.maker {
	case ourselves:
		m.readOurs(&l, e)
	case rdv:
		readRDV(&l)
	}
	refuseNIR(&l, e)
	return l
}

// line returns a property's value as people read it, short enough for a title.
func (e *Event) line(name string) string {
	return norm.NFC.String(readable(clip(e.text(name), maxLine)))
}

// description is plain text: DESCRIPTION, or what Outlook writes in its place.
func (e *Event) description() string {
	text := e.text("DESCRIPTION")
	if text == "" {
		text = e.text("X-ALT-DESC")
	}
	return clip(norm.NFC.String(readable(text)), maxDescription)
}

// clip cuts a text to most bytes, between characters, and says so.
func clip(text string, most int) string {
	if len(text) <= most {
		return text
	}
	text = text[:most]
	for !utf8.ValidString(text[len(text)-min(len(text), utf8.UTFMax):]) {
		text = text[:len(text)-1]
	}
	return strings.TrimSpace(text) + " …"
}

// hosts takes the organiser's name (RFC 6868 escapes in it undone). An address
// in the place of a name is none, and a calendar that organises its own events,
// as Google writes it, is nobody.
func (m *mapper) hosts(e *Event) []tresse.Host {
	p := e.props.get("ORGANIZER")
	if p == nil || strings.HasSuffix(strings.ToLower(p.Value), "calendar.google.com") {
		return nil
	}
	name := strings.NewReplacer("^n", " ", "^'", `"`, "^^", "^").Replace(p.Params.Get("CN"))
	name = oneLine(plain(norm.NFC.String(name)))
	if name == "" || strings.Contains(name, "@") || fold(name) == m.calendar {
		return nil
	}
	return []tresse.Host{{Name: name}}
}

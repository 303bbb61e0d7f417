package ical

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"tresse"
)

// scope is the one scope of a calendar: it is one list.
const scope = "calendar"

// maxDescription bounds a description, in bytes; mails pasted into events have
// 100 kB.
const maxDescription = 20_000

// A mapper turns slots of one calendar into listings.
type mapper struct {
	name, root string
	usual      tresse.Kind
	maker      maker
	uuids      bool   // bare UUIDs may be those of RDV Service Public
	method     string // of the calendar
	calendar   string // its name
}

func newMapper(c *Calendar, name, root string, usual tresse.Kind) mapper {
	return mapper{
		name: name, root: root, usual: usual,
		maker: makerOf(c), uuids: holdsRDV(c), method: c.Method, calendar: fold(c.Name),
	}
}

// listing maps a slot.
func (m *mapper) listing(i Instance) tresse.Listing {
	e := i.Event
	l := tresse.Listing{
		Ref:     tresse.NewRef(m.name, external(i)),
		Parent:  parentOf(e.Key),
		Scopes:  []string{scope},
		Start:   i.Start,
		End:     i.End,
		Private: e.isPrivate(),
		URL:     webAddress(e.text("URL")),
		Hosts:   m.hosts(e),
		Tags:    e.categories(),
	}
	m.identify(&l, i)
	title, said := readTitle(readable(e.text("SUMMARY")))
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
		readOurs(&l)
	case rdv:
		readRDV(&l)
	}
	return l
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
	p := e.props.Get("ORGANIZER")
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

package publish

import (
	"strings"
	"time"

	"github.com/emersion/go-ical"

	"tresse"
)

// An entry is what one audience sees of a session, in words.
type entry struct {
	uid        tresse.ID
	start, end tresse.Time
	status     ical.EventStatus
	said       string // what the words say of the status: "Annulé", "Complet"
	private    bool
	summary    string
	lead       string   // opens the description, is never cut
	text       string   // the description proper
	facts      []string // lines below it
	location   string
	geo        string
	url        string
	conference string
	categories []string
	via        []tresse.ID
	updated    time.Time
	shown      time.Time // LAST-MODIFIED is not before: something else than the session decides what is seen
}

// see returns what an audience sees of a session, ok is false where that is
// nothing. An unknown audience sees what the public sees.
func see(a tresse.Audience, s *tresse.Session, zone *time.Location) (e entry, ok bool) {
	e = entry{uid: s.ID, private: s.Private, via: s.Via, updated: s.Updated}
	e.start, e.end = span(s, zone)
	e.setStatus(s)
	switch a {
	case tresse.Own:
	case tresse.Team:
		if s.Private {
			e.keepToTime()
			return e, true
		}
	default:
		if s.Private || s.Kind == tresse.Appointment {
			return e, false
		}
	}
	e.fill(sieveFor(a, s), a, s)
	return e, true
}

// setStatus tells what the platforms' status is to calendar programs.
func (e *entry) setStatus(s *tresse.Session) {
	e.status = ical.EventConfirmed
	switch s.Status {
	case tresse.Cancelled, tresse.Withdrawn:
		e.status, e.said = ical.EventCancelled, "Annulé"
	case tresse.Postponed:
		e.status, e.said = ical.EventTentative, "Reporté"
	case tresse.Full:
		e.lead, e.said = "Complet.", "Complet"
	case tresse.MovedOnline:
		e.lead, e.said = "Se tient en ligne.", "En ligne"
	}
}

// keepToTime leaves nothing but that the mediator is busy, or is no more.
func (e *entry) keepToTime() {
	if e.status == ical.EventConfirmed {
		e.lead, e.said = "", ""
	}
	e.summary = e.title("Occupé")
}

// title puts what matters before the title, for programs that ignore STATUS.
func (e *entry) title(title string) string {
	if e.status == ical.EventConfirmed {
		return title
	}
	return e.said + " : " + title
}

// fill puts the session into words; sieve lets through what may be seen.
func (e *entry) fill(to sieve, a tresse.Audience, s *tresse.Session) {
	title := short(to, s.Title)
	if title == "" {
		title = untitled(s.Kind)
	}
	e.summary = e.title(title)
	e.text = strings.TrimSpace(to.text(s.Description))
	e.setPlace(to, s)
	e.setLinks(to, s)
	e.setCategories(to, s)
	e.facts = facts(to, a, s)
}

// untitled names a session that no platform gave a title.
func untitled(k tresse.Kind) string {
	if k == tresse.OtherKind || k == "" {
		return "Séance"
	}
	return KindWord(k)
}

// setPlace: a session that went online must send nobody to its old place.
func (e *entry) setPlace(to sieve, s *tresse.Session) {
	online := to.link(s.OnlineURL)
	if s.Status != tresse.MovedOnline {
		if e.location = address(to, s.Place); e.location != "" {
			e.geo = geo(s.Place)
			return
		}
	}
	switch {
	case online != "":
		e.location = online
	case s.OnlineURL != "" || s.Status == tresse.MovedOnline:
		e.location = "En ligne"
	}
}

func (e *entry) setLinks(to sieve, s *tresse.Session) {
	if online := to.link(s.OnlineURL); online != "" {
		e.url, e.conference = online, online
		return
	}
	for _, l := range s.Links {
		if e.url = to.link(l.URL); e.url != "" {
			return
		}
	}
	for _, link := range s.BookingURLs {
		if e.url = to.link(link); e.url != "" {
			return
		}
	}
}

func (e *entry) setCategories(to sieve, s *tresse.Session) {
	add := func(word string) {
		if word == "" || len(e.categories) == maxWords {
			return
		}
		for _, known := range e.categories {
			if strings.EqualFold(known, word) {
				return
			}
		}
		e.categories = append(e.categories, word)
	}
	if s.Kind != tresse.OtherKind && s.Kind != "" {
		add(KindWord(s.Kind))
	}
	for _, theme := range s.Themes {
		add(short(to, theme))
	}
	for _, tag := range s.Tags {
		add(short(to, tag))
	}
}

// What one field may take up, whatever a platform sends: a feed has 1 MB.
const (
	maxShort = 250 // runes of a title, a name, a word
	maxWords = 30  // categories, links, hosts
)

// short is one line of a text, of bounded length.
func short(to sieve, s string) string { return cut(oneLine(to.text(s)), maxShort) }

// description puts the parts together; limit cuts the text, not what surrounds
// it (negative: no limit).
func (e *entry) description(limit int) string {
	parts := make([]string, 0, 3)
	for _, part := range []string{e.lead, cut(e.text, limit), strings.Join(e.facts, "\n")} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, "\n\n")
}

package publish

import (
	"fmt"
	"slices"
	"strings"

	"tresse"
)

// facts are the lines below a description: what the properties of an event do
// not hold, or what too few programs show of them.
func facts(to sieve, a tresse.Audience, s *tresse.Session) []string {
	var f lines
	if a == tresse.Team || a == tresse.Own {
		if s.Capacity > 0 || s.Taken > 0 {
			f.add(seatsWord(s.Taken, s.Capacity))
		}
		f.add(hostsLine(a, s.Hosts))
		if s.PartOf != "" { // no conflict: it is taken while the doors are open to all
			f.add("Pendant la permanence")
		}
	}
	if p := s.Programme; p != nil {
		f.add(programmeLine(to, p))
	}
	f.say("Niveau", short(to, s.Level))
	for _, link := range first(s.BookingURLs) {
		f.say("Inscription", way(to, a, link))
	}
	f.say("En ligne", way(to, a, s.OnlineURL))
	f.links(to, a, s.Links)
	if a == tresse.Own && len(s.Conflicts) > 0 {
		f.say("Les sources ne disent pas la même chose", conflictsLine(s.Conflicts))
	}
	return f
}

type lines []string

func (f *lines) add(line string) {
	if line != "" {
		*f = append(*f, line)
	}
}

// say adds a line with a heading, where there is something to say.
func (f *lines) say(heading, what string) {
	if what != "" {
		*f = append(*f, heading+"\u00a0: "+what)
	}
}

// tells reports whether a line already gives what.
func (f *lines) tells(what string) bool {
	return slices.ContainsFunc(*f, func(line string) bool { return strings.HasSuffix(line, ": "+what) })
}

// links adds the session's page; for the mediator, the page at each source.
func (f *lines) links(to sieve, a tresse.Audience, links []tresse.Link) {
	for _, l := range first(links) {
		link := to.link(l.URL)
		if link == "" || f.tells(link) {
			continue
		}
		if a != tresse.Own {
			f.say("En savoir plus", link)
			return
		}
		f.say(oneLine(l.Source), link)
	}
}

// way is how to register or to join: a link, and for colleagues also what is
// none, an address or a number.
func way(to sieve, a tresse.Audience, by string) string {
	if link := to.link(by); link != "" {
		return link
	}
	if a != tresse.Team && a != tresse.Own {
		return ""
	}
	by = short(to, by)
	return strings.TrimPrefix(strings.TrimPrefix(by, "mailto:"), "tel:")
}

func hostsLine(a tresse.Audience, hosts []tresse.Host) string {
	var names []string
	for _, h := range first(hosts) {
		name, email := cut(oneLine(h.Name), maxShort), cut(oneLine(h.Email), maxShort)
		if a != tresse.Own {
			email, name = "", strings.TrimSpace(maskEmails(name))
		}
		switch {
		case email != "" && name != "" && email != name:
			names = append(names, name+" ("+email+")")
		case name != "" && name != maskedEmail:
			names = append(names, name)
		case email != "":
			names = append(names, email)
		}
	}
	if names == nil {
		return ""
	}
	return "Avec " + strings.Join(names, ", ")
}

func programmeLine(to sieve, p *tresse.ProgrammePart) string {
	line := "Parcours"
	if title := short(to, p.Title); title != "" {
		line += " «\u00a0" + title + "\u00a0»"
	}
	if p.Index > 0 && p.Of > 0 {
		line += fmt.Sprintf(", séance %d sur %d", p.Index, p.Of)
	}
	return line
}

func conflictsLine(conflicts []tresse.Conflict) string {
	var fields []string
	for _, c := range first(conflicts) {
		fields = append(fields, cut(oneLine(fieldWord(c.Field)), maxShort))
	}
	return strings.Join(fields, ", ")
}

// first bounds a list.
func first[T any](list []T) []T { return list[:min(len(list), maxWords)] }

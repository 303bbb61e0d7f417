package zeeg

import (
	"net/url"
	"strings"
	"time"

	"tresse"
)

// listing adds the event's listing. An event's own address is the API's and no
// page, so URL stays empty.
func (d *draft) listing(start tresse.Time) {
	e := d.e
	where, online := d.place()
	l := tresse.Listing{
		Ref:       tresse.NewRef(d.source, e.UUID),
		Keys:      e.keys(start),
		Parent:    e.parent(),
		Scopes:    []string{d.scope},
		Title:     d.keep(e.UUID, "title", e.Title),
		Kind:      e.kindOr(d.kind),
		Start:     start,
		End:       d.end(start),
		Status:    tresse.Scheduled,
		Place:     where,
		OnlineURL: online, OnlinePrivate: online != "", // a meeting link lets anybody in
		Capacity: max(0, e.Max),
		Taken:    e.taken(),
		Hosts:    d.hosts(),
	}
	l.ID = tresse.NewID(l.Keys[0])
	if e.isShared() {
		l.Pages = d.pages()
	}
	if e.cancelled() {
		l.Status = tresse.Cancelled
	}
	d.batch.Listings = append(d.batch.Listings, l)
}

// keys gives the event's own identity and, to a group event, that of its slot:
// Zeeg hints that a slot may not keep its event id for ever, and two group
// events of one page and one start are one workshop (sheet §9).
func (e *event) keys(start tresse.Time) []string {
	keys := []string{tresse.KeyZeeg(e.UUID)}
	if page := strings.TrimSpace(e.EventTypeURI); page != "" && e.isGroup() {
		keys = append(keys, "zeeg-slot|"+page+"@"+start.Stamp())
	}
	return keys
}

// parent is what an event is a child of when vanished and new children are
// paired as moves. A group event belongs to its page. Any other belongs to
// itself alone: paired by page, one person's appointment would pass for the
// new hour of another's.
func (e *event) parent() string {
	if id := lastSegment(e.EventTypeURI); e.isGroup() && usableID(id) {
		return id
	}
	return e.UUID
}

func lastSegment(uri string) string {
	uri = strings.TrimRight(strings.TrimSpace(uri), "/")
	return uri[strings.LastIndexByte(uri, '/')+1:]
}

// end is endTime, else start and duration, else not known.
func (d *draft) end(start tresse.Time) tresse.Time {
	end, err := instant(d.e.EndTime)
	if err == nil && !end.Before(start.Time) {
		return end
	}
	if d.e.EndTime != "" {
		d.refused(d.e.UUID, "endTime is not a date and time after the start")
	}
	if minutes := d.e.Duration; minutes > 0 && minutes <= longestMinutes {
		return tresse.At(start.Add(time.Duration(minutes) * time.Minute))
	}
	return tresse.Time{}
}

// longestMinutes is a year: a longer event is a mistake.
const longestMinutes = 366 * 24 * 60

// cancelled knows the one status that changes anything: confirmed in lists is
// active in single reads, and one that nobody documented is no cancellation.
func (e *event) cancelled() bool {
	s := strings.ToLower(strings.TrimSpace(e.Status))
	return s == "cancelled" || s == "canceled"
}

// taken is the platform's count of active invitees, else our own.
func (e *event) taken() int {
	if e.Active != nil {
		return max(0, *e.Active)
	}
	n := 0
	for i := range e.Invitees {
		if !e.seat(&e.Invitees[i]).cancelled {
			n++
		}
	}
	return n
}

func (d *draft) hosts() []tresse.Host {
	var hosts []tresse.Host
	for _, h := range d.e.Hosts {
		one := tresse.Host{
			Name:  d.keep(d.e.UUID, "host", h.name()),
			Email: d.keep(d.e.UUID, "host", h.Email),
		}
		if one != (tresse.Host{}) {
			hosts = append(hosts, one)
		}
	}
	return hosts
}

// pages are the addresses below which the hosts' scheduling pages stand, so that
// a booking link on another platform is known to lead here.
func (d *draft) pages() []string {
	var pages []string
	for _, h := range d.e.Hosts {
		u, err := url.Parse(strings.TrimSpace(h.URL))
		if err != nil || u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") == "" || len(h.URL) > longestPage {
			continue
		}
		if page := d.keep(d.e.UUID, "host", "https://"+u.Host+u.Path); page != "" && len(pages) < mostHosts {
			pages = append(pages, page)
		}
	}
	return pages
}

const longestPage, mostHosts = 300, 10

func (h host) name() string { return strings.TrimSpace(h.FirstName + " " + h.LastName) }

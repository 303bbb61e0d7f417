package rdvsp

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"tresse"
)

// listing adds the appointment's listing.
func (d *draft) listing() {
	r := d.r
	l := tresse.Listing{
		Ref: tresse.NewRef(d.source, d.external),
		// An appointment keeps its id when it moves, and one that takes another's
		// place is somebody else's: it is nobody's child but its own.
		Parent: d.external,
		Keys:   d.keys(),
		Scopes: d.scopes,
		Title:  d.title(),
		Kind:   d.kindOf(),
		Start:  d.start,
		End:    d.end(),
		Status: tresse.Scheduled,
		Place:  d.place(),
		URL:    d.page(),
		Taken:  r.taken(),
		Hosts:  d.hosts(),
		Tags:   d.tags(),
	}
	l.ID = tresse.NewID(l.Keys[0])
	if r.workshop() {
		l.Capacity = max(0, r.Max) // may be overbooked, on purpose (sheet §8)
	}
	if r.cancelled() {
		l.Status = tresse.Cancelled
	}
	d.batch.Listings = append(d.batch.Listings, l)
}

// keys gives the appointment's uuid, which is the same on every database and in
// the calendar feed (sheet §1, §10); without one, its id on this database.
func (d *draft) keys() []string {
	if uuid, err := tresse.ParseID(d.r.UUID); err == nil {
		return []string{tresse.KeyRDV(string(uuid))}
	}
	d.refused(d.external, "uuid is none")
	return []string{tresse.KeyRDV(d.instance + "/" + d.external)}
}

// workshop reports whether people who do not know each other sit in it.
func (r *rdv) workshop() bool { return r.Collective || r.Motif.Collective }

// title is the workshop's own, else what the appointment is for. An individual
// appointment's own name is left out: it may be the person's.
func (d *draft) title() string {
	if d.r.workshop() {
		if name := d.keep(d.external, "name", d.r.Name); name != "" {
			return name
		}
	}
	return d.keep(d.external, "motif.name", d.r.Motif.Name)
}

func (d *draft) kindOf() tresse.Kind {
	switch {
	case !d.r.workshop():
		return tresse.Appointment
	case saysDropIn(d.r.Name), saysDropIn(d.r.Motif.Name):
		return tresse.DropIn
	case d.kind != "":
		return d.kind
	}
	return tresse.Workshop
}

// saysDropIn knows the words of a permanence.
func saysDropIn(title string) bool {
	title = strings.NewReplacer("è", "e", "é", "e", "’", "'").Replace(strings.ToLower(title))
	for _, word := range []string{"permanence", "sans rendez-vous", "sans rdv", "acces libre", "accueil libre"} {
		if strings.Contains(title, word) {
			return true
		}
	}
	return false
}

// end is ends_at, else start and duration, else not known.
func (d *draft) end() tresse.Time {
	end, err := instant(d.r.EndsAt)
	if err == nil && !end.Before(d.start.Time) {
		return end
	}
	if d.r.EndsAt != "" {
		d.refused(d.external, "ends_at is not a date and time after the start")
	}
	if minutes := d.r.Minutes; minutes > 0 && minutes <= longestMinutes {
		return tresse.At(d.start.Add(time.Duration(minutes) * time.Minute))
	}
	return tresse.Time{}
}

// longestMinutes is a year: a longer appointment is a mistake.
const longestMinutes = 366 * 24 * 60

// cancelled: the two statuses under which nobody is expected any more (sheet
// §8). cancelled_at proves nothing, a no-show has it too.
func (r *rdv) cancelled() bool { return r.Status == statusExcused || r.Status == statusRevoked }

// taken is the platform's count of those still expected, else our own.
func (r *rdv) taken() int {
	if r.Count != nil {
		return max(0, *r.Count)
	}
	n := 0
	for _, p := range r.Participations {
		if p.Status != statusExcused && p.Status != statusRevoked {
			n++
		}
	}
	return n
}

func (d *draft) hosts() []tresse.Host {
	var hosts []tresse.Host
	for _, a := range d.r.Agents {
		one := tresse.Host{
			Name:  d.keep(d.external, "agent", strings.TrimSpace(a.FirstName+" "+a.LastName)),
			Email: d.keep(d.external, "agent", a.Email),
		}
		if one != (tresse.Host{}) {
			hosts = append(hosts, one)
		}
	}
	return hosts
}

// tags holds the motif's category: an object with a name, or a plain text (sheet
// §7).
func (d *draft) tags() []string {
	name, _ := d.r.Motif.Category.(string)
	if object, ok := d.r.Motif.Category.(map[string]any); ok {
		name, _ = object["name"].(string)
	}
	if name = d.keep(d.external, "motif_category", name); name != "" {
		return []string{name}
	}
	return nil
}

// page is the appointment's page, for agents who are signed in.
func (d *draft) page() string {
	link := d.keep(d.external, "url_for_agents", d.r.URL)
	u, err := url.Parse(link)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || len(link) > 1000 {
		return ""
	}
	return link
}

// bookingRef is that of a participation: its ids are unique by themselves, and
// CONTRACT §4 has its appointment's before it.
func (d *draft) bookingRef(p *participation) string {
	return d.external + "/" + strconv.FormatInt(p.ID, 10)
}

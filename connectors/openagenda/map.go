package openagenda

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tresse"
	"tresse/connectors"
)

// mostTimings is the platform's own bound on the slots of an event (sheet §5.2).
const mostTimings = 800

// A window is the part of time that is read: slots that begin in [from, to).
type window struct{ from, to time.Time }

func (w window) holds(t time.Time) bool { return !t.Before(w.from) && t.Before(w.to) }

// facts are what one event of one agenda says.
type facts struct {
	listings []tresse.Listing
	rejected []connectors.Rejection
	// whole: all slots of the window are there, so that a slot that was there
	// before is lost.
	whole bool
}

// external is the event's own id, the parent of its listings.
func (e *event) external() string { return strconv.FormatInt(int64(e.UID), 10) }

// published reports whether the agenda shows the event to everybody. State is
// asked for, and given by v2 with every event; where it is missing the list
// itself holds published ones only (sheet §3.1).
func (e *event) published() bool { return !bool(e.Draft) && (e.State == nil || *e.State == 2) }

// listingsOf turns an event into one listing for each slot in the window. What
// differs between the agendas that list the event is left out, so that the same
// slot read through either is the same fact.
func (c *connector) listingsOf(e *event, agenda int64, w window) facts {
	f := facts{whole: true}
	if !e.published() {
		return f
	}
	slots := c.slotsOf(e, w, &f)
	if len(slots) == 0 {
		return f
	}
	common := c.describe(e, agenda, &f)
	uid := e.external()
	f.listings = make([]tresse.Listing, len(slots))
	for i, s := range slots {
		l := common
		key := tresse.KeyOpenAgenda(int64(e.UID), s.begin)
		l.Ref = tresse.NewRef(c.env.Name, uid+"@"+tresse.Stamp(s.begin))
		l.ID, l.Keys = tresse.NewID(key), []string{key}
		l.Start = tresse.At(s.begin)
		if !s.end.IsZero() {
			l.End = tresse.At(s.end)
		}
		f.listings[i] = l
	}
	return f
}

// slot is one timing, in UTC and whole seconds; end is zero where not known.
type slot struct{ begin, end time.Time }

// slotsOf reads the timings that begin in the window, in order, each begin once.
func (c *connector) slotsOf(e *event, w window, f *facts) []slot {
	if e.Timings == nil {
		// detailed=1 was asked for: this is no event without slots.
		f.refuse(e, "it has no timings")
		return nil
	}
	zone := c.zoneOf(e)
	var slots []slot
	bad := 0
	for _, t := range e.Timings {
		if t == nil {
			bad++
			continue
		}
		begin, err := parseWall(t.Begin, zone)
		if err != nil {
			bad++
			continue
		}
		if begin = begin.Truncate(time.Second); w.holds(begin) {
			slots = append(slots, slot{begin, endOf(begin, t.End, zone).Truncate(time.Second)})
		}
	}
	if bad > 0 {
		f.refuse(e, fmt.Sprintf("%d of its timings cannot be read", bad))
	}
	slots = inOrder(slots)
	if len(slots) > mostTimings {
		f.refuse(e, fmt.Sprintf("it has more than %d timings, the others are left out", mostTimings))
		slots = slots[:mostTimings]
	}
	return slots
}

func (c *connector) zoneOf(e *event) *time.Location {
	if e.Location != nil {
		return c.zones.of(e.Timezone, e.Location.Timezone)
	}
	return c.zones.of(e.Timezone)
}

// inOrder sorts slots, and of those that begin together keeps the longest: they
// would be one fact.
func inOrder(slots []slot) []slot {
	slices.SortFunc(slots, func(a, b slot) int {
		if c := a.begin.Compare(b.begin); c != 0 {
			return c
		}
		return b.end.Compare(a.end)
	})
	return slices.CompactFunc(slots, func(a, b slot) bool { return a.begin.Equal(b.begin) })
}

// refuse notes that some of the event could not be read: what is known of it is
// not to be taken for gone.
func (f *facts) refuse(e *event, why string) {
	f.whole = false
	f.rejected = append(f.rejected, connectors.Rejection{Item: e.external(), Parent: e.external(), Reason: why})
}

// describe fills what all slots of an event share. There is no host: an event
// names the agenda it was created in, not who holds it, and who contributed it
// is nobody's business here.
func (c *connector) describe(e *event, agenda int64, f *facts) tresse.Listing {
	title, said := tresse.ReadTitle(oneLine(string(e.Title), longestTitle))
	l := tresse.Listing{
		Parent: e.external(), Scopes: []string{scopeOf(agenda)},
		Title: title, Description: e.prose(), Tags: tagsOf(e.Keywords),
		Kind: kindOf(title, e.Keywords, c.env.SessionKind), Status: e.status(said), Private: bool(e.Private),
		OnlineURL: webAddress(e.OnlineAccessLink), BookingURLs: bookingURLs(e.Registration), URL: e.page(agenda),
	}
	if l.Status != tresse.MovedOnline {
		l.Place = e.Location.place()
	}
	refuseNIR(&l, e, f)
	return l
}

func scopeOf(agenda int64) string { return strconv.FormatInt(agenda, 10) }

// page is the event's address at the platform, in the form that does not change
// (sheet §5.7). It goes through the agenda where the event was created, so that
// it is the same through whichever agenda the event is read.
func (e *event) page(agenda int64) string {
	if e.OriginAgenda.UID > 0 {
		agenda = int64(e.OriginAgenda.UID)
	}
	return "https://openagenda.com/agendas/" + strconv.FormatInt(agenda, 10) + "/events/" + e.external()
}

// status is what the platform says, and what the title says where the platform
// says nothing: an agenda may not use the field (sheet §4.4). A title that says
// cancelled is believed whatever the field says: nobody writes it by mistake,
// and many forget the field.
func (e *event) status(title tresse.Status) tresse.Status {
	if title == tresse.Cancelled {
		return title
	}
	switch e.Status {
	case 6:
		return tresse.Cancelled
	case 5:
		return tresse.Full
	case 4:
		return tresse.Postponed
	case 3:
		return tresse.MovedOnline
	case 2: // rescheduled: the timings are the new ones already
		if title == tresse.Full {
			return title
		}
		return tresse.Scheduled
	}
	if title != "" {
		return title
	}
	return tresse.Scheduled
}

// prose is the short and the long description and the conditions, in plain
// text.
func (e *event) prose() string {
	short, long := plain(string(e.Description)), plain(string(e.LongDescription))
	parts := []string{short, long}
	if strings.HasPrefix(long, short) {
		parts = []string{long}
	}
	if conditions := plain(string(e.Conditions)); conditions != "" {
		parts = append(parts, "Conditions : "+conditions)
	}
	parts = slices.DeleteFunc(parts, func(p string) bool { return p == "" })
	return shorten(strings.Join(parts, "\n\n"), longestProse)
}

func tagsOf(keywords words) []string {
	var tags []string
	for _, k := range keywords {
		if k = oneLine(k, longestTag); k != "" && !slices.Contains(tags, k) && len(tags) < mostTags {
			tags = append(tags, k)
		}
	}
	return tags
}

// place is where it is held; null is online, or not said (sheet §5.1). The
// e-mail and telephone of a place are not read.
func (l *location) place() tresse.Place {
	if l == nil {
		return tresse.Place{}
	}
	p := tresse.Place{
		Name: oneLine(string(l.Name), longestLabel), Address: oneLine(string(l.Address), longestLabel),
		Postcode: oneLine(string(l.PostalCode), longestTag), City: oneLine(string(l.City), longestTag),
	}
	if lat, lon := float64(l.Latitude), float64(l.Longitude); lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180 {
		p.Lat, p.Lon = lat, lon
	}
	return p
}

// refuseNIR takes out every text that looks like a social-security number, and
// reports it without repeating it (DESIGN §4).
func refuseNIR(l *tresse.Listing, e *event, f *facts) {
	refuse := func(field string) {
		f.rejected = append(f.rejected, connectors.Rejection{
			Item: e.external(), Kept: true, Reason: field + " looks like a social-security number",
		})
	}
	for _, t := range []struct {
		name  string
		value *string
	}{
		{"title", &l.Title}, {"description", &l.Description}, {"online address", &l.OnlineURL}, {"page", &l.URL},
		{"name of the place", &l.Place.Name}, {"address", &l.Place.Address}, {"postcode", &l.Place.Postcode}, {"city", &l.Place.City},
	} {
		if tresse.LooksLikeNIR(*t.value) {
			*t.value = ""
			refuse(t.name)
		}
	}
	for _, t := range []struct {
		name   string
		values *[]string
	}{{"keyword", &l.Tags}, {"registration link", &l.BookingURLs}} {
		if slices.ContainsFunc(*t.values, tresse.LooksLikeNIR) {
			*t.values = slices.DeleteFunc(*t.values, tresse.LooksLikeNIR)
			refuse(t.name)
		}
	}
}

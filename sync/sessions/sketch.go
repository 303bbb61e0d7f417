package sessions

import (
	"slices"
	"strings"
	"time"

	"tresse"
)

// A Sketch is what comparing needs of a listing, read once.
type Sketch struct {
	f       *tresse.ListingFact
	kind    tresse.Kind
	decided bool   // its kind, by the mediator
	course  string // which parcours it may belong to
	title   Title
	spot    spot
	hosts   [][]string
	starts  []tresse.Time // where it stands now, then where it stood before
	pages   []string      // addresses that are its own
	points  []string      // addresses that it sends people to
}

// Sketch reads a listing for comparing; f stays as it is meanwhile.
func (r *Rules) Sketch(f *tresse.ListingFact) *Sketch {
	if len(f.MovedFrom) > 0 {
		return r.sketch(f)
	}
	digest, _ := f.Digest(nil)
	key := sketchKey{f.Ref, digest}
	if known := r.sketches.get(key); known != nil {
		again := *known
		again.f = f
		return &again
	}
	s := r.sketch(f)
	r.sketches.keep(key, s)
	return s
}

func (r *Rules) sketch(f *tresse.ListingFact) *Sketch {
	s := &Sketch{f: f, title: ReadTitle(f.Title), spot: readSpot(&f.Listing), hosts: hostNames(f.Hosts)}
	s.kind, s.decided = r.Kind(f)
	s.course = s.courseKey()
	if s.title.Level == "" {
		s.title.readLevel(fold(f.Level))
	}
	if s.title.Room == "" {
		s.title.Room = s.spot.room
	} else if s.spot.room == "" {
		s.spot.room = s.title.Room
	}
	s.starts = append(s.starts, f.Start)
	for i := len(f.MovedFrom) - 1; i >= 0; i-- {
		if m := f.MovedFrom[i].Start; !slices.ContainsFunc(s.starts, m.Same) {
			s.starts = append(s.starts, m)
		}
	}
	s.pages = addresses(append([]string{f.URL}, f.Pages...))
	s.points = addresses(append([]string{f.URL}, f.BookingURLs...))
	return s
}

// addresses are web addresses as they are compared: without scheme, www, query
// and fragment; an event of OpenAgenda by its uid, in whichever of the three
// forms it is linked (sheet §5.7).
func addresses(urls []string) []string {
	var list []string
	for _, u := range urls {
		_, rest, ok := strings.Cut(u, "://")
		if !ok {
			continue
		}
		rest, _, _ = strings.Cut(rest, "#")
		rest, _, _ = strings.Cut(rest, "?")
		host, path, _ := strings.Cut(rest, "/")
		host = strings.TrimPrefix(strings.ToLower(host), "www.")
		path = strings.TrimSuffix(path, "/")
		if _, event, ok := strings.Cut("/"+path, "/events/"); ok && host == "openagenda.com" {
			if uid, _, _ := strings.Cut(event, "_"); uid != "" && strings.Trim(uid, "0123456789") == "" {
				path = "events/" + uid
			}
		}
		if path != "" {
			list = append(list, host+"/"+path)
		}
	}
	return list
}

// Pointing says how one listing's links name another's page.
type pointing int

const (
	nowhere pointing = iota
	alike            // both name one page of somebody else's
	toHost           // to the pages of who holds it
	toPage           // to the very page
)

// points tells whether either of two listings sends people to the other.
func points(a, b *Sketch) pointing {
	best := nowhere
	for _, pair := range [][2]*Sketch{{a, b}, {b, a}} {
		from, to := pair[0], pair[1]
		for _, u := range from.points {
			for _, p := range to.pages {
				switch {
				case u == p && u != first(from.pages):
					return toPage
				case u == p && strings.HasPrefix(u, "openagenda.com/events/"):
					return toPage
				case u == p:
					best = max(best, alike)
				case strings.HasPrefix(u, p+"/"):
					best = max(best, toHost)
					slug := ReadTitle(strings.NewReplacer("-", " ", "_", " ", "/", " ").Replace(u[len(p):]))
					if len(common(slug.Words, to.title.Words)) > 0 {
						return toPage
					}
				}
			}
		}
	}
	return best
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// lasts is how long a listing lasts; zero where its end is not known.
func (s *Sketch) lasts() time.Duration {
	if s.f.End.IsZero() {
		return 0
	}
	return s.f.End.Sub(s.f.Start.Time)
}

// dead: withdrawn, or cancelled by its platform. Another listing of the same
// source may have come in its stead.
func (s *Sketch) dead() bool {
	return s.f.State == tresse.Gone || s.f.Status == tresse.Cancelled
}

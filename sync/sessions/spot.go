package sessions

import (
	"math"
	"regexp"
	"slices"
	"strings"

	"tresse"
)

// A spot is a place, taken apart for comparing.
type spot struct {
	known    bool
	words    []string // of the name, without what many places are called
	generic  []string // what many places are called: mairie, salle, centre
	room     string   // "salle 2"
	street   string   // "8 allee tisserand"
	postcode string
	city     string
	lat, lon float64
	online   bool // held online, and nowhere else
}

// accord says how two things that listings say agree.
type accord int

const (
	differ  accord = iota - 2 // they cannot be one
	unlike                    // they do not look like one
	unknown                   // one side does not say
	vague                     // nothing speaks against it
	same
)

var (
	postcoded  = regexp.MustCompile(`(?:^|[^\d])(\d{5})(?:[^\d]|$)`)
	streetForm = regexp.MustCompile(`(?:^| )(\d{1,4}) (?:bis |ter )?((?:rue|avenue|av|allee|all|place|pl|boulevard|bd|chemin|ch|impasse|imp|quai|cours|route|rte|square|passage|esplanade|montee|sentier|ruelle)) ([a-z0-9 ]+)`)
)

// genericPlace is what many places are called.
var genericPlace = set(`mediatheque bibliotheque mairie salle centre maison espace social sociale culturel culturelle associatif municipal municipale communal
	tiers lieu local foyer antenne public publique numerique epn pimms quartier ville commune france service services hotel cafe ecole college lycee
	de du des la le les l d et a au aux en st saint sainte rue avenue allee place boulevard chemin impasse quai cours route square passage rdc etage`)

func readSpot(l *tresse.Listing) spot {
	p := l.Place
	s := spot{lat: p.Lat, lon: p.Lon, city: cityKey(p.City), postcode: strings.TrimSpace(p.Postcode)}
	name, address := placeName(p.Name), fold(p.Address)
	if s.postcode == "" {
		if m := postcoded.FindStringSubmatch(p.Address + " " + p.Name); m != nil {
			s.postcode = m[1]
		}
	}
	s.room = roomIn(name + " " + address)
	for _, text := range []string{address, name} {
		if m := streetForm.FindStringSubmatch(text); m != nil && s.street == "" {
			s.street = m[1] + " " + street(m[3])
		}
	}
	for _, w := range strings.Fields(streetForm.ReplaceAllString(name, " ")) {
		switch {
		case postcoded.MatchString(w) || w == s.city || len(w) == 1:
		case genericPlace[w]:
			s.generic = append(s.generic, w)
		default:
			s.words = append(s.words, singular(w))
		}
	}
	s.known = p.Name != "" || p.Address != "" || p.City != "" || p.Postcode != ""
	s.online = l.Status == tresse.MovedOnline || !s.known && l.OnlineURL != ""
	return s
}

// placeName folds a name, short forms written out.
func placeName(name string) string {
	kept := strings.Fields(fold(name))
	for i, w := range kept {
		switch w {
		case "epn":
			kept[i] = "espace public numerique"
		case "cs":
			kept[i] = "centre social"
		case "biblio", "bib":
			kept[i] = "bibliotheque"
		}
	}
	return strings.Join(kept, " ")
}

// roomIn finds "salle 2" in a folded text. What is called by an article, "salle
// des fêtes", is a house and no room in one.
func roomIn(text string) string {
	list := strings.Fields(text)
	room := ""
	for i, w := range list[:max(0, len(list)-1)] {
		next := list[i+1]
		switch w {
		case "salle", "bureau", "labo", "amphi":
		default:
			continue
		}
		number := len(next) == 1 && next != "l" && next != "d" || next[0] >= '0' && next[0] <= '9' && len(next) < 4
		if number || room == "" && !genericPlace[next] {
			room = w + " " + next
		}
		if number {
			break
		}
	}
	return room
}

// street is the words of a street up to the postcode, without articles.
func street(text string) string {
	var kept []string
	for _, w := range strings.Fields(text) {
		if len(w) == 5 && w[0] >= '0' && w[0] <= '9' || len(kept) == 3 {
			break
		}
		if len(w) > 2 && w != "des" && w != "les" {
			kept = append(kept, singular(w))
		}
	}
	return strings.Join(kept, " ")
}

// cityKey is a town's name without what is written in one place and left out in
// another: "Lyon 3e Arrondissement", "Paris CEDEX 12", "St-Étienne".
func cityKey(city string) string {
	var kept []string
	for _, w := range strings.Fields(fold(city)) {
		if w == "cedex" {
			break
		}
		switch {
		case w == "st":
			w = "saint"
		case w == "ste":
			w = "sainte"
		case w[0] >= '0' && w[0] <= '9' || w == "arrondissement":
			continue
		}
		kept = append(kept, w)
	}
	return strings.Join(kept, " ")
}

// compare tells whether two spots can be one.
func (s *spot) compare(t *spot) accord {
	switch {
	case s.online && t.online:
		return vague
	case s.online != t.online && s.known && t.known:
		return unlike
	case s.online != t.online:
		return unknown
	case !s.known || !t.known:
		return unknown
	case s.room != "" && t.room != "" && s.room != t.room && !s.nested(t):
		return differ
	case s.city != "" && t.city != "" && s.city != t.city, s.far(t):
		return differ
	case s.postcode != "" && t.postcode != "" && s.postcode != t.postcode && (s.city == "" || s.city != t.city):
		return differ
	}
	return s.names(t)
}

// nested: "salle Jean-Moulin" is a house and "salle 2" a room in it.
func (s *spot) nested(t *spot) bool {
	number := func(room string) bool {
		return strings.ContainsAny(room[len(room)-1:], "0123456789") || len(room[strings.IndexByte(room, ' ')+1:]) == 1
	}
	return number(s.room) != number(t.room)
}

func (s *spot) names(t *spot) accord {
	if s.street != "" && t.street != "" {
		if s.street == t.street {
			return same
		}
		if number := func(x string) string { n, _, _ := strings.Cut(x, " "); return n }; number(s.street) != number(t.street) {
			return unlike
		}
	}
	shared := common(s.words, t.words)
	switch {
	case len(shared) > 0 && (len(shared) == len(s.words) || len(shared) == len(t.words)):
		return same
	case len(shared) > 0:
		return vague
	case len(s.words) > 0 && len(t.words) > 0:
		return unlike
	case len(s.words)+len(t.words) == 0 && len(s.generic) > 0 && len(t.generic) > 0:
		if len(common(s.generic, t.generic)) == 0 {
			return unlike
		}
		return same
	case len(s.generic) > 0 && len(t.generic) > 0 && len(common(s.generic, t.generic)) > 0:
		return vague // "Médiathèque" and "Médiathèque des Platanes"
	}
	return vague
}

// far reports whether two positions are over a kilometre apart.
func (s *spot) far(t *spot) bool {
	if s.lat == 0 && s.lon == 0 || t.lat == 0 && t.lon == 0 {
		return false
	}
	const perDegree = 111.2 // kilometres
	x := (s.lon - t.lon) * math.Cos(s.lat*math.Pi/180) * perDegree
	y := (s.lat - t.lat) * perDegree
	return math.Hypot(x, y) > 1
}

// common returns the words of a that b has too, slips of the pen forgiven.
func common(a, b []string) []string {
	var shared []string
	for _, w := range a {
		if slices.ContainsFunc(b, func(v string) bool { return v == w || slip(v, w) || kindred(v, w) }) {
			shared = append(shared, w)
		}
	}
	return shared
}

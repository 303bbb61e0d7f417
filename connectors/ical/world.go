package ical

import (
	"strings"
	"time"
)

// A world knows the zones that have a name everywhere. Loading one costs 17 µs
// and reads files, so they are kept. It is used by one goroutine at a time.
type world struct {
	utc    *Zone
	loaded map[string]*Zone // nil where there is no such zone
}

func newWorld() *world {
	return &world{utc: &Zone{Name: "UTC", loc: time.UTC}, loaded: map[string]*Zone{}}
}

// named returns the zone of an IANA name, a Windows name or label, or a path
// that ends in an IANA name; nil where there is none.
func (w *world) named(name string) *Zone {
	if zone, ok := w.loaded[name]; ok {
		return zone
	}
	zone := w.iana(name)
	if zone == nil {
		zone = w.iana(windowsName(name))
	}
	for tail := name; zone == nil && strings.Contains(tail, "/"); {
		_, tail, _ = strings.Cut(tail, "/")
		zone = w.iana(tail)
	}
	if len(w.loaded) < 4*maxZones {
		w.loaded[name] = zone
	}
	return zone
}

// iana loads a zone of the tz database, whatever the case of its name. Only
// names that the database could hold reach time.LoadLocation: "Local" is the
// machine's zone, and "right/…" counts leap seconds.
func (w *world) iana(name string) *Zone {
	if alone, ok := lonelyZones[strings.ToLower(name)]; ok {
		return w.load(alone)
	}
	area, _, ok := strings.Cut(name, "/")
	if !ok || !areas[strings.ToLower(area)] {
		return nil
	}
	if zone := w.load(name); zone != nil {
		return zone
	}
	return w.load(spell(name))
}

func (w *world) load(name string) *Zone {
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	if name == "UTC" {
		return w.utc
	}
	return &Zone{Name: name, loc: loc}
}

// windowsName returns the IANA name for a Windows name, or for the label that
// Windows shows for it, whose offset is written in several ways.
func windowsName(name string) string {
	cities := behindOffset(name)
	for _, z := range windowsZones {
		if strings.EqualFold(name, z.name) || strings.EqualFold(cities, behindOffset(z.label)) {
			return z.iana
		}
	}
	return ""
}

// behindOffset returns "Brussels, Paris" of "(UTC+01:00) Brussels, Paris".
func behindOffset(label string) string {
	if !strings.HasPrefix(label, "(") {
		return label
	}
	_, cities, _ := strings.Cut(label, ")")
	return strings.TrimSpace(cities)
}

// spell writes a name in the letter case of the tz database: America/New_York,
// America/Port-au-Prince.
func spell(name string) string {
	var b strings.Builder
	for len(name) > 0 {
		end := strings.IndexAny(name, "/_-")
		if end < 0 {
			end = len(name)
		}
		word := strings.ToLower(name[:end])
		if odd, ok := oddWords[word]; ok {
			b.WriteString(odd)
		} else if word != "" {
			b.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
		if end < len(name) {
			b.WriteByte(name[end])
			end++
		}
		name = name[end:]
	}
	return b.String()
}

// areas are the first parts of IANA names.
var areas = map[string]bool{
	"africa": true, "america": true, "antarctica": true, "arctic": true, "asia": true, "atlantic": true,
	"australia": true, "brazil": true, "canada": true, "chile": true, "etc": true, "europe": true,
	"indian": true, "mexico": true, "pacific": true, "us": true,
}

// oddWords are the parts of IANA names that are not spelt with one capital.
var oddWords = map[string]string{
	"of": "of", "au": "au", "es": "es",
	"mcmurdo": "McMurdo", "dumontdurville": "DumontDUrville", "comodrivadavia": "ComodRivadavia",
	"easterisland": "EasterIsland", "bajanorte": "BajaNorte", "bajasur": "BajaSur", "denoronha": "DeNoronha",
	"act": "ACT", "nsw": "NSW", "lhi": "LHI", "us": "US", "in": "IN",
	"gmt": "GMT", "gmt+0": "GMT+0", "gmt0": "GMT0", "utc": "UTC", "uct": "UCT",
	"gmt+1": "GMT+1", "gmt+2": "GMT+2", "gmt+3": "GMT+3", "gmt+4": "GMT+4", "gmt+5": "GMT+5", "gmt+6": "GMT+6",
	"gmt+7": "GMT+7", "gmt+8": "GMT+8", "gmt+9": "GMT+9", "gmt+10": "GMT+10", "gmt+11": "GMT+11", "gmt+12": "GMT+12",
}

// lonelyZones are the IANA names without an area.
var lonelyZones = lowered(
	"UTC", "GMT", "CET", "EET", "MET", "WET", "EST", "MST", "HST", "EST5EDT", "CST6CDT", "MST7MDT", "PST8PDT",
	"Cuba", "Egypt", "Eire", "GB", "GB-Eire", "GMT+0", "GMT-0", "GMT0", "Greenwich", "Hongkong", "Iceland", "Iran",
	"Israel", "Jamaica", "Japan", "Kwajalein", "Libya", "NZ", "NZ-CHAT", "Navajo", "PRC", "Poland", "Portugal",
	"ROC", "ROK", "Singapore", "Turkey", "UCT", "Universal", "W-SU", "Zulu",
)

func lowered(names ...string) map[string]string {
	index := make(map[string]string, len(names))
	for _, name := range names {
		index[strings.ToLower(name)] = name
	}
	return index
}

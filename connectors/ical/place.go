package ical

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"tresse"
)

// place reads LOCATION and GEO. A LOCATION that is a web address is no place
// but the way in, and comes back as online.
func (e *Event) place() (p tresse.Place, online string) {
	location := e.line("LOCATION")
	if link := webAddress(location); link != "" {
		online = link
	} else {
		p = readLocation(location)
	}
	p.Lat, p.Lon = e.geo()
	return p, online
}

// inTown finds a French postcode with its town, or a postcode that stands alone.
var inTown = regexp.MustCompile(`(?:^|\s)(?:F-)?(\d{5})(?:\s+(\p{L}[\p{L}'’ .-]*?)(?:\s+(?i:cedex)(?:\s+\d+)?)?)?\s*$`)

// street tells a street from the name of a house.
var street = regexp.MustCompile(`(?i)^\s*\d+\s*(?:bis|ter|quater|[a-d])?\s*[, ]\s*\p{L}|\b(?:rue|avenue|av\.|boulevard|bd|place|chemin|all[ée]e|impasse|quai|route|cours|square|esplanade|passage|ruelle)\b`)

// inBrackets finds an address that stands in brackets behind the name.
var inBrackets = regexp.MustCompile(`^([^()]+?)\s*\(([^()]*,[^()]*\d{5}[^()]*)\)\s*$`)

// readLocation parts "name, street, postcode town" as people write it, with
// commas, newlines or spaced hyphens. Where nothing can be told apart the whole
// is the name.
func readLocation(location string) tresse.Place {
	if found := inBrackets.FindStringSubmatch(location); found != nil {
		location = found[1] + ", " + found[2]
	}
	parts := locationParts(location)
	for i := len(parts) - 1; i >= 0; i-- {
		found := inTown.FindStringSubmatchIndex(parts[i])
		if found == nil || found[4] < 0 && found[0] < found[2] && parts[i][:found[2]] != "F-" {
			continue // "Salle 12345" is no postcode
		}
		p := placeOf(append(parts[:i:i], strings.TrimSpace(parts[i][:found[0]])))
		p.Postcode = parts[i][found[2]:found[3]]
		if found[4] >= 0 {
			p.City = parts[i][found[4]:found[5]]
		} else if i+1 < len(parts) && !isCountry(parts[i+1]) {
			p.City = parts[i+1]
		}
		return p
	}
	if len(parts) == 2 && street.MatchString(parts[1]) {
		return tresse.Place{Name: parts[0], Address: parts[1]}
	}
	return tresse.Place{Name: oneLine(location)}
}

func locationParts(location string) []string {
	cut := strings.NewReplacer("\n", ",", " - ", ",", " – ", ",", " — ", ",", ";", ",").Replace(location)
	var parts []string
	for part := range strings.SplitSeq(cut, ",") {
		if part = oneLine(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

// placeOf parts what stands before the postcode into name and address.
func placeOf(parts []string) (p tresse.Place) {
	if n := len(parts); n > 0 && parts[n-1] == "" {
		parts = parts[:n-1]
	}
	at := 0
	for at < len(parts) && !street.MatchString(parts[at]) {
		at++
	}
	if at == len(parts) && at > 1 {
		at = 1 // no street that is known for one: the first part is the name
	}
	return tresse.Place{Name: strings.Join(parts[:at], ", "), Address: strings.Join(parts[at:], ", ")}
}

func isCountry(s string) bool { return fold(s) == "france" }

// geo reads GEO (RFC 5545 3.8.1.6): latitude and longitude, parted by a
// semicolon that some programs escape or write as a comma.
func (e *Event) geo() (lat, lon float64) {
	first, second, ok := strings.Cut(strings.ReplaceAll(e.text("GEO"), ",", ";"), ";")
	if !ok {
		return 0, 0
	}
	lat, err := strconv.ParseFloat(strings.TrimSpace(first), 64)
	lon, err2 := strconv.ParseFloat(strings.TrimSpace(second), 64)
	inWorld := lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180
	if err != nil || err2 != nil || !inWorld {
		return 0, 0
	}
	return lat, lon
}

// onlineURL returns where to meet, where a property says so.
func (e *Event) onlineURL() string {
	for _, name := range []string{"CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL"} {
		if link := webAddress(e.text(name)); link != "" {
			return link
		}
	}
	return ""
}

// webAddress returns s where it is nothing but an http or https address.
func webAddress(s string) string {
	if len(s) > 2048 || strings.ContainsAny(s, " \n\t") {
		return ""
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return ""
	}
	return s
}

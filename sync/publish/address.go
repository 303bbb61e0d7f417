package publish

import (
	"math"
	"strconv"
	"strings"

	"tresse"
)

// address writes a place on one line, without saying anything twice:
// platforms often repeat the town in the address.
func address(to sieve, p tresse.Place) string {
	name, street := short(to, p.Name), short(to, p.Address)
	postcode, city := short(to, p.Postcode), short(to, p.City)
	var parts []string
	low := strings.ToLower(street)
	if name != "" && !strings.HasPrefix(low, strings.ToLower(name)) {
		parts = append(parts, name)
	}
	if street != "" {
		parts = append(parts, street)
	}
	if town := strings.TrimSpace(postcode + " " + city); town != "" && !(holds(low, postcode) && holds(low, city)) {
		parts = append(parts, town)
	}
	return strings.Join(parts, ", ")
}

// holds reports whether part stands in a text that is in lower case.
func holds(low, part string) bool {
	return strings.Contains(low, strings.ToLower(part))
}

// geo writes a position as RFC 5545 3.8.1.6: latitude;longitude, six decimals
// at most; "" where it is not known or not on Earth.
func geo(p tresse.Place) string {
	if !onEarth(p) {
		return ""
	}
	return degrees(p.Lat) + ";" + degrees(p.Lon)
}

// onEarth reports whether a place has a position that can be one.
func onEarth(p tresse.Place) bool {
	known := p.Lat != 0 || p.Lon != 0
	return known && math.Abs(p.Lat) <= 90 && math.Abs(p.Lon) <= 180
}

func degrees(v float64) string {
	text := strings.TrimRight(strconv.FormatFloat(v, 'f', 6, 64), "0")
	if text = strings.TrimSuffix(text, "."); text == "-0" {
		return "0"
	}
	return text
}

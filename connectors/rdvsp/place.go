package rdvsp

import (
	"regexp"
	"strings"

	"tresse"
)

// The ways in which an appointment is held (sheet §7).
const (
	onSite  = "public_office"
	atHome  = "home"
	byPhone = "phone"
	byVideo = "visio"
)

// place is where people come to. An appointment at home has somebody's home
// address in the same field: it is never kept. By phone and video there is none.
func (d *draft) place() tresse.Place {
	r := d.r
	switch r.Motif.LocationType {
	case onSite:
	case atHome, byPhone, byVideo:
		return tresse.Place{}
	default:
		// What is not documented, or not told, may be a home.
		if r.Place == nil {
			return tresse.Place{}
		}
	}
	p := tresse.Place{}
	address := r.Address
	if r.Place != nil {
		p.Name = d.keep(d.external, "lieu", r.Place.Name)
		address = r.Place.Address
	}
	return split(p, d.keep(d.external, "lieu", address))
}

// Addresses are "street, town, postcode" ("5 quai de l'Estuaire, Saint-Brévin,
// 44250"), or as somebody typed them.
var (
	postcode = regexp.MustCompile(`^\d{5}$`)
	beforeIt = regexp.MustCompile(`^(\d{5})\s+(\p{L}.*)$`)
	behindIt = regexp.MustCompile(`^(\p{L}.*?)\s+(\d{5})$`)
)

// split tells postcode and town from the rest of an address.
func split(p tresse.Place, address string) tresse.Place {
	var parts []string
	for part := range strings.SplitSeq(address, ",") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	if n := len(parts); n > 0 && strings.EqualFold(parts[n-1], "France") {
		parts = parts[:n-1]
	}
	n := len(parts)
	switch {
	case n == 0:
		return p
	case n >= 2 && postcode.MatchString(parts[n-1]):
		p.Postcode, p.City, parts = parts[n-1], parts[n-2], parts[:n-2]
	case beforeIt.MatchString(parts[n-1]):
		found := beforeIt.FindStringSubmatch(parts[n-1])
		p.Postcode, p.City, parts = found[1], found[2], parts[:n-1]
	case n >= 2 && behindIt.MatchString(parts[n-1]):
		found := behindIt.FindStringSubmatch(parts[n-1])
		p.Postcode, p.City, parts = found[2], found[1], parts[:n-1]
	}
	p.Address = strings.Join(parts, ", ")
	return p
}

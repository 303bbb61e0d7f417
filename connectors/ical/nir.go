package ical

import (
	"slices"

	"tresse"
)

// refuseNIR takes every text that looks like a social-security number out of a
// listing, and notes at the event which those were, without repeating them
// (DESIGN §4). A UID is opaque, and stays.
func refuseNIR(l *tresse.Listing, e *Event) {
	refuse := func(field string) {
		e.Troubles = append(e.Troubles, field+" looks like a social-security number")
	}
	for _, t := range []struct {
		name  string
		value *string
	}{
		{"the title", &l.Title}, {"the description", &l.Description},
		{"the place", &l.Place.Name}, {"the address", &l.Place.Address}, {"the postcode", &l.Place.Postcode}, {"the city", &l.Place.City},
		{"a link", &l.URL}, {"the online address", &l.OnlineURL},
	} {
		if tresse.LooksLikeNIR(*t.value) {
			*t.value = ""
			refuse(t.name)
		}
	}
	for _, t := range []struct {
		name   string
		values *[]string
	}{{"a category", &l.Tags}, {"a registration link", &l.BookingURLs}} {
		if slices.ContainsFunc(*t.values, tresse.LooksLikeNIR) {
			*t.values = slices.DeleteFunc(slices.Clone(*t.values), tresse.LooksLikeNIR)
			refuse(t.name)
		}
	}
	if slices.ContainsFunc(l.Hosts, func(h tresse.Host) bool { return tresse.LooksLikeNIR(h.Name) }) {
		l.Hosts = nil
		refuse("the organiser's name")
	}
}

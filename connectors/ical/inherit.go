package ical

import (
	"slices"

	"tresse"
)

// inherit gives an override what it leaves unsaid of the series: how long it
// lasts and whether it is private or free; and everything where it is cancelled,
// for cancellations often hold no more than the names of what they cancel.
func (e *Event) inherit(m *Event) {
	if e.end.IsZero() && e.length == (length{}) {
		e.inheritLength(m)
	}
	cancelled := e.status("") == tresse.Cancelled
	own := e.props
	for _, p := range m.props {
		if own.get(p.Name) != nil {
			continue
		}
		if cancelled && whatIsSaid[p.Name] || p.Name == "CLASS" || p.Name == "TRANSP" || p.Name == "X-MICROSOFT-CDO-BUSYSTATUS" {
			e.props = append(e.props[:len(e.props):len(e.props)], p)
		}
	}
	slices.SortStableFunc(e.props, inNameOrder)
}

func (e *Event) inheritLength(m *Event) {
	switch {
	case m.end.IsZero():
		e.length = m.length
	case e.Start.Zone == m.Start.Zone && e.Start.Day == m.Start.Day:
		e.end = m.end.at(m.end.Wall.Add(e.Start.Wall.Sub(m.Start.Wall)))
	default:
		e.length = length{exact: m.finishOf(m.Start).Sub(m.Start.Time().Time)}
	}
}

// whatIsSaid are the properties that tell people about an event.
var whatIsSaid = map[string]bool{
	"SUMMARY": true, "DESCRIPTION": true, "X-ALT-DESC": true, "LOCATION": true, "GEO": true, "URL": true,
	"CATEGORIES": true, "ORGANIZER": true, "CONFERENCE": true, "X-GOOGLE-CONFERENCE": true,
	"X-MICROSOFT-SKYPETEAMSMEETINGURL": true,
}

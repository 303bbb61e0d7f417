package publish

import (
	"time"

	"tresse"
)

// A SessionObject is a session as JSON.
type SessionObject struct {
	ID          tresse.ID             `json:"id"`
	Aliases     []tresse.ID           `json:"aliases"`
	Title       string                `json:"title"`
	Description string                `json:"description,omitempty"`
	Kind        tresse.Kind           `json:"kind"`
	Start       string                `json:"start"`
	End         string                `json:"end,omitempty"`
	AllDay      bool                  `json:"all_day"`
	Status      tresse.Status         `json:"status"`
	Archived    bool                  `json:"archived"`
	Place       *PlaceObject          `json:"place,omitempty"`
	OnlineURL   string                `json:"online_url,omitempty"`
	BookingURLs []string              `json:"booking_urls"`
	Links       []tresse.Link         `json:"links"`
	Capacity    int                   `json:"capacity,omitempty"`
	Booked      int                   `json:"booked"`
	SeatsFree   *int                  `json:"seats_free,omitempty"` // where the capacity is known
	Hosts       []string              `json:"hosts"`
	Tags        []string              `json:"tags"`
	Themes      []string              `json:"themes"`
	Level       string                `json:"level,omitempty"`
	Programme   *tresse.ProgrammePart `json:"programme,omitempty"`
	PartOf      tresse.ID             `json:"part_of,omitempty"`
	Conflicts   []tresse.Conflict     `json:"conflicts"`
	Refs        []tresse.Ref          `json:"refs"`
	Updated     string                `json:"updated,omitempty"`
}

// A PlaceObject is a place as JSON; a position has both its halves or neither.
type PlaceObject struct {
	Name     string   `json:"name,omitempty"`
	Address  string   `json:"address,omitempty"`
	Postcode string   `json:"postcode,omitempty"`
	City     string   `json:"city,omitempty"`
	Lat      *float64 `json:"lat,omitempty"`
	Lon      *float64 `json:"lon,omitempty"`
}

// SessionJSON returns a session as JSON shows it, times with the offset of zone.
func SessionJSON(s *tresse.Session, zone *time.Location) SessionObject {
	o := SessionObject{
		ID: s.ID, Aliases: listed(s.Aliases), Title: s.Title, Description: s.Description,
		Kind: s.Kind, Start: rfc3339(s.Start, zone), End: rfc3339(s.End, zone), AllDay: s.Start.Day,
		Status: s.Status, Archived: s.Archived, Place: placeObject(s.Place), OnlineURL: s.OnlineURL,
		BookingURLs: listed(s.BookingURLs), Links: listed(s.Links), Capacity: max(s.Capacity, 0), Booked: s.Taken,
		SeatsFree: seatsFree(s), Hosts: hostNames(s.Hosts), Tags: listed(s.Tags), Themes: listed(s.Themes), Level: s.Level,
		Programme: s.Programme, PartOf: s.PartOf, Conflicts: conflictObjects(s.Conflicts), Refs: listed(s.Refs),
		Updated: instant(s.Updated, zone),
	}
	if o.Kind == "" {
		o.Kind = tresse.OtherKind
	}
	if o.Status == "" {
		o.Status = tresse.Scheduled
	}
	return o
}

// seatsFree is nil where nobody knows; none is free in a session that its
// platform calls full.
func seatsFree(s *tresse.Session) *int {
	if s.Capacity <= 0 {
		return nil
	}
	free := max(s.Capacity-s.Taken, 0)
	if s.Status == tresse.Full {
		free = 0
	}
	return &free
}

func placeObject(p tresse.Place) *PlaceObject {
	o := PlaceObject{Name: p.Name, Address: p.Address, Postcode: p.Postcode, City: p.City}
	if onEarth(p) {
		o.Lat, o.Lon = &p.Lat, &p.Lon
	}
	if o == (PlaceObject{}) {
		return nil
	}
	return &o
}

// hostNames are the names alone: an e-mail address is for the mediator's eyes.
func hostNames(hosts []tresse.Host) []string {
	names := []string{}
	for _, h := range hosts {
		if h.Name != "" {
			names = append(names, h.Name)
		}
	}
	return names
}

func conflictObjects(conflicts []tresse.Conflict) []tresse.Conflict {
	list := make([]tresse.Conflict, len(conflicts))
	for i, c := range conflicts {
		list[i] = tresse.Conflict{Field: c.Field, Values: listed(c.Values)}
	}
	return list
}

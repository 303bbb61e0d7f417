package openagendatest

import (
	"maps"
	"strconv"
	"time"
)

// An Oddity is a shape that events have in the wild (sheet §5, §12.9). Put lays
// it over the event as it is sent.
type Oddity struct {
	Name string
	Put  func(*Event)
}

// With returns the event with an oddity.
func (e Event) With(o Oddity) Event {
	e.Set = maps.Clone(e.Set)
	if e.Set == nil {
		e.Set = map[string]any{}
	}
	o.Put(&e)
	return e
}

func set(name, key string, value any) Oddity {
	return Oddity{name, func(e *Event) { e.Set[key] = value }}
}

// Oddities are all of them. None makes an event unreadable.
func Oddities() []Oddity {
	return []Oddity{
		set("private 0", "private", 0),
		set("private null", "private", nil),
		set("draft 0", "draft", 0),
		set("registration null", "registration", nil),
		set("registration of plain texts", "registration", []string{"https://inscription.example/plain", "04 65 71 00 12"}),
		set("location null", "location", nil),
		{"offset without colon", func(e *Event) { e.Set["timings"] = timings(e, "2006-01-02T15:04:05-0700") }},
		{"milliseconds", func(e *Event) { e.Set["timings"] = timings(e, "2006-01-02T15:04:05.000Z07:00") }},
		{"utc", func(e *Event) {
			e.Timezone = "UTC"
			e.Set["timings"] = timings(e, "2006-01-02T15:04:05.000Z")
		}},
		{"end before begin", endBefore},
		{"800 timings", eightHundred},
		{"title without fr", func(e *Event) { e.Set["title"] = map[string]any{"en": e.Title, "de": "Etwas anderes"} }},
		{"title with empty fr", func(e *Event) { e.Set["title"] = map[string]any{"fr": nil, "en": e.Title} }},
		{"monolingual", func(e *Event) {
			e.Set["title"], e.Set["description"], e.Set["longDescription"] = e.Title, e.Description, e.LongDescription
			e.Set["keywords"] = e.Keywords
		}},
		set("status as object", "status", map[string]any{"id": 5, "label": map[string]string{"fr": "Complet"}}),
		set("attendance as object", "attendanceMode", map[string]any{"id": 1}),
		set("status absent", "status", Absent),
		set("image without filename", "image", map[string]any{"filename": nil, "size": nil, "variants": []any{}, "base": "https://cdn.openagenda.com/main/"}),
		set("pass Culture", "registration", []any{map[string]any{
			"type": "link", "value": nil, "service": "passCulture",
			"data": map[string]any{"category": "ATELIER", "venueId": 12, "bookingEmail": "billetterie@example.fr",
				"dates": []any{map[string]any{"quantity": "12", "timingId": 1792497600000}}},
		}}),
		set("additional field named email", "email", "quelqu.un@example.fr"),
		{"additional fields", func(e *Event) {
			maps.Copy(e.Set, map[string]any{"type-de-public": []int{4, 7}, "thematique": 8, "label": "x", "html": "<b>x</b>",
				"categories": nil, "phone": "06 39 98 00 02", "type": map[string]any{"fr": "x"}})
		}},
		{"uid as text", func(e *Event) { e.Set["uid"] = strconv.FormatInt(e.UID, 10) }},
		set("age empty", "age", map[string]any{}),
		set("accessibility without ii", "accessibility", map[string]bool{"hi": true}),
		set("extIds null", "extIds", nil),
		set("timezone null", "timezone", nil),
		set("keywords null", "keywords", nil),
		set("unknown field", "offers", []any{map[string]any{"provider": "billetweb"}}),
	}
}

// timings writes an event's timings in another form.
func timings(e *Event, form string) []wireTiming {
	list := make([]wireTiming, len(e.Timings))
	for i, t := range e.Timings {
		list[i] = written(t, zoneOf(e.Timezone), form)
	}
	return list
}

// endBefore ends an evening slot "at 00:00" of the same date.
func endBefore(e *Event) {
	list := timings(e, time.RFC3339)
	for i, t := range e.Timings {
		zone := zoneOf(e.Timezone)
		y, m, d := t.Begin.In(zone).Date()
		list[i].End = time.Date(y, m, d, 0, 0, 0, 0, zone).Format(time.RFC3339)
	}
	e.Set["timings"] = list
}

// eightHundred gives the event as many timings as one may have, half an hour
// apart.
func eightHundred(e *Event) {
	first := e.Timings[0].Begin
	e.Timings = nil
	for i := range 800 {
		begin := first.Add(time.Duration(i) * 30 * time.Minute)
		e.Timings = append(e.Timings, Timing{begin, begin.Add(30 * time.Minute)})
	}
}

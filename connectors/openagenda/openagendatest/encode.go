package openagendatest

import (
	"encoding/json"
	"maps"
	"slices"
	"time"
)

// stampForm is the form of createdAt, updatedAt and of a tombstone's moment.
const stampForm = "2006-01-02T15:04:05.000Z"

func stamp(t time.Time) string { return t.UTC().Format(stampForm) }

// wire is an event as GET …/events?detailed=1 sends it, keys in the order of
// the captures.
type wire struct {
	UID              int64               `json:"uid"`
	Slug             string              `json:"slug"`
	Title            map[string]string   `json:"title"`
	Description      map[string]string   `json:"description"`
	LongDescription  map[string]string   `json:"longDescription"`
	Keywords         map[string][]string `json:"keywords"`
	Conditions       map[string]string   `json:"conditions"`
	DateRange        map[string]string   `json:"dateRange"`
	Timezone         string              `json:"timezone"`
	Timings          []wireTiming        `json:"timings"`
	FirstTiming      *wireTiming         `json:"firstTiming"`
	NextTiming       *wireTiming         `json:"nextTiming"`
	LastTiming       *wireTiming         `json:"lastTiming"`
	AttendanceMode   int                 `json:"attendanceMode"`
	OnlineAccessLink *string             `json:"onlineAccessLink"`
	Location         *Location           `json:"location"`
	Country          map[string]string   `json:"country"`
	Registration     []Way               `json:"registration"`
	Age              map[string]*int     `json:"age"`
	Accessibility    map[string]bool     `json:"accessibility"`
	Image            any                 `json:"image"`
	ImageCredits     *string             `json:"imageCredits"`
	Links            []any               `json:"links"`
	Status           int                 `json:"status"`
	State            int                 `json:"state"`
	Featured         bool                `json:"featured"`
	Private          bool                `json:"private"`
	Draft            bool                `json:"draft"`
	AddMethod        string              `json:"addMethod"`
	CreatorUID       int64               `json:"creatorUid"`
	OwnerUID         int64               `json:"ownerUid"`
	Member           map[string]any      `json:"member"`
	OriginAgenda     map[string]any      `json:"originAgenda"`
	SourceAgendas    []map[string]any    `json:"sourceAgendas"`
	ExtIDs           []ExtID             `json:"extIds"`
	CreatedAt        string              `json:"createdAt"`
	UpdatedAt        string              `json:"updatedAt"`
}

type wireTiming struct {
	Begin string `json:"begin"`
	End   string `json:"end"`
}

// encode returns the detailed form of an entry, made at now; callers hold the
// lock.
func (s *Server) encode(e *entry) []byte {
	if e.wire == nil {
		e.wire = marshal(s.wireOf(e))
		if len(e.event.Set) > 0 {
			e.wire = lay(e.wire, e.event.Set)
		}
	}
	return e.wire
}

func marshal(v any) []byte {
	body, err := json.Marshal(v)
	if err != nil {
		panic("openagendatest: an event that cannot be written: " + err.Error())
	}
	return body
}

// lay puts keys over an encoded event.
func lay(body []byte, set map[string]any) []byte {
	keys := map[string]json.RawMessage{}
	if err := json.Unmarshal(body, &keys); err != nil {
		panic("openagendatest: " + err.Error())
	}
	for name, v := range set {
		if v == Absent {
			delete(keys, name)
			continue
		}
		keys[name] = marshal(v)
	}
	return marshal(keys)
}

func (s *Server) wireOf(e *entry) wire {
	v := e.event
	zone := zoneOf(v.Timezone)
	w := wire{
		UID: v.UID, Slug: v.Slug, Title: french(v.Title), Description: french(v.Description),
		LongDescription: french(v.LongDescription), Conditions: french(v.Conditions),
		Keywords: map[string][]string{}, DateRange: map[string]string{}, Timezone: zone.String(),
		AttendanceMode: v.Mode, Location: v.Location, Registration: v.Registration,
		Country: map[string]string{"code": "FR", "fr": "France (Métropole)", "en": "France (Metropolitan)"},
		Age:     map[string]*int{"min": nil, "max": nil}, Links: []any{},
		Accessibility: map[string]bool{"hi": false, "ii": false, "mi": true, "pi": false, "vi": false},
		Status:        v.Status, State: e.state, Featured: v.Featured, Private: v.Private, Draft: v.Draft,
		AddMethod: e.method, CreatorUID: 90216654, OwnerUID: 90216654, Member: member,
		OriginAgenda: s.origin(v.Origin), SourceAgendas: []map[string]any{}, ExtIDs: v.ExtIDs,
		CreatedAt: stamp(v.CreatedAt), UpdatedAt: stamp(v.UpdatedAt),
	}
	if len(v.Keywords) > 0 {
		w.Keywords["fr"] = v.Keywords
	}
	if v.OnlineLink != "" {
		w.OnlineAccessLink = &v.OnlineLink
	}
	if w.Registration == nil {
		w.Registration = []Way{}
	}
	w.slots(v.Timings, zone, s.now())
	return w
}

// slots writes the timings, and the three that are repeated: first and last
// with milliseconds where timings have none, as in the captures.
func (w *wire) slots(timings []Timing, zone *time.Location, now time.Time) {
	w.Timings = make([]wireTiming, 0, len(timings))
	sorted := slices.SortedFunc(slices.Values(timings), func(a, b Timing) int { return a.Begin.Compare(b.Begin) })
	const long = "2006-01-02T15:04:05.000Z07:00"
	for _, t := range sorted {
		w.Timings = append(w.Timings, written(t, zone, time.RFC3339))
		if w.NextTiming == nil && t.End.After(now) {
			next := written(t, zone, time.RFC3339)
			w.NextTiming = &next
		}
	}
	if len(sorted) == 0 {
		return
	}
	first, last := written(sorted[0], zone, long), written(sorted[len(sorted)-1], zone, long)
	w.FirstTiming, w.LastTiming = &first, &last
	w.DateRange["fr"] = sorted[0].Begin.In(zone).Format("02/01/2006")
}

func written(t Timing, zone *time.Location, form string) wireTiming {
	return wireTiming{Begin: t.Begin.In(zone).Format(form), End: t.End.In(zone).Format(form)}
}

func zoneOf(name string) *time.Location {
	if name == "" {
		name = "Europe/Paris"
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic("openagendatest: " + err.Error())
	}
	return zone
}

// french is a multilingual map; an empty one is {} and not null (sheet §5.1).
func french(text string) map[string]string {
	if text == "" {
		return map[string]string{}
	}
	return map[string]string{"fr": text}
}

// member is what some keys see of the contributor: nobody real, and nothing
// that a reader may keep.
var member = map[string]any{
	"name": "Contributrice Fictive", "email": "contributrice@example.fr", "phone": "06 39 98 00 01",
	"organization": "Association Exemple", "position": "coordinatrice",
}

func (s *Server) origin(uid int64) map[string]any {
	origin := map[string]any{"uid": uid, "title": "", "image": nil}
	if a := s.agendas[uid]; a != nil {
		maps.Copy(origin, map[string]any{
			"title": a.Title, "slug": a.Slug, "description": a.Description, "url": nil, "official": a.Official,
		})
	}
	return origin
}

// tombstone is exactly these three keys (sheet §4.1).
func (e *entry) tombstone() []byte {
	return marshal(struct {
		UID       int64  `json:"uid"`
		Removed   bool   `json:"removed"`
		UpdatedAt string `json:"updatedAt"`
	}{e.event.UID, true, stamp(e.removed)})
}

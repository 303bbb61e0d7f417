package caldav

import (
	"encoding/xml"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"tresse/connectors"
	"tresse/connectors/caldav/caldavtest"
	"tresse/connectors/conformance"
	"tresse/connectors/httpx"
)

const part = "ateliers"

func TestConformance(t *testing.T) {
	conformance.Run(t, conformance.Subject{
		Info: Info(),
		New: func(decode func(any) error, env connectors.Env, h conformance.Haste) (connectors.Connector, error) {
			return open(decode, env, httpx.Options{MinWait: h.MinWait, MaxWait: h.MaxWait, Attempt: h.Attempt, MaxBody: h.MaxBody})
		},
		Config: func(address string) string {
			return fmt.Sprintf("url = %q\nuser = %q\npassword = %q", address+caldavtest.Path(part), caldavtest.User, caldavtest.Password)
		},
		Required: []string{"url"},
		Secrets:  []string{caldavtest.Password},
		Stand:    stand,
		Wire:     inXML{},
		Through: []string{
			"SUMMARY", "DESCRIPTION", "LOCATION", "CATEGORIES", "URL", "CONFERENCE", "ORGANIZER;CN",
			"DTSTART;TZID", "DTEND;TZID", // in a notice, where nobody knows the zone
		},
		Identity: []string{"UID"},
		Exceptions: map[string]string{
			"pages": "a query gives all of a calendar: there are no pages, totals or cursors in it",
			"cases": "what stands in a calendar is connectors/ical's to read; its cases are there",
		},
	})
}

// stand keeps one object an item, as calendar programs write them.
func stand(now func() time.Time) conformance.Standin {
	server := caldavtest.New()
	server.Put(part, "nothing.ics", "")
	var mu sync.Mutex
	items := map[string]conformance.Item{}
	put := func(uid string) { server.Put(part, uid+".ics", object(uid, items[uid], now())) }
	return conformance.Standin{
		Handler: server,
		Add: func(i conformance.Item) []string {
			mu.Lock()
			defer mu.Unlock()
			uid := fmt.Sprintf("objet-%d", len(items)+1)
			items[uid] = i
			put(uid)
			return []string{uid}
		},
		Change: func(uid, title string) {
			mu.Lock()
			defer mu.Unlock()
			i := items[uid]
			i.Title = title
			items[uid] = i
			put(uid)
		},
		Remove: func(uid string) { server.Put(part, uid+".ics", "") },
		Empty: func() {
			mu.Lock()
			defer mu.Unlock()
			for uid := range items {
				server.Put(part, uid+".ics", "")
			}
		},
	}
}

func object(uid string, i conformance.Item, now time.Time) string {
	const utc = "20060102T150405Z"
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err)
	}
	when := func(name string, t time.Time) string {
		local := t.In(zone).Format("20060102T150405")
		if t.Add(-time.Hour).In(zone).Format("20060102T150405") == local {
			return name + ":" + t.UTC().Format(utc)
		}
		return name + ";TZID=Europe/Paris:" + local
	}
	return strings.Join([]string{
		"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Exemple//CalDAV//FR", "BEGIN:VEVENT", "UID:" + uid, "DTSTAMP:" + now.UTC().Format(utc),
		when("DTSTART", i.Start), when("DTEND", i.End), "SUMMARY:" + i.Title, "DESCRIPTION:Pas à pas.", "LOCATION:Médiathèque", "CATEGORIES:numérique",
		"STATUS:CONFIRMED", "CLASS:PUBLIC", "URL:https://almanach.example/1", "CONFERENCE:https://visio.example/1",
		"ORGANIZER;CN=Médiation:mailto:mediation@example.fr", "ATTENDEE;CN=" + i.Person.Last + ":mailto:" + i.Person.Email, "COMMENT:" + i.Person.Last,
		"END:VEVENT", "END:VCALENDAR", "",
	}, "\r\n")
}

// inXML changes the calendars inside a multistatus.
type inXML struct{ conformance.ICal }

var data = regexp.MustCompile(`(?s)(<cal:calendar-data>)(.*?)(</cal:calendar-data>)`)

func (w inXML) each(body []byte, do func([]byte) []byte) []byte {
	return data.ReplaceAllFunc(body, func(found []byte) []byte {
		parts := data.FindSubmatch(found)
		var text string
		if xml.Unmarshal([]byte("<t>"+string(parts[2])+"</t>"), &text) != nil {
			return found
		}
		var b strings.Builder
		b.Write(parts[1])
		_ = xml.EscapeText(&b, do([]byte(text)))
		b.Write(parts[3])
		return []byte(b.String())
	})
}

func (w inXML) Fields(body []byte, mark string) (fields []conformance.Field) {
	w.each(body, func(text []byte) []byte {
		if len(fields) == 0 {
			fields = w.ICal.Fields(text, mark)
		}
		return text
	})
	return fields
}

func (w inXML) Set(body []byte, mark, path string, value any) []byte {
	return w.each(body, func(text []byte) []byte { return w.ICal.Set(text, mark, path, value) })
}

func (w inXML) Widen(body []byte, text string) []byte {
	return w.each(body, func(inner []byte) []byte { return w.ICal.Widen(inner, text) })
}

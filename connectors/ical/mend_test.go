package ical

import (
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
)

// read parses a body for a source in Paris.
func read(t testing.TB, body string) *Calendar {
	t.Helper()
	cal, err := NewReader(paris(t)).Parse([]byte(body))
	if err != nil {
		t.Fatal(err)
	}
	return cal
}

func paris(t testing.TB) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// event wraps the lines of a VEVENT that begins on 20 October 2026 in a calendar.
func event(lines ...string) string {
	return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//essai//FR\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART:20261020T120000Z\r\n" +
		strings.Join(lines, "\r\n") + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
}

// only parses a body of one event and returns it.
func only(t testing.TB, body string) *Event {
	t.Helper()
	cal := read(t, body)
	if len(cal.Events) != 1 || len(cal.Rejected) != 0 {
		t.Fatalf("%d events, %d rejected, want one event: %v", len(cal.Events), len(cal.Rejected), cal.Rejected)
	}
	return cal.Events[0]
}

// TestTextMends holds what real programs write into a text beside what a person
// means by it.
func TestTextMends(t *testing.T) {
	utf16LE := func(s string) string {
		b := []byte{0xFF, 0xFE}
		for _, u := range utf16.Encode([]rune(s)) {
			b = append(b, byte(u), byte(u>>8))
		}
		return string(b)
	}
	for name, c := range map[string]struct{ body, property, want string }{
		"byte order mark":            {"\xEF\xBB\xBF" + event("SUMMARY:Café"), "SUMMARY", "Café"},
		"UTF-16":                     {utf16LE(event("SUMMARY:Café")), "SUMMARY", "Café"},
		"UTF-16 without mark":        {utf16LE(event("SUMMARY:Café"))[2:], "SUMMARY", "Café"},
		"Windows-1252 in one line":   {event("LOCATION:Café", "SUMMARY:l\x92\xe9t\xe9"), "SUMMARY", "l’été"},
		"LF":                         {strings.ReplaceAll(event("SUMMARY:a"), "\r\n", "\n"), "SUMMARY", "a"},
		"CR":                         {strings.ReplaceAll(event("SUMMARY:a"), "\r\n", "\r"), "SUMMARY", "a"},
		"CRCRLF":                     {strings.ReplaceAll(event("SUMMARY:a", " b"), "\r\n", "\r\r\n"), "SUMMARY", "ab"},
		"blank lines":                {strings.ReplaceAll(event("SUMMARY:a"), "\r\n", "\r\n\r\n"), "SUMMARY", "a"},
		"blank behind BEGIN":         {strings.ReplaceAll(event("SUMMARY:a"), "VEVENT", "VEVENT \t"), "SUMMARY", "a"},
		"lower case":                 {strings.ReplaceAll(event("summary:a"), "VEVENT", "vevent"), "SUMMARY", "a"},
		"blanks at the start":        {"   " + event("SUMMARY:a"), "SUMMARY", "a"},
		"quote around the colon":     {event(`SUMMARY;LANGUAGE="fr:a"`), "SUMMARY", "a"},
		"lone blank at the end":      {event("SUMMARY:a") + " ", "SUMMARY", "a"},
		"fold":                       {event("SUMMARY:un a", "\ttelier"), "SUMMARY", "un atelier"},
		"fold in a rune":             {event("SUMMARY:caf\xC3", " \xA9"), "SUMMARY", "café"},
		"fold behind the name":       {event("SUMMARY", " :a"), "SUMMARY", "a"},
		"fold of blanks alone":       {event("SUMMARY:a", " ", "  b"), "SUMMARY", "a b"},
		"quoted-printable":           {event("SUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=C3=A9t=", "=C3=A9=0D=0Afin"), "SUMMARY", "été\nfin"},
		"quoted-printable, nameless": {event("SUMMARY;QUOTED-PRINTABLE:=E9t=E9"), "SUMMARY", "été"},
		"equals sign at the end":     {event("SUMMARY:a=", "LOCATION:b"), "SUMMARY", "a="},
		"raw newline":                {event("DESCRIPTION:un", "deux trois", "quatre"), "DESCRIPTION", "un\ndeux trois\nquatre"},
		"raw newline, address":       {event("DESCRIPTION:un", "https://example.org/"), "DESCRIPTION", "un\nhttps://example.org/"},
		"raw newline, label":         {event("DESCRIPTION:un", "Location: ici", "NB: deux"), "DESCRIPTION", "un\nLocation: ici\nNB: deux"},
		"raw newline, word":          {event("DESCRIPTION:un", "Contact"), "DESCRIPTION", "un\nContact"},
		"X- line ends a text":        {event("DESCRIPTION:un", "X-Entourage_UUID:7"), "DESCRIPTION", "un"},
		"broken line after no text":  {event("SUMMARY:a", "STATUS:CONFIRMED", "deux trois"), "SUMMARY", "a"},
		"text behind quotes":         {event(`ORGANIZER;CN="Dupont" Jean:mailto:a@example.org`, "SUMMARY:a"), "SUMMARY", "a"},
		"colon behind quotes":        {event(`X-A;X="a"b:c`, "SUMMARY:a"), "SUMMARY", "a"},
		"parameter without colon":    {event("ORGANIZER;CN=Sixt SE", "SUMMARY:a"), "SUMMARY", "a"},
		"quote left open":            {event(`SUMMARY;LANGUAGE="fr:a`), "SUMMARY", "a"},
		"parameter without value":    {event("SUMMARY;LANGUAGE:a"), "SUMMARY", "a"},
		"name and blank":             {event("SUMMARY :a"), "SUMMARY", "a"},
		"endless parameter":          {event("LOCATION;X="+strings.Repeat("y", 200_000)+":b", "SUMMARY:a"), "SUMMARY", "a"},
		"first of two":               {event("SUMMARY:a", "SUMMARY:b"), "SUMMARY", "a"},
		"commas and odd escapes":     {event(`SUMMARY:a, b\, c\; d\: e\\ f\Ng`), "SUMMARY", "a, b, c; d: e\\ f\ng"},
		"control characters":         {event("SUMMARY:a\x00\x07b"), "SUMMARY", "ab"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := only(t, c.body).text(c.property); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestStructureMends(t *testing.T) {
	const one = "BEGIN:VEVENT\nUID:a\nDTSTART:20261020\nEND:VEVENT\n"
	const two = "BEGIN:VEVENT\nUID:b\nDTSTART:20261021\nEND:VEVENT\n"
	in := func(s string) string { return "BEGIN:VCALENDAR\nVERSION:2.0\n" + s + "END:VCALENDAR\n" }
	for name, c := range map[string]struct {
		body     string
		uids     string
		read     int
		rejected []Rejected
		complete bool
	}{
		"well formed":           {in(one + two), "a b", 2, nil, true},
		"empty calendar":        {in(""), "", 0, nil, true},
		"nothing at all in it":  {"BEGIN:VCALENDAR\nEND:VCALENDAR\n", "", 0, nil, false},
		"two calendars":         {in(one) + in(two), "a b", 2, nil, true},
		"calendar in calendar":  {in(one + in(two)), "a b", 2, nil, false},
		"bare events":           {one + two, "a b", 2, nil, false},
		"in a foreign part":     {in("BEGIN:MYCOMP\n" + one + "END:MYCOMP\n"), "a", 1, nil, true},
		"no END:VCALENDAR":      {"BEGIN:VCALENDAR\n" + one, "a", 1, nil, false},
		"cut in an event":       {"BEGIN:VCALENDAR\n" + one + "BEGIN:VEVENT\nUID:b\nDTSTART:20", "a", 2, []Rejected{{"b", 6, "cut short"}}, false},
		"cut, not named":        {"BEGIN:VCALENDAR\n" + one + "BEGIN:VEVENT\nDTST", "a", 2, []Rejected{{"", 6, "cut short"}}, false},
		"END missing":           {in("BEGIN:VEVENT\nUID:a\nDTSTART:20261020\n" + two), "a b", 2, nil, false},
		"END of the last event": {in(one + "BEGIN:VEVENT\nUID:b\nDTSTART:20261021\n"), "a b", 2, nil, false},
		"stray END":             {in(one + "END:VEVENT\n" + two), "a b", 2, nil, false},
		"open alarm":            {in("BEGIN:VEVENT\nUID:a\nDTSTART:20261020\nBEGIN:VALARM\nUID:z\nEND:VEVENT\n" + two), "a b", 2, nil, false},
		"alarm is not read":     {in("BEGIN:VEVENT\nUID:a\nBEGIN:VALARM\nUID:z\nEND:VALARM\nDTSTART:20261020\nEND:VEVENT\n"), "a", 1, nil, true},
		"no start":              {in("BEGIN:VEVENT\nUID:a\nEND:VEVENT\n" + two), "b", 2, []Rejected{{"a", 3, "no DTSTART"}}, true},
		"bad start":             {in("BEGIN:VEVENT\nUID:a\nDTSTART:20261320\nEND:VEVENT\n" + two), "b", 2, []Rejected{{"a", 3, "a DTSTART that is no date"}}, true},
		"no start, no name":     {in("BEGIN:VEVENT\nEND:VEVENT\n" + two), "b", 2, []Rejected{{"", 3, "no DTSTART"}}, false},
		"rule lost":             {in("BEGIN:VEVENT\nUID:a\nDTSTART:20261020\nRRULE;X=Y\nEND:VEVENT\n"), "a", 1, nil, false},
		"organiser lost":        {in("BEGIN:VEVENT\nUID:a\nDTSTART:20261020\nORGANIZER;CN=Sixt SE\nEND:VEVENT\n"), "a", 1, nil, true},
		"tasks are not events":  {in("BEGIN:VTODO\nUID:a\nDTSTART:20261020\nEND:VTODO\n"), "", 0, nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			cal := read(t, c.body)
			var uids []string
			for _, e := range cal.Events {
				uids = append(uids, e.UID)
			}
			if got := strings.Join(uids, " "); got != c.uids || cal.Read != c.read || cal.Complete != c.complete {
				t.Errorf("events %q, read %d, complete %v; want %q, %d, %v", got, cal.Read, cal.Complete, c.uids, c.read, c.complete)
			}
			if diff := cmp.Diff(c.rejected, cal.Rejected); diff != "" {
				t.Errorf("rejected (-want +got):\n%s", diff)
			}
		})
	}
}

// TestHostileBodies must end at once and in little memory; each of these once
// took a reader minutes, gigabytes or the process.
func TestHostileBodies(t *testing.T) {
	for name, body := range map[string]string{
		"nested for ever":      "BEGIN:VCALENDAR\n" + strings.Repeat("BEGIN:X\n", 300_000),
		"events never ended":   "BEGIN:VCALENDAR\n" + strings.Repeat("BEGIN:VEVENT\n", 200_000),
		"carriage returns":     "BEGIN:VCALENDAR\n" + strings.Repeat("\r", 4_000_000),
		"soft line breaks":     "BEGIN:VCALENDAR\nBEGIN:VEVENT\nX" + strings.Repeat("-", 4000) + "QUOTED-PRINTABLE=\n" + strings.Repeat("=\n", 1_000_000),
		"folds":                "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:" + strings.Repeat("\n a", 500_000),
		"quotes left open":     "BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + strings.Repeat(`X;`+strings.Repeat(`"`, 1999)+"\n", 1000),
		"one property, often":  "BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + strings.Repeat("UID:\n", 300_000),
		"exceptions, often":    event(strings.Repeat("EXDATE:20261020\r\n", 600_000)),
		"many zones":           event(zoned(30_000)),
		"zones with many days": "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:X\nBEGIN:STANDARD\nTZOFFSETTO:+0100\nDTSTART:16010101\nRDATE:" + strings.Repeat("19700101,", 100_000) + "\nEND:STANDARD\nEND:VTIMEZONE\n" + years("X"),
	} {
		t.Run(name, func(t *testing.T) {
			cal := read(t, body)
			cal.Expand(time.Unix(0, 0), time.Unix(1<<32, 0), func(Instance) bool { return true })
		})
	}
}

// zoned returns EXDATEs in n zones that nobody knows.
func zoned(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("EXDATE;TZID=Europe/")
		for ; i > 0; i /= 10 {
			b.WriteByte(byte('0' + i%10))
		}
		b.WriteString(":20261020T120000\r\n")
	}
	return b.String()
}

// years returns an event of that zone for every year there is.
func years(tzid string) string {
	var b strings.Builder
	for y := range 9999 {
		start := time.Date(y+1, 1, 1, 0, 0, 0, 0, time.UTC).Format("20060102T150405")
		b.WriteString("BEGIN:VEVENT\nDTSTART;TZID=" + tzid + ":" + start + "\nEND:VEVENT\n")
	}
	return b.String()
}

func TestNoCalendar(t *testing.T) {
	for name, body := range map[string]string{
		"empty":     "",
		"blanks":    "\r\n \r\n",
		"HTML":      "<!DOCTYPE html><html><title>Connexion</title>\nBEGIN:VCALENDAR\n</html>",
		"JSON":      `{"error":"unauthorized"}`,
		"text":      "Not found",
		"far away":  strings.Repeat("x\n", 10_000) + event(),
		"too large": strings.Repeat("x", maxBody+1),
	} {
		t.Run(name, func(t *testing.T) {
			if cal, err := NewReader(time.UTC).Parse([]byte(body)); err == nil {
				t.Errorf("read as a calendar: %+v", cal)
			}
		})
	}
}

// TestPlaces: every property of the table has its place in a placeSet.
func TestPlaces(t *testing.T) {
	var s placeSet
	for name, p := range properties {
		if p.place >= 64*len(s) || !s.add(p.place) {
			t.Errorf("%s has place %d, which is taken or does not exist", name, p.place)
		}
	}
}

package publish

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tresse"
)

// Each way to break a good feed is found, and named.
func TestLintFindsWhatIsWrong(t *testing.T) {
	feed, _ := render(t, feedFor(t, tresse.Own), quarter(t), nil)
	good := string(feed)
	event := func(line string) [2]string {
		return [2]string{"STATUS:CONFIRMED\r\n", "STATUS:CONFIRMED\r\n" + line + "\r\n"}
	}
	for want, edit := range map[string][2]string{
		"does not end in CRLF":             {"END:VCALENDAR\r\n", "END:VCALENDAR"},
		"byte order mark":                  {"BEGIN:VCALENDAR", "\ufeffBEGIN:VCALENDAR"},
		"empty line":                       {"STATUS:CONFIRMED\r\n", "STATUS:CONFIRMED\r\n\r\n"},
		"control character U+000A":         {"STATUS:CONFIRMED\r\n", "STATUS:CONFIRMED\n"},
		"control character U+0000":         {"SUMMARY:", "SUMMARY:\x00"},
		"control character U+0085":         {"SUMMARY:", "SUMMARY:\u0085"},
		"control character U+2028":         {"SUMMARY:", "SUMMARY:\u2028"},
		"not UTF-8":                        {"SUMMARY:", "SUMMARY:\xe9"},
		"octets":                           {"SUMMARY:", "SUMMARY:" + strings.Repeat("é", 40)},
		"fold with a tab":                  {"\r\n \\n", "\r\n\t\\n"},
		"no property name or no colon":     {"SUMMARY:", "SUMMARY\r\nX:"},
		"malformed parameter":              {"DTSTART;TZID=Europe/Paris:", "DTSTART;TZID:"},
		"SUMMARY: parameter X=y":           {"SUMMARY:", "SUMMARY;X=y:"},
		"parameter TZID=b":                 {"DTSTART;TZID=Europe/Paris:", "DTSTART;TZID=Europe/Paris;TZID=b:"},
		"no colon where one must be":       {"DTSTART;TZID=Europe/Paris:", "DTSTART;TZID=\"Europe/Paris\"x:"},
		"END:VEVENT inside VALARM":         event("BEGIN:VALARM"),
		"VALARM inside an event":           event("BEGIN:VALARM\r\nEND:VALARM"),
		"has no place in VEVENT":           event("RRULE:FREQ=YEARLY;BYMONTH=1;BYDAY=1SU"),
		"RECURRENCE-ID has no place":       event("RECURRENCE-ID:20261020T120000Z"),
		"ATTENDEE has no place":            event("ATTENDEE:mailto:x@exemple.fr"),
		"ORGANIZER has no place":           event("ORGANIZER:mailto:x@exemple.fr"),
		"STATUS stands 2 times":            event("STATUS:CONFIRMED"),
		"SUMMARY stands 0 times":           {"SUMMARY:Créer son CV\r\n", ""},
		"DTSTAMP stands 0 times":           {"DTSTAMP:20261001T083000Z\r\n", ""},
		"METHOD stands 0 times":            {"METHOD:PUBLISH\r\n", ""},
		"METHOD stands 2 times":            {"METHOD:PUBLISH\r\n", "METHOD:PUBLISH\r\nMETHOD:PUBLISH\r\n"},
		"VTODO in a feed":                  {"END:VCALENDAR", "BEGIN:VTODO\r\nEND:VTODO\r\nEND:VCALENDAR"},
		"something behind the calendar":    {"END:VCALENDAR\r\n", "END:VCALENDAR\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"},
		"outside the calendar":             {"END:VCALENDAR\r\n", "END:VCALENDAR\r\nX-A:b\r\n"},
		"without END":                      {"END:VCALENDAR\r\n", ""},
		"stands behind a component":        {"END:VCALENDAR\r\n", "X-A:b\r\nEND:VCALENDAR\r\n"},
		"NAME and X-WR-CALNAME differ":     {"\r\nNAME:", "\r\nNAME:x"},
		"TZID Europe/Paris without":        {"BEGIN:VTIMEZONE\r\nTZID:Europe/Paris", "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin"},
		"0 STANDARD":                       {"BEGIN:STANDARD\r\nDTSTART:19961027T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nTZNAME:CET\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nEND:STANDARD\r\n", ""},
		"floating time":                    {"DTSTART:20261025T013000Z\r\nDTEND:20261025T030000Z", "DTSTART:20261025T013000\r\nDTEND:20261025T030000"},
		"is not later than DTSTART":        {"DTEND;TZID=Europe/Paris:20261020T160000", "DTEND;TZID=Europe/Paris:20261020T140000"},
		"differ in TZID":                   {"DTEND;TZID=Europe/Paris:20261020T160000", "DTEND:20261020T160000Z"},
		"20261131 is no time":              {"DTSTART;VALUE=DATE:20261111", "DTSTART;VALUE=DATE:20261131"},
		"DTSTAMP is not LAST-MODIFIED":     {"DTSTAMP:20261001T083000Z", "DTSTAMP:20261001T083001Z"},
		"DTSTAMP:20261001T083000 is no":    {"DTSTAMP:20261001T083000Z", "DTSTAMP:20261001T083000"},
		"UID:a8c8b229 is not of its form":  {"UID:a8c8b229-fcea-50fd-a933-6e8c656d37bd", "UID:a8c8b229"},
		"aa is not of its form":            {"UID:a8c8b229-fcea-50fd-a933-6e8c656d37bd", "UID:A8C8B229-fcea-50fd-a933-6e8c656d37aa"},
		"6e8c656d37bd twice":               {"UID:ceaecacf-2a2f-5921-ada6-19f356cf43df", "UID:a8c8b229-fcea-50fd-a933-6e8c656d37bd"},
		"SEQUENCE beyond an INTEGER":       {"SEQUENCE:213006600", "SEQUENCE:2147483648"},
		"SEQUENCE:-1 is not of its form":   {"SEQUENCE:213006600", "SEQUENCE:-1"},
		"STATUS:OPEN is not of its form":   {"STATUS:CONFIRMED", "STATUS:OPEN"},
		`begin with "Annulé : "`:           {"SUMMARY:Annulé : ", "SUMMARY:"},
		`begin with "Reporté : "`:          {"SUMMARY:Reporté : ", "SUMMARY:"},
		"takes up time":                    {"STATUS:CANCELLED\r\nSUMMARY:Annulé : Impôts en ligne\r\nCATEGORIES:Atelier\r\nCLASS:PUBLIC\r\nTRANSP:TRANSPARENT", "STATUS:CANCELLED\r\nSUMMARY:Annulé : Impôts en ligne\r\nCATEGORIES:Atelier\r\nCLASS:PUBLIC\r\nTRANSP:OPAQUE"},
		"odd escape":                       {"SUMMARY:Créer", `SUMMARY:Cr\éer`},
		"unescaped ';'":                    {"SUMMARY:Créer", "SUMMARY:Créer;"},
		"unescaped ','":                    {"SUMMARY:Créer", "SUMMARY:Créer,"},
		"SUMMARY is empty":                 {"SUMMARY:Créer son CV", "SUMMARY:"},
		"CONFERENCE needs its VALUE":       {"CONFERENCE;FEATURE=VIDEO;VALUE=URI:", "CONFERENCE;FEATURE=VIDEO:"},
		"URL is no absolute address":       {"URL:https://visio.exemple.fr/b/kar-abc-def", "URL:visio"},
		"URL is not ASCII":                 {"URL:https://visio.exemple.fr/b/kar-abc-def", "URL:https://visio.exemple.fr/é"},
		"GEO:45.1885\\;5.7245 is not":      {"GEO:45.1885;5.7245", `GEO:45.1885\;5.7245`},
		"is not on Earth":                  {"GEO:45.1885;5.7245", "GEO:145.1885;5.7245"},
		"VTIMEZONE behind an event":        {"END:VCALENDAR", "BEGIN:VTIMEZONE\r\nTZID:A/B\r\nEND:VTIMEZONE\r\nEND:VCALENDAR"},
		"offset -0000":                     {"TZOFFSETFROM:+0200", "TZOFFSETFROM:-0000"},
		"the first line is a continuation": {"BEGIN:VCALENDAR", " \r\nBEGIN:VCALENDAR"},
	} {
		bad := strings.Replace(good, edit[0], edit[1], 1)
		if bad == good {
			t.Errorf("%s: nothing to edit", want)
		}
		if found := strings.Join(Lint([]byte(bad)), "\n"); !strings.Contains(found, want) {
			t.Errorf("%q not among:\n%s", want, found)
		}
	}
}

func TestLintOfLargeFeeds(t *testing.T) {
	f := feedFor(t, tresse.Public)
	f.Full = true
	feed, _, _ := f.Render(many(2500, 400), nil)
	if found := Lint(feed); len(found) != 1 || !strings.Contains(found[0], "over 1 MB") {
		t.Error(found)
	}
	if found := LintFull(feed); found != nil {
		t.Error(found)
	}
}

func FuzzLint(f *testing.F) {
	for _, name := range []string{"public.ics", "own.ics"} {
		feed, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(feed)
	}
	f.Add([]byte("BEGIN:VCALENDAR\r\nA;B=\"\r\nC;D=:\r\nEND:VEVENT\r\n"))
	f.Fuzz(func(t *testing.T, feed []byte) {
		if len(Lint(feed)) == 0 && !strings.HasPrefix(string(feed), "BEGIN:VCALENDAR\r\n") {
			t.Error("nothing to say against what is no feed")
		}
	})
}

// Whatever a text is made of, what is left of it names nobody.
func FuzzMask(f *testing.F) {
	f.Add("06 12 34 56 78 ou karima@exemple.fr, https://exemple.fr/?token=1")
	f.Add("+33 (0)6.12.34.56.78/04 76 00 00 00 (at) [point]")
	f.Fuzz(func(t *testing.T, s string) {
		if once := mask(s); hidesPerson(once) {
			t.Errorf("%q, then %q", once, mask(once))
		}
	})
}

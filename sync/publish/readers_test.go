package publish

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tresse"
)

// readWithPython has python-icalendar, which Nextcloud's and khal's kin build
// on, say what it understands of a feed.
const readWithPython = `
import sys, json, datetime, icalendar
def when(p):
    t = p.dt
    if isinstance(t, datetime.datetime):
        return t.astimezone(datetime.timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ')
    return t.isoformat()
calendar = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
zones = [z.to_tz() for z in calendar.walk('VTIMEZONE')]
print(json.dumps([{'uid': str(e['uid']), 'start': when(e['dtstart']), 'end': when(e['dtend']), 'summary': str(e['summary']),
    'description': str(e.get('description', '')), 'location': str(e.get('location', '')), 'status': str(e['status']),
    'errors': [str(x) for x in e.errors]} for e in calendar.walk('VEVENT')]))
`

type understood struct {
	UID, Start, End, Summary, Description, Location, Status string
	Errors                                                  []string
}

func python(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"python3", "/usr/bin/python3"} {
		if exec.Command(name, "-c", "import icalendar").Run() == nil {
			return name
		}
	}
	t.Skip("no python3 with icalendar here (apt-get install python3-icalendar)")
	return ""
}

func TestPythonReadsTheSame(t *testing.T) {
	program := python(t)
	f := feedFor(t, tresse.Own)
	f.Full = true
	feed, _ := render(t, f, quarter(t), nil)
	command := exec.Command(program, "-c", readWithPython)
	command.Stdin = bytes.NewReader(feed)
	var complaints strings.Builder
	command.Stderr = &complaints
	output, err := command.Output()
	if err != nil {
		t.Fatal(err, complaints.String())
	}
	var got, want []understood
	if err := json.Unmarshal(output, &got); err != nil {
		t.Fatal(err)
	}
	var report Report
	for _, e := range f.entries(quarter(t), &report) {
		want = append(want, understood{
			UID: string(e.uid), Start: rfc(e.start), End: rfc(e.end), Summary: e.summary,
			Description: e.description(-1), Location: e.location, Status: string(e.status), Errors: []string{},
		})
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("python-icalendar reads something else (-want +got):\n%s", diff)
	}
}

func rfc(t tresse.Time) string {
	if t.Day {
		return t.Format(time.DateOnly)
	}
	return t.UTC().Format(time.RFC3339)
}

package clients

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// An understood is an event as a program understands it: instants in UTC, days
// as dates.
type understood struct {
	UID, Start, End, Summary string
	Cancelled                bool
}

// understoodIn reads JSON lines.
func understoodIn(t *testing.T, lines []byte) []understood {
	t.Helper()
	var list []understood
	for line := range bytes.Lines(lines) {
		var u understood
		if err := json.Unmarshal(line, &u); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		list = append(list, u)
	}
	return list
}

// want has the program called name, or skips the test and says how to get it.
func want(t *testing.T, name, from string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("no %s here (%s)", name, from)
	}
	return path
}

func pythonWithIcalendar(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"python3", "/usr/bin/python3"} {
		if exec.Command(name, "-c", "import icalendar, sqlite3").Run() == nil {
			return name
		}
	}
	t.Skip("no python3 with icalendar here (apt-get install python3-icalendar)")
	return ""
}

// nodeWithIcal returns the environment in which node finds ical.js.
func nodeWithIcal(t *testing.T) []string {
	t.Helper()
	want(t, "node", "apt-get install nodejs")
	var places []string
	if folder, err := os.UserCacheDir(); err == nil {
		places = append(places, filepath.Join(folder, "tresse-ci", "node_modules"))
	}
	for _, place := range append(places, os.Getenv("NODE_PATH")) {
		c := exec.Command("node", "-e", `require("ical.js")`)
		c.Env = append(os.Environ(), "NODE_PATH="+place)
		if c.Run() == nil {
			return []string{"NODE_PATH=" + place}
		}
	}
	t.Skip("node finds no ical.js here (npm install --prefix ~/.cache/tresse-ci ical.js)")
	return nil
}

// libicalReader builds the reader that uses libical.
func libicalReader(t *testing.T) string {
	t.Helper()
	want(t, "cc", "apt-get install gcc")
	program := filepath.Join(t.TempDir(), "read")
	if out, err := exec.Command("cc", "-O", "-o", program, "testdata/read.c", "-lical").CombinedOutput(); err != nil {
		if strings.Contains(string(out), "libical/ical.h") {
			t.Skip("no libical here (apt-get install libical-dev)")
		}
		t.Fatalf("%v: %s", err, out)
	}
	return program
}

// A folder of vdirsyncer holds one file an event; khal reads them.
type folder struct {
	t   *testing.T
	dir string
}

func newFolder(t *testing.T, address string) *folder {
	t.Helper()
	want(t, "vdirsyncer", "apt-get install vdirsyncer")
	want(t, "khal", "apt-get install khal")
	f := &folder{t: t, dir: t.TempDir()}
	f.write("vdirsyncer", "[general]\nstatus_path = \""+f.dir+"/status\"\n"+
		"[pair agenda]\na = \"feed\"\nb = \"here\"\ncollections = null\nconflict_resolution = \"a wins\"\n"+
		"[storage feed]\ntype = \"http\"\nurl = \""+address+"\"\n"+
		"[storage here]\ntype = \"filesystem\"\npath = \""+f.dir+"/agenda\"\nfileext = \".ics\"\n")
	f.write("khal", "[calendars]\n[[agenda]]\npath = "+f.dir+"/agenda\n[locale]\nlocal_timezone = UTC\ndefault_timezone = UTC\n"+
		"timeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%dT%H:%M:00Z\nlongdatetimeformat = %Y-%m-%dT%H:%M:00Z\n"+
		"[sqlite]\npath = "+f.dir+"/khal.db\n")
	if err := os.Mkdir(filepath.Join(f.dir, "agenda"), 0o700); err != nil {
		t.Fatal(err)
	}
	run(t, "vdirsyncer", "-c", f.dir+"/vdirsyncer", "discover")
	return f
}

func (f *folder) write(name, text string) {
	f.t.Helper()
	if err := os.WriteFile(filepath.Join(f.dir, name), []byte(text), 0o600); err != nil {
		f.t.Fatal(err)
	}
}

func (f *folder) sync() {
	f.t.Helper()
	run(f.t, "vdirsyncer", "-c", f.dir+"/vdirsyncer", "sync")
}

// khal lists what khal shows, each event once; without UIDs, for vdirsyncer
// writes its own where it reads a feed.
func (f *folder) khal() []understood {
	f.t.Helper()
	from := time.Now().AddDate(0, 0, -70).Format(time.DateOnly)
	const mark = "\x1f"
	format := strings.Join([]string{"EVENT", "{start-date-long}", "{start-time}", "{end-date-long}", "{end-time}", "{title}", "{status}"}, mark)
	out := runWith(f.t, nil, []string{"LC_ALL=C.UTF-8"}, "khal", "-c", f.dir+"/khal", "list", "--once", "--day-format", "", "--format", format, from, "500d")
	var list []understood
	for line := range strings.Lines(string(out)) {
		part := strings.Split(strings.TrimRight(line, "\n"), mark)
		if part[0] != "EVENT" || len(part) != 7 {
			continue
		}
		u := understood{Start: part[1], End: part[3], Summary: part[5], Cancelled: strings.Contains(part[6], "CANCELLED")}
		if part[2] == "" {
			u.End = dayAfter(u.End) // khal tells the last day
		} else {
			u.Start, u.End = u.Start+"T"+part[2]+":00Z", u.End+"T"+part[4]+":00Z"
		}
		list = append(list, u)
	}
	return list
}

// dayAfter returns the day after one, as a date.
func dayAfter(date string) string {
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return day.AddDate(0, 0, 1).Format(time.DateOnly)
}

// thunderbird runs Thunderbird without a window until done says so, and returns
// what it then keeps. It lives in profile, a folder of its own.
func thunderbird(t *testing.T, profile, address string, done func() bool) {
	t.Helper()
	text, err := os.ReadFile("testdata/user.js")
	if err != nil {
		t.Fatal(err)
	}
	text = regexp.MustCompile("ADDRESS").ReplaceAllLiteral(text, []byte(address))
	if err := os.WriteFile(filepath.Join(profile, "user.js"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	c := exec.Command(want(t, "thunderbird", "apt-get install thunderbird"), "--headless", "--no-remote", "--profile", profile)
	c.Env = append(os.Environ(), "HOME="+profile, "MOZ_CRASHREPORTER_DISABLE=1")
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = c.Process.Signal(os.Interrupt)
		_ = c.Wait()
	}()
	await(t, "Thunderbird has read", 100*time.Second, done)
	settle(t, filepath.Join(profile, "calendar-data"))
}

// settle waits until nothing was written into a folder for two seconds:
// Thunderbird stores what it read piece by piece.
func settle(t *testing.T, folder string) {
	t.Helper()
	var size int64
	since := time.Now()
	await(t, "Thunderbird has written", 30*time.Second, func() bool {
		files, _ := filepath.Glob(filepath.Join(folder, "*"))
		var now int64
		for _, name := range files {
			if info, err := os.Stat(name); err == nil {
				now += info.Size() + info.ModTime().UnixNano()
			}
		}
		if now != size {
			size, since = now, time.Now()
		}
		return time.Since(since) > 2*time.Second
	})
}

func keptByThunderbird(t *testing.T, python, profile string) []understood {
	t.Helper()
	return understoodIn(t, run(t, python, "testdata/thunderbird.py", profile))
}

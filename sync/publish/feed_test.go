package publish

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tresse"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares got with a file of testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

var asOf = time.Date(2026, 10, 21, 9, 0, 0, 0, time.UTC) // a Wednesday

func day(y int, m time.Month, d int) tresse.Time {
	return tresse.OnDay(time.Date(y, m, d, 0, 0, 0, 0, time.UTC))
}

// at reads a wall time of Paris.
func at(t testing.TB, wall string) tresse.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", wall, load(t, "Europe/Paris"))
	if err != nil {
		t.Fatal(err)
	}
	return tresse.At(at)
}

// quarter is a mediator's life in small: each status, each kind, and fields
// that ask for trouble.
func quarter(t testing.TB) []tresse.Session {
	updated := time.Date(2026, 10, 1, 8, 30, 0, 0, time.UTC)
	cv := tresse.Session{
		ID: tresse.NewID("cv"), Aliases: []tresse.ID{tresse.NewID("cv-zeeg")}, Title: "Créer son CV", Kind: tresse.Workshop,
		Description: "Venez avec vos papiers ; tout le reste est fourni.\nInscription : karima@exemple.fr, 06 12 34 56 78 ou 04 76 12 34 56.",
		Start:       at(t, "2026-10-20 14:00"), End: at(t, "2026-10-20 16:00"), Status: tresse.Scheduled,
		Place:       tresse.Place{Name: "Médiathèque, salle 2", Address: "12 rue des Lilas, 38000 Grenoble", Postcode: "38000", City: "Grenoble", Lat: 45.1885, Lon: 5.7245},
		BookingURLs: []string{"https://zeeg.me/karima/creer-son-cv", "https://zeeg.me/r/x7Gh29Kd?token=abc"},
		Links:       []tresse.Link{{Source: "agenda", URL: "https://openagenda.com/mediation/events/creer-son-cv"}, {Source: "rendezvous", URL: "https://zeeg.me/e/5d1f6c52-0b1e-5b0f-9a37-747265737365"}},
		Capacity:    10, Taken: 7, Hosts: []tresse.Host{{Name: "Karima Benali", Email: "karima@exemple.fr"}},
		Tags: []string{"CV", "emploi, insertion"}, Themes: []string{"Emploi"}, Level: "débutant",
		Programme: &tresse.ProgrammePart{ID: tresse.NewID("parcours"), Title: "Retour à l'emploi", Index: 2, Of: 5},
		Conflicts: []tresse.Conflict{{Field: "title", Values: []tresse.ConflictValue{{Source: "agenda", Value: "Créer son CV"}, {Source: "rendezvous", Value: "Atelier CV"}}}},
		Refs:      []tresse.Ref{"agenda/50@20261020T120000Z", "rendezvous/zg-1"}, Updated: updated,
	}
	return []tresse.Session{
		cv,
		{ID: tresse.NewID("full"), Title: "Premiers pas sur smartphone", Kind: tresse.Workshop, Start: at(t, "2026-11-03 09:30"), End: at(t, "2026-11-03 11:00"), Status: tresse.Full, Capacity: 1, Taken: 1, Updated: updated},
		{ID: tresse.NewID("cancelled"), Title: "Impôts en ligne", Kind: tresse.Workshop, Start: at(t, "2026-10-28 09:30"), End: at(t, "2026-10-28 11:00"), Status: tresse.Cancelled, Updated: updated},
		{ID: tresse.NewID("withdrawn"), Title: "Impôts en ligne, suite", Kind: tresse.Workshop, Start: at(t, "2026-10-29 09:30"), End: at(t, "2026-10-29 11:00"), Status: tresse.Withdrawn, Updated: updated},
		{ID: tresse.NewID("postponed"), Title: "Photos de famille", Kind: tresse.Workshop, Start: at(t, "2026-11-05 14:00"), End: at(t, "2026-11-05 16:00"), Status: tresse.Postponed, Updated: updated},
		{ID: tresse.NewID("online"), Title: "Repérer les arnaques", Kind: tresse.Workshop, Start: at(t, "2026-11-10 18:00"), End: at(t, "2026-11-10 19:30"), Status: tresse.MovedOnline, OnlineURL: "https://visio.exemple.fr/b/kar-abc-def", Place: tresse.Place{Name: "Mairie", City: "Grenoble", Lat: 45, Lon: 5}, Updated: updated},
		{ID: tresse.NewID("drop-in"), Title: "Permanence numérique", Kind: tresse.DropIn, Start: day(2026, 11, 11), End: day(2026, 11, 13), Place: tresse.Place{City: "Échirolles"}, Updated: updated},
		{ID: tresse.NewID("appointment"), Title: "Rendez-vous individuel", Kind: tresse.Appointment, Start: at(t, "2026-10-22 10:00"), End: at(t, "2026-10-22 10:45"), PartOf: tresse.NewID("drop-in"), Updated: updated},
		{ID: tresse.NewID("private"), Title: "Dentiste", Kind: tresse.OtherKind, Description: "Docteur Molaire", Private: true, Start: at(t, "2026-10-23 17:00"), End: at(t, "2026-10-23 17:30"), Updated: updated},
		{ID: tresse.NewID("doubled"), Title: "Nuit du jeu", Kind: tresse.OtherKind, Start: tresse.At(time.Date(2026, 10, 25, 1, 30, 0, 0, time.UTC)), End: tresse.At(time.Date(2026, 10, 25, 3, 0, 0, 0, time.UTC)), Updated: updated},
		{ID: tresse.NewID("long"), Title: strings.Repeat("Éducation numérique à l'école élémentaire ", 5), Kind: tresse.OtherKind, Start: at(t, "2027-01-04 09:00"), End: at(t, "2027-01-04 12:00"), Updated: updated},
		{ID: tresse.NewID("untitled"), Kind: tresse.DropIn, Start: at(t, "2027-01-05 09:00"), End: at(t, "2027-01-05 12:00"), Updated: updated},
		{ID: tresse.NewID("past"), Title: "Trop vieux", Start: at(t, "2026-08-10 09:00"), End: at(t, "2026-08-10 12:00"), Updated: updated},
		{ID: tresse.NewID("far"), Title: "Trop loin", Start: at(t, "2027-11-30 09:00"), End: at(t, "2027-11-30 12:00"), Updated: updated},
	}
}

func feedFor(t testing.TB, a tresse.Audience) Feed {
	return Feed{Audience: a, Name: "Ateliers ; Karima, « médiatrice »", Address: "https://agenda.exemple.fr/feed/public.ics", Zone: load(t, "Europe/Paris"), AsOf: asOf}
}

// render makes a feed and fails the test if there is anything to say against it.
func render(t testing.TB, f Feed, sessions []tresse.Session, published map[tresse.ID]tresse.Published) ([]byte, Report) {
	t.Helper()
	feed, report, err := f.Render(sessions, published)
	if err != nil {
		t.Fatal(err)
	}
	check := Lint
	if f.Full {
		check = LintFull
	}
	if found := check(feed); len(found) > 0 {
		t.Fatalf("%s\n%s", strings.Join(found, "\n"), feed[:min(len(feed), 5000)])
	}
	if report.Bytes != len(feed) || report.Events != bytes.Count(feed, []byte("\nBEGIN:VEVENT\r\n")) {
		t.Fatalf("report says %+v of %d octets", report, len(feed))
	}
	return feed, report
}

func TestFeedOfEachAudience(t *testing.T) {
	for _, a := range []tresse.Audience{tresse.Public, tresse.Team, tresse.Own} {
		f := feedFor(t, a)
		f.Opaque = true // counts in the mediator's own feed alone
		feed, _ := render(t, f, quarter(t), nil)
		golden(t, string(a)+".ics", feed)
	}
}

// What must not stand in a feed, whatever the golden files say.
func TestFeedKeepsToItself(t *testing.T) {
	feed, _ := render(t, feedFor(t, tresse.Public), quarter(t), nil)
	public := unfolded(feed)
	for _, secret := range []string{"karima@", "06 12", "token", "x7Gh29Kd", "Karima Benali", "5d1f6c52", "Dentiste", "Molaire", "individuel", "7/10", "ATTENDEE", "ORGANIZER", "OPAQUE"} {
		if strings.Contains(public, secret) {
			t.Errorf("public feed holds %q", secret)
		}
	}
	if !strings.Contains(public, "04 76 12 34 56") {
		t.Error("public feed lost a landline")
	}
	feed, _ = render(t, feedFor(t, tresse.Team), quarter(t), nil)
	team := unfolded(feed)
	for _, secret := range []string{"karima@", "Dentiste", "Molaire", "ATTENDEE", "ORGANIZER", "OPAQUE"} {
		if strings.Contains(team, secret) {
			t.Errorf("team feed holds %q", secret)
		}
	}
	for _, word := range []string{"7/10 inscrits", "1/1 inscrit\r\n", "Karima Benali", "Rendez-vous individuel", "SUMMARY:Occupé"} {
		if !strings.Contains(team, word) {
			t.Errorf("team feed lacks %q", word)
		}
	}
	feed, _ = render(t, feedFor(t, "nobody we know"), quarter(t), nil)
	if unfolded(feed) != public {
		t.Error("an unknown audience sees more or less than the public")
	}
}

func unfolded(feed []byte) string { return strings.ReplaceAll(string(feed), "\r\n ", "") }

func TestEmptyAgendaKeepsItsTimezone(t *testing.T) {
	for _, zone := range []string{"Europe/Paris", "UTC"} {
		f := Feed{AsOf: asOf, Zone: load(t, zone)}
		feed, _ := render(t, f, nil, nil)
		if bytes.Count(feed, []byte("BEGIN:VTIMEZONE\r\n")) != 1 {
			t.Errorf("%s: %s", zone, feed)
		}
		if bytes.Contains(feed, []byte("SOURCE")) {
			t.Error("SOURCE without an address")
		}
	}
}

func TestFeedNeedsItsTime(t *testing.T) {
	if _, _, err := (Feed{}).Render(nil, nil); err == nil {
		t.Error("no error without AsOf")
	}
}

// The order in which sessions come from the store is nobody's business.
func TestOrderOfSessionsDoesNotMatter(t *testing.T) {
	sessions := quarter(t)
	want, _ := render(t, feedFor(t, tresse.Own), sessions, nil)
	slices.Reverse(sessions)
	got, _ := render(t, feedFor(t, tresse.Own), sessions, nil)
	if !bytes.Equal(got, want) {
		t.Error("other bytes for the same sessions in another order")
	}
}

func TestWindowMovesOnMondays(t *testing.T) {
	paris := load(t, "Europe/Paris")
	monday := time.Date(2026, 10, 19, 0, 0, 0, 0, paris)
	from, to := Window(monday, paris)
	if want := time.Date(2026, 8, 20, 0, 0, 0, 0, paris); !from.Equal(want) {
		t.Errorf("from %v, want %v", from, want)
	}
	if want := time.Date(2027, 11, 23, 0, 0, 0, 0, paris); !to.Equal(want) {
		t.Errorf("to %v, want %v", to, want)
	}
	sunday := time.Date(2026, 10, 25, 23, 59, 59, 0, paris) // the clocks went back that day
	if f, u := Window(sunday, paris); !f.Equal(from) || !u.Equal(to) {
		t.Errorf("on Sunday night %v to %v", f, u)
	}
	if f, _ := Window(sunday.Add(time.Second), paris); !f.Equal(from.AddDate(0, 0, 7)) {
		t.Errorf("on Monday %v", f)
	}
}

func TestBounds(t *testing.T) {
	titles := func(f Feed) (list []string) {
		feed, _ := render(t, f, quarter(t), nil)
		for _, line := range strings.Split(unfolded(feed), "\r\n") {
			if title, ok := strings.CutPrefix(line, "SUMMARY:"); ok {
				list = append(list, title)
			}
		}
		return list
	}
	f := feedFor(t, tresse.Own)
	if got := titles(f); slices.Contains(got, "Trop vieux") || slices.Contains(got, "Trop loin") {
		t.Errorf("in the window: %q", got)
	}
	f.From = at(t, "2026-10-20 16:00").Time
	f.To = at(t, "2026-10-22 10:01").Time
	if got := titles(f); !slices.Equal(got, []string{"Rendez-vous individuel"}) {
		t.Errorf("between bounds: %q", got)
	}
	f = feedFor(t, tresse.Own)
	f.Full = true
	if got := titles(f); len(got) != len(quarter(t)) {
		t.Errorf("full: %q", got)
	}
	f.From = at(t, "2027-11-01 00:00").Time
	if got := titles(f); !slices.Equal(got, []string{"Trop loin"}) {
		t.Errorf("full from November: %q", got)
	}
}

// many are n sessions an hour apart, each with a long text.
func many(n, text int) []tresse.Session {
	start := time.Date(2026, 10, 20, 6, 0, 0, 0, time.UTC)
	sessions := make([]tresse.Session, n)
	for i := range sessions {
		at := start.Add(time.Duration(i) * 30 * time.Minute)
		sessions[i] = tresse.Session{
			ID: tresse.NewID(strconv.Itoa(i)), Title: "Atelier n° " + strconv.Itoa(i), Kind: tresse.Workshop, Start: tresse.At(at), End: tresse.At(at.Add(time.Hour)),
			Description: strings.Repeat("Apprendre à naviguer, écrire et compter. ", text/40), Place: tresse.Place{Name: "Médiathèque", Address: "12 rue des Lilas", Postcode: "38000", City: "Grenoble", Lat: 45.1885, Lon: 5.7245},
			BookingURLs: []string{"https://zeeg.me/karima/atelier"}, Links: []tresse.Link{{Source: "agenda", URL: "https://openagenda.com/mediation/events/" + strconv.Itoa(i)}},
			Hosts: []tresse.Host{{Name: "Karima Benali", Email: "karima@exemple.fr"}}, Tags: []string{"CV"}, Capacity: 10, Taken: 3, Updated: start,
		}
	}
	return sessions
}

func TestLargeFeedIsShortened(t *testing.T) {
	for _, c := range []struct {
		name     string
		sessions []tresse.Session
		cut      bool
		drawn    bool
	}{
		{"fits", many(1000, 200), false, false},
		{"long texts", many(1000, 2000), true, false},
		{"too many", many(2500, 1000), true, true},
	} {
		f := feedFor(t, tresse.Public)
		feed, report := render(t, f, c.sessions, nil)
		if report.CutDescriptions != c.cut || report.DrawnInTo.IsZero() == c.drawn || len(feed) > 950_000 {
			t.Errorf("%s: %+v", c.name, report)
		}
		if !c.drawn {
			continue
		}
		if next := c.sessions[report.Events].Start; !report.DrawnInTo.Equal(next.Time) {
			t.Errorf("drawn in to %v, the first one left out is at %v", report.DrawnInTo, next)
		}
		f.Full = true
		if full, report := render(t, f, c.sessions, nil); report.CutDescriptions || report.Events != 2500 || len(full) < 1_000_000 {
			t.Errorf("full: %+v", report)
		}
	}
}

// One session may be as large as a platform lets it, and a feed lives on.
func TestMonstrousSession(t *testing.T) {
	s := many(1, 40)[0]
	flood := strings.Repeat("é;,\\\n", 100_000)
	s.Title, s.Description, s.Level, s.Place.Name = flood, flood, flood, flood
	for i := range 10_000 {
		s.Tags = append(s.Tags, strconv.Itoa(i))
		s.BookingURLs = append(s.BookingURLs, "https://exemple.fr/"+strconv.Itoa(i))
		s.Hosts = append(s.Hosts, tresse.Host{Name: strconv.Itoa(i)})
	}
	for _, a := range []tresse.Audience{tresse.Public, tresse.Team, tresse.Own} {
		if _, report := render(t, feedFor(t, a), []tresse.Session{s}, nil); report.Events != 1 {
			t.Errorf("%s: %+v", a, report)
		}
	}
}

// A session that no calendar can hold is counted, and costs the others nothing.
func TestUnwritableSessions(t *testing.T) {
	good := many(1, 40)[0]
	noID, twin, late := good, good, good
	noID.ID = "not a UUID\r\nATTENDEE:x"
	twin.Title = "Jumeau"
	twin.Start.Time = twin.Start.Add(time.Minute)
	late.ID = tresse.NewID("late")
	late.Start.Time = time.Date(12026, 1, 1, 0, 0, 0, 0, time.UTC)
	f := feedFor(t, tresse.Own)
	f.Full = true
	_, report := render(t, f, []tresse.Session{noID, twin, late, {ID: tresse.NewID("undated")}, good}, nil)
	if report.Events != 1 || report.Skipped != 4 {
		t.Errorf("%+v", report)
	}
}

func TestSpanAlwaysEndsLater(t *testing.T) {
	paris := load(t, "Europe/Paris")
	noon := tresse.At(time.Date(2026, 10, 20, 10, 0, 0, 0, time.UTC))
	for _, c := range []struct{ start, end, want tresse.Time }{
		{noon, tresse.Time{}, tresse.At(noon.Add(time.Hour))},
		{noon, noon, tresse.At(noon.Add(time.Hour))},
		{noon, day(2026, 10, 21), tresse.At(time.Date(2026, 10, 20, 22, 0, 0, 0, time.UTC))},
		{day(2026, 10, 20), tresse.Time{}, day(2026, 10, 21)},
		{day(2026, 10, 20), day(2026, 10, 19), day(2026, 10, 21)},
		{day(2026, 10, 20), noon, day(2026, 10, 21)},
		{day(2026, 10, 20), tresse.At(time.Date(2026, 10, 21, 22, 0, 0, 0, time.UTC)), day(2026, 10, 22)},
	} {
		_, end := span(&tresse.Session{Start: c.start, End: c.end}, paris)
		if !end.Same(c.want) {
			t.Errorf("%v to %v: ends %v, want %v", c.start, c.end, end, c.want)
		}
	}
}

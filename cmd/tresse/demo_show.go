package main

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tresse"
	"tresse/cmd/tresse/demo"
	"tresse/store"
	"tresse/sync/publish"
)

// The files that the demonstration writes beside its configuration.
const (
	demoFeed       = "agenda.ics"
	demoPublicFeed = "agenda-public.ics"
)

// showDemo writes the files and says, by examples, what came of it all.
func (a *app) showDemo(dir string, o demoOptions) error {
	if err := a.writeDemo(dir); err != nil {
		return err
	}
	if err := a.tellExamples(time.Now()); err != nil {
		return err
	}
	where, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "\nÉcrit dans %s :\n", where)
	fmt.Fprintf(a.out, "  %-54s les calendriers réunis, le vôtre et le public\n", demoFeed+", "+demoPublicFeed)
	for _, l := range demoLists {
		fmt.Fprintf(a.out, "  %-54s %s\n", strings.Join(l.files(), ", "), l.about)
	}
	switch {
	case o.data == "" && !o.once:
		fmt.Fprintln(a.out, "Ce dossier est provisoire : il sera effacé à la fin (avec --data, il reste).")
	default:
		fmt.Fprintf(a.out, "Pour regarder de plus près : tresse --config %s sessions\n", quoted(filepath.Join(where, "tresse.toml")))
	}
	return nil
}

// quoted keeps a path with spaces one argument of a shell.
func quoted(path string) string {
	if strings.ContainsAny(path, " '\"") {
		return fmt.Sprintf("%q", path)
	}
	return path
}

// demoLists are the lists that are written, each as CSV, XLSX and JSON.
var demoLists = [...]demoList{
	{"seances", "les séances, chacune une fois", func(a *app) (publish.Table, error) {
		list, err := a.store.Sessions("sessions", store.Window{})
		return publish.Sessions(list, a.config.Zone), err
	}},
	{"inscriptions", "les inscriptions", (*app).registrationsTable},
	{"personnes", "les personnes, sans doublons", func(a *app) (publish.Table, error) {
		list, err := a.store.Beneficiaries()
		return publish.Beneficiaries(list, a.config.Zone), err
	}},
}

type demoList struct {
	name, about string
	table       func(*app) (publish.Table, error)
}

var demoFormats = [...]publish.Format{publish.FormatCSV, publish.FormatXLSX, publish.FormatJSON}

func (l *demoList) files() []string {
	var names []string
	for _, f := range demoFormats {
		names = append(names, l.name+"."+string(f))
	}
	return names
}

func (a *app) registrationsTable() (publish.Table, error) {
	sessions, err := a.store.Sessions("sessions", store.Window{})
	if err != nil {
		return publish.Table{}, err
	}
	people, err := a.store.Beneficiaries()
	if err != nil {
		return publish.Table{}, err
	}
	list, err := a.store.Registrations()
	session := lookup(sessions, func(s *tresse.Session) []tresse.ID { return append(s.Aliases, s.ID) })
	person := lookup(people, func(b *tresse.Beneficiary) []tresse.ID { return append(b.Aliases, b.ID) })
	return publish.Registrations(list, session, person, time.Now(), a.config.Zone), err
}

// writeDemo writes calendars and lists into dir, each file whole or not at all.
func (a *app) writeDemo(dir string) error {
	f := publish.Feed{Audience: tresse.Own, Zone: a.config.Zone, AsOf: time.Now()}
	if err := a.writeFeed(f, "", filepath.Join(dir, demoFeed)); err != nil {
		return err
	}
	f.Audience = tresse.Public
	if err := a.writeFeed(f, "", filepath.Join(dir, demoPublicFeed)); err != nil {
		return err
	}
	for _, l := range demoLists {
		table, err := l.table(a)
		if err != nil {
			return err
		}
		for i, name := range l.files() {
			if err := a.write(output{format: string(demoFormats[i]), file: filepath.Join(dir, name)}, table); err != nil {
				return err
			}
		}
	}
	return nil
}

// tellExamples shows what a list cannot: what was one all along.
func (a *app) tellExamples(now time.Time) error {
	sessions, err := a.store.Sessions("sessions", store.Window{})
	if err != nil {
		return err
	}
	people, err := a.store.Beneficiaries()
	if err != nil {
		return err
	}
	seats, err := a.store.Registrations()
	if err != nil {
		return err
	}
	if err := a.tellBraided(sessions, now); err != nil {
		return err
	}
	if err := a.tellSpellings(people); err != nil {
		return err
	}
	a.tellShared(people)
	a.tellToFill(seats, sessions, now)
	return nil
}

// tellBraided shows the session that most sources list, a coming one first.
func (a *app) tellBraided(sessions []tresse.Session, now time.Time) error {
	best := slices.MaxFunc(append(sessions, tresse.Session{}), func(s, t tresse.Session) int {
		return cmp.Or(
			cmp.Compare(len(sourcesOf(s.Refs)), len(sourcesOf(t.Refs))),
			compareBool(s.Start.After(now), t.Start.After(now)),
			t.Start.Compare(s.Start.Time))
	})
	if len(sourcesOf(best.Refs)) < 2 {
		return nil
	}
	listings, err := a.store.Listings(best.Refs)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "\nUne séance annoncée à %d endroits, et une seule ligne :\n", len(sourcesOf(best.Refs)))
	for _, l := range listings {
		fmt.Fprintf(a.out, "  %-12s « %s »\n", l.Ref.Source(), l.Title)
	}
	fmt.Fprintf(a.out, "  → %s, « %s », %s\n", demo.Spoken(best.Start.In(a.config.Zone)), best.Title, best.Place.Name)
	return nil
}

func sourcesOf(refs []tresse.Ref) []string {
	var names []string
	for _, r := range refs {
		if !slices.Contains(names, r.Source()) {
			names = append(names, r.Source())
		}
	}
	return names
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// tellSpellings shows who is written in the most ways.
func (a *app) tellSpellings(people []tresse.Beneficiary) error {
	var best tresse.Beneficiary
	var ways []string
	for _, b := range people {
		bookings, err := a.store.Bookings(b.Refs)
		if err != nil {
			return err
		}
		var names []string
		for _, k := range bookings {
			names = append(names, cmp.Or(k.Person.FullName, strings.TrimSpace(k.Person.FirstName+" "+k.Person.LastName)))
		}
		slices.Sort(names)
		names = slices.Compact(names)
		if c := cmp.Compare(len(names), len(ways)); c > 0 || c == 0 && slices.Compare(names, ways) < 0 {
			best, ways = b, names
		}
	}
	if len(ways) < 2 {
		return nil
	}
	fmt.Fprintf(a.out, "\nUne personne écrite de %d façons, et une seule fiche :\n  « %s »\n  → %s, %s\n",
		len(ways), strings.Join(ways, " », « "), publish.PersonName(&best), count(best.Registrations, "inscription", "inscriptions"))
	return nil
}

// tellShared shows that a household's phone makes nobody one person.
func (a *app) tellShared(people []tresse.Beneficiary) {
	of := map[string][]string{} // by phone and name
	largest := ""
	for i := range people {
		for _, phone := range people[i].Phones {
			household := phone + " " + people[i].LastName
			of[household] = append(of[household], publish.PersonName(&people[i]))
			if n, most := len(of[household]), len(of[largest]); n > most || n == most && household < largest {
				largest = household
			}
		}
	}
	if names := of[largest]; len(names) > 1 {
		slices.Sort(names)
		fmt.Fprintf(a.out, "\nUn seul téléphone pour une famille, et %d personnes qui restent distinctes :\n  %s\n", len(names), strings.Join(names, ", "))
	}
}

// tellToFill counts the seats of which nobody has said yet whether they were
// taken: no platform of the demonstration can.
func (a *app) tellToFill(seats []tresse.Registration, sessions []tresse.Session, now time.Time) {
	past := map[tresse.ID]bool{}
	for i := range sessions {
		past[sessions[i].ID] = !sessions[i].Start.After(now)
	}
	n := 0
	for _, r := range seats {
		if past[r.Session] && r.Status == tresse.Booked {
			n++
		}
	}
	if n > 0 {
		fmt.Fprintf(a.out, "\n%s : Zeeg ne dit pas qui est venu, et quatre personnes sur dix ne viennent pas.\n", count(n, "inscription passée reste à pointer", "inscriptions passées restent à pointer"))
	}
}

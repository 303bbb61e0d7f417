package sessions

import (
	"testing"
	"time"

	"tresse"
)

func TestReadTitle(t *testing.T) {
	for _, c := range []struct {
		title          string
		words, level   string
		number, of     int
		course         bool
		room, group    string
		beyondTheFirst bool
	}{
		{title: "ATELIER : Créer son CV (débutants)", words: "cv", level: "debutant"},
		{title: "Créer son CV – séance 2/3", words: "cv", number: 2, of: 3, course: true},
		{title: "📱 L’ordinateur pas à pas, 2e séance", words: "ordinateur", number: 2},
		{title: "Parcours : l’ordinateur pas à pas (3 séances)", words: "ordinateur", of: 3, course: true},
		{title: "Tableur – perfectionnement", words: "tableur", level: "avance", beyondTheFirst: true},
		{title: "Tablette, groupe B, salle 2", words: "2 salle tablette", group: "b", room: "salle 2"},
		{title: "Café numérique du 3/12", words: "3/12 cafe"},
		{title: "Sa messagerie électronique", words: "mail"},
	} {
		got := ReadTitle(c.title)
		if joined(got.Words) != c.words || got.Level != c.level || got.Number != c.number || got.Of != c.of || got.Course != c.course ||
			got.Room != c.room || got.Group != c.group || got.beyondFirst() != c.beyondTheFirst {
			t.Errorf("%q reads %+v", c.title, got)
		}
	}
}

func joined(words []string) string {
	text := ""
	for i, w := range words {
		if i > 0 {
			text += " "
		}
		text += w
	}
	return text
}

// Two listings that agree in all but one thing.
func TestZones(t *testing.T) {
	base := func() (a, b tresse.ListingFact) {
		a, b = fact("agenda", "1", 1), fact("zeeg", "1", 1)
		a.Title, b.Title = "Atelier : créer son CV", "Créer son CV"
		a.Kind, b.Kind = tresse.Workshop, tresse.Workshop
		a.Place = tresse.Place{Name: "Médiathèque des Platanes", City: "Vénissieux", Postcode: "69200"}
		b.Place = tresse.Place{Name: "Médiathèque des Platanes"}
		return a, b
	}
	for _, c := range []struct {
		name   string
		change func(a, b *tresse.ListingFact)
		want   Zone
	}{
		{"nothing differs", func(_, _ *tresse.ListingFact) {}, Same},
		{"no place on one side", func(_, b *tresse.ListingFact) { b.Place = tresse.Place{} }, Same},
		{"another room", func(a, b *tresse.ListingFact) { a.Place.Name += ", salle 1"; b.Place.Name += ", salle 2" }, Different},
		{"another town", func(_, b *tresse.ListingFact) { b.Place.City = "Bron" }, Different},
		{"another host", func(a, b *tresse.ListingFact) {
			a.Hosts, b.Hosts = []tresse.Host{{Name: "Camille Roussel"}}, []tresse.Host{{Name: "Karim Benali"}}
		}, Different},
		{"an organisation hosts", func(a, b *tresse.ListingFact) {
			a.Hosts, b.Hosts = []tresse.Host{{Name: "Médiathèque"}}, []tresse.Host{{Name: "Karim Benali"}}
		}, Same},
		{"séance 1 and 2", func(a, b *tresse.ListingFact) { a.Title += " (1/3)"; b.Title += " (2/3)" }, Different},
		{"beginners and advanced", func(a, b *tresse.ListingFact) { a.Title += " débutants"; b.Title += " – perfectionnement" }, Different},
		{"initiation and advanced", func(a, b *tresse.ListingFact) { a.Title = "Initiation au tableur"; b.Title = "Tableur avancé" }, Different},
		{"children and the elderly", func(a, b *tresse.ListingFact) { a.Title += " pour les enfants"; b.Title += " (seniors)" }, Different},
		{"groups", func(a, b *tresse.ListingFact) { a.Title += " – groupe A"; b.Title += " – groupe B" }, Different},
		{"a permanence", func(_, b *tresse.ListingFact) { b.Kind = tresse.DropIn }, Different},
		{"an appointment", func(_, b *tresse.ListingFact) { b.Kind = tresse.Appointment }, Different},
		{"two appointments", func(a, b *tresse.ListingFact) { a.Kind, b.Kind = tresse.Appointment, tresse.Appointment }, Different},
		{"another language", func(_, b *tresse.ListingFact) { b.Title += " en arabe" }, Maybe},
		{"another subject", func(_, b *tresse.ListingFact) { b.Title, b.Place = "Retoucher ses photos", tresse.Place{} }, Different},
		{"another subject in one house", func(_, b *tresse.ListingFact) { b.Title = "Retoucher ses photos" }, Maybe},
		{"another subject, same host", func(a, b *tresse.ListingFact) {
			b.Title = "Retoucher ses photos"
			a.Hosts, b.Hosts = []tresse.Host{{Name: "Camille Roussel"}}, []tresse.Host{{Name: "ROUSSEL Camille"}}
		}, Maybe},
		{"a quarter of an hour later", func(_, b *tresse.ListingFact) { b.Start = tresse.At(b.Start.Add(15 * time.Minute)) }, Same},
		{"half an hour later", func(_, b *tresse.ListingFact) { b.Start = tresse.At(b.Start.Add(30 * time.Minute)) }, Maybe},
		{"one after the other", func(a, b *tresse.ListingFact) {
			a.End = tresse.At(a.Start.Add(15 * time.Minute))
			b.Start = a.End
		}, Different},
		{"three hours later", func(_, b *tresse.ListingFact) {
			b.Start, b.End = tresse.At(b.Start.Add(3*time.Hour)), tresse.At(b.End.Add(3*time.Hour))
		}, Different},
		{"where it stood before it was moved", func(_, b *tresse.ListingFact) {
			b.MovedFrom = []tresse.Move{{Ref: b.Ref, Start: b.Start}}
			b.Start, b.End = tresse.At(b.Start.Add(27*time.Hour)), tresse.At(b.End.Add(27*time.Hour))
		}, Same},
		{"the whole day", func(_, b *tresse.ListingFact) { b.Start, b.End = tresse.OnDay(b.Start.Time), tresse.Time{} }, Maybe},
		{"one source", func(_, b *tresse.ListingFact) { b.Ref = "agenda/2" }, Maybe},
		{"another title, and a link to the page", func(a, b *tresse.ListingFact) {
			a.Title, b.Title = "Les mardis de l’emploi", "Créer son CV"
			a.BookingURLs, b.Pages = []string{"https://zeeg.me/karim-benali/creer-son-cv?utm=x"}, []string{"https://zeeg.me/karim-benali"}
		}, Same},
	} {
		a, b := base()
		c.change(&a, &b)
		rules := NewRules(nil, nil, nil)
		x, y := rules.Sketch(&a), rules.Sketch(&b)
		w := weigh(x, y, true)
		if w.Zone != c.want {
			t.Errorf("%s: zone %d, want %d: %s", c.name, w.Zone, c.want, w)
		}
		if back := weigh(y, x, true); back.Zone != w.Zone || back.Score != w.Score {
			t.Errorf("%s: the other way round: %s, not %s", c.name, back, w)
		}
		if short := weigh(x, y, false); short.Zone != w.Zone {
			t.Errorf("%s: unexplained it is %d, not %d", c.name, short.Zone, w.Zone)
		}
	}
}

// A listing that might be either of two, which cannot be one, is neither.
func TestTwoWaysToGo(t *testing.T) {
	a, b, c := fact("agenda", "1", 1), fact("agenda", "2", 1), fact("zeeg", "1", 1)
	for _, f := range []*tresse.ListingFact{&a, &b, &c} {
		f.Title, f.Kind = "Atelier : créer son CV", tresse.Workshop
	}
	a.Place, b.Place = tresse.Place{Name: "Mairie", City: "Bron"}, tresse.Place{Name: "Mairie", City: "Vénissieux"}
	facts := func() []tresse.ListingFact { return []tresse.ListingFact{a, b, c} }
	if got := Group(facts(), NewRules(nil, nil, nil)); len(got) != 3 {
		t.Errorf("%v", groups(got))
	}
	c.Place = tresse.Place{Name: "Mairie de Bron", City: "Bron"}
	if got := Group(facts(), NewRules(nil, nil, nil)); len(got) != 2 || len(got[0].Refs) != 2 {
		t.Errorf("where it says which: %v", groups(got))
	}
}

// What another tresse passes on under the id of a listing is that listing.
func TestTheIDOfAListingIsAnIdentity(t *testing.T) {
	a, b := fact("agenda", "1", 1), fact("voisin", "1", 2)
	b.ID, b.Keys, b.Title = a.ID, []string{tresse.KeyTresse(a.ID)}, "Tout autre chose"
	if got := Group([]tresse.ListingFact{a, b}, NewRules(nil, nil, nil)); len(got) != 1 {
		t.Errorf("%v", groups(got))
	}
}

// Two groups of one parcours, held on different weekdays, are two times that it
// is held.
func TestCohorts(t *testing.T) {
	var facts []tresse.ListingFact
	for week := range 3 {
		for g, day := range []int{0, 3} {
			f := fact("agenda", string(rune('a'+week*2+g)), 1)
			f.Title = "Tablette : séance " + string(rune('1'+week)) + "/3"
			f.Kind = tresse.Workshop
			f.Start = tresse.At(noon.AddDate(0, 0, 7*week+day))
			f.End = tresse.At(f.Start.Add(time.Hour))
			facts = append(facts, f)
		}
	}
	sizes := map[tresse.ID]int{}
	for _, s := range Group(facts, NewRules(nil, nil, nil)) {
		if s.Programme == nil || s.Programme.Of != 3 || s.Programme.Title != "Tablette" {
			t.Fatalf("%s: %+v", s.Title, s.Programme)
		}
		sizes[s.Programme.ID]++
		if wanted := int(s.Start.Sub(noon)/(7*24*time.Hour)) + 1; s.Programme.Index != wanted {
			t.Errorf("%s is number %d", s.Start, s.Programme.Index)
		}
	}
	if len(sizes) != 2 {
		t.Errorf("%v", sizes)
	}
}

func TestLevelIn(t *testing.T) {
	for title, want := range map[string]string{
		"Tablette DÉBUTANTS": "débutant", "Tableur, niveau 2": "intermédiaire", "Excel – perfectionnement": "avancé", "Français A1 – niveau A2": "niveau A2", "Atelier CV": "",
	} {
		if got := LevelIn(title); got != want {
			t.Errorf("%q is of level %q, want %q", title, got, want)
		}
	}
}

// What is passed over cheaply says no parcours.
func TestMaySayCourse(t *testing.T) {
	for _, title := range []string{"CV 2/3", "Séance n° 2 : CV", "DEUXIÈME SÉANCE", "Atelier n°3 : tablette", "ATELIER 3 tablette", "J2 – vidéo", "Stage S1", "Cycle de 4 ateliers : photo", "Parcours photo", "Module 2 : mail", "2 sur 3 : mail", "Cours 4 – mail"} {
		if r := ReadTitle(title); r.Number == 0 && !r.Course {
			t.Errorf("%q says none", title)
		}
		if !maySayCourse(title) {
			t.Errorf("%q is passed over", title)
		}
	}
	for _, title := range []string{"Atelier tablette (groupe 12)", "Windows 11", "Atelier CV"} {
		if maySayCourse(title) {
			t.Errorf("%q is looked at", title)
		}
	}
}

func FuzzReadTitle(f *testing.F) {
	for _, s := range []string{"Atelier CV 1/3", "séance 2 sur 3", "1 / 2 / 3", "///", "L’été à l’œuvre", "1er", "2e séance", "\xff\xfe", "salle", "groupe"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, title string) {
		a := ReadTitle(title)
		if a.Number < 0 || a.Of < 0 || a.Of > mostSeances || a.Of > 0 && a.Number > a.Of {
			t.Errorf("%q: %d of %d", title, a.Number, a.Of)
		}
		CourseTitle(title)
		p := readSpot(&tresse.Listing{Place: tresse.Place{Name: title, Address: title}})
		if p.compare(&p) < unknown {
			t.Errorf("%q is not itself", title)
		}
	})
}

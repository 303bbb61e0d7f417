package publish_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tresse"
	"tresse/sync/publish"
)

// A page says of a session what the feed of its audience says, no more.
func TestNoticesSayWhatTheFeedSays(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	start := tresse.At(time.Date(2026, 11, 24, 13, 0, 0, 0, time.UTC))
	end := tresse.At(start.Add(2 * time.Hour))
	id := func(s string) tresse.ID { return tresse.NewID(s) }
	list := []tresse.Session{
		{ID: id("a"), Title: "Créer son CV", Kind: tresse.Workshop, Start: start, End: end, Status: tresse.Full, Place: tresse.Place{Name: "Médiathèque", City: "Lens"}},
		{ID: id("b"), Title: "Entretien avec Zoé Essai", Kind: tresse.Appointment, Start: start, End: end},
		{ID: id("c"), Title: "Écrire à zoe@example.org", Kind: tresse.DropIn, Start: start, End: end, Status: tresse.Cancelled},
		{ID: id("d"), Title: "Réunion", Private: true, Start: start, End: end},
		{ID: id("e"), Title: "Sans date"},
	}
	got := publish.Notices(tresse.Public, list, zone, nil)
	want := []publish.Notice{
		{ID: id("a"), Start: start, End: end, Title: "Créer son CV", Lead: "Complet.", Location: "Médiathèque, Lens"},
		{ID: id("c"), Start: start, End: end, Title: "Annulé : Écrire à (e-mail masqué)", Off: true},
	}
	for i := range got {
		got[i].Title = strings.ReplaceAll(got[i].Title, "\u00a0", " ")
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("public notices (-want +got):\n%s", d)
	}
	if own := publish.Notices(tresse.Own, list, zone, nil); len(own) != 4 {
		t.Errorf("the mediator sees %d of 4 sessions", len(own))
	}
}

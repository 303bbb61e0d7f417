package ical

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tresse"
	"tresse/connectors"
	"tresse/connectors/httpx"
)

const (
	here    = "0a000000-0000-8000-8000-000000000001"
	there   = "0a000000-0000-8000-8000-000000000002"
	further = "0a000000-0000-8000-8000-000000000003"
	anUID   = "8d3f3a52-6c2f-5a0e-9d7e-1d2c3b4a5f60"
)

// feedOf is a feed of the tresse that is called there, with one event.
func feedOf(head, event string) string {
	return strings.ReplaceAll("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//tresse//tresse//FR\nX-TRESSE-ID:"+there+"\n"+head+
		"BEGIN:VEVENT\nUID:"+anUID+"\nDTSTAMP:20261101T080000Z\nDTSTART:20261202T080000Z\nDTEND:20261202T090000Z\n"+
		"SUMMARY:Créer son CV\nCATEGORIES:Atelier,emploi\nTRANSP:TRANSPARENT\n"+event+"END:VEVENT\nEND:VCALENDAR\n", "\n", "\r\n")
}

func pullFeed(t *testing.T, text string) ([]tresse.Listing, connectors.Outcome) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "agenda.ics")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c := newConnector(Options{Path: path}, connectors.Env{
		Name: "ailleurs", Zone: time.UTC, Horizon: 400 * 24 * time.Hour,
		Now:    func() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC) },
		Secret: func(string) string { return here },
	}, httpx.Options{})
	var all []tresse.Listing
	out, err := c.Pull(context.Background(), nil, func(b connectors.Batch) error {
		all = append(all, b.Listings...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all, out
}

// A session remembers through which tresses it came, and one that came from here
// is not taken.
func TestWay(t *testing.T) {
	long := strings.TrimSuffix(strings.Repeat(further+",", maxHops+1), ",")
	for via, want := range map[string]string{
		"":                               there,
		"X-TRESSE-VIA:" + further + "\n": further + " " + there,
		"X-TRESSE-VIA:" + here + "\n":    "echo",
		"X-TRESSE-VIA:" + further + "," + here + "\n": "echo",
		"X-TRESSE-VIA:" + long + "\n":                 "echo",
		"X-TRESSE-VIA:rubbish,," + further + "\n":     further + " " + there,
	} {
		list, _ := pullFeed(t, feedOf("", via))
		got := "echo"
		if len(list) == 1 {
			got = strings.Trim(fmt.Sprint(list[0].Via), "[]")
		}
		if got != want {
			t.Errorf("%q: came by %q, not %q", via, got, want)
		}
	}
}

// Of another program's calendar nobody says by what way it came.
func TestWayOfOthers(t *testing.T) {
	text := strings.Replace(feedOf("", "X-TRESSE-VIA:"+here+"\n"), "-//tresse//tresse//FR", "-//exemple//x//FR", 1)
	text = strings.Replace(text, "TRANSP:TRANSPARENT\r\n", "", 1)
	list, _ := pullFeed(t, text)
	if len(list) != 1 || list[0].Via != nil {
		t.Errorf("%+v", list)
	}
}

// What a shortened feed leaves out is not taken for gone.
func TestShortenedFeed(t *testing.T) {
	_, whole := pullFeed(t, feedOf("", ""))
	_, short := pullFeed(t, feedOf("X-TRESSE-UNTIL:20261215T080000Z\n", ""))
	if len(whole.Coverage) != 1 || len(short.Coverage) != 1 {
		t.Fatal(whole.Coverage, short.Coverage)
	}
	if to := short.Coverage[0].To; !to.Equal(time.Date(2026, 12, 15, 8, 0, 0, 0, time.UTC)) || !whole.Coverage[0].To.After(to) {
		t.Errorf("covers up to %v, the whole up to %v", to, whole.Coverage[0].To)
	}
	if _, none := pullFeed(t, feedOf("X-TRESSE-UNTIL:20200101T000000Z\n", "")); none.Coverage != nil {
		t.Errorf("covers %v", none.Coverage)
	}
}

// The words of a tresse feed become fields again.
func TestReadOurs(t *testing.T) {
	list, _ := pullFeed(t, feedOf("", `DESCRIPTION:Complet.\n\nApporter son CV.\n\nMot de la fin : merci\n\n7/10 inscrits\nNiveau`+"\u00a0"+`: débutant\nInscription`+"\u00a0"+`: https://exemple.fr/i\nEn savoir plus`+"\u00a0"+`: https://exemple.fr/p\nParcours « CV », séance 1 sur 3`+"\n"+
		"LOCATION:En ligne\nURL:https://exemple.fr/i\n"))
	if len(list) != 1 {
		t.Fatal(list)
	}
	l := list[0]
	got := fmt.Sprintf("%s|%s|%v|%s|%d/%d|%s|%v|%s|%s", l.Status, l.Kind, l.Tags, l.Description, l.Taken, l.Capacity, l.Level, l.BookingURLs, l.URL, l.Place.Name)
	want := "full|workshop|[emploi]|Apporter son CV.\n\nMot de la fin : merci\n\nParcours « CV », séance 1 sur 3|7/10|débutant|[https://exemple.fr/i]|https://exemple.fr/p|"
	if got != want {
		t.Errorf("read\n%q, not\n%q", got, want)
	}
}

package ical

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"tresse"
)

func TestReadable(t *testing.T) {
	for in, want := range map[string]string{
		"a < b, c > d":                        "a < b, c > d",
		"écrire à <jean@example.org>":         "écrire à <jean@example.org>",
		"Sons &amp; images l&#8217;été":       "Sons & images l’été",
		"&amp;eacute;":                        "&eacute;", // decoded once
		"https://example.org/?a=1&copy=2":     "https://example.org/?a=1&copy=2",
		"<p>un</p><p>deux &amp;lt; trois</p>": "un\n\ndeux &lt; trois",
		"un<br>deux<br/>trois":                "un\ndeux\ntrois",
		"<ul><li>un</li><li>deux</li></ul>":   "- un\n- deux",
		`<a href="https://example.org/x">ici</a> ou <a href="https://example.org/">https://example.org</a>`: "ici (https://example.org/x) ou https://example.org",
		`<a href="mailto:a@example.org">écrire</a>`:                                                         "écrire",
		`<a href="javascript:alert(1)">ici</a>`:                                                             "ici",
		"<html><head><title>x</title><style>p{}</style></head><body>un&nbsp;deux</body></html>":             "un deux",
		"<script>alert(1)</script><b>gras</b>":                                                              "gras",
		"<b>jamais fermé":                                                                                   "jamais fermé",
		"<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>":                                   "a b\nc",
	} {
		if got := readable(in); got != want {
			t.Errorf("%q reads %q, want %q", in, got, want)
		}
	}
}

func TestClip(t *testing.T) {
	long := strings.Repeat("é", maxDescription)
	got := clip(long, maxDescription)
	if !utf8.ValidString(got) || len(got) > maxDescription+5 || !strings.HasSuffix(got, " …") {
		t.Errorf("%d bytes, ends in %q", len(got), got[len(got)-8:])
	}
	if got := clip("court", 10); got != "court" {
		t.Error(got)
	}
}

func TestReadLocation(t *testing.T) {
	for in, want := range map[string]tresse.Place{
		"":        {},
		"Salle B": {Name: "Salle B"},
		"Médiathèque, 12 rue des Lilas, 75011 Paris":               {Name: "Médiathèque", Address: "12 rue des Lilas", Postcode: "75011", City: "Paris"},
		"Médiathèque\n12 rue des Lilas\n75011 Paris\nFrance":       {Name: "Médiathèque", Address: "12 rue des Lilas", Postcode: "75011", City: "Paris"},
		"12 bis rue des Lilas 75011 Paris":                         {Address: "12 bis rue des Lilas", Postcode: "75011", City: "Paris"},
		"Mairie - 1 place de l’Église - 26000 Valence Cedex 9":     {Name: "Mairie", Address: "1 place de l’Église", Postcode: "26000", City: "Valence"},
		"Espace des Amandiers - 12 rue des Amandiers":              {Name: "Espace des Amandiers", Address: "12 rue des Amandiers"},
		"Maison France Services, 26150 Die":                        {Name: "Maison France Services", Postcode: "26150", City: "Die"},
		"Mairie, Le Bourg, 26150, Die, France":                     {Name: "Mairie", Address: "Le Bourg", Postcode: "26150", City: "Die"},
		"Salle 12345":                                              {Name: "Salle 12345"},
		"Le Fil commun (8 allée des Tisserands, 69200 Vénissieux)": {Name: "Le Fil commun", Address: "8 allée des Tisserands", Postcode: "69200", City: "Vénissieux"},
		"Salle (au fond, à gauche)":                                {Name: "Salle (au fond, à gauche)"},
		"Bureau 3 - 2e étage":                                      {Name: "Bureau 3 - 2e étage"},
		"69120 Vaulx-en-Velin":                                     {Postcode: "69120", City: "Vaulx-en-Velin"},
	} {
		if diff := cmp.Diff(want, readLocation(in)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", in, diff)
		}
	}
}

func TestGeo(t *testing.T) {
	for in, want := range map[string][2]float64{
		"48.8566;2.3522": {48.8566, 2.3522}, `48.8566\;2.3522`: {48.8566, 2.3522}, "48.8566,2.3522": {48.8566, 2.3522},
		"91;2": {}, "48;181": {}, "NaN;2": {}, "48": {}, "a;b": {},
	} {
		lat, lon := only(t, event("GEO:"+in)).geo()
		if lat != want[0] || lon != want[1] {
			t.Errorf("%q is %v, %v", in, lat, lon)
		}
	}
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{"Été à l’Œuvre !": "ete a l œuvre", "RENDEZ-VOUS": "rendez vous", "  ": ""} {
		if got := fold(in); got != want {
			t.Errorf("%q folds to %q, want %q", in, got, want)
		}
	}
}

// TestNobodyIsRead: what a calendar says of its guests never gets out.
func TestNobodyIsRead(t *testing.T) {
	p := fromFile(t, Options{}, event(
		"SUMMARY:a", "ATTENDEE;CN=Jean Dupont:mailto:jean.dupont@example.org", "CONTACT:Jean Dupont", "COMMENT:Jean Dupont viendra",
		"ORGANIZER;CN=camille@example.org:mailto:camille@example.org"))
	l := p.Batch.Listings[0]
	named := fromFile(t, Options{}, event("ORGANIZER;CN=\"Camille Exemple\":mailto:camille@example.org"))
	if diff := cmp.Diff([]tresse.Host{{Name: "Camille Exemple"}}, named.Batch.Listings[0].Hosts); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]tresse.Host(nil), l.Hosts); diff != "" || l.Description != "" {
		t.Errorf("%+v", l)
	}
}

package publish

import (
	"strings"
	"testing"
)

func TestMaskTakesOutMobileNumbers(t *testing.T) {
	for _, text := range []string{
		"0612345678", "06 12 34 56 78", "06.12.34.56.78", "06-12-34-56-78", "06/12/34/56/78", "06_12_34_56_78",
		"07 81 23 45 67", "+33612345678", "+33 6 12 34 56 78", "+33 (0)6 12 34 56 78", "+33(0)612345678",
		"0033612345678", "0033 6 12 34 56 78", "00 33 (0) 7 12 34 56 78", "33612345678", "(06) 12 34 56 78",
		"0 6 1 2 3 4 5 6 7 8", "06\u00a012\u202f34\u00a056\u00a078", "06‑12‑34‑56‑78", "06 – 12 – 34 – 56 – 78",
		"O6 12 34 56 78", "0６ 12 34 56 78", "06 12 34 56 78/07 81 23 45 67", "tel:+33612345678", "tél:0612345678",
		"06 12\n34 56 78", "0692 12 34 56", "+262 692 12 34 56", "+32 470 12 34 56", "0032 470 12 34 56", "0612 345 678",
		"04 76 11 22 33 ou 06 12 34 56 78", "le 01 06 12 34 56 78", "06\u200b12345678", "06 12 34 56 78.", "n°0612345678",
	} {
		got := mask("Contact " + text + " merci")
		if !strings.Contains(got, maskedPhone) || strings.Contains(got, "34 56") || strings.Contains(got, "345") {
			t.Errorf("%q stays as %q", text, got)
		}
	}
}

func TestMaskLeavesOtherFiguresAlone(t *testing.T) {
	for _, text := range []string{
		"04 76 12 34 56", "01.06.07.08.09", "+33 4 76 12 34 56", "+33 (0)1 23 45 67 89", "0800 123 456", "09 70 01 02 03",
		"le 06/07/2026 14:30", "06.07.2026 10h", "le 06-12-2026 9h00 à 10h00", "de 9h à 12h et de 14h à 17h30",
		"38000 Grenoble", "places : 12/15", "SIRET 123 456 789 00012", "12 000 000 habitants", "1 234,50 €", "2026-10-20",
		"les 6, 13, 20, 27 octobre et 3, 10, 17 novembre", "04 76 06 12 34 04 76 55 11 22", "061234567891234",
		"Cyb@rcentre de l'Isère", "@mairie", "P@sserelle", "m@il", "50 % (et plus)", "C++ 2026",
		"(at)elier.numérique", "à 10h. Point", "https://exemple.fr/ateliers/creer-son-cv-2026",
	} {
		if got := mask(text); got != text {
			t.Errorf("%q becomes %q", text, got)
		}
	}
}

func TestMaskTakesOutEmails(t *testing.T) {
	for _, text := range []string{
		"karima.benali@exemple.fr", "KARIMA@EXEMPLE.FR", "mailto:karima@exemple.fr", "karima @ exemple.fr", "karima(at)exemple.fr",
		"karima [at] exemple [dot] fr", "karima arobase exemple.fr", "karima＠exemple.fr", "karima%40exemple.fr", "karima@ex\u00ademple.fr",
		"karima@élan-numérique.fr", "éléonore+cv@sous.domaine.exemple.fr", "<karima@exemple.fr>", "karima\u200b@exemple.fr",
	} {
		got := mask("Écrire à " + text + " merci")
		if !strings.Contains(got, maskedEmail) || strings.Contains(strings.ToLower(got), "exemple") || strings.Contains(strings.ToLower(got), "karima") {
			t.Errorf("%q stays as %q", text, got)
		}
	}
}

func TestPublicLinks(t *testing.T) {
	for _, link := range []string{
		"https://openagenda.com/fr/mediation/events/creer-son-cv-5012345", "https://exemple.fr/ateliers?ville=Grenoble&date=2026-10-20",
		"https://rdv.anct.gouv.fr/org/77/ateliers-collectifs?public_link_organisation_id=77", "http://exemple.fr", "https://exemple.fr/atelier20261020",
		"https://visio.exemple.fr/b/abc-def-ghi", "https://meet.exemple.org/AtelierNumerique", "https://zoom.exemple.us/j/81234567890",
		"https://zeeg.me/cecile/atelier-cv", "https://exemple.fr/anticonstitutionnellement", "https://exemple.fr:8443/a#horaires", "https://exemple.fr/2026/10/20/",
	} {
		if publicLink(link) != link || mask("Voir "+link+".") != "Voir "+link+"." {
			t.Errorf("%s is held back", link)
		}
	}
	for _, link := range []string{
		"https://exemple.fr/inscription?token=abc", "https://exemple.fr/?invitation_token=XYZ12", "https://exemple.fr/r/x7Gh29Kd", "https://exemple.fr/?k=eyJhbGciOiJIUzI1NiJ9.e30.abc",
		"https://exemple.fr/booking/5d1f6c52-0b1e-5b0f-9a37-747265737365", "https://exemple.fr/s/0123456789abcdef0123", "https://exemple.fr/j/123?pwd=QWxhZGRpbg",
		"https://karima:secret@exemple.fr/", "https://exemple.fr/#access_token=abc", "https://exemple.fr/zg-1/cancel", "https://exemple.fr/basic/private-0f3a/basic.ics",
		"https://exemple.fr/?email=karima%40exemple.fr", "https://exemple.fr/contact/06.12.34.56.78", "https://exemple.fr/%zz?token=1",
		"http://localhost:8080/x", "http://127.0.0.1/x", "http://192.168.1.20/agenda", "http://[::1]/x", "http://intranet/agenda", "https://agenda.mairie.local/x", "http://10.0.0.1./x",
	} {
		if got := publicLink(link); got != "" {
			t.Errorf("publicLink gives %s", got)
		}
		if got := mask("Voir (" + link + "), merci"); strings.Contains(got, "://") {
			t.Errorf("a text keeps %s", got)
		}
	}
	for _, link := range []string{"", "exemple.fr/atelier", "javascript:alert(1)", "tel:+33476123456", "mailto:a@exemple.fr", "https://", "ftp://exemple.fr/x", "https://exemple.fr/" + strings.Repeat("a", 3000)} {
		if got := webLink(link); got != "" {
			t.Errorf("webLink(%q) gives %s", link, got)
		}
	}
	if got, want := webLink(" https://exemple.fr/créer son CV?é=\"1\" "), "https://exemple.fr/cr%C3%A9er%20son%20CV?%C3%A9=%221%22"; got != want {
		t.Errorf("webLink gives %s, want %s", got, want)
	}
}

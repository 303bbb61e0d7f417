package sheet

import (
	"strings"
	"testing"
	"time"

	"tresse"
)

func TestDays(t *testing.T) {
	for text, want := range map[string]string{
		"jeudi 12 novembre 2026": "2026-11-12", "Jeu. 12 nov. 2026": "2026-11-12", "12/11/26": "2026-11-12", "12/11/2026": "2026-11-12",
		"12-11-2026 14h30": "2026-11-12 14:30", "12.11.2026": "2026-11-12", "12 11 2026": "2026-11-12", "2026-11-12": "2026-11-12",
		"2026-11-12T14:30:00": "2026-11-12 14:30", "2026-11-12 14:30:00.000": "2026-11-12 14:30", "2026/11/12": "2026-11-12", "20261112": "2026-11-12",
		"le 12 novembre 2026 à 14h30": "2026-11-12 14:30", "1er mars 2026": "2026-03-01", "12-nov-26": "2026-11-12", "November 12, 2026": "2026-11-12",
		"12 August 2026": "2026-08-12", "samedi 15 août 2026": "2026-08-15", "46338": "2026-11-12", "46338,604166667": "2026-11-12 14:30",
		"46338.0": "2026-11-12", "12/11/2026 2:30 PM": "2026-11-12 14:30", "29/02/2028": "2028-02-29",
		"31/02/2026": "", "12/25/2026": "", "12 novembre": "", "demain": "", "2026": "", "0639980001": "", "12/11/2026 bientôt": "", "": "",
	} {
		d, ok := readDay(tidy(text), false)
		got := ""
		if ok {
			s := slotOf(d, clock{}, clock{}, 0, time.UTC).start
			if got = s.Format(time.DateOnly); !s.Day {
				got = s.Format("2006-01-02 15:04")
			}
		}
		if got != want {
			t.Errorf("%q is read as %q, want %q", text, got, want)
		}
	}
	if d, ok := readDay("44876", true); !ok || d.year != 2026 || d.month != 11 || d.day != 12 {
		t.Errorf("from 1904: %+v", d)
	}
}

func TestClocks(t *testing.T) {
	for text, want := range map[string]string{
		"14h30": "14:30", "14h": "14:00", "14 h 30": "14:30", "14:30": "14:30", "14:30:00": "14:30", "9h": "09:00", "9": "09:00", "14.30": "14:30", "2:30 pm": "14:30", "12 am": "00:00",
		"0.604166666": "14:30", "46338.604166666": "14:30", "14h-16h": "14:00-16:00", "14h à 16h30": "14:00-16:30", "de 9h à 12h": "09:00-12:00",
		"14:00 - 16:00": "14:00-16:00", "midi": "12:00", "25h": "", "14h75": "", "3": "", "matin": "", "": "",
	} {
		begin, end, ok := readClock(text)
		got := ""
		if ok {
			got = time.Date(2026, 1, 1, begin.hour, begin.minute, 0, 0, time.UTC).Format("15:04")
		}
		if end.known {
			got += "-" + time.Date(2026, 1, 1, end.hour, end.minute, 0, 0, time.UTC).Format("15:04")
		}
		if got != want {
			t.Errorf("%q is read as %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string]time.Duration{
		"2h": 2 * time.Hour, "1h30": 90 * time.Minute, "90": 90 * time.Minute, "90 min": 90 * time.Minute, "1:30": 90 * time.Minute,
		"0.0625": 90 * time.Minute, "1,5h": 90 * time.Minute, "2": 0, "long": 0, "-3": 0,
	} {
		if got := readLength(text, ""); got != want {
			t.Errorf("%q lasts %v, want %v", text, got, want)
		}
	}
}

func TestPhones(t *testing.T) {
	for text, want := range map[string]string{
		"612345678": "0612345678", "6.12345678E+08": "0612345678", "6,12345678e8": "0612345678", "612345678.0": "0612345678", "33612345678": "+33612345678",
		"06 12 34 56 78": "06 12 34 56 78", "06/12/34/56/78": "06/12/34/56/78", "0612345678 / 0123456789": "0612345678|0123456789",
		"Tél : 06.12.34.56.78": "06.12.34.56.78", "+262 692 12 34 56": "+262 692 12 34 56", "06 12 34 56 78 ou 01 23 45 67 89": "06 12 34 56 78|01 23 45 67 89",
		"6.12E+08": "!", "6,1E+08": "!", "pas de téléphone": "-", "x": "", "": "",
	} {
		all, lost, none := phones(text)
		got := strings.Join(all, "|")
		if lost {
			got += "!"
		}
		if none {
			got += "-"
		}
		if got != want {
			t.Errorf("%q is read as %q, want %q", text, got, want)
		}
	}
}

func TestStatuses(t *testing.T) {
	for text, want := range map[string]seat{
		"Présente": {status: tresse.Attended}, "absent": {status: tresse.Absent}, "Excusé(e)": {status: tresse.Excused}, "Absence excusée": {status: tresse.Excused},
		"Absence non excusée": {status: tresse.Absent}, "Rendez-vous honoré": {status: tresse.Attended}, "non honoré": {status: tresse.Absent},
		"Annulé par l'usager": {tresse.SeatCancelled, byPerson}, "RDV annulé par le service": {tresse.SeatCancelled, byStructure}, "annulée": {tresse.SeatCancelled, byUnknown},
		"À venir": {status: tresse.Booked}, "À renseigner": {status: tresse.Booked}, "Inscrite": {status: tresse.Booked}, "n'est pas venue": {status: tresse.Absent},
	} {
		if got, ok := readStatus(text); !ok || got != want {
			t.Errorf("%q is read as %+v, %v; want %+v", text, got, ok, want)
		}
	}
	if s, ok := readTick(rolePresent, "non"); !ok || s.status != tresse.Absent {
		t.Errorf("present: no is %+v", s)
	}
	if s, ok := readTick(roleExcused, "✓"); !ok || s.status != tresse.Excused {
		t.Errorf("excused: ticked is %+v", s)
	}
}

func TestNames(t *testing.T) {
	heading := &columnOf{heading: "NOM Prénom"}
	for text, want := range map[string]string{
		"DUPONT Marie": "Marie|DUPONT|", "Marie DUPONT": "Marie|DUPONT|", "Dupont Marie": "Marie|Dupont|", "LE GALL Zoé-Marie": "Zoé-Marie|LE GALL|",
		"Dupont, Marie": "Marie|Dupont|", "Mme DUPONT Marie": "Marie|DUPONT|", "Dupont Marie Anne": "||Dupont Marie Anne", "DUPONT MARIE": "MARIE|DUPONT|", "Dupont": "||Dupont",
	} {
		var p tresse.Person
		readName(&p, text, heading)
		if got := p.FirstName + "|" + p.LastName + "|" + p.FullName; got != want {
			t.Errorf("%q is read as %q, want %q", text, got, want)
		}
	}
}

func TestBirths(t *testing.T) {
	now := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	for text, want := range map[string]string{
		"12/03/1956": "1956-03-12", "12/03/56": "1956-03-12", "12/03/10": "2010-03-12", "1956": "1956", "1956.0": "1956", "20526": "1956-03-12", "01/01/1900": "", "1900": "1900",
		"12 mars 1956": "1956-03-12", "12/03/2030": "", "hier": "",
	} {
		if got := readBirth(text, false, now); got != want && !(text == "1900" && got == "") {
			t.Errorf("%q is read as %q, want %q", text, got, want)
		}
	}
}

package publish

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"math"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"tresse"
)

func find[T any](list []T, id func(*T) tresse.ID) Lookup[T] {
	return func(want tresse.ID) *T {
		for i := range list {
			if id(&list[i]) == want {
				return &list[i]
			}
		}
		return nil
	}
}

func people() []tresse.Beneficiary {
	seen := time.Date(2026, 9, 1, 7, 0, 0, 0, time.UTC)
	return []tresse.Beneficiary{
		{
			ID: tresse.NewID("amelie"), Aliases: []tresse.ID{tresse.NewID("amelie-zeeg")}, FirstName: "Amélie", LastName: "Lefèvre", BirthName: "N'Guyen", BirthDate: "1958-03-02",
			Emails: []string{"amelie@exemple.fr"}, Phones: []string{"+33612345678", "+33476123456"}, Postcode: "01000", City: "Bourg-en-Bresse",
			Refuses: []string{"sms"}, Language: "fr", Registrations: 3, Attended: 2, Absent: 1, FirstSeen: seen, LastSeen: seen.AddDate(0, 1, 0),
			Refs: []tresse.Ref{"rendezvous/zg-1/zg-2", "excel/3", "rendezvous/zg-4/zg-5"},
		},
		{ID: tresse.NewID("hostile"), FirstName: "=HYPERLINK(\"http://exemple.fr\")", LastName: "@SUM(A1)", City: "-2+3", BirthDate: "1999", Postcode: "-12", Minor: true, NoPhone: true, Responsible: tresse.NewID("amelie"), FirstSeen: seen, LastSeen: seen},
		{ID: tresse.NewID("le"), FirstName: "Zoe\u0308", LastName: "Le \"Grand\" ; père\r\nfils\x1b[31m", BirthDate: "1892-01-31", Phones: []string{"+32470123456"}, FirstSeen: seen, LastSeen: seen},
	}
}

func registrations() []tresse.Registration {
	booked := time.Date(2026, 10, 2, 10, 0, 0, 0, time.UTC)
	return []tresse.Registration{
		{ID: tresse.NewID("r1"), Session: tresse.NewID("cv"), Beneficiary: tresse.NewID("amelie"), Status: tresse.Booked, BookedAt: booked, Seats: 2, BookedBy: "Sa fille", ContactVia: "carer", Prescriber: &tresse.Prescription{Organisation: "CCAS de Grenoble", Referent: "Mme Roux"}, Refs: []tresse.Ref{"rendezvous/zg-1/zg-2"}},
		{ID: tresse.NewID("r2"), Session: tresse.NewID("cancelled"), Beneficiary: tresse.NewID("hostile"), Status: tresse.SeatCancelled, CancelledBy: "structure", CancelledAt: booked},
		{ID: tresse.NewID("r3"), Session: tresse.NewID("online"), Beneficiary: tresse.NewID("le"), Status: tresse.Booked},
		{ID: tresse.NewID("r4"), Session: tresse.NewID("cv"), Beneficiary: tresse.NewID("le"), Status: tresse.Attended},
		{ID: tresse.NewID("r5"), Session: tresse.NewID("gone"), Beneficiary: tresse.NewID("gone"), Status: tresse.Booked},
	}
}

// tables are one list of each sort.
func tables(t testing.TB) map[string]Table {
	zone := load(t, "Europe/Paris")
	folk, sessions := people(), quarter(t)
	byID := find(folk, func(b *tresse.Beneficiary) tresse.ID { return b.ID })
	return map[string]Table{
		"sessions":      Sessions(sessions, zone),
		"registrations": Registrations(registrations(), find(sessions, func(s *tresse.Session) tresse.ID { return s.ID }), byID, asOf, zone),
		"beneficiaries": Beneficiaries(folk, zone),
		"duplicates": Duplicates([]Duplicate{
			{A: folk[0].ID, B: folk[2].ID, Score: 0.8265, Reasons: []Reason{{"phone", "même téléphone", 4.5}, {"birth_date", "dates de naissance différentes", -3}}},
			{A: folk[1].ID, B: folk[2].ID, Score: math.NaN()},
		}, func(id tresse.ID) string { return PersonName(byID(id)) }),
		"sources": Sources([]tresse.SourceState{
			{Name: "agenda", Kind: "openagenda", Health: tresse.HealthOK, LastSuccess: asOf, NextTry: asOf.Add(15 * time.Minute), Listings: 48},
			{Name: "rdv", Kind: "rdvsp", Health: tresse.HealthReconnect, Failures: 3, Error: "L’autorisation a expiré : lancez « tresse connect rdv ».", Bookings: 112, Held: 2},
			{Name: "neuve", Kind: "ical"},
		}, zone),
	}
}

func TestLists(t *testing.T) {
	for name, table := range tables(t) {
		for _, format := range []Format{FormatJSON, FormatCSV, FormatTable} {
			var b bytes.Buffer
			if err := table.Write(&b, format); err != nil {
				t.Fatal(err)
			}
			golden(t, name+"."+string(format), b.Bytes())
		}
		if table.Len() == 0 {
			t.Errorf("%s: no rows", name)
		}
	}
}

func TestEmptyLists(t *testing.T) {
	for format, want := range map[Format]string{
		FormatJSON: "[]\n", FormatTable: "Aucun bénéficiaire.\n",
		FormatCSV: "\ufeffNom;Prénom;E-mail;Téléphone;Nom de naissance;Date de naissance;Code postal;Ville;Mineur;Responsable;Sans téléphone;Refuse;Langue;Inscriptions;Présences;Absences;Première fois;Dernière fois;Sources;Identifiant\r\n",
	} {
		var b bytes.Buffer
		if err := Beneficiaries(nil, time.UTC).Write(&b, format); err != nil || b.String() != want {
			t.Errorf("%s: %q, want %q: %v", format, b.String(), want, err)
		}
	}
	if err := Sessions(nil, time.UTC).Write(io.Discard, FormatXLSX); err != nil {
		t.Error(err)
	}
	if err := Sessions(nil, time.UTC).Write(io.Discard, "pdf"); err == nil {
		t.Error("a format that is none was written")
	}
}

// Lists in JSON may be empty, never null; nothing else is empty.
func TestJSONOfNothing(t *testing.T) {
	got, err := json.Marshal([]any{
		SessionJSON(&tresse.Session{Conflicts: []tresse.Conflict{{Field: "start"}}}, time.UTC), RegistrationJSON(&tresse.Registration{}, nil, asOf, time.UTC),
		BeneficiaryJSON(&tresse.Beneficiary{}, time.UTC), DuplicateJSON(&Duplicate{Score: math.Inf(1)}), SourceJSON(&tresse.SourceState{}, time.UTC),
	})
	if err != nil || strings.Contains(string(got), "null") {
		t.Errorf("%s %v", got, err)
	}
}

// A place on the equator or at Greenwich keeps both halves of its position.
func TestPositionIsWhole(t *testing.T) {
	for _, c := range []struct {
		lat, lon float64
		want     string
	}{{0, 5, `{"lat":0,"lon":5}`}, {51.5, 0, `{"lat":51.5,"lon":0}`}, {0, 0, `null`}, {math.NaN(), 1, `null`}, {91, 1, `null`}} {
		got, err := json.Marshal(placeObject(tresse.Place{Lat: c.lat, Lon: c.lon}))
		if err != nil || string(got) != c.want {
			t.Errorf("%v %v: %s, want %s: %v", c.lat, c.lon, got, c.want, err)
		}
	}
}

func TestSeatStatus(t *testing.T) {
	paris := load(t, "Europe/Paris")
	past := tresse.Session{Start: at(t, "2026-10-21 09:00"), End: at(t, "2026-10-21 11:00")} // ends at asOf
	cancelled, today := past, tresse.Session{Start: day(2026, 10, 21), End: day(2026, 10, 22)}
	cancelled.Status = tresse.Cancelled
	for _, c := range []struct {
		status  tresse.BookingStatus
		session *tresse.Session
		asOf    time.Time
		want    tresse.BookingStatus
	}{
		{tresse.Booked, &past, asOf, tresse.ToFill},
		{"", &past, asOf, tresse.ToFill},
		{tresse.Booked, &past, asOf.Add(-time.Second), tresse.Booked},
		{tresse.ToFill, &past, asOf.Add(-time.Second), tresse.Booked},
		{tresse.Attended, &past, asOf, tresse.Attended},
		{tresse.Excused, &past, asOf, tresse.Excused},
		{tresse.Booked, &cancelled, asOf, tresse.Booked},
		{tresse.Booked, nil, asOf, tresse.Booked},
		{tresse.Booked, &today, time.Date(2026, 10, 21, 21, 59, 59, 0, time.UTC), tresse.Booked},
		{tresse.Booked, &today, time.Date(2026, 10, 21, 22, 0, 0, 0, time.UTC), tresse.ToFill},
	} {
		if got := SeatStatus(&tresse.Registration{Status: c.status}, c.session, c.asOf, paris); got != c.want {
			t.Errorf("%q of %+v at %v: %q, want %q", c.status, c.session, c.asOf, got, c.want)
		}
	}
}

func TestDisarm(t *testing.T) {
	for _, s := range []string{"=1+1", "+1+1", "-2+3", "@SUM(A1)", "\tcmd", "\r=1", "+33612345678+1", "-", "+", "=", "+cmd|' /C calc'!A0", "＝1", "-1, =2", "+ 33"} {
		if got := disarm(s); got != "'"+s {
			t.Errorf("%q becomes %q", s, got)
		}
	}
	for _, s := range []string{"", "Amélie", "+33612345678", "+33 6 12 34 56 78", "+33 (0)6.12.34.56.78", "-12", "-12,5", "+1 234,50", "+33612345678, +33712345678", "1=2", "a@exemple.fr", "'=1"} {
		if got := disarm(s); got != s {
			t.Errorf("%q becomes %q", s, got)
		}
	}
}

// Whatever names hold, a CSV file reads back with as many cells, none of them a
// formula, and a terminal gets no control character.
func TestAnyPersonSurvivesTheLists(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := anyText()
		b := tresse.Beneficiary{
			FirstName: text.Draw(t, "first"), LastName: text.Draw(t, "last"), BirthName: text.Draw(t, "birth"), BirthDate: text.Draw(t, "date"), City: text.Draw(t, "city"),
			Emails: rapid.SliceOfN(text, 0, 3).Draw(t, "emails"), Phones: rapid.SliceOfN(text, 0, 3).Draw(t, "phones"),
		}
		table := Beneficiaries([]tresse.Beneficiary{b}, time.UTC)
		table.Width = 100
		var csvFile, terminal, object bytes.Buffer
		for format, w := range map[Format]io.Writer{FormatCSV: &csvFile, FormatTable: &terminal, FormatJSON: &object} {
			if err := table.Write(w, format); err != nil {
				t.Fatal(err)
			}
		}
		reader := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(csvFile.Bytes(), []byte("\ufeff"))))
		reader.Comma = ';'
		records, err := reader.ReadAll()
		if err != nil || len(records) != 2 {
			t.Fatal(records, err)
		}
		for _, cell := range records[1] {
			if cell != "" && strings.ContainsAny(cell[:1], "=@\t\r") || strings.HasPrefix(cell, "+") && strings.ContainsAny(cell, "=ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
				t.Fatalf("cell %q", cell)
			}
		}
		if want := strings.TrimSpace(seen(b.LastName)); strings.TrimPrefix(records[1][0], "'") != strings.TrimPrefix(want, "'") {
			t.Fatalf("%q of %q", records[1][0], want)
		}
		if strings.Count(terminal.String(), "\n") != 2 || !utf8.Valid(terminal.Bytes()) || strings.ContainsAny(terminal.String(), "\x1b\r\t\x00") {
			t.Fatalf("terminal shows %q", terminal.String())
		}
		if !json.Valid(object.Bytes()) {
			t.Fatalf("%s", object.String())
		}
		var workbook bytes.Buffer
		if err := table.Write(&workbook, FormatXLSX); err != nil {
			t.Fatal(err)
		}
		book, err := excelize.OpenReader(&workbook)
		if err != nil {
			t.Fatal(err)
		}
		defer book.Close()
		if got, err := book.GetCellValue(table.Name, "A2"); err != nil || got != strings.TrimSpace(seen(b.LastName)) {
			t.Fatalf("workbook holds %q of %q: %v", got, b.LastName, err)
		}
	})
}

func TestTableFitsTheTerminal(t *testing.T) {
	for _, width := range []int{0, 80, 100, 140, 200} {
		for name, table := range tables(t) {
			table.Width = width
			var b bytes.Buffer
			if err := table.Write(&b, FormatTable); err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
			for _, line := range lines {
				if n := utf8.RuneCountInString(line); width > 100 && n > width && name != "duplicates" {
					t.Errorf("%s: %d columns on %d: %s", name, n, width, line)
				}
			}
			if width == 0 && strings.Contains(b.String(), "…") {
				t.Errorf("%s is shortened without need", name)
			}
		}
	}
}

func TestWorkbook(t *testing.T) {
	for name, table := range tables(t) {
		var b, again bytes.Buffer
		if err := table.Write(&b, FormatXLSX); err != nil {
			t.Fatal(err)
		}
		if err := table.Write(&again, FormatXLSX); err != nil || !bytes.Equal(b.Bytes(), again.Bytes()) {
			t.Errorf("%s: the same list gives other bytes (%v)", name, err)
		}
		archive, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
		if err != nil || len(archive.File) == 0 {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := tables(t)["beneficiaries"].Write(&b, FormatXLSX); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	for at, want := range map[string]string{
		"A1": "Nom", "D1": "Téléphone", "A2": "Lefèvre", "D2": "+33612345678, +33476123456", "G2": "01000", "F2": "02/03/1958", "Q2": "01/09/2026 09:00",
		"A3": "@SUM(A1)", "B3": "=HYPERLINK(\"http://exemple.fr\")", "H3": "-2+3", "G3": "-12", "F3": "1999", "N2": "3", "F4": "31/01/1892",
	} {
		if got, err := book.GetCellValue("Bénéficiaires", at); err != nil || got != want {
			t.Errorf("%s holds %q, want %q: %v", at, got, want, err)
		}
		if formula, _ := book.GetCellFormula("Bénéficiaires", at); formula != "" {
			t.Errorf("%s is a formula: %s", at, formula)
		}
	}
	for at, want := range map[string]excelize.CellType{"D2": excelize.CellTypeSharedString, "G3": excelize.CellTypeSharedString, "F2": excelize.CellTypeUnset, "N2": excelize.CellTypeUnset} {
		if got, err := book.GetCellType("Bénéficiaires", at); err != nil || got != want {
			t.Errorf("%s is of type %v, want %v: %v", at, got, want, err)
		}
	}
	if raw, _ := book.GetCellValue("Bénéficiaires", "F2", excelize.Options{RawCellValue: true}); raw != "21246" {
		t.Errorf("2 March 1958 is held as %q", raw)
	}
}

// A full disk is told, not swallowed.
func TestWriteErrors(t *testing.T) {
	for _, format := range []Format{FormatTable, FormatJSON, FormatCSV, FormatXLSX} {
		if err := tables(t)["sessions"].Write(failing{}, format); err == nil {
			t.Errorf("%s: no error", format)
		}
	}
	if err := Sessions(nil, time.UTC).Write(failing{}, FormatTable); err == nil {
		t.Error("empty: no error")
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestParseFormat(t *testing.T) {
	if f, err := ParseFormat("CSV"); f != FormatCSV || err != nil {
		t.Error(f, err)
	}
	if _, err := ParseFormat("ods"); err == nil || tresse.AdviceOf(err) == "" {
		t.Error(err)
	}
}

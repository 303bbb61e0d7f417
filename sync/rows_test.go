package syncer

import (
	"fmt"
	"testing"
	"time"

	"tresse"
	"tresse/connectors"
)

// A sheet is a platform whose items are rows of files: each is named by what
// stands in it.
type sheet struct {
	*platform
	people map[tresse.Ref]tresse.Contact
}

func (s sheet) ReadsRows() {}

func newSheet(t *testing.T) (sheet, *house) {
	s := sheet{newPlatform("excel"), map[tresse.Ref]tresse.Contact{}}
	h := newHouse(t, s.platform)
	h.conf[0].Connector, h.conf[0].Kind = s, "sheet"
	h.conf[0].Name = "excel"
	h.store.Close()
	h.path += ".rows"
	h.open()
	return s, h
}

// A line of the sheet.
type rowOf struct {
	first, last, phone, title string
	day                       int
}

func (r rowOf) name() string { return fmt.Sprintf("%s-%d-%s-%s", r.title, r.day, r.first, r.last) }

// write makes these lines the whole sheet.
func (s sheet) write(lines ...rowOf) {
	clear(s.listings)
	clear(s.bookings)
	for _, r := range lines {
		slot := fmt.Sprintf("s-%s-%d", r.title, r.day)
		s.list(slot, r.title, noon.AddDate(0, 0, r.day), time.Hour)
		l := s.listings[tresse.NewRef("excel", slot)]
		l.Parent = "w-" + r.title
		s.put(l)
		ref := tresse.NewRef("excel", r.name())
		s.bookings[ref] = tresse.Booking{
			Ref: ref, Listing: l.Ref, Scopes: []string{"all"},
			Person: tresse.Person{FirstName: r.first, LastName: r.last, Phones: []string{r.phone}},
		}
	}
}

// everySeat is every registration.
func (h *house) everySeat() []tresse.Registration {
	h.t.Helper()
	var ids []tresse.ID
	for _, s := range h.sessions() {
		ids = append(ids, s.ID)
	}
	return h.seats(ids...)
}

// start are four who booked; whom the corrections of the tests are about is the
// first.
func start() []rowOf {
	return []rowOf{
		{"Jeanne", "Dupon", "06 39 98 00 01", "Mails", 3}, {"Aïcha", "Benali", "06 39 98 00 02", "Mails", 3},
		{"Paul", "Martin", "06 39 98 00 03", "Photos", 5}, {"Zoé", "Le Gall", "06 39 98 00 04", "Photos", 5},
	}
}

func TestCorrectedRows(t *testing.T) {
	for name, correct := range map[string]func(lines []rowOf) []rowOf{
		"name":            func(l []rowOf) []rowOf { l[0].last = "Dupont"; return l },
		"date":            func(l []rowOf) []rowOf { l[0].day = 10; return l },
		"workshop of one": func(l []rowOf) []rowOf { l[0].title = "Tableur"; return l },
		"workshop of all": func(l []rowOf) []rowOf { l[0].title, l[1].title = "Les mails", "Les mails"; return l },
		"date of all":     func(l []rowOf) []rowOf { l[0].day, l[1].day = 4, 4; return l },
	} {
		t.Run(name, func(t *testing.T) {
			s, h := newSheet(t)
			s.write(start()...)
			h.sync()
			before := seatOf(h, "Jeanne")
			s.write(correct(start())...)
			r := h.sync()["excel"]
			if r.Bookings.Added != 0 || r.Bookings.Withdrawn != 0 || r.Bookings.Changed == 0 {
				t.Errorf("a correction is counted as %+v", r.Bookings)
			}
			after := seatOf(h, "Jeanne")
			if before.ID != after.ID || before.Beneficiary != after.Beneficiary || after.Status != tresse.Booked {
				t.Errorf("the seat was\n%+v\nand is\n%+v", before, after)
			}
			if n := len(h.everySeat()); n != 4 {
				t.Errorf("%d seats", n)
			}
			// It stays so, also when all is read again or the program restarts.
			again := h.sync()["excel"]
			h.restart()
			more := h.sync()["excel"]
			for _, r := range []SourceReport{again, more} {
				if r.Bookings != (Counts{Unchanged: 4}) {
					t.Errorf("read again, the rows are %+v", r.Bookings)
				}
			}
			// Taken back, it is what it was.
			s.write(start()...)
			h.sync()
			if back := seatOf(h, "Jeanne"); back.ID != before.ID || len(h.everySeat()) != 4 {
				t.Errorf("taken back, the seat is %+v", back)
			}
		})
	}
}

func seatOf(h *house, first string) tresse.Registration {
	h.t.Helper()
	for _, r := range h.everySeat() {
		b, _, err := h.store.Beneficiary(r.Beneficiary)
		if err != nil {
			h.t.Fatal(err)
		}
		if b.FirstName == first {
			return r
		}
	}
	h.t.Fatalf("%s has no seat", first)
	return tresse.Registration{}
}

// TestNoTwoLives: whoever takes a place in a list is not who had it.
func TestNoTwoLives(t *testing.T) {
	s, h := newSheet(t)
	s.write(start()...)
	h.sync()
	before := seatOf(h, "Jeanne")
	lines := start()
	lines[0].first, lines[0].phone = "Robert", "06 39 98 00 01"
	s.write(lines...)
	h.sync()
	if after := seatOf(h, "Robert"); after.Beneficiary == before.Beneficiary || after.ID == before.ID {
		t.Errorf("Robert is taken for Jeanne: %+v", after)
	}
}

// TestOldNameOfAnother: who comes under the name that a corrected row had is
// somebody else, also after that row is gone.
func TestOldNameOfAnother(t *testing.T) {
	s, h := newSheet(t)
	s.write(start()...)
	h.sync()
	jeanne := seatOf(h, "Jeanne")
	lines := start()
	lines[0].last = "Dupont"
	s.write(lines...)
	h.sync()
	other := start()[0] // Jeanne Dupon, another telephone
	other.phone = "06 39 98 00 99"
	s.write(append(lines, other)...)
	h.sync()
	if n := len(h.everySeat()); n != 5 {
		t.Fatalf("%d seats", n)
	}
	s.write(append(lines[1:], other)...)
	h.sync()
	h.sync()
	list, err := h.store.Bookings([]tresse.Ref{jeanne.Refs[0]})
	if err != nil || len(list) != 1 || list[0].State != tresse.Gone || list[0].Person.LastName != "Dupont" {
		t.Errorf("the row that left: %+v, %v", list, err)
	}
}

// TestWithdrawnRow: a row that left is not somebody who cancelled.
func TestWithdrawnRow(t *testing.T) {
	s, h := newSheet(t)
	lines := append(start(), rowOf{"Luc", "Noir", "06 39 98 00 05", "Photos", 5}, rowOf{"Ida", "Roux", "06 39 98 00 06", "Photos", 5})
	s.write(lines...)
	h.sync()
	s.write(lines[1:]...)
	h.sync()
	r := seatOf(h, "Jeanne")
	if r.Status != tresse.SeatCancelled || r.CancelledBy != "unknown" || r.Withdrawn != "file" {
		t.Errorf("%+v", r)
	}
	s.write(lines...)
	h.sync()
	if back := seatOf(h, "Jeanne"); back.ID != r.ID || back.Status != tresse.Booked || back.Withdrawn != "" {
		t.Errorf("back in the file: %+v", back)
	}
}

// TestVanishedFile: what stood in a file that is not there stays until the
// mediator says that it is meant.
func TestVanishedFile(t *testing.T) {
	s, h := newSheet(t)
	s.write(start()...)
	h.sync()
	clear(s.listings)
	clear(s.bookings)
	s.list("s-other", "Ailleurs", noon.AddDate(0, 0, 8), time.Hour)
	l := s.listings["excel/s-other"]
	l.Scopes = []string{"other"}
	s.put(l)
	s.cover = []connectors.Coverage{{Scope: "other"}, {Scope: "all", Vanished: true}}
	for range 2 {
		r := h.sync()["excel"]
		if r.Status != StatusPartial || len(r.Notices) != 1 || r.Bookings.Withdrawn+r.Listings.Withdrawn > 0 {
			t.Fatalf("%+v", r)
		}
	}
	if _, err := h.engine.Release("excel", false, ""); err != nil {
		t.Fatal(err)
	}
	r := h.sync()["excel"]
	if r.Status != StatusOK || r.Bookings.Withdrawn != 4 || r.Listings.Withdrawn != 2 {
		t.Errorf("released: %+v", r)
	}
	if r := h.sync()["excel"]; r.Status != StatusOK || len(r.Notices) > 0 {
		t.Errorf("afterwards: %+v", r)
	}
}

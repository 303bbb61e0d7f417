package sheet

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"
	"unicode/utf8"

	"tresse/connectors"
)

// FuzzFile: no bytes make a reader panic, and what is read of them can be kept,
// each row under a ref of its own.
func FuzzFile(f *testing.F) {
	files, err := filepath.Glob("testdata/cases/*.[ctx]*")
	if err != nil || len(files) == 0 {
		f.Fatal(err)
	}
	for _, path := range files {
		body, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
	}
	f.Add([]byte("Nom;Tél\n\"a;\"\"b\";6,1E8"))
	f.Fuzz(func(t *testing.T, body []byte) {
		c := reading(&testing.T{}, Options{}, connectors.Env{})
		b, err := open(body)
		if err != nil {
			return
		}
		defer b.close()
		table, err := c.gather(context.Background(), doc{}, b, c.window())
		if err != nil {
			return
		}
		seen := map[string]bool{}
		err = table.facts(context.Background(), func(b connectors.Batch) error {
			for _, k := range b.Bookings {
				if err := k.Ref.Check(); err != nil {
					t.Errorf("%q: %v", k.Ref, err)
				}
				if seen[string(k.Ref)] && table.sheets[0].layout != nil && !table.sheets[0].layout.has(roleID) {
					t.Errorf("%q twice", k.Ref)
				}
				seen[string(k.Ref)] = true
			}
			for _, l := range b.Listings {
				if l.Start.IsZero() || !l.End.IsZero() && !l.End.After(l.Start.Time) {
					t.Errorf("from %v to %v", l.Start, l.End)
				}
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// FuzzXLS goes past the container, which hardly any bytes are.
func FuzzXLS(f *testing.F) {
	for _, name := range []string{"rdv.xls", "rdv-participations.xls"} {
		body, err := os.ReadFile(filepath.Join("testdata/cases", name))
		if err != nil {
			f.Fatal(err)
		}
		stream, err := oleStream(body, "Workbook")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(stream)
	}
	f.Fuzz(func(t *testing.T, stream []byte) {
		w, err := readGlobals(stream)
		if err != nil {
			return
		}
		for _, s := range w.sheets {
			mergedXLS(stream, s.at)
			_, _ = w.rows(context.Background(), stream, s.at, func(n int, cells []string) error {
				if n < 1 || len(cells) > maxColumn {
					t.Errorf("row %d of %d cells", n, len(cells))
				}
				return nil
			})
		}
	})
}

// FuzzCell: whatever stands in a cell, what is made of it is a text, and a time
// that the calendar has.
func FuzzCell(f *testing.F) {
	for _, s := range []string{"jeudi 12 novembre 2026", "12/11/26", "46338.5", "14h-16h", "1h30", "6.12E+08", "Présent(e)", "DUPONT Marie", "06/12/34", "1er mars", "99999999999999999999"} {
		f.Add(s)
	}
	now := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, s string) {
		if d, ok := readDay(tidy(s), false); ok {
			if at := slotOf(d, clock{}, clock{}, 0, time.UTC).start; at.Year() < 1799 || at.Year() > 2201 {
				t.Errorf("%q is %v", s, at)
			}
		}
		if begin, end, ok := readClock(s); ok && (begin.hour > 23 || begin.minute > 59 || end.hour > 23 || end.minute > 59) {
			t.Errorf("%q is %v to %v", s, begin, end)
		}
		if l := readLength(s, ""); l < 0 || l > 31*24*time.Hour {
			t.Errorf("%q lasts %v", s, l)
		}
		if b := readBirth(tidy(s), false, now); b != "" && b > "2026-11-22" {
			t.Errorf("%q was born %s", s, b)
		}
		all, _, _ := phones(s)
		for _, p := range all {
			if utf8.ValidString(s) && !utf8.ValidString(p) {
				t.Errorf("%q gives %q", s, p)
			}
		}
		readStatus(s)
	})
}

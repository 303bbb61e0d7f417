package publish

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"tresse"
)

// A Format is how a list is written.
type Format string

const (
	FormatTable Format = "table" // for a terminal
	FormatJSON  Format = "json"  // a plain array of the objects of CONTRACT §5
	FormatCSV   Format = "csv"   // opens in a French Excel
	FormatXLSX  Format = "xlsx"
)

// ParseFormat reads a format's name.
func ParseFormat(name string) (Format, error) {
	switch f := Format(strings.ToLower(name)); f {
	case FormatTable, FormatJSON, FormatCSV, FormatXLSX:
		return f, nil
	}
	return "", &tresse.Error{
		Trouble: tresse.TroubleConfig, Op: fmt.Sprintf("publish: unknown format %q", name),
		Advice: "Choisissez « table », « json », « csv » ou « xlsx ».",
	}
}

// A Table is a list, ready to be written in any format. It holds personal data:
// who puts it into a file sees to its rights.
type Table struct {
	Name  string // French, also of the sheet: "Séances"
	Width int    // of the terminal, in columns; 0 does not shorten anything

	none  string // said on a terminal when the list is empty
	heads []head
	rows  [][]cell
	items []any // the JSON objects
}

// Len is the number of rows.
func (t Table) Len() int { return len(t.rows) }

// Write writes the list. The same list gives the same bytes.
func (t Table) Write(w io.Writer, format Format) error {
	switch format {
	case FormatTable:
		return t.writeText(w)
	case FormatJSON:
		return t.writeJSON(w)
	case FormatCSV:
		return t.writeCSV(w)
	case FormatXLSX:
		return t.writeXLSX(w)
	}
	return fmt.Errorf("publish: unknown format %q", format)
}

// A head is the head of a column.
type head struct {
	text  string // French
	brief bool   // also stands on a terminal
	whole bool   // is not shortened there: somebody may want to copy it
}

// A column takes one cell out of an item.
type column[T any] struct {
	head
	of func(*T) cell
}

// build makes a table of a list.
func build[T, O any](t Table, list []T, columns []column[T], object func(*T) O) Table {
	for _, c := range columns {
		t.heads = append(t.heads, c.head)
	}
	t.rows, t.items = make([][]cell, len(list)), make([]any, len(list))
	for i := range list {
		t.rows[i], t.items[i] = make([]cell, len(columns)), object(&list[i])
		for j, c := range columns {
			t.rows[i][j] = c.of(&list[i])
		}
	}
	return t
}

// A cell is a text, a number, or a time on the wall of the config's zone.
type cell struct {
	form   form
	text   string
	spoken string // what a terminal shows instead of text, if anything
	number float64
	wall   time.Time // with UTC's fields
}

type form int

const (
	asText form = iota
	asNumber
	asMoment
	asDay
)

func texts(list ...string) cell {
	kept := make([]string, 0, len(list))
	for _, s := range list {
		if s = strings.TrimSpace(clean(s)); s != "" {
			kept = append(kept, s)
		}
	}
	return cell{text: strings.Join(kept, ", ")}
}

func count(n int) cell { return cell{form: asNumber, number: float64(n)} }

// known is a count of which 0 says nothing.
func known(n int) cell {
	if n == 0 {
		return cell{}
	}
	return count(n)
}

// moment is when something is, as people of zone say it.
func moment(t tresse.Time, zone *time.Location) cell {
	if t.IsZero() {
		return cell{}
	}
	if t.Day {
		return cell{form: asDay, wall: t.Time}
	}
	at := t.In(zone)
	return cell{form: asMoment, wall: time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), 0, time.UTC)}
}

// date is a date written 2006-01-02; anything else stays a text.
func date(s string) cell {
	if d, err := time.Parse(time.DateOnly, s); err == nil {
		return cell{form: asDay, wall: d}
	}
	return texts(s)
}

// String is the cell as people in France write it.
func (c cell) String() string {
	switch c.form {
	case asNumber:
		return strings.Replace(strconv.FormatFloat(c.number, 'f', -1, 64), ".", ",", 1)
	case asMoment:
		return c.wall.Format("02/01/2006 15:04")
	case asDay:
		return c.wall.Format("02/01/2006")
	}
	return c.text
}

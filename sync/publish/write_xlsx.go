package publish

import (
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// What Excel holds, and how wide a column may become, in characters.
const (
	maxCell     = 32_000
	widestSheet = 60
)

// firstSheetYear is the first year whose dates a workbook can hold.
const firstSheetYear = 1901

// writeXLSX writes a workbook of one sheet. Texts stay texts ("=1+1", "0612…"),
// dates are dates. It is made in memory: a stream would put people's data into
// temporary files.
func (t Table) writeXLSX(w io.Writer) error {
	book := excelize.NewFile()
	defer book.Close()
	if err := t.fill(book); err != nil {
		return fmt.Errorf("publish: write %s as xlsx: %w", t.Name, err)
	}
	if err := book.Write(w); err != nil {
		return fmt.Errorf("publish: write %s as xlsx: %w", t.Name, err)
	}
	return nil
}

func (t Table) fill(book *excelize.File) error {
	if err := book.SetSheetName("Sheet1", t.Name); err != nil {
		return err
	}
	styles, err := stylesOf(book)
	if err != nil {
		return err
	}
	for row := range t.rows {
		for i, c := range t.rows[row] {
			if err := t.set(book, i+1, row+2, c, styles); err != nil {
				return err
			}
		}
	}
	if err := t.dress(book, styles); err != nil {
		return err
	}
	return book.SetDocProps(&excelize.DocProperties{
		Creator: "tresse", Title: t.Name, Language: "fr-FR",
		Created: "2020-01-01T00:00:00Z", Modified: "2020-01-01T00:00:00Z", // the same list gives the same bytes
	})
}

// sheetStyles are the numbers of the workbook's styles.
type sheetStyles struct{ head, moment, day int }

func stylesOf(book *excelize.File) (s sheetStyles, err error) {
	moment, day := "dd/mm/yyyy hh:mm", "dd/mm/yyyy"
	for _, style := range []struct {
		number *int
		style  excelize.Style
	}{
		{&s.head, excelize.Style{
			Font: &excelize.Font{Bold: true},
			Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"DDE6EE"}},
		}},
		{&s.moment, excelize.Style{CustomNumFmt: &moment}},
		{&s.day, excelize.Style{CustomNumFmt: &day}},
	} {
		if *style.number, err = book.NewStyle(&style.style); err != nil {
			return s, err
		}
	}
	return s, nil
}

// set writes one cell.
func (t Table) set(book *excelize.File, column, row int, c cell, styles sheetStyles) error {
	at, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		return err
	}
	style := styles.day
	switch {
	case c.form == asNumber:
		return book.SetCellFloat(t.Name, at, c.number, -1, 64)
	case c.form == asText || c.wall.Year() < firstSheetYear || c.wall.Year() > 9999:
		if c.String() == "" {
			return nil
		}
		return book.SetCellStr(t.Name, at, cut(c.String(), maxCell))
	case c.form == asMoment:
		style = styles.moment
	}
	if err := book.SetCellValue(t.Name, at, c.wall); err != nil {
		return err
	}
	return book.SetCellStyle(t.Name, at, at, style)
}

// dress writes the heads, keeps them in sight, and makes columns as wide as
// what they hold.
func (t Table) dress(book *excelize.File, styles sheetStyles) error {
	for i, h := range t.heads {
		name, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if err := book.SetCellStr(t.Name, name+"1", h.text); err != nil {
			return err
		}
		if err := book.SetColWidth(t.Name, name, name, t.columnWidth(i)); err != nil {
			return err
		}
	}
	last, err := excelize.CoordinatesToCellName(len(t.heads), 1)
	if err != nil {
		return err
	}
	if err := book.SetCellStyle(t.Name, "A1", last, styles.head); err != nil {
		return err
	}
	return book.SetPanes(t.Name, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

func (t Table) columnWidth(column int) float64 {
	width := utf8.RuneCountInString(t.heads[column].text)
	for _, row := range t.rows {
		width = max(width, utf8.RuneCountInString(row[column].String()))
	}
	return float64(min(width, widestSheet) + 2)
}

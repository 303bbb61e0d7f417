package conformance

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// CSV is the Wire of a table whose first row is headings and whose cells are
// set apart by semicolons. Its items are rows; a field is called by its heading.
type CSV struct{}

// Fields returns the cells of the first row that holds mark. Nothing stands
// around the rows.
func (CSV) Fields(body []byte, mark string) []Field {
	rows := tableOf(body)
	if mark == "" || len(rows) == 0 {
		return nil
	}
	for _, row := range rows[1:] {
		if !slices.ContainsFunc(row, func(cell string) bool { return strings.Contains(cell, mark) }) {
			continue
		}
		var fields []Field
		for i, heading := range rows[0] {
			fields = append(fields, Field{heading, row[i]})
		}
		return fields
	}
	return nil
}

// Set writes null as an empty cell.
func (CSV) Set(body []byte, mark, path string, value any) []byte {
	rows := tableOf(body)
	if mark == "" || len(rows) == 0 {
		return body
	}
	text := ""
	if value != nil {
		text = fmt.Sprint(value)
	}
	at := slices.Index(rows[0], path)
	for _, row := range rows[1:] {
		if at >= 0 && slices.ContainsFunc(row, func(cell string) bool { return strings.Contains(cell, mark) }) {
			row[at] = text
		}
	}
	return textOf(rows)
}

// Wrong returns values that hardly any column takes.
func (CSV) Wrong(Field) []any {
	return []any{"%%%", json.Number("99999999999999999999"), "31/02/2026 27h99", "#REF!", "a;\"b\"\nc"}
}

// Widen adds a column that nobody has documented at either end.
func (CSV) Widen(body []byte, text string) []byte {
	rows := tableOf(body)
	if len(rows) == 0 {
		return body
	}
	for i := range rows {
		cell := text
		if i == 0 {
			cell = "Zz inconnue"
		}
		rows[i] = append(append([]string{cell}, rows[i]...), cell+" ")
	}
	return textOf(rows)
}

// tableOf is nil for what is no table.
func tableOf(body []byte) [][]string {
	r := csv.NewReader(bytes.NewReader(body))
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil || len(rows) > 0 && len(rows[0]) < 2 {
		return nil
	}
	return rows
}

func textOf(rows [][]string) []byte {
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	w.Comma = ';'
	if err := w.WriteAll(rows); err != nil {
		panic(err) // a buffer takes all
	}
	return text.Bytes()
}

package publish

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"unicode"
)

// writeCSV writes for a French Excel: UTF-8 with a byte order mark, semicolons,
// CRLF, decimal commas, and no cell that Excel would take for a formula.
func (t Table) writeCSV(w io.Writer) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("publish: write %s as csv: %w", t.Name, err)
	}
	out := csv.NewWriter(w)
	out.Comma, out.UseCRLF = ';', true
	record := make([]string, len(t.heads))
	for i, h := range t.heads {
		record[i] = h.text
	}
	_ = out.Write(record) // the writer keeps its first error for Error
	for _, row := range t.rows {
		for i, c := range row {
			record[i] = c.String()
			if c.form == asText {
				record[i] = disarm(record[i])
			}
		}
		_ = out.Write(record)
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("publish: write %s as csv: %w", t.Name, err)
	}
	return nil
}

// disarm puts an apostrophe before what a spreadsheet would compute. Numbers
// and telephone numbers stay as they are.
func disarm(s string) string {
	if s == "" || !strings.ContainsRune("=+-@\t\r\n＝＋－＠", firstRune(s)) {
		return s
	}
	for _, part := range strings.Split(s, ", ") {
		if !isNumber(part) {
			return "'" + s
		}
	}
	return s
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

// isNumber reports whether s is a sign and digits, grouped as people group
// them; a second sign would make a computation of it.
func isNumber(s string) bool {
	digits := strings.TrimLeft(s, "+-")
	if len(s)-len(digits) > 1 || !strings.ContainsAny(digits, "0123456789") {
		return false
	}
	return !strings.ContainsFunc(digits, func(r rune) bool {
		return !(r >= '0' && r <= '9') && !strings.ContainsRune(" .,()\u00a0\u202f", r)
	}) && !unicode.IsSpace(firstRune(digits))
}

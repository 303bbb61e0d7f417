package publish

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// gap is the blanks between two columns, narrow the least that a column is
// shortened to.
const (
	gap    = 2
	narrow = 6
)

// writeText writes the columns that matter on a terminal, lined up.
func (t Table) writeText(w io.Writer) error {
	if len(t.rows) == 0 {
		_, err := fmt.Fprintln(w, t.none)
		return err
	}
	heads, lines := t.brief()
	widths := widthsOf(lines)
	t.shorten(heads, widths)
	out := tabwriter.NewWriter(w, 0, 0, gap, ' ', 0)
	for _, line := range lines {
		for i := range line {
			line[i] = clip(line[i], widths[i])
		}
		fmt.Fprintln(out, strings.Join(line, "\t")) // the writer keeps its first error for Flush
	}
	return out.Flush()
}

// brief returns the heads that stand on a terminal, and the lines with them as
// the first one. Accents are composed, so that each letter counts once.
func (t Table) brief() (heads []head, lines [][]string) {
	lines = make([][]string, len(t.rows)+1)
	for i, h := range t.heads {
		if !h.brief {
			continue
		}
		heads = append(heads, h)
		lines[0] = append(lines[0], h.text)
		for j, row := range t.rows {
			text := row[i].spoken
			if text == "" {
				text = row[i].String()
			}
			lines[j+1] = append(lines[j+1], norm.NFC.String(oneLine(text)))
		}
	}
	return heads, lines
}

func widthsOf(lines [][]string) []int {
	widths := make([]int, len(lines[0]))
	for _, line := range lines {
		for i, s := range line {
			widths[i] = max(widths[i], utf8.RuneCountInString(s))
		}
	}
	return widths
}

// shorten takes from the widest columns what the terminal lacks.
func (t Table) shorten(heads []head, widths []int) {
	over := gap*(len(widths)-1) - t.Width
	for _, w := range widths {
		over += w
	}
	for ; t.Width > 0 && over > 0; over-- {
		widest := -1
		for i, w := range widths {
			if !heads[i].whole && w > narrow && (widest < 0 || w > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return
		}
		widths[widest]--
	}
}

// clip ends what is too wide with an ellipsis.
func clip(s string, width int) string {
	if utf8.RuneCountInString(s) <= width {
		return s
	}
	return strings.TrimRight(string([]rune(s)[:width-1]), " ") + "…"
}

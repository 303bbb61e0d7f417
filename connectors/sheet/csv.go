package sheet

import (
	"bytes"
	"context"
	"strings"
)

// openCSV reads a text with one row a line, whatever sets its columns apart.
func openCSV(body []byte) (*book, error) {
	text := utf8Text(body)
	start := bytes.ToLower(bytes.TrimSpace(text[:min(len(text), 512)]))
	switch {
	case bytes.IndexByte(text, 0) >= 0:
		return nil, noTable("neither a workbook nor a text")
	case bytes.HasPrefix(start, []byte("<")):
		return nil, noTable("a page, not a table")
	case bytes.HasPrefix(start, []byte("{")), bytes.HasPrefix(start, []byte("%pdf")), bytes.HasPrefix(start, []byte("{\\rtf")):
		return nil, noTable("not a table")
	}
	said, text := saidDelimiter(text)
	s := worksheet{rows: func(ctx context.Context, each func(int, []string) error) (bool, error) {
		comma := said
		if comma == 0 {
			comma = sniff(text)
		}
		return (&csvReader{text: text, comma: comma}).all(ctx, each)
	}}
	return &book{sheets: []worksheet{s}, close: func() error { return nil }}, nil
}

// saidDelimiter reads the first line "sep=;" that Excel understands.
func saidDelimiter(text []byte) (byte, []byte) {
	if len(text) > 5 && strings.EqualFold(string(text[:4]), "sep=") && (text[5] == '\n' || text[5] == '\r') {
		return text[4], text[5:]
	}
	return 0, text
}

// sniff chooses what sets columns apart: that by which the beginning of the file
// gives most headings that are known, else most columns.
func sniff(text []byte) byte {
	best, bestKnown, bestWide := byte(';'), -1, -1
	for _, comma := range []byte{';', '\t', ','} {
		known, wide, rows := 0, 0, 0
		r := &csvReader{text: text[:min(len(text), 64<<10)], comma: comma}
		for cells := r.next(); cells != nil && rows < scanRows; cells = r.next() {
			rows++
			n := 0
			for _, c := range cells {
				if _, ok := dictionary[words(c)]; ok {
					n++
				}
			}
			known, wide = max(known, n), max(wide, len(cells))
		}
		if known > bestKnown || known == bestKnown && wide > bestWide {
			best, bestKnown, bestWide = comma, known, wide
		}
	}
	return best
}

// A csvReader cuts text into rows as spreadsheets do, which is wider than RFC
// 4180: quotes inside a field that does not begin with one are letters, and so
// is one inside a quoted field that no delimiter follows.
type csvReader struct {
	text  []byte
	comma byte
	at    int
	line  int // of the row just read
	ended int // lines so far
	open  bool
	cells []string
	buf   []byte
}

func (r *csvReader) all(ctx context.Context, each func(int, []string) error) (bool, error) {
	widest, last, cells := 0, 0, 0
	for n := 0; ; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return false, ctx.Err()
		}
		row := r.next()
		if row == nil {
			break
		}
		if cells += len(row); cells > maxCells {
			return false, tooLarge("too many cells")
		}
		widest, last = max(widest, len(row)), len(row)
		if err := each(r.line, row); err != nil {
			return false, err
		}
	}
	whole := len(r.text) == 0 || r.text[len(r.text)-1] == '\n' || r.text[len(r.text)-1] == '\r'
	return r.open || !whole && last < widest, nil
}

// next returns the next row that is not empty, nil at the end.
func (r *csvReader) next() []string {
	for r.at < len(r.text) {
		r.line = r.ended + 1
		r.cells = r.cells[:0]
		some := false
		for {
			cell, more := r.field()
			some = some || cell != ""
			if len(r.cells) < maxColumn {
				r.cells = append(r.cells, cell)
			}
			if !more {
				break
			}
		}
		if some {
			return r.cells
		}
	}
	return nil
}

// field reads one field and what ends it; more says that the row goes on.
func (r *csvReader) field() (cell string, more bool) {
	if r.at < len(r.text) && r.text[r.at] == '"' {
		return r.quoted()
	}
	start := r.at
	for r.at < len(r.text) {
		switch c := r.text[r.at]; c {
		case r.comma, '\n', '\r':
			cell = kept(r.text[start:r.at])
			return cell, r.end()
		}
		r.at++
	}
	return kept(r.text[start:r.at]), false
}

func (r *csvReader) quoted() (string, bool) {
	r.at++
	r.buf = r.buf[:0]
	for r.at < len(r.text) {
		c := r.text[r.at]
		switch {
		case c == '"' && r.at+1 < len(r.text) && r.text[r.at+1] == '"':
			r.at++
		case c == '"' && r.closes():
			r.at++
			for r.at < len(r.text) && r.text[r.at] == ' ' {
				r.at++
			}
			return kept(r.buf), r.end()
		case c == '\n':
			r.ended++
		}
		if len(r.buf) <= maxCell {
			r.buf = append(r.buf, c)
		}
		r.at++
	}
	r.open = true
	return kept(r.buf), false
}

// closes reports whether the quote here is followed by the end of a field.
func (r *csvReader) closes() bool {
	i := r.at + 1
	for i < len(r.text) && r.text[i] == ' ' {
		i++
	}
	return i == len(r.text) || r.text[i] == r.comma || r.text[i] == '\n' || r.text[i] == '\r'
}

// end passes what ends a field, and says whether the row goes on.
func (r *csvReader) end() bool {
	if r.at >= len(r.text) {
		return false
	}
	c := r.text[r.at]
	r.at++
	if c == r.comma {
		return true
	}
	if c == '\r' && r.at < len(r.text) && r.text[r.at] == '\n' {
		r.at++
	}
	r.ended++
	return false
}

func kept(b []byte) string { return clip(string(b), maxCell) }

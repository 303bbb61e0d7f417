package sheet

import (
	"context"
	"encoding/binary"
	"errors"
	"math"
	"slices"
	"strconv"
)

// Records of BIFF8 ([MS-XLS] 2.3) that cells are made of. All others are passed
// over.
const (
	recFormula  = 0x0006
	recEOF      = 0x000a
	recDateMode = 0x0022
	recFilePass = 0x002f
	recContinue = 0x003c
	recBoundary = 0x0085
	recMulRK    = 0x00bd
	recMerged   = 0x00e5
	recSST      = 0x00fc
	recLabelSST = 0x00fd
	recNumber   = 0x0203
	recLabel    = 0x0204
	recBool     = 0x0205
	recString   = 0x0207
	recRK       = 0x027e
	recBOF      = 0x0809
)

// openXLS reads a workbook of Excel 97 to 2003, which is what RDV Service Public
// exports (it is written by the Ruby library spreadsheet): values alone, no
// formula, no format.
func openXLS(body []byte) (*book, error) {
	stream, err := oleStream(body, "Workbook", "WORKBOOK")
	if err != nil {
		if _, err := oleStream(body, "EncryptedPackage"); err == nil {
			return nil, encrypted()
		}
		return nil, noTable("a compound file without a workbook of Excel 97 or later")
	}
	w, err := readGlobals(stream)
	if err != nil {
		return nil, err
	}
	b := &book{from1904: w.from1904, close: func() error { return nil }}
	for _, s := range w.sheets {
		b.sheets = append(b.sheets, worksheet{
			name: s.name, hidden: s.hidden, merged: mergedXLS(stream, s.at),
			rows: func(ctx context.Context, each func(int, []string) error) (bool, error) {
				return w.rows(ctx, stream, s.at, each)
			},
		})
	}
	if len(b.sheets) == 0 {
		return nil, noTable("a workbook without sheets")
	}
	return b, nil
}

// globals are what all sheets of a workbook share.
type globals struct {
	from1904 bool
	sheets   []boundSheet
	texts    []string
}

type boundSheet struct {
	name   string
	at     uint32
	hidden bool
}

// A record of the stream, with the pieces that continue it.
type record struct {
	kind   uint16
	pieces [][]byte
}

func (r *record) data() []byte { return r.pieces[0] }

// next reads the record at a place; ok is false at the end of what is whole.
func next(stream []byte, at int) (r record, after int, ok bool) {
	if at < 0 || at+4 > len(stream) {
		return r, at, false
	}
	r.kind = binary.LittleEndian.Uint16(stream[at:])
	n := int(binary.LittleEndian.Uint16(stream[at+2:]))
	if at+4+n > len(stream) {
		return r, at, false
	}
	r.pieces = [][]byte{stream[at+4 : at+4+n]}
	at += 4 + n
	for at+4 <= len(stream) && binary.LittleEndian.Uint16(stream[at:]) == recContinue {
		n := int(binary.LittleEndian.Uint16(stream[at+2:]))
		if at+4+n > len(stream) {
			return r, at, false
		}
		r.pieces = append(r.pieces, stream[at+4:at+4+n])
		at += 4 + n
	}
	return r, at, true
}

func readGlobals(stream []byte) (*globals, error) {
	w := &globals{}
	first, at, ok := next(stream, 0)
	if !ok || first.kind != recBOF || len(first.data()) < 4 || binary.LittleEndian.Uint16(first.data()) != 0x0600 {
		return nil, noTable("a workbook of an Excel before 97")
	}
	for {
		var r record
		if r, at, ok = next(stream, at); !ok {
			return nil, noTable("a workbook that is cut short")
		}
		d := r.data()
		switch {
		case r.kind == recEOF:
			return w, nil
		case r.kind == recFilePass:
			return nil, encrypted()
		case r.kind == recDateMode && len(d) >= 2:
			w.from1904 = d[0] == 1
		case r.kind == recBoundary && len(d) >= 8 && len(w.sheets) < maxSheets:
			if d[5] != 0 { // a chart, a macro
				continue
			}
			name := shortText(d[6:])
			w.sheets = append(w.sheets, boundSheet{name: name, at: binary.LittleEndian.Uint32(d), hidden: d[4]&3 != 0})
		case r.kind == recSST:
			texts, err := sharedTexts(r.pieces)
			if err != nil {
				return nil, noTable("texts that are damaged")
			}
			w.texts = texts
		}
	}
}

// shortText is a text whose length is one byte ([MS-XLS] 2.5.240).
func shortText(d []byte) string {
	if len(d) < 2 {
		return ""
	}
	n, wide, d := int(d[0]), d[1]&1 != 0, d[2:]
	return letters(d, n, wide)
}

// letters decodes n characters, of one byte (the lower half of UTF-16) or two.
func letters(d []byte, n int, wide bool) string {
	if wide {
		return string(fromUTF16(d[:min(len(d), 2*n)&^1], binary.LittleEndian))
	}
	runes := make([]rune, 0, min(n, len(d)))
	for _, c := range d[:min(n, len(d))] {
		runes = append(runes, rune(c))
	}
	return string(runes)
}

// A pieceReader reads across the pieces of a record.
type pieceReader struct {
	pieces [][]byte
	at     int
}

var errShort = errors.New("a record that is cut short")

func (p *pieceReader) bytes(n int) ([]byte, error) {
	p.skipEmpty()
	if len(p.pieces) == 0 {
		return nil, errShort
	}
	if p.at+n > len(p.pieces[0]) {
		return nil, errShort // no number lies across pieces
	}
	b := p.pieces[0][p.at : p.at+n]
	p.at += n
	return b, nil
}

func (p *pieceReader) skipEmpty() {
	for len(p.pieces) > 0 && p.at >= len(p.pieces[0]) {
		p.pieces, p.at = p.pieces[1:], 0
	}
}

// skip passes bytes, wherever pieces end.
func (p *pieceReader) skip(n int) error {
	for n > 0 {
		p.skipEmpty()
		if len(p.pieces) == 0 {
			return errShort
		}
		step := min(n, len(p.pieces[0])-p.at)
		p.at += step
		n -= step
	}
	return nil
}

// letters reads n characters; where they go on in the next piece, it begins by
// saying again how wide they are ([MS-XLS] 2.5.293).
func (p *pieceReader) letters(n int, wide bool) (string, error) {
	text := ""
	for n > 0 {
		if len(p.pieces) == 0 {
			return "", errShort
		}
		rest := p.pieces[0][p.at:]
		if len(rest) == 0 {
			p.pieces, p.at = p.pieces[1:], 0
			if len(p.pieces) == 0 || len(p.pieces[0]) == 0 {
				return "", errShort
			}
			wide, p.at = p.pieces[0][0]&1 != 0, 1
			continue
		}
		width := 1
		if wide {
			width = 2
		}
		take := min(n, len(rest)/width)
		if take == 0 {
			return "", errShort
		}
		if len(text) <= maxCell {
			text += letters(rest[:take*width], take, wide)
		}
		p.at += take * width
		n -= take
	}
	return clip(text, maxCell), nil
}

// sharedTexts reads the table of texts that cells point into.
func sharedTexts(pieces [][]byte) ([]string, error) {
	p := &pieceReader{pieces: slices.Clone(pieces)}
	head, err := p.bytes(8)
	if err != nil {
		return nil, err
	}
	count := binary.LittleEndian.Uint32(head[4:])
	var texts []string
	size := 0
	for range count {
		text, err := p.text()
		if err != nil {
			return nil, err
		}
		if size += len(text); size > maxText {
			return nil, errShort
		}
		texts = append(texts, text)
	}
	return texts, nil
}

// text reads one text with what may stand around it: runs of formats, phonetic
// signs.
func (p *pieceReader) text() (string, error) {
	head, err := p.bytes(3)
	if err != nil {
		return "", err
	}
	n, flags := int(binary.LittleEndian.Uint16(head)), head[2]
	after := 0
	if flags&8 != 0 {
		runs, err := p.bytes(2)
		if err != nil {
			return "", err
		}
		after += 4 * int(binary.LittleEndian.Uint16(runs))
	}
	if flags&4 != 0 {
		more, err := p.bytes(4)
		if err != nil {
			return "", err
		}
		after += int(min(binary.LittleEndian.Uint32(more), maxFile))
	}
	text, err := p.letters(n, flags&1 != 0)
	if err != nil {
		return "", err
	}
	return text, p.skip(after)
}

// rows gives the cells of the sheet at a place in the stream, row by row. A
// sheet whose cells do not stand in order of rows is given as it stands.
func (w *globals) rows(ctx context.Context, stream []byte, at uint32, each func(int, []string) error) (bool, error) {
	var cells []string
	row, total, waiting := -1, 0, -1 // waiting: the column of a formula whose text follows
	flush := func() error {
		if row < 0 || len(cells) == 0 {
			return nil
		}
		err := each(row+1, cells)
		cells = cells[:0]
		return err
	}
	put := func(r, c int, text string) error {
		if r != row {
			if err := flush(); err != nil {
				return err
			}
			row = r
		}
		if total++; total > maxCells {
			return tooLarge("too many cells")
		}
		if c >= maxColumn || text == "" {
			return nil
		}
		for len(cells) <= c {
			cells = append(cells, "")
		}
		cells[c] = text
		return nil
	}
	depth := 0
	place := int(at)
	for n := 0; ; n++ {
		if n%4096 == 0 && ctx.Err() != nil {
			return false, ctx.Err()
		}
		r, after, ok := next(stream, place)
		if !ok {
			return false, noTable("a sheet that is cut short")
		}
		place = after
		var err error
		d := r.data()
		switch r.kind {
		case recBOF:
			depth++
		case recEOF:
			if depth--; depth <= 0 {
				return false, flush()
			}
		case recString:
			if waiting >= 0 && len(d) >= 3 {
				p := &pieceReader{pieces: r.pieces}
				if text, terr := p.longText(); terr == nil {
					err = put(row, waiting, text)
				}
			}
			waiting = -1
		default:
			if depth == 1 && len(d) >= 6 {
				waiting, err = w.cell(r.kind, d, put)
			}
		}
		if err != nil {
			return false, err
		}
	}
}

// longText is a text whose length is two bytes, without runs.
func (p *pieceReader) longText() (string, error) {
	head, err := p.bytes(3)
	if err != nil {
		return "", err
	}
	return p.letters(int(binary.LittleEndian.Uint16(head)), head[2]&1 != 0)
}

// cell puts what one record holds. It returns the column whose text comes in the
// next record, -1 where none does.
func (w *globals) cell(kind uint16, d []byte, put func(r, c int, text string) error) (int, error) {
	r, c := int(binary.LittleEndian.Uint16(d)), int(binary.LittleEndian.Uint16(d[2:]))
	switch {
	case kind == recLabelSST && len(d) >= 10:
		i := binary.LittleEndian.Uint32(d[6:])
		if int64(i) >= int64(len(w.texts)) {
			return -1, noTable("a cell without its text")
		}
		return -1, put(r, c, w.texts[i])
	case kind == recNumber && len(d) >= 14:
		return -1, put(r, c, number(math.Float64frombits(binary.LittleEndian.Uint64(d[6:]))))
	case kind == recRK && len(d) >= 10:
		return -1, put(r, c, number(rk(binary.LittleEndian.Uint32(d[6:]))))
	case kind == recMulRK:
		for i := 4; i+6 <= len(d)-2; i += 6 {
			if err := put(r, c, number(rk(binary.LittleEndian.Uint32(d[i+2:])))); err != nil {
				return -1, err
			}
			c++
		}
	case kind == recLabel && len(d) >= 9:
		n := int(binary.LittleEndian.Uint16(d[6:]))
		return -1, put(r, c, clip(letters(d[9:], n, d[8]&1 != 0), maxCell))
	case kind == recBool && len(d) >= 8 && d[7] == 0:
		return -1, put(r, c, strconv.Itoa(int(d[6])))
	case kind == recFormula && len(d) >= 14:
		return formula(r, c, d[6:14], put)
	}
	return -1, nil
}

// formula puts the value that was last computed ([MS-XLS] 2.5.133).
func formula(r, c int, value []byte, put func(r, c int, text string) error) (int, error) {
	if value[6] != 0xff || value[7] != 0xff {
		return -1, put(r, c, number(math.Float64frombits(binary.LittleEndian.Uint64(value))))
	}
	switch value[0] {
	case 0:
		return c, put(r, c, "")
	case 1:
		return -1, put(r, c, strconv.Itoa(int(value[2])))
	}
	return -1, nil
}

// rk unpacks a number of four bytes ([MS-XLS] 2.5.217).
func rk(v uint32) float64 {
	var f float64
	if v&2 != 0 {
		f = float64(int32(v) >> 2)
	} else {
		f = math.Float64frombits(uint64(v&^3) << 32)
	}
	if v&1 != 0 {
		f /= 100
	}
	return f
}

func number(f float64) string {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return ""
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// mergedXLS looks for the joined cells of a sheet.
func mergedXLS(stream []byte, at uint32) []block {
	var all []block
	depth, place := 0, int(at)
	for len(all) < maxBlocks {
		r, after, ok := next(stream, place)
		if !ok {
			return all
		}
		place = after
		switch d := r.data(); r.kind {
		case recBOF:
			depth++
		case recEOF:
			if depth--; depth <= 0 {
				return all
			}
		case recMerged:
			for i := 2; i+8 <= len(d); i += 8 {
				n := func(k int) int { return int(binary.LittleEndian.Uint16(d[i+k:])) }
				all = append(all, block{top: n(0) + 1, bottom: n(2) + 1, left: n(4), right: n(6)})
			}
		}
	}
	return all
}

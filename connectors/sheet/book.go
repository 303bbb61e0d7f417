package sheet

import (
	"bytes"
	"context"
)

// A book is a file taken apart: one sheet for a text file, several for a
// workbook.
type book struct {
	sheets   []worksheet
	from1904 bool // days are counted from 1904 (old Macs), not from 1900
	close    func() error
}

// A worksheet gives its rows once, from the first.
type worksheet struct {
	name   string // "" for a text file
	hidden bool
	// rows calls each with the row's number, from 1, and its cells, which are
	// only good until it returns. Rows without a cell may be left out. cut
	// says that the sheet seems to end before its end.
	rows func(ctx context.Context, each func(n int, cells []string) error) (cut bool, err error)
	// merged are the blocks of cells joined into one, or nil.
	merged []block
}

// A block of cells, inclusive, from 0 for columns and 1 for rows.
type block struct{ top, bottom, left, right int }

// The bounds of what is read of one file. A file over them is refused whole:
// half a file would say that the other half is gone.
const (
	maxFile   = 64 << 20
	maxSheets = 200
	maxRows   = 500_000 // with something in them
	maxColumn = 512     // further cells are not looked at
	maxCells  = 60_000_000
	maxText   = 192 << 20 // bytes of the cells that are kept
	maxCell   = 4 << 10   // bytes of one cell that are kept
	maxUnzip  = 768 << 20 // what a workbook may unpack to
	maxBeside = 96 << 20  // and all of it but sheets and texts, which is held in memory
	maxBlocks = 100_000
)

// open tells by its first bytes what a file is; its name may say anything.
func open(body []byte) (*book, error) {
	switch {
	case len(bytes.TrimSpace(body)) == 0:
		return nil, noTable("the file is empty")
	case len(body) > maxFile:
		return nil, tooLarge("a file of more than 64 MB")
	case bytes.HasPrefix(body, []byte("PK\x03\x04")), bytes.HasPrefix(body, []byte("PK\x05\x06")):
		return openXLSX(body)
	case bytes.HasPrefix(body, []byte(oleMagic)):
		return openXLS(body)
	}
	return openCSV(body)
}

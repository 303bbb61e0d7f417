package sheet

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"tresse"
)

// openXLSX opens a workbook of Excel 2007 and later. Large parts of it are
// unpacked into a folder that only this account reads, and that goes with it.
func openXLSX(body []byte) (*book, error) {
	parts, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return nil, noTable("a workbook that is cut short or damaged")
	}
	if err := checkParts(parts); err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "tresse-")
	if err != nil {
		return nil, noRoom()
	}
	f, err := excelize.OpenReader(bytes.NewReader(body), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxUnzip, UnzipXMLSizeLimit: 8 << 20, TmpDir: dir,
	})
	if err != nil {
		os.RemoveAll(dir)
		return nil, noTable("a workbook that is damaged")
	}
	b := &book{close: func() error { return errors.Join(f.Close(), os.RemoveAll(dir)) }}
	if props, err := f.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		b.from1904 = *props.Date1904
	}
	paths := sheetPaths(parts)
	for i, name := range f.GetSheetList() {
		if i == maxSheets {
			break
		}
		visible, err := f.GetSheetVisible(name)
		b.sheets = append(b.sheets, worksheet{
			name: name, hidden: err == nil && !visible, merged: mergedIn(parts, paths[name]),
			rows: func(ctx context.Context, each func(int, []string) error) (bool, error) {
				return xlsxRows(ctx, f, name, each)
			},
		})
	}
	if len(b.sheets) == 0 {
		return nil, errors.Join(noTable("a workbook without sheets"), b.close())
	}
	return b, nil
}

// checkParts refuses what is no workbook, and what unpacks to more than is read.
func checkParts(parts *zip.Reader) error {
	var size, beside uint64
	var names []string
	for _, p := range parts.File {
		if size += p.UncompressedSize64; size > maxUnzip {
			break
		}
		if name := strings.ToLower(p.Name); !strings.HasPrefix(name, "xl/worksheets/sheet") && name != "xl/sharedstrings.xml" {
			beside += p.UncompressedSize64
		}
		names = append(names, p.Name)
	}
	has := func(what string) bool {
		for _, n := range names {
			if strings.EqualFold(strings.TrimPrefix(n, "/"), what) {
				return true
			}
		}
		return false
	}
	switch {
	case len(parts.File) > 20_000 || size > maxUnzip || beside > maxBeside:
		return tooLarge("a workbook that unpacks to too much")
	case has("mimetype") || has("word/document.xml"):
		return otherFormat()
	case !has("[Content_Types].xml"):
		return noTable("an archive, not a workbook")
	}
	return nil
}

func noRoom() error {
	return trouble(tresse.TroubleTemporary, "no folder for temporary files", "Le disque n’a pas de place pour lire ce fichier : libérez-en, tresse réessaiera.")
}

// xlsxRows gives the rows of a sheet; formulas by the value last computed.
func xlsxRows(ctx context.Context, f *excelize.File, name string, each func(int, []string) error) (bool, error) {
	rows, err := f.Rows(name)
	if err != nil {
		return false, noTable("a sheet that cannot be read")
	}
	defer rows.Close()
	cells := 0
	for n := 1; rows.Next(); n++ {
		if n%512 == 0 && ctx.Err() != nil {
			return false, ctx.Err()
		}
		row, err := rows.Columns()
		if err != nil {
			return false, noTable("a row that cannot be read")
		}
		if cells += len(row); cells > maxCells {
			return false, tooLarge("too many cells")
		}
		row = row[:min(len(row), maxColumn)]
		some := false
		for i := range row {
			row[i] = clip(row[i], maxCell)
			some = some || row[i] != ""
		}
		if !some {
			continue
		}
		if err := each(n, row); err != nil {
			return false, err
		}
	}
	if rows.Error() != nil {
		return false, noTable("a sheet that is damaged")
	}
	return false, nil
}

var (
	sheetTag  = regexp.MustCompile(`<(?:\w+:)?sheet\s[^>]*>`)
	relation  = regexp.MustCompile(`<(?:\w+:)?Relationship\s[^>]*>`)
	attribute = regexp.MustCompile(`([\w:]+)\s*=\s*"([^"]*)"`)
	mergeTag  = regexp.MustCompile(`<(?:\w+:)?mergeCell\s[^>]*ref\s*=\s*"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"`)
)

// sheetPaths tells which part of the archive holds which sheet.
func sheetPaths(parts *zip.Reader) map[string]string {
	targets := map[string]string{}
	for _, tag := range relation.FindAll(part(parts, "xl/_rels/workbook.xml.rels", 1<<20), -1) {
		a := attributes(tag)
		targets[a["Id"]] = a["Target"]
	}
	paths := map[string]string{}
	for _, tag := range sheetTag.FindAll(part(parts, "xl/workbook.xml", 4<<20), -1) {
		a := attributes(tag)
		target := strings.TrimPrefix(targets[a["r:id"]], "/")
		if target != "" && !strings.HasPrefix(target, "xl/") {
			target = "xl/" + target
		}
		paths[unescape(a["name"])] = target
	}
	return paths
}

var unescape = strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">", "&quot;", `"`, "&apos;", "'").Replace

func attributes(tag []byte) map[string]string {
	all := map[string]string{}
	for _, m := range attribute.FindAllSubmatch(tag, -1) {
		all[string(m[1])] = string(m[2])
	}
	return all
}

// part returns at most so many bytes of a part, nil where there is none.
func part(parts *zip.Reader, name string, most int64) []byte {
	f, err := parts.Open(name)
	if err != nil {
		return nil
	}
	defer f.Close()
	b, _ := io.ReadAll(io.LimitReader(f, most)) // a damaged part fails where its rows are read
	return b
}

// mergedIn looks for joined cells, which stand behind the rows; excelize would
// hold the whole sheet in memory to tell them.
func mergedIn(parts *zip.Reader, path string) []block {
	f, err := parts.Open(path)
	if path == "" || err != nil {
		return nil
	}
	defer f.Close()
	var all []block
	r := bufio.NewReaderSize(io.LimitReader(f, maxUnzip), 64<<10)
	const tail = 256 // a tag may lie across two pieces
	buf := make([]byte, 0, 64<<10+tail)
	for len(all) < maxBlocks {
		n, err := io.ReadFull(r, buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		end := 0
		if bytes.Contains(buf, []byte("mergeCell")) {
			for _, m := range mergeTag.FindAllSubmatchIndex(buf, -1) {
				end = m[1]
				all = append(all, blockOf(buf, m))
			}
		}
		if err != nil {
			return all
		}
		keep := max(end, len(buf)-tail)
		buf = append(buf[:0], buf[keep:]...)
	}
	return all
}

func blockOf(buf []byte, m []int) block {
	number := func(i int) int {
		n, _ := strconv.Atoi(string(buf[m[i]:m[i+1]]))
		return n
	}
	return block{top: number(4), bottom: number(8), left: column(buf[m[2]:m[3]]), right: column(buf[m[6]:m[7]])}
}

// column is the place, from 0, of a column called by letters.
func column(letters []byte) int {
	n := 0
	for _, c := range letters {
		n = n*26 + int(c-'A') + 1
	}
	return n - 1
}

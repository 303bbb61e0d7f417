package sheet

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tresse"
	"tresse/connectors"
)

// packedWith is a workbook whose first sheet holds rows, as XML.
func packedWith(rows func(io.Writer)) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	put := func(name string, write func(io.Writer)) {
		w, err := z.Create(name)
		if err != nil {
			panic(err)
		}
		write(w)
	}
	text := func(s string) func(io.Writer) { return func(w io.Writer) { io.WriteString(w, s) } }
	const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	put("[Content_Types].xml", text(`<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`))
	put("_rels/.rels", text(`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="`+office+`/officeDocument" Target="xl/workbook.xml"/></Relationships>`))
	put("xl/_rels/workbook.xml.rels", text(`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="`+office+`/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`))
	put("xl/workbook.xml", text(`<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="`+office+`"><sheets><sheet name="Feuil1" sheetId="1" r:id="r1"/></sheets></workbook>`))
	put("xl/worksheets/sheet1.xml", func(w io.Writer) {
		io.WriteString(w, `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Nom</t></is></c><c r="B1" t="inlineStr"><is><t>Prénom</t></is></c></row>`)
		rows(w)
		io.WriteString(w, `</sheetData></worksheet>`)
	})
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// TestHostileFiles: what is made to use up memory, time or the disk is refused,
// whole, and leaves nothing behind.
func TestHostileFiles(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	row := func(n int) string {
		return fmt.Sprintf(`<row r="%d"><c r="A%d" t="inlineStr"><is><t>Dupont</t></is></c></row>`, n, n)
	}
	for name, c := range map[string]struct {
		body []byte
		want tresse.Trouble // "" where it is read
	}{
		"a bomb": {packedWith(func(w io.Writer) {
			zeros := []byte(strings.Repeat(" ", 1<<20))
			for range maxUnzip>>20 + 1 {
				w.Write(zeros)
			}
		}), tresse.TroubleTooLarge},
		"the last row there is": {packedWith(func(w io.Writer) { io.WriteString(w, row(1048576)) }), ""},
		"the last column there is": {packedWith(func(w io.Writer) {
			for n := 2; n < 50; n++ {
				fmt.Fprintf(w, `<row r="%d"><c r="XFD%d"><v>1</v></c></row>`, n, n)
			}
			io.WriteString(w, row(50))
		}), ""},
		"a column beyond": {packedWith(func(w io.Writer) { io.WriteString(w, `<row r="2"><c r="ZZZZZZ2"><v>1</v></c></row>`) }), tresse.TroubleAnswer},
		"cut short":       {packedWith(func(w io.Writer) { io.WriteString(w, row(2)) })[:700], tresse.TroubleAnswer},
		"a wide text":     {[]byte("Nom;Prénom\n" + strings.Repeat("x;", 3_000_000) + "\nDupont;Marie\n"), ""},
		"an open quote":   {[]byte("Nom;Prénom\nDupont;Marie\n\"Martin;Paul\n" + strings.Repeat("a;b\n", 1000)), ""},
		"a deep cell":     {[]byte("Nom;Prénom\n" + strings.Repeat("n", 10<<20) + ";Marie\n"), ""},
		"compound":        {[]byte(oleMagic + strings.Repeat("\xff", 4096)), tresse.TroubleAnswer},
		"compound zeros":  {[]byte(oleMagic + strings.Repeat("\x00", 4096)), tresse.TroubleAnswer},
		"a letter":        {zipped("word/document.xml"), tresse.TroubleConfig},
		"ods":             {zipped("mimetype"), tresse.TroubleConfig},
		"any archive":     {zipped("a.txt"), tresse.TroubleAnswer},
	} {
		path := filepath.Join(t.TempDir(), "fichier.xlsx")
		if err := os.WriteFile(path, c.body, 0o600); err != nil {
			t.Fatal(err)
		}
		a := pullAll(reading(t, Options{Path: path, Holds: holdsPeople}, connectors.Env{}), nil)
		switch {
		case c.want == "" && (a.err != nil || len(a.Contacts) == 0):
			t.Errorf("%s: %v, %d contacts", name, a.err, len(a.Contacts))
		case c.want != "" && tresse.TroubleOf(a.err) != c.want:
			t.Errorf("%s: %v; want %s", name, a.err, c.want)
		}
		if name == "an open quote" && len(a.Coverage) > 0 {
			t.Errorf("%s: the rest counts as gone", name)
		}
	}
	if left, _ := os.ReadDir(temp); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func zipped(name string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	if _, err := z.Create(name); err != nil {
		panic(err)
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

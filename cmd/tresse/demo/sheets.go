package demo

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
)

// Those who telephone are noted in a workbook, and the library keeps a list of
// its readers; both lie in the structure's cloud. The people in them are those who
// book elsewhere too, as somebody else spells them.
const (
	workbookAt = "/partage/inscriptions.xlsx"
	readersAt  = "/partage/lecteurs.csv"
)

// A file of the cloud, with what it is known by.
type file struct {
	body []byte
	kind string
}

func (f file) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", f.kind)
	w.Header().Set("ETag", fmt.Sprintf(`"%x"`, sha256.Sum256(f.body)))
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(f.body))
}

// telephoned are the workshops that the workbook notes, and who rang up for them.
var telephoned = []struct {
	title   string
	rhythm  rhythm
	callers []int // of the regulars
}{
	{"créer son CV", rhythm{2, 0, time.Tuesday, wall(14, 0)}, []int{0, 5, 17, 23}},
	{"Découvrir son smartphone", rhythm{2, 1, time.Thursday, wall(9, 30)}, []int{3, 13, 29, 30, 31}},
	{"Tableur : les premiers pas", rhythm{4, 3, time.Friday, wall(9, 30)}, []int{2, 20, 25, 33}},
}

// fillSheets writes the two files.
func (s *Stage) fillSheets() error {
	book, err := s.workbook()
	if err != nil {
		return fmt.Errorf("demo: write the workbook: %w", err)
	}
	s.phoned = file{book, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
	text, err := charmap.Windows1252.NewEncoder().String(readers())
	if err != nil {
		return fmt.Errorf("demo: write the list of readers: %w", err)
	}
	s.readers = file{[]byte(text), "text/csv"}
	return nil
}

// workbook is kept as such files are: a title above, headings further down, a
// telephone number that lost its 0, a column of somebody's own.
func (s *Stage) workbook() ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetSheetName("Sheet1", "Inscriptions"); err != nil {
		return nil, err
	}
	rows := [][]any{
		{"Inscriptions par téléphone"}, {},
		{"Atelier", "Date", "Heure", "Durée (min)", "NOM Prénom", "Tél.", "Mail", "Présent(e)", "Casier"},
	}
	everybody := regulars()
	for _, t := range telephoned {
		for _, d := range s.dates(t.rhythm) {
			for n, at := range t.callers {
				if (d.week/2+n)%3 == 0 {
					continue
				}
				rows = append(rows, s.telephone(t.title, d, &everybody[at], n))
			}
		}
	}
	for i, row := range rows {
		if err := f.SetSheetRow("Inscriptions", fmt.Sprintf("A%d", i+1), &row); err != nil {
			return nil, err
		}
	}
	var b bytes.Buffer
	err := f.Write(&b)
	return b.Bytes(), err
}

// telephone is one row: whoever noted it wrote the name as heard.
func (s *Stage) telephone(title string, d date, p *person, n int) []any {
	var number any
	if p.phone > 0 {
		number = 639980000 + p.phone // a number to Excel, without its 0
	}
	came := ""
	if d.start.Before(s.clock()) {
		came = []string{"x", "x", "non"}[n%3]
	}
	return []any{title, d.start.Format("02/01/2006"), d.start.Format("15h04"), 120, p.names[len(p.names)-1], number, "", came, n + 1}
}

// readers is a list of people: some of the regulars, and a few who only read.
func readers() string {
	var b strings.Builder
	b.WriteString("Nom;Prénom;Né(e) le;Courriel;Code postal;Ville\r\n")
	for _, i := range []int{1, 7, 9, 14, 22, 27, 38} {
		p := regulars()[i]
		first, last, _ := strings.Cut(p.names[0], " ")
		fmt.Fprintf(&b, "%s;%s;;%s;69200;Vénissieux\r\n", strings.ToUpper(last), first, p.mails[0])
	}
	b.WriteString("MERCIER;Solange;12/03/1951;s.mercier@example.org;69200;Vénissieux\r\nÉTIENNE;Noël;1948;;69008;Lyon\r\n")
	return b.String()
}

// sheetConfig is the [[source]] blocks that read the two files.
func (s *Stage) sheetConfig() string {
	return fmt.Sprintf("\n[[source]]\nname   = \"telephone\"\nkind   = \"sheet\"\nurl    = %q\nignore = \"Casier\"\n"+
		"\n[[source]]\nname  = \"lecteurs\"\nkind  = \"sheet\"\nurl   = %q\nholds = \"people\"\n", s.base+workbookAt, s.base+readersAt)
}

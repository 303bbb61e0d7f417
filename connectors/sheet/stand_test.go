package sheet

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/xuri/excelize/v2"

	"tresse/connectors/conformance"
)

// A ledger is a spreadsheet that somebody keeps.
type ledger struct {
	mu    sync.Mutex
	made  int
	items []conformance.Item
	ids   []int
}

// standin has changed called after each change.
func (k *ledger) standin(changed func()) conformance.Standin {
	return conformance.Standin{
		Add: func(i conformance.Item) []string {
			k.mu.Lock()
			k.made++
			k.items, k.ids = append(k.items, i), append(k.ids, k.made)
			n := k.made
			k.mu.Unlock()
			changed()
			return []string{fmt.Sprintf("rdv-s%d", n), fmt.Sprintf("R-%d", n)}
		},
		Change: func(listing, title string) {
			k.edit(listing, func(n int) { k.items[n].Title = title })
			changed()
		},
		Remove: func(listing string) {
			k.edit(listing, func(n int) {
				k.items, k.ids = slices.Delete(k.items, n, n+1), slices.Delete(k.ids, n, n+1)
			})
			changed()
		},
		Empty: func() { k.mu.Lock(); k.items, k.ids = nil, nil; k.mu.Unlock(); changed() },
	}
}

func (k *ledger) edit(listing string, do func(n int)) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for n, id := range k.ids {
		if listing == fmt.Sprintf("rdv-s%d", id) {
			do(n)
			return
		}
	}
}

// rows are headings and cells. Of two times that look alike in Paris the later
// one is written with its offset, as programs do.
func (k *ledger) rows() [][]string {
	k.mu.Lock()
	defer k.mu.Unlock()
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err)
	}
	rows := [][]string{{
		"ID", "rdv_id", "Atelier", "Date", "Durée (min)", "Lieu", "Animateur", "Nom", "Prénom", "Tél.", "E-mail", "Né(e) le",
		"Code postal", "Ville", "Adresse", "Prescripteur", "Inscrit par", "Présence", "Remarques", "Genre", "Date d'inscription",
	}}
	for n, i := range k.items {
		local := i.Start.In(zone)
		date := local.Format("02/01/2006 15h04")
		if i.Start.Add(-time.Hour).In(zone).Format("02/01/2006 15h04") == date {
			date = local.Format(time.RFC3339)
		}
		rows = append(rows, []string{
			fmt.Sprintf("R-%d", k.ids[n]), fmt.Sprintf("s%d", k.ids[n]), i.Title, date, fmt.Sprint(int(i.End.Sub(i.Start).Minutes())),
			"Médiathèque", "Médiation", i.Person.Last, i.Person.First, i.Person.Phone, i.Person.Email, "12/03/1956",
			"69100", "Villeurbanne", "3 rue " + i.Person.Last, "Mission locale", "Voisine", "inscrite", "à rappeler", "F", "01/09/2026",
		})
	}
	return rows
}

func (k *ledger) csv() []byte {
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	w.Comma, w.UseCRLF = ';', true
	if err := w.WriteAll(k.rows()); err != nil {
		panic(err)
	}
	return text.Bytes()
}

func (k *ledger) xlsx() []byte { return workbook(k.rows()) }

// workbook writes rows into the first sheet of an .xlsx.
func workbook(rows [][]string) []byte {
	f := excelize.NewFile()
	defer f.Close()
	for r, row := range rows {
		for c, cell := range row {
			at, err := excelize.CoordinatesToCellName(c+1, r+1)
			if err == nil {
				err = f.SetCellStr("Sheet1", at, cell)
			}
			if err != nil {
				panic(err)
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// ServeHTTP serves the file, and above it a WebDAV folder that holds it.
func (k *ledger) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body := k.csv()
	etag := fmt.Sprintf(`"%x"`, sha256.Sum256(body))
	if user, password, ok := r.BasicAuth(); !ok || user != "moi" || password != cloudPassword {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if r.Method == "PROPFIND" {
		w.Header().Set("Content-Type", "application/xml; charset=utf-8")
		w.WriteHeader(http.StatusMultiStatus)
		fmt.Fprintf(w, `<?xml version="1.0"?><d:multistatus xmlns:d="DAV:"><d:response><d:href>%[1]s</d:href><d:propstat><d:prop><d:resourcetype><d:collection/></d:resourcetype></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>`+
			`<d:response><d:href>%[1]s~%%24inscriptions.csv</d:href><d:propstat><d:prop><d:resourcetype/><d:getetag>"1"</d:getetag></d:prop></d:propstat></d:response>`+
			`<d:response><d:href>/ailleurs/autre.csv</d:href><d:propstat><d:prop><d:resourcetype/><d:getetag>"2"</d:getetag></d:prop></d:propstat></d:response>`+
			`<d:response><d:href>%[1]sinscriptions.csv</d:href><d:propstat><d:prop><d:resourcetype/><d:getetag>%[2]s</d:getetag></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response></d:multistatus>`,
			strings.TrimSuffix(r.URL.Path, "inscriptions.csv"), strings.ReplaceAll(etag, `"`, "&quot;"))
		return
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("ETag", etag)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

package web

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"time"

	"tresse"
	"tresse/store"
	syncer "tresse/sync"
	"tresse/sync/publish"
)

//go:embed templates/*.html
var templates embed.FS

// A page is the two faces of the first page: what is to come, for whoever sits
// at this machine, and for anybody else what this is.
type page struct {
	style   string // path of the stylesheet
	coming  *template.Template
	plain   *template.Template
	connect *template.Template
}

// comingData is what templates/coming.html shows.
type comingData struct {
	Style      string
	Days       []comingDay
	More       bool // there are more than are shown
	PublicFeed bool
	Cut        bool // the public feed had to be shortened
}

// A comingDay is what begins on one day.
type comingDay struct {
	Date     string // 2026-11-24
	Name     string // "mardi 24 novembre 2026"
	Sessions []comingSession
}

type comingSession struct {
	From, At, Until string // for people: "14 h 00"; At for machines
	Title           string
	Lead            string
	Location        string
	URL             string
	Off             bool
}

// plainData is what templates/plain.html shows.
type plainData struct {
	Style      string
	PublicFeed bool
}

// newPage parses the templates, and fills each once so that one that does not
// fit its data is found now.
func newPage(style string) (*page, error) {
	p := &page{style: style}
	for name, to := range map[string]**template.Template{"coming.html": &p.coming, "plain.html": &p.plain, "connect.html": &p.connect} {
		t, err := template.New(name).Option("missingkey=error").ParseFS(templates, "templates/frame.html", "templates/"+name)
		if err != nil {
			return nil, err
		}
		*to = t
	}
	full := comingData{Style: style, More: true, PublicFeed: true, Cut: true, Days: []comingDay{{Sessions: []comingSession{
		{Title: "t", Lead: "l", Location: "l", URL: "https://example.org", Off: true, From: "f", Until: "u", At: "a"},
	}}}}
	if err := p.coming.Execute(&bytes.Buffer{}, full); err != nil {
		return nil, err
	}
	if err := p.plain.Execute(&bytes.Buffer{}, plainData{Style: style, PublicFeed: true}); err != nil {
		return nil, err
	}
	return p, p.connect.Execute(&bytes.Buffer{}, connectData{Style: style, Text: "t"})
}

// firstPage shows the sessions to come on this machine, and elsewhere no more
// than what answers here.
func (s *Server) firstPage(w http.ResponseWriter, r *http.Request) {
	notIndexed(w.Header())
	if !isLocal(r) {
		s.show(w, s.page.plain, plainData{s.page.style, s.config.PublicFeed})
		return
	}
	data, err := s.coming(s.now())
	if err != nil {
		s.log.Error().Err(err).Msg("the page could not be made")
		w.Header().Set("Retry-After", "60")
		http.Error(w, "Les données ne sont pas disponibles pour le moment. « tresse verify » dit si le fichier est en bon état.", http.StatusServiceUnavailable)
		return
	}
	s.show(w, s.page.coming, data)
}

func (s *Server) show(w http.ResponseWriter, t *template.Template, data any) {
	s.showAs(w, http.StatusOK, t, data)
}

func (s *Server) showAs(w http.ResponseWriter, status int, t *template.Template, data any) {
	var b bytes.Buffer
	if err := t.Execute(&b, data); err != nil {
		panic(err) // New filled it once: a mistake of the program
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes())
}

// maxComing is how many sessions the page shows.
const maxComing = 100

// coming returns what the public feed would show of what is not over at now.
func (s *Server) coming(now time.Time) (comingData, error) {
	data := comingData{Style: s.page.style, PublicFeed: s.config.PublicFeed}
	if p := s.shelf.peek(shelfKey{audience: tresse.Public}); p != nil {
		data.Cut = p.report.CutDescriptions || !p.report.DrawnInTo.IsZero()
	}
	places, err := s.store.SessionPlacings(store.ViewPublic, store.Window{From: now.In(s.zone).AddDate(0, 0, -1)})
	if err != nil {
		return data, err
	}
	shown := min(len(places), 2*maxComing) // some of them are over
	list, err := s.store.SessionsByID(store.ViewPublic, ids(places[:shown]))
	if err != nil {
		return data, err
	}
	data.More = len(places) > shown
	n := 0
	names := syncer.NewNames(s.store)
	notices := publish.Notices(tresse.Public, list, s.zone, names.In)
	if err := names.Err(); err != nil {
		return data, err
	}
	for _, notice := range notices {
		if !notice.End.In(s.zone).After(now) {
			continue
		}
		if n++; n > maxComing {
			data.More = true
			break
		}
		data.add(notice, s.zone)
	}
	return data, nil
}

// add puts a notice under its day. Notices come in order, but for days, which
// are sorted as if their midnight were in UTC.
func (d *comingData) add(n publish.Notice, zone *time.Location) {
	start := n.Start.In(zone)
	date := start.Format(time.DateOnly)
	i := len(d.Days)
	for i > 0 && d.Days[i-1].Date > date {
		i--
	}
	if i == 0 || d.Days[i-1].Date != date {
		d.Days = append(d.Days, comingDay{})
		copy(d.Days[i+1:], d.Days[i:])
		d.Days[i] = comingDay{Date: date, Name: dayName(start)}
		i++
	}
	day := &d.Days[i-1]
	day.Sessions = append(day.Sessions, comingSession{
		From: hour(n.Start, zone), Until: until(n, zone), At: start.Format(time.RFC3339),
		Title: n.Title, Lead: n.Lead, Location: n.Location, URL: n.URL, Off: n.Off,
	})
}

// until is when a session ends, with its day where that is another one.
func until(n publish.Notice, zone *time.Location) string {
	start, end := n.Start.In(zone), n.End.In(zone)
	if n.End.Day {
		if last := end.AddDate(0, 0, -1); last.After(start) {
			return dayName(last)
		}
		return ""
	}
	if start.Format(time.DateOnly) == end.Format(time.DateOnly) {
		return hour(n.End, zone)
	}
	return dayName(end) + ", " + hour(n.End, zone)
}

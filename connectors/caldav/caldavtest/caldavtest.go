// Package caldavtest is a stand-in of a CalDAV server (RFC 4791), for tests and
// the demo: one account with some calendars. Beside it, .ci/run puts the
// connector before a real Radicale.
package caldavtest

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// The account's name and password.
const (
	User     = "mediation"
	Password = "mot-de-passe-application-0123"
)

// A Server answers as Nextcloud does. Its fields are set before it serves.
type Server struct {
	NoTags bool // neither CTag nor sync-token, as some old servers
	Bare   bool // a query names objects without their content

	mu        sync.Mutex
	calendars map[string]*calendar // by the last part of their path; guarded by mu
	requests  int                  // guarded by mu
}

type calendar struct {
	name    string
	tag     int
	objects map[string]string // the text of each object by name
}

// New makes a server without calendars.
func New() *Server { return &Server{calendars: map[string]*calendar{}} }

// Path is the address of a calendar below the server's.
func Path(part string) string { return home + part + "/" }

const (
	root      = "/remote.php/dav/"
	principal = root + "principals/users/" + User + "/"
	home      = root + "calendars/" + User + "/"
)

// Put writes an object into a calendar, which is made where it is not there;
// text "" takes it out.
func (s *Server) Put(part, name, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.calendar(part)
	c.tag++
	if text == "" {
		delete(c.objects, name)
		return
	}
	c.objects[name] = text
}

// Name gives a calendar the name that people see.
func (s *Server) Name(part, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calendar(part).name = name
}

// Requests tells how many were answered.
func (s *Server) Requests() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests
}

func (s *Server) calendar(part string) *calendar {
	c := s.calendars[part]
	if c == nil {
		c = &calendar{name: part, objects: map[string]string{}}
		s.calendars[part] = c
	}
	return c
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests++
	if user, password, _ := r.BasicAuth(); user != User || password != Password {
		w.Header().Set("WWW-Authenticate", `Basic realm="stand-in"`)
		http.Error(w, "<html><body>Unauthorized</body></html>", http.StatusUnauthorized)
		return
	}
	var answer string
	part, inside := strings.CutPrefix(r.URL.Path, home)
	c := s.calendars[strings.TrimSuffix(part, "/")]
	switch {
	case r.URL.Path == "/.well-known/caldav":
		http.Redirect(w, r, root, http.StatusMovedPermanently)
		return
	case r.Method == "PROPFIND" && inside && c != nil:
		answer = s.describe(r.URL.Path, c)
	case r.Method == "PROPFIND" && inside && part == "" && r.Header.Get("Depth") == "1":
		answer = s.homeAnswer()
	case r.Method == "PROPFIND" && (r.URL.Path == "/" || strings.HasPrefix(r.URL.Path, root) && (!inside || part == "")):
		answer = response(r.URL.Path, `<d:resourcetype><d:collection/></d:resourcetype><d:current-user-principal><d:href>`+principal+
			`</d:href></d:current-user-principal><cal:calendar-home-set><d:href>`+home+`</d:href></cal:calendar-home-set>`)
	case r.Method == "REPORT" && inside && c != nil:
		answer = s.report(r, c)
	default:
		http.Error(w, "<html><body>Not found</body></html>", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	w.WriteHeader(http.StatusMultiStatus)
	fmt.Fprint(w, `<?xml version="1.0"?><d:multistatus xmlns:d="DAV:" xmlns:cal="urn:ietf:params:xml:ns:caldav" xmlns:cs="http://calendarserver.org/ns/">`, answer, `</d:multistatus>`)
}

func response(href, props string) string {
	return `<d:response><d:href>` + escape(href) + `</d:href><d:propstat><d:prop>` + props + `</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>`
}

func (s *Server) describe(path string, c *calendar) string {
	props := `<d:resourcetype><d:collection/><cal:calendar/></d:resourcetype><d:displayname>` + escape(c.name) + `</d:displayname>` +
		`<cal:supported-calendar-component-set><cal:comp name="VEVENT"/></cal:supported-calendar-component-set>`
	if !s.NoTags {
		props += fmt.Sprintf(`<cs:getctag>http://sabre.io/ns/sync/%d</cs:getctag><d:sync-token>http://sabre.io/ns/sync/%d</d:sync-token>`, c.tag, c.tag)
	}
	return response(path, props)
}

func (s *Server) homeAnswer() string {
	var parts []string
	for part := range s.calendars {
		parts = append(parts, part)
	}
	slices.Sort(parts)
	answer := response(home, `<d:resourcetype><d:collection/></d:resourcetype>`)
	for _, part := range parts {
		answer += s.describe(home+part+"/", s.calendars[part])
	}
	return answer
}

// question is the body of a REPORT.
type question struct {
	XMLName xml.Name
	Hrefs   []string `xml:"DAV: href"`
}

func (s *Server) report(r *http.Request, c *calendar) string {
	var q question
	if xml.NewDecoder(r.Body).Decode(&q) != nil {
		return ""
	}
	path := strings.TrimSuffix(r.URL.Path, "/") + "/"
	var names []string
	for name := range c.objects {
		names = append(names, name)
	}
	slices.Sort(names)
	answer := ""
	for _, name := range names {
		asked := slices.Contains(q.Hrefs, path+name)
		if q.XMLName.Local == "calendar-multiget" && !asked {
			continue
		}
		data := ""
		if !s.Bare || asked {
			data = `<cal:calendar-data>` + escape(c.objects[name]) + `</cal:calendar-data>`
		}
		answer += response(path+name, `<d:getetag>"1"</d:getetag>`+data)
	}
	return answer
}

func escape(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a Builder takes all
	return b.String()
}

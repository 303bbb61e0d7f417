package web

import "net/http"

// routes maps all addresses of CONTRACT §6.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	handle := func(pattern string, h http.HandlerFunc) { mux.Handle(pattern, s.watched(pattern, h)) }
	read := func(pattern string, h http.HandlerFunc) { handle(pattern, readOnly(h, refused)) }
	read("/{$}", s.firstPage)
	read(s.styled.path, s.styled.serve)
	read("/robots.txt", robots)
	read("/feed/public.ics", s.publicFeed)
	read("/feed/{file}", s.privateFeed)
	handle("/connect/{source}", s.connect)
	read("/healthz", s.local(s.healthz))
	read("/metrics", s.local(s.metrics))
	handle("/api/", noSuchList)
	handle("/api/v1/openapi.json", readOnly(openAPI, apiRefused))
	for _, l := range s.lists() {
		if l.name == "registrations" {
			handle("/api/v1/"+l.name, s.registrations(s.list(l)))
			continue
		}
		handle("/api/v1/"+l.name, readOnly(s.list(l), apiRefused))
	}
	handle("/api/v1/registrations/{id}", s.correctRegistration)
	handle("/api/v1/registrations/{id}/cancel", s.cancelRegistration)
	handle("/", notFound)
	// Pages of other sites cannot make a browser change anything here; programs
	// that are no browser pass, and need a token.
	safe := http.NewCrossOriginProtection().Handler(http.MaxBytesHandler(mux, maxBody))
	// Platforms are no browsers, and send more.
	whole := http.NewServeMux()
	whole.Handle("/hook/{source}/{secret}", s.watched("/hook/{source}/{secret}", s.hook))
	whole.Handle("/api/v1/sources/{name}/files", http.NewCrossOriginProtection().Handler(s.watched("/api/v1/sources/{name}/files", s.takeFile)))
	whole.Handle("/", safe)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		guard(w.Header())
		if len(r.TransferEncoding) > 0 {
			// There may have been a Content-Length too, which net/http passes over:
			// what a proxy took for the end is another place (RFC 9112 6.3).
			w.Header().Set("Connection", "close")
		}
		whole.ServeHTTP(w, r)
	})
}

// maxBody bounds what a request may send: nothing here takes a body yet.
const maxBody = 64 << 10

// readOnly refuses every method but GET and HEAD.
func readOnly(h, refuse http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet || r.Method == http.MethodHead {
			h(w, r)
			return
		}
		w.Header().Set("Allow", "GET, HEAD")
		refuse(w, r)
	}
}

func refused(w http.ResponseWriter, _ *http.Request) {
	http.Error(w, "Cette adresse se lit, et rien d’autre (GET ou HEAD).", http.StatusMethodNotAllowed)
}

func notFound(w http.ResponseWriter, _ *http.Request) {
	http.Error(w, "Il n’y a rien à cette adresse.", http.StatusNotFound)
}

// robots lets calendar programs that ask first read the feeds: Google's does,
// and stops at a 5xx (ical.md §2).
func robots(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=86400")
	_, _ = w.Write([]byte("User-agent: *\nAllow: /feed/\nDisallow: /api/\n"))
}

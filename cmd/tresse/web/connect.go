package web

import (
	"context"
	"net/http"
	"net/url"

	"tresse"
)

// connectData is what templates/connect.html shows.
type connectData struct {
	Style string
	Done  bool
	Text  string // what went wrong, and what to do
}

// connect answers GET /connect/{source}: where a platform sends the browser of
// whoever has consented to be read. The parameters are secrets: they are in no
// log, and no other site is told this address (Referrer-Policy).
func (s *Server) connect(w http.ResponseWriter, r *http.Request) {
	notIndexed(w.Header())
	switch {
	case s.connected == nil:
		notFound(w, r)
		return
	case r.Method != http.MethodGet: // a HEAD must not use the code up
		w.Header().Set("Allow", http.MethodGet)
		refused(w, r)
		return
	}
	data := connectData{Style: s.page.style, Done: true}
	status := http.StatusOK
	err := s.connected(r.Context(), r.PathValue("source"), r.URL.Query())
	if err != nil {
		data.Done, data.Text = false, tresse.AdviceOf(err)
		status = http.StatusBadGateway
		switch tresse.TroubleOf(err) {
		case tresse.TroubleNotFound, tresse.TroubleRefused:
			status = http.StatusBadRequest
		}
		s.log.Warn().Err(err).Msg("a consent came back and was of no use") // the address is anybody's to write
	}
	s.showAs(w, status, s.page.connect, data)
}

// Connected finishes a consent: the source, and the parameters of the address.
type Connected func(ctx context.Context, source string, answer url.Values) error

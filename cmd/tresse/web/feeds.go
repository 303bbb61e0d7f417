package web

import (
	"net/http"
	"strings"
	"time"

	"tresse"
)

// How long a program may go without asking. Those that ask more often than that
// are few, and get a 304.
var (
	cachePublic  = []string{"public, max-age=300"}
	cachePrivate = []string{"private, max-age=300"}
)

// publicFeed serves the public feed, if there is one. It takes no filters: what
// it holds is for everybody.
func (s *Server) publicFeed(w http.ResponseWriter, r *http.Request) {
	if !s.config.PublicFeed {
		notFound(w, r)
		return
	}
	s.serveFeed(w, r, feed{key: shelfKey{audience: tresse.Public}}, cachePublic)
}

// privateFeed serves the feed of a secret address.
func (s *Server) privateFeed(w http.ResponseWriter, r *http.Request) {
	notIndexed(w.Header())
	secret, isFeed := strings.CutSuffix(r.PathValue("file"), ".ics")
	if !isFeed {
		notFound(w, r)
		return
	}
	access, err := s.accesses.find(secret)
	if err != nil {
		unavailable(w)
		return
	}
	now := s.now()
	if access == nil || access.Purpose != tresse.PurposeFeed || !access.Ended(now).IsZero() && !access.Leaving(now) {
		notFound(w, r)
		return
	}
	used(w, access.ID)
	s.serveAccess(w, r, access, now)
}

// serveAccess serves the feed of an address that is known. One that was revoked
// gives an empty calendar, so that programs let go of what they keep.
func (s *Server) serveAccess(w http.ResponseWriter, r *http.Request, access *tresse.Access, now time.Time) {
	f := feed{key: shelfKey{audience: access.Audience}}
	if f.key.empty = !access.Ended(now).IsZero(); !f.key.empty && r.URL.RawQuery != "" {
		var err error
		if f.filter, err = parseFilter(r.URL.Query()); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		f.key.filter = f.filter.key()
	}
	f.key.named = s.feedNames && f.key.audience == tresse.Own && !f.key.empty && !inCloud(r.UserAgent())
	s.readings.note(access.ID, now, r.UserAgent())
	s.serveFeed(w, r, f, cachePrivate)
}

// serveFeed serves a feed from the shelf. Only one that is not there is waited
// for; one whose week is over is served once more while it is made again.
func (s *Server) serveFeed(w http.ResponseWriter, r *http.Request, f feed, cache []string) {
	ready := s.shelf.take(f.key)
	if ready == nil {
		var err error
		if ready, err = s.maker.get(r.Context(), f); err != nil {
			s.log.Error().Err(err).Msg("a feed could not be made")
			unavailable(w)
			return
		}
	}
	if !s.now().Before(ready.until) {
		s.Changed()
	}
	ready.serve(w, r, cache)
}

// unavailable: programs keep what they have at a 503, and come again.
func unavailable(w http.ResponseWriter) {
	w.Header().Set("Retry-After", "60")
	http.Error(w, "Le calendrier n’est pas disponible pour le moment. Réessayez dans une minute.", http.StatusServiceUnavailable)
}

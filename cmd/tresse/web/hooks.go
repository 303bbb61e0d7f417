package web

import (
	"errors"
	"io"
	"net/http"
	"time"

	"tresse/connectors"
)

// Pushes takes what platforms push.
type Pushes interface {
	// Knows reports whether an address was given to a platform at any time.
	Knows(source, secret string) bool
	// Hear takes a delivery, and fills in the secret it is judged by;
	// connectors.ErrNotAuthentic where it is not the platform's.
	Hear(source, secret string, d connectors.Delivery) error
	// Missed takes one that was too long to be read.
	Missed(source, secret string)
}

const (
	// maxPush bounds a delivery: an appointment of two hundred people, twice over,
	// is half of it.
	maxPush = 2 << 20
	// pushTime bounds how long a platform takes to send one; RDV Service Public
	// gives up after ten seconds.
	pushTime = 10 * time.Second
	// pushesAtOnce bounds how many are held in memory.
	pushesAtOnce = 16
)

// hook answers POST /hook/{source}/{secret}. An address that was ever given to a
// platform is never "not found" or "gone": Zeeg would take the subscription away
// (zeeg.md §8). The answer is short JSON, since RDV Service Public looks into it.
func (s *Server) hook(w http.ResponseWriter, r *http.Request) {
	notIndexed(w.Header())
	source, secret := r.PathValue("source"), r.PathValue("secret")
	if s.pushes == nil {
		notFound(w, r)
		return
	}
	pushes := s.pushes()
	switch {
	case pushes == nil: // starting, or between two configurations
		later(w)
	case !pushes.Knows(source, secret):
		notFound(w, r)
	case r.Method != http.MethodPost:
		w.Header().Set("Allow", http.MethodPost)
		writeJSON(w, http.StatusMethodNotAllowed, taken{})
	default:
		s.push(w, r, pushes)
	}
}

// taken is the answer to a delivery.
type taken struct {
	OK bool `json:"ok"`
}

func (s *Server) push(w http.ResponseWriter, r *http.Request, pushes Pushes) {
	select {
	case s.pushing <- struct{}{}:
		defer func() { <-s.pushing }()
	default:
		later(w)
		return
	}
	source, secret := r.PathValue("source"), r.PathValue("secret")
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(pushTime)) // a recorder in a test has none
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxPush))
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long):
		pushes.Missed(source, secret)
		writeJSON(w, http.StatusRequestEntityTooLarge, taken{})
		return
	case err != nil:
		writeJSON(w, http.StatusBadRequest, taken{})
		return
	}
	switch err := pushes.Hear(source, secret, connectors.Delivery{Header: r.Header, Body: body}); {
	case err == nil:
		writeJSON(w, http.StatusOK, taken{OK: true})
	case errors.Is(err, connectors.ErrNotAuthentic):
		writeJSON(w, http.StatusUnauthorized, taken{})
	default:
		s.log.Error().Err(err).Msg("a push could not be kept")
		later(w)
	}
}

// later has a platform come back, if it ever does.
func later(w http.ResponseWriter) {
	w.Header().Set("Retry-After", "30")
	writeJSON(w, http.StatusServiceUnavailable, taken{})
}

package openagendatest

import (
	"bytes"
	"net/http"
	"time"
)

// A Fault is a way for an answer to go wrong.
type Fault int

const (
	None         Fault = iota
	Forbidden          // 403, as for an unknown key
	Unauthorized       // 401
	NotFound           // 404
	TooMany            // 429
	Broken             // 500
	BadGateway         // 502 with a web page
	Unavailable        // 503
	WebPage            // 200 with a web page
	NotSuccess         // 200 with success:false
	Truncated          // 200 with JSON that ends in the middle
	CutShort           // the connection ends before the announced length
	Garbage            // 200 with something that is no JSON
	Reset              // the connection is dropped without an answer
	Slow               // the answer, a piece at a time
)

const webPage = "<!DOCTYPE html><html><body><h1>Un instant…</h1></body></html>"

// answer gives the whole answer of a fault that needs none of the real one; it
// says whether it did.
func (f Fault) answer(w http.ResponseWriter, m *Modes) bool {
	switch f {
	case Forbidden:
		refuse(w, http.StatusForbidden, "could not find user or agenda matching key", nil)
	case Unauthorized:
		answer(w, http.StatusUnauthorized, map[string]any{"error": "access token is invalid"})
	case NotFound:
		refuse(w, http.StatusNotFound, "not found", nil)
	case TooMany, Unavailable:
		if m.RetryAfter != "" {
			w.Header().Set("Retry-After", m.RetryAfter)
		}
		refuse(w, map[Fault]int{TooMany: http.StatusTooManyRequests, Unavailable: http.StatusServiceUnavailable}[f], "try again later", nil)
	case Broken:
		refuse(w, http.StatusInternalServerError, "internal error", nil)
	case BadGateway, WebPage:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(map[Fault]int{BadGateway: http.StatusBadGateway, WebPage: http.StatusOK}[f])
		w.Write([]byte(webPage))
	case NotSuccess:
		answer(w, http.StatusOK, map[string]any{"success": false, "message": "internal error"})
	case Garbage:
		send(w, http.StatusOK, []byte("{\"events\":[{\"uid\":}]\x00"))
	case Reset:
		panic(http.ErrAbortHandler)
	default:
		return false
	}
	return true
}

// spoil returns a writer that harms the real answer on its way.
func (f Fault) spoil(w http.ResponseWriter, r *http.Request, m *Modes) http.ResponseWriter {
	switch f {
	case Truncated, CutShort, Slow:
		return &spoiler{ResponseWriter: w, fault: f, drip: m.Drip, done: r.Context().Done()}
	}
	return w
}

// spoiler harms a body that is written at once, as all of ours are.
type spoiler struct {
	http.ResponseWriter
	fault Fault
	done  <-chan struct{}
	drip  time.Duration
}

func (s *spoiler) Write(body []byte) (int, error) {
	half := len(body) * 2 / 3
	switch s.fault {
	case Truncated:
		s.ResponseWriter.Write(body[:half])
	case CutShort:
		s.ResponseWriter.Write(body[:half])
		http.NewResponseController(s.ResponseWriter).Flush()
		panic(http.ErrAbortHandler)
	case Slow:
		s.trickle(body)
	}
	return len(body), nil
}

// trickle sends a piece at a time until the reader has gone.
func (s *spoiler) trickle(body []byte) {
	out := http.NewResponseController(s.ResponseWriter)
	for piece := range bytes.SplitAfterSeq(body, []byte(",")) {
		s.ResponseWriter.Write(piece)
		out.Flush()
		select {
		case <-s.done:
			return
		case <-time.After(s.drip):
		}
	}
}

package web

import (
	"errors"
	"io"
	"net/http"
	"time"

	"tresse"
)

// Files takes files that are handed in for a source.
type Files interface {
	// TakeFile keeps a file and returns what it is called from then on.
	TakeFile(source, name string, body []byte) (string, error)
}

const (
	// maxFile bounds a file that is handed in: a table of 500,000 rows.
	maxFile = 64 << 20
	// fileTime bounds how long one takes to arrive.
	fileTime = 5 * time.Minute
)

// TakenFile is the answer to POST /api/v1/sources/{name}/files.
type TakenFile struct {
	File  string `json:"file"` // what the file is called from now on; the same name takes its place
	Bytes int    `json:"bytes"`
}

// takeFile keeps the body of the request as a file of a source, under the name
// that the query gives. It is read soon after.
func (s *Server) takeFile(w http.ResponseWriter, r *http.Request) {
	notIndexed(w.Header())
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		apiError(w, http.StatusMethodNotAllowed, "method_not_allowed", "Cette adresse reçoit un fichier (POST), et rien d’autre.")
		return
	}
	if !s.mayWrite(w, r) {
		return
	}
	files := s.takers()
	if files == nil {
		apiUnavailable(w)
		return
	}
	select { // each is in memory whole
	case s.filing <- struct{}{}:
		defer func() { <-s.filing }()
	default:
		apiUnavailable(w)
		return
	}
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(fileTime)) // a recorder in a test has none
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxFile))
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long):
		apiError(w, http.StatusRequestEntityTooLarge, "too_large", "Ce fichier est trop grand : 64 Mo au plus.")
		return
	case err != nil:
		apiError(w, http.StatusBadRequest, "bad_request", "Le fichier n’est pas arrivé en entier.")
		return
	}
	key, err := files.TakeFile(r.PathValue("name"), r.URL.Query().Get("name"), body)
	s.answerTaken(w, TakenFile{File: key, Bytes: len(body)}, err)
}

func (s *Server) takers() Files {
	if s.files == nil {
		return nil
	}
	return s.files()
}

func (s *Server) answerTaken(w http.ResponseWriter, taken TakenFile, err error) {
	switch {
	case err == nil:
		writeJSON(w, http.StatusCreated, taken)
	case tresse.TroubleOf(err) == tresse.TroubleNotFound:
		apiError(w, http.StatusNotFound, "not_found", tresse.AdviceOf(err))
	case tresse.TroubleOf(err) == tresse.TroubleRefused:
		apiError(w, http.StatusUnprocessableEntity, "refused", tresse.AdviceOf(err))
	case tresse.TroubleOf(err) == tresse.TroubleTooLarge:
		apiError(w, http.StatusRequestEntityTooLarge, "too_large", tresse.AdviceOf(err))
	default:
		s.log.Error().Err(err).Msg("a file could not be kept")
		apiUnavailable(w)
	}
}

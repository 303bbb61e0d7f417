package web

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"tresse"
)

// An apiList is one address of the API. It takes limit and cursor besides its own
// parameters.
type apiList struct {
	name   string
	params []string
	read   func(*query) (items, error)
}

// lists are the addresses of CONTRACT §6.
func (s *Server) lists() []apiList {
	lists := []apiList{
		{"sources", nil, s.readSources},
		{"sessions", []string{"from", "to", "source", "kind"}, s.readSessions},
		{"registrations", []string{"from", "to", "session"}, s.readRegistrations},
		{"beneficiaries", []string{"search"}, s.readBeneficiaries},
		{"prescribers", nil, s.readPrescribers},
	}
	if s.duplicates != nil {
		lists = append(lists, apiList{"duplicates", []string{"sessions"}, s.readDuplicates})
	}
	return lists
}

// items is the answer of a list: the objects of CONTRACT §5, how many there are
// on all pages together, and the cursor of the next page, "" on the last.
type items struct {
	Items any    `json:"items"`
	Total int    `json:"total"`
	Next  string `json:"next,omitempty"`
}

// list answers one list to the holder of a token.
func (s *Server) list(l apiList) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		notIndexed(w.Header())
		if !s.authorized(w, r) {
			return
		}
		q, err := parseQuery(r, l.params, s.zone)
		if err != nil {
			apiError(w, http.StatusBadRequest, "bad_request", err.Error())
			return
		}
		found, err := s.readInTurn(l, q)
		s.answerList(w, found, err)
	}
}

// readInTurn reads a list once there is a place among those being read.
func (s *Server) readInTurn(l apiList, q *query) (items, error) {
	select {
	case s.reading <- struct{}{}:
		defer func() { <-s.reading }()
		return s.readSteadily(l, q)
	case <-q.ctx.Done():
		return items{}, q.ctx.Err()
	}
}

// steadyTries is how often a list is read at most, where the store is written
// each time meanwhile.
const steadyTries = 3

// readSteadily reads a list of one state of the store: its places and what
// stands at them are read one after the other, and a commit in between would
// count by one state and show another.
func (s *Server) readSteadily(l apiList, q *query) (found items, err error) {
	for range steadyTries {
		before, err := s.store.Moment()
		if err != nil {
			return items{}, err
		}
		if found, err = l.read(q); err != nil {
			return items{}, err
		}
		if after, err := s.store.Moment(); err != nil || after == before {
			return found, err
		}
	}
	return found, nil
}

func (s *Server) answerList(w http.ResponseWriter, found items, err error) {
	var wrong mistake
	switch {
	case errors.As(err, &wrong):
		apiError(w, http.StatusBadRequest, "bad_request", wrong.Error())
	case errors.Is(err, errNoSession):
		apiError(w, http.StatusNotFound, "not_found", "Aucune séance ne porte cet identifiant.")
	case err != nil:
		s.log.Error().Err(err).Msg("a list could not be read")
		apiUnavailable(w)
	default:
		writeJSON(w, http.StatusOK, found)
	}
}

// authorized answers 401 or 403 unless the request bears a token of the API.
func (s *Server) authorized(w http.ResponseWriter, r *http.Request) bool {
	return s.bearer(w, r) != nil
}

// bearer returns the access of the API that a request bears; it has answered
// where there is none.
func (s *Server) bearer(w http.ResponseWriter, r *http.Request) *tresse.Access {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if token = strings.TrimSpace(token); !strings.EqualFold(scheme, "Bearer") || token == "" {
		w.Header().Set("WWW-Authenticate", `Bearer realm="tresse"`)
		apiError(w, http.StatusUnauthorized, "unauthorized", "Il faut un jeton : « tresse token new --api » en donne un, à placer dans l’en-tête « Authorization: Bearer ».")
		return nil
	}
	access, err := s.accesses.find(token)
	now := s.now()
	switch {
	case err != nil:
		apiUnavailable(w)
	case access == nil || !access.Ended(now).IsZero():
		w.Header().Set("WWW-Authenticate", `Bearer realm="tresse", error="invalid_token"`)
		apiError(w, http.StatusUnauthorized, "invalid_token", "Ce jeton n’est pas connu, ou il a été révoqué. « tresse token list » montre ceux qui sont ouverts.")
	case access.Purpose != tresse.PurposeAPI:
		used(w, access.ID)
		apiError(w, http.StatusForbidden, "forbidden", "Ce secret ouvre un calendrier, pas l’API : « tresse token new --api » donne un jeton.")
	default:
		used(w, access.ID)
		s.readings.note(access.ID, now, r.UserAgent())
		return access
	}
	return nil
}

func noSuchList(w http.ResponseWriter, _ *http.Request) {
	apiError(w, http.StatusNotFound, "not_found", "Il n’y a rien à cette adresse : /api/v1/openapi.json décrit l’API.")
}

func apiRefused(w http.ResponseWriter, _ *http.Request) {
	apiError(w, http.StatusMethodNotAllowed, "method_not_allowed", "Cette adresse se lit, et rien d’autre (GET ou HEAD).")
}

func apiUnavailable(w http.ResponseWriter) {
	w.Header().Set("Retry-After", "60")
	apiError(w, http.StatusServiceUnavailable, "unavailable", "Les données ne sont pas disponibles pour le moment. Réessayez dans une minute.")
}

func apiError(w http.ResponseWriter, status int, code, message string) {
	var body struct {
		Error struct {
			Code    string `json:"code"`
			Message string `json:"message"`
		} `json:"error"`
	}
	body.Error.Code, body.Error.Message = code, message
	writeJSON(w, status, body)
}

// writeJSON encodes before it answers, so that nobody gets half of it.
func writeJSON(w http.ResponseWriter, status int, body any) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(body); err != nil {
		panic(err) // an object that is none: a mistake of the program
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes())
}

//go:embed openapi.json
var openAPIDocument []byte

// openAPI serves the description of the API, to anybody: it holds nothing.
func openAPI(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=3600")
	_, _ = w.Write(openAPIDocument)
}

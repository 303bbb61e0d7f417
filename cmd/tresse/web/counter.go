package web

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"tresse"
	syncer "tresse/sync"
	"tresse/sync/publish"
)

// Counter books at the counter.
type Counter interface {
	Add(syncer.Entry) (syncer.Booked, error)
	CancelSeat(registration tresse.ID, by string) (syncer.Booked, error)
	Correct(registration tresse.ID, o syncer.Correction) (syncer.Booked, error)
}

// NewRegistration is the body of POST /api/v1/registrations: into a session that
// there is, a new one, or a seat of a group that takes a name.
type NewRegistration struct {
	// Key names the request: sent again with the same, it books once.
	Key        string              `json:"key,omitempty"`
	Session    tresse.ID           `json:"session,omitempty"`
	NewSession *NewSession         `json:"new_session,omitempty"`
	Group      tresse.ID           `json:"group,omitempty"`
	Person     NewPerson           `json:"person,omitzero"`
	Seats      int                 `json:"seats,omitempty"`
	BookedBy   string              `json:"booked_by,omitempty"`
	ContactVia string              `json:"contact_via,omitempty"`
	Prescriber tresse.Prescription `json:"prescriber,omitzero"`
}

// NewSession is a session that only the counter knows; start and end are RFC
// 3339, or dates.
type NewSession struct {
	Title    string      `json:"title"`
	Kind     string      `json:"kind,omitempty"`
	Start    tresse.Time `json:"start"`
	End      tresse.Time `json:"end,omitzero"`
	Place    NewPlace    `json:"place,omitzero"`
	Capacity int         `json:"capacity,omitempty"`
}

// NewPlace is where it is held.
type NewPlace struct {
	Name     string `json:"name,omitempty"`
	Address  string `json:"address,omitempty"`
	Postcode string `json:"postcode,omitempty"`
	City     string `json:"city,omitempty"`
}

// NewPerson is who takes part; empty for a group whose names come later.
type NewPerson struct {
	FirstName string   `json:"first_name,omitempty"`
	LastName  string   `json:"last_name,omitempty"`
	BirthName string   `json:"birth_name,omitempty"`
	BirthDate string   `json:"birth_date,omitempty"`
	Emails    []string `json:"emails,omitempty"`
	Phones    []string `json:"phones,omitempty"`
	Postcode  string   `json:"postcode,omitempty"`
	City      string   `json:"city,omitempty"`
	Minor     bool     `json:"minor,omitempty"`
}

// Corrected is the body of PATCH /api/v1/registrations/{id}: what is absent
// stays, what is empty goes.
type Corrected struct {
	FirstName  *string              `json:"first_name,omitempty"`
	LastName   *string              `json:"last_name,omitempty"`
	BirthName  *string              `json:"birth_name,omitempty"`
	BirthDate  *string              `json:"birth_date,omitempty"`
	Emails     *[]string            `json:"emails,omitempty"`
	Phones     *[]string            `json:"phones,omitempty"`
	Postcode   *string              `json:"postcode,omitempty"`
	City       *string              `json:"city,omitempty"`
	Minor      *bool                `json:"minor,omitempty"`
	Seats      *int                 `json:"seats,omitempty"`
	BookedBy   *string              `json:"booked_by,omitempty"`
	ContactVia *string              `json:"contact_via,omitempty"`
	Prescriber *tresse.Prescription `json:"prescriber,omitempty"`
}

// CancelledSeat is the body of POST /api/v1/registrations/{id}/cancel.
type CancelledSeat struct {
	By string `json:"by,omitempty"` // person, which it is without, or structure
}

// registrations reads the list, and books.
func (s *Server) registrations(list http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			s.addRegistration(w, r)
			return
		}
		readOnly(list, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Allow", "GET, HEAD, POST")
			apiError(w, http.StatusMethodNotAllowed, "method_not_allowed", "Cette adresse se lit (GET), ou reçoit une inscription (POST).")
		})(w, r)
	}
}

func (s *Server) addRegistration(w http.ResponseWriter, r *http.Request) {
	var body NewRegistration
	counter := s.written(w, r, http.MethodPost, &body)
	if counter == nil {
		return
	}
	entry, err := s.entry(&body)
	if err != nil {
		s.answerBooked(w, http.StatusCreated, syncer.Booked{}, err)
		return
	}
	b, err := counter.Add(entry)
	status := http.StatusCreated
	if b.Again {
		status = http.StatusOK
	}
	s.answerBooked(w, status, b, err)
}

func (s *Server) entry(body *NewRegistration) (syncer.Entry, error) {
	born, err := syncer.BirthDate(body.Person.BirthDate, s.birthYear)
	if err != nil {
		return syncer.Entry{}, mistake("« birth_date » attend une date de naissance : 1985-07-20.")
	}
	p := &body.Person
	e := syncer.Entry{
		Key: body.Key, Session: body.Session, Group: body.Group, Seats: body.Seats, BookedBy: body.BookedBy, Via: body.ContactVia, Prescriber: body.Prescriber,
		Person: tresse.Person{
			FirstName: p.FirstName, LastName: p.LastName, BirthName: p.BirthName, BirthDate: born, Emails: p.Emails, Phones: p.Phones,
			Postcode: p.Postcode, City: p.City, Minor: p.Minor,
		},
	}
	if n := body.NewSession; n != nil {
		kind, known := kindOf(n.Kind)
		if !known && n.Kind != "" {
			return e, mistake("« kind » ne connaît pas cette valeur : workshop, drop_in, appointment ou other.")
		}
		e.New = &syncer.NewSession{
			Title: n.Title, Kind: kind, Start: n.Start, End: n.End, Capacity: n.Capacity,
			Place: tresse.Place{Name: n.Place.Name, Address: n.Place.Address, Postcode: n.Place.Postcode, City: n.Place.City},
		}
	}
	if e.Key == "" {
		var random [16]byte
		_, _ = rand.Read(random[:])
		e.Key = hex.EncodeToString(random[:])
	}
	return e, nil
}

func (s *Server) correctRegistration(w http.ResponseWriter, r *http.Request) {
	var body Corrected
	counter := s.written(w, r, http.MethodPatch, &body)
	if counter == nil {
		return
	}
	id, err := tresse.ParseID(r.PathValue("id"))
	if err == nil && body.BirthDate != nil {
		var born string
		if born, err = syncer.BirthDate(*body.BirthDate, s.birthYear); err == nil {
			body.BirthDate = &born
		}
	}
	if err != nil {
		s.answerBooked(w, http.StatusOK, syncer.Booked{}, mistake("L’identifiant ou la date de naissance est mal écrit."))
		return
	}
	b, err := counter.Correct(id, syncer.Correction{
		FirstName: body.FirstName, LastName: body.LastName, BirthName: body.BirthName, BirthDate: body.BirthDate,
		Emails: body.Emails, Phones: body.Phones, Postcode: body.Postcode, City: body.City, Minor: body.Minor,
		Seats: body.Seats, BookedBy: body.BookedBy, Via: body.ContactVia, Prescriber: body.Prescriber,
	})
	s.answerBooked(w, http.StatusOK, b, err)
}

func (s *Server) cancelRegistration(w http.ResponseWriter, r *http.Request) {
	var body CancelledSeat
	counter := s.written(w, r, http.MethodPost, &body)
	if counter == nil {
		return
	}
	id, err := tresse.ParseID(r.PathValue("id"))
	if err != nil {
		s.answerBooked(w, http.StatusOK, syncer.Booked{}, mistake("L’identifiant est mal écrit."))
		return
	}
	b, err := counter.CancelSeat(id, body.By)
	s.answerBooked(w, http.StatusOK, b, err)
}

// written checks who writes, and reads what; it has answered where it returns
// nil. An empty body is an empty object.
func (s *Server) written(w http.ResponseWriter, r *http.Request, method string, into any) Counter {
	notIndexed(w.Header())
	if r.Method != method {
		w.Header().Set("Allow", method)
		apiError(w, http.StatusMethodNotAllowed, "method_not_allowed", "Cette adresse n’accepte que "+method+".")
		return nil
	}
	if !s.mayWrite(w, r) {
		return nil
	}
	text, err := io.ReadAll(r.Body) // bounded: maxBody
	var long *http.MaxBytesError
	if errors.As(err, &long) {
		apiError(w, http.StatusRequestEntityTooLarge, "too_large", "Cette demande est trop longue.")
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err == nil && len(bytes.TrimSpace(text)) > 0 {
		if err = decoder.Decode(into); err == nil && decoder.More() {
			err = errors.New("more than one value")
		}
	}
	if err != nil {
		apiError(w, http.StatusBadRequest, "bad_request", "Le corps de la demande n’est pas le JSON attendu : /api/v1/openapi.json le décrit.")
		return nil
	}
	if s.counter != nil {
		if c := s.counter(); c != nil {
			return c
		}
	}
	apiUnavailable(w)
	return nil
}

// mayWrite answers 401 or 403 unless the request bears a token that may write.
func (s *Server) mayWrite(w http.ResponseWriter, r *http.Request) bool {
	access := s.bearer(w, r)
	if access == nil {
		return false
	}
	if !access.Write {
		apiError(w, http.StatusForbidden, "forbidden", "Ce jeton lit, et n’écrit pas : « tresse token new --api --write » en donne un qui écrit.")
		return false
	}
	return true
}

// answerBooked answers with the registration, or says what is wrong.
func (s *Server) answerBooked(w http.ResponseWriter, status int, b syncer.Booked, err error) {
	var wrong mistake
	switch {
	case errors.As(err, &wrong):
		apiError(w, http.StatusBadRequest, "bad_request", wrong.Error())
	case err != nil && tresse.TroubleOf(err) == tresse.TroubleRefused:
		apiError(w, http.StatusUnprocessableEntity, "refused", tresse.AdviceOf(err))
	case err != nil:
		s.log.Error().Err(err).Msg("nothing could be written at the counter")
		apiUnavailable(w)
	default:
		writeJSON(w, status, publish.RegistrationJSON(&b.Registration, &b.Session, s.now(), s.zone))
	}
}

// readPrescribers lists who sends people.
func (s *Server) readPrescribers(q *query) (items, error) {
	list, err := syncer.Prescribers(s.store)
	if err != nil {
		return items{}, err
	}
	found, total, next, err := slice(list.All, q)
	return objects(publish.PrescriberJSON, found, total, next, err)
}

package web

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"tresse"
	"tresse/store"
)

// maxLimit is how many objects a page holds at most, and where no limit is given.
const maxLimit = 1000

// A query is what the parameters of a list ask for.
type query struct {
	ctx      context.Context
	window   store.Window
	source   string
	kind     tresse.Kind
	session  tresse.ID
	search   string
	sessions bool // duplicates of sessions, not of people
	limit    int
	after    string // the cursor, decoded; "" on the first page
}

// parseQuery reads the parameters that a list takes. One that it does not take
// is a mistake: a filter that was passed over would answer with everything.
func parseQuery(r *http.Request, params []string, zone *time.Location) (*query, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, mistake("Les paramètres de l’adresse sont mal écrits.")
	}
	q := &query{ctx: r.Context(), limit: maxLimit}
	for name, given := range values {
		if name != "limit" && name != "cursor" && !slices.Contains(params, name) {
			return nil, mistake("Un paramètre n’est pas connu ici ; sont admis : " + strings.Join(append(slices.Clone(params), "limit", "cursor"), ", ") + ".")
		}
		if len(given) != 1 || len(given[0]) > maxValue {
			return nil, mistake("« " + name + " » est donné deux fois, ou trop long.")
		}
		if given[0] == "" {
			continue
		}
		if err := q.set(name, given[0], zone); err != nil {
			return nil, err
		}
	}
	return q, nil
}

func (q *query) set(name, value string, zone *time.Location) (err error) {
	switch name {
	case "from":
		q.window.From, err = parseDate(name, value, zone)
	case "to":
		q.window.To, err = parseDate(name, value, zone)
	case "source":
		q.source = value
	case "kind":
		known := false
		if q.kind, known = kindOf(value); !known {
			err = mistake("« kind » ne connaît pas cette valeur : workshop, drop_in, appointment ou other.")
		}
	case "session":
		if q.session, err = tresse.ParseID(value); err != nil {
			err = mistake("« session » attend l’identifiant d’une séance.")
		}
	case "search":
		q.search = value
	case "sessions":
		q.sessions = yes(value)
	case "limit":
		if q.limit, err = strconv.Atoi(value); err != nil || q.limit < 1 || q.limit > maxLimit {
			err = mistake("« limit » est un nombre de 1 à 1000.")
		}
	case "cursor":
		q.after, err = parseCursor(value)
	}
	return err
}

// parseDate reads 2026-11-22, which is that midnight in the zone, or RFC 3339,
// of which the plus sign is often left unescaped.
func parseDate(name, text string, zone *time.Location) (time.Time, error) {
	if d, err := time.ParseInLocation(time.DateOnly, text, zone); err == nil {
		return d, nil
	}
	if t, err := time.Parse(time.RFC3339, strings.ReplaceAll(text, " ", "+")); err == nil {
		return t, nil
	}
	return time.Time{}, mistake("« " + name + " » attend une date : 2026-11-22, ou 2026-11-22T14:00:00+01:00.")
}

func cursor(after string) string { return base64.RawURLEncoding.EncodeToString([]byte(after)) }

func parseCursor(text string) (string, error) {
	after, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(after) == 0 {
		return "", mistake("« cursor » se reprend tel quel de « next ».")
	}
	return string(after), nil
}

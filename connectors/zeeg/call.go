package zeeg

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"tresse"
)

// pageSize is the most that Zeeg gives at once.
const pageSize = "100"

// stampForm is the form of dates in Zeeg's own answers: UTC, six decimals, Z.
const stampForm = "2006-01-02T15:04:05.000000Z"

// events reads one page of the events that start in s. Both of Zeeg's bounds
// are inclusive, and its dates have microseconds: the last one before s.To ends
// the slice, so that neighbours neither lose nor double an event. No status is
// asked for: cancelled events are wanted.
func (c *connector) events(ctx context.Context, s span, number int) (*page, error) {
	q := url.Values{
		"minStartTime": {s.From.UTC().Format(stampForm)},
		"maxStartTime": {s.To.Add(-time.Microsecond).UTC().Format(stampForm)},
		"sort":         {"asc"},
		"count":        {pageSize},
		"page":         {fmt.Sprint(number)},
	}
	if c.options.Scope == scopeAll {
		q.Set("scope", "all")
	}
	op := fmt.Sprintf("read events from %s to %s: page %d", s.From.Format(time.DateOnly), s.To.Format(time.DateOnly), number)
	return c.page(ctx, op, "/scheduled-events?"+q.Encode())
}

// page reads and decodes a page of events. What is no JSON at all is asked for
// once more by httpx, which knows how to try again and what to call it.
func (c *connector) page(ctx context.Context, op, path string) (*page, error) {
	answer, err := c.client.Get(ctx, c.options.URL+path, http.Header{"Accept": {"application/json"}})
	if err != nil {
		return nil, c.failed(op, c.needEvents(), err)
	}
	p := decodePage(answer.Body)
	if p == nil {
		var body json.RawMessage
		if err := c.get(ctx, op, c.needEvents(), path, &body); err != nil {
			return nil, err
		}
		p = decodePage(body)
	}
	// An error's body with status 200, say.
	if p == nil || p.pagination == nil || p.items == nil && p.pagination.Total > 0 {
		return nil, c.failed(op, "", tresse.Errorf(tresse.TroubleAnswer, "an answer without collection or pagination"))
	}
	return p, nil
}

// one reads an event by its id.
func (c *connector) one(ctx context.Context, uuid string) (item, error) {
	const op = "read one event"
	var answer single
	if err := c.get(ctx, op, c.needEvents(), "/scheduled-events/"+url.PathEscape(uuid), &answer); err != nil {
		return item{}, err
	}
	i := decodeItem(answer.Resource)
	if i.UUID != uuid {
		return item{}, c.failed(op, "", tresse.Errorf(tresse.TroubleAnswer, "an answer about something else"))
	}
	return i, nil
}

// get reads below the API's address. need is the permission to name where it is
// missing.
func (c *connector) get(ctx context.Context, op, need, path string, into any) error {
	if err := c.client.JSON(ctx, c.options.URL+path, into); err != nil {
		return c.failed(op, need, err)
	}
	return nil
}

// failed says what was being done, and what to do where that is known better
// here than in general.
func (c *connector) failed(op, need string, err error) error {
	e := &tresse.Error{Trouble: tresse.TroubleOf(err), Op: "zeeg: " + op, Err: err}
	var cause *tresse.Error
	if errors.As(err, &cause) {
		e.Status, e.Wait = cause.Status, cause.Wait
	}
	e.Advice = c.advice(e.Status, need)
	return e
}

// advice is French, for the mediator; "" leaves it to the cause.
func (c *connector) advice(status int, need string) string {
	switch {
	case status == http.StatusUnauthorized:
		return fmt.Sprintf("Zeeg refuse le jeton de « %s » : il est faux ou a été supprimé. Créez-en un nouveau dans Zeeg (réglages → API) avec la permission %s, puis remplacez « token » dans la configuration.", c.env.Name, c.needEvents())
	case status == http.StatusForbidden && need != "":
		return fmt.Sprintf("Il manque au jeton de « %s » la permission %s : créez dans Zeeg (réglages → API) un jeton qui l’a, puis remplacez « token » dans la configuration.%s", c.env.Name, need, c.instead())
	case status == http.StatusNotFound && need != "":
		return fmt.Sprintf("L’API de Zeeg n’est pas à l’adresse de « %s » : vérifiez « url » dans la configuration, ou retirez cette ligne.", c.env.Name)
	}
	return ""
}

// needEvents names the permission for reading events.
func (c *connector) needEvents() string {
	if c.options.Scope == scopeAll {
		return "admin:full (jeton d’un propriétaire ou administrateur)"
	}
	return "events:read"
}

func (c *connector) instead() string {
	if c.options.Scope == scopeAll {
		return " Ou indiquez scope = \"own\" pour ne lire que vos rendez-vous."
	}
	return ""
}

package caldav

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"tresse"
	"tresse/connectors"
	"tresse/connectors/httpx"
	"tresse/connectors/ical"
)

// A collection is one calendar on a server: a folder of objects. It is an
// ical.Origin: an unchanged calendar costs one request.
type collection struct {
	options Options
	client  *httpx.Client
}

func newCollection(o Options, env connectors.Env, h httpx.Options) *collection {
	h.Op, h.Base, h.MaxBody, h.Authorize = "caldav", o.URL, maxAnswer, o.authorize
	h.Pace, h.Log = env.Pace, env.Log
	if o.Password != "" {
		h.Secrets = append(h.Secrets, o.Password)
	}
	return &collection{options: o, client: httpx.New(h)}
}

// maxAnswer bounds an answer: XML around what connectors/ical reads at most.
const maxAnswer = 24 << 20

// Read asks whether the calendar is as it was, and reads all of it if not. Its
// state is asked for before it is read, so that what changes meanwhile is seen
// the next time. Where last says which folder of the server is the calendar,
// that is not searched for again.
func (c *collection) Read(ctx context.Context, last ical.Validators) (ical.Fetched, error) {
	place := last.Modified
	if !c.holds(place) {
		place = c.options.URL
	}
	is, err := c.state(ctx, place)
	if err == nil && !is.calendar || tresse.TroubleOf(err) == tresse.TroubleNotFound && place != c.options.URL {
		if place, err = c.find(ctx); err == nil {
			is, err = c.state(ctx, place)
		}
	}
	if err != nil {
		return ical.Fetched{}, err
	}
	now := ical.Validators{ETag: is.mark(), Modified: place}
	if now.ETag != "" && now == last {
		return ical.Fetched{Same: true, Validators: now}, nil
	}
	body, err := c.objects(ctx, place)
	return ical.Fetched{Body: body, Validators: now}, err
}

// holds reports whether a place that was found earlier is on the server of the
// configuration.
func (c *collection) holds(place string) bool {
	u, err := url.Parse(place)
	base, err2 := url.Parse(c.options.URL)
	return err == nil && err2 == nil && place != "" && u.Scheme == base.Scheme && u.Host == base.Host
}

// Traffic tells the requests and bytes so far.
func (c *collection) Traffic() (requests int, bytes int64) { return c.client.Traffic() }

// Do sends a request of go-webdav and turns unwelcome answers into the errors
// of httpx.
func (c *collection) Do(r *http.Request) (*http.Response, error) {
	answer, err := c.client.Do(r)
	if err != nil {
		return nil, err
	}
	if err := c.client.Check(answer); err != nil {
		return nil, err
	}
	return answer, nil
}

// ask sends a PROPFIND or REPORT. depth is 0 or 1 (RFC 4918 10.2).
func (c *collection) ask(ctx context.Context, method, place, depth, question string) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, method, place, strings.NewReader(xmlHead+question))
	if err != nil {
		return nil, unexpected(errors.New("an address that cannot be asked"))
	}
	r.Header.Set("Content-Type", `application/xml; charset="utf-8"`)
	r.Header.Set("Depth", depth)
	return c.Do(r)
}

const xmlHead = `<?xml version="1.0" encoding="utf-8"?>` + "\n"

// unexpected is the error for an answer that CalDAV servers do not give.
func unexpected(err error) error {
	return &tresse.Error{
		Trouble: tresse.TroubleAnswer, Op: "caldav: read the calendar", Err: err,
		Advice: "Ce qui est arrivé n’est pas la réponse d’un serveur CalDAV (souvent une page de connexion)\u00a0: vérifiez l’adresse dans « url ». Rien n’a été retiré.",
	}
}

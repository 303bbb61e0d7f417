package rdvsp

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"tresse"
	"tresse/connectors"
)

// signatureHeader holds the lower-case hex of the HMAC-SHA256 of the raw body,
// without a prefix (sheet §9).
const signatureHeader = "X-Lapin-Signature"

// Hear reads which appointment a delivery is about. Its content is not believed,
// only asked for again: deliveries come several times and in no order.
func (c *connector) Hear(d connectors.Delivery) (connectors.News, error) {
	mac := hmac.New(sha256.New, []byte(d.Secret))
	mac.Write(d.Body)
	given, err := hex.DecodeString(d.Header.Get(signatureHeader))
	if err != nil || d.Secret == "" || !hmac.Equal(given, mac.Sum(nil)) {
		return connectors.News{}, connectors.ErrNotAuthentic
	}
	var said struct {
		Data struct {
			ID int64 `json:"id"`
		} `json:"data"`
		Meta struct {
			Model string `json:"model"`
		} `json:"meta"`
	}
	if json.Unmarshal(d.Body, &said) != nil || said.Meta.Model != "Rdv" || said.Data.ID <= 0 {
		// A user changed or left (a UserProfile names no appointment), or something
		// that no document tells of.
		return connectors.News{All: true}, nil
	}
	return connectors.News{Refs: []tresse.Ref{tresse.NewRef(c.env.Name, strconv.FormatInt(said.Data.ID, 10))}}, nil
}

// models are what pushes are wanted about: appointments, and people who change
// or leave.
func models() []string { return []string{"rdv", "user", "user_profile"} }

// An endpoint is one subscription of an organisation.
type endpoint struct {
	ID            int64    `json:"id"`
	TargetURL     string   `json:"target_url"`
	Subscriptions []string `json:"subscriptions"`
}

type endpoints struct {
	Endpoints []endpoint `json:"webhook_endpoints"`
	Meta      *meta      `json:"meta"`
}

// whole reports whether an endpoint pushes all that is wanted.
func (e *endpoint) whole() bool {
	for _, model := range models() {
		if !slices.Contains(e.Subscriptions, model) {
			return false
		}
	}
	return true
}

// Subscribe sees to it that each organisation pushes to s.URL. A new or changed
// endpoint sends every existing record at once (sheet §9). Where the agent is no
// territory administrator, pushes do not come and polling does its work.
func (c *connector) Subscribe(ctx context.Context, s connectors.Subscription) (connectors.Subscribed, error) {
	done := connectors.Subscribed{ID: s.URL}
	orgs, err := c.pushed(ctx)
	if err != nil {
		return connectors.Subscribed{}, err
	}
	refused := 0
	for _, org := range orgs {
		made, err := c.subscribe(ctx, org, s)
		switch {
		case statusOf(err) == http.StatusForbidden:
			refused++
		case err != nil:
			return done, err
		}
		done.Made = done.Made || made
	}
	switch {
	case refused == 0:
	case refused == len(orgs):
		return connectors.Subscribed{}, &tresse.Error{Trouble: tresse.TroubleConfig, Op: "rdvsp: subscribe: refused", Status: http.StatusForbidden,
			Advice: fmt.Sprintf("L’agent de « %s » n’est pas administrateur de territoire sur RDV Service Public : sans cela, le site n’envoie pas les changements. tresse continue de les lire à intervalles réguliers.", c.env.Name)}
	default:
		done.Findings = append(done.Findings, connectors.Finding{Wrong: true, Text: fmt.Sprintf("%d organisations sur %d n’envoient pas leurs changements : l’agent n’y est pas administrateur de territoire. tresse les lit à intervalles réguliers.", refused, len(orgs))})
	}
	return done, nil
}

// pushed are the organisations that are read.
func (c *connector) pushed(ctx context.Context) ([]int64, error) {
	if len(c.options.Organisations) > 0 {
		return c.options.Organisations, nil
	}
	list, err := c.organisations(ctx)
	ids := make([]int64, len(list))
	for i, o := range list {
		ids[i] = o.ID
	}
	return ids, err
}

// subscribe makes or mends the endpoint of one organisation, and silences others
// of ours.
func (c *connector) subscribe(ctx context.Context, org int64, s connectors.Subscription) (made bool, err error) {
	list, err := c.endpoints(ctx, org)
	if err != nil {
		return false, err
	}
	here := slices.IndexFunc(list, func(e endpoint) bool { return e.TargetURL == s.URL })
	for i, e := range list {
		if i != here && s.Ours != nil && s.Ours(e.TargetURL) {
			if err := c.silence(ctx, org, e); err != nil {
				return false, err
			}
		}
	}
	// The secret cannot be read back: an endpoint that is not known to have ours
	// is given it.
	if here >= 0 && list[here].whole() && s.ID == s.URL {
		return false, nil
	}
	body := map[string]any{"target_url": s.URL, "secret": s.Secret, "subscriptions": models()}
	var answer json.RawMessage
	if here >= 0 {
		return true, c.send(ctx, "change a webhook endpoint", http.MethodPatch, endpointPath(org)+"/"+strconv.FormatInt(list[here].ID, 10), body, &answer)
	}
	err = c.send(ctx, "create a webhook endpoint", http.MethodPost, endpointPath(org), body, &answer)
	if err != nil && statusOf(err) != http.StatusForbidden {
		return c.afterAll(ctx, org, s, err)
	}
	return err == nil, err
}

// afterAll looks again after a creation that failed: the Coop's client sees the
// endpoint stand although the answer said otherwise (sheet §9).
func (c *connector) afterAll(ctx context.Context, org int64, s connectors.Subscription, failed error) (bool, error) {
	list, err := c.endpoints(ctx, org)
	if err == nil && slices.ContainsFunc(list, func(e endpoint) bool { return e.TargetURL == s.URL && e.whole() }) {
		return true, nil
	}
	return false, failed
}

// Unsubscribe silences every endpoint of ours: the API has no way to delete one
// (sheet §3).
func (c *connector) Unsubscribe(ctx context.Context, s connectors.Subscription) error {
	orgs, err := c.pushed(ctx)
	if err != nil {
		return err
	}
	for _, org := range orgs {
		list, err := c.endpoints(ctx, org)
		if err != nil && statusOf(err) != http.StatusForbidden {
			return err
		}
		for _, e := range list {
			if e.TargetURL != s.URL && (s.Ours == nil || !s.Ours(e.TargetURL)) {
				continue
			}
			if err := c.silence(ctx, org, e); err != nil {
				return err
			}
		}
	}
	return nil
}

// silence leaves an endpoint without anything to push.
func (c *connector) silence(ctx context.Context, org int64, e endpoint) error {
	if len(e.Subscriptions) == 0 {
		return nil
	}
	var answer json.RawMessage
	return c.send(ctx, "silence a webhook endpoint", http.MethodPatch, endpointPath(org)+"/"+strconv.FormatInt(e.ID, 10), map[string]any{"subscriptions": []string{}}, &answer)
}

func endpointPath(org int64) string {
	return "/organisations/" + strconv.FormatInt(org, 10) + "/webhook_endpoints"
}

// endpoints lists those of an organisation.
func (c *connector) endpoints(ctx context.Context, org int64) ([]endpoint, error) {
	var all []endpoint
	for number := 1; number <= mostPages; number++ {
		var page endpoints
		q := url.Values{"page": {strconv.Itoa(number)}}
		if err := c.get(ctx, "read webhook endpoints", endpointPath(org)+"?"+q.Encode(), &page); err != nil {
			return nil, err
		}
		all = append(all, page.Endpoints...)
		if page.Meta == nil || page.Meta.Next == nil || len(page.Endpoints) == 0 {
			break
		}
	}
	return all, nil
}

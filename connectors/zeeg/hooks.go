package zeeg

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"tresse"
	"tresse/connectors"
)

// Subscribe keeps one subscription of ours at Zeeg, which takes it away by
// itself when the address cannot be found. Address and token are renewed
// together, so that one at the address in force bears the token in force.
func (c *connector) Subscribe(ctx context.Context, s connectors.Subscription) (connectors.Subscribed, error) {
	list, err := c.webhooks(ctx)
	if err != nil {
		return connectors.Subscribed{}, err
	}
	var stands string
	for _, w := range list {
		switch {
		case !s.Ours(w.CallbackURL):
		case stands == "" && w.CallbackURL == s.URL && w.whole(c.hookScope()):
			stands = w.UUID
		default:
			if err := c.deleteWebhook(ctx, w.UUID); err != nil {
				return connectors.Subscribed{}, err
			}
		}
	}
	if stands != "" {
		return connectors.Subscribed{ID: stands}, nil
	}
	return c.createWebhook(ctx, s)
}

// Unsubscribe takes away all that were ever ours.
func (c *connector) Unsubscribe(ctx context.Context, s connectors.Subscription) error {
	list, err := c.webhooks(ctx)
	if err != nil {
		return err
	}
	for _, w := range list {
		if s.Ours(w.CallbackURL) {
			if err := c.deleteWebhook(ctx, w.UUID); err != nil {
				return err
			}
		}
	}
	return nil
}

// hookScope is the reach of a subscription: what is polled is pushed.
func (c *connector) hookScope() string {
	if c.options.Scope == scopeAll {
		return "organization"
	}
	return "user"
}

// mostHookPages bounds the list of subscriptions: an account has a few.
const mostHookPages = 20

func (c *connector) webhooks(ctx context.Context) ([]webhook, error) {
	var all []webhook
	for number := 1; number <= mostHookPages; number++ {
		var page list
		if err := c.get(ctx, "list webhooks", "webhooks:read", fmt.Sprintf("/webhooks?count=%s&page=%d", pageSize, number), &page); err != nil {
			return nil, c.hookAdvice(err)
		}
		for _, raw := range page.Collection {
			var w webhook
			lenient(raw, &w)
			if usableID(w.UUID) && !slices.ContainsFunc(all, func(have webhook) bool { return have.UUID == w.UUID }) {
				all = append(all, w)
			}
		}
		if page.Pagination == nil || page.Pagination.last() {
			break
		}
	}
	return all, nil
}

// createWebhook makes the subscription. Zeeg calls the address at once, and says
// how that went.
func (c *connector) createWebhook(ctx context.Context, s connectors.Subscription) (connectors.Subscribed, error) {
	body, err := json.Marshal(map[string]any{
		"callbackUrl": s.URL, "events": []string{inviteeScheduled, inviteeCancelled}, "scope": c.hookScope(), "token": s.Secret,
	})
	if err != nil {
		return connectors.Subscribed{}, err
	}
	var answer struct {
		Resource json.RawMessage `json:"resource"`
		Test     *struct {
			Delivered  *bool `json:"delivered"`
			StatusCode any   `json:"statusCode"`
		} `json:"testResult"`
	}
	if err := c.send(ctx, http.MethodPost, "/webhooks", body, &answer); err != nil {
		return connectors.Subscribed{}, c.hookAdvice(c.failed("create webhook", "webhooks:write", err))
	}
	var made webhook
	lenient(answer.Resource, &made)
	done := connectors.Subscribed{ID: made.UUID, Made: true}
	if answer.Test != nil && answer.Test.Delivered != nil && !*answer.Test.Delivered {
		said := ""
		if !blank(answer.Test.StatusCode) {
			said = " (réponse " + clean(text(answer.Test.StatusCode)) + ")"
		}
		done.Findings = []connectors.Finding{{Wrong: true, Text: fmt.Sprintf("Zeeg n’a pas réussi à joindre tresse à l’adresse de « public_url »%s : vérifiez que tresse tourne et que cette adresse mène à lui depuis internet, puis relancez « tresse hooks %s ».", said, c.env.Name)}}
	}
	return done, nil
}

func (c *connector) deleteWebhook(ctx context.Context, uuid string) error {
	err := c.send(ctx, http.MethodDelete, "/webhooks/"+url.PathEscape(uuid), nil, nil)
	if err != nil && tresse.TroubleOf(err) != tresse.TroubleNotFound {
		return c.hookAdvice(c.failed("delete webhook", "webhooks:write", err))
	}
	return nil
}

// send sends what changes something, once.
func (c *connector) send(ctx context.Context, method, path string, body []byte, into any) error {
	r, err := http.NewRequestWithContext(ctx, method, c.options.URL+path, bytes.NewReader(body))
	if err != nil {
		return errors.New("the address cannot be read")
	}
	r.Header.Set("Accept", "application/json")
	if len(body) > 0 {
		r.Header.Set("Content-Type", "application/json")
	}
	answer, err := c.client.Do(r)
	if err == nil {
		err = c.client.Check(answer)
	}
	if err != nil || into == nil {
		return err
	}
	defer answer.Body.Close()
	if err := json.NewDecoder(answer.Body).Decode(into); err != nil {
		return tresse.Errorf(tresse.TroubleAnswer, "an answer that is no JSON")
	}
	return nil
}

// hookAdvice says what pushes need beyond reading.
func (c *connector) hookAdvice(err error) error {
	var e *tresse.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Status {
	case http.StatusForbidden:
		e.Advice = fmt.Sprintf("Pour que Zeeg prévienne tresse, le jeton de « %s » doit avoir les permissions webhooks:read et webhooks:write, et Zeeg une offre Business ou Enterprise. Sans cela, rien n’est perdu : tresse relit Zeeg régulièrement.", c.env.Name)
	case http.StatusUnprocessableEntity, http.StatusBadRequest:
		e.Advice = "Zeeg refuse l’adresse de « public_url » : elle doit commencer par https:// et mener à tresse depuis internet."
	}
	return err
}

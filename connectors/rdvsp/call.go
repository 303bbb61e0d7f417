package rdvsp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"tresse"
	"tresse/connectors/httpx"
)

// page reads one page of the appointments that start in s. Both of the
// platform's bounds are inclusive, and its dates have seconds: the last one
// before s.To ends the slice, so that neighbours neither lose nor double one.
func (c *connector) page(ctx context.Context, s span, number int) (*page, error) {
	q := url.Values{
		"starts_after":  {stamp(s.From)},
		"starts_before": {stamp(s.To.Add(-time.Second))},
		"page":          {strconv.Itoa(number)},
	}
	if s.Org != 0 {
		q.Set("organisation_id", scopeOf(s.Org))
	}
	op := fmt.Sprintf("read appointments from %s to %s: page %d", s.From.Format(time.DateOnly), s.To.Format(time.DateOnly), number)
	return c.list(ctx, op, q)
}

// list reads and decodes a page of appointments. What is no JSON at all is asked
// for once more by httpx, which knows how to try again and what to call it.
func (c *connector) list(ctx context.Context, op string, q url.Values) (*page, error) {
	const path = "/api/v1/rdvs"
	var p *page
	err := c.ask(ctx, func() error {
		answer, err := c.client.Get(ctx, c.options.URL+path+"?"+q.Encode(), http.Header{"Accept": {"application/json"}})
		if err != nil {
			return err
		}
		if p = decodePage(answer.Body); p != nil {
			return nil
		}
		var body json.RawMessage
		if err := c.client.JSON(ctx, c.options.URL+path+"?"+q.Encode(), &body); err != nil {
			return err
		}
		if p = decodePage(body); p == nil { // an error's body with status 200, say
			return tresse.Errorf(tresse.TroubleAnswer, "an answer without rdvs or meta")
		}
		return nil
	})
	if err != nil {
		return nil, c.failed(op, err)
	}
	return p, nil
}

// get reads below the API's address.
func (c *connector) get(ctx context.Context, op, path string, into any) error {
	err := c.ask(ctx, func() error { return c.client.JSON(ctx, c.options.URL+"/api/v1"+path, into) })
	if err != nil {
		return c.failed(op, err)
	}
	return nil
}

// organisations returns those that the agent belongs to.
func (c *connector) organisations(ctx context.Context) ([]organisation, error) {
	var all []organisation
	for number := 1; number <= mostOrganisations/pageSize; number++ {
		var page organisations
		if err := c.get(ctx, "read organisations", "/organisations?page="+strconv.Itoa(number), &page); err != nil {
			return nil, err
		}
		all = append(all, page.Organisations...)
		if page.Meta == nil || page.Meta.Next == nil || len(page.Organisations) == 0 {
			break
		}
	}
	return all, nil
}

// send sends JSON below the API's address, and reads the answer into into.
func (c *connector) send(ctx context.Context, op, method, path string, body, into any) error {
	err := c.ask(ctx, func() error {
		req, err := jsonRequest(ctx, method, c.options.URL+"/api/v1"+path, body)
		if err != nil {
			return err
		}
		return answerTo(c.client, req, into)
	})
	if err != nil {
		return c.failed(op, err)
	}
	return nil
}

// answerTo sends a request once and decodes its answer.
func answerTo(client *httpx.Client, req *http.Request, into any) error {
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if err := client.Check(resp); err != nil {
		return err
	}
	if json.NewDecoder(resp.Body).Decode(into) != nil {
		return &tresse.Error{Trouble: tresse.TroubleAnswer, Err: errors.New("an answer that is no JSON"), Status: resp.StatusCode}
	}
	return nil
}

// failed says what was being done, and what to do where that is known better
// here than in general.
func (c *connector) failed(op string, err error) error {
	e := &tresse.Error{Trouble: tresse.TroubleOf(err), Op: "rdvsp: " + op, Err: err}
	var cause *tresse.Error
	if errors.As(err, &cause) {
		e.Status, e.Wait = cause.Status, cause.Wait
	}
	var access notRenewed
	if !errors.As(err, &access) {
		e.Advice = c.advice(e)
	}
	return e
}

// advice is French, for the mediator; "" leaves it to the cause.
func (c *connector) advice(e *tresse.Error) string {
	switch {
	case e.Status == http.StatusUnauthorized && c.options.usesPassword():
		return fmt.Sprintf("Le site refuse l’adresse ou le mot de passe de « %s » : vérifiez « email » et « password » dans la configuration.", c.env.Name)
	case e.Status == http.StatusUnauthorized:
		return fmt.Sprintf("RDV Service Public refuse l’accès donné à « %s » : vérifiez « url », « client_id » et « client_secret » dans la configuration, puis lancez « tresse connect %s ».", c.env.Name, c.env.Name)
	case e.Status == http.StatusForbidden:
		return fmt.Sprintf("L’agent de « %s » n’a pas ce droit sur RDV Service Public : demandez à l’administrateur de votre organisation, ou vérifiez « organisations » dans la configuration.", c.env.Name)
	case e.Status == http.StatusNotFound:
		return fmt.Sprintf("L’API de RDV Service Public n’est pas à l’adresse de « %s » : vérifiez « url » dans la configuration.", c.env.Name)
	}
	return ""
}

func (c *connector) adviceConsent() string {
	return fmt.Sprintf("L’accès de « %s » à RDV Service Public n’est pas donné, ou n’est plus valable : lancez « tresse connect %s », qui demande l’accord de l’agent dans son navigateur.", c.env.Name, c.env.Name)
}

func statusOf(err error) int {
	var e *tresse.Error
	if errors.As(err, &e) {
		return e.Status
	}
	return 0
}

package zeeg

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/url"
	"strings"

	"tresse/connectors"
)

// Probe asks who the token is, for one page of events, and for the scheduling
// pages, to say whether telephone numbers can come at all.
func (c *connector) Probe(ctx context.Context) ([]connectors.Finding, error) {
	var all []connectors.Finding
	if c.inTheClear() {
		all = append(all, connectors.Finding{Wrong: true, Text: fmt.Sprintf("L’adresse de « %s » commence par http:// : le jeton y circule en clair. Écrivez https://.", c.env.Name)})
	}
	if err := c.whoami(ctx); err != nil {
		return all, err
	}
	soon := span{c.now(), hot(c.now(), c.horizon()).To}
	p, err := c.events(ctx, soon, 1)
	if err != nil {
		return all, err
	}
	all = append(all, connectors.Finding{Text: comes(p.pagination.Total)})
	return append(all, c.phones(ctx)...), ctx.Err()
}

// inTheClear reports plain http to another machine.
func (c *connector) inTheClear() bool {
	u, err := url.Parse(c.options.URL)
	if err != nil || u.Scheme != "http" || u.Hostname() == "localhost" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return ip == nil || !ip.IsLoopback()
}

// whoami only finds a refused token early: neither its path nor its permission
// is sure (sheet §1), so any other failure says nothing.
func (c *connector) whoami(ctx context.Context) error {
	var body json.RawMessage
	err := c.get(ctx, "who am I", "", "/whoami", &body)
	if ctx.Err() != nil || statusOf(err) == 401 {
		return err
	}
	return nil
}

func comes(total int) string {
	switch total {
	case 0:
		return "Zeeg répond ; aucun rendez-vous dans les 60 prochains jours."
	case 1:
		return "Zeeg répond : 1 rendez-vous ou atelier dans les 60 prochains jours."
	}
	return fmt.Sprintf("Zeeg répond : %d rendez-vous ou ateliers dans les 60 prochains jours.", total)
}

// phones says whether a question asks for the telephone. Without the right to
// see the pages it cannot be told, which is not wrong in itself.
func (c *connector) phones(ctx context.Context) []connectors.Finding {
	pages, err := c.eventTypes(ctx)
	switch {
	case err != nil && statusOf(err) == 403:
		return []connectors.Finding{{Text: "Sans la permission schedules:read, tresse ne peut pas vérifier si vos pages de réservation demandent le téléphone : Zeeg ne le donne que si une question le demande."}}
	case err != nil, len(pages) == 0:
		return nil
	}
	var silent []string
	for _, p := range pages {
		switch {
		case p.Questions == nil:
			return nil // the answer does not say
		case !p.asks():
			silent = append(silent, "« "+clean(p.Title)+" »")
		}
	}
	switch len(silent) {
	case 0:
		return nil
	case len(pages):
		return []connectors.Finding{{Text: "Zeeg ne donne le téléphone que si une question le demande : ajoutez à vos pages de réservation une question « Votre numéro de téléphone » (le champ téléphone de Zeeg ne suffit pas)."}}
	}
	return []connectors.Finding{{Text: "Zeeg ne donne le téléphone que si une question le demande : ajoutez une question « Votre numéro de téléphone » à " + strings.Join(silent, ", ") + "."}}
}

func (p *eventType) asks() bool {
	for _, q := range *p.Questions {
		if asked(q.Question) != noPhone && (q.IsActive == nil || *q.IsActive) {
			return true
		}
	}
	return false
}

// The probe asks as little as it can: one page of scheduling pages, and single
// reads of the few that do not say their questions in the list.
const mostReads = 20

// eventTypes returns the active scheduling pages.
func (c *connector) eventTypes(ctx context.Context) ([]eventType, error) {
	const op, need = "read event types", "schedules:read"
	var pages list
	if err := c.get(ctx, op, need, "/event-types?count="+pageSize, &pages); err != nil {
		return nil, err
	}
	var active []eventType
	for _, raw := range pages.Collection {
		var t eventType
		lenient(raw, &t)
		if t.IsActive != nil && !*t.IsActive {
			continue
		}
		if t.Questions == nil && len(active) < mostReads && usableID(t.UUID) {
			var answer single
			if err := c.get(ctx, op, need, "/event-types/"+url.PathEscape(t.UUID), &answer); err != nil {
				return nil, err
			}
			lenient(answer.Resource, &t)
		}
		active = append(active, t)
	}
	return active, nil
}

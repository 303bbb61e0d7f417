package rdvsp

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"tresse/connectors"
)

// Probe asks who the agent is, which organisations they see, and for one page of
// what is to come.
func (c *connector) Probe(ctx context.Context) ([]connectors.Finding, error) {
	var all []connectors.Finding
	if c.options.inTheClear() {
		all = append(all, connectors.Finding{Wrong: true, Text: fmt.Sprintf("L’adresse de « %s » commence par http:// : l’accès y circule en clair. Écrivez https://.", c.env.Name)})
	}
	if err := c.whoami(ctx); err != nil {
		return all, err
	}
	p, err := c.list(ctx, "read what is to come", url.Values{"starts_after": {stamp(c.now())}, "page": {"1"}})
	if err != nil {
		return all, err
	}
	all = append(all, connectors.Finding{Text: comes(p.meta.TotalCount)})
	all = append(all, c.seen(ctx)...)
	if c.options.usesPassword() {
		all = append(all, connectors.Finding{Text: "La connexion par mot de passe est ancienne et peut être fermée : demandez dès maintenant « client_id » et « client_secret » (docs/rdv-service-public.md). Un seul programme à la fois peut s’en servir."})
	}
	return all, ctx.Err()
}

// whoami finds a refused access early. Older platforms do not have it, so any
// other failure says nothing.
func (c *connector) whoami(ctx context.Context) error {
	var body json.RawMessage
	err := c.get(ctx, "who am I", "/agents/me", &body)
	if err != nil && (ctx.Err() != nil || stops(err)) {
		return err
	}
	return nil
}

func comes(total int) string {
	switch total {
	case 0:
		return "RDV Service Public répond ; aucun rendez-vous à venir."
	case 1:
		return "RDV Service Public répond : 1 rendez-vous ou atelier à venir."
	}
	return fmt.Sprintf("RDV Service Public répond : %d rendez-vous ou ateliers à venir.", total)
}

// mostNamed and longestName bound a sentence.
const mostNamed, longestName = 10, 80

func brief(name string) string {
	if runes := []rune(name); len(runes) > longestName {
		return string(runes[:longestName]) + "…"
	}
	return name
}

// seen names the organisations, and those of the configuration that are not
// among them.
func (c *connector) seen(ctx context.Context) []connectors.Finding {
	list, err := c.organisations(ctx)
	if err != nil || len(list) == 0 {
		return nil
	}
	var all []connectors.Finding
	var names []string
	for _, o := range list {
		if len(c.options.Organisations) == 0 || slices.Contains(c.options.Organisations, o.ID) {
			names = append(names, fmt.Sprintf("%s (%d)", brief(clean(o.Name)), o.ID))
		}
	}
	if more := len(names) - mostNamed; more > 0 {
		names = append(names[:mostNamed], fmt.Sprintf("et %d de plus", more))
	}
	if len(names) > 0 {
		all = append(all, connectors.Finding{Text: "Organisations lues : " + strings.Join(names, ", ") + "."})
	}
	for _, id := range c.options.Organisations {
		if !slices.ContainsFunc(list, func(o organisation) bool { return o.ID == id }) {
			all = append(all, connectors.Finding{Wrong: true, Text: c.notSeen(id)})
		}
	}
	return all
}

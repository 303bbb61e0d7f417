package rdvsp

import (
	"cmp"
	"context"
	_ "embed"
	"time"

	"tresse/connectors"
	"tresse/connectors/httpx"
)

//go:embed sample.toml
var sample string

// Info describes RDV Service Public.
func Info() connectors.Info {
	return connectors.Info{
		Kind:   "rdvsp",
		Label:  "RDV Service Public",
		Sample: sample,
		Person: []string{"first_name", "last_name", "birth_name", "birth_date", "emails", "phones", "minor", "refuses", "identifiers"},
		Limits: []string{
			"tresse lit ce que voit l’agent qui a donné l’accès : pour les rendez-vous de toute l’organisation, il doit y être administrateur.",
			"RDV Service Public ne donne pas le nom du prescripteur, ni la date d’inscription à un atelier.",
			"RDV Service Public n’a pas de liste des changements : tresse relit les 15 derniers jours et tout ce qui est à venir à chaque passage, trois mois en arrière chaque heure, le reste chaque nuit.",
			"Les adresses des usagers, leurs numéros d’allocataire et les notes ne sont pas repris.",
			"RDV Service Public efface les rendez-vous après deux ans : ce que tresse en a lu reste.",
		},
		New: New,
	}
}

// New checks the block of a source and makes its connector. Every mistake is
// named, by its key, in one joined error of TroubleConfig errors.
func New(decode func(any) error, env connectors.Env) (connectors.Connector, error) {
	return open(decode, env, httpx.Options{})
}

// open is New with the times of the HTTP client as tests need them.
func open(decode func(any) error, env connectors.Env, h httpx.Options) (connectors.Connector, error) {
	var o Options
	if err := decode(&o); err != nil {
		return nil, err
	}
	if err := o.check(); err != nil {
		return nil, err
	}
	return newConnector(o, env, h), nil
}

// A connector reads what one agent sees. One goroutine at a time uses it.
type connector struct {
	options Options
	env     connectors.Env
	client  *httpx.Client
	session session
	mapper  mapper
}

const (
	// Replies are heavy and slow: every association is embedded (sheet §11).
	attemptTime = 75 * time.Second
	totalTime   = 5 * time.Minute

	// perHost caps requests at 30 a minute (sheet §11), after a few at once.
	perHost, perHostBurst = 0.5, 5
)

// newConnector takes the times of the HTTP client as tests need them.
func newConnector(o Options, env connectors.Env, h httpx.Options) *connector {
	c := &connector{options: o, env: env, mapper: newMapper(o, env)}
	c.session.connector = c
	h.Op, h.Base, h.Secrets, h.Authorize = "", o.URL, o.secrets(), c.session.authorize
	h.Attempt, h.Total = cmp.Or(h.Attempt, attemptTime), cmp.Or(h.Total, totalTime)
	h.Pace, h.Log = c.pace(), env.Log
	c.client = httpx.New(h)
	return c
}

// pace adds the platform's own limit to that of the caller. A stand-in on this
// machine needs none.
func (c *connector) pace() func(context.Context, string) error {
	if c.options.onLoopback() {
		return c.env.Pace
	}
	own := httpx.NewPacer(perHost, perHostBurst)
	return func(ctx context.Context, host string) error {
		if err := own.Wait(ctx, host); err != nil || c.env.Pace == nil {
			return err
		}
		return c.env.Pace(ctx, host)
	}
}

func (c *connector) now() time.Time { return c.env.Now().UTC().Truncate(time.Second) }

func (c *connector) zone() *time.Location {
	if c.env.Zone == nil {
		return time.UTC
	}
	return c.env.Zone
}

// horizon is how far back and ahead is read.
func (c *connector) horizon() time.Duration {
	if c.env.Horizon <= 0 {
		return defaultHorizon
	}
	return c.env.Horizon
}

var (
	_ connectors.Connector = (*connector)(nil)
	_ connectors.Prober    = (*connector)(nil)
	_ connectors.Confirmer = (*connector)(nil)
	_ connectors.Reader    = (*connector)(nil)
	_ connectors.Consenter = (*connector)(nil)
	_ connectors.Hooks     = (*connector)(nil)
)

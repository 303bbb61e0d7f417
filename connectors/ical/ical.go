package ical

import (
	_ "embed"
	"errors"
	"time"

	"tresse/connectors"
	"tresse/connectors/httpx"
)

//go:embed sample.toml
var sample string

// Info describes calendars.
func Info() connectors.Info {
	return connectors.Info{
		Kind:   "ical",
		Label:  "iCal",
		Sample: sample,
		Limits: []string{
			"Un agenda iCal ne donne aucune inscription : seulement les séances, sans les personnes.",
			"Les participants notés dans un événement ne sont jamais lus.",
			"Les événements privés, confidentiels ou marqués « libre » sont laissés de côté, sauf demande (private = true, free = true).",
			"Un agenda iCal ne dit ni le nombre de places, ni combien sont prises.",
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

// Over makes a connector of kind ical over another origin. Of the options, URL
// and Path say nothing but where it is, for recognising that it changed.
func Over(origin Origin, o Options, env connectors.Env) (connectors.Connector, error) {
	if err := errors.Join(o.checkWords(), o.checkZone()); err != nil {
		return nil, err
	}
	c := newConnector(o, env, httpx.Options{})
	c.origin = origin
	return c, nil
}

// A connector reads one calendar.
type connector struct {
	options Options
	env     connectors.Env
	origin  Origin
	reader  *Reader
	filter  filter
}

// newConnector takes the times of the HTTP client as tests need them.
func newConnector(o Options, env connectors.Env, h httpx.Options) *connector {
	if env.Zone == nil {
		env.Zone = time.UTC
	}
	if env.Horizon <= 0 {
		env.Horizon = defaultHorizon
	}
	if env.Secret == nil {
		env.Secret = func(string) string { return "" }
	}
	if env.Root == "" {
		env.Root = env.Name
	}
	zone := env.Zone
	if o.zone != nil {
		zone = o.zone
	}
	return &connector{
		options: o, env: env, origin: newOrigin(o, env, h),
		reader: NewReader(zone), filter: newFilter(o),
	}
}

var (
	_ connectors.Connector = (*connector)(nil)
	_ connectors.Prober    = (*connector)(nil)
)

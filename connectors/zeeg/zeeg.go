package zeeg

import (
	_ "embed"

	"tresse/connectors"
	"tresse/connectors/httpx"
)

//go:embed sample.toml
var sample string

// Info describes Zeeg.
func Info() connectors.Info {
	return connectors.Info{
		Kind:   "zeeg",
		Label:  "Zeeg",
		Sample: sample,
		// The first and last name come in pushes alone.
		Person: []string{"full_name", "first_name", "last_name", "emails", "phones"},
		Limits: []string{
			"Sans notifications (« tresse hooks »), Zeeg ne donne le téléphone que si une question de la page de réservation le demande, ne sépare pas le prénom du nom et ne dit pas combien de places une même personne a prises.",
			"Zeeg n’indique ni les absences, ni les accompagnants autrement que par leur adresse : les accompagnants ne sont pas repris.",
			"Zeeg ne dit pas toujours qui a annulé : c’est alors « inconnu ».",
			"Zeeg n’a pas de liste des changements : tresse relit les 60 prochains jours à chaque passage, et un an d’avance chaque nuit.",
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

// A connector reads one account. One goroutine at a time uses it.
type connector struct {
	options Options
	env     connectors.Env
	client  *httpx.Client
	mapper  mapper
}

// newConnector takes the times of the HTTP client as tests need them.
func newConnector(o Options, env connectors.Env, h httpx.Options) *connector {
	h.Base, h.Secrets, h.Authorize = o.URL, []string{o.Token}, o.authorize
	h.Pace, h.Log = env.Pace, env.Log
	return &connector{
		options: o, env: env, client: httpx.New(h),
		mapper: newMapper(env.Name, o.Scope, env.SessionKind),
	}
}

var (
	_ connectors.Connector = (*connector)(nil)
	_ connectors.Prober    = (*connector)(nil)
	_ connectors.Confirmer = (*connector)(nil)
	_ connectors.Reader    = (*connector)(nil)
)

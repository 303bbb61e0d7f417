package sheet

import (
	_ "embed"
	"path/filepath"
	"time"

	"tresse/connectors"
	"tresse/connectors/httpx"
)

//go:embed sample.toml
var sample string

// Info describes spreadsheets.
func Info() connectors.Info {
	return connectors.Info{
		Kind:   "sheet",
		Label:  "Tableur",
		Sample: sample,
		Person: []string{
			"first_name", "last_name", "full_name", "birth_name", "birth_date", "emails", "phones", "postcode", "city",
			"minor", "no_phone", "identifiers", "attributes",
		},
		Limits: []string{
			"Un fichier ne dit pas qui a annulé : une ligne retirée est montrée comme « retirée du fichier », jamais comme annulée par la personne.",
			"Les adresses, les notes et les colonnes non reconnues ne sont pas reprises.",
			"Un .xlsx protégé par un mot de passe et un fichier .ods ne se lisent pas : enregistrez-les en .xlsx sans mot de passe.",
			"Les feuilles masquées ne sont pas lues.",
		},
		New: New,
	}
}

// New checks the block of a source and makes its connector. Every mistake is
// named, by its key, in one joined error of TroubleConfig errors.
func New(decode func(any) error, env connectors.Env) (connectors.Connector, error) {
	return openSource(decode, env, httpx.Options{})
}

// openSource is New with the times of the HTTP client as tests need them.
func openSource(decode func(any) error, env connectors.Env, h httpx.Options) (connectors.Connector, error) {
	var o Options
	if err := decode(&o); err != nil {
		return nil, err
	}
	if err := o.check(); err != nil {
		return nil, err
	}
	return newConnector(o, env, h), nil
}

// A connector reads the files of one source. One goroutine at a time uses it.
type connector struct {
	options Options
	env     connectors.Env
	origin  origin
	words   dictionaryOf
}

const defaultHorizon = 400 * 24 * time.Hour

func newConnector(o Options, env connectors.Env, h httpx.Options) *connector {
	if env.Zone == nil {
		env.Zone = time.UTC
	}
	if env.Horizon <= 0 {
		env.Horizon = defaultHorizon
	}
	if env.Root == "" {
		env.Root = env.Name
	}
	c := &connector{options: o, env: env, words: dictionaryOf{named: o.Columns.roles(), ignore: map[string]bool{}}}
	for _, name := range o.Ignore {
		c.words.ignore[words(name)] = true
	}
	switch {
	case o.URL != "":
		c.origin = newCloud(o, env, h)
	case o.Path == "":
		c.origin = &disk{path: env.Files, several: true, now: env.Now}
	case filepath.IsAbs(o.Path):
		c.origin = &disk{path: o.Path, now: env.Now}
	default:
		c.origin = &disk{path: filepath.Join(env.Dir, o.Path), now: env.Now}
	}
	return c
}

// ReadsRows: a row is named by what stands in it.
func (c *connector) ReadsRows() {}

var (
	_ connectors.RowReader = (*connector)(nil)
	_ connectors.Prober    = (*connector)(nil)
	_ connectors.FileTaker = (*connector)(nil)
)

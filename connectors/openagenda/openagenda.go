// Package openagenda reads agendas of OpenAgenda through its public API, v2.
//
// Each timing of an event becomes one listing, whose parent is the event and
// whose scope is the agenda. What changed is asked for by updatedAt, removals
// come as tombstones of one agenda, and once a day the events that stand are
// gone through by uid, because nothing tells of an event that was merely
// unpublished. README.md says what the platform gives and what was assumed.
package openagenda

import (
	_ "embed"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"tresse"
	"tresse/connectors"
	"tresse/connectors/httpx"
)

const (
	kind        = "openagenda"
	label       = "OpenAgenda"
	usualURL    = "https://api.openagenda.com/v2"
	usualReach  = 400 * 24 * time.Hour // horizon where the caller gives none
	mostAgendas = 100                  // of one source: their cursor must fit
	mostBody    = 32 << 20             // bytes of one page
)

//go:embed sample.toml
var sample string

// Info describes the connector.
func Info() connectors.Info {
	return connectors.Info{
		Kind: kind, Label: label, Sample: sample, Limits: limits(), New: open,
	}
}

// limits are what OpenAgenda does not give, whatever the key.
func limits() []string {
	return []string{
		"OpenAgenda ne donne pas les inscrits : seuls les liens d’inscription sont repris ; les inscriptions viennent des plateformes qui les prennent.",
		"OpenAgenda ne donne ni le nombre de places ni la personne qui anime : une séance « complète » est signalée, sans compte.",
		"OpenAgenda ne signale pas une dépublication : elle est constatée une fois par jour.",
	}
}

// options are the keys of a [[source]] block beside those of every source.
type options struct {
	URL     string  `toml:"url"`
	Key     string  `toml:"key" secret:"true"`
	Agendas []int64 `toml:"agendas"`
}

// A connector reads the agendas of one source with one key.
type connector struct {
	base    string // of the API, without a slash at its end
	agendas []int64
	env     connectors.Env
	http    *httpx.Client
	zones   zones
}

func open(decode func(any) error, env connectors.Env) (connectors.Connector, error) {
	return openWith(decode, env, func(*httpx.Options) {})
}

// openWith lets tests shorten the waits of the HTTP client.
func openWith(decode func(any) error, env connectors.Env, tune func(*httpx.Options)) (*connector, error) {
	o := options{URL: usualURL}
	if err := decode(&o); err != nil {
		return nil, err
	}
	if err := o.check(); err != nil {
		return nil, err
	}
	if env.Horizon <= 0 {
		env.Horizon = usualReach
	}
	client := httpx.Options{
		Base: o.URL, Secrets: []string{o.Key}, MaxBody: mostBody, Pace: env.Pace, Log: env.Log,
		Authorize: func(r *http.Request) { r.Header.Set("key", o.Key) },
	}
	tune(&client)
	return &connector{base: o.URL, agendas: o.Agendas, env: env, http: httpx.New(client), zones: zones{}}, nil
}

// check tidies the options and says all that is wrong with them.
func (o *options) check() error {
	o.URL, o.Key = strings.TrimRight(strings.TrimSpace(o.URL), "/"), strings.TrimSpace(o.Key)
	var wrong []error
	u, err := url.Parse(o.URL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		wrong = append(wrong, mistake("url", "is no plain http or https address",
			"« url » n’est pas une adresse que l’on peut lire : retirez la ligne, ou écrivez url = \""+usualURL+"\"."))
	}
	switch {
	case o.Key == "":
		wrong = append(wrong, mistake("key", "is missing",
			"Il manque « key » : copiez la clé publique depuis les réglages de votre compte OpenAgenda et écrivez key = \"env:OPENAGENDA_KEY\"."))
	case strings.ContainsFunc(o.Key, func(r rune) bool { return r <= ' ' || r > '~' }):
		wrong = append(wrong, mistake("key", "holds a character that no key has",
			"« key » contient un caractère qu’une clé n’a pas : recopiez la clé publique sans espace ni retour à la ligne."))
	}
	o.Agendas = distinct(o.Agendas)
	switch {
	case len(o.Agendas) == 0:
		wrong = append(wrong, mistake("agendas", "is missing",
			"Il manque « agendas » : donnez au moins un numéro, comme agendas = [73510284] ; il se lit au pied de la page de l’agenda."))
	case slices.Min(o.Agendas) <= 0:
		wrong = append(wrong, mistake("agendas", "holds a number that is no uid",
			"« agendas » contient un numéro impossible : recopiez celui qui se lit au pied de la page de l’agenda."))
	case len(o.Agendas) > mostAgendas:
		wrong = append(wrong, mistake("agendas", "holds more than 100 uids",
			"« agendas » en contient plus de 100 : répartissez-les entre plusieurs sources."))
	}
	return errors.Join(wrong...)
}

func mistake(option, what, advice string) error {
	e := tresse.Errorf(tresse.TroubleConfig, "openagenda: option %q %s", option, what)
	e.Advice = advice
	return e
}

// distinct keeps each number once, in the order given.
func distinct(numbers []int64) []int64 {
	var kept []int64
	for _, n := range numbers {
		if !slices.Contains(kept, n) {
			kept = append(kept, n)
		}
	}
	return kept
}

// The compiler checks what the connector can do.
var (
	_ connectors.Connector = (*connector)(nil)
	_ connectors.Confirmer = (*connector)(nil)
	_ connectors.Prober    = (*connector)(nil)
)

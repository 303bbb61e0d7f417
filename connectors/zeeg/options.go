package zeeg

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"tresse"
)

// The scopes of a source, and of its facts.
const (
	scopeOwn = "own" // the events of the token's person
	scopeAll = "all" // of the whole organisation; needs admin:full
)

// Options are the keys of a source of kind zeeg.
type Options struct {
	URL   string `toml:"url"`                 // of the API, version included
	Token string `toml:"token" secret:"true"` // sent as a Bearer token
	Scope string `toml:"scope"`               // own or all
}

const defaultURL = "https://api.zeeg.me/v2"

// check fills defaults and names every mistake by its key.
func (o *Options) check() error {
	o.URL = strings.TrimRight(strings.TrimSpace(o.URL), "/")
	o.Token = strings.TrimSpace(o.Token)
	if o.URL == "" {
		o.URL = defaultURL
	}
	if o.Scope == "" {
		o.Scope = scopeOwn
	}
	return errors.Join(o.checkURL(), o.checkToken(), o.checkScope())
}

func (o *Options) checkURL() error {
	u, err := url.Parse(o.URL)
	if err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil && u.RawQuery == "" && u.Fragment == "" {
		return nil
	}
	return mistake("url: not the http or https address of an API",
		"« url » doit être l’adresse de l’API de Zeeg, par exemple "+defaultURL+" ; vous pouvez aussi retirer cette ligne.")
}

func (o *Options) checkToken() error {
	switch {
	case o.Token == "":
		return mistake("token: missing",
			"« token » manque : créez un jeton dans Zeeg (réglages → API) avec la permission events:read, et indiquez-le ici, de préférence par env:ZEEG_TOKEN.")
	case strings.ContainsFunc(o.Token, func(r rune) bool { return r <= ' ' || r > '~' }):
		return mistake("token: holds a space or a sign that no token has",
			"« token » contient une espace ou un signe inattendu : copiez de nouveau le jeton depuis Zeeg, sans rien autour.")
	}
	return nil
}

func (o *Options) checkScope() error {
	if o.Scope == scopeOwn || o.Scope == scopeAll {
		return nil
	}
	return mistake(fmt.Sprintf("scope: %q is neither own nor all", o.Scope),
		"« scope » vaut \"own\" (vos rendez-vous) ou \"all\" (toute l’organisation).")
}

// mistake is one error of the configuration; the caller adds the source.
func mistake(text, advice string) error {
	return &tresse.Error{Trouble: tresse.TroubleConfig, Op: "zeeg", Err: errors.New(text), Advice: advice}
}

func (o Options) authorize(r *http.Request) { r.Header.Set("Authorization", "Bearer "+o.Token) }

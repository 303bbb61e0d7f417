package ical

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"tresse"
)

// Options are the keys of a source of kind ical.
type Options struct {
	URL      string   `toml:"url" secret:"true"` // http, https or webcal; private addresses are secrets
	Path     string   `toml:"path"`              // of one file, in place of url
	Ignore   []string `toml:"ignore"`            // titles and categories to leave out
	Only     []string `toml:"only"`              // or the only ones to take
	Private  bool     `toml:"private"`           // take CLASS:PRIVATE and CONFIDENTIAL too
	Free     bool     `toml:"free"`              // take events too that do not keep their owner busy
	Timezone string   `toml:"timezone"`          // of times without zone; default that of the configuration

	zone *time.Location
}

// check fills what follows from the keys and names every mistake by its key.
func (o *Options) check() error {
	o.URL = strings.TrimSpace(o.URL)
	o.Path = strings.TrimSpace(o.Path)
	return errors.Join(o.checkOrigin(), o.checkWords(), o.checkZone())
}

func (o *Options) checkOrigin() error {
	switch {
	case o.URL == "" && o.Path == "":
		return mistake("url: missing",
			"« url » manque : indiquez l’adresse iCal de l’agenda (https:// ou webcal://), ou « path » avec le chemin d’un fichier .ics.")
	case o.URL != "" && o.Path != "":
		return mistake("url and path: both given", "« url » et « path » sont tous deux indiqués : gardez l’un des deux.")
	case o.URL != "":
		return o.checkURL()
	}
	return nil
}

// checkURL understands webcal as https (and webcals, which some sites write).
func (o *Options) checkURL() error {
	u, err := url.Parse(o.URL)
	if err == nil {
		switch u.Scheme {
		case "webcal", "webcals":
			u.Scheme = "https"
		}
		if (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" {
			u.Fragment = ""
			o.URL = u.String()
			return nil
		}
	}
	return mistake("url: not an http, https or webcal address",
		"« url » doit être l’adresse d’un agenda, qui commence par https://, http:// ou webcal:// ; pour un fichier, écrivez « path ».")
}

func (o *Options) checkWords() error {
	for _, word := range append(append([]string{}, o.Ignore...), o.Only...) {
		if fold(word) == "" {
			return mistake("ignore, only: an empty word",
				"« ignore » ou « only » contient un mot vide : retirez-le.")
		}
	}
	return nil
}

func (o *Options) checkZone() error {
	if o.Timezone == "" {
		return nil
	}
	zone := newWorld().named(o.Timezone)
	if zone == nil {
		return mistake(fmt.Sprintf("timezone: %q is no time zone", o.Timezone),
			"« timezone » doit être un fuseau horaire, par exemple \"Europe/Paris\" ou \"Indian/Reunion\".")
	}
	o.zone = zone.loc
	return nil
}

// mistake is one error of the configuration; the caller adds the source.
func mistake(text, advice string) error {
	return &tresse.Error{Trouble: tresse.TroubleConfig, Op: "ical", Err: errors.New(text), Advice: typeset(advice)}
}

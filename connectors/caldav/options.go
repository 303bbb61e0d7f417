package caldav

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"tresse"
	"tresse/connectors/ical"
)

// Options are the keys of a source of kind caldav.
type Options struct {
	URL      string   `toml:"url"`                    // of the calendar, or of the server
	User     string   `toml:"user"`                   // often an e-mail address
	Password string   `toml:"password" secret:"true"` // an app password
	Calendar string   `toml:"calendar"`               // its name, where url leads to several
	Ignore   []string `toml:"ignore"`
	Only     []string `toml:"only"`
	Private  bool     `toml:"private"`
	Free     bool     `toml:"free"`
	Timezone string   `toml:"timezone"`
}

// reading is what connectors/ical is to do with the events.
func (o *Options) reading() ical.Options {
	return ical.Options{
		URL:    o.URL + " " + o.User + " " + o.Calendar, // whatever else decides what is read
		Ignore: o.Ignore, Only: o.Only, Private: o.Private, Free: o.Free, Timezone: o.Timezone,
	}
}

// check tidies the keys and names every mistake.
func (o *Options) check() error {
	o.URL, o.User, o.Calendar = strings.TrimSpace(o.URL), strings.TrimSpace(o.User), strings.TrimSpace(o.Calendar)
	return errors.Join(o.checkURL(), o.checkAccount())
}

func (o *Options) checkURL() error {
	if o.URL == "" {
		return mistake("url: missing",
			"« url » manque : indiquez l’adresse CalDAV de l’agenda (dans Nextcloud : Agenda → ⋯ → Copier le lien privé), ou celle du serveur.")
	}
	u, err := url.Parse(o.URL)
	if err == nil {
		switch u.Scheme { // as phones write it
		case "caldav":
			u.Scheme = "http"
		case "caldavs":
			u.Scheme = "https"
		}
	}
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || u.RawQuery != "" {
		return mistake("url: not the https address of a CalDAV server",
			"« url » doit être une adresse qui commence par https://, sans nom ni mot de passe dedans : ceux-ci vont dans « user » et « password ».")
	}
	u.Fragment = ""
	o.URL = u.String()
	return nil
}

func (o *Options) checkAccount() error {
	if (o.User == "") == (o.Password == "") {
		return nil
	}
	return mistake("user and password: one without the other",
		"« user » et « password » vont ensemble : donnez les deux, avec un mot de passe d’application plutôt que celui du compte.")
}

// mistake is one error of the configuration; the caller adds the source.
func mistake(text, advice string) error {
	return &tresse.Error{Trouble: tresse.TroubleConfig, Op: "caldav", Err: errors.New(text), Advice: advice}
}

func (o *Options) authorize(r *http.Request) {
	if o.User != "" {
		r.SetBasicAuth(o.User, o.Password)
	}
}

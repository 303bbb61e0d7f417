// Package caldav reads one calendar of a CalDAV server (RFC 4791): Nextcloud,
// Radicale, Zimbra, iCloud. What stands in it is read by connectors/ical, for
// CalDAV is iCalendar kept in a folder; this package finds the folder, tells
// whether it changed, and brings what is in it.
//
// go-webdav finds the calendars. It is not used to read them: it decodes with
// go-ical, which loses a whole answer over one bad line, or panics.
package caldav

import (
	_ "embed"

	"tresse/connectors"
	"tresse/connectors/httpx"
	"tresse/connectors/ical"
)

//go:embed sample.toml
var sample string

// Info describes calendars of CalDAV servers.
func Info() connectors.Info {
	return connectors.Info{
		Kind:   "caldav",
		Label:  "CalDAV",
		Sample: sample,
		Limits: []string{
			"Un agenda CalDAV ne donne aucune inscription : seulement les séances, sans les personnes.",
			"Les participants notés dans un événement ne sont jamais lus, les tâches non plus.",
			"Les événements privés, confidentiels ou marqués « libre » sont laissés de côté, sauf demande (private = true, free = true).",
			"tresse lit, et n’écrit jamais dans l’agenda.",
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
	return ical.Over(newCollection(o, env, h), o.reading(), env)
}

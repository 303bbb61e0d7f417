// Package all is the table of the kinds of source there are. Adding a platform
// is one folder beside this one and one line here.
package all

import (
	"tresse/connectors"
	"tresse/connectors/caldav"
	"tresse/connectors/ical"
	"tresse/connectors/openagenda"
	"tresse/connectors/rdvsp"
	"tresse/connectors/sheet"
	"tresse/connectors/zeeg"
)

// Registry returns every kind of source that tresse can read.
func Registry() *connectors.Registry {
	return connectors.NewRegistry(
		openagenda.Info(),
		zeeg.Info(),
		rdvsp.Info(),
		ical.Info(),
		sheet.Info(),
		caldav.Info(),
	)
}

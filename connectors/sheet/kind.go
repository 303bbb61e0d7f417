package sheet

import (
	"strings"

	"tresse"
)

// kindOf tells what a row takes part in: what the title says, else what the
// heading over it does, else what the configuration does.
func (c *connector) kindOf(s *sheetRead, p *parsed) tresse.Kind {
	title := " " + words(p.title) + " "
	for _, k := range []struct {
		kind tresse.Kind
		said []string
	}{
		{tresse.DropIn, []string{" permanence ", " permanences ", " sans rendez vous ", " sans rdv "}},
		{tresse.Workshop, []string{" atelier ", " ateliers ", " workshop ", " stage ", " formation "}},
		{tresse.Appointment, []string{" rendez vous ", " rdv ", " entretien ", " accompagnement individuel ", " appointment "}},
	} {
		for _, w := range k.said {
			if strings.Contains(title, w) {
				return k.kind
			}
		}
	}
	if c.env.SessionKind != "" {
		return c.env.SessionKind
	}
	for _, col := range s.layout.columns {
		if col.role == roleTitle && (contains(words(col.heading), "atelier") || contains(words(col.heading), "workshop")) {
			return tresse.Workshop
		}
	}
	return ""
}

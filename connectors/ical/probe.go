package ical

import (
	"context"

	"tresse/connectors"
)

// Probe reads the calendar once and says what is in it.
func (c *connector) Probe(ctx context.Context) ([]connectors.Finding, error) {
	got, err := c.origin.Read(ctx, Validators{})
	if err != nil {
		return nil, err
	}
	cal, err := c.reader.Parse(got.Body)
	if err != nil {
		return nil, unexpected(err)
	}
	p := c.newPull(cal, c.window())
	ahead := 0
	now := c.env.Now()
	err = p.emitAll(ctx, func(b connectors.Batch) error {
		for _, l := range b.Listings {
			if l.ToCome(now, c.env.Zone) {
				ahead++
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	all := []connectors.Finding{{Text: comes(cal, ahead)}}
	for _, n := range p.notes() {
		all = append(all, connectors.Finding{Text: n.text, Wrong: n.wrong})
	}
	return all, nil
}

func comes(cal *Calendar, ahead int) string {
	read := counted(cal.Read, "événement", "événements")
	if name := shown(oneLine(cal.Name)); name != "" {
		read = typeset("« "+name+" » : ") + read
	}
	return read + ", " + counted(ahead, "séance à venir.", "séances à venir.")
}

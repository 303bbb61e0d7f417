package ical

import (
	"crypto/sha256"
	"encoding/json"
	"time"

	"tresse/connectors"
)

// version changes whenever the same body would give other listings, so that
// none is passed over as unchanged after an update of tresse.
const version = 1

// A cursor recognises a calendar that has not changed since it was last read to
// its end, for the same days and with the same settings.
type cursor struct {
	Version  int       `json:"version"`
	Settings [8]byte   `json:"settings"`
	From     time.Time `json:"from"`
	To       time.Time `json:"to"`
	Body     [32]byte  `json:"body"` // its SHA-256
	Validators
	Notices []string `json:"notices,omitempty"` // what was said of it
}

// A window is the days that are read: from a midnight to a midnight in the
// source's zone.
type window struct{ from, to time.Time }

const defaultHorizon = 400 * 24 * time.Hour

// window reaches as far back and ahead as the horizon, to whole days, so that it
// moves once a day.
func (c *connector) window() window {
	now := c.env.Now()
	return window{
		from: c.midnight(now.Add(-c.env.Horizon)),
		to:   c.midnight(now.Add(c.env.Horizon)).AddDate(0, 0, 1),
	}
}

func (c *connector) midnight(t time.Time) time.Time {
	y, m, d := t.In(c.env.Zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, c.env.Zone)
}

// settings digests what else decides about the listings.
func (c *connector) settings() [8]byte {
	o := c.options
	text, err := json.Marshal([]any{o.Ignore, o.Only, o.Private, o.Free, o.Timezone, o.URL, o.Path, c.env.Zone.String(), c.env.SessionKind, c.env.Root, c.env.Name})
	if err != nil {
		return [8]byte{} // cannot be: texts and booleans
	}
	sum := sha256.Sum256(text)
	return [8]byte(sum[:8])
}

// known returns the cursor of an earlier pull where it speaks of the same days
// and settings, else an empty one.
func (c *connector) known(from connectors.Cursor, w window) cursor {
	var last cursor
	if json.Unmarshal(from, &last) != nil {
		return cursor{}
	}
	if last.Version != version || last.Settings != c.settings() || !last.From.Equal(w.from) || !last.To.Equal(w.to) {
		return cursor{}
	}
	return last
}

func (k cursor) encode() connectors.Cursor {
	b, err := json.Marshal(k)
	if err != nil {
		return nil // cannot be: see cursor
	}
	return b
}

package sheet

import (
	"crypto/sha256"
	"encoding/json"
	"time"

	"tresse/connectors"
)

// version changes whenever the same bytes would give other facts, so that no
// file is passed over as unchanged after an update of tresse.
const version = 1

// A cursor recognises files that have not changed since they were last read to
// their end, for the same days and with the same settings; and remembers which
// there were, so that one that vanishes is noticed.
type cursor struct {
	Version  int              `json:"version"`
	Settings [8]byte          `json:"settings"`
	From     time.Time        `json:"from"`
	To       time.Time        `json:"to"`
	Files    map[string]print `json:"files"` // by key
	Notices  []string         `json:"notices,omitempty"`
}

// A print recognises one file. One without Sum was not read to its end.
type print struct {
	Sum  []byte `json:"sum,omitempty"`  // of its bytes
	Mark string `json:"mark,omitempty"` // by which its origin knows it
}

// A window is the days that are read: from a midnight to a midnight in the
// source's zone, as far back and ahead as the horizon.
type window struct{ from, to time.Time }

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

func (w window) holds(t time.Time) bool { return !t.Before(w.from) && t.Before(w.to) }

// settings digests what else decides about the facts.
func (c *connector) settings() [8]byte {
	o := c.options
	text, err := json.Marshal([]any{o.Path, o.URL, o.User, o.Holds, o.Columns, o.Ignore, o.NotePurpose, c.env.Zone.String(), c.env.SessionKind, c.env.Root, c.env.Name, c.env.BirthYear})
	if err != nil {
		return [8]byte{} // cannot be: texts and booleans
	}
	sum := sha256.Sum256(text)
	return [8]byte(sum[:8])
}

// known returns the cursor of an earlier pull. Where it speaks of other days or
// settings only the names of the files are left of it.
func (c *connector) known(from connectors.Cursor, w window) cursor {
	var last cursor
	if json.Unmarshal(from, &last) != nil {
		return cursor{}
	}
	if last.Version != version || last.Settings != c.settings() || !last.From.Equal(w.from) || !last.To.Equal(w.to) {
		for key := range last.Files {
			last.Files[key] = print{}
		}
		last.Notices = nil
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

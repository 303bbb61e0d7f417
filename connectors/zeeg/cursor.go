package zeeg

import (
	"encoding/json"
	"time"

	"tresse/connectors"
)

// A cursor is what a pull remembers for the next: when the cold window was last
// read to its end, and, while a pull is under way, what it still has to read.
type cursor struct {
	Scope   string        `json:"scope"`
	Horizon time.Duration `json:"horizon"` // nanoseconds
	Cold    time.Time     `json:"cold"`
	Run     *run          `json:"run,omitempty"`
}

// A run is a pull under way.
type run struct {
	Began time.Time `json:"began"`
	Hot   time.Time `json:"hot"`  // when the hot window was last begun
	Cold  bool      `json:"cold"` // the cold window is part of it
	Rest  []span    `json:"rest"`
}

const (
	// hotAgain: a run that is taken up later than this reads the hot window
	// again first.
	hotAgain = 15 * time.Minute
	// runEnds: a run older than this is begun anew.
	runEnds = 12 * time.Hour
)

// begin returns the run to carry out now, and the cursor it belongs to. Without
// a cursor, or with one of other settings, all inside the horizon is read.
func (c *connector) begin(from connectors.Cursor) (cursor, run) {
	now, horizon := c.now(), c.horizon()
	near := hot(now, horizon)
	fresh := cursor{Scope: c.options.Scope, Horizon: horizon}
	var last cursor
	err := json.Unmarshal(from, &last)
	r := last.Run
	last.Run = nil
	switch {
	case err != nil, last.Scope != fresh.Scope, last.Horizon < fresh.Horizon:
		return fresh, newRun(now, true, hotFirst(near, whole(now, horizon)))
	case r != nil && r.fresh(now):
		return last, r.resumed(now, near)
	case last.Cold.IsZero():
		return fresh, newRun(now, true, hotFirst(near, whole(now, horizon)))
	case last.Cold.Before(lastNight(now, c.zone())):
		return last, newRun(now, true, hotFirst(near, cold(now, horizon)))
	}
	return last, newRun(now, false, []span{near})
}

func newRun(now time.Time, cold bool, spans []span) run {
	return run{Began: now, Hot: now, Cold: cold, Rest: spans}
}

// fresh reports whether the run may still be taken up.
func (r *run) fresh(now time.Time) bool {
	return len(r.Rest) > 0 && !r.Began.After(now) && now.Sub(r.Began) < runEnds
}

// resumed goes on where the run stopped, after the hot window where that was
// read too long ago: nothing that fails further away may keep new bookings out.
func (r run) resumed(now time.Time, near span) run {
	if now.Sub(r.Hot) >= hotAgain {
		r.Rest, r.Hot = append([]span{near}, without(r.Rest, near)...), now
	}
	return r
}

// resume is the cursor of a pull that has rest still to read; nil where nothing
// is left.
func (c cursor) resume(r run, rest []span) connectors.Cursor {
	if len(rest) == 0 {
		return nil
	}
	r.Rest = rest
	c.Run = &r
	return c.encode()
}

// done is the cursor of a pull that was read to its end.
func (c cursor) done(r run) connectors.Cursor {
	if r.Cold {
		c.Cold = r.Began
	}
	return c.encode()
}

func (c cursor) encode() connectors.Cursor {
	b, err := json.Marshal(c)
	if err != nil {
		return nil // cannot be: times of years 0 to 9999
	}
	return b
}

func (c *connector) now() time.Time { return c.env.Now().UTC().Truncate(time.Second) }

func (c *connector) zone() *time.Location {
	if c.env.Zone == nil {
		return time.UTC
	}
	return c.env.Zone
}

func (c *connector) horizon() time.Duration {
	if c.env.Horizon <= 0 {
		return defaultHorizon
	}
	return c.env.Horizon
}

package rdvsp

import (
	"encoding/json"
	"slices"
	"time"

	"tresse/connectors"
)

// A cursor is what a pull remembers for the next: when each window was last read
// to its end, and, while a pull is under way, what it still has to read.
type cursor struct {
	Version int           `json:"v"`
	Asked   []int64       `json:"asked,omitempty"` // the organisations of the configuration
	Host    string        `json:"host"`
	Horizon time.Duration `json:"horizon"` // nanoseconds
	Warm    time.Time     `json:"warm"`
	Whole   time.Time     `json:"whole"`
	// Known are the organisations that were ever seen: absence in one of them
	// means something, though it is not asked for by name.
	Known []int64 `json:"known,omitempty"`
	// Width is how long a slice from the near edge may be to fit on a page.
	Width time.Duration `json:"width,omitempty"`
	Run   *run          `json:"run,omitempty"`
}

// A run is a pull under way.
type run struct {
	Began time.Time `json:"began"`
	Hot   time.Time `json:"hot"` // when the hot window was last begun
	Reach reach     `json:"reach"`
	Rest  []span    `json:"rest"`
}

const (
	cursorVersion = 1
	// warmEvery is how often statuses of three months are looked at again.
	warmEvery = time.Hour
	// hotAgain: a run that is taken up later than this reads the hot window again
	// first.
	hotAgain = 15 * time.Minute
	// runEnds: a run older than this is begun anew.
	runEnds = 12 * time.Hour
)

// begin returns the run to carry out now, and the cursor it belongs to. Without
// a cursor, or with one of other settings, all inside the horizon is read.
func (c *connector) begin(from connectors.Cursor) (cursor, run) {
	now := c.now()
	fresh := cursor{Version: cursorVersion, Host: c.options.instance(), Asked: c.options.Organisations, Horizon: c.horizon()}
	var last cursor
	err := json.Unmarshal(from, &last)
	r := last.Run
	last.Run = nil
	switch {
	case err != nil, last.Version != fresh.Version, last.Host != fresh.Host, last.Horizon < fresh.Horizon, !slices.Equal(last.Asked, fresh.Asked):
		return fresh, c.newRun(whole)
	case r != nil && r.fresh(now):
		return last, c.resumed(*r)
	case last.Whole.IsZero():
		return last, c.newRun(whole)
	case last.Whole.Before(lastNight(now, c.zone())):
		return last, c.newRun(whole)
	case now.Sub(last.Warm) >= warmEvery || last.Warm.After(now):
		return last, c.newRun(warm)
	}
	return last, c.newRun(hot)
}

func (c *connector) newRun(r reach) run {
	now := c.now()
	return run{Began: now, Hot: now, Reach: r, Rest: c.spans(r)}
}

// fresh reports whether the run may still be taken up.
func (r *run) fresh(now time.Time) bool {
	return len(r.Rest) > 0 && !r.Began.After(now) && now.Sub(r.Began) < runEnds
}

// resumed goes on where the run stopped, after the hot window where that was
// read too long ago: nothing that fails further away may keep new bookings out.
func (c *connector) resumed(r run) run {
	if c.now().Sub(r.Hot) < hotAgain {
		return r
	}
	near := c.spans(hot)
	for _, s := range near {
		r.Rest = without(r.Rest, s)
	}
	r.Rest, r.Hot = append(near, r.Rest...), c.now()
	return r
}

// resume is the cursor of a pull that has rest still to read; nil where nothing
// is left, or where that is too much for a cursor.
func (c cursor) resume(r run, rest []span) connectors.Cursor {
	if len(rest) == 0 {
		return nil
	}
	r.Rest = rest
	c.Run = &r
	if b := c.encode(); len(b) <= mostCursor {
		return b
	}
	return nil
}

// done is the cursor of a pull that was read to its end.
func (c cursor) done(r run) connectors.Cursor {
	if r.Reach >= warm {
		c.Warm = r.Began
	}
	if r.Reach == whole {
		c.Whole = r.Began
	}
	return c.encode()
}

// mostCursor stays below the 64 KiB that a cursor may have.
const mostCursor = 60 << 10

func (c cursor) encode() connectors.Cursor {
	b, err := json.Marshal(c)
	if err != nil {
		return nil // cannot be: times of years 0 to 9999
	}
	return b
}

// note remembers an organisation.
func (c *cursor) note(id int64) {
	if at, known := slices.BinarySearch(c.Known, id); !known && len(c.Known) < mostOrganisations {
		c.Known = slices.Insert(c.Known, at, id)
	}
}

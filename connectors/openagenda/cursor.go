package openagenda

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"tresse/connectors"
)

// A cursor is where the reading of each agenda got to. Times are those of the
// server where they come from updatedAt, in milliseconds; those of the local
// clock, in seconds, only say when to sweep.
type cursor struct {
	Version int             `json:"v"`
	Base    string          `json:"base"`
	Horizon time.Duration   `json:"horizon"`
	Cut     bool            `json:"cut,omitempty"` // of a pull that did not end: the next one does not sweep
	Agendas map[int64]place `json:"agendas"`
}

// A place is where the reading of one agenda got to. Since sync forgets the
// coverage of a pull that fails, none of it moves before a pull has ended well,
// but for Cut, Read, the tries and Next.
type place struct {
	Mark int64    `json:"mark,omitempty"` // the largest updatedAt read, ms; 0: never read
	Edge int64    `json:"edge,omitempty"` // slots that begin before it have been read, s
	Next int64    `json:"next,omitempty"` // when to sweep again, s
	Full int64    `json:"full,omitempty"` // when it was last read in full, s
	Sums []byte   `json:"sums,omitempty"` // of the events that stood at the last sweep
	Read *reading `json:"read,omitempty"` // a read that did not end

	Tries      int `json:"tries,omitempty"`       // reads that failed, one after another
	SweepTries int `json:"sweep_tries,omitempty"` // likewise sweeps
}

// A reading is where a list that did not end goes on.
type reading struct {
	Since int64    `json:"since,omitempty"` // updatedAt[gte] of the list, ms; 0: all
	After position `json:"after,omitempty"`
	Mark  int64    `json:"mark,omitempty"` // the largest updatedAt so far, ms
}

const (
	cursorVersion = 1
	mostCursor    = 60 << 10 // of the 64 KiB that a cursor may have
)

// newCursor reads from; what cannot be read, or was written for another address
// or horizon, is as none: everything is read anew.
func (c *connector) newCursor(from connectors.Cursor) cursor {
	fresh := cursor{Version: cursorVersion, Base: c.base, Horizon: c.env.Horizon, Agendas: map[int64]place{}}
	var old cursor
	if json.Unmarshal(from, &old) != nil || old.Version != fresh.Version || old.Base != fresh.Base || old.Horizon != fresh.Horizon {
		return fresh
	}
	fresh.Cut = old.Cut
	for _, agenda := range c.agendas {
		if p, known := old.Agendas[agenda]; known {
			fresh.Agendas[agenda] = p
		}
	}
	return fresh
}

func (c cursor) clone() cursor {
	c.Agendas = maps.Clone(c.Agendas)
	return c
}

// encode never fails and never exceeds the bound: sums only save work, and
// without the place in a list that list is read from its beginning.
func (c cursor) encode() connectors.Cursor {
	text, _ := json.Marshal(c)
	if len(text) <= mostCursor {
		return text
	}
	c = c.clone()
	for _, agenda := range slices.Sorted(maps.Keys(c.Agendas)) {
		p := c.Agendas[agenda]
		p.Sums, p.Read = nil, nil
		c.Agendas[agenda] = p
	}
	text, _ = json.Marshal(c)
	return text
}

package syncer

import (
	"testing"
	"time"

	"tresse"
	"tresse/connectors"
)

// An empty list of a platform that, asked by id, still has what stood in it is
// a failed read, and nothing of it counts: neither what is to come nor what is
// past is touched.
func TestEmptyListContradictedByID(t *testing.T) {
	for name, c := range map[string]struct {
		says   connectors.Presence
		change func(*tresse.Listing) // of what is read by id; nil: not readable
		want   string
	}{
		"still there":           {connectors.Present, func(*tresse.Listing) {}, StatusFailed},
		"there, not to be read": {connectors.Present, nil, StatusFailed},
		"nothing can be said":   {connectors.Unknown, nil, StatusFailed},
		"there, but cancelled":  {connectors.Present, func(l *tresse.Listing) { l.Status = tresse.Cancelled }, StatusOK},
		"there, at another time": {connectors.Present, func(l *tresse.Listing) {
			l.Start, l.End = tresse.At(day(90)), tresse.At(day(90).Add(time.Hour))
		}, StatusOK},
		"gone": {connectors.Gone, nil, StatusOK},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPlatform("agenda")
			p.confirm = func(tresse.Ref) connectors.Presence { return c.says }
			p.list("past", "Passé", day(-3), time.Hour)
			next := *p.list("next", "À venir", day(3), time.Hour)
			h := newHouse(t, p)
			h.conf[0].Connector = asking{p}
			if c.change != nil {
				c.change(&next)
				h.conf[0].Connector = rereading{asking{p}, next}
			}
			h.restart()
			h.sync()
			p.drop("past")
			p.drop("next")
			status(t, h.sync(), "agenda", c.want)
			if s := h.titled("Passé"); s.Archived != (c.want == StatusOK) {
				t.Errorf("the past one: archived %v", s.Archived)
			}
			if s := h.titled("À venir"); c.want == StatusFailed && s.Status != tresse.Scheduled {
				t.Errorf("the one to come is %s", s.Status)
			}
		})
	}
}

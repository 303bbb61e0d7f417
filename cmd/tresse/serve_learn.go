package main

import (
	"context"
	"time"

	"github.com/rs/zerolog"

	syncer "tresse/sync"
)

// learning has an engine learn anew, at night, what tells people apart, once it
// knows twice as many as when it last did.
type learning struct {
	engine *syncer.Engine
	zone   *time.Location
	log    zerolog.Logger
}

// learnAgain is how often it is looked whether it is night.
const learnAgain = 20 * time.Minute

// run looks from time to time, until ctx ends or stop is closed.
func (l learning) run(ctx context.Context, stop <-chan struct{}) {
	tick := time.NewTicker(learnAgain)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			if night(time.Now().In(l.zone)) {
				l.learn()
			}
		case <-stop:
			return
		case <-ctx.Done():
			return
		}
	}
}

func (l learning) learn() {
	learned, err := l.engine.ReestimateIfDoubled()
	switch {
	case err != nil:
		l.log.Error().Err(err).Msg("what tells people apart could not be learned; it is tried again")
	case learned:
		l.log.Info().Msg("what tells people apart was learned anew")
	}
}

// night is when nobody books and nobody looks.
func night(now time.Time) bool { return now.Hour() >= 2 && now.Hour() < 5 }

package syncer

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"tresse"
)

// atOnce does jobs that have nothing to do with each other on whatever cores are
// free. One that panics fails, as it would by itself.
func atOnce(jobs ...func() error) error {
	errs := make([]error, len(jobs))
	var all sync.WaitGroup
	for i, job := range jobs {
		all.Go(func() {
			defer func() {
				if what := recover(); what != nil {
					errs[i] = fmt.Errorf("broke: %v", what)
				}
			}()
			errs[i] = job()
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// sketchAhead reads the listings of a draft that is large for comparing: the
// rules remember what was read, and half of a large commit is that. With one
// source there is hardly anything to compare with.
func (e *Engine) sketchAhead(changes []change[tresse.ListingFact]) error {
	cores := runtime.GOMAXPROCS(0)
	if cores < 2 || len(changes) < 200 || len(e.states) < 2 {
		return nil
	}
	var jobs []func() error
	for part := range slices.Chunk(changes, (len(changes)+cores-1)/cores) {
		jobs = append(jobs, func() error {
			for i := range part {
				e.rules.Sketch(&part[i].new)
			}
			return nil
		})
	}
	return atOnce(jobs...)
}

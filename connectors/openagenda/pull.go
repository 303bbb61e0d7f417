package openagenda

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"tresse"
	"tresse/connectors"
)

// A pull is one reading of all agendas.
type pull struct {
	c        *connector
	now      time.Time
	emit     func(connectors.Batch) error
	emitted  error  // what emit failed with
	resumed  bool   // goes on from a pull that did not end
	landed   cursor // what may be resumed from: no further than the last pull that ended well
	reached  cursor // where the next pull goes on, when this one ends well
	coverage []connectors.Coverage
	read     map[int64]map[int64]bool // by agenda: the events read one by one
	around   int                      // pages gone around
}

// Pull reads what changed in each agenda, then, where it is due, goes through
// the events that stand. One agenda that cannot be read does not keep the
// others from it; the error then names it.
func (c *connector) Pull(ctx context.Context, from connectors.Cursor, emit func(connectors.Batch) error) (connectors.Outcome, error) {
	requests, bytes := c.http.Traffic()
	cur := c.newCursor(from)
	p := &pull{c: c, now: c.env.Now(), emit: emit, resumed: cur.Cut, landed: cur, reached: cur.clone(), read: map[int64]map[int64]bool{}}
	p.reached.Cut, p.landed.Cut = false, true
	err := p.run(ctx)
	all, size := c.http.Traffic()
	out := connectors.Outcome{Requests: all - requests, Bytes: size - bytes}
	if err != nil {
		return out, err
	}
	out.Cursor, out.Coverage = p.reached.encode(), p.coverage
	return out, nil
}

func (p *pull) run(ctx context.Context) error {
	if err := p.each(ctx, p.readChanges); err != nil {
		return err
	}
	if p.resumed {
		// What an interrupted pull read counts as absent now: a sweep would have
		// nothing to say.
		return nil
	}
	return p.each(ctx, p.sweep)
}

// each does something to every agenda. What concerns the key, the host or the
// caller ends it at once.
func (p *pull) each(ctx context.Context, do func(context.Context, int64) error) error {
	var failures []failure
	for _, agenda := range p.c.agendas {
		err := do(ctx, agenda)
		if err == nil {
			continue
		}
		if p.emitted != nil {
			return p.emitted
		}
		if ctx.Err() != nil {
			return err
		}
		failures = append(failures, failure{agenda, err})
		if concernsAll(err) {
			break
		}
	}
	return together(failures)
}

// concernsAll: to be told to wait, or that the key is no key at all, or to reach
// nobody, is the same for every agenda.
func concernsAll(err error) bool {
	var e *tresse.Error
	if !errors.As(err, &e) {
		return false
	}
	return e.Trouble == tresse.TroubleLater || e.Status == 401 || e.Trouble == tresse.TroubleTemporary && e.Status == 0
}

// send hands a batch on and remembers that the caller refused it.
func (p *pull) send(b connectors.Batch) error {
	if err := p.emit(b); err != nil {
		p.emitted = err
		return err
	}
	return nil
}

// noteRead remembers that an event of an agenda was read by itself.
func (p *pull) noteRead(agenda, uid int64) {
	if p.read[agenda] == nil {
		p.read[agenda] = map[int64]bool{}
	}
	p.read[agenda][uid] = true
}

// resume notes where an agenda may be taken up if this pull does not end.
func (p *pull) resume(agenda int64, change func(*place)) error {
	at := p.landed.Agendas[agenda]
	change(&at)
	p.landed.Agendas[agenda] = at
	return p.send(connectors.Batch{Resume: p.landed.encode()})
}

// window is what is read of an agenda: its far edge never comes back, so that a
// listing that was read stays inside it.
func (p *pull) window(at place) window {
	w := window{from: p.now.Add(-p.c.env.Horizon), to: p.now.Add(p.c.env.Horizon)}
	// An edge far beyond comes of a clock that was wrong.
	if edge := time.Unix(at.Edge, 0); edge.After(w.to) && edge.Before(w.to.Add(2*sweepEvery)) {
		w.to = edge
	}
	return window{w.from.UTC().Truncate(time.Second), w.to.UTC().Truncate(time.Second)}
}

// A failure is an agenda that could not be read.
type failure struct {
	agenda int64
	err    error
}

// together makes one error of several, of the kind of the first; what is to be
// done about each is said once.
func together(failures []failure) error {
	if len(failures) == 0 {
		return nil
	}
	first := &tresse.Error{Trouble: tresse.TroubleOf(failures[0].err)}
	var cause *tresse.Error
	if errors.As(failures[0].err, &cause) {
		first.Status, first.Wait = cause.Status, cause.Wait
	}
	var texts, advices []string
	for _, f := range failures {
		texts = append(texts, f.err.Error())
		if advice := adviceOn(f); advice != "" && !strings.Contains(strings.Join(advices, " "), advice) {
			advices = append(advices, advice)
		}
	}
	first.Err = joined{strings.Join(texts, "; "), failures}
	first.Advice = strings.Join(advices, " ")
	return first
}

// joined reads as one sentence and keeps the chain of each error.
type joined struct {
	text     string
	failures []failure
}

func (j joined) Error() string { return j.text }

func (j joined) Unwrap() []error {
	errs := make([]error, len(j.failures))
	for i, f := range j.failures {
		errs[i] = f.err
	}
	return errs
}

// adviceOn is what a mediator can do about an agenda that cannot be read.
func adviceOn(f failure) string {
	switch tresse.TroubleOf(f.err) {
	case tresse.TroubleConfig:
		return "La clé OpenAgenda est refusée : vérifiez « key » dans la configuration, sa date de fin et ses droits sur l’agenda, puis relancez « tresse check »."
	case tresse.TroubleNotFound:
		return fmt.Sprintf("L’agenda %d est introuvable : vérifiez son numéro au pied de sa page, ou retirez-le de « agendas ».", f.agenda)
	}
	if advice := tresse.AdviceOf(f.err); advice != "" {
		return advice
	}
	return fmt.Sprintf("OpenAgenda a donné pour l’agenda %d une réponse incomplète : tresse réessaiera. Si cela dure, lancez « tresse check ».", f.agenda)
}

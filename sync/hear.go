package syncer

import (
	"errors"
	"slices"
	"time"

	"tresse"
	"tresse/connectors"
)

// mostTold bounds what waits to be said of bookings that are not known yet.
const mostTold = 10_000

// Knows reports whether an address (CONTRACT §6: /hook/{source}/{secret}) was
// given to a platform at any time, even if what comes there is not believed any
// more.
func (e *Engine) Knows(source, path string) bool {
	_, known, _ := e.heard.find(source, path)
	return known
}

// Hear takes one delivery at an address that is known. It returns once what only
// this delivery carries is on disk, and before anything is read. The error is
// connectors.ErrNotAuthentic, or says that it could not be kept.
func (e *Engine) Hear(source, path string, d connectors.Delivery) error {
	hook, _, current := e.heard.find(source, path)
	src, from := e.pushing(hook.Source)
	if !current || from == nil {
		return nil // a former address, a source that is off: answered, not believed
	}
	d.Secret = hook.Secret
	news, err := from.Hear(d)
	if errors.Is(err, connectors.ErrNotAuthentic) {
		e.heard.note(src.Name, false, e.now())
		return err
	}
	if !e.heard.note(src.Name, true, e.now()) {
		return nil
	}
	if err != nil {
		e.log.Warn().Str("source", src.Name).Err(err).Msg("push not understood")
		news = connectors.News{All: true}
	}
	if err := e.keepTold(src.Name, news.Told); err != nil {
		return err
	}
	ours := slices.DeleteFunc(slices.Clone(news.Refs), func(r tresse.Ref) bool { return r.Check() != nil || r.Source() != src.Name })
	e.heard.add(src.Name, ours, news.All, e.now())
	return nil
}

// Missed takes a delivery at a known address that could not be read whole: its
// source is pulled soon.
func (e *Engine) Missed(source, path string) {
	hook, _, current := e.heard.find(source, path)
	if src, from := e.pushing(hook.Source); current && from != nil && e.heard.note(src.Name, true, e.now()) {
		e.heard.soon(src.Name)
	}
}

// pushing returns the source of a name and how it hears; nil where it does not.
func (e *Engine) pushing(name string) (Source, connectors.Hooks) {
	i := slices.IndexFunc(e.sources, func(s Source) bool { return s.Name == name })
	if i < 0 || e.sources[i].Disabled {
		return Source{}, nil
	}
	_, reads := e.sources[i].Connector.(connectors.Reader)
	from, hears := e.sources[i].Connector.(connectors.Hooks)
	if !reads || !hears {
		return e.sources[i], nil
	}
	return e.sources[i], from
}

// keepTold keeps what was told of bookings until their booking is read, less
// what is known already: a delivery that comes twice costs nothing.
func (e *Engine) keepTold(source string, told map[tresse.Ref]tresse.Told) error {
	if len(told) == 0 {
		return nil
	}
	fresh := map[tresse.Ref]tresse.Told{}
	var refs []tresse.Ref
	for ref, t := range told {
		scrubTold(&t)
		if ref.Check() != nil || ref.Source() != source || t.Empty() {
			continue
		}
		t.At = e.at()
		fresh[ref] = t
		refs = append(refs, ref)
	}
	facts, err := e.store.Bookings(refs)
	if err != nil {
		return err
	}
	for i := range facts {
		if was := facts[i].Told; was != nil && was.And(fresh[facts[i].Ref]).Equal(*was) {
			delete(fresh, facts[i].Ref)
		}
	}
	waiting, err := e.store.WaitingTold(refs)
	if err != nil {
		return err
	}
	for ref, was := range waiting {
		if was.And(fresh[ref]).Equal(was) {
			delete(fresh, ref)
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	kept, err := e.store.PutTold(fresh, mostTold)
	if err == nil && !kept {
		e.log.Warn().Str("source", source).Msg("too much was told of bookings that are not known")
	}
	return err
}

// scrubTold takes out what must not be kept, and bounds the rest.
func scrubTold(t *tresse.Told) {
	s := scrubber{}
	s.text("first_name", &t.FirstName)
	s.text("last_name", &t.LastName)
	s.list("phones", &t.Phones)
	t.Phones = slices.DeleteFunc(t.Phones, func(p string) bool { return p == "" || len(p) > maxToldText })
	if len(t.FirstName) > maxToldText || len(t.LastName) > maxToldText {
		t.FirstName, t.LastName = "", ""
	}
	t.Phones = t.Phones[:min(len(t.Phones), 5)]
	if t.Seats < 0 || t.Seats > 1000 {
		t.Seats = 0
	}
}

const maxToldText = 200

// dueByPushes is when a source is to be pulled because of what was pushed; zero
// where it is not. A source that fails keeps its own waits.
func (e *Engine) dueByPushes(s tresse.SourceState) time.Time {
	yes, whole := e.heard.wanting(s.Name)
	switch {
	case !yes || s.Failures > 0:
		return time.Time{}
	case whole:
		return s.LastTry.Add(wholeRest)
	}
	return s.LastTry.Add(soonRest)
}

package syncer

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"time"

	"tresse"
	"tresse/connectors"
)

// HookOptions say what is wanted of a platform's pushes.
type HookOptions struct {
	Renew  bool // another address and another secret
	Remove bool // no pushes any more
	// Random is what a new address and secret are made of, where one is needed.
	Random [64]byte
}

// A HookReport says how a platform's pushes stand.
type HookReport struct {
	Source   string
	Removed  bool
	Made     bool // the subscription is new
	Since    time.Time
	Findings []connectors.Finding
}

// Wrong reports whether pushes will not come.
func (r *HookReport) Wrong() bool {
	for _, f := range r.Findings {
		if f.Wrong {
			return true
		}
	}
	return false
}

// Hooks sees to it that the platform of a source pushes to this tresse, or no
// longer does. The address is known here before the platform is told, since it
// may try it at once.
func (e *Engine) Hooks(ctx context.Context, source string, o HookOptions) (HookReport, error) {
	src, from, err := e.hookable(source, o.Remove)
	if err != nil {
		return HookReport{}, err
	}
	turn := e.turns[source]
	select {
	case turn <- struct{}{}:
	case <-ctx.Done():
		return HookReport{}, ctx.Err()
	}
	defer func() { <-turn }()
	hook, _ := e.heard.hook(src.Name)
	hook.Source = src.Name
	if o.Remove {
		return e.unhook(ctx, from, hook)
	}
	if !hook.Active() || o.Renew {
		hook.Renew(o.Random)
		if err := e.keepHook(hook); err != nil {
			return HookReport{}, err
		}
	}
	return e.subscribe(ctx, from, hook)
}

func (e *Engine) hookable(source string, remove bool) (Source, connectors.Hooks, error) {
	src, from := e.pushing(source)
	refuse := func(text, advice string) (Source, connectors.Hooks, error) {
		err := tresse.Errorf(tresse.TroubleRefused, "%s: %s", source, text)
		err.Advice = advice
		return Source{}, nil, err
	}
	switch {
	case src.Name == "":
		return refuse("no enabled source of this name", "Aucune source active ne s’appelle « "+source+" » : « tresse sources » les montre.")
	case from == nil:
		return refuse("its platform does not push", "La plateforme de « "+source+" » ne prévient pas d’elle-même : tresse la relit régulièrement, il n’y a rien à régler.")
	case e.address == "" && !remove:
		return refuse("no public address", "Pour que « "+source+" » puisse prévenir tresse, il faut une adresse joignable d’internet : indiquez « public_url » dans [web] (voir docs/heberger.md).")
	}
	return src, from, nil
}

// subscription is what the platform is to know of a hook.
func (e *Engine) subscription(hook tresse.Hook) connectors.Subscription {
	return connectors.Subscription{
		URL: e.address + "/hook/" + hook.Source + "/" + hook.Path, Secret: hook.Secret, ID: hook.ID,
		Ours: func(address string) bool { return ours(hook, address) },
	}
}

// ours tells an address of this hook by its secret, whatever the host: it may
// have moved.
func ours(hook tresse.Hook, address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	parts := strings.Split(strings.TrimSuffix(u.Path, "/"), "/")
	if len(parts) < 3 || parts[len(parts)-3] != "hook" || !hook.Named(parts[len(parts)-2]) {
		return false
	}
	known, _ := hook.Knows(parts[len(parts)-1])
	return known
}

// subscribe has the platform asked, and keeps what it says. The turn of the
// source is held.
func (e *Engine) subscribe(ctx context.Context, from connectors.Hooks, hook tresse.Hook) (HookReport, error) {
	was, err := from.Subscribe(ctx, e.subscription(hook))
	if err != nil {
		return HookReport{}, errors.Join(err, e.hookState(hook, err, false))
	}
	lost := was.Made && !hook.Since.IsZero()
	hook.ID = was.ID
	if was.Made || hook.Since.IsZero() {
		hook.Since = e.at()
	}
	if err := e.keepHook(hook); err != nil {
		return HookReport{}, err
	}
	r := HookReport{Source: hook.Source, Made: was.Made, Since: hook.Since, Findings: was.Findings}
	var trouble error
	for _, f := range was.Findings {
		if f.Wrong {
			trouble = &tresse.Error{Trouble: tresse.TroubleConfig, Op: "pushes", Advice: f.Text}
		}
	}
	return r, e.hookState(hook, trouble, lost)
}

func (e *Engine) unhook(ctx context.Context, from connectors.Hooks, hook tresse.Hook) (HookReport, error) {
	if err := from.Unsubscribe(ctx, e.subscription(hook)); err != nil {
		return HookReport{}, err
	}
	hook.Retire()
	if err := e.keepHook(hook); err != nil {
		return HookReport{}, err
	}
	return HookReport{Source: hook.Source, Removed: true}, e.hookState(hook, nil, false)
}

func (e *Engine) keepHook(hook tresse.Hook) error {
	if err := e.store.PutHook(hook); err != nil {
		return err
	}
	e.heard.put(hook)
	return nil
}

// hookState writes how the pushes of a source fare.
func (e *Engine) hookState(hook tresse.Hook, trouble error, lost bool) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	state, known := e.states[hook.Source]
	if !known {
		return nil
	}
	now := tresse.PushState{}
	if state.Pushes != nil {
		now = *state.Pushes
	}
	now.Since, now.Trouble = hook.Since, ""
	if trouble != nil {
		now.Trouble = Sentence(hook.Source, trouble)
	}
	if trouble == nil || tresse.TroubleOf(trouble) == tresse.TroubleConfig { // the platform answered
		now.Checked = e.at()
	}
	if lost {
		now.Lost = e.at()
	}
	if state.Pushes = &now; !hook.Active() {
		state.Pushes = nil
	}
	d := &draft{}
	d.commit.Sources = []tresse.SourceState{state}
	if err := e.store.Commit(d.commit); err != nil {
		return err
	}
	e.states[hook.Source] = state
	return nil
}

// hookEvery is how often it is asked whether a subscription still stands: a
// platform takes it away by itself (Zeeg sheet §8).
const hookEvery, hookAgain = 24 * time.Hour, time.Hour

// checkHook asks once a day whether the subscription of a source stands, and
// makes it again where it was lost.
func (e *Engine) checkHook(ctx context.Context, source string) {
	hook, known := e.heard.hook(source)
	_, from := e.pushing(source)
	if !known || !hook.Active() || from == nil || e.address == "" || !e.hookDue(source) {
		return
	}
	turn := e.turns[source]
	select {
	case turn <- struct{}{}:
	case <-ctx.Done():
		return
	}
	defer func() { <-turn }()
	if hook, _ = e.heard.hook(source); !hook.Active() {
		return // taken away meanwhile
	}
	r, err := e.subscribe(ctx, from, hook)
	e.heard.asked(source, e.now())
	switch {
	case ctx.Err() != nil:
	case err != nil:
		e.log.Error().Str("source", source).Err(err).Msg("the subscription to pushes could not be checked")
	case r.Made:
		e.log.Warn().Str("source", source).Msg("the subscription to pushes was lost and is made again")
	}
	if err := e.dropOldTold(); err != nil {
		e.log.Error().Err(err).Msg("what was pushed of unknown bookings could not be dropped")
	}
}

// hookDue reports whether a day went by since the platform answered, by a clock
// that may have been wrong; where it did not, it is asked again within the hour.
func (e *Engine) hookDue(source string) bool {
	state := e.state(source)
	if tried := e.now().Sub(e.heard.askedAt(source)); tried >= 0 && tried < hookAgain {
		return false
	}
	if state.Pushes == nil {
		return true
	}
	since := e.now().Sub(state.Pushes.Checked)
	return since >= hookEvery || since < -time.Hour
}

// toldTime is how long something told waits for a booking that nobody sees.
const toldTime = 30 * 24 * time.Hour

func (e *Engine) dropOldTold() error {
	waiting, err := e.store.WaitingTold(nil)
	if err != nil {
		return err
	}
	var old []tresse.Ref
	for ref, t := range waiting {
		if e.now().Sub(t.At) > toldTime {
			old = append(old, ref)
		}
	}
	if len(old) == 0 {
		return nil
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	d := &draft{}
	d.commit.Said = old
	return e.store.Commit(d.commit)
}

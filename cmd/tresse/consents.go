package main

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"net/url"
	"sync"
	"time"

	"tresse"
)

// consents are those that `tresse connect` has asked for and that may come back:
// at the daemon's address, or pasted. One a source; a later one takes its place.
type consents struct {
	mu      sync.Mutex
	waiting map[string]*waitingConsent // guarded by mu
}

// consentTime is how long somebody may take to say yes.
const consentTime = 10 * time.Minute

// A waitingConsent is good once, until it ends.
type waitingConsent struct {
	state string
	ends  time.Time
	// finish exchanges the answer for credentials.
	finish func(context.Context, url.Values) error
	ended  chan struct{} // closed once it is known
	err    error         // how it ended
}

func (w *waitingConsent) end(err error) {
	w.err = err
	close(w.ended)
}

// newState is 256 bits that nobody can guess.
func newState() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails: it ends the program instead
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// wait has the answer to a consent be taken until it ends.
func (c *consents) wait(source string, w *waitingConsent) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if before := c.waiting[source]; before != nil {
		before.end(replaced(source))
	}
	if c.waiting == nil {
		c.waiting = map[string]*waitingConsent{}
	}
	c.waiting[source] = w
}

func replaced(source string) error {
	e := tresse.Errorf(tresse.TroubleRefused, "another consent was asked for")
	e.Advice = "un autre « tresse connect " + source + " » a été lancé : terminez celui-là."
	return e
}

// drop gives a consent up; one whose answer has come is first brought to its end.
func (c *consents) drop(source string, w *waitingConsent) {
	c.mu.Lock()
	waits := c.waiting[source] == w
	if waits {
		delete(c.waiting, source)
	}
	c.mu.Unlock()
	if !waits {
		<-w.ended
	}
}

// take returns the consent that an answer belongs to, and ends it; nil where
// there is none. States are compared in constant time.
func (c *consents) take(source, state string, now time.Time) *waitingConsent {
	c.mu.Lock()
	defer c.mu.Unlock()
	w := c.waiting[source]
	if w == nil || subtle.ConstantTimeCompare([]byte(w.state), []byte(state)) != 1 || now.After(w.ends) {
		return nil
	}
	delete(c.waiting, source)
	return w
}

var errNotAwaited = errors.New("no such consent is waited for")

// answer finishes a consent with the parameters of the address to which the
// platform sent the browser. One that nobody asked for is TroubleNotFound.
func (c *consents) answer(ctx context.Context, source string, answer url.Values) error {
	w := c.take(source, answer.Get("state"), time.Now())
	if w == nil {
		e := &tresse.Error{Trouble: tresse.TroubleNotFound, Err: errNotAwaited}
		e.Advice = "Cette réponse n’est pas attendue, ou ne l’est plus : elle sert une seule fois, dans les dix minutes. Relancez « tresse connect », et ouvrez l’adresse qu’il montre."
		return e
	}
	err := w.finish(ctx, answer)
	w.end(err)
	return err
}

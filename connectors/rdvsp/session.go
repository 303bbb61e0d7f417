package rdvsp

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"tresse"
	"tresse/connectors"
)

// credentials are what one agent's access is made of at one time. They are kept
// by Env.Tokens, for each renewal ends the ones before.
type credentials struct {
	Holder  string    `json:"holder"` // whose they are: the host and the client or e-mail, hashed
	Seed    string    `json:"seed"`   // hash of the secret of the configuration from which they came
	Access  string    `json:"access"`
	Expires time.Time `json:"expires,omitzero"`  // when they are to be renewed, a little before their end
	Refresh string    `json:"refresh,omitempty"` // OAuth
	Client  string    `json:"client,omitempty"`  // Devise, with the next
	UID     string    `json:"uid,omitempty"`
}

// until is when credentials are to be renewed that live so long: a minute before
// their end, or a quarter where that is less. Zero where it is not told.
func until(from time.Time, life time.Duration) time.Time {
	if life <= 0 || life > longestLife {
		return time.Time{}
	}
	return from.UTC().Add(life - min(time.Minute, life/4))
}

// longestLife is no mistake.
const longestLife = 10 * 366 * day

// usable reports whether the platform may still take them. Where it did not say
// for how long, its 401 tells.
func (k *credentials) usable(now time.Time) bool {
	return k.Access != "" && (k.Expires.IsZero() || now.Before(k.Expires))
}

// A session is the access in use. Its credentials are renewed by one at a time,
// and only used once they are saved.
type session struct {
	*connector

	mu      sync.Mutex
	current credentials
	kept    []byte       // as last seen to be kept
	unsaved *credentials // given by the platform, and not yet kept
}

// ask sends a request with credentials that are good for a while, and once more
// with others where the platform no longer takes them.
func (c *connector) ask(ctx context.Context, do func() error) error {
	c.session.follow()
	used := c.session.held()
	if !used.usable(c.env.Now()) {
		if err := c.session.renew(ctx, used.Access); err != nil {
			return notRenewed{err}
		}
		used = c.session.held()
	}
	err := do()
	if statusOf(err) != http.StatusUnauthorized {
		return err
	}
	if err := c.session.renew(ctx, used.Access); err != nil {
		return notRenewed{err}
	}
	return do()
}

// notRenewed is why there are no credentials: it says by itself what to do.
type notRenewed struct{ error }

func (n notRenewed) Unwrap() error { return n.error }

// follow takes up what somebody else has kept since: `tresse connect` gives the
// access of another agent, perhaps.
func (s *session) follow() {
	if s.env.Tokens == nil {
		return
	}
	b, err := s.env.Tokens.Load()
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil || bytes.Equal(b, s.kept) {
		return // without them there is the access in use
	}
	s.kept = b
	var k credentials
	if json.Unmarshal(b, &k) == nil && k.Holder == s.holder() {
		s.current = k
	}
}

func (s *session) held() credentials {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.current
}

// authorize puts the credentials on a request, save on one that asks for some.
func (s *session) authorize(r *http.Request) {
	if r.URL.Path == tokenPath || r.URL.Path == signInPath {
		return
	}
	k := s.held()
	switch {
	case k.Access == "":
	case s.options.usesPassword():
		r.Header.Set("access-token", k.Access)
		r.Header.Set("client", k.Client)
		r.Header.Set("uid", k.UID)
	default:
		r.Header.Set("Authorization", "Bearer "+k.Access)
	}
}

// renew exchanges credentials of which refused no longer holds. Somebody else
// may have done so meanwhile: then theirs are taken.
func (s *session) renew(ctx context.Context, refused string) error {
	done, err := s.turn(ctx)
	if err != nil {
		return err
	}
	defer done()
	if err := s.saveLate(); err != nil {
		return err
	}
	stored, err := s.load()
	if err != nil {
		return err
	}
	if stored.Access != refused && stored.usable(s.env.Now()) {
		s.use(stored)
		return nil
	}
	fresh, err := s.obtain(ctx, stored)
	if err != nil {
		return err
	}
	return s.keep(fresh)
}

// obtain asks the platform for credentials. It is not broken off in the middle:
// the answer may be the only word of tokens that replace the old ones.
func (s *session) obtain(ctx context.Context, stored credentials) (credentials, error) {
	if err := ctx.Err(); err != nil {
		return credentials{}, err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), obtainTime)
	defer cancel()
	if s.options.usesPassword() {
		return s.signIn(ctx)
	}
	return s.refresh(ctx, stored)
}

// obtainTime bounds how long a renewal may outlive whoever wanted it.
const obtainTime = 20 * time.Second

// turn waits until nobody else renews the credentials of this source.
func (s *session) turn(ctx context.Context) (func(), error) {
	if t, shared := s.env.Tokens.(connectors.Turns); shared {
		return t.Turn(ctx)
	}
	return func() {}, nil
}

// load reads what is kept; what belongs to another host or client is none.
func (s *session) load() (credentials, error) {
	if s.env.Tokens == nil {
		return s.held(), nil
	}
	b, err := s.env.Tokens.Load()
	if err != nil {
		return credentials{}, notKept(err)
	}
	var k credentials
	if json.Unmarshal(b, &k) != nil || k.Holder != s.holder() {
		return credentials{}, nil
	}
	return k, nil
}

// keep saves credentials, and only then has them used. What cannot be saved is
// remembered, for the platform takes no others any more.
func (s *session) keep(k credentials) error {
	k.Holder, k.Seed = s.holder(), s.seed()
	if s.env.Tokens != nil {
		b, err := json.Marshal(k)
		if err == nil {
			err = s.env.Tokens.Save(b)
		}
		if err != nil {
			s.mu.Lock()
			s.unsaved = &k
			s.mu.Unlock()
			return notKept(err)
		}
		s.mu.Lock()
		s.kept = b
		s.mu.Unlock()
	}
	s.use(k)
	return nil
}

// saveLate saves what could not be saved before.
func (s *session) saveLate() error {
	s.mu.Lock()
	late := s.unsaved
	s.unsaved = nil
	s.mu.Unlock()
	if late == nil {
		return nil
	}
	return s.keep(*late)
}

func (s *session) use(k credentials) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.current = k
}

func notKept(err error) error {
	trouble := tresse.TroubleStore
	var known *tresse.Error
	if errors.As(err, &known) {
		trouble = known.Trouble
	}
	return &tresse.Error{Trouble: trouble, Op: "rdvsp: keep the access", Err: err}
}

// holder names whose credentials are kept, so that none is ever shown to another
// host or under another client.
func (s *session) holder() string {
	return hashed("holder", s.options.URL, s.options.ClientID, s.options.Email)
}

// seed recognises a secret of the configuration that was exchanged by hand.
func (s *session) seed() string {
	return hashed("seed", s.options.RefreshToken, s.options.Password)
}

func hashed(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:16])
}

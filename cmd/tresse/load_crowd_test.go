//go:build linux

package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// newCrowd is a crowd of n clients.
func newCrowd(t *testing.T, w *world, page string, n int) *crowd {
	transport := &http.Transport{MaxIdleConnsPerHost: n, DisableCompression: true}
	return &crowd{t: t, judge: &judge{world: w}, page: page, clients: n, http: &http.Client{Timeout: time.Minute, Transport: transport}}
}

// A crowd is clients that poll feeds and lists without end, each at its leisure.
type crowd struct {
	t       *testing.T
	judge   *judge
	page    string // where the daemon serves, with a slash at its end
	feed    string // a secret
	gone    string // one that was revoked
	token   string
	http    *http.Client
	clients int

	// epoch is odd while the process is killed and not yet ready again: only
	// then, and across its edges, may a connection fail.
	epoch atomic.Int64

	answers, unchanged, away, unavailable, wrong atomic.Int64
}

// One question in the crowd's round.
type question struct {
	path   string
	status int
	api    bool
	read   func(*judge, []byte) *sight
	right  func(*sight, changes) error
}

// questions are asked in turn.
func (c *crowd) questions() []question {
	calendar, list := (*judge).calendar, (*judge).list
	all := func(s *sight, may changes) error { return s.sessions(may, worldDropIns, worldEvents) }
	public := func(s *sight, may changes) error { return s.sessions(may, worldDropIns, 0) }
	alone := func(s *sight, may changes) error { return s.sessions(may, 0, 0) }
	empty := func(s *sight, _ changes) error {
		if len(s.workshops)+len(s.dropIns)+s.events > 0 {
			return fmt.Errorf("an address that was taken back shows %+v", s)
		}
		return s.wrong
	}
	own := "feed/" + c.feed + ".ics"
	return []question{
		{own, 200, false, calendar, all},
		{"feed/public.ics", 200, false, calendar, public},
		{own + "?source=calendrier", 200, false, calendar, alone},
		{own + "?full=1", 200, false, calendar, all},
		{"feed/" + c.gone + ".ics", 200, false, calendar, empty},
		{own + "?kind=f%C3%AAte", 400, false, nil, nil},
		{"feed/nobody-has-this.ics", 404, false, nil, nil},
		{"api/v1/sessions", 200, true, list, all},
		{"api/v1/sessions?source=calendrier", 200, true, list, alone},
		{"api/v1/registrations", 200, true, list, (*sight).seats},
		{"api/v1/beneficiaries", 200, true, list, func(s *sight, _ changes) error { return s.wrong }},
		{"api/v1/sources", 200, true, list, func(s *sight, _ changes) error { return s.wrong }},
		{"api/v1/sessions", 401, false, nil, nil},
		{"", 200, false, nil, nil},
		{"healthz", 200, false, nil, nil},
	}
}

// start lets the clients in, and returns what has them leave.
func (c *crowd) start(leisure time.Duration) (leave func()) {
	ctx, stop := context.WithCancel(c.t.Context())
	var all sync.WaitGroup
	for i := range c.clients {
		all.Go(func() { c.client(ctx, i, leisure) })
	}
	return func() {
		stop()
		all.Wait()
		c.http.CloseIdleConnections()
	}
}

// A visitor is one client, and what it keeps of earlier answers.
type visitor struct {
	*crowd
	zips bool
	have map[string]kept
}

type kept struct {
	tag  string
	body []byte // plain
}

func (c *crowd) client(ctx context.Context, i int, leisure time.Duration) {
	v := visitor{crowd: c, zips: i%2 == 0, have: map[string]kept{}}
	questions := c.questions()
	for n := i; ctx.Err() == nil; n++ {
		before, from := c.epoch.Load(), c.judge.world.synced.Load()
		q := questions[n%len(questions)]
		err := v.ask(q, from)
		after := c.epoch.Load()
		switch fault, lost := err.(connectionLost); {
		case err == nil:
			c.answers.Add(1)
		case lost && (before != after || before%2 == 1):
			c.away.Add(1)
		case lost:
			c.complain(q, fault.err)
		default:
			c.complain(q, err)
		}
		pause := time.NewTimer(leisure/2 + rand.N(leisure))
		select {
		case <-pause.C:
		case <-ctx.Done():
		}
		pause.Stop()
	}
}

// complain tells the first few of what may be very many.
func (c *crowd) complain(q question, err error) {
	if c.wrong.Add(1) <= 5 {
		c.t.Errorf("/%s: %v", q.path, err)
	}
}

// connectionLost is no answer, or half of one.
type connectionLost struct{ err error }

func (e connectionLost) Error() string { return e.err.Error() }

// ask asks once; nil is a right answer.
func (v *visitor) ask(q question, from int64) error {
	request, err := http.NewRequest(http.MethodGet, v.page+q.path, nil)
	if err != nil {
		return err
	}
	if q.api {
		request.Header.Set("Authorization", "Bearer "+v.token)
	}
	if v.zips {
		request.Header.Set("Accept-Encoding", "gzip")
	}
	if had := v.have[q.path]; had.tag != "" {
		request.Header.Set("If-None-Match", had.tag)
	}
	answer, err := v.http.Do(request)
	if err != nil {
		return connectionLost{err}
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return connectionLost{err}
	}
	return v.weigh(q, answer, body, from)
}

// weigh judges an answer.
func (v *visitor) weigh(q question, answer *http.Response, body []byte, from int64) (err error) {
	had, tag := v.have[q.path], answer.Header.Get("ETag")
	switch {
	case answer.StatusCode == http.StatusServiceUnavailable && answer.Header.Get("Retry-After") != "":
		v.unavailable.Add(1)
		return nil
	case answer.StatusCode == http.StatusNotModified && had.tag != "":
		v.unchanged.Add(1)
		if len(body) > 0 || tag != had.tag {
			return fmt.Errorf("304 with %d bytes, ETag %q for %q", len(body), tag, had.tag)
		}
		body = had.body
	case answer.StatusCode != q.status:
		return fmt.Errorf("%s: %.300s", answer.Status, body)
	case answer.Header.Get("Content-Encoding") == "gzip":
		if body, err = unzip(body); err != nil {
			return err
		}
	}
	if q.read == nil {
		return nil
	}
	if !q.api {
		if err := v.judge.tag(tag, body); err != nil {
			return err
		}
		v.have[q.path] = kept{tag, body}
	}
	s := v.judge.look(q.path, body, func(b []byte) *sight { return q.read(v.judge, b) })
	return q.right(s, changes{from, v.judge.world.shown.Load()})
}

func unzip(body []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

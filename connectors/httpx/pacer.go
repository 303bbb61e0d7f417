package httpx

import (
	"context"
	"errors"
	"math"
	"net/url"
	"sync"

	"golang.org/x/time/rate"

	"tresse"
)

// A Pacer shares out the requests to each host among all clients of a process.
// It may be used by several goroutines.
type Pacer struct {
	limit rate.Limit
	burst int

	mu    sync.Mutex
	hosts map[string]*rate.Limiter
}

// maxHosts bounds a Pacer: redirects let others choose the names in it.
const maxHosts = 1024

// NewPacer lets each host be asked perSecond times a second, and burst times at
// once after a rest. +Inf paces nobody; a rate that is not above zero counts as
// one a second, a burst below one as one.
func NewPacer(perSecond float64, burst int) *Pacer {
	p := &Pacer{limit: rate.Limit(perSecond), burst: max(burst, 1), hosts: map[string]*rate.Limiter{}}
	switch {
	case math.IsInf(perSecond, 1):
		p.limit = rate.Inf
	case !(perSecond > 0): // NaN too
		p.limit = 1
	}
	return p
}

// Wait returns when host may be asked, or when ctx ends, then with ctx.Err() in
// the chain. Where ctx is bound to end before the host's turn it does not wait
// for that: the error is context.DeadlineExceeded.
func (p *Pacer) Wait(ctx context.Context, host string) error {
	if p.limit == rate.Inf {
		return ctx.Err()
	}
	err := p.of(host).Wait(ctx)
	if err == nil || ctx.Err() != nil {
		return errors.Join(err, ctx.Err())
	}
	return context.DeadlineExceeded
}

func (p *Pacer) of(host string) *rate.Limiter {
	p.mu.Lock()
	defer p.mu.Unlock()
	l := p.hosts[host]
	if l == nil {
		if len(p.hosts) >= maxHosts {
			p.forget()
		}
		l = rate.NewLimiter(p.limit, p.burst)
		p.hosts[host] = l
	}
	return l
}

// forget drops the hosts that have rested long enough to be as good as new.
func (p *Pacer) forget() {
	for host, l := range p.hosts {
		if l.Tokens() >= float64(p.burst) {
			delete(p.hosts, host)
		}
	}
}

// turn waits until the host of u may be asked.
func (c *Client) turn(ctx context.Context, u *url.URL) *failure {
	if c.o.Pace == nil || c.o.Pace(ctx, hostOf(u)) == nil {
		return nil
	}
	return &failure{trouble: tresse.TroubleTemporary, text: "no turn at this host in time", again: true}
}

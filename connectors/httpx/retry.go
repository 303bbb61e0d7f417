package httpx

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// again is asked twice an attempt: for the answer's head, which only read may
// judge, and for what read made of it.
func (c *call) again(ctx context.Context, _ *http.Response, err error) (bool, error) {
	if err == nil {
		return false, nil
	}
	c.last = c.client.failureOf(err)
	c.log(c.last.status, c.last.text)
	return c.worthwhile(ctx), nil
}

// worthwhile decides on another attempt after the last failure, and sets the
// pause before it.
func (c *call) worthwhile(ctx context.Context) bool {
	f, o := c.last, c.client.o
	if f.noHost {
		c.noHost++
	}
	switch {
	case ctx.Err() != nil, !f.again, !isRead(c.req.Method), c.tries > o.Retries, c.noHost > 1:
		return false
	case f.wait > o.MaxWait:
		return false
	}
	c.pause = max(f.wait, backoff(o.MinWait, o.MaxWait, c.tries))
	deadline, ok := ctx.Deadline()
	return !ok || time.Until(deadline) > c.pause
}

// failureOf finds or makes the failure behind an error of an attempt.
func (c *Client) failureOf(err error) *failure {
	var f *failure
	if errors.As(err, &f) {
		return f
	}
	return c.broken(err)
}

package httpx

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"tresse"
)

// A call is one request through all of its attempts. It belongs to one
// goroutine.
type call struct {
	client *Client
	req    *http.Request // without its body
	body   []byte        // nil: none
	place  string        // the address as errors may show it
	tries  int           // attempts made
	noHost int           // of them, for want of such a host
	last   *failure
	pause  time.Duration // before the next attempt
	begun  time.Time     // this attempt
}

func (c *Client) newCall(req *http.Request) *call {
	return &call{client: c, req: req, place: c.scrub.place(req.URL)}
}

// run sends the request until read accepts an answer or no attempt is left.
// read is called once an attempt, inside its time-out; the body is closed after it.
func (c *call) run(read func(*http.Response) error) error {
	ctx, cancel := context.WithTimeout(c.req.Context(), c.client.o.Total)
	defer cancel()
	if err := c.begin(ctx); err != nil {
		return c.ended()
	}
	req := &retryablehttp.Request{Request: c.req.WithContext(ctx)}
	if c.body != nil {
		_ = req.SetBody(c.body) // cannot fail on bytes
	}
	req.SetResponseHandler(func(resp *http.Response) error {
		defer resp.Body.Close()
		err := read(resp)
		if err == nil {
			c.log(resp.StatusCode, "")
		}
		return err
	})
	if _, err := c.engine(ctx).Do(req); err != nil {
		return c.ended()
	}
	return nil
}

// engine is made for each call, for go-retryablehttp's hooks do not say which
// request they are about. It has no logger: its lines repeat the address.
func (c *call) engine(ctx context.Context) *retryablehttp.Client {
	return &retryablehttp.Client{
		HTTPClient: c.client.http,
		RetryMax:   c.client.o.Retries,
		CheckRetry: c.again,
		Backoff: func(_, _ time.Duration, _ int, _ *http.Response) time.Duration {
			return c.pause
		},
		PrepareRetry: func(*http.Request) error { return c.begin(ctx) },
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}
}

// begin waits until the host may be asked, outside the attempt's time-out. A
// failure of an earlier attempt says more than a turn that did not come.
func (c *call) begin(ctx context.Context) error {
	if f := c.client.turn(ctx, c.req.URL); f != nil {
		c.last = cmp.Or(c.last, f)
		return f
	}
	c.tries++
	c.begun = time.Now()
	return nil
}

// ended makes the error of a call that failed. The caller's own context comes
// first: what broke because of it is no trouble of the source.
func (c *call) ended() error {
	if err := c.req.Context().Err(); err != nil {
		return &tresse.Error{Trouble: tresse.TroubleTemporary, Op: c.client.o.Op, Err: c.describe(err)}
	}
	f := c.last
	if f == nil {
		f = &failure{trouble: tresse.TroubleTemporary, text: "timed out"}
	}
	return &tresse.Error{
		Trouble: f.trouble, Op: c.client.o.Op, Err: c.describe(f),
		Status: f.status, Wait: f.wait, Advice: adviceFor(f.trouble),
	}
}

func (c *call) describe(err error) error {
	if c.tries > 1 {
		return fmt.Errorf("%s %s: %w, %d attempts", c.req.Method, c.place, err, c.tries)
	}
	return fmt.Errorf("%s %s: %w", c.req.Method, c.place, err)
}

// log writes the attempt that just ended; failure is "" for one that went well.
func (c *call) log(status int, failure string) {
	line := c.client.o.Log.Debug().Str("method", c.req.Method).Str("url", c.place).
		Int("attempt", c.tries).Dur("took", time.Since(c.begun))
	if status != 0 {
		line = line.Int("status", status)
	}
	if failure != "" {
		line = line.Str("failure", failure)
	}
	line.Msg("http")
}

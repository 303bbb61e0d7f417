package httpx

import (
	"context"
	"net/http"
	"sync/atomic"

	"tresse"
)

// A Client speaks to one source. Make it once and keep it: it holds the open
// connections. It may be used by several goroutines.
type Client struct {
	o       Options
	http    *http.Client
	scrub   scrubber
	base    string // origin of Options.Base, "" when it has none
	traffic traffic
}

type traffic struct{ requests, bytes atomic.Int64 }

// New makes a Client. It does not touch the network. A Base that is no http(s)
// address gets no credentials sent anywhere.
func New(o Options) *Client {
	o = o.withDefaults()
	c := &Client{o: o, scrub: newScrubber(o.Secrets, o.Base), base: originOf(o.Base)}
	c.http = &http.Client{
		Transport:     &wire{client: c, next: newTransport()},
		CheckRedirect: c.checkRedirect,
		Timeout:       o.Attempt,
	}
	return c
}

// A Response is an answer read to its end, decompressed.
type Response struct {
	Status int
	Header http.Header
	Body   []byte
}

// Get reads address. Header may be nil; If-None-Match and If-Modified-Since in
// it are passed on, and 304 is then an answer with an empty body. So is every
// 2xx, but for a 206 that nobody asked for, which is a part posing as the whole.
//
// Everything else is a *tresse.Error, with Status where there was one: 401 and
// 403 TroubleConfig; 404 and 410 TroubleNotFound; 429, and 503 with a
// Retry-After, TroubleLater with Wait; other 5xx, 408, broken connections,
// time-outs and DNS TroubleTemporary; a body cut short, refused redirects,
// other statuses TroubleAnswer; a body over MaxBody TroubleTooLarge. When ctx
// ends, ctx.Err() is in its chain.
func (c *Client) Get(ctx context.Context, address string, header http.Header) (*Response, error) {
	return c.get(ctx, address, header, func(*Response) error { return nil })
}

// get reads address and has accept judge the answer inside the attempt, so that
// an answer it refuses is a failed attempt.
func (c *Client) get(ctx context.Context, address string, header http.Header, accept func(*Response) error) (*Response, error) {
	req, err := newRequest(ctx, address, header)
	if err != nil {
		return nil, c.misused(err)
	}
	var answer *Response
	err = c.newCall(req).run(func(resp *http.Response) error {
		read, err := c.answerOf(resp)
		if err != nil {
			return err
		}
		answer = read
		return accept(read)
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// answerOf reads what Get takes for an answer.
func (c *Client) answerOf(resp *http.Response) (*Response, error) {
	if f := unasked(resp); f != nil {
		return nil, f
	}
	if f := refusal(resp); f != nil {
		drain(resp.Body)
		return nil, f
	}
	body, err := c.readBody(resp)
	if err != nil {
		return nil, err
	}
	return &Response{Status: resp.StatusCode, Header: resp.Header, Body: body}, nil
}

// Traffic tells what was sent and read since New: HTTP requests, each attempt
// and each hop of a redirect counted, and bytes of bodies as they came over the
// wire, before decompression.
func (c *Client) Traffic() (requests int, bytes int64) {
	return int(c.traffic.requests.Load()), c.traffic.bytes.Load()
}

// misused is the error for a request that cannot be sent as it is.
func (c *Client) misused(err error) error {
	return &tresse.Error{Trouble: tresse.TroubleConfig, Op: c.o.Op, Err: err, Advice: adviceFor(tresse.TroubleConfig)}
}

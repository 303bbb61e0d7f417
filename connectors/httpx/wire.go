package httpx

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"

	"tresse"
)

// wire sends one request, below the machinery of redirects: what it puts on a
// request (credentials above all) is never seen, so never carried on, by
// net/http's rules for them.
type wire struct {
	client *Client
	next   *http.Transport
}

func (w *wire) RoundTrip(req *http.Request) (*http.Response, error) {
	out := req.Clone(req.Context())
	w.dress(out, w.client.trusted(req))
	if !sendable(out.Header) {
		if out.Body != nil {
			out.Body.Close()
		}
		return nil, &failure{trouble: tresse.TroubleConfig, text: "a header holds a control character"}
	}
	w.client.traffic.requests.Add(1)
	resp, err := w.next.RoundTrip(out)
	if err != nil {
		return nil, w.client.onTheWay(req, err)
	}
	resp.Request = req
	resp.Body = &counted{resp.Body, &w.client.traffic.bytes}
	if _, err := url.Parse(resp.Header.Get("Location")); err != nil {
		resp.Body.Close()
		return nil, badAnswer("redirect to an address that cannot be read")
	}
	return resp, nil
}

// CloseIdleConnections is called after a failed call.
func (w *wire) CloseIdleConnections() { w.next.CloseIdleConnections() }

func (w *wire) dress(out *http.Request, trusted bool) {
	if out.Header == nil {
		out.Header = http.Header{}
	}
	out.Header.Set("Accept-Encoding", "gzip")
	if out.Header.Get("User-Agent") == "" {
		out.Header.Set("User-Agent", w.client.o.UserAgent)
	}
	if trusted && w.client.o.Authorize != nil {
		w.client.o.Authorize(out)
	}
}

// trusted reports whether credentials may go with req: it and every request
// that led to it by redirects go to Base. Where a stranger chose the address,
// even a way back gets none.
func (c *Client) trusted(req *http.Request) bool {
	for req != nil {
		if c.base == "" || origin(req.URL) != c.base {
			return false
		}
		if req.Response == nil {
			return true
		}
		req = req.Response.Request
	}
	return false
}

// sendable forestalls net/http's own check, whose error names the header.
func sendable(h http.Header) bool {
	for name, values := range h {
		if strings.ContainsFunc(name, isControl) {
			return false
		}
		for _, v := range values {
			if strings.ContainsFunc(v, isControl) {
				return false
			}
		}
	}
	return true
}

func isControl(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }

// counted adds up what comes over the wire.
type counted struct {
	io.ReadCloser
	sum *atomic.Int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	c.sum.Add(int64(n))
	return n, err
}

package httpx

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"tresse"
)

// serve starts a stand-in of a platform on loopback.
func serve(t *testing.T, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(handler)
	t.Cleanup(s.Close)
	return s
}

// serveTLS is serve over https, with a certificate that nobody trusts.
func serveTLS(t *testing.T, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(handler)
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

// serveRaw answers each request with bytes that net/http would not send.
func serveRaw(t *testing.T, answer func(req *http.Request, conn net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				if req, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
					answer(req, conn)
				}
			}()
		}
	}()
	return "http://" + l.Addr().String()
}

// hasty is what tests wait.
func hasty(o Options) Options {
	o.Op = "platform"
	o.MinWait = time.Millisecond
	if o.Attempt == 0 {
		o.Attempt = 20 * time.Second
	}
	return o
}

func transportOf(c *Client) *http.Transport {
	return c.http.Transport.(*wire).next
}

// wantTrouble checks kind and status of err and returns it.
func wantTrouble(t *testing.T, err error, kind tresse.Trouble, status int) *tresse.Error {
	t.Helper()
	var e *tresse.Error
	if !errors.As(err, &e) {
		t.Fatalf("error = %v, want a *tresse.Error", err)
	}
	if e.Trouble != kind || e.Status != status {
		t.Errorf("%v: %s with status %d, want %s with %d", e, e.Trouble, e.Status, kind, status)
	}
	if e.Op != "platform" {
		t.Errorf("Op = %q", e.Op)
	}
	if e.Advice == "" {
		t.Errorf("%v: no advice", e)
	}
	return e
}

func wantRequests(t *testing.T, c *Client, want int) {
	t.Helper()
	if got, _ := c.Traffic(); got != want {
		t.Errorf("%d requests, want %d", got, want)
	}
}

func get(t *testing.T, c *Client, address string) (*Response, error) {
	t.Helper()
	return c.Get(context.Background(), address, nil)
}

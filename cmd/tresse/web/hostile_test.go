package web

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"
)

// listening serves a house over a real socket, with other times for slow clients
// where change says so.
func listening(h *house, change func(*http.Server)) (address string) {
	srv := HTTPServer("127.0.0.1:0", h.server)
	change(srv)
	l, err := net.Listen("tcp", srv.Addr)
	h.must(err)
	go func() { _ = srv.Serve(Bounded(l)) }()
	h.t.Cleanup(func() { _ = srv.Close() })
	return l.Addr().String()
}

// Hundreds that send half a request and no more cost a goroutine each, hold
// nobody up, and are shown the door.
func TestSlowClients(t *testing.T) {
	h := newHouse(t)
	h.quarter()
	address := listening(h, func(srv *http.Server) { srv.ReadHeaderTimeout = 500 * time.Millisecond })
	before := runtime.NumGoroutine()
	const many = 300
	slow := make([]net.Conn, many)
	for i := range slow {
		c, err := net.Dial("tcp", address)
		h.must(err)
		defer c.Close()
		_, err = io.WriteString(c, "GET /feed/public.ics HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: a"[:20+i%30])
		h.must(err)
		slow[i] = c
	}
	answer, err := http.Get("http://" + address + "/feed/public.ics")
	h.must(err)
	body, err := io.ReadAll(answer.Body)
	h.must(err)
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusOK || !strings.HasSuffix(string(body), "END:VCALENDAR\r\n") {
		t.Errorf("meanwhile somebody else gets %s", answer.Status)
	}
	if n := runtime.NumGoroutine() - before; n > many+20 {
		t.Errorf("%d goroutines for %d slow clients", n, many)
	}
	for i, c := range slow {
		_ = c.SetReadDeadline(time.Now().Add(30 * time.Second))
		said, err := io.ReadAll(c)
		if err != nil || len(said) > 200 || len(said) > 0 && !strings.HasPrefix(string(said), "HTTP/1.1 4") {
			t.Fatalf("the slow client %d: %v, %.100q", i, err, said)
		}
	}
}

// Requests that a proxy could read otherwise than we do are answered once, and
// what was hidden behind them is never taken for a request of its own.
func TestSmuggledRequests(t *testing.T) {
	h := newHouse(t)
	address := listening(h, func(srv *http.Server) { srv.IdleTimeout = 100 * time.Millisecond })
	const hidden = "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
	long := strings.Repeat("a", 10<<10)
	for name, c := range map[string]struct{ request, status string }{
		"two lengths":               {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 44\r\n\r\n" + hidden, "400"},
		"a list of lengths":         {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0, 44\r\n\r\n" + hidden, "400"},
		"a signed length":           {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +0\r\n\r\n" + hidden, "400"},
		"a length of another kind":  {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x2c\r\n\r\n" + hidden, "400"},
		"a length and a coding":     {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 49\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden, "405"},
		"an unknown coding":         {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n" + hidden, "501"},
		"two codings":               {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + hidden, "501"},
		"a blank before the colon":  {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length : 44\r\n\r\n" + hidden, "400"},
		"no host":                   {"GET / HTTP/1.1\r\n\r\n", "400"},
		"two hosts":                 {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400"},
		"a host that is none":       {"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", "400"},
		"a NUL":                     {"GET / HTTP/1.1\r\nHost: a\r\nX: \x00\r\n\r\n", "400"},
		"another protocol":          {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "400"},
		"a query of many kilobytes": {"GET /feed/public.ics?" + long + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "200"},
		"many parameters":           {"GET /api/v1/sessions?" + strings.Repeat("a=1&", 2000) + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "401"},
		"an address without end":    {"GET /" + long + long + long + " HTTP/1.1\r\nHost: a\r\n\r\n", "431"},
		"a way up":                  {"GET /feed/../../etc/passwd HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "307"},
	} {
		conn, err := net.Dial("tcp", address)
		h.must(err)
		_ = conn.SetDeadline(time.Now().Add(30 * time.Second))
		_, _ = fmt.Fprint(conn, c.request)
		said, err := io.ReadAll(conn) // the server closes
		if err != nil && len(said) == 0 || !strings.HasPrefix(string(said), "HTTP/1.1 "+c.status) || strings.Count(string(said), "HTTP/1.1 ") != 1 {
			t.Errorf("%s: %v, %.200q", name, err, said)
		}
		_ = conn.Close()
	}
}

package web

import (
	"io"
	"log"
	"net"
	"net/http"
	"time"

	"golang.org/x/net/netutil"
)

// What one connection may cost. A feed of 1 MB takes a minute at 17 kB/s, which
// an old telephone reaches.
const (
	headerTime  = 5 * time.Second
	requestTime = 15 * time.Second
	answerTime  = time.Minute
	idleTime    = time.Minute
	maxHeader   = 16 << 10

	// maxConnections bounds all of them together: some 30 kB each.
	maxConnections = 1024
)

// HTTPServer returns a server in which a slow or silent client costs a bounded
// amount. It is to listen through Bounded.
func HTTPServer(addr string, h http.Handler) *http.Server {
	return &http.Server{
		Addr: addr, Handler: h,
		ReadHeaderTimeout: headerTime, ReadTimeout: requestTime, WriteTimeout: answerTime, IdleTimeout: idleTime,
		MaxHeaderBytes: maxHeader,
		// What net/http would print quotes what clients sent.
		ErrorLog: log.New(io.Discard, "", 0),
	}
}

// Bounded returns a listener that holds so many connections at most; further
// ones wait to be taken.
func Bounded(l net.Listener) net.Listener { return netutil.LimitListener(l, maxConnections) }

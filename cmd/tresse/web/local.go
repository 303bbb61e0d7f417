package web

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// local lets a request through only if it was made on this machine.
func (s *Server) local(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !isLocal(r) {
			notFound(w, r)
			return
		}
		h(w, r)
	}
}

// isLocal reports whether a request was made on this machine, to this machine:
// from a loopback address, not passed on by a proxy, and under a name that means
// loopback, which a site that has its own name point here does not have.
func isLocal(r *http.Request) bool {
	for _, name := range [...]string{"X-Forwarded-For", "Forwarded", "X-Real-Ip", "X-Forwarded-Host", "X-Forwarded-Proto", "Via"} {
		if _, there := r.Header[name]; there {
			return false
		}
	}
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && from.Addr().Unmap().IsLoopback() && meansLoopback(r.Host)
}

func meansLoopback(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	if host == "" || strings.EqualFold(host, "localhost") {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.Unmap().IsLoopback()
}

package httpx

import (
	"net"
	"net/http"
	"time"
)

// newTransport honours HTTP_PROXY, HTTPS_PROXY and NO_PROXY. Compression is
// left to this package, which counts and caps the bytes on both sides of it.
func newTransport() *http.Transport {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            dialer.DialContext,
		ForceAttemptHTTP2:      true,
		TLSHandshakeTimeout:    10 * time.Second,
		ExpectContinueTimeout:  time.Second,
		IdleConnTimeout:        30 * time.Second,
		MaxIdleConns:           8,
		MaxIdleConnsPerHost:    2,
		MaxConnsPerHost:        8,
		MaxResponseHeaderBytes: 256 << 10,
		DisableCompression:     true,
		// A connection that died while the computer slept is found out within an
		// attempt, not used by all of them.
		HTTP2: &http.HTTP2Config{SendPingTimeout: 5 * time.Second, PingTimeout: 5 * time.Second},
	}
}

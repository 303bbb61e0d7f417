package httpx

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
)

// newRequest makes a GET. Its errors never repeat the address, as url.Parse's do.
func newRequest(ctx context.Context, address string, header http.Header) (*http.Request, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, errors.New("the address cannot be read")
	}
	req := (&http.Request{Method: http.MethodGet, URL: u, Header: header}).WithContext(ctx)
	return prepared(req)
}

// prepared returns a copy of req to be sent: its own header, and the user and
// password of its address moved to the header, where redirects cannot carry
// them to another host.
func prepared(req *http.Request) (*http.Request, error) {
	if req.URL == nil || req.URL.Host == "" || (req.URL.Scheme != "http" && req.URL.Scheme != "https") {
		return nil, errors.New("the address is not http or https")
	}
	out := req.Clone(req.Context())
	out.Method = cmp.Or(out.Method, http.MethodGet)
	if out.Header == nil {
		out.Header = http.Header{}
	}
	if user := out.URL.User; user != nil {
		out.URL.User = nil
		if out.Header.Get("Authorization") == "" {
			password, _ := user.Password()
			out.SetBasicAuth(user.Username(), password)
		}
	}
	return out, nil
}

// isRead reports whether a method only reads, so that sending it twice is
// harmless (RFC 9110 §9.2.1; PROPFIND RFC 4918 §9.1, REPORT RFC 3253 §3.6,
// SEARCH RFC 5323 §2).
func isRead(method string) bool {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, "PROPFIND", "REPORT", "SEARCH":
		return true
	}
	return false
}

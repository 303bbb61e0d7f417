package httpx

import (
	"context"
	"fmt"
	"net/http"
)

const maxRedirects = 5

// harmless are the headers that may follow a redirect to another host. Referer,
// which net/http adds, is not one: it would tell the secret path that led there.
// Validators are no credentials, and without them a file behind a storage host
// would be fetched whole each time.
var harmless = map[string]bool{
	"Accept": true, "Accept-Language": true, "Content-Type": true, "User-Agent": true,
	"If-None-Match": true, "If-Modified-Since": true, "Range": true,
}

// checkRedirect is called before each hop; via holds the requests so far. Its
// errors are failures that name no address: a Location may repeat what was sent.
func (c *Client) checkRedirect(req *http.Request, via []*http.Request) error {
	req.URL.User = nil
	from := via[len(via)-1].URL
	switch {
	case len(via) > maxRedirects:
		return badAnswer(fmt.Sprintf("more than %d redirects", maxRedirects))
	case origin(req.URL) == "":
		return badAnswer("redirect to something other than http or https")
	case from.Scheme == "https" && req.URL.Scheme != "https":
		return badAnswer("redirect from https to http")
	}
	if strayed(req, via) {
		if req.Body != nil && req.Body != http.NoBody {
			return badAnswer("redirect that would send a body to another host")
		}
		for name := range req.Header {
			if !harmless[name] {
				delete(req.Header, name)
			}
		}
	}
	// A hop is part of an attempt, so it waits no longer than one.
	ctx, cancel := context.WithTimeout(req.Context(), c.o.Attempt)
	defer cancel()
	if f := c.turn(ctx, req.URL); f != nil {
		return f
	}
	return nil
}

// strayed reports whether the way to req leads, or once led, to another host
// than its own.
func strayed(req *http.Request, via []*http.Request) bool {
	for _, v := range via {
		if origin(v.URL) != origin(req.URL) {
			return true
		}
	}
	return false
}

// onTheWay says of an error behind a redirect that it is: the host that broke is
// not the one that errors name.
func (c *Client) onTheWay(req *http.Request, err error) error {
	if req.Response == nil || req.Context().Err() != nil {
		return err
	}
	f := c.failureOf(err)
	f.text = "after a redirect: " + f.text
	return f
}

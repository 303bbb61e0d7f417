// Package httpx is the one HTTP client of tresse: every connector reads its
// platform through it, and nothing else of tresse opens an outbound connection.
//
// It is hashicorp/go-retryablehttp with its traps closed. One attempt is one
// request with its redirects and its whole body, under one time-out: what is
// cut short, over the size cap or unreadable is a failed attempt, not a short
// answer. Reads (GET, HEAD, OPTIONS, PROPFIND, REPORT, SEARCH) are tried again;
// what sends or creates never is.
//
//	tried again    broken connections, time-outs, 5xx (500 and 501 among them),
//	               408, 429, bodies cut short, unreadable JSON or HTML in its place
//	once more only no such host
//	never          other 4xx, refused redirects, a body over the cap, a
//	               certificate that is not trusted, a Retry-After beyond MaxWait
//
// # Secrets
//
// Credentials (Options.Authorize) go to the scheme, host and port of
// Options.Base and nowhere else, and never after a redirect has led through
// another place, even back. Other headers of the caller are cut down to a few
// harmless ones there. An http address that has moved to https is such another
// place: it is the https one that belongs in the configuration. Errors and log
// lines are made of this package's own words (of net/http's, for rare breaks,
// without what it quotes) and of the address without user, query and fragment;
// texts of Options.Secrets are blotted out of it. No error in the chain holds net/http's
// own, which repeat the whole address.
package httpx

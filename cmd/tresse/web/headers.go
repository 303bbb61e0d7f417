package web

import "net/http"

// contentPolicy lets a page load its own style and images, and nothing run.
const contentPolicy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guard sets the headers that every answer bears. Addresses of feeds are
// secrets, so no page may tell another where its reader came from; what is not
// said to be cacheable is not kept anywhere.
func guard(h http.Header) {
	h["Content-Security-Policy"] = policyHeader
	h["Referrer-Policy"] = noReferrer
	h["X-Content-Type-Options"] = noSniff
	h["Cache-Control"] = noStore
}

// Values that are set on every answer are made once. Nobody changes them:
// Header.Set and Add put others in their place.
var (
	policyHeader = []string{contentPolicy}
	noReferrer   = []string{"no-referrer"}
	noSniff      = []string{"nosniff"}
	noStore      = []string{"no-store"}
)

// notIndexed keeps an answer out of search engines.
func notIndexed(h http.Header) { h["X-Robots-Tag"] = noIndex }

var noIndex = []string{"noindex, nofollow"}

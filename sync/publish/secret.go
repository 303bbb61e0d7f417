package publish

import (
	"net/url"
	"strings"
)

// secretLink reports whether any part of an address looks like a key that only
// some people were given. It would rather leave out an honest link.
func secretLink(u *url.URL) bool {
	if u.User != nil {
		return true
	}
	if whole, err := url.PathUnescape(u.String()); err != nil || hidesPerson(whole) {
		return true
	}
	for _, segment := range strings.Split(u.Path, "/") {
		if secretSegment(segment) {
			return true
		}
	}
	return secretQuery(u.RawQuery) || secretQuery(u.Fragment)
}

// secretQuery looks through name=value pairs; a fragment may hold some as well.
func secretQuery(query string) bool {
	for _, pair := range strings.FieldsFunc(query, func(r rune) bool { return strings.ContainsRune("&;?/", r) }) {
		name, value, named := strings.Cut(pair, "=")
		value, err := url.QueryUnescape(value)
		if err != nil || named && value != "" && secretName(name) || opaque(value) || opaque(name) {
			return true
		}
	}
	return false
}

func secretName(name string) bool {
	name = strings.ToLower(name)
	switch name {
	case "key", "auth", "sig", "sid", "tk", "otp", "hash", "access":
		return true
	}
	for _, part := range []string{"token", "secret", "passw", "passcode", "pwd", "apikey", "api_key", "api-key", "jwt", "signature", "credential", "invitation", "nonce"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}

// secretSegment knows the paths of links that act for one person, and keys.
func secretSegment(segment string) bool {
	switch strings.ToLower(segment) {
	case "token", "tokens", "secret", "private", "invitation", "invitations", "invite", "cancel", "annuler", "annulation", "reschedule", "confirm", "confirmer", "manage", "unsubscribe":
		return true
	}
	return strings.HasPrefix(segment, "private-") || opaque(segment)
}

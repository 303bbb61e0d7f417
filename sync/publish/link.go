package publish

import (
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"unicode"
)

// maxLink bounds a link in octets; nothing that people follow is longer.
const maxLink = 2000

// webLink returns an absolute http or https address in ASCII (RFC 3986), ""
// for anything else.
func webLink(link string) string {
	link = strings.TrimSpace(link)
	u, err := url.Parse(link)
	if err != nil || u.Host == "" || len(link) > maxLink {
		return ""
	}
	if scheme := strings.ToLower(u.Scheme); scheme != "http" && scheme != "https" {
		return ""
	}
	return asciiLink(link)
}

// asciiLink percent-encodes what a URI may not hold and leaves the rest alone.
func asciiLink(link string) string {
	const hexa = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(link) {
		c := link[i]
		if c > ' ' && c < 0x7f && !strings.ContainsRune("\"<>\\^`{|}", rune(c)) {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('%')
		b.WriteByte(hexa[c>>4])
		b.WriteByte(hexa[c&15])
	}
	return b.String()
}

// publicLink returns link if the public may follow it: a web address, no token
// in it, nobody's e-mail or number, no host inside somebody's walls.
func publicLink(link string) string {
	link = webLink(link)
	u, err := url.Parse(link)
	if link == "" || err != nil || privateHost(u.Hostname()) || secretLink(u) {
		return ""
	}
	return link
}

// privateHost reports whether a host only answers inside a network.
func privateHost(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if ip, err := netip.ParseAddr(host); err == nil {
		return !ip.IsGlobalUnicast() || ip.IsPrivate()
	}
	if !strings.Contains(host, ".") {
		return true
	}
	top := host[strings.LastIndexByte(host, '.')+1:]
	switch top {
	case "local", "localhost", "localdomain", "lan", "home", "internal", "intranet", "intra", "corp", "private", "arpa":
		return true
	}
	return false
}

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

// uuidPattern finds a UUID anywhere in a piece.
var uuidPattern = regexp.MustCompile(`(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)

// opaque reports whether a piece of an address is random rather than made of
// words and numbers: "atelier-cv-2026" is not, "x7Gh29Kd" is.
func opaque(piece string) bool {
	if len(piece) >= 36 && uuidPattern.MatchString(piece) {
		return true
	}
	all := look(piece)
	if all.size >= 14 && all.turns >= 6 && all.digits > 0 && all.upper > 0 && all.lower > 0 {
		return true
	}
	for _, run := range strings.FieldsFunc(piece, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if look(run).random() {
			return true
		}
	}
	return false
}

// A texture counts what a piece of text is made of.
type texture struct {
	size, digits, upper, lower int
	hexa                       bool // nothing but hexadecimal digits
	turns                      int  // changes between digits, capitals and small letters
	mixes                      int  // changes between digits and letters
}

func look(s string) texture {
	t := texture{hexa: true}
	const digit, capital, small = 1, 2, 3
	last := 0
	for _, r := range s {
		class := 0
		switch {
		case unicode.IsDigit(r):
			class = digit
			t.digits++
		case unicode.IsUpper(r):
			class = capital
			t.upper++
		case unicode.IsLetter(r):
			class = small
			t.lower++
		default:
			continue
		}
		t.size++
		t.hexa = t.hexa && strings.ContainsRune("0123456789abcdefABCDEF", r)
		if last != 0 && class != last {
			t.turns++
			if class == digit || last == digit {
				t.mixes++
			}
		}
		last = class
	}
	return t
}

// random judges one run of letters and digits. Words with a number behind them
// ("atelier20261020") stay.
func (t texture) random() bool {
	letters := t.upper + t.lower
	switch {
	case letters == 0:
		return t.digits >= 16
	case t.hexa && t.digits > 0 && t.size >= 12:
		return true
	case t.digits == 0:
		return t.size >= 32 || t.lower == 0 && t.size >= 20 ||
			t.size >= 12 && 4*t.upper >= t.size && 4*t.lower >= t.size
	}
	return t.size >= 8 && t.upper > 0 && t.lower > 0 && t.mixes >= 2 ||
		t.size >= 12 && t.mixes >= 3 ||
		t.size >= 20 && (t.mixes > 1 || t.digits > 8)
}

// wordPattern cuts a text into words and what stands between them.
var wordPattern = regexp.MustCompile(`[^\s<>"«»]+`)

// maskLinks takes links that the public may not follow out of a text.
func maskLinks(s string) string {
	if !strings.ContainsAny(s, "/?") {
		return s
	}
	return wordPattern.ReplaceAllStringFunc(s, func(word string) string {
		link := strings.Trim(word, "()[]{}'’.,;:!?…")
		if link == "" || !secretWord(link) {
			return word
		}
		return strings.Replace(word, link, maskedLink, 1)
	})
}

// secretWord judges a word of a text; one without a scheme is only a link when
// it has a dot and a slash.
func secretWord(word string) bool {
	if strings.Contains(word, "://") || strings.HasPrefix(word, "www.") {
		if !strings.Contains(word, "://") {
			word = "https://" + word
		}
		u, err := url.Parse(word)
		return err != nil || privateHost(u.Hostname()) || secretLink(u)
	}
	if !strings.Contains(word, ".") || !strings.ContainsAny(word, "/?") {
		return false
	}
	u, err := url.Parse("https://" + word)
	return err == nil && secretLink(u)
}

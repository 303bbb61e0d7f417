package httpx

import (
	"encoding/base64"
	"net/url"
	"strings"
	"testing"
)

func TestPlace(t *testing.T) {
	s := newScrubber([]string{"s3cret", "private-abc/basic", "à b", ""}, "")
	for address, want := range map[string]string{
		"https://h.example/a/b?key=k#f":          "https://h.example/a/b",
		"https://u:p@h.example:8443/":            "https://h.example:8443/",
		"https://h.example":                      "https://h.example",
		"https://h.example/s3cret/x":             "https://h.example/xxxxx/x",
		"https://h.example/%733cret/x":           "https://h.example/xxxxx/x",
		"https://s3cret.example/":                "https://xxxxx.example/",
		"https://h/private-abc%2Fbasic.ics":      "https://h/xxxxx.ics",
		"https://h/private-abc/basic.ics":        "https://h/xxxxx.ics",
		"https://h/%C3%A0%20b/":                  "https://h/xxxxx/",
		"https://h/%c3%a0%20b/":                  "https://h/xxxxx/",
		"https://h/a%0d%0ab":                     "https://h/a%0D%0Ab",
		"https://h/" + strings.Repeat("a", 1000): "https://h/" + strings.Repeat("a", 290) + "…",
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.place(u); got != want {
			t.Errorf("place(%q) = %q, want %q", address, got, want)
		}
	}
}

func TestForeign(t *testing.T) {
	s := newScrubber([]string{"s3cret/x"}, "")
	for text, want := range map[string]string{
		`malformed HTTP response "\"s3cret"`:                       "malformed HTTP response …",
		`invalid proxy address "http://u:p@h": parse "x\"y": bad`:  "invalid proxy address …: parse …: bad",
		`Get https://u:p@h/?key=k: refused`:                        "Get … refused",
		"a s3cret/x, s3cret%2Fx, s3cret%2fx or czNjcmV0L3g= shows": "a xxxxx, xxxxx, xxxxx or xxxxx shows",
		"bad \xff byte":           "bad ? byte",
		strings.Repeat("é", 1000): strings.Repeat("é", 100) + "…",
	} {
		if got := s.foreign(text); got != want {
			t.Errorf("foreign(%q) = %q, want %q", text, got, want)
		}
	}
}

// Of two secrets, one inside the other, no rest shows.
func TestLongestSecretFirst(t *testing.T) {
	if got := newScrubber([]string{"abc", "abcdef"}, "").foreign("abcdef abc"); got != "xxxxx xxxxx" {
		t.Errorf("got %q", got)
	}
}

// No spelling of a secret in an address or a text gets through.
func FuzzScrubber(f *testing.F) {
	f.Add("s3cret-token", "/a/", "/b", byte(3))
	f.Add("à/b c+d", "", "?x=1", byte(0))
	f.Fuzz(func(t *testing.T, secret, before, after string, odd byte) {
		if len(secret) < 6 || strings.Contains(secret, "x") || strings.ContainsAny(secret, "…?") {
			t.Skip() // what stands in its place could be part of it
		}
		s := newScrubber([]string{secret}, "")
		path := before + secret + after
		// One byte of the path in a needless escape, as a server may reflect it.
		i := int(odd) % len(path)
		raw := (&url.URL{Path: path[:i]}).EscapedPath() + "%" + hex(path[i]) + (&url.URL{Path: path[i+1:]}).EscapedPath()
		if u, err := url.Parse("https://h.example/" + raw + "?" + url.QueryEscape(secret)); err == nil {
			wantNone(t, s.place(u), secret)
		}
		wantNone(t, s.foreign(before+" "+secret+" "+url.QueryEscape(secret)+" "+base64.StdEncoding.EncodeToString([]byte(secret))), secret)
	})
}

func hex(b byte) string { return string("0123456789abcdef"[b>>4]) + string("0123456789abcdef"[b&15]) }

func wantNone(t *testing.T, shown, secret string) {
	t.Helper()
	decoded, _ := url.PathUnescape(shown)
	for _, text := range []string{shown, decoded} {
		if strings.Contains(text, secret) {
			t.Errorf("%q shows %q", text, secret)
		}
	}
}

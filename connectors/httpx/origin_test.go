package httpx

import (
	"net/url"
	"testing"
)

func TestOrigin(t *testing.T) {
	for address, want := range map[string]string{
		"https://H.example/a":        "https://h.example:443",
		"HTTPS://h.example:443":      "https://h.example:443",
		"http://h.example":           "http://h.example:80",
		"http://h.example:8080":      "http://h.example:8080",
		"https://u:p@h.example":      "https://h.example:443",
		"http://[::1]:80/":           "http://::1:80",
		"webcal://h.example":         "",
		"https://":                   "",
		"h.example":                  "",
		"https://h.example.evil.org": "https://h.example.evil.org:443",
		"http://a b":                 "",
	} {
		if got := originOf(address); got != want {
			t.Errorf("originOf(%q) = %q, want %q", address, got, want)
		}
	}
}

func TestHostOf(t *testing.T) {
	for address, want := range map[string]string{
		"https://H.example/a":     "h.example",
		"https://h.example:443/a": "h.example",
		"https://h.example:80/a":  "h.example:80",
		"http://h.example:80/a":   "h.example",
		"http://127.0.0.1:8080/a": "127.0.0.1:8080",
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if got := hostOf(u); got != want {
			t.Errorf("hostOf(%q) = %q, want %q", address, got, want)
		}
	}
}

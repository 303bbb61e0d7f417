package openagenda

import (
	"net/url"
	"slices"
	"strings"
)

// bookingURLs are the links among the ways to register, each once. E-mails and
// telephones of a registration are contact data of people and are not kept; a
// pass Culture entry has no link at all (sheet §6).
func bookingURLs(ways []registration) []string {
	var links []string
	for _, w := range ways {
		if w.Type != "link" || len(links) == mostAddresses {
			continue
		}
		if address := webAddress(w.Value); address != "" && !slices.Contains(links, address) {
			links = append(links, address)
		}
	}
	return links
}

// webAddress is text if it is an address of the web that can be followed, with
// its scheme where only that is missing; else "".
func webAddress(text string) string {
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, "www.") {
		text = "https://" + text
	}
	if len(text) > longestURL || strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r == 0x7f || r == '"' || r == '<' || r == '>' }) {
		return ""
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil {
		return ""
	}
	if u.Scheme = strings.ToLower(u.Scheme); u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return text
}

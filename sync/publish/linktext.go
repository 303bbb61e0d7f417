package publish

import (
	"net/url"
	"regexp"
	"strings"
)

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

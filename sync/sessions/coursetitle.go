package sessions

import (
	"regexp"
	"strings"
)

// numberWritten is the number of a séance as it stands in a title.
var numberWritten = regexp.MustCompile(`(?i)[\s(\[–—:,-]*(?:` +
	`(?:s[ée]ances?|sessions?|modules?|parties?|[ée]tapes?|volets?|[ée]pisodes?|rencontres?|cours|jours?)\s*(?:n[°o]\s*)?\d{1,2}(?:\s*(?:/|sur|de)\s*\d{1,2})?` +
	`|(?:premi[eè]re|deuxi[eè]me|seconde?|troisi[eè]me|quatri[eè]me|cinqui[eè]me|sixi[eè]me|1[eè]re|[2-9]e(?:me)?)\s+s[ée]ance` +
	`|\(\s*(?:en\s+)?\d{1,2}\s+s[ée]ances?\s*\)` +
	`|\d{1,2}\s*/\s*\d{1,2}` +
	`)\s*[)\]]?[\s:–—-]*`)

// courseCalled is what a title says of its being a parcours.
var courseCalled = regexp.MustCompile(`(?i)^\s*(?:parcours|cycle|programme|ateliers?)\s*[:–—-]\s*`)

// CourseTitle is a title without the number of its séance, and without the word parcours.
func CourseTitle(title string) string {
	if bare := courseCalled.ReplaceAllString(title, ""); bare != "" {
		title = bare
	}
	at := numberWritten.FindStringIndex(title)
	if at == nil {
		return strings.TrimSpace(title)
	}
	before, after := strings.TrimSpace(title[:at[0]]), strings.TrimSpace(title[at[1]:])
	switch {
	case before == "":
		return after
	case after == "":
		return before
	}
	return before + " " + after
}

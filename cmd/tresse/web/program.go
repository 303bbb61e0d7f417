package web

import (
	"slices"
	"strings"
)

// programs are known by a word of their User-Agent, in this order: many name
// others to be taken for them.
var programs = [...]struct{ word, name string }{
	{"google-calendar", "Google Agenda"},
	{"yahoo", "Yahoo"},
	{"thunderbird", "Thunderbird"},
	{"nextcloud", "Nextcloud"},
	{"icsx5", "ICSx⁵"},
	{"davx5", "DAVx⁵"},
	{"vdirsyncer", "vdirsyncer"},
	{"outlook", "Outlook"},
	{"exchange", "Outlook"},
	{"microsoft", "Outlook"},
	{"dataaccessd", "Apple Calendrier"},
	{"calendaragent", "Apple Calendrier"},
	{"ios/", "Apple Calendrier"},
	{"macos/", "Apple Calendrier"},
	{"tresse/", "tresse"},
	{"curl/", "curl"},
	{"wget/", "wget"},
	{"python", "Python"},
	{"go-http-client", "Go"},
	{"mozilla/", "navigateur"},
}

// clouds are programs that fetch a calendar for a service which keeps it for
// its users, out of the structure's hands.
var clouds = []string{"Google Agenda", "Outlook", "Yahoo"}

// inCloud reports whether a User-Agent is that of such a program.
func inCloud(userAgent string) bool { return slices.Contains(clouds, program(userAgent)) }

// program returns the class of programs that a User-Agent belongs to. Versions
// and machines are not kept: they would tell one person from another.
func program(userAgent string) string {
	if userAgent == "" {
		return ""
	}
	words := strings.ToLower(userAgent[:min(len(userAgent), 512)])
	for _, p := range programs {
		if strings.Contains(words, p.word) {
			return p.name
		}
	}
	return "autre"
}

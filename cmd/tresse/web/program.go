package web

import "strings"

// programs are known by a word of their User-Agent, in this order: many name
// others to be taken for them.
var programs = [...]struct{ word, name string }{
	{"google-calendar", "Google Agenda"},
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

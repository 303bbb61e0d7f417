package publish

import (
	"regexp"
	"strings"

	"tresse"
)

// A sieve lets through what an audience may read of a text and which links it
// may follow.
type sieve struct {
	text func(string) string
	link func(string) string
}

func sieveFor(a tresse.Audience, s *tresse.Session) sieve {
	switch a {
	case tresse.Own:
		return sieve{clean, webLink}
	case tresse.Team:
		return sieve{withoutHosts(s.Hosts), webLink}
	}
	return sieve{mask, publicLink}
}

// withoutHosts takes the hosts' e-mail addresses out of a text: they are for
// the mediator's own eyes (see tresse.Host).
func withoutHosts(hosts []tresse.Host) func(string) string {
	var emails []string
	for _, h := range hosts {
		if email := strings.TrimSpace(clean(h.Email)); email != "" {
			emails = append(emails, regexp.QuoteMeta(email))
		}
	}
	if emails == nil {
		return clean
	}
	pattern := regexp.MustCompile("(?i)" + strings.Join(emails, "|"))
	return func(s string) string {
		if s = clean(s); !strings.ContainsAny(s, "@") {
			return s
		}
		return pattern.ReplaceAllString(s, maskedEmail)
	}
}

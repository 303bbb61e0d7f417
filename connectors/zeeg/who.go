package zeeg

import (
	"slices"
	"strings"
	"unicode"
)

// Who cancelled, in the words of tresse.Booking.
const (
	byPerson    = "person"
	byStructure = "structure"
	byUnknown   = "unknown"
)

// who tells who cancelled. What cancellerType and cancelledBy hold is not
// documented: a role, an address, a name, an object of these. What is not
// understood is unknown.
func (e *event) who(c *cancellation, i *invitee) string {
	for _, said := range append(texts(c.Type), texts(c.By)...) {
		if by := e.recognise(said, i); by != "" {
			return by
		}
	}
	return byUnknown
}

// recognise tries one text: whose address or name it is, then which role.
func (e *event) recognise(said string, i *invitee) string {
	said = strings.TrimSpace(said)
	isHost := func(h host) bool {
		return strings.EqualFold(said, h.Email) || fold(said) == fold(h.name())
	}
	switch {
	case said == "":
		return ""
	case strings.EqualFold(said, i.Email), fold(said) == fold(i.FullName), said == i.UUID:
		return byPerson
	case slices.ContainsFunc(e.Hosts, isHost):
		return byStructure
	case strings.Contains(said, "@"):
		return ""
	}
	return role(said)
}

// role reads words such as INVITEE, event_host, App\Models\User. A "user" who is
// also a guest is a guest; a text that names both sides says nothing.
func role(said string) string {
	words := roleWords(said)
	names := func(roles ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool {
			return slices.ContainsFunc(roles, func(r string) bool {
				// A text with a space may be somebody's name: only whole words count.
				return w == r || !strings.Contains(said, " ") && strings.Contains(w, r)
			})
		})
	}
	person := names("invitee", "guest", "customer", "client", "attendee", "participant")
	structure := names("host", "owner", "organizer", "organiser", "admin", "member", "team")
	switch {
	case person && structure:
		return ""
	case person:
		return byPerson
	case structure, names("user"):
		return byStructure
	}
	return ""
}

// roleWords cuts at everything but letters, and where a capital follows a small
// letter.
func roleWords(said string) []string {
	var words []string
	var word []rune
	end := func() {
		if len(word) > 0 {
			words = append(words, strings.ToLower(string(word)))
		}
		word = word[:0]
	}
	for _, r := range said {
		if !unicode.IsLetter(r) || unicode.IsUpper(r) && len(word) > 0 && unicode.IsLower(word[len(word)-1]) {
			end()
		}
		if unicode.IsLetter(r) {
			word = append(word, r)
		}
	}
	end()
	return words
}

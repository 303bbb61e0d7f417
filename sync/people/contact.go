package people

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// longestContact bounds what is taken for a phone or an e-mail.
const longestContact = 254

// email returns an address as it is compared and shown: trimmed, lower case;
// "" where it is none.
func email(s string) string {
	s = strings.ToLower(strings.Trim(strings.TrimSpace(s), "<>;,."))
	s = strings.TrimPrefix(s, "mailto:")
	at := strings.LastIndexByte(s, '@')
	if len(s) > longestContact || at < 1 || !strings.Contains(s[at:], ".") || strings.ContainsAny(s, " \t\n<>,;") {
		return ""
	}
	return s
}

// mailbox returns the address under which the same mailbox is known: dots and
// tags fold where the provider ignores them.
func mailbox(address string) string {
	local, domain, _ := strings.Cut(address, "@")
	whole := len(local) + len(domain)
	switch domain {
	case "googlemail.com":
		domain = "gmail.com"
		fallthrough
	case "gmail.com":
		local, _, _ = strings.Cut(local, "+")
		local = strings.ReplaceAll(local, ".", "")
	case "outlook.com", "outlook.fr", "hotmail.com", "hotmail.fr", "live.fr", "live.com",
		"proton.me", "protonmail.com", "icloud.com", "me.com":
		local, _, _ = strings.Cut(local, "+")
	}
	if len(local)+len(domain) == whole {
		return address
	}
	return local + "@" + domain
}

// phones returns the numbers of one cell in E.164: a cell may hold two of them
// and a remark.
func phones(cell string) []string {
	if len(cell) > longestContact {
		return nil
	}
	if n := usual(cell); n != "" {
		return []string{n}
	}
	var all []string
	for _, part := range parts(cell) {
		if n := phone(part); n != "" {
			all = append(all, n)
		}
	}
	return all
}

// parts cuts a cell at what stands between two numbers, and drops remarks.
func parts(cell string) []string {
	cell = strings.ReplaceAll(cell, "(0)", "")
	return strings.FieldsFunc(cell, func(r rune) bool {
		return r == '/' || r == ';' || r == ',' || r == '|' || r == '\n' || r == '(' || r == ')' ||
			r == ':' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' && r != 'O'
	})
}

// phone returns one number in E.164, "" where it is none.
func phone(s string) string {
	if n := usual(s); n != "" {
		return n
	}
	s = strings.ReplaceAll(s, "O", "0")
	if digits(s) < 6 {
		return ""
	}
	// Overseas numbers parse as +33 and are not valid there.
	for _, region := range []string{"FR", "RE", "GP", "GF", "MQ", "YT", "NC", "PF"} {
		n, err := phonenumbers.Parse(s, region)
		if err == nil && phonenumbers.IsValidNumber(n) {
			return phonenumbers.Format(n, phonenumbers.E164)
		}
	}
	return ""
}

// usual reads the numbers of mainland France without the library, whose parse
// is a hundred times dearer: ten digits from 0, nine where a spreadsheet ate
// the zero, +33 and 0033.
func usual(s string) string {
	var d [14]byte
	n := 0
	plus := false
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			if n == len(d) {
				return ""
			}
			d[n] = c
			n++
		case c == '+' && n == 0 && !plus:
			plus = true
		case c == ' ' || c == '.' || c == '-' || c == 0xc2 || c == 0xa0 || c == '\t':
		default:
			return ""
		}
	}
	rest := string(d[:n])
	switch {
	case plus && n == 11 && strings.HasPrefix(rest, "33"):
		rest = rest[2:]
	case !plus && n == 13 && strings.HasPrefix(rest, "0033"):
		rest = rest[4:]
	case !plus && n == 10 && rest[0] == '0':
		rest = rest[1:]
	case !plus && n == 9 && (rest[0] == '6' || rest[0] == '7'):
	default:
		return ""
	}
	// 69x are overseas mobiles, 26, 59 overseas landlines, 70 not yet given.
	if rest[0] == '0' || rest[0] == '8' || rest[:2] == "69" || rest[:2] == "26" || rest[:2] == "59" || rest[:2] == "70" {
		return ""
	}
	return "+33" + rest
}

func digits(s string) int {
	n := 0
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			n++
		}
	}
	return n
}

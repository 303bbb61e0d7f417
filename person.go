package tresse

// A Person is what one platform or file says of one human being, as written
// there; sync/people compares, nothing here is normalised. Each connector
// declares which of these it fills; whatever else a platform says about people
// is dropped before the store (DESIGN §4).
type Person struct {
	FirstName   string      `json:"first_name,omitempty"`
	LastName    string      `json:"last_name,omitempty"` // usual name
	FullName    string      `json:"full_name,omitempty"` // where the platform does not tell first from last
	BirthName   string      `json:"birth_name,omitempty"`
	BirthDate   string      `json:"birth_date,omitempty"` // 2006-01-02, or 2006 where only the year is kept
	Emails      []string    `json:"emails,omitempty"`
	Phones      []string    `json:"phones,omitempty"`
	Postcode    string      `json:"postcode,omitempty"`
	City        string      `json:"city,omitempty"`
	Minor       bool        `json:"minor,omitempty"`
	NoPhone     bool        `json:"no_phone,omitempty"`
	Refuses     []string    `json:"refuses,omitempty"` // sms, email
	Language    string      `json:"language,omitempty"`
	Identifiers []Attribute `json:"identifiers,omitempty"` // numbers that name one person (never a NIR)
	Attributes  []Attribute `json:"attributes,omitempty"`  // further columns that help to tell people apart
}

// An Attribute is one further named value of a person.
type Attribute struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Empty reports whether nothing in p could name or reach anybody.
func (p *Person) Empty() bool {
	return p.FirstName == "" && p.LastName == "" && p.FullName == "" && p.BirthName == "" &&
		len(p.Emails) == 0 && len(p.Phones) == 0 && len(p.Identifiers) == 0
}

// LooksLikeNIR reports whether text holds a French social-security number
// (NIR): 13 digits, the last of Corsica's departments with a letter, and
// perhaps a key of two, in one group or in several set apart by a blank, dot or
// hyphen. Such a value is refused from every source and reported without being
// repeated (DESIGN §4).
func LooksLikeNIR(text string) bool {
	if !enoughDigits(text) {
		return false
	}
	var run []byte   // the digits of groups that follow each other
	var starts []int // where in run each group begins
	inGroup := false
	for i := 0; i <= len(text); i++ {
		switch c := byteAt(text, i); {
		case c >= '0' && c <= '9', isCorsica(c, run, starts):
			if !inGroup {
				starts = append(starts, len(run))
			}
			run, inGroup = append(run, upper(c)), true
		case i < len(text) && (c == ' ' || c == '.' || c == '-' || c == 0xc2 || c == 0xa0):
			inGroup = false // the no-break space is two bytes
		default:
			if holdsNIR(run, starts) {
				return true
			}
			run, starts, inGroup = run[:0], starts[:0], false
		}
	}
	return false
}

func upper(c byte) byte {
	if c >= 'a' {
		return c - 0x20
	}
	return c
}

func byteAt(text string, i int) byte {
	if i < len(text) {
		return text[i]
	}
	return 0
}

// isCorsica reports whether c is the letter of 2A or 2B, seven places into a
// number that began with one of the groups.
func isCorsica(c byte, run []byte, starts []int) bool {
	if c != 'A' && c != 'B' && c != 'a' && c != 'b' || len(run) == 0 || run[len(run)-1] != '2' {
		return false
	}
	for _, from := range starts {
		if len(run)-from == 6 {
			return true
		}
	}
	return false
}

// holdsNIR looks for a number that begins and ends where groups do.
func holdsNIR(run []byte, starts []int) bool {
	for i, from := range starts {
		for j := i + 1; j <= len(starts); j++ {
			to := len(run)
			if j < len(starts) {
				to = starts[j]
			}
			if to-from > 15 {
				break
			}
			if isNIR(run[from:to]) {
				return true
			}
		}
	}
	return false
}

// enoughDigits is the quick look: most texts do not hold thirteen digits.
func enoughDigits(text string) bool {
	n := 0
	for i := 0; i < len(text); i++ {
		if c := text[i]; c >= '0' && c <= '9' {
			n++
		}
	}
	return n >= 12 // of Corsica, one is a letter
}

// isNIR checks the form: sex 1–4, 7 or 8; year; month 01–12, 20–42 or 50–99
// (unknown months); department; the key where it is there.
func isNIR(d []byte) bool {
	if len(d) != 13 && len(d) != 15 {
		return false
	}
	switch d[0] {
	case '1', '2', '3', '4', '7', '8':
	default:
		return false
	}
	month := int(d[3]-'0')*10 + int(d[4]-'0')
	if !(month >= 1 && month <= 12 || month >= 20 && month <= 42 || month >= 50) {
		return false
	}
	if string(d[7:10]) == "000" || string(d[10:13]) == "000" { // no commune, no birth
		return false
	}
	var n, less uint64
	for i := range 13 {
		c := d[i]
		switch c {
		case 'A':
			c, less = '0', 1_000_000
		case 'B':
			c, less = '0', 2_000_000
		}
		n = n*10 + uint64(c-'0')
	}
	if len(d) == 13 {
		return true
	}
	return 97-(n-less)%97 == uint64(d[13]-'0')*10+uint64(d[14]-'0')
}

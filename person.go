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
// perhaps a key of two, however spaced. Such a value is refused from every
// source and reported without being repeated (DESIGN §4).
func LooksLikeNIR(text string) bool {
	if !enoughDigits(text) {
		return false
	}
	var digits []byte
	ends := func() bool { return isNIR(digits) }
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c >= '0' && c <= '9':
			digits = append(digits, c)
		case (c == 'A' || c == 'B' || c == 'a' || c == 'b') && len(digits) == 6 && digits[5] == '2':
			digits = append(digits, c&^0x20)
		case c == ' ' || c == '.' || c == '-' || c == 0xc2 || c == 0xa0:
			// separators inside the number, the no-break space among them
		case len(digits) > 0:
			if ends() {
				return true
			}
			digits = digits[:0]
		}
	}
	return ends()
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

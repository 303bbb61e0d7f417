package people

// A field is one thing that two rows can agree or differ on.
type field uint8

const (
	fGiven field = iota
	fLast
	fBorn
	fYear // birth dates of which one is a year only, or presumed
	fEmail
	fPhone
	fPostcode
	fCity
	fixed // how many fields every row has; identifiers and attributes follow
)

// A level is how far two rows agree on a field. The zero level is missing, and
// weighs nothing.
type level uint8

const (
	missing level = iota
	exact
	variant // of a name: another spelling, a short form, more given names, a particle; of a date: day and month equal or so
	typo    // a slip of the fingers
	initial // of a first name: its first letter
	near    // alike, but each a known name of its own
	other
	levels = int(other) + 1
)

// names of fields and levels, as the Model's weights are named.
func (f field) String() string {
	return [...]string{"given", "last", "born", "year", "email", "phone", "postcode", "city"}[f]
}

func (l level) String() string {
	return [...]string{"missing", "exact", "variant", "typo", "initial", "near", "other"}[l]
}

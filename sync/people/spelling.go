package people

import "strings"

// Spelling returns a row's name as it was written, first name first where the
// two are told apart.
func Spelling(r *Row) string {
	p := &r.Person
	if p.FirstName != "" || p.LastName != "" {
		return strings.Join(strings.Fields(p.FirstName+" "+p.LastName), " ")
	}
	return strings.Join(strings.Fields(p.FullName), " ")
}

// Spelt reports that the name of r was written so, case and accents ignored,
// first or last name first. "Jeanne" is not "Jeanne Martin".
func Spelt(r *Row, name string) bool {
	name = fold(name)
	p := &r.Person
	for _, written := range []string{p.FirstName + " " + p.LastName, p.LastName + " " + p.FirstName, p.FullName} {
		if name != "" && fold(written) == name {
			return true
		}
	}
	return false
}

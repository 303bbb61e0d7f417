package people

import "tresse"

// profile returns a number that two rows share when they say the same of a
// person, as far as it is compared.
func profile(r *Row) uint64 {
	p := &r.Person
	parts := []string{p.FirstName, p.LastName, p.FullName, p.BirthName, p.BirthDate, p.Postcode, p.City}
	if r.Relayed {
		parts = append(parts, "relayed")
	}
	if p.Minor {
		parts = append(parts, "minor")
	}
	parts = append(append(append(parts, "@"), p.Emails...), "+")
	parts = append(parts, p.Phones...)
	for _, list := range [][]tresse.Attribute{p.Identifiers, p.Attributes} {
		parts = append(parts, "=")
		for _, a := range list {
			parts = append(parts, a.Name, a.Value)
		}
	}
	return sum(parts...)
}

package people

// Nobody reports that nothing in r names or reaches anybody: empty, or filled
// with placeholders and organisations only. Such a row makes no beneficiary.
func Nobody(r *Row) bool {
	p := &r.Person
	n := nameOf(p.FirstName, p.LastName, p.FullName, p.BirthName)
	if len(n.given) > 0 || len(n.last) > 0 {
		return false
	}
	if p.FirstName+p.LastName+p.FullName+p.BirthName != "" {
		return true // a placeholder with a contact is still no name of anybody
	}
	if r.Relayed {
		return true
	}
	for _, e := range p.Emails {
		if email(e) != "" {
			return false
		}
	}
	for _, cell := range p.Phones {
		if len(phones(cell)) > 0 {
			return false
		}
	}
	return len(p.Identifiers) == 0
}

package people

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"tresse"
)

// Build returns what is shown of one person, from all that was written of
// them: the best-known spelling, as a human would write it. Ids, counts and
// dates are the caller's to fill. The order of members does not matter.
func Build(members []Row) tresse.Beneficiary {
	sorted := slices.Clone(members)
	slices.SortFunc(sorted, func(a, b Row) int { return before(&a, &b) })
	b := tresse.Beneficiary{Aliases: []tresse.ID{}, Emails: []string{}, Phones: []string{}, Refuses: []string{}, Refs: []tresse.Ref{}}
	var first, last, birthName, born, postcode, city, language ballot
	read := map[[4]string][3]string{} // a regular is written alike a hundred times
	for i := range sorted {
		r := &sorted[i]
		p := &r.Person
		as := [4]string{p.FirstName, p.LastName, p.FullName, p.BirthName}
		names, ok := read[as]
		if !ok {
			f, l, m := written(p)
			names = [3]string{hyphened(f), l, m}
			read[as] = names
		}
		first.add(names[0])
		last.add(names[1])
		birthName.add(names[2])
		born.add(p.BirthDate)
		postcode.add(strings.TrimSpace(p.Postcode))
		city.add(readable(p.City))
		language.add(strings.TrimSpace(p.Language))
		b.Minor = b.Minor || p.Minor
		b.NoPhone = b.NoPhone || p.NoPhone
		contacts(&b, p)
		b.Spellings = once(b.Spellings, Spelling(r))
		for _, refused := range p.Refuses {
			b.Refuses = once(b.Refuses, refused)
		}
	}
	slices.Sort(b.Refuses)
	b.FirstName, b.LastName, b.BirthName = first.best(), last.best(), birthName.best()
	b.BirthDate, b.Postcode, b.City, b.Language = bestDate(&born), postcode.best(), city.best(), language.best()
	if fold(b.BirthName) == fold(b.LastName) {
		b.BirthName = ""
	}
	shown := strings.TrimSpace(b.FirstName + " " + b.LastName)
	b.Spellings = slices.DeleteFunc(b.Spellings, func(s string) bool { return s == shown })
	slices.Sort(b.Spellings)
	b.Spellings = b.Spellings[:min(len(b.Spellings), mostSpellings)]
	b.NoPhone = b.NoPhone && len(b.Phones) == 0
	return b
}

// mostSpellings bounds how many spellings a person's view keeps.
const mostSpellings = 20

// before orders rows as their facts were first seen.
func before(a, b *Row) int {
	switch {
	case a.First.Before(a.Ref, b.First, b.Ref):
		return -1
	case b.First.Before(b.Ref, a.First, a.Ref):
		return 1
	}
	return 0
}

// contacts adds the e-mails and phones of p: what is relayed is shown too,
// it is how the person is reached.
func contacts(b *tresse.Beneficiary, p *tresse.Person) {
	for _, e := range p.Emails {
		if e = email(e); e != "" {
			b.Emails = once(b.Emails, e)
		}
	}
	for _, cell := range p.Phones {
		for _, n := range phones(cell) {
			b.Phones = once(b.Phones, n)
		}
	}
}

func once(list []string, s string) []string {
	if s == "" || slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// written returns the first, last and birth name of p as a human writes them.
func written(p *tresse.Person) (first, last, birthName string) {
	n := nameOf(p.FirstName, p.LastName, p.FullName, p.BirthName)
	if len(n.given) == 0 && len(n.last) == 0 {
		return "", "", ""
	}
	if p.FirstName != "" || p.LastName != "" {
		usual, maidenName, ok := maiden(p.LastName)
		if !ok {
			usual = p.LastName
		}
		if p.FirstName == "" && len(n.given) > 0 {
			first, last = cut(p.LastName, n)
			return first, last, readable(p.BirthName)
		}
		if len(n.given) > 0 {
			first = readable(p.FirstName)
		}
		if len(n.last) > 0 {
			last = readable(usual)
		}
		if p.BirthName != "" {
			maidenName = p.BirthName
		}
		return first, last, readable(maidenName)
	}
	usual, maidenName, ok := maiden(p.FullName)
	if !ok {
		usual = p.FullName
	}
	first, last = cut(usual, n)
	if p.BirthName != "" {
		maidenName = p.BirthName
	}
	return first, last, readable(maidenName)
}

// cut shares the written words of a full name out as n does its folded ones.
func cut(full string, n name) (first, last string) {
	given := strings.Join(n.given, " ")
	var f, l []string
	for _, w := range strings.FieldsFunc(full, func(r rune) bool { return unicode.IsSpace(r) || r == ',' }) {
		key := fold(w)
		switch {
		case key == "":
		case len(f) < len(n.given) && strings.Contains(" "+given+" ", " "+key+" "):
			f = append(f, w)
		default:
			l = append(l, w)
		}
	}
	return readable(strings.Join(f, " ")), readable(strings.Join(l, " "))
}

// readable writes a name as a human would: "LE GOFF" becomes "Le Goff", and
// what is already in capitals and small letters stays. Remarks in brackets go.
func readable(s string) string {
	if i := strings.IndexByte(s, '('); i > 0 {
		s = s[:i]
	}
	all := strings.Fields(s)
	for len(all) > 1 && title(fold(all[0])) {
		all = all[1:]
	}
	for i, w := range all {
		if w == strings.ToUpper(w) || w == strings.ToLower(w) {
			all[i] = capitalised(w, i > 0 || len(all) > 1)
		}
	}
	return strings.Join(all, " ")
}

// capitalised gives each part of a word its capital; the particles de, du, d'
// and des stay small before another word.
func capitalised(w string, among bool) string {
	w = strings.ToLower(w)
	if among && (w == "de" || w == "du" || w == "des") {
		return w
	}
	var b strings.Builder
	start := true
	for i, r := range w {
		if start && unicode.IsLetter(r) && !(i == 0 && among && (strings.HasPrefix(w, "d'") || strings.HasPrefix(w, "d’"))) {
			b.WriteRune(unicode.ToUpper(r))
		} else {
			b.WriteRune(r)
		}
		start = r == '-' || r == '\'' || r == '’' || r == '.'
	}
	return b.String()
}

// A ballot counts how often each spelling was written, and keeps the order in
// which they were first seen.
type ballot struct {
	seen []string
	n    []int
}

func (v *ballot) add(s string) {
	if s == "" {
		return
	}
	if i := slices.Index(v.seen, s); i >= 0 {
		v.n[i]++
		return
	}
	v.seen = append(v.seen, s)
	v.n = append(v.n, 1)
}

// best returns the spelling written most often, its folded twins counting for
// it; then the one with marks and of more than initials; then the first seen.
func (v *ballot) best() string {
	votes := map[string]int{}
	for i, s := range v.seen {
		votes[plain(s)] += v.n[i]
	}
	best := -1
	for i, s := range v.seen {
		if best < 0 || better(votes[plain(s)], v.n[i], s, votes[plain(v.seen[best])], v.n[best], v.seen[best]) {
			best = i
		}
	}
	if best < 0 {
		return ""
	}
	return v.seen[best]
}

// plain is what spellings of one name have in common.
func plain(s string) string { return strings.ReplaceAll(fold(s), " ", "") }

// hyphened writes a compound first name with its hyphen, "Jean Pierre" as
// "Jean-Pierre", where it is known as one.
func hyphened(first string) string {
	words := strings.Fields(first)
	if len(words) == 2 && french().compound[plain(first)] {
		return words[0] + "-" + words[1]
	}
	return first
}

func better(votes, own int, s string, votesB, ownB int, t string) bool {
	if a, b := len(plain(s)) > 2, len(plain(t)) > 2; a != b {
		return a
	}
	if votes != votesB {
		return votes > votesB
	}
	if a, b := marks(s), marks(t); a != b {
		return a > b
	}
	return own > ownB
}

// marks counts what hurried hands leave out: accents, hyphens, and the blank
// after a particle.
func marks(s string) int {
	n := strings.Count(s, "-") + strings.Count(s, " ")
	for _, r := range s {
		if r >= utf8.RuneSelf {
			n++
		}
	}
	return n
}

// bestDate prefers a whole date to a year or a presumed one.
func bestDate(v *ballot) string {
	var whole ballot
	for i, s := range v.seen {
		if birth(s).full {
			whole.seen = append(whole.seen, s)
			whole.n = append(whole.n, v.n[i])
		}
	}
	if len(whole.seen) > 0 {
		return whole.best()
	}
	return v.best()
}

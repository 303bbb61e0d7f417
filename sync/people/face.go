package people

import (
	"slices"
	"strings"
	"sync"
)

// A face is what a row says of a person, made ready to be compared. Rows that
// say the same share one.
type face struct {
	name
	g, l, core     string // first names joined; last names joined; last name without particles
	born           date
	mails          []mail
	phones         []string // E.164, sorted
	postcode, city string
	facts          []trait

	digest uint64

	common common // how common its values are, under one model
}

// A mail is an address in parts; key is the mailbox it reaches.
type mail struct{ key, local, domain string }

// A trait is an identifier or a further attribute.
type trait struct {
	name, value string
	unique      bool
}

// Bounds on what one row is compared by, so that hostile rows cost little.
const (
	mostContacts = 4
	mostTraits   = 12
	longestValue = 60
)

// faceOf makes r ready to be compared.
func faceOf(r *Row) *face {
	p := &r.Person
	f := &face{name: nameOf(p.FirstName, p.LastName, p.FullName, p.BirthName), born: birth(p.BirthDate)}
	f.g = strings.Join(f.given, "")
	f.l = strings.Join(f.last[:len(f.last)-f.birth], "")
	f.core = core(f.last[:len(f.last)-f.birth])
	if f.l == "" {
		f.l, f.core = strings.Join(f.last, ""), core(f.last)
	}
	f.postcode = strings.ReplaceAll(fold(p.Postcode), " ", "")
	f.city = bounded(fold(p.City))
	if !r.Relayed {
		f.reach(p.Emails, p.Phones)
	}
	for _, a := range p.Identifiers {
		f.add(a.Name, a.Value, true)
	}
	for _, a := range p.Attributes {
		f.add(a.Name, a.Value, false)
	}
	slices.SortFunc(f.facts, func(a, b trait) int { return strings.Compare(a.name+"\x00"+a.value, b.name+"\x00"+b.value) })
	f.digest = profile(r)
	return f
}

// reach keeps the e-mails and phones by which a row's person is reached.
func (f *face) reach(emails, cells []string) {
	for _, e := range emails {
		if e = email(e); e != "" && len(f.mails) < mostContacts {
			key := mailbox(e)
			if !slices.ContainsFunc(f.mails, func(m mail) bool { return m.key == key }) {
				local, domain, _ := strings.Cut(key, "@")
				f.mails = append(f.mails, mail{key, local, domain})
			}
		}
	}
	for _, cell := range cells {
		for _, n := range phones(cell) {
			if len(f.phones) < mostContacts {
				f.phones = once(f.phones, n)
			}
		}
	}
	slices.Sort(f.phones)
	slices.SortFunc(f.mails, func(a, b mail) int { return strings.Compare(a.key, b.key) })
}

func (f *face) add(name, value string, unique bool) {
	value = bounded(fold(value))
	if value != "" && len(f.facts) < mostTraits && len(name) <= longestValue {
		f.facts = append(f.facts, trait{fold(name), value, unique})
	}
}

func bounded(s string) string {
	if len(s) > longestValue {
		return s[:longestValue]
	}
	return s
}

// core joins the words of a last name without its particles.
func core(last []string) string {
	var b strings.Builder
	for i, w := range last {
		if !particle(w) || i == len(last)-1 && b.Len() == 0 {
			b.WriteString(w)
		}
	}
	return b.String()
}

// faces makes all rows ready, equal ones once. It returns the faces, and for
// each row which is its.
func faces(rows []*Row) (all []*face, of []int32) {
	of = make([]int32, len(rows))
	seen := make(map[uint64]int32, len(rows)/2)
	for i := range rows {
		digest := profile(rows[i])
		at, ok := seen[digest]
		if !ok {
			at = int32(len(seen))
			seen[digest] = at
		}
		of[i] = at
	}
	made := make([]*face, len(seen))
	first := make([]int32, len(seen))
	for i := len(rows) - 1; i >= 0; i-- {
		first[of[i]] = int32(i)
	}
	var wait sync.WaitGroup
	for part := range workers {
		wait.Go(func() {
			for k := part; k < len(made); k += workers {
				made[k] = faceOf(rows[first[k]])
			}
		})
	}
	wait.Wait()
	return made, of
}

// workers is how many goroutines share heavy work; the result does not hang
// on it.
const workers = 4

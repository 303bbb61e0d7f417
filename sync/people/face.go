package people

import (
	"slices"
	"strings"
	"sync"

	"tresse"
)

// A face is what a row says of a person, made ready to be compared. Rows that
// say the same share one.
type face struct {
	digest         uint64
	given, last    []string // folded words, as of name
	g, l, core     string   // first names joined; last names joined; last name without particles
	mails          []mail
	phones         []string // E.164, sorted
	postcode, city string
	*further       // nil for most
	born           date
	whole          bool // first and last name could not be told apart with confidence

	common common // how common its values are, under one model
}

// further is what few rows say. A store holds many faces, and they are to be
// small.
type further struct {
	more  []string // words of a full name written beside first and last
	facts []trait
}

// traits returns the identifiers and further attributes of f, by name.
func (f *face) traits() []trait {
	if f.further == nil {
		return nil
	}
	return f.facts
}

// others returns further words of the name of f.
func (f *face) others() []string {
	if f.further == nil {
		return nil
	}
	return f.more
}

// A mail is the mailbox that an address reaches, and where its domain begins.
type mail struct {
	key string
	at  int32
}

func (m *mail) local() string  { return m.key[:m.at] }
func (m *mail) domain() string { return m.key[m.at+1:] }

// A trait is an identifier or a further attribute.
type trait struct {
	name, value string
	unique      bool
	share       float32 // of people who have this value, under one model
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
	n := nameOf(p.FirstName, p.LastName, p.FullName, p.BirthName)
	f := &face{given: n.given, last: n.last, whole: n.whole, born: birth(p.BirthDate)}
	usual := f.last[:len(f.last)-n.birth]
	f.g, f.l = strings.Join(f.given, ""), strings.Join(usual, "")
	if f.core = core(usual); f.core == f.l {
		f.core = f.l // one text in memory
	}
	if f.l == "" {
		f.l, f.core = strings.Join(f.last, ""), core(f.last)
	}
	f.postcode = strings.ReplaceAll(fold(p.Postcode), " ", "")
	f.city = bounded(fold(p.City))
	if !r.Relayed {
		f.reach(p.Emails, p.Phones)
	}
	if len(n.more)+len(p.Identifiers)+len(p.Attributes) > 0 {
		f.further = &further{more: n.more}
		f.addAll(p.Identifiers, true)
		f.addAll(p.Attributes, false)
	}
	f.digest = profile(r)
	return f
}

func (f *face) addAll(list []tresse.Attribute, unique bool) {
	for _, a := range list {
		f.add(a.Name, a.Value, unique)
	}
	slices.SortFunc(f.facts, func(a, b trait) int { return strings.Compare(a.name+"\x00"+a.value, b.name+"\x00"+b.value) })
}

// reach keeps the e-mails and phones by which a row's person is reached.
func (f *face) reach(emails, cells []string) {
	for _, e := range emails {
		if e = email(e); e != "" && len(f.mails) < mostContacts {
			key := mailbox(e)
			if !slices.ContainsFunc(f.mails, func(m mail) bool { return m.key == key }) {
				f.mails = append(f.mails, mail{key, int32(strings.IndexByte(key, '@'))})
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
		f.facts = append(f.facts, trait{name: fold(name), value: value, unique: unique})
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
			in := interner{}
			for k := part; k < len(made); k += workers {
				made[k] = faceOf(rows[first[k]])
				in.face(made[k])
			}
		})
	}
	wait.Wait()
	return made, of
}

// workers is how many goroutines share heavy work; the result does not hang
// on it.
const workers = 4

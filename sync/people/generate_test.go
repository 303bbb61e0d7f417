package people

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tresse"
)

// A human is somebody invented, as they are.
type human struct {
	id                      string
	sex                     int // 0 woman, 1 man
	given, last, born       string
	birth                   string // date
	phone, email            string
	oldPhone, oldEmail      string
	postcode, city          string
	prescriber, house       string
	usesNick, usesBirthName bool
}

// A village invents people and their registrations, the same for one seed.
type village struct {
	*rand.Rand
	surnames    []string
	women, men  []string
	people      []*human
	prescribers []string
	places      [][2]string
	yearOnly    bool
	taken       map[string]bool // e-mails
}

// surnamesOf reads the list of last names beside the checkout.
func surnamesOf(t *testing.T) []string {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "..", "shared", "linkage", "insee_surnames_list.txt.gz"))
	if err != nil {
		t.Skip("the list of last names is not here")
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for s := bufio.NewScanner(z); s.Scan(); {
		if n := strings.Trim(s.Text(), "[ "); len(n) > 2 {
			all = append(all, strings.ToUpper(n[:1])+strings.ToLower(n[1:]))
		}
	}
	return all
}

func newVillage(t *testing.T, seed uint64, persons int) *village {
	v := &village{Rand: rand.New(rand.NewPCG(seed, 20261122)), surnames: surnamesOf(t), taken: map[string]bool{}}
	lists := strings.Split(strings.TrimSpace(firstNames), "\n\n")
	v.women, v.men = strings.Split(lists[0], "\n"), strings.Split(lists[1], "\n")
	v.Shuffle(len(v.surnames), func(i, j int) { v.surnames[i], v.surnames[j] = v.surnames[j], v.surnames[i] })
	for i := range 14 {
		v.places = append(v.places, [2]string{fmt.Sprintf("%05d", 69000+10*i+v.IntN(9)), cities[i%len(cities)]})
	}
	for i := range persons/250 + 1 {
		v.prescribers = append(v.prescribers, fmt.Sprintf("referent%d@ccas-%s.fr", i, strings.ToLower(v.surnames[i])))
	}
	for len(v.people) < persons {
		v.settle()
	}
	return v
}

var cities = []string{"Villeurbanne", "Lyon", "Bron", "Vaulx-en-Velin", "Saint-Priest", "Décines-Charpieu", "Oullins", "Vénissieux", "Caluire-et-Cuire", "Rillieux-la-Pape"}

// north and others are names of families from elsewhere.
var foreign = []struct{ women, men, last string }{
	{"Fatima Khadija Aïcha Samira Nadia Yasmina Karima Leïla Naïma Zohra Rachida Hanane Meriem Souad", "Mohamed Ahmed Youssef Rachid Karim Mustapha Hassan Hussein Ibrahim Said Khaled Abderrahmane Bilal Omar", "Benali El%Amrani Haddad Bouzid Cherif Belkacem Ben%Salah El%Idrissi Mansouri Saidi Brahimi Hamdi Khelifi Bensaïd Aït%Ali Slimani Meziane Toumi Zerrouki Amrani"},
	{"Fatoumata Aminata Mariam Awa Hawa Aïssatou Ramata Kadiatou Djeneba Oumou", "Mamadou Moussa Ousmane Ibrahima Abdoulaye Oumar Amadou Boubacar Souleymane Adama", "Diallo Traoré Diarra Coulibaly Bah Barry Sow Camara Keïta Touré Cissé Sylla Ndiaye Diop Konaté"},
	{"Maria Ana Olena Iryna Svitlana Natalia Oksana", "José Manuel João Oleksandr Serhiy Andriy Dmytro", "Da%Silva Ferreira Pereira Dos%Santos Shevchenko Kovalenko Bondarenko Melnyk Fernandes Gonçalves"},
	{"Linh Huong Thi%Lan Mai Thu", "Minh Tuan Hung Van%Duc Quang", "Nguyen Tran Le Pham Hoang Vo Dang"},
}

func (v *village) pick(list []string) string { return list[v.IntN(len(list))] }

// ranked draws by the law of first names: half of the people have the first
// 25 of their sex.
func (v *village) ranked(list []string) string {
	u := v.Float64()
	r := int(25*u/(1-u+25/float64(len(list)))) % len(list)
	return list[r]
}

func (v *village) given(sex, origin int) string {
	if origin >= 0 {
		list := foreign[origin].women
		if sex == 1 {
			list = foreign[origin].men
		}
		return strings.ReplaceAll(v.pick(strings.Fields(list)), "%", " ")
	}
	n := v.ranked([][]string{v.women, v.men}[sex])
	parts := strings.Split(n, "-")
	for i, p := range parts {
		parts[i] = strings.ToUpper(p[:1]) + p[1:]
	}
	return strings.Join(parts, "-")
}

func (v *village) surname(origin int) string {
	if origin >= 0 {
		return strings.ReplaceAll(v.pick(strings.Fields(foreign[origin].last)), "%", " ")
	}
	u := v.Float64()
	if v.Float64() < .125 { // the common ones: the commonest has four people in a thousand
		i := int(12 * (math.Exp(v.Float64()*math.Log(150./12+1)) - 1))
		n := strings.Fields(lastNames)[i]
		return strings.ToUpper(n[:1]) + n[1:]
	}
	n := v.pick(v.surnames) // two in five have a name seen once
	if v.Float64() < .5 {
		n = v.surnames[int(8000*v.Float64()*v.Float64())]
	}
	switch {
	case u < .04:
		return "Le " + n
	case u < .06:
		return "De " + n
	case u < .08:
		return n + "-" + v.pick(v.surnames)
	}
	return n
}

func (v *village) date(from, to int) string {
	return fmt.Sprintf("%04d-%02d-%02d", from+v.IntN(to-from), 1+v.IntN(12), 1+v.IntN(28))
}

func (v *village) number() string {
	return fmt.Sprintf("0%d%08d", 6+v.IntN(2), v.IntN(90000000)+10000000)
}

// settle adds a person, or a household.
func (v *village) settle() {
	origin := -1
	if v.Float64() < .15 {
		origin = v.IntN(len(foreign))
	}
	last := v.surname(origin)
	place := v.places[int(float64(len(v.places))*v.Float64()*v.Float64())]
	first := v.human(origin, last, place, 1935, 2004)
	if v.Float64() > .12 {
		return
	}
	sharesPhone, sharesEmail := v.Float64() < .6, v.Float64() < .4
	kind := v.Float64()
	for i := range 1 + v.IntN(3) {
		h := v.human(origin, last, place, 1935, 2012)
		h.house, first.house = first.id, first.id
		for tries := 0; v.namesake(h) && tries < 20; tries++ {
			h.given = v.given(h.sex, origin)
		}
		switch {
		case kind < .04 && i == 0: // twins
			h.birth = first.birth
		case kind < .05 && i == 0: // parent and child of one name
			h.given, h.sex, h.birth = first.given, first.sex, v.date(1990, 2012)
		case kind < .3 && i == 0:
			h.last = v.surname(origin)
		}
		if sharesPhone {
			h.phone = first.phone
		}
		if sharesEmail {
			h.email = first.email
		}
	}
}

// namesake reports that somebody of the household has the same first name.
func (v *village) namesake(h *human) bool {
	for _, o := range v.people[max(0, len(v.people)-6):] {
		if o != h && o.house == h.house && (o.given == h.given || french().related(fold(o.given), fold(h.given))) {
			return true
		}
	}
	return false
}

func (v *village) human(origin int, last string, place [2]string, from, to int) *human {
	h := &human{id: fmt.Sprint(len(v.people)), sex: v.IntN(2), last: last, birth: v.date(from, to), phone: v.number(), postcode: place[0], city: place[1]}
	h.given = v.given(h.sex, origin)
	if h.sex == 0 && v.Float64() < .4 {
		h.born = v.surname(origin)
	}
	local := strings.ReplaceAll(fold(h.given)+"."+fold(h.last), " ", "")
	switch u := v.Float64(); {
	case u < .35:
	case u < .6:
		local += fmt.Sprint(v.IntN(100))
	case u < .8:
		local = strings.ReplaceAll(fold(h.given)[:1]+fold(h.last), " ", "") + fmt.Sprint(v.IntN(1000))
	default:
		local = fold(v.pick(v.surnames)) + fmt.Sprint(v.IntN(1000))
	}
	h.email = local + "@" + v.pick([]string{"gmail.com", "orange.fr", "free.fr", "hotmail.fr", "wanadoo.fr", "laposte.net", "outlook.fr"})
	for v.taken[h.email] {
		h.email = fmt.Sprint(v.IntN(10)) + h.email
	}
	v.taken[h.email] = true
	h.oldPhone, h.oldEmail = v.number(), h.email
	h.usesNick, h.usesBirthName = v.Float64() < .1, v.Float64() < .2
	if v.Float64() < .08 {
		h.prescriber = v.pick(v.prescribers)
	}
	v.people = append(v.people, h)
	return h
}

// misspell makes one slip of the fingers.
func (v *village) misspell(s string) string {
	r := []rune(s)
	if len(r) < 4 {
		return s
	}
	i := 1 + v.IntN(len(r)-2)
	switch v.IntN(4) {
	case 0:
		return string(r[:i]) + string(r[i+1:])
	case 1:
		r[i], r[i+1] = r[i+1], r[i]
	case 2:
		r[i] = rune("abcdefghijlmnoprstuvz"[v.IntN(21)])
	default:
		return string(r[:i]) + string(r[i]) + string(r[i:])
	}
	return string(r)
}

// spelt writes the first and last name as one row has them.
func (v *village) spelt(h *human) (given, last string) {
	given, last = h.given, h.last
	if h.born != "" && h.usesBirthName && v.Float64() < .4 {
		last = h.born
	} else if h.born != "" && v.Float64() < .04 {
		last += " née " + h.born
	}
	kin := french().kin[strings.ReplaceAll(fold(given), " ", "")]
	if len(kin) > 0 && (h.usesNick && v.Float64() < .4 || v.Float64() < .03) {
		if n := v.pick(strings.Fields(strings.Split(kinships, "\n")[kin[v.IntN(len(kin))]])); n != "" {
			given = strings.ToUpper(n[:1]) + n[1:]
		}
	}
	if parts := strings.Split(given, "-"); len(parts) == 2 {
		switch v.IntN(12) {
		case 0:
			given = parts[0]
		case 1, 2:
			given = parts[0] + " " + strings.ToLower(parts[1])
		case 3:
			given = parts[0][:1] + "-" + parts[1][:1]
		case 4:
			given = parts[0] + strings.ToLower(parts[1])
		}
	}
	if v.Float64() < .05 {
		given = v.misspell(given)
	}
	if v.Float64() < .06 {
		last = v.misspell(last)
	}
	if rest, ok := strings.CutPrefix(last, "El "); ok && v.Float64() < .3 {
		last = v.pick([]string{"El" + strings.ToLower(rest), rest})
	}
	if v.Float64() < .25 {
		given, last = fold(given), strings.ToUpper(last)
	}
	return given, last
}

// dated writes the birth date as one row has it.
func (v *village) dated(h *human) string {
	b := h.birth
	switch u := v.Float64(); {
	case u < .06:
		return ""
	case u < .075:
		b = b[:4] + "-01-01"
	case u < .09:
		d := []byte(b)
		d[8+v.IntN(2)] = byte('0' + v.IntN(3))
		b = string(d)
	}
	if v.yearOnly {
		b = b[:4]
	}
	return b
}

func (v *village) styled(n string) string {
	switch v.IntN(6) {
	case 0:
		return n[:2] + " " + n[2:4] + " " + n[4:6] + " " + n[6:8] + " " + n[8:]
	case 1:
		return "+33" + n[1:]
	case 2:
		return n[1:]
	case 3:
		return n[:2] + "." + n[2:4] + "." + n[4:6] + "." + n[6:8] + "." + n[8:]
	}
	return n
}

// row writes one registration of h.
func (v *village) row(h *human) (p tresse.Person, relayed bool) {
	given, last := v.spelt(h)
	phone, email := h.phone, h.email
	if v.Float64() < .06 {
		phone = h.oldPhone
	}
	if v.Float64() < .01 {
		phone = v.misspell(phone)
	}
	if h.prescriber != "" && v.Float64() < .6 {
		email = h.prescriber
		relayed = v.Float64() < .3
	}
	if v.Float64() < .015 {
		given, last = last, given
	}
	switch u := v.Float64(); {
	case u < .38: // an appointment tool: full name and e-mail
		p.FullName, p.Emails = given+" "+last, []string{email}
		if v.Float64() < .5 {
			p.Phones = []string{v.styled(phone)}
		}
	case u < .68: // a public service
		p.FirstName, p.LastName, p.BirthDate = given, last, v.dated(h)
		p.Phones = []string{v.styled(phone)}
		if v.Float64() < .3 {
			p.Emails = []string{email}
		}
		if v.Float64() < .5 {
			p.Postcode, p.City = h.postcode, h.city
		}
		if h.born != "" && v.Float64() < .5 {
			p.BirthName = h.born
		}
	case u < .93: // a spreadsheet
		p.FullName, p.Phones = strings.ToUpper(last)+" "+strings.ToUpper(given[:1])+given[1:], []string{v.styled(phone)}
		if v.Float64() < .3 {
			p.City = h.city
		}
	default: // somebody walks in
		p.FirstName, p.Phones = given, []string{v.styled(phone)}
		relayed = false
	}
	return p, relayed
}

// registrations writes about 2.2 rows a person.
func (v *village) registrations(name string) measured {
	set := measured{name: name}
	for _, h := range v.people {
		n := 1
		for n < 7 && v.Float64() < .545 {
			n++
		}
		for range n {
			p, relayed := v.row(h)
			set.rows = append(set.rows, Row{Ref: tresse.Ref(fmt.Sprintf("set/%x", sum(fmt.Sprint(len(set.rows))))), First: tresse.Sight{Round: 1}, Person: p, Relayed: relayed})
			set.truth = append(set.truth, h.id)
		}
	}
	return set
}

package people

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"tresse"
)

// a set of rows that are all different people, or as their truth says.
type lives struct {
	rows  []Row
	truth []string
}

func (l *lives) add(who string, relayed bool, p tresse.Person) {
	l.rows = append(l.rows, Row{Ref: tresse.Ref(fmt.Sprintf("l/%05d", len(l.rows))), First: tresse.Sight{Round: 1}, Person: p, Relayed: relayed})
	l.truth = append(l.truth, who)
}

// Each set holds one trap; nobody may be merged with somebody else in any,
// neither by the shipped model nor by one learned from the set itself.
func TestTraps(t *testing.T) {
	seeds, persons := []uint64{11}, []int{1500}
	if *evaluate {
		seeds, persons = nil, []int{60, 1500, 4000}
		for seed := range uint64(20) {
			seeds = append(seeds, 11+seed)
		}
	}
	for i, seed := range seeds {
		trap(t, newVillage(t, seed, persons[i%len(persons)]))
	}
	t.Logf("%d seeds of each trap", len(seeds))
}

func trap(t *testing.T, v *village) {
	traps := map[string]func(*lives){
		"households": func(l *lives) {
			for i := 0; i+3 < len(v.people); i += 3 {
				head := v.people[i]
				if head.house != "" && i > 0 && head.house == v.people[i-3].house {
					continue // one household with the last: nothing would tell namesakes apart
				}
				var taken []string
				for _, h := range v.people[i : i+3] {
					if h.house != "" && h.house != v.people[i].house {
						continue // of a household that another three begin
					}
					if slices.ContainsFunc(taken, func(g string) bool { return forms(g, h.given) }) {
						continue // Oumar and Omar are one name, nothing here tells them apart
					}
					taken = append(taken, h.given)
					for k := range 2 {
						p := tresse.Person{FirstName: h.given, LastName: head.last, Phones: []string{head.phone}, Emails: []string{head.email}, Postcode: head.postcode, City: head.city}
						if k == 1 {
							p.BirthDate = h.birth
						}
						l.add(h.id, false, p)
					}
				}
			}
		},
		"prescribers": func(l *lives) {
			for i, h := range v.people {
				l.add(h.id, false, tresse.Person{FullName: h.given + " " + h.last, Emails: []string{fmt.Sprintf("ref%d@ccas.fr", i/30)}, Phones: []string{fmt.Sprintf("04780000%02d", i/30)}, BirthDate: h.birth})
			}
		},
		"relayed contacts": func(l *lives) {
			for i, h := range v.people {
				l.add(fmt.Sprint(i/2, h.given), true, tresse.Person{FirstName: h.given, Phones: []string{v.people[i/2].phone}, Emails: []string{v.people[i/2].email}})
			}
		},
		"homonyms with other birth dates": func(l *lives) {
			for i, h := range v.people {
				o := v.people[i/4]
				l.add(h.id, false, tresse.Person{FirstName: o.given, LastName: o.last, BirthDate: v.date(1935+i%4*18, 1945+i%4*18), City: o.city})
			}
		},
		"presumed birth dates": func(l *lives) {
			taken := map[string]bool{}
			for i, h := range v.people {
				o := v.people[i/3]
				if name := fmt.Sprint(i%3, o.given, o.last, o.city); taken[name] {
					continue // two who say the very same
				} else {
					taken[name] = true
				}
				l.add(h.id, false, tresse.Person{FirstName: o.given, LastName: o.last, BirthDate: fmt.Sprintf("%d-%s", 1960+i%3*12, []string{"01-01", "12-31", "01-01"}[i%3]), City: o.city})
			}
		},
		"placeholders and organisations": func(l *lives) {
			for i := range 600 {
				name := []string{"X", "SNP", "test", "Mission Locale", "CCAS de Bron", "Inconnu", "anonyme", "Association Les Amis", "XXX XXX", "Place réservée"}[i%10]
				l.add(fmt.Sprint(i), false, tresse.Person{FullName: name, Phones: []string{"0478000001"}, Emails: []string{"accueil@ccas.fr"}})
			}
		},
	}
	for _, name := range slices.Sorted(maps.Keys(traps)) {
		var l lives
		traps[name](&l)
		for kind, m := range map[string]tresse.Model{"shipped": {}, "learned": Estimate(l.rows, tresse.Model{})} {
			s := judge(l.truth, Group(l.rows, m, nil))
			if s.wrong > 0 {
				t.Errorf("%s, %s model: %d pairs of people merged", name, kind, s.wrong)
			}
		}
	}
}

// forms reports two first names that one person goes by; of Jean and
// Jean-Marie on one phone the mediator is asked.
func forms(a, b string) bool {
	x, y := faceOf(&Row{Person: tresse.Person{FirstName: a}}), faceOf(&Row{Person: tresse.Person{FirstName: b}})
	return compareGiven(x, y) <= initial && !halfOf(x.given, y.given) && !halfOf(y.given, x.given)
}

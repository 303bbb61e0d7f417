package sessions

import (
	"slices"
	"strings"

	"tresse"
)

// A host who is an organisation says where a session is held, not by whom.
var organisation = set(`mediatheque bibliotheque mairie ville commune ccas mjc centre association asso espace france service services pimms epn tiers lieu maison
	reseau cafe agenda calendrier departement metropole communaute antenne conseil conseiller conseillers numerique numeriques equipe accueil planning mission`)

// hostNames are the people who hold a session, each as its folded words.
func hostNames(hosts []tresse.Host) [][]string {
	var names [][]string
	for _, h := range hosts {
		name := strings.Fields(fold(h.Name))
		if len(name) == 0 || slices.ContainsFunc(name, func(w string) bool { return organisation[w] }) {
			continue
		}
		names = append(names, name)
	}
	return names
}

// compareHosts tells whether one of each side may be the same person.
func compareHosts(a, b *Sketch) accord {
	for _, h := range a.f.Hosts {
		for _, g := range b.f.Hosts {
			if h.Email != "" && strings.EqualFold(h.Email, g.Email) {
				return same
			}
		}
	}
	if len(a.hosts) == 0 || len(b.hosts) == 0 {
		return unknown
	}
	best := differ
	for _, n := range a.hosts {
		for _, m := range b.hosts {
			best = max(best, compareNames(n, m))
		}
	}
	return best
}

// compareNames: "Camille Roussel" is "ROUSSEL Camille", may be "C. Roussel" or
// "Camille", and is not "Lucie Roussel".
func compareNames(a, b []string) accord {
	if len(a) > len(b) {
		a, b = b, a
	}
	whole, initials := 0, 0
	for _, w := range a {
		switch {
		case slices.ContainsFunc(b, func(v string) bool { return v == w || slip(v, w) }):
			whole++
		case slices.ContainsFunc(b, func(v string) bool { return (len(w) == 1 || len(v) == 1) && v[0] == w[0] }):
			initials++
		}
	}
	switch {
	case whole == len(a) && (whole > 1 || len(b) == 1):
		return same
	case whole+initials == len(a) && whole > 0:
		return vague
	}
	return differ
}

package rdvsptest

import (
	"fmt"
	"time"
)

// A Filling is a believable bulk of RDVs, the same each time.
type Filling struct {
	RDVs int
	From time.Time // the first day
	Days int       // over which they are spread, from 9:00 to 17:00 UTC
}

// Fill adds appointments, and each fifth a workshop of six, with people who are
// invented: their phones are of the ranges set aside for fiction. No webhook is
// told.
func (s *Server) Fill(f Filling) {
	agent := []Agent{{ID: 1207, FirstName: "Camille", LastName: "ROUSSEL", Email: Email}}
	lieu := &Lieu{ID: 702, Name: "Médiathèque Jules-Verne", Address: "5 quai de l'Estuaire, Saint-Brévin, 44250"}
	s.mu.Lock()
	defer s.mu.Unlock()
	who := 0
	for n := range f.RDVs {
		r := RDV{Motif: Motif{ID: 3310, Name: "Accompagnement individuel"}, Lieu: lieu, Agents: agent, Start: f.slot(n)}
		seats := 1
		if n%5 == 0 {
			r.Motif, r.Name, r.Capacity, seats = Motif{ID: 3318, Name: "Atelier collectif", Collective: true}, "Découvrir FranceConnect", 8, 6
		}
		for range seats {
			r.Participations = append(r.Participations, Participation{User: invented(who)})
			who++
		}
		s.complete(&r)
		kept := &stored{RDV: r}
		s.rdvs = append(s.rdvs, kept)
		s.byID[r.ID] = kept
	}
}

// slot spreads the RDVs evenly over the days and, within one, over 8 hours.
func (f Filling) slot(n int) time.Time {
	day := n * f.Days / max(1, f.RDVs)
	quarter := n * 7 % 32
	return f.From.Truncate(24*time.Hour).AddDate(0, 0, day).Add(9*time.Hour + time.Duration(quarter)*15*time.Minute)
}

// invented is the n-th person.
func invented(n int) User {
	given := [...]string{"Aline", "Bernard", "Chantal", "Driss", "Élise", "Fatou", "Gérard", "Hélène", "Ismaël", "Jeannine", "Kevin", "Lucette", "Moussa"}
	family := [...]string{"MODÈLE", "EXEMPLE", "FICTIF", "TÉMOIN", "SPÉCIMEN", "MAQUETTE", "GABARIT", "ESSAI", "CANEVAS", "ÉBAUCHE", "PATRON"}
	return User{
		FirstName: given[n%len(given)], LastName: fmt.Sprintf("%s-%d", family[n/len(given)%len(family)], n), BirthDate: "1951-03-17",
		Email: fmt.Sprintf("personne.%d@example.fr", n), Phone: fmt.Sprintf("06 39 98 %02d %02d", n/100%100, n%100),
		Address: "12 rue des Tilleuls, Saint-Brévin, 44250",
	}
}

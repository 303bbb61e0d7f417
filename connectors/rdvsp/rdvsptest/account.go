package rdvsptest

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// stored is an RDV with its encoding, which any change drops.
type stored struct {
	RDV
	wire []byte
}

// AddOrganisation adds an organisation that the agent belongs to, and returns
// its id.
func (s *Server) AddOrganisation(o Organisation) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if o.ID == 0 {
		o.ID = s.number()
	}
	if o.Verticale == "" {
		o.Verticale = "rdv_mairie"
	}
	s.organisations = append(s.organisations, o)
	return o.ID
}

// Add adds an RDV, tells the webhooks, and returns its id.
func (s *Server) Add(r RDV) int64 {
	s.mu.Lock()
	s.complete(&r)
	kept := &stored{RDV: r}
	s.rdvs = append(s.rdvs, kept)
	s.byID[r.ID] = kept
	s.mu.Unlock()
	s.tell("created", r.ID, "")
	return r.ID
}

// complete fills what a caller left empty; the lock is held.
func (s *Server) complete(r *RDV) {
	if r.ID == 0 {
		r.ID = s.number()
	}
	if r.UUID == "" {
		r.UUID = fmt.Sprintf("6c1f0b52-7a0e-4f3c-%04x-%012x", 0x8000|s.base&0x3fff, r.ID)
	}
	if r.Organisation == 0 {
		if len(s.organisations) == 0 {
			s.organisations = append(s.organisations, Organisation{ID: s.number(), Name: "Espace numérique", Email: "accueil@fil-commun.example.org", Verticale: "rdv_mairie"})
		}
		r.Organisation = s.organisations[0].ID
	}
	if r.Motif.ID == 0 {
		r.Motif.ID = 3000 + int64(len(r.Motif.Name))
	}
	if r.Motif.LocationType == "" {
		r.Motif.LocationType = OnSite
	}
	if r.End.IsZero() {
		r.End = r.Start.Add(45 * time.Minute)
	}
	if r.Created.IsZero() {
		r.Created = s.now()
	}
	if r.CreatedByType == "" {
		r.CreatedByType = "Agent"
	}
	for i := range r.Participations {
		s.completeSeat(&r.Participations[i])
	}
}

func (s *Server) completeSeat(p *Participation) {
	if p.ID == 0 {
		p.ID = s.number()
	}
	if p.Status == "" {
		p.Status = Unknown
	}
	s.completeUser(&p.User)
}

func (s *Server) completeUser(u *User) {
	if u.ID == 0 {
		u.ID = s.number()
	}
	if u.Created.IsZero() {
		u.Created = s.now()
	}
	if u.PhoneE164 == "" {
		u.PhoneE164 = e164(u.Phone)
	}
	if u.Responsible != nil {
		r := *u.Responsible
		s.completeUser(&r)
		u.Responsible = &r
	}
}

// e164 reads French numbers; "" where the platform would write null.
func e164(phone string) string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, phone)
	switch {
	case strings.HasPrefix(phone, "+33") && len(digits) == 11:
		return "+" + digits
	case len(digits) == 10 && digits[0] == '0':
		return "+33" + digits[1:]
	}
	return ""
}

// Edit changes an RDV in any way, tells the webhooks, and says whether it is
// there.
func (s *Server) Edit(id int64, change func(*RDV)) bool {
	s.mu.Lock()
	r, ok := s.byID[id]
	if ok {
		change(&r.RDV)
		for i := range r.Participations {
			s.completeSeat(&r.Participations[i])
		}
		r.wire = nil
	}
	s.mu.Unlock()
	if ok {
		s.tell("updated", id, "")
	}
	return ok
}

// Book adds a participation and returns its id; 0 where there is no such RDV.
func (s *Server) Book(id int64, p Participation) int64 {
	s.mu.Lock()
	s.completeSeat(&p)
	s.mu.Unlock()
	if !s.Edit(id, func(r *RDV) { r.Participations = append(r.Participations, p) }) {
		return 0
	}
	return p.ID
}

// Mark gives a participation another status; cancelled_at follows (sheet §8).
func (s *Server) Mark(id, participation int64, status string) bool {
	now := s.now()
	return s.Edit(id, func(r *RDV) {
		for i := range r.Participations {
			if r.Participations[i].ID == participation {
				r.Participations[i].Status = status
			}
		}
		r.Cancelled = time.Time{}
		if r.Motif.Collective {
			return
		}
		switch r.status(now) {
		case Excused, Revoked, NoShow:
			r.Cancelled = now
		}
	})
}

// Move gives an RDV another start, and keeps its id and length.
func (s *Server) Move(id int64, start time.Time) bool {
	return s.Edit(id, func(r *RDV) { r.Start, r.End = start, start.Add(r.End.Sub(r.Start)) })
}

// Forget makes a user anonymous wherever they take part.
func (s *Server) Forget(user int64) {
	for _, r := range s.RDVs() {
		if !slices.ContainsFunc(r.Participations, func(p Participation) bool { return p.User.ID == user }) {
			continue
		}
		s.Edit(r.ID, func(r *RDV) {
			for i := range r.Participations {
				if r.Participations[i].User.ID == user {
					r.Participations[i].User = Deleted(user)
				}
			}
		})
	}
}

func deletedEmail(id int64) string { return fmt.Sprintf("user_%d@deleted.rdv-solidarites.fr", id) }

// Delete removes an RDV, as an administrator does.
func (s *Server) Delete(id int64) { s.destroy(id, "") }

// Purge removes an RDV as the platform does after two years.
func (s *Server) Purge(id int64) { s.destroy(id, "rgpd") }

func (s *Server) destroy(id int64, reason string) {
	s.tell("destroyed", id, reason)
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.byID, id)
	s.rdvs = slices.DeleteFunc(s.rdvs, func(r *stored) bool { return r.ID == id })
}

// RDVs returns a copy of all, by start.
func (s *Server) RDVs() []RDV {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]RDV, len(s.rdvs))
	for i, r := range s.rdvs {
		all[i] = r.RDV
		all[i].Participations = slices.Clone(r.Participations)
	}
	slices.SortStableFunc(all, func(a, b RDV) int { return a.Start.Compare(b.Start) })
	return all
}

// number makes the next id; the lock is held.
func (s *Server) number() int64 {
	s.made++
	return s.base + s.made
}

package rdvsptest

import "time"

// The statuses of RDVs and participations (sheet §8).
const (
	Unknown = "unknown"
	Seen    = "seen"
	NoShow  = "noshow"
	Excused = "excused"
	Revoked = "revoked"
)

// The ways in which an RDV is held.
const (
	OnSite  = "public_office"
	AtHome  = "home"
	ByPhone = "phone"
	ByVideo = "visio"
)

// An RDV is one appointment or workshop. Add fills what is left empty.
type RDV struct {
	ID             int64
	UUID           string
	Organisation   int64 // the first one where 0
	Motif          Motif
	Name           string // of a workshop
	Start, End     time.Time
	Lieu           *Lieu
	Address        string // of a home; that of Lieu where there is one
	Agents         []Agent
	Participations []Participation
	Capacity       int // 0 is no limit
	Context        string
	Status         string // follows from the participations where empty
	Cancelled      time.Time
	Created        time.Time
	CreatedByType  string         // Agent, User, Prescripteur…; Agent where empty
	Extra          map[string]any // further keys
}

// A Motif is what an RDV is for.
type Motif struct {
	ID           int64
	Name         string
	Collective   bool
	LocationType string // OnSite where empty
	Category     any    // an object, a text, or nil
}

// A Lieu is a place of the organisation.
type Lieu struct {
	ID            int64
	Name, Address string
	SingleUse     bool
}

// An Agent holds RDVs. Names may be empty: they are then null.
type Agent struct {
	ID                         int64
	FirstName, LastName, Email string
}

// A Participation is one person's seat.
type Participation struct {
	ID            int64
	User          User
	Status        string // Unknown where empty
	CreatedByType string // as of the RDV where empty
}

// A User is somebody who comes, or is responsible for who does.
type User struct {
	ID                  int64
	FirstName, LastName string
	BirthName           string
	BirthDate           string // 1985-07-20
	Email               string
	Phone               string // as typed
	PhoneE164           string // read from Phone where empty and that can be
	Address             string
	AffiliationNumber   string
	NoEmails, NoSMS     bool // notify_by_… is false
	Responsible         *User
	Created             time.Time
}

// An Organisation holds RDVs and agents.
type Organisation struct {
	ID                            int64
	Name, Email, Phone, Verticale string
}

// Deleted is a user whom the platform has made anonymous (sheet §13).
func Deleted(id int64) User {
	return User{ID: id, FirstName: "Usager supprimé", LastName: "Usager supprimé", Email: deletedEmail(id)}
}

// counts reports whether a seat is one (sheet §8).
func (p *Participation) counts() bool { return p.Status != Excused && p.Status != Revoked }

// taken is users_count.
func (r *RDV) taken() int {
	n := 0
	for i := range r.Participations {
		if r.Participations[i].counts() {
			n++
		}
	}
	return n
}

// status is computed from the participations (sheet §8).
func (r *RDV) status(now time.Time) string {
	if r.Status != "" {
		return r.Status
	}
	n := map[string]int{}
	for _, p := range r.Participations {
		n[p.Status]++
	}
	all := len(r.Participations)
	switch {
	case n[Seen] > 0:
		return Seen
	case r.Motif.Collective:
		if !r.Start.After(now) && n[Unknown] == 0 {
			return Revoked
		}
		return Unknown
	}
	for _, status := range []string{Excused, Revoked, NoShow} {
		if all > 0 && n[status] == all {
			return status
		}
	}
	return Unknown
}

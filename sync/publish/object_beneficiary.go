package publish

import (
	"time"

	"tresse"
)

// A BeneficiaryObject is a beneficiary as JSON.
type BeneficiaryObject struct {
	ID            tresse.ID    `json:"id"`
	Aliases       []tresse.ID  `json:"aliases"`
	FirstName     string       `json:"first_name,omitempty"`
	LastName      string       `json:"last_name,omitempty"`
	BirthName     string       `json:"birth_name,omitempty"`
	Spellings     []string     `json:"spellings"` // other ways in which the name was written
	BirthDate     string       `json:"birth_date,omitempty"`
	Emails        []string     `json:"emails"`
	Phones        []string     `json:"phones"`
	Postcode      string       `json:"postcode,omitempty"`
	City          string       `json:"city,omitempty"`
	Minor         bool         `json:"minor"`
	Responsible   tresse.ID    `json:"responsible,omitempty"`
	NoPhone       bool         `json:"no_phone"`
	Refuses       []string     `json:"refuses"`
	Language      string       `json:"language,omitempty"`
	Registrations int          `json:"registrations"`
	Attended      int          `json:"attended"`
	Absent        int          `json:"absent"`
	FirstSeen     string       `json:"first_seen,omitempty"`
	LastSeen      string       `json:"last_seen,omitempty"`
	Refs          []tresse.Ref `json:"refs"`
}

// BeneficiaryJSON returns a beneficiary as JSON shows them.
func BeneficiaryJSON(b *tresse.Beneficiary, zone *time.Location) BeneficiaryObject {
	return BeneficiaryObject{
		ID: b.ID, Aliases: listed(b.Aliases), FirstName: b.FirstName, LastName: b.LastName, BirthName: b.BirthName, Spellings: listed(b.Spellings),
		BirthDate: b.BirthDate, Emails: listed(b.Emails), Phones: listed(b.Phones), Postcode: b.Postcode, City: b.City,
		Minor: b.Minor, Responsible: b.Responsible, NoPhone: b.NoPhone, Refuses: listed(b.Refuses), Language: b.Language,
		Registrations: b.Registrations, Attended: b.Attended, Absent: b.Absent,
		FirstSeen: instant(b.FirstSeen, zone), LastSeen: instant(b.LastSeen, zone), Refs: listed(b.Refs),
	}
}

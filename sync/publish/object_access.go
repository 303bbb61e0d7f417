package publish

import (
	"time"

	"tresse"
)

// An AccessObject is a feed address or an API token as JSON: never the secret,
// nor its hash.
type AccessObject struct {
	ID        string          `json:"id"`
	Purpose   tresse.Purpose  `json:"purpose"`
	Audience  tresse.Audience `json:"audience,omitempty"`
	Write     bool            `json:"write,omitempty"` // may also book at the counter
	Label     string          `json:"label,omitempty"`
	State     string          `json:"state"` // open, expired, revoked, renewed
	Created   string          `json:"created"`
	Expires   string          `json:"expires,omitempty"`
	Revoked   string          `json:"revoked,omitempty"`
	RenewedAs string          `json:"renewed_as,omitempty"`
	LastRead  string          `json:"last_read,omitempty"`
	Program   string          `json:"program,omitempty"`
}

// AccessJSON returns an access as JSON shows it at asOf.
func AccessJSON(a *tresse.Access, asOf time.Time, zone *time.Location) AccessObject {
	return AccessObject{
		ID: a.ID, Purpose: a.Purpose, Audience: a.Audience, Write: a.Write, Label: a.Label, State: accessState(a, asOf),
		Created: instant(a.Created, zone), Expires: instant(a.Expires, zone), Revoked: instant(a.Revoked, zone),
		RenewedAs: a.RenewedAs, LastRead: instant(a.LastRead, zone), Program: a.Program,
	}
}

func accessState(a *tresse.Access, asOf time.Time) string {
	switch {
	case a.RenewedAs != "":
		return "renewed"
	case !a.Revoked.IsZero():
		return "revoked"
	case !a.Ended(asOf).IsZero():
		return "expired"
	}
	return "open"
}

package rdvsp

// The wire types of sheet §4 and §7: what is kept of an answer, and nothing
// else. All is optional, for the platform takes fields away with time. A value
// of another type than here leaves its field zero (map.go reports it); keys that
// are not here are passed over: addresses, affiliation numbers, notes, context.

// meta is what stands around a page. Next is null on the last one.
type meta struct {
	Next       *int `json:"next_page"`
	TotalPages int  `json:"total_pages"`
	TotalCount int  `json:"total_count"`
}

type rdv struct {
	ID             int64           `json:"id"`
	UUID           string          `json:"uuid"`
	Name           string          `json:"name"` // of a workshop
	Collective     bool            `json:"collectif"`
	Status         string          `json:"status"`
	StartsAt       string          `json:"starts_at"`
	EndsAt         string          `json:"ends_at"`
	Minutes        int             `json:"duration_in_min"`
	CreatedAt      string          `json:"created_at"`
	CancelledAt    string          `json:"cancelled_at"` // also of a no-show (sheet §8)
	Address        string          `json:"address"`      // a place's, or somebody's home
	Place          *place          `json:"lieu"`
	Max            int             `json:"max_participants_count"`
	Count          *int            `json:"users_count"`
	Motif          motif           `json:"motif"`
	Organisation   organisation    `json:"organisation"`
	Agents         []agent         `json:"agents"`
	Participations []participation `json:"participations"` // nil where missing
	URL            string          `json:"url_for_agents"`
}

type place struct {
	Name    string `json:"name"`
	Address string `json:"address"`
}

type motif struct {
	Name         string `json:"name"`
	Collective   bool   `json:"collectif"`
	LocationType string `json:"location_type"` // public_office, phone, home, visio
	Category     any    `json:"motif_category"`
}

type organisation struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

type agent struct {
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	Email     string `json:"email"`
}

type participation struct {
	ID     int64  `json:"id"`
	Status string `json:"status"`
	User   *user  `json:"user"`
}

type user struct {
	ID            int64  `json:"id"`
	FirstName     string `json:"first_name"`
	LastName      string `json:"last_name"` // usual name
	BirthName     string `json:"birth_name"`
	BirthDate     string `json:"birth_date"`
	Email         string `json:"email"`
	OtherEmail    string `json:"notification_email"` // of 2025 only
	Phone         string `json:"phone_number_formatted"`
	PhoneAsTyped  string `json:"phone_number"`
	NotifyByEmail *bool  `json:"notify_by_email"`
	NotifyBySMS   *bool  `json:"notify_by_sms"`
	Responsible   *user  `json:"responsible"` // whoever is written to in their place
}

// organisations is the answer to GET /organisations.
type organisations struct {
	Organisations []organisation `json:"organisations"`
	Meta          *meta          `json:"meta"`
}

package tresse

// A Place is where a session is held.
type Place struct {
	Name     string  `json:"name,omitempty"`
	Address  string  `json:"address,omitempty"`
	Postcode string  `json:"postcode,omitempty"`
	City     string  `json:"city,omitempty"`
	Lat      float64 `json:"lat,omitempty"` // degrees, WGS 84; 0,0 is "not known"
	Lon      float64 `json:"lon,omitempty"`
}

// A Host is who holds a session: a mediator, a partner. The e-mail is for the
// mediator's own eyes and never stands in a public or team feed.
type Host struct {
	Name  string `json:"name,omitempty"`
	Email string `json:"email,omitempty"`
}

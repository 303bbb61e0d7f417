package tresse

import "time"

// A Time is an instant, or a day of the civil calendar for what lasts all day.
// A day is held as its midnight in UTC and means that day wherever it is read.
type Time struct {
	time.Time
	Day bool
}

// At returns the instant t, in UTC and without fractions of a second.
func At(t time.Time) Time { return Time{Time: t.UTC().Truncate(time.Second)} }

// OnDay returns the civil day of t as t's own zone shows it.
func OnDay(t time.Time) Time {
	return Time{Time: time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC), Day: true}
}

// Stamp writes the time as RFC 5545 does: 20261020T120000Z, or 20261020.
func (t Time) Stamp() string {
	if t.Day {
		return t.Format("20060102")
	}
	return Stamp(t.Time)
}

// In returns the instant at which t begins for someone in zone.
func (t Time) In(zone *time.Location) time.Time {
	if t.Day {
		return time.Date(t.Year(), t.Month(), t.Time.Day(), 0, 0, 0, 0, zone)
	}
	return t.Time.In(zone)
}

// Same reports whether both are the same instant, or the same day.
func (t Time) Same(u Time) bool { return t.Day == u.Day && t.Time.Equal(u.Time) }

// MarshalText writes RFC 3339 in UTC, or a bare date.
func (t Time) MarshalText() ([]byte, error) {
	if t.IsZero() {
		return nil, nil
	}
	if t.Day {
		return t.AppendFormat(nil, time.DateOnly), nil
	}
	return t.UTC().AppendFormat(nil, time.RFC3339), nil
}

// MarshalJSON writes RFC 3339 in UTC, or a bare date; "" for no time.
func (t Time) MarshalJSON() ([]byte, error) {
	b, _ := t.MarshalText()
	return append(append([]byte{'"'}, b...), '"'), nil
}

// UnmarshalText reads what MarshalText writes.
func (t *Time) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*t = Time{}
		return nil
	}
	if len(b) == len(time.DateOnly) {
		d, err := time.Parse(time.DateOnly, string(b))
		*t = Time{Time: d, Day: true}
		return err
	}
	i, err := time.Parse(time.RFC3339, string(b))
	*t = Time{Time: i.UTC()}
	return err
}

// UnmarshalJSON reads what MarshalJSON writes.
func (t *Time) UnmarshalJSON(b []byte) error {
	if len(b) < 2 || b[0] != '"' {
		*t = Time{}
		return nil
	}
	return t.UnmarshalText(b[1 : len(b)-1])
}

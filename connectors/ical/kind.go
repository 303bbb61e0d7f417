package ical

import "tresse"

// kind asks the title, then the categories, then the configuration.
func (m *mapper) kind(title string, tags []string) tresse.Kind {
	if k := tresse.KindSaid(title); k != "" {
		return k
	}
	for _, tag := range tags {
		if k := tresse.KindSaid(tag); k != "" {
			return k
		}
	}
	if m.usual != "" {
		return m.usual
	}
	return tresse.OtherKind
}

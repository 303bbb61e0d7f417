package zeeg

import (
	"net/url"
	"regexp"
	"strings"

	"tresse"
)

// place reads the location, of which only one shape is documented ({type,
// joinUrl}, or null): a free object, or a bare text. A web address in it is the
// way in; `type` is a label ("Google Meet", "In person") and no place. Where the
// label says telephone nothing is kept but a web address: the rest may be the
// person's own number, and a listing never holds a person's data.
func (d *draft) place() (where tresse.Place, online string) {
	object, _ := d.e.Location.(map[string]any)
	if name, bare := d.e.Location.(string); bare {
		object = map[string]any{"name": name}
	}
	if len(object) == 0 {
		return where, ""
	}
	read := func(keys ...string) string { return d.locationText(object, &online, keys) }
	read("joinUrl", "join_url", "url", "link", "meetingUrl")
	where = tresse.Place{
		Name:     read("name", "label", "venue", "place", "location", "value", "text"),
		Address:  read("address", "street", "fullAddress"),
		Postcode: read("postcode", "postalCode", "zip", "zipCode"),
		City:     read("city", "town"),
	}
	if d.e.isShared() && where.Name == "" {
		// Of an appointment the details may be about the person.
		where.Name = read("details")
	}
	if onPhone(text(object["type"])) {
		return tresse.Place{}, online
	}
	return split(where), online
}

// locationText returns the first text of these keys that is neither a web
// address, which goes to online, nor a telephone number.
func (d *draft) locationText(object map[string]any, online *string, keys []string) string {
	for _, key := range keys {
		value := d.keep(d.e.UUID, "location", strings.Join(texts(object[key]), ", "))
		switch {
		case isWeb(value):
			if *online == "" {
				*online = value
			}
		case value != "" && !isOnlyPhone(value):
			return value
		}
	}
	return ""
}

func isWeb(s string) bool {
	if !strings.HasPrefix(s, "http") || strings.Contains(s, " ") {
		return false
	}
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

func onPhone(label string) bool {
	label = fold(label)
	return strings.Contains(label, "phone") || strings.Contains(label, "appel") || strings.Contains(label, "will_call") || strings.Contains(label, "will call")
}

// inAddress finds a French postcode and the town after it.
var inAddress = regexp.MustCompile(`(?:^|[\s,])(\d{5})[\s,]+(\p{L}[\p{L}'’ -]*)`)

// split fills postcode and city from an address that holds them in one line.
func split(p tresse.Place) tresse.Place {
	found := inAddress.FindAllStringSubmatch(p.Address, -1)
	if len(found) == 0 {
		return p
	}
	last := found[len(found)-1]
	if p.Postcode == "" {
		p.Postcode = last[1]
	}
	if p.City == "" && p.Postcode == last[1] {
		p.City = strings.TrimSpace(last[2])
	}
	return p
}

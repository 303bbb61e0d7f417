package config

import (
	"reflect"
	"strings"
)

// mostSeats is how many people no place of a mediator holds.
const mostSeats = 100_000

// places checks the sections [[place]]: each place once, with a name and seats.
func (r *reader) places(blocks []map[string]any, n *node) []Place {
	var list []Place
	lines := map[string]int{}
	for i, values := range blocks {
		var keys placeKeys
		at := n.item(i)
		r.table(values, at, section{path: "place"}, reflect.ValueOf(&keys).Elem())
		name := strings.Join(strings.Fields(keys.Name), " ")
		if _, isText := values["name"].(string); name == "" && (isText || values["name"] == nil) {
			r.note(at.key("name"), "place.name", "il manque « name » dans [[place]] ; écrivez le nom du lieu, comme les plateformes l'écrivent")
		}
		if _, written := values["capacity"]; !written {
			r.note(at.key("capacity"), "place.capacity", "il manque « capacity » dans [[place]] ; écrivez combien de personnes ce lieu peut recevoir, par exemple 12")
		} else if _, isNumber := values["capacity"].(int64); isNumber && (keys.Capacity < 1 || keys.Capacity > mostSeats) {
			r.note(at.key("capacity"), "place.capacity", "« capacity » dans [[place]] va de 1 à %d", mostSeats)
		}
		if line, twice := lines[strings.ToLower(name)]; twice && name != "" {
			r.note(at.key("name"), "place.name", "le lieu « %s » est déjà décrit ligne %d ; gardez-en une seule description", shown(name), line)
		}
		lines[strings.ToLower(name)] = at.line
		list = append(list, Place{Name: name, Capacity: keys.Capacity})
	}
	return list
}

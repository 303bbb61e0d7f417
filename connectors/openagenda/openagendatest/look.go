package openagendatest

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// look is how items are to be written (sheet §3.2).
type look struct {
	detailed bool
	fields   []string // includeFields[], if[]
	language string   // monolingual
	removed  bool     // live items say removed:false
}

func lookOf(q question) look {
	return look{
		detailed: q.one("detailed") == "1" || q.one("detailed") == "true",
		fields:   slices.Concat(q.list("includeFields"), q.list("if")),
		language: q.one("monolingual"),
		removed:  q.one("removed") == "null",
	}
}

// shortKeys are what an item has without detailed=1: no timings, no updatedAt,
// no registration, no state.
var shortKeys = []string{
	"uid", "slug", "title", "description", "keywords", "dateRange", "timezone", "nextTiming", "lastTiming",
	"attendanceMode", "image", "featured", "status", "originAgenda", "country",
	"location.name", "location.address", "location.city", "location.latitude", "location.longitude",
}

// item writes an entry; callers hold the lock.
func (s *Server) item(e *entry, l look) []byte {
	if !e.live() {
		return e.tombstone()
	}
	if light := s.light(e, l); light != nil {
		return light
	}
	body := s.encode(e)
	switch {
	case len(l.fields) > 0:
		body = pick(body, l.fields)
	case !l.detailed:
		body = pick(body, shortKeys)
	}
	if l.language != "" {
		body = speak(body, l.language)
	}
	if l.removed && len(l.fields) == 0 {
		body = slices.Concat([]byte(`{"removed":false,`), body[1:])
	}
	return body
}

// light writes the two fields of a sweep without making the whole event; nil
// where others are asked for, or their shape is set.
func (s *Server) light(e *entry, l look) []byte {
	if len(l.fields) == 0 || len(e.event.Set) > 0 {
		return nil
	}
	item := map[string]any{}
	for _, f := range l.fields {
		switch f {
		case "uid":
			item[f] = e.event.UID
		case "updatedAt":
			item[f] = stamp(e.event.UpdatedAt)
		case "removed":
			item[f] = false
		default:
			return nil
		}
	}
	return marshal(item)
}

// pick keeps the named fields; a dotted path reaches into an object.
func pick(body []byte, fields []string) []byte {
	var all map[string]json.RawMessage
	if json.Unmarshal(body, &all) != nil {
		return body
	}
	kept := map[string]any{}
	for _, field := range fields {
		name, inner, dotted := strings.Cut(field, ".")
		value, there := all[name]
		switch {
		case !there:
		case !dotted:
			kept[name] = value
		default:
			var object map[string]json.RawMessage
			if json.Unmarshal(value, &object) != nil || object == nil {
				kept[name] = value
				continue
			}
			into, ok := kept[name].(map[string]json.RawMessage)
			if !ok {
				into = map[string]json.RawMessage{}
				kept[name] = into
			}
			if v, ok := object[inner]; ok {
				into[inner] = v
			}
		}
	}
	return marshal(kept)
}

// speak makes single texts of multilingual ones, and a list of keywords; where
// the language is missing another one is given.
func speak(body []byte, language string) []byte {
	var all map[string]any
	if json.Unmarshal(body, &all) != nil {
		return body
	}
	for _, name := range []string{"title", "description", "longDescription", "conditions", "keywords", "dateRange"} {
		texts, ok := all[name].(map[string]any)
		if !ok {
			continue
		}
		all[name] = ""
		if name == "keywords" {
			all[name] = []any{}
		}
		for _, other := range append([]string{language}, slices.Sorted(maps.Keys(texts))...) {
			if v, there := texts[other]; there {
				all[name] = v
				break
			}
		}
	}
	return marshal(all)
}

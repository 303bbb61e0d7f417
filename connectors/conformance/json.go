package conformance

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// JSON is the Wire of a platform that answers in JSON.
type JSON struct {
	Lists []string // keys of the answer whose values are lists of items
}

// Fields goes through an item; of a list in it, the first entry stands for all.
func (j JSON) Fields(body []byte, mark string) []Field {
	root, ok := decodeJSON(body)
	if !ok {
		return nil
	}
	var fields []Field
	note := func(path string, value any) { fields = append(fields, Field{path, value}) }
	if mark == "" {
		walk("", j.around(root), note)
		return fields
	}
	for _, item := range j.items(root) {
		if holds(item, mark) {
			walk("", item, note)
			break
		}
	}
	return fields
}

// Set gives the first entry another value where the path leads into a list.
func (j JSON) Set(body []byte, mark, path string, value any) []byte {
	root, ok := decodeJSON(body)
	if !ok {
		return body
	}
	keys := strings.Split(path, ".")
	if mark == "" {
		put(root, keys, value)
		return encodeJSON(root)
	}
	for _, item := range j.items(root) {
		if holds(item, mark) {
			put(item, keys, value)
		}
	}
	return encodeJSON(root)
}

// Wrong returns values of the other kinds that JSON has, save an empty list or
// object: a platform may mean those.
func (JSON) Wrong(f Field) []any {
	object, list := map[string]any{"zz": []any{"x"}}, []any{7, "x"}
	switch f.Value.(type) {
	case string:
		return []any{object, list, 7}
	case json.Number:
		return []any{"x", object, list}
	case bool:
		return []any{"x", object, -3}
	case []any:
		return []any{"x", 7, object}
	case map[string]any:
		return []any{7, list}
	}
	return []any{object, list}
}

// Widen adds keys to every object, save to those that may be maps: where all
// values are of one kind, or there are none, a key is no field.
func (j JSON) Widen(body []byte, text string) []byte {
	root, ok := decodeJSON(body)
	if !ok {
		return body
	}
	widen(root, text)
	return encodeJSON(root)
}

func widen(v any, text string) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			widen(e, text)
		}
	case map[string]any:
		kinds := map[reflect.Type]bool{}
		for _, e := range v {
			widen(e, text)
			kinds[reflect.TypeOf(e)] = true
		}
		if len(kinds) > 1 {
			v["zz_inconnu"] = text
			v["zz_objet"] = map[string]any{"nom": text, "valeur": nil}
			v["zz_liste"] = []any{text, 1, nil, map[string]any{"id": 1}}
		}
	}
}

// items returns the items of all lists.
func (j JSON) items(root any) []any {
	var items []any
	object, _ := root.(map[string]any)
	for _, key := range j.Lists {
		list, _ := object[key].([]any)
		items = append(items, list...)
	}
	return items
}

// around is an answer without its items: a list counts as one value.
func (j JSON) around(root any) any {
	object, ok := root.(map[string]any)
	if !ok {
		return root
	}
	object = maps.Clone(object)
	for _, key := range j.Lists {
		if _, list := object[key].([]any); list {
			object[key] = []any{}
		}
	}
	return object
}

func holds(v any, mark string) bool {
	text := encodeJSON(mark)
	return bytes.Contains(encodeJSON(v), text[1:len(text)-1])
}

// walk names each value: "hosts" a list, "hosts[]" its first entry,
// "hosts[].name" a key of that.
func walk(path string, v any, note func(string, any)) {
	if path != "" {
		note(path, v)
	}
	switch v := v.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			walk(strings.TrimPrefix(path+"."+key, "."), v[key], note)
		}
	case []any:
		if len(v) > 0 {
			walk(path+"[]", v[0], note)
		}
	}
}

// put follows keys from an object and replaces what is there.
func put(v any, keys []string, value any) {
	object, ok := v.(map[string]any)
	key, entry := strings.CutSuffix(keys[0], "[]")
	old, there := object[key]
	if !ok || !there {
		return
	}
	list, _ := old.([]any)
	switch last := len(keys) == 1; {
	case entry && len(list) == 0:
	case entry && last:
		list[0] = value
	case entry:
		put(list[0], keys[1:], value)
	case last:
		object[key] = value
	default:
		put(old, keys[1:], value)
	}
}

// decodeJSON keeps numbers as they are written.
func decodeJSON(body []byte) (root any, ok bool) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	return root, d.Decode(&root) == nil
}

func encodeJSON(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err) // it was made by decodeJSON
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

package zeeg

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
)

// lenient decodes what it can of raw into v. It returns the path of the first
// field whose value has an unexpected type, "" where all fit, and false where
// raw is no object at all.
func lenient(raw json.RawMessage, v any) (misfit string, ok bool) {
	if !isObject(raw) {
		return "", false
	}
	err := json.Unmarshal(raw, v)
	if err == nil {
		return "", true
	}
	// encoding/json goes on after a value of the wrong type, and stops at
	// broken syntax.
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return wrong.Field, true
	}
	return "", false
}

func isObject(raw json.RawMessage) bool {
	raw = bytes.TrimSpace(raw)
	return len(raw) > 0 && raw[0] == '{'
}

// blank reports whether a value says nothing: missing, null, false, or an empty
// text, list or object (PHP writes an empty object as a list).
func blank(raw json.RawMessage) bool {
	switch string(bytes.TrimSpace(raw)) {
	case "", "null", "false", `""`, "[]", "{}":
		return true
	}
	return false
}

// text reads a text or a number; anything else is "".
func text(raw json.RawMessage) string {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 {
		return ""
	}
	if c := raw[0]; c == '-' || c >= '0' && c <= '9' {
		return string(raw)
	}
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return strings.TrimSpace(s)
}

// texts reads a text, a number, or those in a list or object, which may hold
// one more level.
func texts(raw json.RawMessage) []string { return textsWithin(raw, 2) }

// textsWithin bounds the depth: each level is scanned anew.
func textsWithin(raw json.RawMessage, depth int) []string {
	if s := text(raw); s != "" {
		return []string{s}
	}
	if depth == 0 {
		return nil
	}
	var all []string
	for _, e := range elements(raw) {
		all = append(all, textsWithin(e, depth-1)...)
	}
	return all
}

// elements returns the members of a list, or the values of an object in the
// order of its keys; nil for anything else.
func elements(raw json.RawMessage) []json.RawMessage {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) == nil {
		return list
	}
	object := fields(raw)
	for _, key := range sortedKeys(object) {
		list = append(list, object[key])
	}
	return list
}

// fields returns the members of an object; nil for anything else.
func fields(raw json.RawMessage) map[string]json.RawMessage {
	var object map[string]json.RawMessage
	if json.Unmarshal(raw, &object) != nil {
		return nil
	}
	return object
}

func sortedKeys(object map[string]json.RawMessage) []string {
	keys := make([]string, 0, len(object))
	for key := range object {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

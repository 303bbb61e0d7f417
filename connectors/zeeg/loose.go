package zeeg

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// lenient decodes what it can of raw into v. It returns the path of the first
// field whose value has an unexpected type, "" where all fit, and false where
// raw is no object at all.
func lenient(raw json.RawMessage, v any) (misfit string, ok bool) {
	if raw = bytes.TrimSpace(raw); len(raw) == 0 || raw[0] != '{' {
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

// What the documentation leaves open is decoded into an any, and read by these.

// blank reports whether a value says nothing: missing, null, false, or an empty
// text, list or object (PHP writes an empty object as a list).
func blank(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case bool:
		return !v
	case string:
		return strings.TrimSpace(v) == ""
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	}
	return false
}

// text reads a text or a number; anything else is "".
func text(v any) string {
	switch v := v.(type) {
	case string:
		return strings.TrimSpace(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}

// texts reads a text, a number, or those in a list or object, at any depth.
func texts(v any) []string {
	var all []string
	switch v := v.(type) {
	case nil:
	case []any:
		for _, e := range v {
			all = append(all, texts(e)...)
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			all = append(all, texts(v[key])...)
		}
	default:
		if s := text(v); s != "" {
			all = []string{s}
		}
	}
	return all
}

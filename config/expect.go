package config

import (
	"encoding"
	"reflect"
	"time"
)

// expected says in French what a field of type t wants to see written.
func (v value) expected(t reflect.Type) string {
	key := v.section.key(v.name)
	switch t {
	case reflect.TypeFor[time.Duration](), reflect.TypeFor[Span]():
		return french("une durée entre guillemets, comme \"15m\" ou \"400d\"")
	case reflect.TypeFor[time.Time]():
		return french("une date sans guillemets, comme 2026-11-22")
	}
	if reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) {
		return french("un texte entre guillemets")
	}
	switch t.Kind() {
	case reflect.String:
		return french("un texte entre guillemets")
	case reflect.Bool:
		return french("true (oui) ou false (non), sans guillemets")
	case reflect.Float32, reflect.Float64:
		return french("un nombre, sans guillemets")
	case reflect.Slice:
		return expectedList(t.Elem(), key)
	case reflect.Map, reflect.Struct:
		return french("une section, qui s'ouvre par [%s] entre simples crochets", shown(key))
	}
	return french("un nombre entier, sans guillemets")
}

func expectedList(element reflect.Type, key string) string {
	switch element.Kind() {
	case reflect.Map, reflect.Struct:
		return french("une section qui s'ouvre par [[%s]], avec deux crochets de chaque côté", shown(key))
	case reflect.String:
		return french("une liste entre crochets, comme [\"un\", \"deux\"]")
	}
	return french("une liste entre crochets, comme [12, 34]")
}

// kindOf says in French what a parsed value is, without repeating it.
func kindOf(raw any) string {
	switch raw.(type) {
	case string:
		return "un texte"
	case bool:
		return "true ou false"
	case int64:
		return "un nombre entier"
	case float64:
		return "un nombre à virgule"
	case time.Time:
		return "une date ou une heure"
	case map[string]any:
		return "une section entre simples crochets"
	case []map[string]any:
		return "une section entre doubles crochets"
	}
	return "une liste"
}

package config

import (
	"encoding"
	"fmt"
	"reflect"
	"time"

	"github.com/BurntSushi/toml"

	"tresse"
)

// A reader puts parsed values into structs and gathers the mistakes that it
// meets on the way; it never stops at one.
type reader struct {
	doc     *document
	found   Mistakes
	secrets []Secret // those found in fields tagged secret:"true"
	literal []int    // lines in which one of them stands as it is
}

// note adds a mistake at the line of n.
func (r *reader) note(n *node, key, format string, args ...any) {
	r.found = append(r.found, Mistake{File: r.doc.name, Line: n.line, Key: key, Text: oneLine(french(format, args...))})
}

// table fills the struct into with the values of a section that stands at n.
func (r *reader) table(values map[string]any, n *node, s section, into reflect.Value) {
	known := append(keysOf(into.Type()), s.also...)
	for _, f := range fieldsOf(into.Type()) {
		if raw, ok := values[f.name]; ok {
			v := value{raw: raw, node: n.key(f.name), name: f.name, section: s, secret: f.secret, known: known}
			r.put(v, into.FieldByIndex(f.index))
		}
	}
	if !s.open {
		r.unknown(values, n, s, known)
	}
}

// A value is one parsed value on its way into a field.
type value struct {
	raw     any
	node    *node
	name    string // of its key
	section section
	secret  bool
	known   []string // keys beside its own
}

// wrong notes that the value is not what its key expects.
func (r *reader) wrong(v value, expected string) {
	r.note(v.node, v.section.key(v.name), "« %s »%s attend %s ; ici se trouve %s", shown(v.name), v.section.in(), expected, kindOf(v.raw))
}

// put converts v to the type of dst. What does not fit is noted and leaves dst
// as it was.
func (r *reader) put(v value, dst reflect.Value) {
	switch into := dst.Addr().Interface().(type) {
	case toml.Unmarshaler:
		r.refused(v, into.UnmarshalTOML(v.raw))
	case *time.Time:
		if t, ok := v.raw.(time.Time); ok {
			*into = t
		} else {
			r.wrong(v, v.expected(dst.Type()))
		}
	case *time.Duration:
		r.span(v, dst)
	case encoding.TextUnmarshaler:
		if text, ok := v.raw.(string); ok {
			r.refused(v, into.UnmarshalText([]byte(r.resolved(v, text))))
		} else {
			r.wrong(v, v.expected(dst.Type()))
		}
	default:
		r.putKind(v, dst)
	}
}

// putKind converts v to a type that has no reading of its own.
func (r *reader) putKind(v value, dst reflect.Value) {
	ok := true
	switch dst.Kind() {
	case reflect.Pointer:
		fresh := reflect.New(dst.Type().Elem())
		r.put(v, fresh.Elem())
		dst.Set(fresh)
	case reflect.String:
		var text string
		if text, ok = v.raw.(string); ok {
			dst.SetString(r.resolved(v, text))
		}
	case reflect.Bool:
		var b bool
		if b, ok = v.raw.(bool); ok {
			dst.SetBool(b)
		}
	case reflect.Slice:
		r.list(v, dst)
	case reflect.Map:
		r.dictionary(v, dst)
	case reflect.Struct:
		var values map[string]any
		if values, ok = v.raw.(map[string]any); ok {
			r.table(values, v.node, v.section.inside(v.name, v.known), dst)
		}
	case reflect.Interface:
		if ok = dst.NumMethod() == 0; ok {
			dst.Set(reflect.ValueOf(v.raw))
		}
	default:
		r.number(v, dst)
	}
	if !ok {
		r.wrong(v, v.expected(dst.Type()))
	}
}

// number converts v to an integer or a float of any size.
func (r *reader) number(v value, dst reflect.Value) {
	whole, isWhole := v.raw.(int64)
	fraction, isFraction := v.raw.(float64)
	switch {
	case dst.CanInt() && isWhole && !dst.OverflowInt(whole):
		dst.SetInt(whole)
	case dst.CanUint() && isWhole && whole >= 0 && !dst.OverflowUint(uint64(whole)):
		dst.SetUint(uint64(whole))
	case dst.CanFloat() && isWhole:
		dst.SetFloat(float64(whole))
	case dst.CanFloat() && isFraction:
		dst.SetFloat(fraction)
	case (dst.CanInt() || dst.CanUint()) && isWhole:
		r.note(v.node, v.section.key(v.name), "« %s »%s est un nombre hors limites", shown(v.name), v.section.in())
	default:
		r.wrong(v, v.expected(dst.Type()))
	}
}

// list converts v to a slice, element by element.
func (r *reader) list(v value, dst reflect.Value) {
	raw := reflect.ValueOf(v.raw)
	if raw.Kind() != reflect.Slice {
		r.wrong(v, v.expected(dst.Type()))
		return
	}
	made := reflect.MakeSlice(dst.Type(), raw.Len(), raw.Len())
	for i := range raw.Len() {
		element := v
		element.raw, element.node = raw.Index(i).Interface(), v.node.item(i)
		r.put(element, made.Index(i))
	}
	dst.Set(made)
}

// dictionary converts v to a map from text, key by key.
func (r *reader) dictionary(v value, dst reflect.Value) {
	values, ok := v.raw.(map[string]any)
	if !ok || dst.Type().Key().Kind() != reflect.String {
		r.wrong(v, v.expected(dst.Type()))
		return
	}
	made := reflect.MakeMapWithSize(dst.Type(), len(values))
	for name, raw := range values {
		element := value{raw: raw, node: v.node.key(name), name: name, section: v.section.inside(v.name, nil), secret: v.secret}
		held := reflect.New(dst.Type().Elem()).Elem()
		r.put(element, held)
		made.SetMapIndex(reflect.ValueOf(name).Convert(dst.Type().Key()), held)
	}
	dst.Set(made)
}

// span converts v to a duration.
func (r *reader) span(v value, dst reflect.Value) {
	text, ok := v.raw.(string)
	if !ok {
		r.wrong(v, v.expected(dst.Type()))
		return
	}
	if s, err := ParseSpan(text); err != nil {
		r.refused(v, err)
	} else {
		dst.SetInt(int64(s.Duration()))
	}
}

// refused notes the error of a type that reads its own text.
func (r *reader) refused(v value, err error) {
	if err == nil {
		return
	}
	why := tresse.AdviceOf(err)
	if why == "" {
		why = fmt.Sprint(err)
	}
	if v.secret {
		why = "valeur refusée"
	}
	r.note(v.node, v.section.key(v.name), "« %s »%s : %s", shown(v.name), v.section.in(), why)
}

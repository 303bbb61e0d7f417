package tresse

import (
	"reflect"
	"testing"
	"time"
)

// A field that the digest forgets would never be stored again once it changed.
func TestDigestCoversEveryField(t *testing.T) {
	eachField(t, Listing{}, func(l Listing) Digest { d, _ := l.Digest(nil); return d }, "Ref", "Scopes")
	eachField(t, Booking{}, func(b Booking) Digest { d, _ := b.Digest(nil); return d }, "Ref", "Scopes")
	eachField(t, Contact{}, func(c Contact) Digest { d, _ := c.Digest(nil); return d }, "Ref", "Scopes")
}

func eachField[T any](t *testing.T, zero T, digest func(T) Digest, except ...string) {
	t.Helper()
	none := digest(zero)
	var walk func(path string, at func(*T) reflect.Value)
	walk = func(path string, at func(*T) reflect.Value) {
		var probe T
		v := at(&probe)
		if v.Kind() == reflect.Struct && v.Type() != reflect.TypeOf(time.Time{}) {
			for i := range v.NumField() {
				name := v.Type().Field(i).Name
				if path == "" && contains(except, name) {
					continue
				}
				walk(path+"."+name, func(x *T) reflect.Value { return at(x).Field(i) })
			}
			return
		}
		fill(t, path, v)
		if digest(probe) == none {
			t.Errorf("%T%s does not change the digest", zero, path)
		}
	}
	walk("", func(x *T) reflect.Value { return reflect.ValueOf(x).Elem() })
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func fill(t *testing.T, path string, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.String:
		v.SetString("x")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int:
		v.SetInt(7)
	case reflect.Float64:
		v.SetFloat(1.5)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
	case reflect.Struct:
		v.Set(reflect.ValueOf(time.Unix(1, 0)))
	default:
		t.Fatalf("%s: a kind of field that this test does not know: %s", path, v.Kind())
	}
}

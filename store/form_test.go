package store

import (
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tresse"
)

// fill puts something into every field, so that one that is not kept is missed.
func fill(t *testing.T, v reflect.Value) {
	t.Helper()
	switch x := v.Addr().Interface().(type) {
	case *time.Time:
		*x = noon.Add(1234567 * time.Nanosecond).In(time.FixedZone("", 3600))
		return
	case *tresse.Time:
		*x = tresse.OnDay(noon)
		return
	case *tresse.ID:
		*x = id("anybody")
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("é <&> \u2028")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(7)
	case reflect.Uint64:
		v.SetUint(7)
	case reflect.Float64:
		v.SetFloat(1.5)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(t, v.Index(i))
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			fill(t, v.Field(i))
		}
	default:
		t.Fatalf("a field of kind %s: say how it is kept", v.Kind())
	}
}

// A new field of the vocabulary is not kept until it has a number: the next free
// one, in formfact.go or formview.go.
func TestEveryFieldHasItsNumber(t *testing.T) {
	var l tresse.ListingFact
	fill(t, reflect.ValueOf(&l).Elem())
	l.Ref, l.State = "agenda/41234567@20261201T090000Z", tresse.Gone
	roundTrip(t, &l, encodeListing, decodeListing)
	l.Keys, l.Parent = []string{"openagenda|" + l.Ref.External(), ""}, "41234567"
	l.ID, l.URL, l.Changed = tresse.NewID(l.Keys[0]), "https://openagenda.com/41234567/x", l.First.At
	roundTrip(t, &l, encodeListing, decodeListing)

	var b tresse.BookingFact
	fill(t, reflect.ValueOf(&b).Elem())
	b.Ref, b.Listing, b.State = "rdv/1234/5", "", tresse.Archived
	b.URL = "https://rdv.example/1234/5"
	roundTrip(t, &b, encodeBooking, decodeBooking)

	var c tresse.ContactFact
	fill(t, reflect.ValueOf(&c).Elem())
	c.Ref, c.State = "excel/1", tresse.Live
	roundTrip(t, &c, encodeContact, decodeContact)

	var x tresse.Session
	fill(t, reflect.ValueOf(&x).Elem())
	roundView(t, &x, func(x *tresse.Session) (viewEntry, error) { return sessionEntry(ViewSessions, x, noNumbers(t)) }, decodeSession)
	var r tresse.Registration
	fill(t, reflect.ValueOf(&r).Elem())
	roundView(t, &r, func(x *tresse.Registration) (viewEntry, error) { return registrationEntry(x, noNumbers(t)) }, decodeRegistration)
	var p tresse.Beneficiary
	fill(t, reflect.ValueOf(&p).Elem())
	roundView(t, &p, func(x *tresse.Beneficiary) (viewEntry, error) { return beneficiaryEntry(x, noNumbers(t)) }, decodeBeneficiary)
}

// noNumbers are those of an empty store: refs are written out.
func noNumbers(t *testing.T) *numbers {
	t.Helper()
	s := newStore(t)
	tx, err := s.db.Begin(false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tx.Rollback() })
	return numbersOf(tx)
}

// roundTrip compares exactly: nil is not empty, an offset from UTC is kept.
func roundTrip[F any](t *testing.T, f *F, encode func(*F) (pair, error), decode decoder[F]) {
	t.Helper()
	p, err := encode(f)
	if err != nil {
		t.Fatal(err)
	}
	var got F
	if err := decode(&got, p.key, p.value, nil); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(*f, got); d != "" {
		t.Errorf("%T (-put +got):\n%s", got, d)
	}
}

func roundView[V any](t *testing.T, v *V, entry func(*V) (viewEntry, error), decode decoder[V]) {
	t.Helper()
	roundTrip(t, v, func(v *V) (pair, error) {
		e, err := entry(v)
		return pair{e.id, e.value}, err
	}, decode)
}

// What a later program writes is passed over by this one, and texts are kept as
// JSON keeps them.
func TestFieldsThatAreNotKnown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, n := rapid.String().Draw(t, "text"), rapid.Int().Draw(t, "number")
		moment := time.Unix(rapid.Int64Range(-62e9, 250e9).Draw(t, "moment"), rapid.Int64Range(0, 1).Draw(t, "ns")).UTC()
		list := rapid.SliceOf(rapid.String()).Draw(t, "list")
		if moment.IsZero() {
			moment = noon
		}
		f := form{near: [2]string{"near by"}}
		around := s + "near by" + s
		text(&f, 1, &around)
		integer(&f, 2, &n)
		f.instant(3, &moment)
		texts(&f, 4, &list)
		there, half := true, 1.5
		f.truth(5, &there)
		f.float(6, &half)
		who := id("anybody")
		f.id(7, &who)
		f.inner(8, true, func() { text(&f, 1, &s) })
		text(&f, 31, &s)
		if f.err != nil {
			t.Fatal(f.err)
		}
		r := form{b: f.b, reading: true, near: f.near}
		var last string
		text(&r, 31, &last)
		same(t, "last", last, s)
		r = form{b: f.b, reading: true, near: f.near}
		var first string
		var when time.Time
		text(&r, 1, &first)
		r.instant(3, &when)
		text(&r, 31, &last)
		same(t, "first, third and last", []any{first, when, last, r.err}, []any{around, moment, s, nil})
	})
	f := form{}
	broken := "a\xff\xffb"
	text(&f, 1, &broken)
	r := form{b: f.b, reading: true}
	text(&r, 1, &broken)
	same(t, "no UTF-8", broken, "a\ufffd\ufffdb")
	if !f.lossy {
		t.Error("nobody is told that it is not as it came")
	}
}

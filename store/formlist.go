package store

import (
	"encoding/binary"
	"slices"

	"tresse"
)

// id is an id; one that is none is a text.
func (f *form) id(n byte, p *tresse.ID) {
	if !f.reading {
		if key := plainID(*p); key != nil {
			f.tag(n, asID)
			f.b = append(f.b, key...)
		} else {
			text(f, n, p)
		}
		return
	}
	if f.next(n, asID) {
		f.b = f.b[1:]
		*p = keyID(f.take(16))
		return
	}
	text(f, n, p)
}

// plainID is the key of an id that comes back from it as it was, else nil.
func plainID(id tresse.ID) []byte {
	key, err := idKey(id)
	if err != nil || keyID(key) != id {
		return nil
	}
	return key
}

// inner writes or reads what stands in field n with a length before it: with
// fields of its own, or one after the other.
func (f *form) inner(n byte, there bool, fields func()) bool {
	if !f.reading {
		if !there {
			return false
		}
		f.tag(n, asText)
		at := len(f.b)
		f.b = append(f.b, 0) // most are shorter than 128 bytes
		fields()
		f.setLength(at)
		return true
	}
	how, ok := f.field(n)
	if !ok {
		return false
	}
	if how != asText {
		f.fail("field %d is nothing made of parts", n)
		return false
	}
	b := f.bytes()
	rest := f.b
	f.b = b
	fields()
	if f.err == nil {
		f.b = rest
	}
	return f.err == nil
}

// part is inner for what is left out where nothing stands in it.
func (f *form) part(n byte, fields func()) {
	at := len(f.b)
	if f.inner(n, true, fields); !f.reading && f.err == nil && len(f.b) == at+2 {
		f.b = f.b[:at]
	}
}

// setLength puts the length of what was written since at into its place.
func (f *form) setLength(at int) {
	if f.err != nil {
		return
	}
	size := len(f.b) - at - 1
	if size < 0x80 {
		f.b[at] = byte(size)
		return
	}
	length := binary.AppendUvarint(nil, uint64(size))
	f.b = slices.Replace(f.b, at, at+1, length...)
}

// list writes or reads a list whose members each() writes or reads one after
// the other.
func list[T any](f *form, n byte, p *[]T, each func(*T)) {
	f.inner(n, *p != nil, func() {
		if !f.reading {
			for i := range *p {
				each(&(*p)[i])
			}
			return
		}
		*p = []T{}
		for len(f.b) > 0 {
			var member T
			before := len(f.b)
			if each(&member); f.err == nil && len(f.b) == before {
				f.fail("broken list")
			}
			if f.err == nil {
				*p = append(*p, member)
			}
		}
	})
}

// members is a list of what has fields of its own.
func members[T any](f *form, n byte, p *[]T, fields func(*T)) {
	list(f, n, p, func(member *T) { f.inner(1, true, func() { fields(member) }) })
}

func texts[S ~string](f *form, n byte, p *[]S) {
	if f.reading {
		list(f, n, p, func(s *S) { *s = S(f.bytes()) })
		return
	}
	f.inner(n, *p != nil, func() {
		for _, s := range *p {
			f.string(f.clean(string(s)))
		}
	})
}

// nearTexts is texts, written around what is near.
func nearTexts(f *form, n byte, p *[]string) {
	list(f, n, p, func(s *string) {
		if !f.reading && *s == "" {
			f.tag(1, asText)
			f.b = append(f.b, 0)
			return
		}
		text(f, 1, s)
	})
}

// ids is a list of ids; a zero stands before the 16 bytes of one.
func (f *form) ids(n byte, p *[]tresse.ID) {
	list(f, n, p, func(id *tresse.ID) {
		if !f.reading {
			if key := plainID(*id); key != nil {
				f.b = append(append(f.b, 0), key...)
			} else {
				f.b = append(binary.AppendUvarint(f.b, uint64(len(*id)+1)), *id...)
			}
			return
		}
		size := f.uvarint()
		switch {
		case size == 0:
			*id = keyID(f.take(16))
		case size-1 > uint64(len(f.b)):
			f.fail("id cut short")
		default:
			*id = tresse.ID(f.take(int(size - 1)))
		}
	})
}

// refs is a list of refs of facts, by their numbers; what is no fact is written
// out after a zero. A fact that was erased since is no longer among them.
func (f *form) refs(n byte, p *[]tresse.Ref, kinds ...FactKind) {
	if f.reading {
		f.inner(n, true, func() { f.readRefs(p) })
		return
	}
	f.inner(n, *p != nil, func() {
		for _, ref := range *p {
			number, err := f.numbers.of(ref, kinds...)
			if err != nil {
				f.fail("%w", err)
				return
			}
			f.b = binary.AppendUvarint(f.b, number)
			if number == 0 {
				f.string(f.clean(string(ref)))
			}
		}
	})
}

func (f *form) readRefs(p *[]tresse.Ref) {
	*p = make([]tresse.Ref, 0, 1)
	for len(f.b) > 0 {
		number := f.uvarint()
		if number == 0 {
			*p = append(*p, tresse.Ref(f.bytes()))
			continue
		}
		if f.numbers == nil {
			continue
		}
		known, err := f.numbers.known(number)
		if err != nil {
			f.fail("%w", err)
			return
		}
		if known.kind != 0 {
			*p = append(*p, known.ref)
		}
	}
}

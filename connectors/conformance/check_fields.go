package conformance

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"tresse"
	"tresse/connectors"
)

func fieldChecks() []check {
	return []check{
		{"fields/unknown", []need{wired}, (*bench).unknownFields},
		{"fields/null", []need{wired}, (*bench).nullFields},
		{"fields/of a wrong type", []need{wired}, (*bench).wrongFields},
		{"fields/around the items", []need{wired}, (*bench).wrongAround},
		{"fields/only what is declared", []need{wired}, (*bench).onlyDeclared},
		{"fields/a social-security number", []need{wired}, (*bench).refusesNIR},
	}
}

// mark names the one item of three that is tampered with.
const mark = "Atelier zzmarque"

// three lists three items, the second of which is marked, and has the caller
// read them. The horizon is short, for the checks pull often.
func (b *bench) three() listed {
	b.Helper()
	b.env.Horizon = 10 * day
	b.open()
	for n := range 3 {
		i := Item{Title: fmt.Sprintf("Atelier numero%d", n), Start: noon.Add(time.Duration(n+1) * day), Person: b.person(n)}
		if n == 1 {
			i.Title = mark
		}
		i.End = i.Start.Add(time.Hour)
		b.add(i)
	}
	b.mustSync()
	b.complete()
	return b.items[1]
}

// body is an answer that holds the marked item.
func (b *bench) marked() []byte {
	b.Helper()
	var found []byte
	b.front.change(func(body []byte) []byte {
		if found == nil && len(b.Wire.Fields(body, mark)) > 0 {
			found = slices.Clone(body)
		}
		return body
	})
	b.open()
	b.pull(nil)
	b.front.heal()
	if found == nil {
		b.Fatalf("the Wire finds the marked item in no answer")
	}
	return found
}

// unknownFields change nothing, wherever they stand, and nothing of them comes
// through.
func (b *bench) unknownFields() {
	b.three()
	const text = "Zztexte"
	b.names = append(b.names, text)
	b.front.change(func(body []byte) []byte { return b.Wire.Widen(body, text) })
	p := b.pull(nil)
	got := prints(p)
	if p.err != nil || len(p.rejected) > 0 {
		b.Errorf("unknown fields give %v, rejections %v", p.err, p.rejected)
	}
	for ref, k := range b.caller.facts {
		if got[ref] != k.said {
			b.Errorf("with unknown fields %s reads\n%s\nwithout\n%s", ref, got[ref], k.said)
		}
	}
}

func (b *bench) nullFields() {
	b.tamper(func(Field) []any { return []any{nil} })
}

func (b *bench) wrongFields() { b.tamper(b.Wire.Wrong) }

// tamper gives each field of the marked item other values, one at a time. The
// item is then read, or reported; the two beside it are read as ever, and
// nothing is taken for gone.
func (b *bench) tamper(values func(Field) []any) {
	b.Helper()
	item := b.three()
	fields := b.Wire.Fields(b.marked(), mark)
	for _, f := range fields {
		for _, value := range values(f) {
			b.front.change(func(body []byte) []byte { return b.Wire.Set(body, mark, f.Path, value) })
			b.survives(fmt.Sprintf("%s = %v", f.Path, value), item)
		}
	}
}

// survives pulls once, as a caller that knows the three items.
func (b *bench) survives(what string, item listed) {
	b.Helper()
	known := b.caller.facts
	p := b.pull(nil)
	if p.err != nil {
		b.Errorf("%s in one item fails the pull: %v", what, p.err)
		return
	}
	got := prints(p)
	for ref, k := range known {
		if b.owns(item, ref) {
			continue
		}
		if got[ref] != k.said {
			b.Errorf("%s in one item, and beside it %s reads\n%s\nnot\n%s", what, ref, got[ref], k.said)
		}
	}
	b.accounted(what, item, p)
}

func (b *bench) owns(item listed, ref tresse.Ref) bool {
	return slices.Contains(item.ids, ref.External())
}

// accounted: the item itself was read, or something was reported; what was known
// of it is not gone, unless it came again under another name.
func (b *bench) accounted(what string, item listed, p *pulled) {
	b.Helper()
	renamed := slices.ContainsFunc(p.listings, func(l tresse.Listing) bool {
		return l.Title == mark && l.Ref != b.ref(item.ids[0])
	}) || slices.ContainsFunc(p.bookings, func(k tresse.Booking) bool { // a row that lost its id
		return k.Listing == b.ref(item.ids[0]) && !b.owns(item, k.Ref)
	})
	read := prints(p)
	a := absence{pulled: p}
	for _, id := range item.ids {
		ref := b.ref(id)
		if read[ref] != "" || renamed {
			continue
		}
		if len(p.rejected) == 0 {
			b.Errorf("%s: %s is neither read nor reported", what, ref)
		}
		for scope := range b.caller.facts[ref].scopes {
			if a.gone(ref, b.caller.facts[ref], scope) {
				b.Errorf("%s: %s is taken to be gone", what, ref)
			}
		}
	}
}

// wrongAround: where what stands around the items is not as it should be, the
// pull fails, or reads what it can; nothing is taken for gone.
func (b *bench) wrongAround() {
	b.three()
	fields := b.Wire.Fields(b.marked(), "")
	for _, f := range fields {
		for _, value := range append(b.Wire.Wrong(f), nil) {
			b.front.change(func(body []byte) []byte { return b.Wire.Set(body, "", f.Path, value) })
			p := b.pull(nil)
			if p.err != nil {
				continue
			}
			a := absence{pulled: p}
			got := prints(p)
			for ref, k := range b.caller.facts {
				for scope := range k.scopes {
					if got[ref] == "" && a.gone(ref, k, scope) {
						b.Errorf("%s = %v: %s is taken to be gone", f.Path, value, ref)
					}
				}
			}
		}
	}
}

// shapes are texts that give themselves away wherever they come to stand.
var shapes = [...]string{"Zzsecret Dufond", "zzsecret.dufond@example.fr", "https://zzsecret.example/dufond", "06 39 98 76 54"}

// told reports whether a text holds one of the shapes, however it was cut.
func told(text string) bool {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text)
	return strings.Contains(strings.ToLower(text), "zzsecret") || strings.Contains(digits, "639987654")
}

// onlyDeclared puts a marker into each field of an item in turn. It may reach a
// fact, or what is said to people, from those that Subject.Through names, and
// from no other; every one of those is seen to.
func (b *bench) onlyDeclared() {
	b.three()
	carried := map[string]bool{}
	for _, f := range b.Wire.Fields(b.marked(), mark) {
		if !f.writable() {
			continue
		}
		for _, shape := range shapes {
			b.front.change(func(body []byte) []byte { return b.Wire.Set(body, mark, f.Path, shape) })
			p := b.pull(nil)
			where := cmp.Or(p.inFacts(), p.inWords())
			carried[f.Path] = carried[f.Path] || where != ""
			if where != "" && !slices.Contains(slices.Concat(b.Through, b.Identity), f.Path) {
				b.Errorf("%q in %s comes through: %s", shape, f.Path, where)
			}
		}
	}
	for _, path := range b.Through {
		if !carried[path] {
			b.Errorf("Through names %s, from where nothing comes", path)
		}
	}
}

// inFacts returns a fact that holds a marker.
func (p *pulled) inFacts() string {
	for _, print := range prints(p) {
		if told(print) {
			return print
		}
	}
	return ""
}

// inWords returns what a pull says beside facts, where that holds a marker.
func (p *pulled) inWords() string {
	words, err := json.Marshal([]any{p.rejected, p.out.Notices, p.gone, p.seen})
	if err != nil {
		panic(err) // plain data
	}
	if told(string(words)) {
		return string(words)
	}
	return ""
}

// nirs are social-security numbers of nobody, as people write them.
var nirs = [...]any{"1 84 12 76 451 089 46", "Mon n° : 184127645108946, merci", "2 99 05 2A 004 123", json.Number("184127645108946")}

// refusesNIR puts one into each field in turn. examine sees that it comes into no
// fact; from where texts do come, its refusal is reported.
func (b *bench) refusesNIR() {
	b.three()
	for _, f := range b.Wire.Fields(b.marked(), mark) {
		if !f.writable() {
			continue
		}
		for _, nir := range nirs {
			b.front.change(func(body []byte) []byte { return b.Wire.Set(body, mark, f.Path, nir) })
			p := b.pull(nil)
			reported := slices.ContainsFunc(p.rejected, func(r connectors.Rejection) bool { return r.Item != "" || r.Parent != "" })
			if _, number := nir.(json.Number); !number && b.takes(f.Path) && !reported {
				b.Errorf("%v in %s is refused without a word", nir, f.Path)
			}
		}
	}
}

// takes reports whether plain text of a field reaches a fact.
func (b *bench) takes(path string) bool {
	if !slices.Contains(b.Through, path) {
		return false
	}
	b.front.change(func(body []byte) []byte { return b.Wire.Set(body, mark, path, shapes[0]) })
	return b.pull(nil).inFacts() != ""
}

package conformance

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"tresse"
	"tresse/connectors"
)

// What a connector may be asked beside Pull. One that cannot be asked passes.
func askChecks() []check {
	return []check{
		{"ask/probe", nil, (*bench).probes},
		{"ask/probe in trouble", []need{overHTTP}, (*bench).probesInTrouble},
		{"ask/confirm", []need{overHTTP}, (*bench).confirms},
		{"ask/read", []need{overHTTP}, (*bench).reads},
		{"ask/hear", nil, (*bench).hears},
	}
}

// probes: all is well, and that is said in sentences.
func (b *bench) probes() {
	c, can := b.c.(connectors.Prober)
	if !can {
		return
	}
	b.fill(3)
	found, err := c.Probe(b.Context())
	if err != nil || len(found) == 0 {
		b.Errorf("a probe of a platform that is well gives %d findings, %v", len(found), err)
	}
	b.sentences(found)
	for _, f := range found {
		if f.Wrong {
			b.Errorf("a probe of a platform that is well finds fault: %s", f.Text)
		}
	}
	b.examineLog()
}

func (b *bench) sentences(found []connectors.Finding) {
	b.Helper()
	for _, f := range found {
		b.discreet("a finding", f.Text)
		if !strings.ContainsAny(f.Text[max(0, len(f.Text)-3):], ".!?") {
			b.Errorf("a finding that is no sentence: %s", f.Text)
		}
	}
}

// probesInTrouble: the trouble is said, by an error or a finding.
func (b *bench) probesInTrouble() {
	c, can := b.c.(connectors.Prober)
	if !can {
		return
	}
	b.fill(3)
	for name, f := range map[string]fault{"401": status(401), "403": status(403), "404": status(404), "500": status(500), "a web page": status(200)} {
		b.front.after(0, -1, f)
		found, err := c.Probe(b.Context())
		b.sentences(found)
		b.examineLog()
		wrong := slices.ContainsFunc(found, func(f connectors.Finding) bool { return f.Wrong })
		switch {
		case err == nil && !wrong:
			b.Errorf("%s, and a probe finds nothing wrong: %v", name, found)
		case err != nil:
			b.discreet("the error of a probe", err.Error()+tresse.AdviceOf(err))
			if tresse.AdviceOf(err) == "" {
				b.Errorf("%s: nothing says what to do about %v", name, err)
			}
		}
	}
}

// confirms: present is what is listed, gone what is not, in the order asked; of
// what cannot be asked nothing is said.
func (b *bench) confirms() {
	c, can := b.c.(connectors.Confirmer)
	if !can {
		return
	}
	b.fill(3)
	b.mustSync()
	b.pass(time.Hour)
	b.stand.Remove(b.items[1].ids[0])
	refs := make([]tresse.Ref, len(b.items))
	for n, i := range b.items {
		refs[n] = b.ref(i.ids[0])
	}
	got, err := c.Confirm(b.Context(), refs)
	want := []connectors.Presence{connectors.Present, connectors.Gone, connectors.Present}
	if err != nil || !slices.Equal(got, want) {
		b.Errorf("%v gives %v, %v; want %v", refs, got, err, want)
	}
	for name, f := range map[string]fault{
		"401": status(401), "403": status(403), "429": status(429, "Retry-After", "120"), "500": status(500),
		"a web page": status(200), "garbage": garbage, "reset": reset,
	} {
		b.front.after(0, -1, f)
		got, err := c.Confirm(b.Context(), refs)
		if err == nil && len(got) != len(refs) || slices.Contains(got, connectors.Gone) || slices.Contains(got, connectors.Present) {
			b.Errorf("%s: %v, %v", name, got, err)
		}
		if err != nil {
			b.discreet("the error of a question", err.Error())
		}
		b.examineLog()
	}
}

// reads: one item read again says what a pull says of it.
func (b *bench) reads() {
	c, can := b.c.(connectors.Reader)
	if !can {
		return
	}
	b.fill(3)
	b.mustSync()
	for _, i := range b.items {
		for _, id := range i.ids {
			batch, err := c.Read(b.Context(), b.ref(id))
			if err != nil {
				b.Errorf("reading %s gives %v", id, err)
				continue
			}
			p := &pulled{}
			p.add(batch)
			b.examine(p)
			got := prints(p)
			for _, id := range i.ids {
				if k := b.caller.facts[b.ref(id)]; k == nil || got[b.ref(id)] != k.said {
					b.Errorf("%s, read alone, is\n%s\nand not\n%+v", id, got[b.ref(id)], k)
				}
			}
		}
	}
	b.stand.Remove(b.items[1].ids[0])
	if _, err := c.Read(b.Context(), b.ref(b.items[1].ids[0])); err == nil || tresse.TroubleOf(err) != tresse.TroubleNotFound {
		b.Errorf("reading what is not there gives %v", err)
	}
}

// hears: a push that does not come from the platform is refused, whatever it
// says, and so is every push where no secret was agreed on.
func (b *bench) hears() {
	c, can := b.c.(connectors.Hooks)
	if !can {
		return
	}
	if _, reads := b.c.(connectors.Reader); !reads {
		b.Errorf("it hears of items that it cannot read by themselves")
	}
	for _, secret := range []string{"", "a secret that both know, forty-three signs."} {
		for _, body := range []string{"", "{}", "[]", "{", "<html>", strings.Repeat("[", 10_000)} {
			for _, header := range []http.Header{nil, {"Token": {""}}, {"Token": {"another"}}, {"X-Lapin-Signature": {""}}, {"X-Lapin-Signature": {"00"}}} {
				news, err := c.Hear(connectors.Delivery{Secret: secret, Header: header, Body: []byte(body)})
				if !errors.Is(err, connectors.ErrNotAuthentic) || len(news.Refs)+len(news.Told) > 0 || news.All {
					b.Errorf("a push of who does not know the secret is not refused: %v", err)
				}
			}
		}
	}
}

package conformance

import (
	"slices"
	"time"

	"tresse"
)

// What comes with status 200 and is no good answer.
func bodyChecks() []check {
	var all []check
	for _, s := range []spoiled{
		{name: "a web page", fault: status(200), want: []tresse.Trouble{tresse.TroubleAnswer}},
		{name: "garbage", fault: garbage, want: []tresse.Trouble{tresse.TroubleAnswer}},
		{name: "nothing", fault: nothing, want: []tresse.Trouble{tresse.TroubleAnswer}},
		{name: "cut short", fault: cutShort, want: []tresse.Trouble{tresse.TroubleAnswer, tresse.TroubleTemporary}},
		{name: "truncated", fault: truncated, want: []tresse.Trouble{tresse.TroubleAnswer}, readable: true},
		{name: "oversize", fault: endless, want: []tresse.Trouble{tresse.TroubleTooLarge}, most: 1 << 20},
		{name: "announced oversize", fault: huge, want: []tresse.Trouble{tresse.TroubleTooLarge}},
		{name: "a byte now and then", fault: drip(5 * time.Millisecond), want: []tresse.Trouble{tresse.TroubleTemporary}, attempt: 50 * time.Millisecond},
		{name: "reset", fault: reset, want: []tresse.Trouble{tresse.TroubleTemporary}},
	} {
		all = append(all, check{"body/" + s.name, []need{overHTTP}, s.check})
	}
	return all
}

// A spoiled body is what every request gets.
type spoiled struct {
	name  string
	fault fault
	want  []tresse.Trouble
	// readable: what has come may be kept, as long as the rest counts for nothing.
	readable bool
	most     int64         // Haste.MaxBody
	attempt  time.Duration // Haste.Attempt
}

func (s spoiled) check(b *bench) {
	b.fill(b.rows(2))
	spots := b.spots()
	b.mustSync()
	b.complete()
	b.pass(2 * day)
	s.put(b, 0)
	for _, skip := range spots {
		b.caller.cursor = nil
		s.put(b, skip)
	}
}

// put pulls once with spoiled answers, and once more without.
func (s spoiled) put(b *bench, skip int) {
	b.Helper()
	patient := b.haste
	b.haste.MaxBody, b.haste.Attempt = s.most, s.attempt
	b.open()
	b.front.after(skip, -1, s.fault)
	p, c := b.sync()
	b.losesNothing(c)
	s.judge(b, p)
	b.front.heal()
	b.haste = patient
	b.open()
	b.mustSync()
	b.complete()
}

func (s spoiled) judge(b *bench, p *pulled) {
	b.Helper()
	switch {
	case p.err == nil && s.readable && len(p.rejected)+len(p.out.Notices) > 0:
		// It says that something is missing, and losesNothing has seen that it
		// counts for nothing.
	case p.err == nil:
		b.Errorf("%s is taken for an answer", s.name)
	case !slices.Contains(s.want, tresse.TroubleOf(p.err)):
		b.Errorf("%s is taken for %q: %v; want %q", s.name, tresse.TroubleOf(p.err), p.err, s.want)
	case tresse.AdviceOf(p.err) == "":
		b.Errorf("nothing says what to do about: %v", p.err)
	}
}

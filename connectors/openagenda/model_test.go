package openagenda

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tresse"
	"tresse/connectors/openagenda/openagendatest"
)

// TestWhatIsKeptFollowsThePlatform: whatever happens on the platform and
// between us, no slot is taken for gone that stands, and after some quiet days
// what is kept is what the platform shows.
func TestWhatIsKeptFollowsThePlatform(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		b := newBench(t, val, ville)
		b.stand.Cap(rapid.SampledFrom([]int{3, 7, 30}).Draw(rt, "page"))
		m := &model{bench: b, rt: rt}
		for range rapid.IntRange(1, 40).Draw(rt, "steps") {
			m.step()
		}
		b.stand.Behave()
		for range 10 {
			b.now = b.now.Add(25 * time.Hour)
			if err := b.pull(t.Context()); err != nil {
				rt.Fatal(err)
			}
			rt.Logf("%s quiet: %v %+v", b.now, b.stand.Requests(), b.out.Coverage)
			b.stand.Forget()
			m.noneStandsThatIsMissing()
		}
		for _, agenda := range []int64{val, ville} {
			shown, kept := m.shown(agenda), map[tresse.Ref]bool{}
			for ref, k := range b.kept {
				if k.scopes[scopeOf(agenda)] {
					kept[ref] = true
				}
			}
			if !maps.Equal(shown, kept) {
				rt.Fatalf("agenda %d shows %v, kept %v", agenda, slices.Sorted(maps.Keys(shown)), slices.Sorted(maps.Keys(kept)))
			}
		}
	})
}

type model struct {
	*bench
	rt   *rapid.T
	uids []int64
}

// step does one thing that happens.
func (m *model) step() {
	agenda := rapid.SampledFrom([]int64{val, ville}).Draw(m.rt, "agenda")
	m.now = m.now.Add(time.Duration(rapid.IntRange(0, 100).Draw(m.rt, "minutes")) * time.Minute)
	what := rapid.IntRange(0, 12).Draw(m.rt, "what")
	if len(m.uids) == 0 && what < 6 {
		what = 6
	}
	var uid int64
	if what < 6 {
		uid = rapid.SampledFrom(m.uids).Draw(m.rt, "uid")
	}
	listed := what < 6 && slices.ContainsFunc(m.stand.Published(agenda), func(e openagendatest.Event) bool { return e.UID == uid })
	m.rt.Logf("%s agenda %d what %d uid %d", m.now, agenda, what, uid)
	switch what {
	case 0:
		if listed {
			m.stand.Remove(uid, agenda)
		}
	case 1:
		if listed {
			m.stand.Publish(uid, agenda, rapid.SampledFrom([]int{openagendatest.Refused, openagendatest.Ready}).Draw(m.rt, "state"))
		}
	case 2:
		m.stand.Share(uid, agenda)
	case 3:
		m.stand.Edit(uid, func(e *openagendatest.Event) { e.Timings = e.Timings[:len(e.Timings)/2] })
	case 4:
		m.stand.Edit(uid, func(e *openagendatest.Event) {
			begin := m.now.Truncate(time.Second).Add(time.Duration(500+len(e.Timings)*7) * time.Hour)
			e.Timings = append(e.Timings, openagendatest.Timing{Begin: begin, End: begin.Add(time.Hour)})
		})
	case 5:
		m.stand.Edit(uid, func(e *openagendatest.Event) { e.Title += " (bis)" })
	case 6, 7, 8:
		e := workshop("Atelier", m.now.AddDate(0, 0, rapid.IntRange(20, 60).Draw(m.rt, "day")), rapid.IntRange(0, 4).Draw(m.rt, "slots"))
		m.uids = append(m.uids, m.stand.Put(agenda, e))
	case 9:
		fault := openagendatest.Fault(rapid.IntRange(int(openagendatest.Forbidden), int(openagendatest.Reset)).Draw(m.rt, "fault"))
		m.stand.Set(func(mode *openagendatest.Modes) {
			mode.Fault, mode.Times = fault, rapid.IntRange(1, 9).Draw(m.rt, "times")
			mode.Pass = rapid.IntRange(0, 5).Draw(m.rt, "pass")
		})
	default:
		err := m.pull(m.t.Context())
		m.rt.Logf("pull: %v; %v", err, m.stand.Requests())
		m.stand.Forget()
		m.noneStandsThatIsMissing()
	}
}

// shown are the slots that an agenda shows, as refs.
func (m *model) shown(agenda int64) map[tresse.Ref]bool {
	refs := map[tresse.Ref]bool{}
	for _, e := range m.stand.Published(agenda) {
		for _, t := range e.Timings {
			refs[tresse.NewRef("agenda", fmt.Sprintf("%d@%s", e.UID, tresse.Stamp(t.Begin)))] = true
		}
	}
	return refs
}

func (m *model) noneStandsThatIsMissing() {
	for _, agenda := range []int64{val, ville} {
		shown := m.shown(agenda)
		for ref, k := range m.kept {
			if shown[ref] && k.was[scopeOf(agenda)] {
				m.rt.Fatalf("%s stands in agenda %d and was taken for gone", ref, agenda)
			}
		}
	}
}

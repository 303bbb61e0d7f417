package syncer

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"tresse"
	"tresse/connectors"
	"tresse/store"
)

// visited is a source that notes when it is read, and takes its time.
type visited struct {
	takes time.Duration
	fails func() error

	mu    sync.Mutex
	times []time.Time
}

func (v *visited) Pull(ctx context.Context, _ connectors.Cursor, _ func(connectors.Batch) error) (connectors.Outcome, error) {
	v.mu.Lock()
	v.times = append(v.times, time.Now())
	v.mu.Unlock()
	select {
	case <-time.After(v.takes):
	case <-ctx.Done():
		return connectors.Outcome{}, ctx.Err()
	}
	if v.fails != nil {
		if err := v.fails(); err != nil {
			return connectors.Outcome{}, err
		}
	}
	return connectors.Outcome{Unchanged: true}, nil
}

func (v *visited) waits() []time.Duration {
	v.mu.Lock()
	defer v.mu.Unlock()
	var waits []time.Duration
	for i := 1; i < len(v.times); i++ {
		waits = append(waits, v.times[i].Sub(v.times[i-1]))
	}
	return waits
}

// scheduled opens an engine with the clock of the bubble.
func scheduled(t *testing.T, path string, jitter func(time.Duration) time.Duration, sources ...Source) (*Engine, func()) {
	t.Helper()
	st, err := store.Open(path, store.Options{AnyPlace: true})
	if err != nil {
		t.Fatal(err)
	}
	for i := range sources {
		sources[i].Root, sources[i].Kind, sources[i].Place = sources[i].Name, "fake", i
	}
	e, err := New(st, Options{Sources: sources, Zone: paris(t), Jitter: jitter})
	if err != nil {
		t.Fatal(err)
	}
	return e, func() { st.Close() }
}

// runFor runs the schedule of an engine for a while and gives up what is then
// being read.
func runFor(e *Engine, d time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), d)
	defer cancel()
	e.Schedule().Run(ctx)
}

// The night in which clocks are put back lasts 25 hours; each source is read as
// often as its interval goes into them, no hour twice or left out.
func TestScheduleOverTheNightOfWinterTime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tresse.db")
	synctest.Test(t, func(t *testing.T) {
		midnight := time.Date(2000, 10, 29, 0, 0, 0, 0, paris(t))
		time.Sleep(time.Until(midnight))
		often, seldom, slow := &visited{takes: time.Second}, &visited{takes: 10 * time.Second}, &visited{takes: 3 * time.Hour}
		e, done := scheduled(t, path, nil,
			Source{Name: "often", Every: 15 * time.Minute, Connector: often},
			Source{Name: "seldom", Every: time.Hour, Connector: seldom},
			Source{Name: "slow", Every: 15 * time.Minute, Connector: slow})
		defer done()
		runFor(e, time.Until(midnight.AddDate(0, 0, 1)))
		if n := len(often.times); n != 100 {
			t.Errorf("every 15 minutes: read %d times in 25 hours, want 100", n)
		}
		if n := len(seldom.times); n != 25 {
			t.Errorf("hourly: read %d times in 25 hours, want 25", n)
		}
		for _, w := range often.waits() {
			if w < 15*time.Minute || w > 15*time.Minute+5*time.Second {
				t.Errorf("read after %v", w)
			}
		}
		if n := len(slow.times); n != 8 { // 3 h 15 each
			t.Errorf("the slow one: read %d times, want 8", n)
		}
	})
}

// Waits grow with each failure, and go on growing after a restart.
func TestGrowingWaitsSurviveARestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tresse.db")
	synctest.Test(t, func(t *testing.T) {
		v := &visited{fails: func() error { return errDown }}
		for range 24 { // an hour each, then the program is started anew
			e, done := scheduled(t, path, nil, Source{Name: "agenda", Every: 5 * time.Minute, Connector: v})
			runFor(e, time.Hour)
			done()
		}
		got := v.waits()
		want := []time.Duration{1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360}
		for i := range want {
			want[i] *= time.Minute
		}
		if len(got) != len(want) || !slices.Equal(got, want) {
			t.Errorf("waited %v, want %v", got, want)
		}
		v.fails = nil
		e, done := scheduled(t, path, nil, Source{Name: "agenda", Every: 5 * time.Minute, Connector: v})
		defer done()
		runFor(e, 6*time.Hour)
		if last := v.waits(); last[len(last)-1] != 5*time.Minute {
			t.Errorf("well again, it is read every %v", last[len(last)-1])
		}
	})
}

// What the platform asked for is waited for, however often the program starts.
func TestRetryAfterSurvivesARestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tresse.db")
	synctest.Test(t, func(t *testing.T) {
		v := &visited{fails: func() error { return &tresse.Error{Trouble: tresse.TroubleLater, Wait: 5 * time.Hour} }}
		for range 12 {
			e, done := scheduled(t, path, nil, Source{Name: "agenda", Every: 5 * time.Minute, Connector: v})
			runFor(e, time.Hour-time.Second)
			done()
		}
		for _, w := range v.waits() {
			if w < 5*time.Hour {
				t.Errorf("asked again after %v, was told 5 hours", w)
			}
		}
		if len(v.times) != 3 {
			t.Errorf("asked %d times in 12 hours, want 3", len(v.times))
		}
	})
}

// Jitter lengthens waits, by a twentieth or a minute at most, and what is shown
// as the next try is when it comes.
func TestJitterIsStored(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tresse.db")
	synctest.Test(t, func(t *testing.T) {
		v := &visited{}
		e, done := scheduled(t, path, func(bound time.Duration) time.Duration { return bound },
			Source{Name: "agenda", Every: time.Hour, Connector: v}, Source{Name: "excel", Every: 2 * time.Minute, Connector: &visited{}})
		defer done()
		runFor(e, 30*time.Second)
		for _, s := range []struct {
			name string
			wait time.Duration
		}{{"agenda", time.Hour + time.Minute}, {"excel", 2*time.Minute + 6*time.Second}} {
			if st := e.state(s.name); st.NextTry.Sub(st.LastSuccess) != s.wait {
				t.Errorf("%s: next try after %v, want %v", s.name, st.NextTry.Sub(st.LastSuccess), s.wait)
			}
		}
		runFor(e, 61*time.Minute)
		if w := v.waits(); len(w) != 1 || w[0] != 61*time.Minute {
			t.Errorf("waited %v, want 1h1m", w)
		}
	})
}

// Stop lets what is being read come to its end; the end of the context gives it
// up, and that is no failure.
func TestStopAndGiveUp(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tresse.db")
	synctest.Test(t, func(t *testing.T) {
		v := &visited{takes: time.Hour}
		e, done := scheduled(t, path, nil, Source{Name: "agenda", Every: 3 * time.Hour, Connector: v})
		defer done()
		began := time.Now()
		s := e.Schedule()
		time.AfterFunc(time.Minute, s.Stop)
		s.Run(t.Context())
		if took := time.Since(began); took != time.Hour {
			t.Errorf("stopped after %v, want when the pull ended", took)
		}
		time.Sleep(3 * time.Hour)
		began = time.Now()
		runFor(e, time.Minute)
		if took := time.Since(began); took != time.Minute {
			t.Errorf("given up after %v", took)
		}
		if st := e.state("agenda"); st.Failures != 0 || !st.LastTry.After(st.LastSuccess) || st.NextTry.After(time.Now()) {
			t.Errorf("given up, it counts as %+v", st)
		}
	})
}

// A round that cannot be tried, and a state that cannot be written, are tried
// again no more than once a minute.
func TestScheduleNeverSpins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rounds := 0
		s := newSchedule(time.Now, zerolog.Nop(), func() map[string]time.Time { return map[string]time.Time{"agenda": time.Time{}} },
			func(context.Context, []string, func(string)) error { rounds++; return errors.New("disk full") })
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour-time.Second)
		defer cancel()
		s.Run(ctx)
		if rounds != 60 {
			t.Errorf("%d rounds in an hour, want 60", rounds)
		}
	})
}

// A time stored under a longer interval, or by a clock that was ahead, does not
// keep a source from being read.
func TestDueAt(t *testing.T) {
	every := 15 * time.Minute
	for _, c := range []struct {
		name  string
		state tresse.SourceState
		want  time.Time
	}{
		{"never read", tresse.SourceState{}, noon},
		{"as stored", tresse.SourceState{LastTry: noon, LastSuccess: noon, NextTry: noon.Add(every + 30*time.Second)}, noon.Add(every + 30*time.Second)},
		{"interval shortened", tresse.SourceState{LastTry: noon, LastSuccess: noon, NextTry: noon.Add(24 * time.Hour)}, noon.Add(every)},
		{"failing", tresse.SourceState{LastTry: noon, LastSuccess: noon.Add(-time.Hour), Failures: 9, NextTry: noon.Add(6 * time.Hour)}, noon.Add(6 * time.Hour)},
		{"clock was ahead", tresse.SourceState{LastTry: noon.Add(time.Hour), LastSuccess: noon.Add(time.Hour), NextTry: noon.Add(2 * time.Hour)}, noon},
	} {
		if got := dueAt(c.state, every, noon); !got.Equal(c.want) {
			t.Errorf("%s: due at %v, want %v", c.name, got, c.want)
		}
	}
}

// Two rounds at once never read one source at once, and end under numbers that
// order what they saw.
func TestRoundsSideBySide(t *testing.T) {
	p, q := newPlatform("agenda"), newPlatform("rdv")
	p.list("a", "Atelier", noon.Add(24*time.Hour), time.Hour)
	q.list("b", "Permanence", noon.Add(48*time.Hour), time.Hour)
	begun, release := make(chan struct{}), make(chan struct{})
	first := true
	p.during = func(int) {
		if first {
			first = false
			close(begun)
			<-release
		}
	}
	h := newHouse(t, p, q)
	commits := make(chan struct{}, 100)
	h.engine.mu.told = func() { commits <- struct{}{} }
	var all sync.WaitGroup
	round := func(only ...string) {
		all.Go(func() {
			if r, err := h.engine.Round(t.Context(), RoundOptions{Only: only}); err != nil || r.Failed() {
				t.Errorf("round of %v: %v %+v", only, err, r)
			}
		})
	}
	round("agenda")
	<-begun
	round("agenda") // waits for its turn
	if r, err := h.engine.Round(t.Context(), RoundOptions{Only: []string{"rdv"}}); err != nil || r.Failed() {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if r, _ := h.engine.Round(ctx, RoundOptions{Only: []string{"agenda"}}); !errors.Is(r.Sources[0].Err, context.Canceled) {
		t.Errorf("a round that was called off says %+v", r)
	}
	close(release)
	all.Wait()
	h.check()
	if r, _ := h.store.Round(); r.Open {
		t.Errorf("all have ended, yet the store says %+v", r)
	}
	if len(h.sessions()) != 2 || len(commits) == 0 {
		t.Errorf("%d sessions after %d commits were told", len(h.sessions()), len(commits))
	}
}

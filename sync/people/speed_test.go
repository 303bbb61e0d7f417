package people

import (
	"flag"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"tresse"
)

var million = flag.Int("people", 0, "measure clustering from scratch with so many people, a tenth and a hundredth of them")

// TestScale shows how time grows with the store; on demand, it takes minutes.
func TestScale(t *testing.T) {
	if *million == 0 {
		t.Log("measured with -people 450000")
		return
	}
	for n := *million / 100; n <= *million; n *= 10 {
		rows := newVillage(t, 7, n).registrations("scale").rows
		var m tresse.Model
		learn, learnPeak := measure(func() { m = Estimate(rows, tresse.Model{}) })
		var clusters [][]int
		group, groupPeak := measure(func() { clusters = Group(rows, m, nil) })
		t.Logf("%8d rows  learn %8v, peak %5d MB  group %8v, peak %5d MB  people %7d", len(rows), learn, learnPeak, group, groupPeak, len(clusters))
	}
}

// measure returns how long do takes, and the most memory held meanwhile, the
// rows among it.
func measure(do func()) (time.Duration, uint64) {
	debug.FreeOSMemory()
	var peak atomic.Uint64
	done := make(chan bool)
	go watch(&peak, done)
	begin := time.Now()
	do()
	took := time.Since(begin).Round(time.Millisecond)
	close(done)
	return took, peak.Load() >> 20
}

func watch(peak *atomic.Uint64, done chan bool) {
	var m runtime.MemStats
	for {
		select {
		case <-done:
			return
		case <-time.After(200 * time.Millisecond):
			runtime.ReadMemStats(&m)
			peak.Store(max(peak.Load(), m.Sys-m.HeapReleased))
		}
	}
}

func BenchmarkWeigh(b *testing.B) {
	set := newVillage(&testing.T{}, 3, 2000).registrations("weigh")
	m := Estimate(set.rows, tresse.Model{})
	all, _ := faces(pointers(set.rows))
	s := newScale(m)
	c := newCensus(s, all)
	pairs := c.candidates(1 << 20)
	var w weighing
	i := 0
	for b.Loop() {
		p := pairs[i%len(pairs)]
		s.weigh(&w, all[p.a], all[p.b], c.crowd)
		i++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pairs/s")
}

// One more booking, with an index of 50,000 rows in memory.
func BenchmarkRegroup(b *testing.B) {
	set := newVillage(&testing.T{}, 3, 22000).registrations("one")
	m := Estimate(set.rows, tresse.Model{})
	x := newIndex()
	all := Change{Now: set.rows}
	x.apply(all, Regroup(all, x, m, nil))
	i := 0
	for b.Loop() {
		r := set.rows[(i*7919)%len(set.rows)]
		r.Ref = "one/more"
		Regroup(Change{Now: []Row{r}}, x, m, nil)
		i++
	}
}

// No block explodes: ten thousand of one name, five thousand on one phone, a
// prescriber of three thousand.
func BenchmarkCrowds(b *testing.B) {
	rows := crowds()
	m := Estimate(rows, tresse.Model{})
	for b.Loop() {
		Group(rows, m, nil)
	}
}

// The same where they come one after the other, and one more of each comes last.
func BenchmarkCrowdsGrown(b *testing.B) {
	rows := crowds()
	x := newIndex()
	for i := 0; i < len(rows); i += 3000 {
		c := Change{Now: rows[i:min(i+3000, len(rows))]}
		x.apply(c, Regroup(c, x, tresse.Model{}, nil))
	}
	last := [3]Row{rows[0], rows[10001], rows[15001]}
	for i := range last {
		last[i].Ref += "/more"
	}
	i := 0
	for b.Loop() {
		Regroup(Change{Now: []Row{last[i%3]}}, x, tresse.Model{}, nil)
		i++
	}
}

func crowds() (rows []Row) {
	add := func(p tresse.Person) {
		rows = append(rows, Row{Ref: tresse.Ref(fmt.Sprintf("c/%06d", len(rows))), First: tresse.Sight{Round: 1}, Person: p})
	}
	lex := french()
	var names []string
	for n := range lex.rank {
		names = append(names, n)
	}
	slices.Sort(names)
	for i := range 10000 {
		p := tresse.Person{FirstName: "Mohamed", LastName: "Benali", Phones: []string{fmt.Sprintf("06%08d", 10000000+i*37)}}
		if i%2 == 0 {
			p.BirthDate = fmt.Sprintf("%d-%02d-%02d", 1940+i%60, 1+i%12, 1+i%28)
		}
		add(p)
	}
	for i := range 5000 {
		add(tresse.Person{FirstName: names[i%3000], LastName: fmt.Sprintf("Nom%c%c%c", 'a'+i%26, 'a'+i/26%26, 'a'+i/676), Phones: []string{"0478000000"}})
	}
	for i := range 3000 {
		add(tresse.Person{FullName: names[i] + fmt.Sprintf(" Autre%c%c%c", 'a'+i%26, 'a'+i/26%26, 'a'+i/676), Emails: []string{"social@ccas.fr"}})
	}
	return rows
}

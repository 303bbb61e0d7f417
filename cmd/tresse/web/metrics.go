package web

import (
	"bytes"
	"fmt"
	"net/http"
	"runtime"
	"strconv"
	"strings"

	"tresse"
)

// metrics writes the Prometheus text format (exposition format 0.0.4). Nothing
// in it names anybody: sources are named as in the configuration.
func (s *Server) metrics(w http.ResponseWriter, _ *http.Request) {
	e := &exposition{}
	s.storeMetrics(e)
	s.feedMetrics(e)
	s.requestMetrics(e)
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	e.metric("go_goroutines", "gauge", "Goroutines that exist.", sample{value: float64(runtime.NumGoroutine())})
	e.metric("go_memstats_heap_inuse_bytes", "gauge", "Bytes of the heap in use.", sample{value: float64(memory.HeapInuse)})
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	_, _ = w.Write(e.Bytes())
}

func (s *Server) storeMetrics(e *exposition) {
	list, err := s.store.Sources()
	up := 1.0
	if err != nil {
		up = 0
	}
	e.metric("tresse_store_up", "gauge", "Whether the data file can be read.", sample{value: up})
	for _, m := range [...]struct {
		name, help string
		of         func(*tresse.SourceState) (float64, bool)
	}{
		{"tresse_source_last_success_timestamp_seconds", "When a source was last read to the end.", func(x *tresse.SourceState) (float64, bool) {
			return float64(x.LastSuccess.Unix()), !x.LastSuccess.IsZero()
		}},
		{"tresse_source_next_try_timestamp_seconds", "When a source is to be read next.", func(x *tresse.SourceState) (float64, bool) {
			return float64(x.NextTry.Unix()), !x.NextTry.IsZero()
		}},
		{"tresse_source_failures", "Failures of a source in a row.", func(x *tresse.SourceState) (float64, bool) { return float64(x.Failures), true }},
		{"tresse_source_held", "Withdrawals that wait for the mediator.", func(x *tresse.SourceState) (float64, bool) { return float64(x.Held), true }},
		{"tresse_source_listings", "Listings of a source that stand.", func(x *tresse.SourceState) (float64, bool) { return float64(x.Listings), true }},
		{"tresse_source_bookings", "Bookings of a source that stand.", func(x *tresse.SourceState) (float64, bool) { return float64(x.Bookings), true }},
	} {
		var samples []sample
		for i := range list {
			if v, there := m.of(&list[i]); there {
				samples = append(samples, sample{labels: labels("source", list[i].Name), value: v})
			}
		}
		e.metric(m.name, "gauge", m.help, samples...)
	}
	n, err := s.store.Count()
	if err != nil {
		return
	}
	e.metric("tresse_sessions", "gauge", "Sessions.", sample{value: float64(n.Sessions)})
	e.metric("tresse_registrations", "gauge", "Registrations.", sample{value: float64(n.Registrations)})
	e.metric("tresse_beneficiaries", "gauge", "Beneficiaries.", sample{value: float64(n.Beneficiaries)})
}

// feedMetrics tells of the unfiltered feeds: filters hold what somebody typed.
func (s *Server) feedMetrics(e *exposition) {
	var bytes, events, modified []sample
	for _, a := range [...]tresse.Audience{tresse.Public, tresse.Team, tresse.Own} {
		p := s.shelf.peek(shelfKey{audience: a})
		if p == nil {
			continue
		}
		of := labels("audience", string(a))
		bytes = append(bytes, sample{of, float64(p.report.Bytes)})
		events = append(events, sample{of, float64(p.report.Events)})
		modified = append(modified, sample{of, float64(p.modified.Unix())})
	}
	e.metric("tresse_feed_bytes", "gauge", "Size of a feed.", bytes...)
	e.metric("tresse_feed_events", "gauge", "Sessions in a feed.", events...)
	e.metric("tresse_feed_modified_timestamp_seconds", "gauge", "When the bytes of a feed last changed.", modified...)
}

func (s *Server) requestMetrics(e *exposition) {
	var samples []sample
	for _, c := range s.counters {
		for class := range c.by {
			if n := c.by[class].Load(); n > 0 {
				samples = append(samples, sample{labels("route", c.pattern, "code", strconv.Itoa(class)+"xx"), float64(n)})
			}
		}
	}
	e.metric("tresse_http_requests_total", "counter", "Requests answered.", samples...)
}

// An exposition is the text being written.
type exposition struct{ bytes.Buffer }

// A sample is one value of a metric.
type sample struct {
	labels string
	value  float64
}

// metric writes a metric with its samples, nothing where there are none.
func (e *exposition) metric(name, kind, help string, samples ...sample) {
	if len(samples) == 0 {
		return
	}
	fmt.Fprintf(e, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind)
	for _, s := range samples {
		fmt.Fprintf(e, "%s%s %s\n", name, s.labels, strconv.FormatFloat(s.value, 'g', -1, 64))
	}
}

// labels writes name and value in turn as {name="value",…}.
func labels(pairs ...string) string {
	quote := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)
	var b strings.Builder
	b.WriteByte('{')
	for i := 0; i < len(pairs); i += 2 {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(pairs[i] + `="` + quote.Replace(pairs[i+1]) + `"`)
	}
	return b.String() + "}"
}

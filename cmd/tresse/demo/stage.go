package demo

import (
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"tresse/connectors/openagenda/openagendatest"
	"tresse/connectors/rdvsp/rdvsptest"
	"tresse/connectors/zeeg/zeegtest"
)

// A Stage is the platforms of the demonstration, serving on loopback. Its
// methods may be called by several goroutines.
type Stage struct {
	almanac
	clock func() time.Time

	openagenda *openagendatest.Server
	zeeg       *zeegtest.Server
	town       *feed
	colleagues *feed
	agents     *feed
	cloud      http.Handler
	rdvsp      *rdvsptest.Server
	phoned     file // who rang up
	readers    file // of the library

	server *http.Server
	base   string        // its address
	served chan struct{} // closed when the server has ended

	mu       sync.Mutex
	timings  map[int64][]openagendatest.Timing // of the events at OpenAgenda
	happened int                               // how often Happen was called
}

// Start puts up the platforms as they are on the day of now in France, on a free
// port of the loopback interface. Their clocks go on from now. The caller closes
// the Stage.
func Start(now time.Time) (*Stage, error) {
	began := time.Now()
	s, err := set(now, func() time.Time { return now.Add(time.Since(began)) })
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("demo: listen on loopback: %w", err)
	}
	s.base = "http://" + listener.Addr().String()
	s.server = &http.Server{Handler: s.routes(), ReadHeaderTimeout: 10 * time.Second}
	go func() {
		defer close(s.served)
		_ = s.server.Serve(listener) // ends with Close; should it end before, the sources say so
	}()
	return s, nil
}

// set fills the platforms.
func set(now time.Time, clock func() time.Time) (*Stage, error) {
	a, err := newAlmanac(now)
	if err != nil {
		return nil, err
	}
	s := &Stage{
		almanac: a, clock: clock, served: make(chan struct{}), timings: map[int64][]openagendatest.Timing{},
		openagenda: openagendatest.New(clock), zeeg: zeegtest.New(clock),
	}
	s.publish()
	s.fillZeeg()
	s.town = &feed{program: townProgram(), clock: clock, entries: s.townSite()}
	s.colleagues = &feed{program: colleagueProgram(), clock: clock, entries: s.colleague()}
	s.agents = &feed{program: agentProgram(), clock: clock, entries: s.agent()}
	s.cloud = s.fillCloud()
	s.rdvsp = s.fillRDV()
	return s, s.fillSheets()
}

// The addresses on the stage.
const (
	openagendaAt = "/openagenda"
	zeegAt       = "/zeeg"
	townAt       = "/sortir/agenda.ics"
	colleagueAt  = "/calendar/ical/lucie/basic.ics"
	agentAt      = "/calendrier/camille-roussel-5d0e7f31.ics"
)

func (s *Stage) routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle(openagendaAt+"/", http.StripPrefix(openagendaAt, s.openagenda))
	mux.Handle(zeegAt+"/", http.StripPrefix(zeegAt, s.zeeg))
	mux.Handle("GET "+townAt, s.town)
	mux.Handle("GET "+colleagueAt, s.colleagues)
	mux.Handle("GET "+agentAt, s.agents)
	mux.Handle(cloudAt, s.cloud)
	mux.Handle("GET "+workbookAt, s.phoned)
	mux.Handle("GET "+readersAt, s.readers)
	mux.Handle("/api/v1/", s.rdvsp) // its paths begin at the host
	mux.Handle("/oauth/", s.rdvsp)
	return mux
}

// Config returns the [[source]] blocks that read the stage, in TOML.
func (s *Stage) Config() string {
	return fmt.Sprintf(`[[source]]              # l’ordre dit la confiance : la première l’emporte
name    = "agenda"
kind    = "openagenda"
url     = %q
key     = %q
agendas = [%d, %d]
public  = true

[[source]]
name  = "rendezvous"
kind  = "zeeg"
url   = %q
token = %q

[[source]]
name   = "ville"
kind   = "ical"
url    = %q
public = true

[[source]]
name   = "collegue"
kind   = "ical"
url    = %q
ignore = ["Congés", "Réunion"]

[[source]]
name = "rdv"
kind = "ical"
url  = %q
`,
		s.base+openagendaAt+"/v2", openagendatest.Key, ownAgenda, townAgenda,
		s.base+zeegAt+"/v2", zeegtest.Token,
		s.base+townAt, s.base+colleagueAt, s.base+agentAt) + s.cloudConfig() + s.rdvConfig() + s.sheetConfig()
}

// Close ends the servers at once and returns when they have ended.
func (s *Stage) Close() {
	_ = s.server.Close()
	<-s.served
}

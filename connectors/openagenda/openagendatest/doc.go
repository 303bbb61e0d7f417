// Package openagendatest is a stand-in of OpenAgenda: an HTTP handler that
// answers under /v2 as the vendor's documentation and captures say, over
// agendas that tests, benchmarks and the demonstration fill and change while it
// serves.
//
//	stand := openagendatest.New(time.Now)
//	stand.AddAgenda(openagendatest.Agenda{UID: 73510284, Title: "Ateliers du Grand Val"})
//	uid := stand.Put(73510284, openagendatest.Event{Title: "Atelier : créer son CV", Timings: slots})
//	server := httptest.NewServer(stand) // its address + "/v2", key openagendatest.Key
//
// Modes makes it misbehave. Oddities are the odd shapes that events have in the
// wild. Whatever the documentation leaves open, and the stand-in had to choose,
// is marked "choice" where it is chosen.
package openagendatest

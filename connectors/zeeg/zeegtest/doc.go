// Package zeegtest is a stand-in of Zeeg: an HTTP handler that answers under
// /v2 as the public documentation says, over an account that tests, benchmarks
// and the demonstration fill and change while it serves.
//
//	stand := zeegtest.New(time.Now)
//	page := stand.AddPage(zeegtest.Page{Title: "Accompagnement", Type: zeegtest.OneOnOne})
//	event := stand.AddEvent(zeegtest.Event{Page: page, Start: start})
//	stand.Book(event, zeegtest.Invitee{Name: "Aline Modèle"})
//	server := httptest.NewServer(stand) // its address + "/v2", token zeegtest.Token
//
// Modes makes it misbehave. Whatever the documentation leaves open, and the
// stand-in had to choose, is marked "choice" where it is chosen.
package zeegtest

// Package rdvsptest is a stand-in of RDV Service Public: an HTTP handler that
// answers as the platform's code and documents say, over an instance that tests,
// benchmarks and the demonstration fill and change while it serves.
//
//	stand := rdvsptest.New(time.Now)
//	id := stand.Add(rdvsptest.RDV{Motif: rdvsptest.Motif{Name: "Aide numérique"}, Start: start})
//	stand.Book(id, rdvsptest.Participation{User: rdvsptest.User{FirstName: "Aline", LastName: "MODÈLE"}})
//	server := httptest.NewServer(stand) // ClientID, ClientSecret and stand.Consent() give a refresh token
//
// It serves the API below /api/v1, OAuth below /oauth (whoever opens the consent
// page has consented), the sign-in of the historical hosts, webhook endpoints
// with a sender, and the agent's calendar below /calendrier.
//
// Modes makes it misbehave. "Sheet" in comments is the fact sheet on the API;
// where that is silent, and the stand-in had to choose, it is marked "choice".
package rdvsptest

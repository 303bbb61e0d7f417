package openagenda

import (
	"slices"
	"testing"
	"time"

	"tresse"
	"tresse/connectors"
	"tresse/connectors/openagenda/openagendatest"
)

func TestConfirm(t *testing.T) {
	const slot, lost = tresse.Ref("agenda/7@20261020T120000Z"), tresse.Ref("agenda/7@20261027T120000Z")
	both := []tresse.Ref{slot, lost}
	present, gone, unknown := connectors.Present, connectors.Gone, connectors.Unknown
	for _, c := range []struct {
		name  string
		then  func(*openagendatest.Server)
		refs  []tresse.Ref
		wants []connectors.Presence
	}{
		{"as it was", func(*openagendatest.Server) {}, both, []connectors.Presence{present, gone}},
		{"in the second agenda alone", func(s *openagendatest.Server) { s.Remove(7, val) }, both, []connectors.Presence{present, gone}},
		{"deleted", func(s *openagendatest.Server) { s.Delete(7) }, both, []connectors.Presence{gone, gone}},
		{"unpublished", func(s *openagendatest.Server) { s.Publish(7, val, openagendatest.Moderate); s.Remove(7, ville) }, both, []connectors.Presence{gone, gone}},
		{"a draft", func(s *openagendatest.Server) { s.Edit(7, func(e *openagendatest.Event) { e.Draft = true }) }, both, []connectors.Presence{gone, gone}},
		{"state told as not published", func(s *openagendatest.Server) {
			s.Edit(7, func(e *openagendatest.Event) { e.Set = map[string]any{"state": 1} })
		}, both, []connectors.Presence{gone, gone}},
		{"403 for the event", func(s *openagendatest.Server) {
			s.Set(func(m *openagendatest.Modes) { m.ForbiddenEvents = []int64{7} })
		}, both, []connectors.Presence{unknown, unknown}},
		{"500", func(s *openagendatest.Server) {
			s.Set(func(m *openagendatest.Modes) { m.Fault, m.Times = openagendatest.Broken, -1 })
		}, both, []connectors.Presence{unknown, unknown}},
		{"success:false", func(s *openagendatest.Server) {
			s.Set(func(m *openagendatest.Modes) { m.Fault, m.Times = openagendatest.NotSuccess, -1 })
		}, both, []connectors.Presence{unknown, unknown}},
		{"not readable", func(s *openagendatest.Server) {
			s.Edit(7, func(e *openagendatest.Event) { e.Set = map[string]any{"timings": "demain"} })
		}, both, []connectors.Presence{unknown, unknown}},
		{"timings null", func(s *openagendatest.Server) {
			s.Edit(7, func(e *openagendatest.Event) { e.Set = map[string]any{"timings": nil} })
		}, both, []connectors.Presence{unknown, unknown}},
		{"of another source, or no ref of ours", func(*openagendatest.Server) {}, []tresse.Ref{"ailleurs/7@20261020T120000Z", "agenda/abc", "agenda/7@demain"}, []connectors.Presence{unknown, unknown, unknown}},
		{"none", func(*openagendatest.Server) {}, nil, []connectors.Presence{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t, val, ville)
			e := workshop("Atelier", time.Date(2026, 10, 20, 0, 0, 0, 0, paris()), 1)
			e.UID = 7
			b.stand.Put(val, e)
			b.stand.Share(7, ville)
			c.then(b.stand)
			b.stand.Forget()
			said, err := b.c.Confirm(t.Context(), c.refs)
			if err != nil || !slices.Equal(said, c.wants) {
				t.Errorf("%v, %v; want %v", said, err, c.wants)
			}
			if n := len(b.stand.Requests()); n > 8 {
				t.Errorf("%d requests for one event of two agendas", n)
			}
		})
	}
}

func TestConfirmWithoutAnswer(t *testing.T) {
	b := newBench(t, val, ville)
	b.stand.Set(func(m *openagendatest.Modes) { m.Fault, m.Times, m.RetryAfter = openagendatest.TooMany, -1, "3600" })
	said, err := b.c.Confirm(t.Context(), []tresse.Ref{"agenda/7@20261020T120000Z", "agenda/8@20261020T120000Z"})
	if tresse.TroubleOf(err) != tresse.TroubleLater || said != nil || len(b.stand.Requests()) != 1 {
		t.Error(said, err, b.stand.Requests())
	}
}

package web

import (
	"errors"
	"time"

	"tresse"
	"tresse/store"
	syncer "tresse/sync"
	"tresse/sync/publish"
)

// matter is what the feeds of one audience are made of, from one moment.
type matter struct {
	sessions  []tresse.Session
	published map[tresse.ID]tresse.Published
}

// matterFor reads what the feeds of an audience are made of at now: all there
// is, or what may stand in the window.
func (s *Server) matterFor(a tresse.Audience, full bool, now time.Time) (matter, error) {
	var w store.Window
	if !full {
		w.From, w.To = publish.Window(now, s.zone)
	}
	var m matter
	var err error
	m.sessions, m.published, err = s.store.Told(viewOf(a), a, w)
	return m, err
}

// viewOf is the view that an audience may know of.
func viewOf(a tresse.Audience) store.ViewName {
	if a == tresse.Own || a == tresse.Team {
		return store.ViewSessions
	}
	return store.ViewPublic
}

// make renders a feed and makes it ready.
func (s *Server) make(f feed, m matter, now time.Time) (feed, error) {
	var sessions []tresse.Session
	if !f.key.empty {
		for i := range m.sessions {
			if f.filter.keeps(f.key.audience, &m.sessions[i]) {
				sessions = append(sessions, m.sessions[i])
			}
		}
	}
	var seated map[tresse.ID]publish.Seats
	var err error
	if f.key.named {
		if seated, err = syncer.Seated(s.store, sessions); err != nil {
			return f, err
		}
	}
	names := syncer.NewNames(s.store)
	body, report, err := publish.Feed{
		Audience: f.key.audience, Name: feedName(f.key.audience), Address: s.feedSource(f.key), Zone: s.zone, AsOf: now,
		Named: names.In, Seated: seated,
		Full: f.filter.full, Opaque: f.filter.busy, Instance: tresse.Instance(s.store.Secret()),
	}.Render(sessions, m.published)
	if err := errors.Join(err, names.Err()); err != nil {
		return f, err
	}
	f.ready = prepare(body, report, now, s.nextWindow(now), f.ready)
	s.log.Debug().Str("audience", string(f.key.audience)).Int("events", report.Events).Int("bytes", report.Bytes).
		Bool("cut", report.CutDescriptions).Int("skipped", report.Skipped).Msg("feed made")
	return f, nil
}

// nextWindow is when the window moves on: the Monday after now.
func (s *Server) nextWindow(now time.Time) time.Time {
	local := now.In(s.zone)
	sinceMonday := (int(local.Weekday()) + 6) % 7
	return time.Date(local.Year(), local.Month(), local.Day()-sinceMonday+7, 0, 0, 0, 0, s.zone)
}

func feedName(a tresse.Audience) string {
	switch a {
	case tresse.Own:
		return "Mon agenda"
	case tresse.Team:
		return "Agenda de l’équipe"
	}
	return "Agenda"
}

// feedSource is the feed's own address, for SOURCE. That of a private feed is a
// secret, and would travel with a file that somebody passes on.
func (s *Server) feedSource(key shelfKey) string {
	if key.audience != tresse.Public || s.config.PublicURL == "" {
		return ""
	}
	return s.config.PublicURL + publicPath
}

const publicPath = "/feed/public.ics"

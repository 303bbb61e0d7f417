package publish

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/emersion/go-ical"
	"pgregory.net/rapid"

	"tresse"
)

// anyText is text as hostile as text gets: any rune, any byte, and lines that
// would like to be properties.
func anyText() *rapid.Generator[string] {
	piece := rapid.OneOf(
		rapid.String(),
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 20), func(b []byte) string { return string(b) }),
		rapid.SampledFrom([]string{
			"\r\nATTENDEE:mailto:x@exemple.fr\r\n", "\nEND:VEVENT\nBEGIN:VALARM", "\r", "\x00", "\ufeff", "\u2028", "\u0085", "\x1b[31m", `";X="`, `\`, `\n`, ";", ",", ":",
			"é", "日本語", "👩‍🏫", "\t", "  ", "=1+1", "Atelier", strings.Repeat("à", 80),
		}),
	)
	return rapid.Map(rapid.SliceOfN(piece, 0, 6), func(list []string) string { return strings.Join(list, "") })
}

func anyLink() *rapid.Generator[string] {
	return rapid.OneOf(anyText(), rapid.Map(anyText(), func(s string) string { return "https://exemple.fr/" + s }))
}

func anySession(zone *time.Location) *rapid.Generator[tresse.Session] {
	return rapid.Custom(func(t *rapid.T) tresse.Session {
		text, texts := anyText(), rapid.SliceOfN(anyText(), 0, 3)
		s := tresse.Session{
			ID: tresse.NewID(rapid.StringN(1, 8, 8).Draw(t, "id")), Title: text.Draw(t, "title"), Description: text.Draw(t, "description"),
			Kind:      rapid.SampledFrom([]tresse.Kind{tresse.Workshop, tresse.DropIn, tresse.Appointment, tresse.OtherKind, ""}).Draw(t, "kind"),
			Status:    rapid.SampledFrom([]tresse.Status{tresse.Scheduled, tresse.Full, tresse.Postponed, tresse.MovedOnline, tresse.Cancelled, tresse.Withdrawn, ""}).Draw(t, "status"),
			Private:   rapid.Bool().Draw(t, "private"),
			Place:     tresse.Place{Name: text.Draw(t, "place"), Address: text.Draw(t, "address"), Postcode: text.Draw(t, "postcode"), City: text.Draw(t, "city"), Lat: rapid.Float64().Draw(t, "lat"), Lon: rapid.Float64Range(-200, 200).Draw(t, "lon")},
			OnlineURL: anyLink().Draw(t, "online"), BookingURLs: rapid.SliceOfN(anyLink(), 0, 3).Draw(t, "booking"),
			Capacity: rapid.IntRange(-1, 20).Draw(t, "capacity"), Taken: rapid.IntRange(-1, 20).Draw(t, "taken"),
			Tags: texts.Draw(t, "tags"), Themes: texts.Draw(t, "themes"), Level: text.Draw(t, "level"),
			Updated: time.Unix(rapid.Int64Range(1.6e9, 1.8e9).Draw(t, "updated"), 0),
		}
		for _, name := range texts.Draw(t, "hosts") {
			s.Hosts = append(s.Hosts, tresse.Host{Name: name, Email: text.Draw(t, "email")})
			s.Links = append(s.Links, tresse.Link{Source: name, URL: anyLink().Draw(t, "link")})
			s.Conflicts = append(s.Conflicts, tresse.Conflict{Field: name})
		}
		if rapid.Bool().Draw(t, "programme") {
			s.Programme = &tresse.ProgrammePart{Title: text.Draw(t, "parcours"), Index: rapid.IntRange(-1, 5).Draw(t, "index"), Of: 5}
		}
		s.Start = tresse.At(asOf.Add(time.Duration(rapid.Int64Range(-60*86400, 390*86400).Draw(t, "start")) * time.Second))
		s.End = tresse.At(s.Start.Add(time.Duration(rapid.Int64Range(-3600, 3*86400).Draw(t, "length")) * time.Second))
		if rapid.Bool().Draw(t, "day") {
			s.Start, s.End = tresse.OnDay(s.Start.In(zone)), tresse.OnDay(s.End.In(zone))
		}
		return s
	})
}

// seen is what should be left of a text, said in another way than clean does.
func seen(s string) string {
	s = strings.ToValidUTF8(runeByRune(s), "")
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\v", "\n", "\f", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n", "\t", " ").Replace(s)
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
		case unicode.IsControl(r), strings.ContainsRune("\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", r), unicode.Is(unicode.Noncharacter_Code_Point, r):
			return -1
		}
		return r
	}, s)
}

// runeByRune replaces each bad byte, as a loop over a string does.
func runeByRune(s string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteRune(r)
	}
	return b.String()
}

// Whatever a session holds: the feed is clean, and go-ical reads back the same
// texts and instants.
func TestAnySessionSurvivesTheFeed(t *testing.T) {
	paris := load(t, "Europe/Paris")
	rapid.Check(t, func(t *rapid.T) {
		s := anySession(paris).Draw(t, "session")
		f := Feed{Name: anyText().Draw(t, "name"), Address: anyLink().Draw(t, "address"), Zone: paris, AsOf: asOf, Full: true, Opaque: true}
		for _, f.Audience = range []tresse.Audience{tresse.Public, tresse.Team, tresse.Own} {
			feed, report, err := f.Render([]tresse.Session{s}, nil)
			if err != nil || report.Skipped != 0 {
				t.Fatal(err, report)
			}
			if found := Lint(feed); len(found) > 0 {
				t.Fatalf("%s\n%s", strings.Join(found, "\n"), feed)
			}
			hidden := f.Audience == tresse.Public && (s.Private || s.Kind == tresse.Appointment)
			if hidden != (report.Events == 0) {
				t.Fatalf("%s: %+v", f.Audience, report)
			}
			if f.Audience == tresse.Own {
				readBack(t, feed, &s, paris)
			}
		}
	})
}

func readBack(t *rapid.T, feed []byte, s *tresse.Session, zone *time.Location) {
	calendar, err := ical.NewDecoder(bytes.NewReader(feed)).Decode()
	if err != nil {
		t.Fatal(err)
	}
	event := calendar.Events()[0]
	summary, err := event.Props.Text(ical.PropSummary)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := squeeze(summary), squeeze(seen(s.Title)); !strings.HasSuffix(got, want) && utf8.RuneCountInString(want) <= maxShort {
		t.Fatalf("summary %q of %q", got, want)
	}
	description, err := event.Props.Text(ical.PropDescription)
	if want := strings.TrimSpace(seen(s.Description)); err != nil || !strings.Contains(description, want) {
		t.Fatalf("description %q of %q: %v", description, want, err)
	}
	start, err := event.DateTimeStart(zone)
	if err != nil || !start.Equal(s.Start.In(zone)) {
		t.Fatalf("starts %v, want %v: %v", start, s.Start, err)
	}
	end, err := event.DateTimeEnd(zone)
	if err != nil || !end.After(start) || s.End.After(s.Start.Time) && !end.Equal(s.End.In(zone)) {
		t.Fatalf("ends %v, want %v: %v", end, s.End, err)
	}
}

// squeeze drops blanks, of which a title on one line keeps fewer.
func squeeze(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) }), "")
}

// Unchanged content: not one byte changes, whenever in a week it is rendered
// and however often it is advanced.
func TestUnchangedFeedStandsStill(t *testing.T) {
	paris := load(t, "Europe/Paris")
	monday := time.Date(2026, 10, 19, 0, 0, 0, 0, paris)
	rapid.Check(t, func(t *rapid.T) {
		sessions := rapid.SliceOfNDistinct(anySession(paris), 0, 3, func(s tresse.Session) tresse.ID { return s.ID }).Draw(t, "sessions")
		audience := rapid.SampledFrom([]tresse.Audience{tresse.Public, tresse.Team, tresse.Own}).Draw(t, "audience")
		published := map[tresse.ID]tresse.Published{}
		for i := range sessions {
			if p, write := Advance(audience, &sessions[i], paris, nil, asOf); write {
				published[p.UID] = p
			}
		}
		f := Feed{Audience: audience, Zone: paris, AsOf: monday}
		want, _, _ := f.Render(sessions, published)
		later := time.Duration(rapid.Int64Range(0, 7*86400+3599).Draw(t, "later")) * time.Second // the week of 25 hours more
		for i := range sessions {
			p, ok := published[sessions[i].ID]
			if !ok {
				continue
			}
			sessions[i].Updated = asOf.Add(later)
			if _, write := Advance(audience, &sessions[i], paris, &p, asOf.Add(later)); write {
				t.Fatal("advanced without a change")
			}
		}
		f.AsOf = monday.Add(later)
		if got, _, _ := f.Render(sessions, published); !bytes.Equal(got, want) {
			t.Fatalf("other bytes %v later", later)
		}
	})
}

// Over any life of a session: SEQUENCE never goes down, LAST-MODIFIED grows with
// each change, and what is shown changes exactly when LAST-MODIFIED does.
func TestAdvanceOverALife(t *testing.T) {
	paris := load(t, "Europe/Paris")
	rapid.Check(t, func(t *rapid.T) {
		audience := rapid.SampledFrom([]tresse.Audience{tresse.Public, tresse.Team, tresse.Own}).Draw(t, "audience")
		lives := rapid.SliceOfN(anySession(paris), 2, 4).Draw(t, "lives")
		f := Feed{Audience: audience, Zone: paris, AsOf: asOf, Full: true}
		var last *tresse.Published
		var shown []byte
		for i, s := range lives {
			s.ID = lives[0].ID
			at := asOf.Add(time.Duration(rapid.Int64Range(-100, 100).Draw(t, "at")) * time.Second)
			p, write := Advance(audience, &s, paris, last, at)
			if write && last != nil && (p.Sequence < last.Sequence || !p.Modified.After(last.Modified)) {
				t.Fatalf("step %d: %+v after %+v", i, p, last)
			}
			if write {
				last = &p
			}
			if last == nil {
				continue
			}
			now, report, _ := f.Render([]tresse.Session{s}, map[tresse.ID]tresse.Published{s.ID: *last})
			if report.Events == 1 && shown != nil && bytes.Equal(now, shown) == write {
				t.Fatalf("step %d: written is %v\n%s\n%s", i, write, shown, now)
			}
			if report.Events == 1 {
				shown = now
			}
		}
	})
}

// A mobile number or an e-mail address in any field never reaches the public.
func TestPublicFeedNeverNamesAnybody(t *testing.T) {
	paris := load(t, "Europe/Paris")
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[a-zéà]{0,8}[ .:\n(]`)
		separator := rapid.SampledFrom([]string{"", " ", ".", "-", "\u00a0", " - ", "/", "\u202f"}).Draw(t, "separator")
		prefix := rapid.SampledFrom([]string{"0", "+33", "+33 ", "0033 ", "+33 (0)", "33"}).Draw(t, "prefix")
		pairs := rapid.SliceOfN(rapid.StringMatching(`[3-9][1-9]`), 4, 4).Draw(t, "pairs")
		number := prefix + rapid.SampledFrom([]string{"6", "7"}).Draw(t, "first") + separator + strings.Join(pairs, separator)
		email := rapid.StringMatching(`[a-z][a-z.+_-]{0,8}[0-9]?@[a-z]{2,8}(-[a-z]{2,4})?\.[a-z]{2,6}`).Draw(t, "email")
		text := word.Draw(t, "before") + number + " " + word.Draw(t, "between") + email + rapid.StringMatching(`[ ,;)\n][a-z ]{0,8}`).Draw(t, "after")
		s := anySession(paris).Draw(t, "session")
		s.Kind, s.Private = tresse.Workshop, false
		s.Title, s.Description, s.Level, s.Tags, s.Themes = text, text, text, []string{text}, []string{text}
		s.Place = tresse.Place{Name: text, Address: text, Postcode: text, City: text}
		s.BookingURLs, s.OnlineURL = []string{"mailto:" + email, "tel:" + number, "https://exemple.fr/?q=" + email}, number
		s.Hosts = []tresse.Host{{Name: email, Email: email}}
		s.Links = []tresse.Link{{Source: email, URL: "https://exemple.fr/" + number}}
		s.Programme = &tresse.ProgrammePart{Title: text}
		feed, _, _ := Feed{Audience: tresse.Public, Zone: paris, AsOf: asOf}.Render([]tresse.Session{s}, nil)
		if shown := unfolded(feed); strings.Contains(shown, email) || strings.Contains(shown, strings.Join(pairs, separator)) {
			t.Fatalf("%q is in\n%s", text, shown)
		}
	})
}

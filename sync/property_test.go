package syncer

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tresse"
	"tresse/connectors"
	"tresse/store"
	"tresse/sync/publish"
)

// A life is a mediator's weeks at random: platforms that list, move, cancel and
// lose things, people who book, decisions, undos, erasures, restarts. After
// each step the promises that hold always are checked.
type life struct {
	h     *house
	rt    *rapid.T
	all   []*platform
	told  map[tresse.Audience]map[tresse.ID]tresse.Published
	erase map[tresse.Ref]bool
}

func TestLife(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		l := &life{rt: rt, erase: map[tresse.Ref]bool{}, told: map[tresse.Audience]map[tresse.ID]tresse.Published{}}
		for _, name := range []string{"a", "b", "c"} {
			l.all = append(l.all, newPlatform(name))
		}
		l.h = newHouse(t, l.all...)
		l.h.conf[0].Public = true
		l.tighten()
		l.h.restart()
		defer l.h.store.Close()
		for range rapid.IntRange(3, 14).Draw(rt, "steps") {
			l.step()
			l.always()
		}
	})
}

func (l *life) pick() *platform { return l.all[rapid.IntRange(0, len(l.all)-1).Draw(l.rt, "platform")] }

// one picks a listing or booking by its place, so that a failing try reads well.
func one[V any](l *life, m map[tresse.Ref]V, label string) V {
	return sorted(m)[rapid.IntRange(0, len(m)-1).Draw(l.rt, label)]
}

func (l *life) step() {
	switch rapid.SampledFrom([]string{"list", "list", "list", "lose", "cancel", "book", "book", "unbook", "know", "know", "decide", "undo", "split", "forget", "release", "restart", "fail", "later", "counter", "counter", "counter", "pushed"}).Draw(l.rt, "step") {
	case "list":
		l.list(l.pick())
	case "lose":
		if p := l.pick(); len(p.listings) > 0 {
			delete(p.listings, one(l, p.listings, "lost").Ref)
		}
	case "cancel":
		if p := l.pick(); len(p.listings) > 0 {
			x := one(l, p.listings, "cancelled")
			x.Status = tresse.Cancelled
			p.put(x)
		}
	case "book":
		l.book(l.pick())
	case "unbook":
		if p := l.pick(); len(p.bookings) > 0 {
			delete(p.bookings, one(l, p.bookings, "unbooked").Ref)
		}
	case "know":
		l.know(l.pick())
	case "decide":
		l.decide()
	case "undo":
		l.undo()
	case "split":
		l.split()
	case "forget":
		l.forget()
	case "release":
		if _, err := l.h.engine.Release(l.pick().name, rapid.Bool().Draw(l.rt, "refuse"), ""); err != nil {
			l.rt.Fatal(err)
		}
	case "restart":
		l.h.restart()
	case "fail":
		p := l.pick()
		p.batch, p.failAt, p.failure = rapid.IntRange(1, 3).Draw(l.rt, "batch"), rapid.IntRange(0, 2).Draw(l.rt, "at")-1, errDown
	case "counter":
		l.counter()
	case "pushed":
		l.pushed()
	case "later":
		l.h.now = l.h.now.Add(time.Duration(rapid.IntRange(1, 80).Draw(l.rt, "hours")) * time.Hour)
	}
	if rapid.Bool().Draw(l.rt, "sync") {
		l.round()
		for _, p := range l.all {
			p.batch, p.failAt = 0, 0
		}
	}
}

// list puts one of a few listings, some of which share an identity with those of
// other platforms.
func (l *life) list(p *platform) {
	n := rapid.IntRange(0, 5).Draw(l.rt, "listing")
	// Few times, places and people, so that much is alike, one in the other, or of
	// one parcours.
	minutes := rapid.SampledFrom([]int{-1800, -60, 0, 10, 30, 60, 120, 1440, 1450, 2880, 5400}).Draw(l.rt, "minutes")
	title := rapid.SampledFrom([]string{"Atelier CV", "Créer son CV (débutants)", "Permanence", "Tablettes", "Photo – séance 1/2", "Photo – séance 2/2", "Parcours photo (2 séances)", "[COMPLET] Atelier CV"}).Draw(l.rt, "title")
	length := time.Duration(rapid.SampledFrom([]int{30, 60, 180}).Draw(l.rt, "length")) * time.Minute
	x := p.list(fmt.Sprintf("s%d", n), title, noon.Add(time.Duration(minutes)*time.Minute), length)
	x.Place.Name = rapid.SampledFrom([]string{"", "Médiathèque des Platanes", "Mairie, salle 1", "Mairie, salle 2"}).Draw(l.rt, "place")
	if host := rapid.SampledFrom([]string{"", "", "Camille Roussel", "Karim Benali"}).Draw(l.rt, "host"); host != "" {
		x.Hosts = []tresse.Host{{Name: host}}
	}
	x.Taken = rapid.IntRange(0, 3).Draw(l.rt, "taken")
	x.Parent = fmt.Sprintf("p%d", n%2)
	if rapid.Bool().Draw(l.rt, "shared") {
		x.Keys = append(x.Keys, fmt.Sprintf("uid|%d", n%3))
	}
	x.Private = rapid.IntRange(0, 5).Draw(l.rt, "private") == 0
	x.Kind = rapid.SampledFrom([]tresse.Kind{"", "", tresse.Workshop, tresse.DropIn, tresse.DropIn, tresse.Appointment}).Draw(l.rt, "kind")
	p.put(*x)
}

func (l *life) book(p *platform) {
	if len(p.listings) == 0 {
		return
	}
	x := one(l, p.listings, "booked")
	n := rapid.IntRange(0, 9).Draw(l.rt, "booking")
	external := fmt.Sprintf("%s/i%d", x.Ref.External(), n)
	p.book(x.Ref.External(), external, "", "")
	ref := tresse.NewRef(p.name, external)
	b := p.bookings[ref]
	b.Person = l.person()
	pick := func(label string, list ...string) string { return rapid.SampledFrom(list).Draw(l.rt, label) }
	b.ContactVia = pick("via", "", "", "", "", "parent")
	b.Status = tresse.BookingStatus(pick("status", "", "", "", string(tresse.Attended), string(tresse.SeatCancelled)))
	p.bookings[ref] = b
}

// person is one of a few who have much in common.
func (l *life) person() tresse.Person {
	pick := func(label string, list ...string) string { return rapid.SampledFrom(list).Draw(l.rt, label) }
	p := tresse.Person{
		FirstName: pick("first", "Aminata", "Aminatta", "Jean-Pierre", "jean pierre", "Jean", "Léa", "Lea", "Mohamed", "Mohammed", ""),
		LastName:  pick("last", "Essai", "Esai", "Le Goff", "LEGOFF", "Benali", ""),
		BirthDate: pick("born", "", "", "", "1950-03-02", "1984-07-25", "1950-01-01", "1984"),
	}
	if mail := pick("email", "", "famille@exemple.fr", "famille@exemple.fr", "lea@exemple.fr", "jp@exemple.fr"); mail != "" {
		p.Emails = []string{mail}
	}
	if phone := pick("phone", "", "", "06 39 98 12 34", "+33639981234", "06 39 98 56 78"); phone != "" {
		p.Phones = []string{phone}
	}
	if card := pick("card", "", "", "", "A-4711", "A-4712"); card != "" {
		p.Identifiers = []tresse.Attribute{{Name: "carte", Value: card}}
	}
	if street := pick("street", "", "", "", "12 rue des Lilas"); street != "" {
		p.Attributes = []tresse.Attribute{{Name: "rue", Value: street}}
	}
	return p
}

// know puts a row into a people file, or takes one out.
func (l *life) know(p *platform) {
	ref := tresse.NewRef(p.name, fmt.Sprintf("k%d", rapid.IntRange(0, 4).Draw(l.rt, "contact")))
	if _, known := p.contacts[ref]; known && rapid.IntRange(0, 2).Draw(l.rt, "goes") == 0 {
		delete(p.contacts, ref)
		return
	}
	p.contacts[ref] = tresse.Contact{Ref: ref, Parent: "file", Scopes: []string{"all"}, Person: l.person()}
}

// tighten has blocks be full of a few looks already, so that they fill and
// empty all the time.
func (l *life) tighten() {
	crowded := rapid.SampledFrom([]float64{48, 3, 4}).Draw(l.rt, "crowded")
	m := tresse.Model{Number: 1, At: noon, Weights: map[string]float64{"crowded": crowded}}
	if err := l.h.store.Commit(store.Commit{Model: &m}); err != nil {
		l.rt.Fatal(err)
	}
}

// split takes some refs off a person of several.
func (l *life) split() {
	list, err := l.h.store.Beneficiaries()
	if err != nil {
		l.rt.Fatal(err)
	}
	list = slices.DeleteFunc(list, func(b tresse.Beneficiary) bool { return len(b.Refs) < 2 })
	if len(list) == 0 {
		return
	}
	slices.SortFunc(list, func(a, b tresse.Beneficiary) int { return cmpRef(a.Refs[0], b.Refs[0]) })
	b := list[rapid.IntRange(0, len(list)-1).Draw(l.rt, "person")]
	var off []string
	for range rapid.IntRange(1, 2).Draw(l.rt, "off") {
		off = append(off, string(b.Refs[rapid.IntRange(0, len(b.Refs)-1).Draw(l.rt, "ref")]))
	}
	to := list[rapid.IntRange(0, len(list)-1).Draw(l.rt, "to")].ID
	if rapid.Bool().Draw(l.rt, "new") {
		to = ""
	}
	d, err := l.h.engine.Split(b.ID, off, to, "")
	if tresse.TroubleOf(err) == tresse.TroubleRefused && err != nil {
		return
	}
	if err != nil {
		l.rt.Fatal(err)
	}
	l.apart(d)
}

// apart: nobody holds one of what was taken off and one of what stayed.
func (l *life) apart(d tresse.Decision) {
	_, different := d.Pairs()
	for _, p := range different {
		x, _, errX := l.h.engine.PersonRef(l.h.engine.personID(p[0]))
		y, _, errY := l.h.engine.PersonRef(l.h.engine.personID(p[1]))
		if errX != nil || errY != nil || x != p[0] || y != p[1] {
			continue // of nobody
		}
		one, _, _ := l.h.store.Beneficiary(l.h.engine.personID(x))
		other, _, _ := l.h.store.Beneficiary(l.h.engine.personID(y))
		if one.ID == other.ID {
			l.rt.Fatalf("%s and %s are one person against decision %d", p[0], p[1], d.Number)
		}
	}
}

// decisionsHold: whatever came since, no decision in force is overridden.
func (l *life) decisionsHold() {
	all, err := l.h.store.Decisions()
	if err != nil {
		l.rt.Fatal(err)
	}
	for _, d := range tresse.InForce(all, tresse.AboutPeople) {
		l.apart(d)
		same, _ := d.Pairs()
		for _, p := range same {
			one, knownA, _ := l.h.store.Beneficiary(l.h.engine.personID(p[0]))
			other, knownB, _ := l.h.store.Beneficiary(l.h.engine.personID(p[1]))
			if knownA && knownB && one.ID != other.ID {
				l.rt.Fatalf("%s and %s are two people against decision %d", p[0], p[1], d.Number)
			}
		}
	}
}

// refs returns the refs that would stand for two views in a decision.
func (l *life) refs() (tresse.Subject, []tresse.Ref) {
	if rapid.Bool().Draw(l.rt, "people") {
		list, err := l.h.store.Beneficiaries()
		if err != nil {
			l.rt.Fatal(err)
		}
		var refs []tresse.Ref
		for _, b := range list {
			refs = append(refs, b.Refs...)
		}
		return tresse.AboutPeople, refs
	}
	var refs []tresse.Ref
	for _, s := range l.h.sessions() {
		refs = append(refs, s.Refs...)
	}
	return tresse.AboutSessions, refs
}

func (l *life) decide() {
	subject, refs := l.refs()
	if len(refs) < 2 {
		return
	}
	slices.Sort(refs)
	a, b := rapid.SampledFrom(refs).Draw(l.rt, "a"), rapid.SampledFrom(refs).Draw(l.rt, "b")
	if a == b {
		return
	}
	if subject == tresse.AboutSessions && rapid.Bool().Draw(l.rt, "of what they are") {
		l.decideWhat(a, b)
		return
	}
	verb := rapid.SampledFrom([]tresse.Verb{tresse.DecideSame, tresse.DecideDifferent}).Draw(l.rt, "verb")
	if _, err := l.h.engine.Decide(verb, subject, a, b, ""); err != nil && tresse.TroubleOf(err) != tresse.TroubleRefused {
		l.rt.Fatal(err)
	}
}

// decideWhat says of the sessions of two refs what they are, or takes them
// apart.
func (l *life) decideWhat(a, b tresse.Ref) {
	facts, err := l.h.store.Listings([]tresse.Ref{a, b})
	if err != nil || len(facts) < 2 {
		return
	}
	var of []tresse.ID
	for _, f := range facts {
		s, known, err := l.h.store.Session("sessions", f.ID)
		if err != nil || !known {
			return
		}
		of = append(of, s.ID)
	}
	switch rapid.IntRange(0, 3).Draw(l.rt, "what") {
	case 0:
		kind := rapid.SampledFrom([]tresse.Kind{tresse.Workshop, tresse.DropIn, tresse.Appointment}).Draw(l.rt, "decided kind")
		_, err = l.h.engine.DecideKind(of[0], kind, "")
	case 1:
		_, err = l.h.engine.DecideProgramme(of, "Essai", "")
	case 2:
		_, err = l.h.engine.DecideAlone(of[:1], "")
	case 3:
		_, err = l.h.engine.SplitSession(of[0], []string{string(facts[0].Ref)}, "")
	}
	if err != nil && tresse.TroubleOf(err) != tresse.TroubleRefused {
		l.rt.Fatal(err)
	}
}

func (l *life) undo() {
	all, err := l.h.store.Decisions()
	if err != nil || len(all) == 0 {
		return
	}
	d := all[rapid.IntRange(0, len(all)-1).Draw(l.rt, "undone")]
	if _, err := l.h.engine.Undo(d.Number, ""); err != nil && tresse.TroubleOf(err) != tresse.TroubleRefused {
		l.rt.Fatal(err)
	}
}

func (l *life) forget() {
	list, err := l.h.store.Beneficiaries()
	if err != nil || len(list) == 0 {
		return
	}
	b := list[rapid.IntRange(0, len(list)-1).Draw(l.rt, "forgotten")]
	for _, ref := range b.Refs {
		l.erase[ref] = true
	}
	if _, err := l.h.engine.Forget(b.ID, false, ""); err != nil {
		l.rt.Fatal(err)
	}
}

// round syncs twice: the second time nothing may change, not a byte of a feed.
func (l *life) round() {
	l.h.t = l.rt
	r := l.h.sync()
	for _, s := range r {
		if s.Status == StatusFailed && s.Err != errDown && tresse.TroubleOf(s.Err) != tresse.TroubleAnswer {
			l.rt.Fatal(s.Err)
		}
	}
	for _, p := range l.all {
		if p.failAt != 0 {
			return
		}
	}
	before := l.feeds()
	l.h.sync()
	if diff := cmp.Diff(before, l.feeds()); diff != "" {
		l.rt.Fatalf("a repeated pull changed a feed: %s", diff)
	}
	if w := l.h.store.LastCommit(); w.Facts+w.Views > 0 {
		l.rt.Fatalf("a repeated pull wrote %+v", w)
	}
}

func (l *life) feeds() []string {
	var feeds []string
	for _, a := range []tresse.Audience{tresse.Public, tresse.Team, tresse.Own} {
		view := store.ViewName("sessions")
		if a == tresse.Public {
			view = "public"
		}
		list, err := l.h.store.Sessions(view, store.Window{})
		if err != nil {
			l.rt.Fatal(err)
		}
		told := map[tresse.ID]tresse.Published{}
		records, err := l.h.store.AllPublished(a)
		if err != nil {
			l.rt.Fatal(err)
		}
		for _, p := range records {
			told[p.UID] = p
		}
		feed, _, err := publish.Feed{Audience: a, Zone: paris(l.rt), AsOf: l.h.now}.Render(list, told)
		if err != nil {
			l.rt.Fatal(err)
		}
		if found := publish.Lint(feed); len(found) > 0 {
			l.rt.Fatalf("%s feed: %v", a, found)
		}
		feeds = append(feeds, string(feed))
	}
	return feeds
}

// always checks what holds at every moment.
func (l *life) always() {
	l.h.t = l.rt
	l.h.check()
	l.idsNameOne()
	l.decisionsHold()
	l.numbersGrow()
	l.erasedStayAway()
	report, err := l.h.store.Verify()
	if err != nil {
		l.rt.Fatal(err)
	}
	for _, p := range report.Problems {
		if p.Grave { // a booking of a listing that its platform dropped is none
			l.rt.Fatalf("verify: %v", p)
		}
	}
}

// idsNameOne: no id answers for two sessions or two people.
func (l *life) idsNameOne() {
	seen := map[tresse.ID]bool{}
	claim := func(ids ...tresse.ID) {
		for _, id := range ids {
			if seen[id] {
				l.rt.Fatalf("id %s names two views", id)
			}
			seen[id] = true
		}
	}
	for _, s := range l.h.sessions() {
		claim(s.ID)
		claim(s.Aliases...)
	}
	list, err := l.h.store.Beneficiaries()
	if err != nil {
		l.rt.Fatal(err)
	}
	for _, b := range list {
		claim(b.ID)
		claim(b.Aliases...)
	}
}

// numbersGrow: SEQUENCE and LAST-MODIFIED never go down, whatever happens.
func (l *life) numbersGrow() {
	for _, a := range []tresse.Audience{tresse.Public, tresse.Team, tresse.Own} {
		records, err := l.h.store.AllPublished(a)
		if err != nil {
			l.rt.Fatal(err)
		}
		now := map[tresse.ID]tresse.Published{}
		for _, p := range records {
			now[p.UID] = p
		}
		for id, was := range l.told[a] {
			is := now[id]
			if is.Sequence < was.Sequence || is.Modified.Before(was.Modified) {
				l.rt.Fatalf("%s feed: %s went from %d %s to %d %s", a, id, was.Sequence, was.Modified, is.Sequence, is.Modified)
			}
			if is.Visible != was.Visible && !is.Modified.After(was.Modified) {
				l.rt.Fatalf("%s feed: %s changed without LAST-MODIFIED", a, id)
			}
		}
		l.told[a] = now
	}
}

func (l *life) erasedStayAway() {
	var refs []tresse.Ref
	for ref := range l.erase {
		refs = append(refs, ref)
	}
	facts, err := l.h.store.Bookings(refs)
	if err != nil {
		l.rt.Fatal(err)
	}
	if len(facts) > 0 {
		l.rt.Fatalf("%d erased bookings are back", len(facts))
	}
}

// The same facts in any order and in batches of any size make the same groups,
// under the same ids.
func TestOrderOfArrivalDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		l := &life{rt: rt}
		for _, name := range []string{"a", "b", "c"} {
			l.all = append(l.all, newPlatform(name))
		}
		for range rapid.IntRange(2, 20).Draw(rt, "facts") {
			l.list(l.pick())
			l.book(l.pick())
		}
		var first []byte
		for seed := range uint64(3) {
			got := l.arrive(t, seed)
			if first == nil {
				first = got
			}
			if string(got) != string(first) {
				rt.Fatalf("another order gives\n%s\nnot\n%s", got, first)
			}
		}
	})
}

// arrive has the platforms' facts arrive in an order of its own, one commit a
// batch, and returns all views.
func (l *life) arrive(t *testing.T, seed uint64) []byte {
	h := newHouse(t, l.all...)
	defer h.store.Close()
	for i := range h.conf {
		h.conf[i].Connector = shuffled{l.all[i], rand.New(rand.NewPCG(seed, uint64(i)))}
	}
	h.restart()
	h.engine.commitSize = 1 + int(seed)
	h.sync()
	people, err := h.store.Beneficiaries()
	if err != nil {
		t.Fatal(err)
	}
	for i := range people { // ids of people are keyed with each store's own secret
		people[i].ID, people[i].Aliases = "", nil
	}
	slices.SortFunc(people, func(a, b tresse.Beneficiary) int { return cmpRef(a.Refs[0], b.Refs[0]) })
	text, err := json.MarshalIndent(map[string]any{"sessions": h.sessions(), "people": people}, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// shuffled emits a platform's facts one by one in an order of its own.
type shuffled struct {
	*platform
	r *rand.Rand
}

func (s shuffled) Pull(_ context.Context, _ connectors.Cursor, emit func(connectors.Batch) error) (connectors.Outcome, error) {
	var batches []connectors.Batch
	for _, l := range sorted(s.listings) {
		batches = append(batches, connectors.Batch{Listings: []tresse.Listing{l}, Read: 1})
	}
	for _, b := range sorted(s.bookings) {
		batches = append(batches, connectors.Batch{Bookings: []tresse.Booking{b}, Read: 1})
	}
	s.r.Shuffle(len(batches), func(i, j int) { batches[i], batches[j] = batches[j], batches[i] })
	for _, b := range batches {
		if err := emit(b); err != nil {
			return connectors.Outcome{}, err
		}
	}
	return connectors.Outcome{}, nil
}

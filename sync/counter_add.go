package syncer

import (
	"cmp"
	"slices"
	"strings"

	"tresse"
	"tresse/store"
	"tresse/sync/people"
)

// An Entry is what is booked at the counter: into a session that there is, into
// a new one, or into a seat of a group that takes a name.
type Entry struct {
	// Key names the request: made again with the same key, it is the same booking
	// and nothing is written. Never empty.
	Key     string
	Session tresse.ID   // or
	New     *NewSession // or
	Group   tresse.ID   // the registration of a group
	Seances Seances     // with Session: which others of its parcours

	Person     tresse.Person // empty for a group, whose names come later
	Seats      int           // 0 is 1
	BookedBy   string        // who booked for them
	Via        string        // whose phone and e-mail these are: self, parent, carer, guardian, prescriber; "" is self
	Prescriber tresse.Prescription
}

// A NewSession is one that only the counter knows.
type NewSession struct {
	Title      string
	Kind       tresse.Kind // "": a workshop where there are several seats, else an appointment
	Start, End tresse.Time // End may be zero: not known
	Place      tresse.Place
	Capacity   int
}

// Add books at the counter. It answers TroubleRefused, with advice, where it
// cannot.
func (e *Engine) Add(entry Entry) (Booked, error) {
	if err := entry.check(); err != nil {
		return Booked{}, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	list, err := e.senders()
	if err != nil {
		return Booked{}, err
	}
	ref := tresse.NewRef(tresse.SourceCounter, e.external("b", entry.Key))
	if again, done, err := e.addedBefore(ref); done || err != nil {
		return again, err
	}
	c, err := e.counterDraft()
	if err != nil {
		return Booked{}, err
	}
	b := entry.booking(ref)
	b.BookedAt = instantOf(e.now())
	b.Prescriber = list.Resolve(entry.Prescriber, entry.Person.Emails...)
	if entry.Via != "prescriber" && entry.Prescriber == (tresse.Prescription{}) {
		b.Prescriber = tresse.Prescription{} // an address of their own says nothing of who sent them
	}
	start, err := c.seatAt(&b, &entry)
	if err != nil {
		return Booked{}, err
	}
	c.addBooking(b, start)
	if err := c.seatInProgramme(b, &entry); err != nil {
		return Booked{}, err
	}
	if err := c.write(); err != nil {
		return Booked{}, err
	}
	out, err := e.booked(ref, b.Listing)
	out.Known = len(out.Registration.Refs) > 1
	return out, err
}

// addedBefore finds what the same request made.
func (e *Engine) addedBefore(ref tresse.Ref) (Booked, bool, error) {
	erased, err := e.store.Stubs([]tresse.Ref{ref})
	if err != nil {
		return Booked{}, false, err
	}
	if erased[0] {
		return Booked{}, true, counterRefusal("erased", "Cette inscription a été effacée à la demande de la personne : recommencez sans reprendre l’ancienne demande.")
	}
	facts, err := e.store.Bookings([]tresse.Ref{ref})
	if err != nil || len(facts) == 0 {
		return Booked{}, false, err
	}
	b, err := e.booked(ref, facts[0].Listing)
	b.Again = true
	return b, true, err
}

// seatAt gives the booking its listing, and returns when that begins.
func (c *counterDraft) seatAt(b *tresse.Booking, entry *Entry) (tresse.Time, error) {
	switch {
	case entry.New != nil:
		if n := entry.New; n.Kind == "" && (n.Capacity > 1 || isGroup(b)) {
			n.Kind = tresse.Workshop
		}
		l := entry.New.listing(tresse.NewRef(tresse.SourceCounter, c.e.external("s", entry.Key)))
		if fields := scrubListing(&l); len(fields) > 0 {
			return tresse.Time{}, looksLikeNIR()
		}
		c.addListing(l)
		b.Listing = l.Ref
		return l.Start, nil
	case entry.Group != "":
		return c.nameSeat(b, entry.Group)
	}
	f, err := c.e.listingOf(entry.Session)
	if err != nil {
		return tresse.Time{}, err
	}
	b.Listing = f.Ref
	return f.Start, nil
}

// listingOf chooses the listing by which a booking is for ever in a session: the
// one that bears the id that was given, or else the first that stands.
func (e *Engine) listingOf(session tresse.ID) (tresse.ListingFact, error) {
	s, known, err := e.store.Session(store.ViewSessions, session)
	if err != nil {
		return tresse.ListingFact{}, err
	}
	if !known {
		return tresse.ListingFact{}, counterRefusal("no such session", "Aucune séance ne porte cet identifiant : « tresse sessions --format json » les montre.")
	}
	if s.Status == tresse.Cancelled || s.Status == tresse.Withdrawn {
		return tresse.ListingFact{}, counterRefusal("session cancelled", "Cette séance est annulée : personne ne peut y être inscrit. Choisissez-en une autre, ou créez-la avec --title, --date et --start.")
	}
	facts, err := e.store.Listings(s.Refs)
	if err != nil {
		return tresse.ListingFact{}, err
	}
	byRef := map[tresse.Ref]*tresse.ListingFact{}
	for i := range facts {
		byRef[facts[i].Ref] = &facts[i]
	}
	var chosen *tresse.ListingFact
	for _, ref := range s.Refs {
		f := byRef[ref]
		switch {
		case f == nil:
		case f.ID == session && f.State == tresse.Live:
			return *f, nil
		case chosen == nil || chosen.State != tresse.Live && f.State == tresse.Live:
			chosen = f
		}
	}
	if chosen == nil {
		return tresse.ListingFact{}, counterRefusal("session without listings", "Cette séance n’est plus annoncée nulle part.")
	}
	return *chosen, nil
}

// nameSeat gives a seat of a group to the booking.
func (c *counterDraft) nameSeat(b *tresse.Booking, registration tresse.ID) (tresse.Time, error) {
	group, err := c.e.groupOf(registration)
	if err != nil {
		return tresse.Time{}, err
	}
	seats := max(b.Seats, 1)
	if open := group.Places(); open < seats {
		return tresse.Time{}, counterRefusal("group without open seats", plural(open, "Ce groupe n’a plus que %d place sans nom : ajoutez la personne avec --session.", "Ce groupe n’a plus que %d places sans nom : ajoutez la personne avec --session."))
	}
	c.change(group, func(g *tresse.Booking) { g.Filled += seats })
	b.Listing, b.Group = group.Listing, group.Ref
	if b.Prescriber == (tresse.Prescription{}) {
		b.Prescriber = group.Prescriber
	}
	return group.Start, nil
}

// groupOf returns the booking of a group by the id of its registration.
func (e *Engine) groupOf(registration tresse.ID) (tresse.BookingFact, error) {
	list, err := e.store.RegistrationsByID([]tresse.ID{registration})
	if err != nil {
		return tresse.BookingFact{}, err
	}
	if len(list) == 1 {
		facts, err := e.counterBookings(list[0].Refs)
		if err != nil {
			return tresse.BookingFact{}, err
		}
		for _, f := range facts {
			if isGroup(&f.Booking) && takes(statusOf(&f)) {
				return f, nil
			}
		}
	}
	return tresse.BookingFact{}, counterRefusal("no such group", "Aucun groupe tenu au guichet ne porte cet identifiant, ou toutes ses places ont déjà un nom : « tresse registrations --format json » montre les inscriptions.")
}

// isGroup reports whether a booking holds seats for names to come.
func isGroup(b *tresse.Booking) bool {
	row := people.Row{Person: b.Person, Relayed: true}
	return b.Group == "" && people.Nobody(&row) && b.Prescriber.Organisation != ""
}

// check refuses what says too little or too much.
func (entry *Entry) check() error {
	given := 0
	for _, yes := range [...]bool{entry.Session != "", entry.New != nil, entry.Group != ""} {
		if yes {
			given++
		}
	}
	if !entry.Seances.none() && entry.Session == "" {
		return counterRefusal("seances without session", "--seances va avec --session : dites une séance du parcours.")
	}
	if given != 1 || entry.Key == "" {
		return counterRefusal("which session", "Dites dans quelle séance : une qui existe (--session), une nouvelle (--title, --date, --start), ou la place d’un groupe (--group) ; une seule des trois.")
	}
	if entry.New != nil {
		if err := entry.New.check(); err != nil {
			return err
		}
	}
	b := entry.booking("x/x")
	return checkSeat(&b, entry.Group == "")
}

// checkSeat refuses a booking that says too little or what may not be kept.
func checkSeat(b *tresse.Booking, nameless bool) error {
	row := people.Row{Person: b.Person, Relayed: true}
	named := !people.Nobody(&row)
	switch {
	case b.Seats < 0 || b.Seats > maxSeats:
		return counterRefusal("seats out of range", "Le nombre de places va de 1 à 500.")
	case !named && b.Person.FirstName+b.Person.LastName+b.Person.FullName != "":
		return counterRefusal("no name of a person", "Ce nom n’est pas celui d’une personne : indiquez un prénom et un nom ; l’organisme qui l’envoie se dit avec --prescriber.")
	case !named && !nameless:
		return counterRefusal("no name", "Une place de groupe prend un nom : indiquez --first-name et --last-name.")
	case !named && b.Prescriber.Organisation == "":
		return counterRefusal("no name and no organisation", "Indiquez le nom de la personne, ou l’organisme pour lequel les places sont tenues (--seats 8 --prescriber \"CCAS\").")
	case !slices.Contains([]string{"", "self", "parent", "carer", "guardian", "prescriber"}, b.ContactVia):
		return counterRefusal("unknown via", "--via vaut self, parent, carer (aidant), guardian (tuteur) ou prescriber (prescripteur).")
	case !slices.Contains([]string{"", "person", "structure", "unknown"}, b.CancelledBy):
		return counterRefusal("unknown cancelled_by", "Qui annule : person (la personne) ou structure.")
	case len(scrubBooking(b)) > 0:
		return looksLikeNIR()
	}
	for _, text := range append([]string{b.Person.FirstName, b.Person.LastName, b.Person.FullName, b.Person.BirthName, b.Person.BirthDate, b.Person.City, b.Person.Postcode,
		b.BookedBy.FullName, b.Prescriber.Organisation, b.Prescriber.Referent, b.Note}, append(slices.Clone(b.Person.Emails), b.Person.Phones...)...) {
		if len(text) > maxCounterText {
			return counterRefusal("text too long", "Un de ces textes est trop long (200 signes au plus).")
		}
	}
	for _, email := range b.Person.Emails {
		if at := strings.IndexByte(email, '@'); at < 1 || at == len(email)-1 || strings.ContainsAny(email, " \t\n") {
			return counterRefusal("no e-mail address", "L’adresse e-mail n’en est pas une : elle s’écrit nom@exemple.fr.")
		}
	}
	for _, phone := range b.Person.Phones {
		if n := digitCount(phone); n < 6 || n > 15 {
			return counterRefusal("no telephone number", "Le numéro de téléphone n’en est pas un : écrivez par exemple 06 12 34 56 78, ou +33 6 12 34 56 78.")
		}
	}
	return nil
}

const maxSeats, maxCounterText = 500, 200

// looksLikeNIR refuses without repeating the value.
func looksLikeNIR() error {
	return counterRefusal("a value looks like a social-security number", "Une des valeurs ressemble à un numéro de sécurité sociale : tresse ne le garde jamais. Retirez-le.")
}

func digitCount(s string) int {
	n := 0
	for _, r := range s {
		if r >= '0' && r <= '9' {
			n++
		}
	}
	return n
}

// booking is what the entry says of the seat. Where somebody else books and
// nothing says whose telephone or address these are, they are not taken for the
// person's own: a mother's number is no evidence that two children are one.
func (entry *Entry) booking(ref tresse.Ref) tresse.Booking {
	b := tresse.Booking{
		Ref: ref, Status: tresse.Booked, Seats: entry.Seats, Person: entry.Person,
		BookedBy: tresse.Person{FullName: strings.TrimSpace(entry.BookedBy)}, ContactVia: entry.Via, Prescriber: entry.Prescriber,
	}
	if b.ContactVia == "" && b.BookedBy.FullName != "" && len(b.Person.Emails)+len(b.Person.Phones) > 0 {
		b.ContactVia = "carer"
	}
	return b
}

func (n *NewSession) check() error {
	switch {
	case strings.TrimSpace(n.Title) == "" || len(n.Title) > maxCounterText:
		return counterRefusal("no title", "Une nouvelle séance a un titre (--title), de 200 signes au plus.")
	case n.Start.IsZero() || n.Start.Year() < 1970 || n.Start.Year() > 2200:
		return counterRefusal("no start", "Une nouvelle séance a un jour (--date) et, si elle ne dure pas toute la journée, une heure (--start).")
	case !n.End.IsZero() && (n.End.Day != n.Start.Day || !n.End.After(n.Start.Time)):
		return counterRefusal("end before start", "La séance finit avant de commencer : vérifiez --start, et --end ou --duration.")
	case !n.End.IsZero() && n.End.Sub(n.Start.Time) > maxSessionTime:
		return counterRefusal("session too long", "Une séance dure au plus un mois.")
	case n.Capacity < 0 || n.Capacity > 100_000:
		return counterRefusal("capacity out of range", "--capacity est un nombre de places.")
	case len(n.Place.Name)+len(n.Place.Address) > 2*maxCounterText:
		return counterRefusal("text too long", "Le lieu est trop long (200 signes au plus).")
	}
	return nil
}

const maxSessionTime = 31 * 24 * 60 * 60 * 1e9

func (n *NewSession) listing(ref tresse.Ref) tresse.Listing {
	return tresse.Listing{
		Ref: ref, Title: strings.TrimSpace(n.Title), Kind: cmp.Or(n.Kind, tresse.Appointment), Start: n.Start, End: n.End,
		Status: tresse.Scheduled, Place: n.Place, Capacity: n.Capacity,
	}
}

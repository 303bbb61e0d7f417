package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tresse"
	syncer "tresse/sync"
	"tresse/sync/publish"
)

func (a *app) cancelCmd() *cobra.Command {
	var by string
	var out output
	cmd := &cobra.Command{
		Use: "cancel ID", Short: "Au guichet : annule une inscription, ou une séance, notée au guichet", Args: exactly("ID"),
		Long: "Annule une inscription notée au guichet, par son identifiant, ou une séance créée au guichet.\n\n" +
			"La place d’un groupe revient à l’organisme qui la tient. Ce qu’une plateforme a inscrit s’annule\n" +
			"chez elle.",
		Example: "  tresse cancel ID --by person\n  tresse cancel ID --by structure",
		RunE:    func(_ *cobra.Command, args []string) error { return a.cancelSeat(args[0], by, out) },
	}
	cmd.Flags().StringVar(&by, "by", "person", "`QUI` annule : person (la personne, sinon) ou structure")
	out.addFlags(cmd)
	return cmd
}

func (a *app) cancelSeat(text, by string, out output) error {
	if err := out.check(); err != nil {
		return err
	}
	switch strings.ToLower(by) {
	case "", "person", "personne":
		by = "person"
	case "structure":
		by = "structure"
	default:
		return usageError{"--by : « " + by + " » n’est pas connu ; choisissez person (la personne) ou structure"}
	}
	id, err := anID("ID", text)
	if err != nil {
		return err
	}
	if err := a.open(); err != nil {
		return err
	}
	if _, session, err := a.store.Session("sessions", id); err != nil {
		return err
	} else if session {
		yes := true
		return a.correctSession(id, syncer.SessionCorrection{Cancelled: &yes}, out, "Séance annulée.")
	}
	b, err := a.engine.CancelSeat(id, by)
	if err != nil {
		return err
	}
	return a.tellBooked(out, b, "Inscription annulée.")
}

func (a *app) correctCmd() *cobra.Command {
	var person personFlags
	var session sessionFlags
	var o correctFlags
	cmd := &cobra.Command{
		Use: "correct ID", Short: "Au guichet : corrige une inscription, ou une séance, notée au guichet", Args: exactly("ID"),
		Long: "Corrige une inscription notée au guichet, par son identifiant, ou déplace une séance créée au\n" +
			"guichet. Seul ce qui est indiqué change ; un texte vide (--city \"\") efface ce qui y était.",
		Example: "  tresse correct ID --phone \"06 39 98 01 02\"\n  tresse correct ID --date 2026-11-27 --start 10:00",
	}
	person.addFlags(cmd)
	session.addFlags(cmd)
	flags := cmd.Flags()
	flags.IntVar(&o.seats, "seats", 0, "`NOMBRE` de places")
	flags.StringVar(&o.bookedBy, "booked-by", "", "`NOM` de qui inscrit, si c’est quelqu’un d’autre")
	flags.StringVar(&o.via, "via", "", "à `QUI` sont ce téléphone et cet e-mail")
	flags.StringVar(&o.prescriber, "prescriber", "", "l’`ORGANISME` qui envoie la personne, ou tient les places")
	flags.StringVar(&o.referent, "referent", "", "la `PERSONNE` de cet organisme qui s’en occupe")
	o.out.addFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return a.correct(args[0], cmd.Flags().Changed, &person, &session, o)
	}
	return cmd
}

type correctFlags struct {
	seats                               int
	bookedBy, via, prescriber, referent string
	out                                 output
}

func (a *app) correct(text string, given func(string) bool, person *personFlags, fresh *sessionFlags, o correctFlags) error {
	if err := o.out.check(); err != nil {
		return err
	}
	id, err := anID("ID", text)
	if err != nil {
		return err
	}
	if o.via, err = viaOf(o.via); err != nil {
		return err
	}
	if err := a.open(); err != nil {
		return err
	}
	s, session, err := a.store.Session("sessions", id)
	if err != nil {
		return err
	}
	if session {
		change, err := fresh.correction(given, &s, a.config.Zone)
		if err != nil {
			return err
		}
		return a.correctSession(id, change, o.out, "Séance corrigée.")
	}
	c, err := o.correction(given, person, a.config.Privacy.BirthYear)
	if err != nil {
		return err
	}
	if given("prescriber") || given("referent") {
		if c.Prescriber, err = a.prescription(id, given, o); err != nil {
			return err
		}
	}
	b, err := a.engine.Correct(id, c)
	if err != nil {
		return err
	}
	return a.tellBooked(o.out, b, "Inscription corrigée.")
}

// prescription is who sent them, of which perhaps one half was given.
func (a *app) prescription(id tresse.ID, given func(string) bool, o correctFlags) (*tresse.Prescription, error) {
	list, err := a.store.RegistrationsByID([]tresse.ID{id})
	if err != nil {
		return nil, err
	}
	var p tresse.Prescription
	if len(list) > 0 && list[0].Prescriber != nil {
		p = *list[0].Prescriber
	}
	if given("prescriber") {
		p.Organisation = o.prescriber
	}
	if given("referent") {
		p.Referent = o.referent
	}
	return &p, nil
}

func (o *correctFlags) correction(given func(string) bool, f *personFlags, birthYear bool) (syncer.Correction, error) {
	p, err := f.person(birthYear)
	if err != nil {
		return syncer.Correction{}, err
	}
	var c syncer.Correction
	for name, set := range map[string]func(){
		"first-name": func() { c.FirstName = &p.FirstName }, "last-name": func() { c.LastName = &p.LastName },
		"birth-name": func() { c.BirthName = &p.BirthName }, "birth-date": func() { c.BirthDate = &p.BirthDate },
		"postcode": func() { c.Postcode = &p.Postcode }, "city": func() { c.City = &p.City },
		"email": func() { c.Emails = &p.Emails }, "phone": func() { c.Phones = &p.Phones }, "minor": func() { c.Minor = &p.Minor },
		"seats": func() { c.Seats = &o.seats }, "booked-by": func() { c.BookedBy = &o.bookedBy }, "via": func() { c.Via = &o.via },
	} {
		if given(name) {
			set()
		}
	}
	return c, nil
}

// correction is what the flags change of a session: an hour alone is of the day
// on which it is.
func (f *sessionFlags) correction(given func(string) bool, s *tresse.Session, zone *time.Location) (syncer.SessionCorrection, error) {
	var c syncer.SessionCorrection
	kind, err := kindOf(f.kind)
	if err != nil {
		return c, err
	}
	if given("title") {
		c.Title = &f.title
	}
	if given("kind") {
		c.Kind = &kind
	}
	if given("capacity") {
		c.Capacity = &f.capacity
	}
	if given("place") || given("address") {
		place := s.Place
		if given("place") {
			place = tresse.Place{Name: strings.TrimSpace(f.place)}
		}
		if given("address") {
			place.Address = strings.TrimSpace(f.address)
		}
		c.Place = &place
	}
	if !given("date") && !given("start") && !given("end") && !given("duration") {
		return c, nil
	}
	w := *f
	if w.date == "" {
		w.date = s.Start.In(zone).Format("2006-01-02")
	}
	if w.start == "" && !s.Start.Day {
		w.start = s.Start.In(zone).Format("15:04")
	}
	start, end, err := w.when(zone)
	if err != nil {
		return c, err
	}
	if given("date") || given("start") {
		c.Start = &start
	}
	if !end.IsZero() {
		c.End = &end
	}
	return c, nil
}

func (a *app) correctSession(id tresse.ID, change syncer.SessionCorrection, out output, what string) error {
	s, err := a.engine.CorrectSession(id, change)
	if err != nil {
		return err
	}
	if out.format != "table" || out.file != "" {
		return a.write(out, publish.Sessions([]tresse.Session{s}, a.config.Zone))
	}
	fmt.Fprintln(a.out, what)
	fmt.Fprintf(a.out, "  %s, le %s\n", s.Title, publish.When(s.Start, a.config.Zone))
	return nil
}

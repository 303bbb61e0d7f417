package main

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tresse"
	syncer "tresse/sync"
	"tresse/sync/publish"
)

// personFlags are what the command line says of a person.
type personFlags struct {
	first, last, birthName, birthDate, postcode, city string
	phones, emails                                    []string
	minor                                             bool
}

func (p *personFlags) addFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&p.first, "first-name", "", "le `PRÉNOM` de la personne")
	flags.StringVar(&p.last, "last-name", "", "son `NOM`")
	flags.StringArrayVar(&p.phones, "phone", nil, "un `NUMÉRO` de téléphone (l’option peut être répétée)")
	flags.StringArrayVar(&p.emails, "email", nil, "une `ADRESSE` e-mail (l’option peut être répétée)")
	flags.StringVar(&p.birthName, "birth-name", "", "son `NOM` de naissance")
	flags.StringVar(&p.birthDate, "birth-date", "", "sa `DATE` de naissance (1985-07-20, 20/07/1985, ou 1985)")
	flags.StringVar(&p.postcode, "postcode", "", "son `CODE` postal")
	flags.StringVar(&p.city, "city", "", "sa `VILLE`")
	flags.BoolVar(&p.minor, "minor", false, "c’est une personne mineure")
}

func (p *personFlags) person(birthYear bool) (tresse.Person, error) {
	born, err := syncer.BirthDate(p.birthDate, birthYear)
	if err != nil {
		return tresse.Person{}, usageError{fmt.Sprintf("--birth-date : « %s » n’est pas une date de naissance ; écrivez 1985-07-20, 20/07/1985 ou 1985", p.birthDate)}
	}
	trim := strings.TrimSpace
	return tresse.Person{
		FirstName: trim(p.first), LastName: trim(p.last), BirthName: trim(p.birthName), BirthDate: born,
		Postcode: trim(p.postcode), City: trim(p.city), Phones: trimmed(p.phones), Emails: trimmed(p.emails), Minor: p.minor,
	}, nil
}

// trimmed leaves out what is empty.
func trimmed(list []string) []string {
	var kept []string
	for _, s := range list {
		if s = strings.TrimSpace(s); s != "" {
			kept = append(kept, s)
		}
	}
	return kept
}

// addFlags is what `tresse add` is told.
type addFlags struct {
	session, group, key  string
	seances              string
	fresh                sessionFlags
	person               personFlags
	seats                int
	bookedBy, via        string
	prescriber, referent string
	out                  output
}

func (a *app) addCmd() *cobra.Command {
	var o addFlags
	cmd := &cobra.Command{
		Use: "add", Short: "Au guichet : inscrit une personne, ou tient des places pour un groupe", Args: noArgs,
		Long: "Au guichet ou au téléphone : inscrit une personne à une séance qui existe (--session), ou à une\n" +
			"nouvelle (--title, --date, --start) ; tient des places pour un organisme, dont les noms viendront\n" +
			"plus tard (--seats, --prescriber, sans nom), puis donne un nom à l’une d’elles (--group).\n\n" +
			"Ce qui est noté ici appartient à la source « guichet » : aucune plateforme ne peut l’effacer.\n" +
			"« tresse correct » le corrige, « tresse cancel » l’annule.",
		Example: "  tresse add --session ID --first-name Ana --last-name Pereira --phone \"06 39 98 01 01\"\n" +
			"  tresse add --session ID --first-name Léo --last-name Martin --booked-by \"Sophie Martin\" --via parent --phone \"06 39 98 01 02\"\n" +
			"  tresse add --title \"Dossier de retraite\" --date 2026-11-26 --start 14:00 --duration 1h --place \"Bureau 2\" --last-name Roy --first-name Jean\n" +
			"  tresse add --session ID --seances toutes --first-name Ana --last-name Pereira\n" +
			"  tresse add --session ID --seats 8 --prescriber \"CCAS\" --referent \"Mme Roy\"\n" +
			"  tresse add --group ID --first-name Inès --last-name Bouzid",
		RunE: func(*cobra.Command, []string) error { return a.add(o) },
	}
	flags := cmd.Flags()
	flags.StringVar(&o.session, "session", "", "dans la séance qui porte cet `ID`")
	flags.StringVar(&o.seances, "seances", "", "aussi aux autres séances de son parcours : `LESQUELLES` (toutes, ou 1,3)")
	flags.StringVar(&o.group, "group", "", "donne un nom à une place du groupe dont l’inscription porte cet `ID`")
	o.fresh.addFlags(cmd)
	o.person.addFlags(cmd)
	flags.IntVar(&o.seats, "seats", 0, "`NOMBRE` de places, 1 sinon")
	flags.StringVar(&o.bookedBy, "booked-by", "", "`NOM` de qui inscrit, si c’est quelqu’un d’autre")
	flags.StringVar(&o.via, "via", "", "à `QUI` sont ce téléphone et cet e-mail : self, parent, carer (aidant), guardian (tuteur) ou prescriber (prescripteur)")
	flags.StringVar(&o.prescriber, "prescriber", "", "l’`ORGANISME` qui envoie la personne, ou tient les places")
	flags.StringVar(&o.referent, "referent", "", "la `PERSONNE` de cet organisme qui s’en occupe")
	flags.StringVar(&o.key, "key", "", "`TEXTE` qui distingue cette demande : refaite avec le même, elle n’inscrit pas deux fois")
	o.out.addFlags(cmd)
	return cmd
}

func (a *app) add(o addFlags) error {
	if err := o.out.check(); err != nil {
		return err
	}
	if o.seats < 0 {
		return usageError{"--seats : le nombre de places va de 1 à 500"}
	}
	via, err := viaOf(o.via)
	if err != nil {
		return err
	}
	if err := a.open(); err != nil {
		return err
	}
	entry := syncer.Entry{Key: o.key, Seats: o.seats, BookedBy: o.bookedBy, Via: via, Prescriber: tresse.Prescription{Organisation: o.prescriber, Referent: o.referent}}
	if entry.Person, err = o.person.person(a.config.Privacy.BirthYear); err != nil {
		return err
	}
	if entry.New, err = o.fresh.session(a.config.Zone); err != nil {
		return err
	}
	if entry.Session, err = anID("--session", o.session); err != nil {
		return err
	}
	if entry.Seances, err = seancesOf(o.seances); err != nil {
		return err
	}
	if entry.Group, err = anID("--group", o.group); err != nil {
		return err
	}
	if entry.Key == "" {
		random := randomSecret()
		entry.Key = hex.EncodeToString(random[:])
	}
	b, err := a.engine.Add(entry)
	if err != nil {
		return err
	}
	return a.tellBooked(o.out, b, added(b))
}

// added says what came of an entry.
func added(b syncer.Booked) string {
	switch {
	case b.Again:
		return "Déjà noté : la même demande avait été faite, rien n’a changé."
	case b.Known:
		return "Cette personne avait déjà une place dans cette séance : c’est une seule inscription."
	case b.Registration.Beneficiary == "":
		return "Places tenues ; « tresse add --group » leur donnera un nom."
	}
	return "Inscription notée."
}

// tellBooked tells it in a sentence, or as the lists do.
func (a *app) tellBooked(out output, b syncer.Booked, what string) error {
	if out.format != "table" || out.file != "" {
		return a.writeBooked(out, b)
	}
	fmt.Fprintln(a.out, what)
	s := &b.Session
	fmt.Fprintf(a.out, "  %s, le %s\n", s.Title, publish.When(s.Start, a.config.Zone))
	if s.Capacity > 0 {
		fmt.Fprintf(a.out, "  %d places prises sur %d\n", s.Taken, s.Capacity)
		if s.Taken > s.Capacity {
			fmt.Fprintln(a.out, "  Attention : c’est plus que de places.")
		}
	}
	if b.Registration.ID != "" {
		fmt.Fprintf(a.out, "  inscription %s\n", b.Registration.ID)
	}
	return nil
}

func (a *app) writeBooked(out output, b syncer.Booked) error {
	var list []tresse.Registration
	if b.Registration.ID != "" {
		list = append(list, b.Registration)
	}
	people, err := a.store.BeneficiariesByID([]tresse.ID{b.Registration.Beneficiary})
	if err != nil {
		return err
	}
	session := lookup([]tresse.Session{b.Session}, func(s *tresse.Session) []tresse.ID { return append(s.Aliases, s.ID) })
	person := lookup(people, func(p *tresse.Beneficiary) []tresse.ID { return append(p.Aliases, p.ID) })
	return a.write(out, publish.Registrations(list, session, person, time.Now(), a.config.Zone))
}

// anID reads an id of the command line; "" is none.
func anID(option, text string) (tresse.ID, error) {
	if text == "" {
		return "", nil
	}
	id, err := tresse.ParseID(text)
	if err != nil {
		return "", usageError{fmt.Sprintf("%s : « %s » n’est pas un identifiant ; « tresse sessions --format json » et « tresse registrations --format json » les montrent", option, text)}
	}
	return id, nil
}

// seancesOf reads which séances of a parcours are meant.
func seancesOf(text string) (syncer.Seances, error) {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "":
		return syncer.Seances{}, nil
	case "toutes", "all":
		return syncer.Seances{All: true}, nil
	}
	var s syncer.Seances
	for _, word := range strings.Split(text, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(word))
		if err != nil || n < 1 || n > 1000 {
			return s, usageError{fmt.Sprintf("--seances : « %s » n’est pas un numéro de séance ; écrivez toutes, ou 1,3", word)}
		}
		s.Numbers = append(s.Numbers, n)
	}
	return s, nil
}

// viaOf reads whose contact it is, in either language.
func viaOf(text string) (string, error) {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "":
		return "", nil
	case "self", "elle-même", "lui-même", "personne":
		return "self", nil
	case "parent", "mère", "père":
		return "parent", nil
	case "carer", "aidant", "aidante":
		return "carer", nil
	case "guardian", "tuteur", "tutrice", "curateur", "curatrice":
		return "guardian", nil
	case "prescriber", "prescripteur", "prescriptrice":
		return "prescriber", nil
	}
	return "", usageError{"--via : « " + text + " » n’est pas connu ; choisissez self, parent, carer (aidant), guardian (tuteur) ou prescriber (prescripteur)"}
}

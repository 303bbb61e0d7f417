package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"tresse"
	"tresse/store"
	"tresse/sync/publish"
)

// sessionDuplicates lists the sessions that may be one.
func (a *app) sessionDuplicates(out output) error {
	list, err := a.engine.SessionDuplicates()
	if err != nil {
		return err
	}
	var ids []tresse.ID
	for i := range list {
		ids = append(ids, list[i].A, list[i].B)
	}
	found, err := a.store.SessionsByID("sessions", ids)
	if err != nil {
		return err
	}
	session := lookup(found, func(s *tresse.Session) []tresse.ID { return append(s.Aliases, s.ID) })
	return a.write(out, publish.Duplicates(list, func(id tresse.ID) string {
		if s := session(id); s != nil {
			return publish.SessionName(s, a.config.Zone)
		}
		return ""
	}))
}

// areSessions returns the ids where the first is that of a session; nil where it
// is not.
func (a *app) areSessions(args []string) ([]tresse.ID, error) {
	subject, _, err := a.subject(args[0])
	if err != nil || subject != tresse.AboutSessions {
		return nil, err
	}
	return a.sessionIDs(args)
}

func (a *app) sessionIDs(args []string) ([]tresse.ID, error) {
	ids := make([]tresse.ID, len(args))
	for i, arg := range args {
		subject, _, err := a.subject(arg)
		if err != nil {
			return nil, err
		}
		if subject != tresse.AboutSessions {
			return nil, usageError{fmt.Sprintf("« %s » ne désigne pas une séance", arg)}
		}
		if ids[i], err = tresse.ParseID(arg); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

func (a *app) whySessions(out output, ids []tresse.ID, err error) error {
	if err != nil {
		return err
	}
	reasons, err := a.engine.WhySessions(ids[0], ids[1])
	if err != nil {
		return err
	}
	return a.write(out, publish.Evidence(reasons))
}

func (a *app) splitSession(ids []tresse.ID, off []string, err error) error {
	if err != nil {
		return err
	}
	d, err := a.engine.SplitSession(ids[0], off, "")
	if err != nil {
		return err
	}
	a.noted(d, count(len(d.Off), "annonce détachée", "annonces détachées"))
	return nil
}

func (a *app) noted(d tresse.Decision, what string) {
	fmt.Fprintf(a.out, "Décision n° %d notée : %s. « tresse undo %d » l’annule.\n", d.Number, what, d.Number)
}

func (a *app) kindCmd() *cobra.Command {
	return &cobra.Command{
		Use: "kind ID GENRE", Short: "Dit ce qu’est une séance : atelier, permanence, rendez-vous ou autre", Args: exactly("ID", "GENRE"),
		Long: "Corrige ce qu’est une séance : atelier, permanence, rendez-vous ou autre.\n" +
			"Cela vaut pour elle et pour les dates suivantes du même événement, de la même série ou de la même page de réservation.",
		Example: "  tresse kind 2f7d5d3a-… permanence",
		RunE: func(_ *cobra.Command, args []string) error {
			kind, ok := tresse.ParseKind(args[1])
			if !ok {
				return usageError{"« " + args[1] + " » n’est pas connu ; choisissez atelier, permanence, rendez-vous ou autre"}
			}
			if err := a.open(); err != nil {
				return err
			}
			ids, err := a.sessionIDs(args[:1])
			if err != nil {
				return err
			}
			d, err := a.engine.DecideKind(ids[0], kind, "")
			if err != nil {
				return err
			}
			a.noted(d, publish.KindWord(kind)+", comme les dates suivantes")
			return nil
		},
	}
}

func (a *app) programmeCmd() *cobra.Command {
	var out output
	var title string
	var none bool
	cmd := &cobra.Command{
		Use: "programme [ID…]", Short: "Montre les parcours, ou fait un parcours de plusieurs séances",
		Long: "Sans séance, montre les parcours : leurs séances, et où en est chaque personne.\n" +
			"Avec plusieurs séances, en fait un parcours, dans l’ordre de leurs dates. Avec --none, les sort du parcours que tresse propose.",
		Example: "  tresse programme\n  tresse programme 2f7d5d3a-… 693f04c1-… --title \"L’ordinateur pas à pas\"\n  tresse programme --none 2f7d5d3a-…",
		Args:    func(*cobra.Command, []string) error { return nil },
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 && (none || title != "") {
				return usageError{"« tresse programme » attend des séances (tresse programme --help)"}
			}
			if len(args) == 0 {
				return a.listProgrammes(out)
			}
			return a.decideProgramme(args, title, none)
		},
	}
	out.addFlags(cmd)
	cmd.Flags().StringVar(&title, "title", "", "`TITRE` du parcours ; sinon celui de ses séances")
	cmd.Flags().BoolVar(&none, "none", false, "ces séances ne sont d’aucun parcours")
	return cmd
}

func (a *app) decideProgramme(args []string, title string, none bool) error {
	if none && title != "" {
		return usageError{"--none et --title ne vont pas ensemble"}
	}
	if !none && len(args) < 2 {
		return usageError{"un parcours a au moins deux séances (tresse programme --help)"}
	}
	if err := a.open(); err != nil {
		return err
	}
	ids, err := a.sessionIDs(args)
	if err != nil {
		return err
	}
	var d tresse.Decision
	if none {
		d, err = a.engine.DecideAlone(ids, "")
	} else {
		d, err = a.engine.DecideProgramme(ids, title, "")
	}
	if err != nil {
		return err
	}
	if none {
		a.noted(d, count(len(d.Parts), "séance hors parcours", "séances hors parcours"))
		return nil
	}
	a.noted(d, "un parcours de "+count(len(d.Parts), "séance", "séances"))
	return nil
}

func (a *app) listProgrammes(out output) error {
	if err := a.openFor(&out); err != nil {
		return err
	}
	sessions, err := a.store.Sessions("sessions", store.Window{})
	if err != nil {
		return err
	}
	var ids []tresse.ID
	for i := range sessions {
		if sessions[i].Programme != nil {
			ids = append(ids, sessions[i].ID)
		}
	}
	seats, err := a.store.RegistrationsOfSessions(ids)
	if err != nil {
		return err
	}
	people, err := a.store.Beneficiaries()
	if err != nil {
		return err
	}
	person := lookup(people, func(b *tresse.Beneficiary) []tresse.ID { return append(b.Aliases, b.ID) })
	return a.write(out, publish.Programmes(sessions, seats, person, time.Now(), a.config.Zone))
}

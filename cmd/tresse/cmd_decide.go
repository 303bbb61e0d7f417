package main

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"tresse"
	syncer "tresse/sync"
	"tresse/sync/publish"
)

func (a *app) sameCmd() *cobra.Command {
	return &cobra.Command{
		Use: "same A B", Short: "Décide que deux personnes, ou deux séances, n’en font qu’une", Args: exactly("A", "B"),
		RunE: func(_ *cobra.Command, args []string) error { return a.decide(tresse.DecideSame, args) },
	}
}

func (a *app) differentCmd() *cobra.Command {
	return &cobra.Command{
		Use: "different A B", Short: "Décide que deux personnes, ou deux séances, sont distinctes", Args: exactly("A", "B"),
		RunE: func(_ *cobra.Command, args []string) error { return a.decide(tresse.DecideDifferent, args) },
	}
}

func (a *app) decide(verb tresse.Verb, ids []string) error {
	if err := a.open(); err != nil {
		return err
	}
	subject, x, err := a.subject(ids[0])
	if err != nil {
		return err
	}
	other, y, err := a.subject(ids[1])
	if err != nil {
		return err
	}
	if subject != other {
		return usageError{"une séance, une personne et un prescripteur ne se comparent pas"}
	}
	if x == y {
		return usageError{"les deux identifiants désignent déjà la même chose"}
	}
	d, err := a.engine.Decide(verb, subject, x, y, "")
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "Décision n° %d notée. « tresse undo %d » l’annule.\n", d.Number, d.Number)
	return nil
}

// subject returns what an id names, by the ref that found it: that of its fact
// seen first.
func (a *app) subject(id string) (tresse.Subject, tresse.Ref, error) {
	parsed, err := tresse.ParseID(id)
	if err == nil {
		ref, subject, lerr := a.lookUp(parsed)
		if lerr != nil || ref != "" {
			return subject, ref, lerr
		}
	}
	e := tresse.Errorf(tresse.TroubleRefused, "no view has this id")
	e.Advice = fmt.Sprintf("rien ne porte l’identifiant « %s » : « tresse sessions --format json » et « tresse beneficiaries --format json » les montrent.", id)
	return "", "", e
}

func (a *app) lookUp(id tresse.ID) (tresse.Ref, tresse.Subject, error) {
	ref, known, err := a.engine.SessionRef(id)
	if err != nil || known {
		return ref, tresse.AboutSessions, err
	}
	ref, known, err = a.engine.PersonRef(id)
	if err != nil || known {
		return ref, tresse.AboutPeople, err
	}
	list, err := syncer.Prescribers(a.store)
	if err != nil {
		return "", "", err
	}
	p, known := list.ByID(id)
	if !known {
		return "", "", nil
	}
	return p.Key, tresse.AboutSenders, nil
}

func (a *app) decisionsCmd() *cobra.Command {
	var out output
	var automatic bool
	var days int
	cmd := &cobra.Command{
		Use: "decisions", Short: "Montre les décisions prises, la dernière d’abord", Args: noArgs,
		Long: "Montre les décisions prises, la dernière d’abord.\n\n" +
			"Avec --automatic, montre plutôt ce que tresse a réuni de lui-même ces derniers jours, le moins sûr d’abord :\n" +
			"« tresse split » détache ce qui n’aurait pas dû l’être.",
		Example: "  tresse decisions --automatic\n  tresse decisions --automatic --days 30",
		RunE: func(*cobra.Command, []string) error {
			if days < 1 || days > 36500 {
				return usageError{"--days attend un nombre de jours, 1 ou plus"}
			}
			if err := a.openFor(&out); err != nil {
				return err
			}
			if automatic {
				list, err := a.engine.Automatic(time.Now().AddDate(0, 0, -days))
				if err != nil {
					return err
				}
				return a.write(out, publish.Merges(list, a.config.Zone))
			}
			list, err := a.store.Decisions()
			if err != nil {
				return err
			}
			slices.Reverse(list)
			return a.write(out, publish.Decisions(list, a.config.Zone))
		},
	}
	out.addFlags(cmd)
	cmd.Flags().BoolVar(&automatic, "automatic", false, "ce que tresse a réuni de lui-même, le moins sûr d’abord")
	cmd.Flags().IntVar(&days, "days", 7, "avec --automatic : les `JOURS` passés")
	return cmd
}

func (a *app) undoCmd() *cobra.Command {
	return &cobra.Command{
		Use: "undo N", Short: "Annule la décision n° N", Args: exactly("N"),
		RunE: func(_ *cobra.Command, args []string) error {
			n, err := strconv.ParseUint(args[0], 10, 64)
			if err != nil {
				return usageError{fmt.Sprintf("« %s » n’est pas un numéro de décision", args[0])}
			}
			if err := a.open(); err != nil {
				return err
			}
			if _, err := a.engine.Undo(n, ""); err != nil {
				return err
			}
			fmt.Fprintf(a.out, "La décision n° %d est annulée.\n", n)
			return nil
		},
	}
}

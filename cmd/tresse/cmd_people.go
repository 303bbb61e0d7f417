package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"tresse"
	"tresse/sync/publish"
)

func (a *app) duplicatesCmd() *cobra.Command {
	var out output
	var sessions bool
	cmd := &cobra.Command{
		Use: "duplicates", Short: "Montre qui pourrait être une même personne, le plus utile d’abord", Args: noArgs,
		Long: "Montre les personnes qui pourraient n’en faire qu’une, le plus utile d’abord, avec ce qui le fait penser ;\n" +
			"avec --sessions, les séances annoncées à plusieurs endroits qui pourraient n’en faire qu’une.\n" +
			"Répondez par « tresse same A B » ou « tresse different A B » ; « tresse why A B » en dit plus.",
		RunE: func(*cobra.Command, []string) error {
			if err := a.openFor(&out); err != nil {
				return err
			}
			if sessions {
				return a.sessionDuplicates(out)
			}
			list, err := a.engine.Duplicates()
			if err != nil {
				return err
			}
			label, err := a.names(list)
			if err != nil {
				return err
			}
			return a.write(out, publish.Duplicates(list, label))
		},
	}
	out.addFlags(cmd)
	cmd.Flags().BoolVar(&sessions, "sessions", false, "les séances, et non les personnes")
	return cmd
}

// names says who stands under the ids of pairs.
func (a *app) names(list []publish.Duplicate) (func(tresse.ID) string, error) {
	var ids []tresse.ID
	for i := range list {
		ids = append(ids, list[i].A, list[i].B)
	}
	found, err := a.store.BeneficiariesByID(ids)
	person := lookup(found, func(b *tresse.Beneficiary) []tresse.ID { return append(b.Aliases, b.ID) })
	return func(id tresse.ID) string {
		if b := person(id); b != nil {
			return publish.PersonName(b)
		}
		return ""
	}, err
}

func (a *app) whyCmd() *cobra.Command {
	var out output
	cmd := &cobra.Command{
		Use: "why A B", Short: "Dit ce qui rapproche et ce qui sépare deux personnes, ou deux séances", Args: exactly("A", "B"),
		Long: "Dit ce qui rapproche et ce qui sépare deux personnes, ou deux séances, raison par raison, la plus lourde d’abord :\n" +
			"un poids positif parle pour une seule, un poids négatif contre.",
		RunE: func(_ *cobra.Command, args []string) error {
			if err := a.openFor(&out); err != nil {
				return err
			}
			if sessions, err := a.areSessions(args); err != nil || sessions != nil {
				return a.whySessions(out, sessions, err)
			}
			ids, err := a.people(args)
			if err != nil {
				return err
			}
			reasons, err := a.engine.WhyPeople(ids[0], ids[1])
			if err != nil {
				return err
			}
			return a.write(out, publish.Evidence(reasons))
		},
	}
	out.addFlags(cmd)
	return cmd
}

// people reads ids of people.
func (a *app) people(args []string) ([]tresse.ID, error) {
	ids := make([]tresse.ID, len(args))
	for i, arg := range args {
		subject, _, err := a.subject(arg)
		if err != nil {
			return nil, err
		}
		if subject != tresse.AboutPeople {
			return nil, usageError{fmt.Sprintf("« %s » désigne une séance, et non une personne", arg)}
		}
		if ids[i], err = tresse.ParseID(arg); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

func (a *app) splitCmd() *cobra.Command {
	var to string
	cmd := &cobra.Command{
		Use: "split ID REF…", Short: "Détache d’une personne, ou d’une séance, ce qui est d’une autre, pour toujours",
		Long: "Détache d’une personne des inscriptions, des contacts ou une écriture du nom, qui deviennent ceux d’une autre :\n" +
			"une nouvelle, ou celle de --to. Cela tient pour toujours, aussi contre ce qui arrivera encore.\n" +
			"D’une séance, détache des annonces qui sont celles d’une autre.\n" +
			"Les provenances (REF) et les écritures sont dans « tresse beneficiaries --format json » (refs, spellings).",
		Example: "  tresse split 27e8fc68-… rendezvous/zg-…/zg-…\n  tresse split 27e8fc68-… \"Jeanne Martin\" --to 4cb60eac-…",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 2 {
				return usageError{"« tresse split » attend : ID REF… (tresse split --help)"}
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.split(args[0], args[1:], to) },
	}
	cmd.Flags().StringVar(&to, "to", "", "`ID` de la personne à qui c’est rendu")
	return cmd
}

func (a *app) split(id string, off []string, to string) error {
	if err := a.open(); err != nil {
		return err
	}
	if sessions, err := a.areSessions([]string{id}); err != nil || sessions != nil && to == "" {
		return a.splitSession(sessions, off, err)
	}
	named := []string{id}
	if to = strings.TrimSpace(to); to != "" {
		named = append(named, to)
	}
	ids, err := a.people(named)
	if err != nil {
		return err
	}
	d, err := a.engine.Split(ids[0], off, append(ids, "")[1], "")
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "Décision n° %d notée : %s. « tresse undo %d » l’annule.\n", d.Number, count(len(d.Off), "élément détaché", "éléments détachés"), d.Number)
	return nil
}

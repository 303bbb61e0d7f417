package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"tresse"
	syncer "tresse/sync"
	"tresse/sync/publish"
)

func (a *app) prescribersCmd() *cobra.Command {
	var out output
	cmd := &cobra.Command{
		Use: "prescribers", Short: "Montre les organismes qui envoient des personnes", Args: noArgs,
		Long: "Montre les organismes qui envoient des personnes : ceux que vous avez mis sur la liste, puis ceux\n" +
			"que les plateformes, les fichiers et le guichet nomment, et qui sont proposés.\n\n" +
			"« tresse prescribers add » en met un sur la liste ; « tresse same A B » dit que deux n’en font\n" +
			"qu’un ; « tresse undo N » revient sur l’un et l’autre.",
		RunE: func(*cobra.Command, []string) error {
			if err := a.openFor(&out); err != nil {
				return err
			}
			list, err := syncer.Prescribers(a.store)
			if err != nil {
				return err
			}
			return a.write(out, publish.Prescribers(list.All))
		},
	}
	out.addFlags(cmd)
	cmd.AddCommand(a.prescribersAddCmd())
	return cmd
}

func (a *app) prescribersAddCmd() *cobra.Command {
	var e tresse.SenderEntry
	cmd := &cobra.Command{
		Use: "add NOM", Short: "Met un organisme sur la liste, ou complète ce qui en est dit", Args: exactly("NOM"),
		Example: "  tresse prescribers add \"CCAS de Vénissieux\" --alias \"Action sociale\" --domain ccas-venissieux.fr --referent \"Mme Roy\"",
		RunE: func(_ *cobra.Command, args []string) error {
			if err := a.open(); err != nil {
				return err
			}
			e.Organisation = args[0]
			d, err := a.engine.Enlist(e, "")
			if err != nil {
				return err
			}
			fmt.Fprintf(a.out, "Décision n° %d notée : cet organisme est sur la liste. « tresse undo %d » l’en ôte.\n", d.Number, d.Number)
			return nil
		},
	}
	cmd.Flags().StringArrayVar(&e.Referents, "referent", nil, "une `PERSONNE` de cet organisme (l’option peut être répétée)")
	cmd.Flags().StringArrayVar(&e.Names, "alias", nil, "un autre `NOM` qu’on lui donne (l’option peut être répétée)")
	cmd.Flags().StringArrayVar(&e.Domains, "domain", nil, "un `DOMAINE` de ses adresses e-mail (l’option peut être répétée)")
	return cmd
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"tresse"
	"tresse/store"
	syncer "tresse/sync"
)

func (a *app) releaseCmd() *cobra.Command {
	var refuse bool
	cmd := &cobra.Command{
		Use: "release SOURCE", Short: "Accepte, ou refuse, un changement massif retenu", Args: exactly("SOURCE"),
		Example: "  tresse release agenda\n  tresse release agenda --refuse",
		RunE: func(_ *cobra.Command, args []string) error {
			if err := a.open(); err != nil {
				return err
			}
			n, err := a.engine.Release(args[0], refuse, "")
			if err != nil {
				return err
			}
			a.tellRelease(args[0], n, refuse)
			return nil
		},
	}
	cmd.Flags().BoolVar(&refuse, "refuse", false, "garde ce qui était")
	return cmd
}

func (a *app) tellRelease(source string, n int, refuse bool) {
	switch {
	case n == 0 && refuse:
		fmt.Fprintf(a.out, "Rien n’était retenu pour « %s ».\n", source)
	case n == 0:
		fmt.Fprintf(a.out, "Rien n’était retenu pour « %s » ; si sa liste revient vide à la prochaine lecture, ce sera accepté.\n", source)
	case refuse:
		fmt.Fprintf(a.out, "%s.\n", count(n, "élément gardé", "éléments gardés"))
	default:
		fmt.Fprintf(a.out, "%s.\n", count(n, "élément retiré", "éléments retirés"))
	}
}

func (a *app) forgetCmd() *cobra.Command {
	var dry bool
	var source string
	cmd := &cobra.Command{
		Use: "forget ID", Short: "Efface une personne, ou ce qui vient d’une source retirée",
		Long: "Efface une personne : ses inscriptions ne disent plus qui elle est, et ce qui reviendrait d’elle est ignoré.\n" +
			"Cela ne s’annule pas. Avec --source, efface tout ce qui vient d’une source ôtée de la configuration.",
		Args: func(_ *cobra.Command, args []string) error {
			if (len(args) == 1) == (source != "") || len(args) > 1 {
				return usageError{"« tresse forget » attend l’identifiant d’une personne, ou --source NOM"}
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.forget(args, source, dry) },
	}
	cmd.Flags().BoolVar(&dry, "dry-run", false, "montre ce qui serait effacé, sans rien effacer")
	cmd.Flags().StringVar(&source, "source", "", "`NOM` d’une source retirée")
	return cmd
}

func (a *app) forget(args []string, source string, dry bool) error {
	if err := a.open(); err != nil {
		return err
	}
	var f syncer.Forgotten
	var err error
	if source != "" {
		f, err = a.engine.ForgetSource(source, dry, "")
	} else {
		var id tresse.ID
		if id, err = tresse.ParseID(args[0]); err != nil {
			return usageError{fmt.Sprintf("« %s » n’est pas un identifiant", args[0])}
		}
		f, err = a.engine.Forget(id, dry, "")
	}
	if err != nil {
		return err
	}
	verb := "Effacé"
	if dry {
		verb = "Serait effacé"
	}
	fmt.Fprintf(a.out, "%s : %s, %s, %s ; %s.\n", verb, count(f.Bookings, "inscription", "inscriptions"),
		count(f.Contacts, "contact", "contacts"), count(f.Listings, "annonce", "annonces"), count(f.Decisions, "décision anonymisée", "décisions anonymisées"))
	return nil
}

func (a *app) rebuildCmd() *cobra.Command {
	var check, learn bool
	cmd := &cobra.Command{
		Use: "rebuild", Short: "Refait toutes les séances et personnes à partir de ce qui a été lu", Args: noArgs,
		Long: "Refait toutes les séances et personnes à partir de ce qui a été lu.\n\n" +
			"Avec --check, ne change rien ; code de sortie 4 si le résultat différerait.\n" +
			"Avec --reestimate, apprend d’abord de vos données ce qui distingue deux personnes (noms fréquents, fautes\n" +
			"habituelles) ; tresse le fait de lui-même, la nuit, quand le nombre de personnes a doublé.",
		RunE: func(*cobra.Command, []string) error {
			if check && learn {
				return usageError{"--check ne change rien : il ne va pas avec --reestimate"}
			}
			if err := a.open(); err != nil {
				return err
			}
			if learn {
				m, err := a.engine.Reestimate()
				if err != nil {
					return err
				}
				fmt.Fprintf(a.out, "Tout a été refait, avec le modèle n° %d appris de %s.\n", m.Number, count(m.Counted, "personne", "personnes"))
				return nil
			}
			if !check {
				if err := a.engine.Rebuild(); err != nil {
					return err
				}
				fmt.Fprintln(a.out, "Tout a été refait.")
				return nil
			}
			differ, err := a.engine.RebuildCheck()
			if err != nil {
				return err
			}
			for _, d := range differ {
				fmt.Fprintln(a.out, "diffère :", d)
			}
			if len(differ) > 0 {
				return exit(exitDiffer)
			}
			fmt.Fprintln(a.out, "Refait et gardé sont identiques.")
			return nil
		},
	}
	cmd.Flags().BoolVar(&check, "check", false, "compare sans rien changer")
	cmd.Flags().BoolVar(&learn, "reestimate", false, "apprend d’abord ce qui distingue deux personnes")
	return cmd
}

func (a *app) backupCmd() *cobra.Command {
	var recipient string
	cmd := &cobra.Command{
		Use: "backup FICHIER", Short: "Copie le fichier de données", Args: exactly("FICHIER"),
		Long: "Copie le fichier de données, même pendant que tresse travaille. La copie contient tout, les secrets aussi :\n" +
			"avec --recipient, elle est chiffrée, et seule la clé privée correspondante l’ouvre.",
		Example: "  tresse backup /media/cle/tresse.db\n  tresse backup --recipient age1… tresse.db.age",
		RunE: func(_ *cobra.Command, args []string) error {
			if recipient != "" {
				if _, err := recipientOf(recipient); err != nil {
					return err
				}
			}
			if err := a.open(); err != nil {
				return err
			}
			if err := a.backup(args[0], recipient); err != nil {
				return err
			}
			fmt.Fprintf(a.out, "Copie écrite dans %s.\n", args[0])
			return nil
		},
	}
	cmd.Flags().StringVar(&recipient, "recipient", "", "chiffre à cette `CLÉ` publique (age1… ou ssh-…)")
	return cmd
}

func (a *app) backup(file, recipient string) error {
	return a.file(file, func(w io.Writer) error { return writeBackup(a.store, w, recipient) })
}

func (a *app) restoreCmd() *cobra.Command {
	var force bool
	var identity string
	cmd := &cobra.Command{
		Use: "restore FICHIER", Short: "Remet une copie en place", Args: exactly("FICHIER"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.restore(cmd.Context(), args[0], identity, force)
		},
	}
	cmd.Flags().StringVar(&identity, "identity", "", "`FICHIER` de la clé privée, pour une copie chiffrée")
	cmd.Flags().BoolVar(&force, "force", false, "remplace les données en place, gardées à côté")
	return cmd
}

func (a *app) restore(_ context.Context, file, identity string, force bool) error {
	sources, err := a.load()
	var there elsewhere
	if errors.As(err, &there) {
		return notWhileHeld(there, "une copie ne se remet pas en place sous un tresse qui travaille")
	}
	if err != nil {
		return err
	}
	file, remove, err := unseal(file, identity, a.config.Data)
	defer remove()
	if err != nil {
		return err
	}
	report, err := store.Restore(file, a.config.Data, store.RestoreOptions{Force: force, Now: time.Now})
	if err != nil {
		return err
	}
	if err := a.openStore(sources); err != nil {
		return err
	}
	if err := a.engine.Rebuild(); err != nil {
		return err
	}
	fmt.Fprintln(a.out, "La copie est en place.")
	if report.Kept != "" {
		fmt.Fprintf(a.out, "Les données remplacées sont gardées dans %s.\n", report.Kept)
	}
	return nil
}

// verify checks the data file, or a copy of it while it is in use.
func (a *app) verify() (store.VerifyReport, error) {
	if a.visit != nil {
		if err := a.open(); err != nil {
			return store.VerifyReport{}, err
		}
		return a.store.Verify()
	}
	if _, err := a.load(); err != nil {
		return store.VerifyReport{}, err
	}
	return store.Verify(a.config.Data)
}

func (a *app) verifyCmd() *cobra.Command {
	return &cobra.Command{
		Use: "verify", Short: "Vérifie chaque page et chaque renvoi du fichier de données", Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			report, err := a.verify()
			if err != nil {
				return err
			}
			grave := false
			for _, p := range report.Problems {
				grave = grave || p.Grave
				fmt.Fprintln(a.out, "–", p)
			}
			if report.More > 0 {
				fmt.Fprintf(a.out, "– et %s.\n", count(report.More, "autre", "autres"))
			}
			if grave {
				fmt.Fprintln(a.err, "tresse : le fichier a des défauts ; « tresse rebuild » refait les listes, « tresse restore » remet une copie.")
				return exit(exitFailed)
			}
			fmt.Fprintln(a.out, "Le fichier de données est sain.")
			return nil
		},
	}
}

package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"tresse"
	syncer "tresse/sync"
)

func (a *app) hooksCmd() *cobra.Command {
	var o syncer.HookOptions
	cmd := &cobra.Command{
		Use: "hooks SOURCE", Short: "Demande à une plateforme de prévenir tresse aussitôt, ou vérifie qu’elle le fait", Args: exactly("SOURCE"),
		Long: "Demande à une plateforme de prévenir tresse aussitôt que quelqu’un s’inscrit ou annule, ou vérifie\n" +
			"qu’elle le fait. Il faut que tresse soit joignable d’internet (« public_url » dans [web]).\n\n" +
			"La relecture régulière continue : ce qu’une notification n’a pas dit est trouvé par elle, et compté\n" +
			"dans « tresse sources » (colonne Écarts).",
		Example: "  tresse hooks rendezvous\n  tresse hooks rendezvous --renew\n  tresse hooks rendezvous --remove",
		RunE:    func(cmd *cobra.Command, args []string) error { return a.hooks(cmd.Context(), args[0], o) },
	}
	cmd.Flags().BoolVar(&o.Renew, "renew", false, "change l’adresse et le secret que la plateforme a reçus")
	cmd.Flags().BoolVar(&o.Remove, "remove", false, "demande à la plateforme de ne plus prévenir")
	return cmd
}

func (a *app) hooks(ctx context.Context, source string, o syncer.HookOptions) error {
	if o.Renew && o.Remove {
		return usageError{"--renew et --remove ne vont pas ensemble"}
	}
	if err := a.open(); err != nil {
		return err
	}
	first, second := randomSecret(), randomSecret()
	copy(o.Random[:32], first[:])
	copy(o.Random[32:], second[:])
	r, err := a.engine.Hooks(ctx, source, o)
	if err != nil && tresse.TroubleOf(err) == tresse.TroubleConfig { // a right that is missing there, not a mistake of the configuration
		fmt.Fprintln(a.err, "tresse :", syncer.Sentence(source, err))
		return exit(exitFailed)
	}
	if err != nil {
		return err
	}
	switch {
	case r.Removed:
		fmt.Fprintf(a.out, "« %s » ne préviendra plus tresse ; la relecture régulière continue.\n", source)
	case r.Made:
		fmt.Fprintf(a.out, "« %s » préviendra tresse de chaque inscription et de chaque annulation.\n", source)
	default:
		fmt.Fprintf(a.out, "« %s » prévient tresse depuis le %s : rien à faire.\n", source, r.Since.In(a.config.Zone).Format("02/01/2006 à 15:04"))
	}
	for _, f := range r.Findings {
		fmt.Fprintln(a.out, f.Text)
	}
	if r.Wrong() {
		return exit(exitFailed)
	}
	return nil
}

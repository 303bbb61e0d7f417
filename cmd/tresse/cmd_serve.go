package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"tresse"
	"tresse/config"
)

type serveOptions struct {
	listen string // instead of the configuration's
	open   bool   // the browser
}

func (a *app) serveCmd() *cobra.Command {
	var o serveOptions
	cmd := &cobra.Command{
		Use: "serve [--listen A] [--open]", Short: "Reste en marche : lit les sources à leur heure, sert la page et les calendriers", Args: noArgs,
		Long: "Reste en marche : lit chaque source à son heure, sert la page, les calendriers et l’API.\n" +
			"Les autres commandes passent par lui tant qu’il tourne.\n\n" +
			"Sans fichier de configuration, il démarre pour une première fois, sur cet ordinateur seulement.\n" +
			"SIGTERM ou Ctrl-C l’arrête proprement ; SIGHUP, ou « tresse reload », lui fait relire la configuration.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !cmd.Flags().Changed("log-level") { // a daemon tells what it does
				a.log = a.log.Level(daemonLevel)
			}
			return a.serve(cmd.Context(), o)
		},
	}
	cmd.Flags().StringVar(&o.listen, "listen", "", "`ADRESSE` où servir, au lieu de celle de la configuration")
	cmd.Flags().BoolVar(&o.open, "open", false, "ouvre la page dans le navigateur")
	return cmd
}

func (a *app) reloadCmd() *cobra.Command {
	return &cobra.Command{
		Use: "reload", Short: "Fait relire la configuration au tresse qui tourne", Args: noArgs,
		Long: "Fait relire la configuration au tresse qui tourne. Si elle a des erreurs, l’ancienne reste en vigueur.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if a.visit == nil {
				if err := a.reach(); err != nil {
					return err
				}
				if _, _, err := config.Find(a.configPath, os.Getenv); err != nil {
					return err
				}
			} else if a.visit.keeper.reload != nil {
				if err := a.visit.keeper.reload(cmd.Context()); err != nil {
					return err
				}
				fmt.Fprintln(a.out, "La configuration a été relue.")
				return nil
			}
			err := tresse.Errorf(tresse.TroubleRefused, "no daemon runs")
			err.Advice = "aucun « tresse serve » ne tourne avec cette configuration : il la lira quand il démarrera."
			return err
		},
	}
}

// alreadyServed says who holds the data file that this daemon would hold.
func alreadyServed(e elsewhere, data string) error {
	_ = e.client.Close()
	err := tresse.Errorf(tresse.TroubleStore, "process %d holds the data file", e.client.PID())
	err.Advice = fmt.Sprintf("un autre tresse (processus %d) tient déjà les données de « %s ». Arrêtez-le d’abord, ou laissez-le travailler : les commandes passent par lui.", e.client.PID(), data)
	return err
}

// free returns an error where somebody holds the data file and answers.
func free(data string) error {
	err := reachHolder(data)
	var there elsewhere
	if errors.As(err, &there) {
		return alreadyServed(there, data)
	}
	return err
}

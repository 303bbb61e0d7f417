package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// root builds the command line. Every text that the library would print in
// English is replaced.
func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "tresse",
		Short: "Réunit les agendas d’un médiateur numérique en un seul",
		Long: "tresse lit les agendas que vous tenez à plusieurs endroits, les réunit dans un seul fichier,\n" +
			"et rend un calendrier auquel s’abonner et une liste de personnes sans doublons.\n\n" +
			"Pour essayer sans rien configurer : tresse demo",
		SilenceErrors: true, SilenceUsage: true,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			if a.visit != nil {
				if err := a.visit.check(cmd); err != nil {
					return err
				}
			}
			return a.startLog()
		},
	}
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	cobra.MousetrapHelpText = "" // a double click starts the daemon: main.go
	flags := root.PersistentFlags()
	flags.StringVar(&a.configPath, "config", "", "`FICHIER` de configuration (sinon $TRESSE_CONFIG, ./tresse.toml…)")
	flags.StringVar(&a.logLevel, "log-level", "warn", "journal : debug, info, warn, error ou disabled (`NIVEAU` ; warn sinon)")
	flags.StringVar(&a.logFormat, "log-format", "", "journal : console ou json (`FORMAT`)")
	root.AddCommand(
		a.demoCmd(), a.initCmd(), a.checkCmd(), a.syncCmd(), a.serveCmd(), a.reloadCmd(), a.sourcesCmd(),
		a.sessionsCmd(), a.registrationsCmd(), a.beneficiariesCmd(), a.feedCmd(),
		a.duplicatesCmd(), a.whyCmd(), a.sameCmd(), a.differentCmd(), a.splitCmd(), a.kindCmd(), a.programmeCmd(), a.decisionsCmd(), a.undoCmd(),
		a.releaseCmd(), a.forgetCmd(), a.rebuildCmd(),
		a.backupCmd(), a.restoreCmd(), a.verifyCmd(), a.tokenCmd(), a.connectCmd(), a.hooksCmd(),
		a.addCmd(), a.cancelCmd(), a.correctCmd(), a.prescribersCmd(),
	)
	inFrench(root)
	return root
}

// startLog sets up the log once the flags are known: console on a terminal,
// JSON otherwise. Results are never logged, and the log never names a person.
func (a *app) startLog() error {
	level, err := zerolog.ParseLevel(a.logLevel)
	if err != nil || a.logLevel == "" {
		return usageError{fmt.Sprintf("--log-level : « %s » n’est pas un niveau ; choisissez debug, info, warn, error ou disabled", a.logLevel)}
	}
	out := a.err
	switch a.logFormat {
	case "json":
	case "console":
		out = zerolog.ConsoleWriter{Out: a.err, NoColor: true}
	case "":
		if isTerminal(a.err) {
			out = zerolog.ConsoleWriter{Out: a.err}
		}
	default:
		return usageError{fmt.Sprintf("--log-format : « %s » n’est pas connu ; choisissez console ou json", a.logFormat)}
	}
	a.log = zerolog.New(out).Level(level).With().Timestamp().Logger()
	return nil
}

// isTerminal reports whether w is a terminal.
func isTerminal(w any) bool {
	f, ok := w.(*os.File)
	if !ok {
		_, remote := w.(terminal)
		return remote
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if cmd.HasSubCommands() {
		text := fmt.Sprintf("la commande « %s » n’existe pas", args[0])
		if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
			text += " ; vouliez-vous dire « " + strings.Join(near, " », « ") + " » ?"
		}
		return usageError{text + " (tresse --help les montre toutes)"}
	}
	return usageError{fmt.Sprintf("« tresse %s » ne prend pas d’argument (reçu : « %s »)", cmd.Name(), args[0])}
}

// exactly asks for the arguments that are named.
func exactly(names ...string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == len(names) {
			return nil
		}
		return usageError{fmt.Sprintf("« tresse %s » attend : %s (tresse %s --help)", cmd.Name(), strings.Join(names, " "), cmd.Name())}
	}
}

const helpTemplate = `{{with (or .Long .Short)}}{{. | trimTrailingWhitespaces}}

{{end}}{{if or .Runnable .HasSubCommands}}{{.UsageString}}{{end}}`

const usageTemplate = `Utilisation :{{if .Runnable}}
  {{.UseLine}}{{end}}{{if .HasAvailableSubCommands}}
  {{.CommandPath}} COMMANDE{{end}}{{if .HasExample}}

Exemples :
{{.Example}}{{end}}{{if .HasAvailableSubCommands}}

Commandes :{{range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding }} {{.Short}}{{end}}{{end}}{{end}}{{if .HasAvailableLocalFlags}}

Options :
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableInheritedFlags}}

Options communes :
{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableSubCommands}}

« tresse COMMANDE --help » explique une commande.{{end}}
`

// inFrench replaces what cobra says by itself.
func inFrench(root *cobra.Command) {
	root.SetHelpTemplate(helpTemplate)
	root.SetUsageTemplate(usageTemplate)
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetHelpCommand(&cobra.Command{
		Use: "help [COMMANDE]", Short: "Explique une commande", Hidden: true,
		RunE: func(_ *cobra.Command, args []string) error {
			cmd, _, err := root.Find(args)
			if err != nil || cmd == nil {
				return usageError{fmt.Sprintf("la commande « %s » n’existe pas", strings.Join(args, " "))}
			}
			return cmd.Help()
		},
	})
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usageError{flagMistake(err) + fmt.Sprintf(" (%s --help)", cmd.CommandPath())}
	})
	var each func(*cobra.Command)
	each = func(cmd *cobra.Command) {
		cmd.DisableFlagsInUseLine = true
		cmd.Flags().BoolP("help", "h", false, "montre cette aide")
		for _, flags := range []*pflag.FlagSet{cmd.Flags(), cmd.PersistentFlags()} {
			flags.VisitAll(func(f *pflag.Flag) {
				if f.Value.Type() == "string" {
					f.DefValue = "" // shown as « default », in English; the text of the option says it
				}
			})
		}
		for _, sub := range cmd.Commands() {
			each(sub)
		}
	}
	each(root)
}

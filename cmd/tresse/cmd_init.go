package main

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"tresse"
	"tresse/config"
	"tresse/connectors"
	"tresse/connectors/all"
)

func (a *app) initCmd() *cobra.Command {
	var yes, service bool
	cmd := &cobra.Command{
		Use: "init [--yes] [--service]", Short: "Écrit une première configuration, commentée", Args: noArgs,
		Long: "Pose quelques questions et écrit tresse.toml, lisible par vous seul. N’écrase jamais un fichier.\n" +
			"Avec --yes, ne demande rien et écrit un exemple à compléter. Avec --service, écrit aussi ce qui fait\n" +
			"démarrer tresse avec votre session (systemd, launchd ou le dossier Démarrage de Windows), même si\n" +
			"la configuration est déjà là.",
		RunE: func(*cobra.Command, []string) error { return a.init(yes, service) },
	}
	cmd.Flags().BoolVar(&service, "service", false, "fait aussi démarrer tresse avec votre session")
	cmd.Flags().BoolVar(&yes, "yes", false, "ne demande rien")
	return cmd
}

func (a *app) init(yes, service bool) error {
	path := a.configPath
	if path == "" {
		path = "tresse.toml"
	}
	_, err := os.Lstat(path)
	switch {
	case err == nil && service:
		return a.writeService(path)
	case err == nil:
		return alreadyThere(path)
	}
	answers := config.InitAnswers{}
	if !yes {
		var err error
		if answers, err = a.ask(); err != nil {
			return err
		}
	}
	if err := writeNew(path, config.Sample(answers)); err != nil {
		return err
	}
	fmt.Fprintf(a.out, "%s est écrit. Complétez-le, puis : tresse check\n", path)
	if service {
		return a.writeService(path)
	}
	return nil
}

func alreadyThere(path string) error {
	err := tresse.Errorf(tresse.TroubleRefused, "configuration exists")
	err.Advice = fmt.Sprintf("%s existe déjà et n’est pas touché ; choisissez un autre nom avec --config.", path)
	return err
}

// writeNew writes a file that is not there yet, for its owner's eyes alone.
func writeNew(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return alreadyThere(path)
	}
	if err == nil {
		_, err = f.WriteString(text)
		if cerr := f.Close(); err == nil {
			err = cerr
		}
	}
	if err != nil {
		e := &tresse.Error{Trouble: tresse.TroubleRefused, Op: "write configuration", Err: err}
		e.Advice = fmt.Sprintf("%s n’a pas pu être écrit : vérifiez que le dossier existe et que vous pouvez y écrire.", path)
		return e
	}
	return nil
}

// ask asks for what differs from one mediator to the next. An empty answer, or
// the end of input, takes what is proposed.
func (a *app) ask() (config.InitAnswers, error) {
	in := bufio.NewScanner(a.in)
	question := func(text, proposed string) string {
		fmt.Fprintf(a.out, "%s [%s] : ", text, proposed)
		if !in.Scan() || strings.TrimSpace(in.Text()) == "" {
			return proposed
		}
		return strings.TrimSpace(in.Text())
	}
	var answers config.InitAnswers
	answers.Timezone = question("Fuseau horaire", config.DefaultZone)
	infos := all.Registry().All()
	for {
		fmt.Fprintln(a.out, "\nOù tenez-vous un agenda ?")
		for i, info := range infos {
			fmt.Fprintf(a.out, "  %d. %s\n", i+1, info.Label)
		}
		info, ok := choose(infos, question("Numéro, ou rien pour finir", "fini"))
		if !ok {
			break
		}
		name := question("Un nom court pour cette source (lettres sans accent, chiffres, tirets)", proposedName(info.Kind, answers.Sources))
		answers.Sources = append(answers.Sources, config.InitSource{Name: name, Kind: info.Kind, Block: info.Sample})
	}
	return answers, in.Err()
}

func choose(infos []connectors.Info, answer string) (connectors.Info, bool) {
	n, err := strconv.Atoi(answer)
	if err != nil || n < 1 || n > len(infos) {
		return connectors.Info{}, false
	}
	return infos[n-1], true
}

// proposedName is the kind, numbered where it is there already.
func proposedName(kind string, have []config.InitSource) string {
	n := 1
	for _, s := range have {
		if s.Kind == kind {
			n++
		}
	}
	if n == 1 {
		return kind
	}
	return fmt.Sprintf("%s-%d", kind, n)
}

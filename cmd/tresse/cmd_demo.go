package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tresse"
	"tresse/cmd/tresse/demo"
	"tresse/config"
	"tresse/connectors/httpx"
	syncer "tresse/sync"
)

func (a *app) demoCmd() *cobra.Command {
	var o demoOptions
	cmd := &cobra.Command{
		Use: "demo [--listen A] [--data DIR] [--once]", Short: "Montre tresse sur des plateformes et des gens inventés", Args: noArgs,
		Long: "Joue trois mois de la vie d’une médiatrice dans un tiers-lieu de Vénissieux : deux agendas OpenAgenda,\n" +
			"des pages Zeeg, RDV Service Public, des agendas iCal et des tableurs. Tout est inventé, rien ne sort de votre ordinateur.\n\n" +
			"Sans --once, il continue à se passer des choses jusqu’à Ctrl-C.",
		Example: "  tresse demo\n  tresse demo --once --data essai",
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.runDemo(cmd.Context(), o) },
	}
	cmd.Flags().StringVar(&o.listen, "listen", "", "`ADRESSE` où servir la page et les calendriers, sinon "+config.DefaultListen)
	cmd.Flags().StringVar(&o.data, "data", "", "`DOSSIER` où écrire ; sinon un dossier provisoire, ou tresse-demo avec --once")
	cmd.Flags().BoolVar(&o.once, "once", false, "lit une fois, écrit les fichiers et s’arrête")
	return cmd
}

type demoOptions struct {
	listen, data string // "" where not given
	once         bool
}

// The demonstration's rhythm: the first thing happens soon, the others at
// leisure.
const (
	demoFirst = 5 * time.Second
	demoEvery = 30 * time.Second
)

// runDemo is the whole demonstration. Ctrl-C is its usual end and no failure.
func (a *app) runDemo(ctx context.Context, o demoOptions) error {
	dir, remove, err := demoFolder(o)
	if err != nil {
		return err
	}
	defer remove()
	defer a.close() // before the folder goes
	var at net.Listener
	if !o.once {
		if at, err = demoListen(o.listen); err != nil {
			return err
		}
		o.listen = at.Addr().String()
		defer at.Close()
	}
	stage, err := demo.Start(time.Now())
	if err != nil {
		return err
	}
	defer stage.Close()
	pages := &site{}
	a.onCommit = pages.changed
	if err := a.openDemo(dir, o.listen, stage); err != nil {
		return err
	}
	report, err := a.engine.Round(ctx, syncer.RoundOptions{Full: true})
	switch {
	case ctx.Err() != nil:
		return nil
	case err != nil:
		return err
	}
	a.tellReport(report)
	if report.Failed() {
		return exit(exitSources)
	}
	if err := a.noteDemo(stage, time.Now()); err != nil {
		return err
	}
	if err := a.showDemo(dir, o); err != nil || o.once {
		return err
	}
	return a.playDemo(ctx, dir, at, pages, stage)
}

// playDemo lets things happen until ctx ends.
func (a *app) playDemo(ctx context.Context, dir string, at net.Listener, pages *site, stage *demo.Stage) error {
	end, err := a.serveDemo(at, pages)
	if err != nil {
		return err
	}
	defer end()
	fmt.Fprintln(a.out, "Il va se passer des choses ; Ctrl-C met fin à la démonstration.")
	next := time.NewTimer(demoFirst)
	defer next.Stop()
	for {
		select {
		case <-ctx.Done():
			fmt.Fprintln(a.out, "\nFin de la démonstration.")
			return nil
		case <-next.C:
		}
		if err := a.demoGoesOn(ctx, dir, stage); err != nil && ctx.Err() == nil {
			return err
		}
		next.Reset(demoEvery)
	}
}

// demoGoesOn lets one thing happen, reads the platforms again and says what has
// changed.
func (a *app) demoGoesOn(ctx context.Context, dir string, stage *demo.Stage) error {
	fmt.Fprintf(a.out, "\n%s\n", stage.Happen())
	report, err := a.engine.Round(ctx, syncer.RoundOptions{})
	if err != nil || ctx.Err() != nil {
		return err
	}
	for _, s := range report.Sources {
		if s.Error != "" || changed(s.Listings) || changed(s.Bookings) {
			fmt.Fprintf(a.out, "  %s : %s\n", s.Name, tellSource(s))
		}
	}
	return a.writeDemo(dir)
}

func changed(c syncer.Counts) bool { return c.Added+c.Changed+c.Withdrawn > 0 }

// openDemo writes the configuration of the stage into dir and opens its store.
func (a *app) openDemo(dir, listen string, stage *demo.Stage) error {
	path := filepath.Join(dir, "tresse.toml")
	text := fmt.Sprintf("%s\n# Les plateformes ne répondent que tant que la démonstration tourne.\n\ntimezone = \"Europe/Paris\"\ndata     = %q\n\n[web]\nlisten      = %q\npublic_feed = true\n\n%s",
		demoMark, demoData, cmp.Or(listen, config.DefaultListen), stage.Config())
	if err := writePrivate(path, []byte(text)); err != nil {
		return err
	}
	sources, err := a.loadFile(path, httpx.NewPacer(math.Inf(1), 1))
	if err != nil {
		return err
	}
	return a.openStore(sources)
}

// demoMark begins a configuration that the demonstration wrote, and may write
// again.
const (
	demoMark = "# Écrit par « tresse demo » : des plateformes et des gens inventés."
	demoData = "tresse.db"
)

// demoFolder makes the folder of the demonstration, and returns what removes it
// at the end where it is provisional. One that holds somebody's real data is
// refused.
func demoFolder(o demoOptions) (dir string, remove func(), err error) {
	dir = o.data
	switch {
	case dir == "" && !o.once:
		dir, err = os.MkdirTemp("", "tresse-demo-")
		return dir, func() { _ = os.RemoveAll(dir) }, err
	case dir == "":
		dir = "tresse-demo"
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		e := &tresse.Error{Trouble: tresse.TroubleRefused, Op: "make the folder of the demonstration", Err: err}
		e.Advice = fmt.Sprintf("le dossier « %s » n’a pas pu être créé : choisissez-en un autre avec --data.", dir)
		return "", nil, e
	}
	return dir, func() {}, demoOnly(dir)
}

// demoOnly refuses a folder in which something else than a demonstration lives.
func demoOnly(dir string) error {
	text, err := os.ReadFile(filepath.Join(dir, "tresse.toml"))
	if err == nil && strings.HasPrefix(string(text), demoMark) {
		return nil
	}
	_, dataErr := os.Lstat(filepath.Join(dir, demoData))
	if errors.Is(err, fs.ErrNotExist) && errors.Is(dataErr, fs.ErrNotExist) {
		return nil
	}
	e := tresse.Errorf(tresse.TroubleRefused, "the folder holds something else than a demonstration")
	e.Advice = fmt.Sprintf("le dossier « %s » contient déjà une configuration ou des données, auxquelles la démonstration ne touche pas : choisissez-en un autre avec --data.", dir)
	return e
}

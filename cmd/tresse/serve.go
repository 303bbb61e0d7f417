package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"tresse"
	"tresse/config"
	"tresse/connectors/httpx"
	syncer "tresse/sync"
)

const (
	daemonLevel = zerolog.InfoLevel

	// stopTime is how long what is under way may take to end once the daemon is
	// told to stop; half of it is for the pulls.
	stopTime = 4 * time.Second

	// swapTime is how long pulls may go on before they are given up for a new
	// configuration.
	swapTime = 30 * time.Second
)

// A daemon keeps the data file, reads the sources when they are due and serves
// what came of it. run owns all its fields; commands and requests come in other
// goroutines, through the keeper and the site.
type daemon struct {
	keeper
	app  *app
	o    serveOptions
	site *site

	schedule *syncer.Schedule
	read     chan struct{} // closed once the schedule has ended
	asked    chan *reloading
}

// A reloading is a command that wants the configuration read again.
type reloading struct{ done chan error }

// serve runs the daemon until ctx ends.
func (a *app) serve(ctx context.Context, o serveOptions) error {
	d := &daemon{app: a, o: o, site: &site{}, asked: make(chan *reloading)}
	d.consents = &d.site.consents
	d.log, d.pacer, d.reload, d.settle = a.log, httpx.NewPacer(perHost, perHostBurst), d.ask, d.site.settle
	a.onCommit, a.jitter = d.site.changed, jitter
	if err := d.start(); err != nil {
		d.end()
		return err
	}
	d.tellReady()
	d.run(ctx)
	d.end()
	return nil
}

// jitter is how much later than it might a source is read.
func jitter(bound time.Duration) time.Duration {
	if bound <= 0 {
		return 0
	}
	return rand.N(bound)
}

// start opens everything in order: the data file first, so that who holds it is
// what is told, then what others reach.
func (d *daemon) start() error {
	path, sources, err := d.configuration(d.app)
	if err != nil {
		return err
	}
	a := d.app
	if d.o.listen != "" {
		a.config.Web.Listen = d.o.listen
	}
	if err := free(a.config.Data); err != nil {
		if d.o.open {
			openBrowser(pageAddress(a.config.Web.Listen))
		}
		return err
	}
	if err := a.openStore(sources); err != nil {
		var there elsewhere
		if errors.As(err, &there) {
			return alreadyServed(there, a.config.Data)
		}
		return err
	}
	d.store = a.store
	d.enforce(inForce{config: a.config, path: path, sources: sources, engine: a.engine})
	if err := d.listen(); err != nil {
		return err
	}
	if err := d.site.open(a.config, a.store, a.log); err != nil {
		return err
	}
	d.startReading()
	return nil
}

// configuration reads the configuration for a: that of the first run where
// there is no file.
func (d *daemon) configuration(a *app) (path string, sources []syncer.Source, err error) {
	path, found, err := config.Find(a.configPath, os.Getenv)
	if err != nil {
		return "", nil, err
	}
	if found {
		sources, err = a.loadFile(path, d.pacer)
		return path, sources, err
	}
	if a.config, err = firstRun(); err != nil {
		return "", nil, err
	}
	if err := os.MkdirAll(a.config.Dir, 0o700); err != nil {
		e := &tresse.Error{Trouble: tresse.TroubleStore, Op: "make the data folder", Err: err}
		e.Advice = fmt.Sprintf("le dossier des données « %s » n’a pas pu être créé : « tresse init » écrit une configuration, où « data » en nomme un autre.", a.config.Dir)
		return "", nil, e
	}
	return "", nil, nil
}

// enforce puts a configuration in force. The gate is held, or nobody is there.
func (d *daemon) enforce(f inForce) {
	f.ctx, f.cancel = context.WithCancel(context.Background())
	d.force = f
	d.site.engine.Store(f.engine)
}

// startReading begins what goes by the clock: the sources, and backups.
func (d *daemon) startReading() {
	f := d.force
	s, ended := f.engine.Schedule(), make(chan struct{})
	d.schedule, d.read = s, ended
	go func() {
		defer close(ended)
		b := backups{config: f.config.Backup, data: f.config.Data, store: d.store, log: d.log}
		var beside sync.WaitGroup
		beside.Go(func() { b.run(f.ctx, s.Stopped()) })
		beside.Go(func() { learning{f.engine, f.config.Zone, d.log}.run(f.ctx, s.Stopped()) })
		s.Run(f.ctx)
		beside.Wait()
	}()
}

func (d *daemon) tellReady() {
	page := d.site.address()
	fmt.Fprintf(d.app.out, "tresse est en marche : %s\n", page)
	if d.force.path == "" {
		fmt.Fprintf(d.app.out, "Aucune configuration n’a été trouvée : c’est un premier démarrage, sans source. « tresse init » en écrit une.\n")
	}
	d.log.Info().Str("listen", page).Str("socket", d.control.Address()).Int("sources", len(d.force.sources)).Msg("serving")
	notify("READY=1")
	if d.o.open {
		openBrowser(page)
	}
}

// run lets the daemon work until ctx ends.
func (d *daemon) run(ctx context.Context) {
	again, stop := hangups()
	defer stop()
	go watchdog(ctx, func() error { _, err := d.store.Sources(); return err })
	for {
		select {
		case <-ctx.Done():
			return
		case <-again:
			if err := d.exchange(ctx); err != nil {
				d.app.report(err)
				d.log.Error().Err(err).Msg("the configuration stays as it was")
			}
		case r := <-d.asked:
			r.done <- d.exchange(ctx)
		}
	}
}

// end closes everything in the reverse order. What is under way is given up;
// what was read is kept.
func (d *daemon) end() {
	notify("STOPPING=1")
	began := time.Now()
	if d.force.cancel != nil {
		d.force.cancel()
	}
	d.site.close(stopTime / 2)
	if d.read != nil {
		select {
		case <-d.read:
		case <-time.After(stopTime - time.Since(began)):
			d.log.Warn().Msg("a source did not end when told to, and is left behind")
		}
	}
	if d.control != nil {
		_ = d.control.Close(max(stopTime-time.Since(began), 100*time.Millisecond))
	}
	d.app.close()
}

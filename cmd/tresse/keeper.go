package main

import (
	"context"
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"tresse"
	"tresse/cmd/tresse/control"
	"tresse/config"
	"tresse/connectors/httpx"
	"tresse/store"
	syncer "tresse/sync"
)

// A keeper holds the data file open and runs the command lines of others on it:
// the daemon, and `tresse sync` while it reads.
type keeper struct {
	log   zerolog.Logger
	store *store.Store
	pacer *httpx.Pacer
	// consents are those that were asked for and may come back over HTTP; nil
	// where nothing is served.
	consents *consents
	// reload has the configuration read again; nil where that is not done.
	reload func(context.Context) error
	// settle waits until what a command changed can be seen by all; may be nil.
	settle func(context.Context) error

	control *control.Server

	// gate is held for reading by each command while it uses what is in force, for
	// writing while that is exchanged.
	gate  sync.RWMutex
	force inForce
}

// inForce is the configuration that is in force, and what was made of it.
type inForce struct {
	config  *config.Config
	path    string // of the configuration, "" before there is a file
	sources []syncer.Source
	engine  *syncer.Engine
	ctx     context.Context // of whatever uses it
	cancel  context.CancelFunc
}

// listen begins to run the command lines of others.
func (k *keeper) listen() (err error) {
	if k.control, err = control.Listen(k.store.Path(), k.command); err != nil {
		e := &tresse.Error{Trouble: tresse.TroubleStore, Op: "listen for commands", Err: err}
		e.Advice = "tresse n’a pas pu ouvrir le passage par lequel les autres commandes lui parlent : vérifiez que le dossier des données, ou $XDG_RUNTIME_DIR, peut être écrit."
		return e
	}
	return nil
}

// command runs one command line as if it were run where it was typed.
func (k *keeper) command(ctx context.Context, r control.Request, c *control.Call) (code int) {
	a := &app{
		streams: streams{in: c.In(), out: c.Out(), err: c.Err()}, files: c,
		visit: &visit{keeper: k, cancel: c.CallOff},
	}
	if r.Terminal {
		a.err = terminal{a.err}
	}
	defer func() {
		if what := recover(); what != nil {
			k.log.Error().Bytes("stack", debug.Stack()).Type("type", what).Msg("a command ended in a panic")
			fmt.Fprintln(a.err, "tresse : cette commande a rencontré une erreur imprévue ; le journal du service la décrit.")
			a.close()
			code = exitFailed
		}
	}()
	code = a.run(ctx, r.Args)
	if k.settle != nil {
		late, stop := context.WithTimeout(ctx, settleTime)
		defer stop()
		_ = k.settle(late) // it will be seen a little later, then
	}
	return code
}

// settleTime bounds how long a command waits for its effect to be seen.
const settleTime = 3 * time.Second

// terminal marks a stream that ends on somebody's terminal.
type terminal struct{ io.Writer }

// A visit is a command in the process that holds the data file.
type visit struct {
	keeper *keeper
	cancel func() // calls the command off
	inside bool
}

// here are the commands that never run in the process that holds the data file:
// they read or write files where they are typed, or would hold the file too.
var here = []string{"serve", "init", "demo", "restore"}

func (v *visit) check(cmd *cobra.Command) error {
	if slices.Contains(here, cmd.Name()) {
		return usageError{fmt.Sprintf("« tresse %s » ne passe pas par le tresse qui tourne", cmd.Name())}
	}
	return nil
}

// open gives a command what is in force, until the command is closed.
func (v *visit) open(a *app) error {
	v.enter(a)
	a.store, a.engine, a.config = v.keeper.store, v.keeper.force.engine, v.keeper.force.config
	for _, w := range a.config.Warnings {
		fmt.Fprintln(a.err, "attention :", w)
	}
	return nil
}

// load reads the configuration as it now stands in its file, with connectors
// that nobody else uses.
func (v *visit) load(a *app) ([]syncer.Source, error) {
	v.enter(a)
	a.store = v.keeper.store
	if v.keeper.force.path == "" {
		a.configPath = ""
		if _, err := a.findConfig(); err != nil {
			return nil, err
		}
	}
	return a.loadFile(v.keeper.force.path, v.keeper.pacer)
}

// enter passes the gate, once.
func (v *visit) enter(a *app) {
	if v.inside {
		return
	}
	v.inside = true
	v.keeper.gate.RLock()
	stop := context.AfterFunc(v.keeper.force.ctx, v.cancel)
	a.onClose = append(a.onClose, func() {
		stop()
		v.inside = false
		v.keeper.gate.RUnlock()
	})
}

// receive has the others’ commands run here while this one works, and returns
// what ends that: it waits for them. Without it they wait until the file is free.
func (a *app) receive() (end func()) {
	if a.visit != nil {
		return func() {}
	}
	ctx, cancel := context.WithCancel(context.Background())
	k := &keeper{
		log: a.log, store: a.store, pacer: httpx.NewPacer(perHost, perHostBurst),
		force: inForce{config: a.config, path: a.config.File, engine: a.engine, ctx: ctx, cancel: cancel},
	}
	if err := k.listen(); err != nil {
		a.log.Debug().Err(err).Msg("no other command is answered")
		cancel()
		return func() {}
	}
	return func() {
		k.control.Drain()
		cancel()
		_ = k.control.Close(time.Second)
	}
}

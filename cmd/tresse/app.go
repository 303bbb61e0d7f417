package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/rs/zerolog"

	"tresse"
	"tresse/config"
	"tresse/connectors"
	"tresse/connectors/all"
	"tresse/connectors/httpx"
	"tresse/store"
	syncer "tresse/sync"
	"tresse/sync/sessions"
)

// app is what the commands share: where they read and write, and the parts that
// they open, which are closed in the reverse order.
type app struct {
	streams
	files files // where the files that the command line names are written; nil is here
	log   zerolog.Logger

	configPath string // --config
	logLevel   string
	logFormat  string

	onClose []func() // what clears up at the end, last first

	onCommit func()                            // of the engine; nil where nobody asks
	jitter   func(time.Duration) time.Duration // likewise

	visit *visit // of a command that runs in the process that holds the data file; else nil

	config *config.Config
	store  *store.Store
	engine *syncer.Engine
}

// perHost paces requests: at most so many a second to one host, whichever
// sources ask it.
const perHost, perHostBurst = 4, 8

// load reads the configuration, with the blocks of all sources. A source that
// is disabled has no connector. Where another tresse holds the data file, the
// error is elsewhere: the command is to run there.
func (a *app) load() ([]syncer.Source, error) {
	if a.visit != nil {
		return a.visit.load(a)
	}
	if err := a.reach(); err != nil {
		return nil, err
	}
	path, err := a.findConfig()
	if err != nil {
		return nil, err
	}
	return a.loadFile(path, httpx.NewPacer(perHost, perHostBurst))
}

// findConfig returns the configuration that is to be read.
func (a *app) findConfig() (string, error) {
	path, found, err := config.Find(a.configPath, os.Getenv)
	if err != nil || found {
		return path, err
	}
	none := tresse.Errorf(tresse.TroubleConfig, "no configuration found")
	none.Advice = "aucun fichier tresse.toml n’a été trouvé : « tresse init » en écrit un, « tresse demo » montre le programme sans rien configurer."
	return "", none
}

func (a *app) loadFile(path string, pacer *httpx.Pacer) ([]syncer.Source, error) {
	registry := all.Registry()
	var kinds []string
	for _, info := range registry.All() {
		kinds = append(kinds, info.Kind)
	}
	// A connector is made twice: once so that all mistakes of the file come out
	// together, once with the settings of the whole file.
	cfg, err := config.Load(path, config.Options{Kinds: kinds, Block: func(s config.Source) error {
		info, _ := registry.Lookup(s.Kind)
		_, err := info.New(s.Decode, connectors.Env{Name: s.Name, Root: s.Root(), Zone: time.UTC, Now: time.Now, Dir: filepath.Dir(path)})
		return err
	}})
	if err != nil {
		return nil, err
	}
	a.config = cfg
	for _, w := range cfg.Warnings {
		fmt.Fprintln(a.err, "attention :", w)
	}
	sources := make([]syncer.Source, len(cfg.Sources))
	for i, s := range cfg.Sources {
		sources[i] = syncer.Source{
			Name: s.Name, Root: s.Root(), Was: s.Was, Kind: s.Kind, Place: s.Place, Public: s.Public,
			Disabled: s.Disabled, Every: s.Every,
		}
		if s.Disabled {
			continue
		}
		info, _ := registry.Lookup(s.Kind)
		if sources[i].Connector, err = info.New(s.Decode, a.env(s, pacer)); err != nil {
			return nil, err
		}
	}
	return sources, nil
}

// env is what a connector is given. The store is not open yet when connectors
// are made: what they need of it they ask for when they pull.
func (a *app) env(s config.Source, pacer *httpx.Pacer) connectors.Env {
	return connectors.Env{
		Name: s.Name, Root: s.Root(), Dir: a.config.Dir, Zone: a.config.Zone, Horizon: s.Horizon,
		SessionKind: s.SessionKind, BirthYear: a.config.Privacy.BirthYear, Now: time.Now, Pace: pacer.Wait,
		Secret: func(text string) string { return string(tresse.KeyedID(a.store.Secret(), text)) },
		Tokens: keptTokens{a, s.Name},
		Files:  filepath.Join(a.config.Data+".files", s.Root()),
		Log:    a.log.With().Str("source", s.Name).Logger(),
	}
}

// open opens the store of the configuration, and the engine over it.
func (a *app) open() error {
	if a.visit != nil {
		return a.visit.open(a)
	}
	sources, err := a.load()
	if err != nil {
		return err
	}
	return a.openStore(sources)
}

// holdTime is how long a command waits for another one that holds the data file
// and does not answer commands: most end within it.
const holdTime = 5 * time.Second

// openStore opens the store and the engine. Whoever holds the file may only now
// have begun to answer.
func (a *app) openStore(sources []syncer.Source) error {
	if err := a.openData(); err != nil {
		return err
	}
	var err error
	a.engine, err = syncer.New(a.store, a.engineOptions(sources))
	return err
}

// openData opens the store alone.
func (a *app) openData() error {
	limitMemory(a.config.Data)
	var err error
	for until := time.Now().Add(holdTime); ; {
		a.store, err = store.Open(a.config.Data, store.Options{Now: time.Now, Log: a.log, Timeout: time.Second})
		if !errors.Is(err, store.ErrInUse) || time.Now().After(until) {
			return err
		}
		if err := reachHolder(a.config.Data); err != nil {
			return err
		}
	}
}

func (a *app) engineOptions(sources []syncer.Source) syncer.Options {
	return syncer.Options{
		Sources: sources, Zone: a.config.Zone, Now: time.Now, Log: a.log, Progress: a.progress(),
		OnCommit: a.onCommit, Jitter: a.jitter, PublicURL: a.config.Web.PublicURL, Rooms: rooms(a.config.Places),
	}
}

// rooms are the places of the configuration, as sessions know them.
func rooms(places []config.Place) []sessions.Room {
	list := make([]sessions.Room, len(places))
	for i, p := range places {
		list[i] = sessions.Room{Name: p.Name, Capacity: p.Capacity}
	}
	return list
}

func (a *app) close() {
	for i := len(a.onClose) - 1; i >= 0; i-- {
		a.onClose[i]()
	}
	a.onClose = nil
	if a.store != nil && a.visit == nil {
		if err := a.store.Close(); err != nil {
			a.log.Error().Err(err).Msg("store not closed cleanly")
		}
	}
	a.store = nil
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"tresse"
	"tresse/cmd/tresse/control"
	"tresse/config"
)

// elsewhere is the outcome of a command that must run in the process that holds
// the data file.
type elsewhere struct{ client *control.Client }

func (e elsewhere) Error() string {
	return fmt.Sprintf("process %d holds the data file", e.client.PID())
}

// reach looks for a process that holds the data file and answers commands; the
// error is then elsewhere. A configuration that cannot be read is no error here:
// whoever reads it next says why.
func (a *app) reach() error {
	data, known := a.dataFile()
	if !known {
		return nil
	}
	return reachHolder(data)
}

func reachHolder(data string) error {
	client, err := control.Dial(data)
	switch {
	case errors.Is(err, control.ErrNobody):
		return nil
	case err != nil:
		return err
	}
	return elsewhere{client}
}

// dataFile returns the data file of the configuration; of the first run where
// there is none. The sources are not looked at: their secrets may be the
// daemon's alone.
func (a *app) dataFile() (string, bool) {
	path, found, err := config.Find(a.configPath, os.Getenv)
	if err != nil {
		return "", false
	}
	c, err := firstRun()
	if found {
		c, err = config.Load(path, config.Options{})
	}
	if err != nil {
		return "", false
	}
	return c.Data, true
}

// firstRun is the configuration in force while there is no file.
func firstRun() (*config.Config, error) { return config.Defaults(dataFolder()) }

// dataFolder is where the data of this user's programs lie; the current folder
// where the system does not say.
func dataFolder() string {
	home, err := os.UserHomeDir()
	if err != nil {
		home = ""
	}
	switch runtime.GOOS {
	case "windows":
		if dir := os.Getenv("LocalAppData"); dir != "" {
			return filepath.Join(dir, "tresse")
		}
	case "darwin":
		if home != "" {
			return filepath.Join(home, "Library", "Application Support", "tresse")
		}
	default:
		if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
			return filepath.Join(dir, "tresse")
		}
		if home != "" {
			return filepath.Join(home, ".local", "share", "tresse")
		}
	}
	return "."
}

// forward has the command line run where the data file is held, and gives back
// what it says.
func (a *app) forward(ctx context.Context, client *control.Client, args []string) int {
	code, err := client.Run(ctx, control.Request{Args: args, Terminal: isTerminal(a.err)}, control.Sink{
		Out: a.out, Err: a.err, In: a.in, File: named{args, a.file}.file,
	})
	if err != nil {
		return a.report(err)
	}
	return code
}

// named writes only the files that a command line names: whoever answers has no
// other say in what is written here.
type named struct {
	args []string
	to   func(name string, fill func(io.Writer) error) error
}

func (n named) file(name string, fill func(io.Writer) error) error {
	ends := func(arg string) bool {
		return arg == name || strings.HasPrefix(arg, "-") && strings.HasSuffix(arg, name)
	}
	if name == "" || !slices.ContainsFunc(n.args, ends) {
		return tresse.Errorf(tresse.TroubleRefused, "a file that the command line does not name")
	}
	return n.to(name, fill)
}

// notWhileHeld refuses what cannot be done while somebody holds the data file.
func notWhileHeld(e elsewhere, what string) error {
	_ = e.client.Close()
	err := tresse.Errorf(tresse.TroubleRefused, "process %d holds the data file", e.client.PID())
	err.Advice = fmt.Sprintf("%s : tresse tourne (processus %d). Arrêtez-le d’abord, puis relancez cette commande.", what, e.client.PID())
	return err
}

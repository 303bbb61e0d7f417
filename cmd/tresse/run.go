package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"tresse"
	"tresse/config"
)

// The exit codes of CONTRACT §2.
const (
	exitOK      = 0
	exitFailed  = 1
	exitUsage   = 2 // bad usage or configuration
	exitSources = 3 // a source failed or is held
	exitDiffer  = 4 // rebuilt views differ from grown ones
)

// streams are where a command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// exit ends a command with a code after it has said all that is to be said.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// usageError is a command called in a way it does not understand.
type usageError struct{ text string }

func (e usageError) Error() string { return e.text }

// run runs one command line and returns its exit code. Results go to out; all
// else goes to err.
func run(ctx context.Context, args []string, s streams) int {
	a := &app{streams: s}
	return a.run(ctx, args)
}

// run runs a command line here, or where the data file is held.
func (a *app) run(ctx context.Context, args []string) int {
	root := a.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	a.close()
	var there elsewhere
	if errors.As(err, &there) {
		return a.forward(ctx, there.client, args)
	}
	return a.report(err)
}

// report says what went wrong, in French, one line for each mistake.
func (a *app) report(err error) int {
	if err == nil {
		return exitOK
	}
	var code exit
	if errors.As(err, &code) {
		return int(code)
	}
	var usage usageError
	if errors.As(err, &usage) {
		fmt.Fprintln(a.err, "tresse :", usage.text)
		return exitUsage
	}
	var mistakes config.Mistakes
	if errors.As(err, &mistakes) {
		for _, m := range mistakes {
			fmt.Fprintln(a.err, m)
		}
		return exitUsage
	}
	if advice := tresse.AdviceOf(err); advice != "" {
		fmt.Fprintln(a.err, "tresse :", advice)
		a.log.Debug().Err(err).Msg("command failed")
		if tresse.TroubleOf(err) == tresse.TroubleConfig {
			return exitUsage
		}
		return exitFailed
	}
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(a.err, "tresse : interrompu ; ce qui a été lu est gardé.")
		return exitFailed
	}
	fmt.Fprintln(a.err, "tresse :", strings.TrimSpace(err.Error()))
	return exitFailed
}

// Command tresse weaves the agendas that a digital mediator keeps on several
// platforms into one calendar and one list of people.
//
// This package is the command line: it alone prints, reads arguments and exits.
// main makes a context from signals and turns what run returns into an exit
// code; app.go opens and closes things in order; each cmd_*.go is one command.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	_ "time/tzdata" // office PCs and containers often have no zone data
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr})
	stop()
	os.Exit(code)
}

// Command tresse weaves the agendas that a digital mediator keeps on several
// platforms into one calendar and one list of people.
//
// This package is the command line: it alone prints, reads arguments and exits.
// main makes a context from signals and turns what run returns into an exit
// code; app.go opens and closes things in order; each cmd_*.go is one command.
package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/inconshreveable/mousetrap"

	_ "time/tzdata" // office PCs and containers often have no zone data
)

func main() { os.Exit(launch()) }

// launch runs the command line of this process.
func launch() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	args := os.Args[1:]
	std := streams{os.Stdin, os.Stdout, os.Stderr}
	if len(args) > 0 || !mousetrap.StartedByExplorer() {
		return run(ctx, args, std)
	}
	// A double click on Windows: the window closes with the program, so what went
	// wrong must stay to be read.
	code := run(ctx, []string{"serve", "--open"}, std)
	if code != exitOK {
		fmt.Fprint(os.Stderr, "\nAppuyez sur Entrée pour fermer cette fenêtre.")
		_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
	}
	return code
}

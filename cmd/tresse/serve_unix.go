//go:build unix

package main

import (
	"os"
	"os/signal"
	"syscall"
)

// hangups returns what arrives when the configuration is to be read again.
func hangups() (<-chan os.Signal, func()) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGHUP)
	return c, func() { signal.Stop(c) }
}

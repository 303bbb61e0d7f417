//go:build !unix

package main

import "os"

// hangups: there is no such signal here; `tresse reload` does it. Closing the
// window, logging off and Ctrl-C arrive as the signals that end the program.
func hangups() (<-chan os.Signal, func()) { return nil, func() {} }

package main

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

const noNap = "atexit_sleep_ms=0"

// TestMain lets the test binary be tresse itself, for the scripts and for the
// tests that kill it.
//
// A process built with the race detector sleeps for a second when it exits, to
// see what others still do; nobody is left then in a process of ours.
func TestMain(m *testing.M) {
	_ = os.Setenv("GORACE", noNap)
	testscript.Main(m, map[string]func(){
		"tresse": main,
	})
}

// The scripts are the command line's tests, and show how it is used.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("GORACE", noNap)
			return nil
		},
	})
}

package main

import (
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the test binary be tresse itself, for the scripts and for the
// tests that kill it.
func TestMain(m *testing.M) {
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
	})
}

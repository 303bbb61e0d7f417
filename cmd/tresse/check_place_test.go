package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A data file that no other command would open is told by check, before
// anything is written there.
func TestCheckTellsAMisplacedDataFile(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "OneDrive - Mairie")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	if err := os.WriteFile("tresse.toml", []byte("timezone = \"Europe/Paris\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs strings.Builder
	code := run(t.Context(), []string{"check"}, streams{strings.NewReader(""), &out, &errs})
	if code != exitFailed || !strings.Contains(out.String(), "OneDrive") {
		t.Errorf("exit code %d, %s%s", code, out.String(), errs.String())
	}
	if _, err := os.Stat("tresse.db"); err == nil {
		t.Error("check made a data file")
	}
}

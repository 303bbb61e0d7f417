//go:build unix

package store

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestAFolderThatCannotBeWrittenIsSaid(t *testing.T) {
	folder := t.TempDir()
	if err := os.Chmod(filepath.Dir(folder), 0o755); err != nil { // for somebody else to reach it
		t.Fatal(err)
	}
	if err := os.Chmod(folder, 0o555); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(folder, 0o700)
	path := filepath.Join(folder, "tresse.db")
	if os.Geteuid() != 0 {
		refusedOpen(t, path, "ne peut pas être écrit")
		return
	}
	// Root may write anywhere: somebody else has to try.
	out, err := asNobody(t, command("open", path))
	if err != nil || !strings.Contains(out, "ne peut pas être écrit") {
		t.Errorf("%v: %q", err, out)
	}
}

// asNobody runs the command as a user without rights and returns what it
// printed.
func asNobody(t *testing.T, cmd *exec.Cmd) (string, error) {
	t.Helper()
	folder, err := os.MkdirTemp("", "store-nobody")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	binary := filepath.Join(folder, "test")
	copyFile(t, os.Args[0], binary)
	if err := os.Chmod(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	cmd.Path = binary
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	out, err := cmd.Output()
	return string(out), err
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	r, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	w, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY, 0o755)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(w, r); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

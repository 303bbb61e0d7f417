package store

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// The same on a disk that is really full, where this user may make one.
func TestAFullFileSystem(t *testing.T) {
	folder := t.TempDir()
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "size=3m"); err != nil {
		t.Logf("no small file system can be mounted here (%v); TestAFullDisk stands for it", err)
		return
	}
	defer syscall.Unmount(folder, syscall.MNT_DETACH)
	path := filepath.Join(folder, "tresse.db")
	cmd := command("fill", path)
	cmd.Env = append(cmd.Env, "STORE_TEST_UNLIMITED=1")
	out, err := cmd.Output()
	if err != nil || strings.TrimSpace(string(out)) != "plein" {
		t.Fatalf("%v: %s", err, out)
	}
	// Not even a copy fits any more: what needs one says so, and changes nothing.
	s, err := Open(path, options())
	if err != nil {
		t.Fatal(err)
	}
	var none strings.Builder
	_, err1 := s.Backup(&none)
	_, err2 := s.Verify()
	for _, err := range []error{err1, err2, s.Compact()} {
		if !isFull(err) {
			t.Errorf("%v", err)
		}
	}
	same(t, "beside", beside(t, path), []string(nil))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", folder, "tmpfs", syscall.MS_REMOUNT, "size=60m"); err != nil {
		t.Fatal(err)
	}
	checkFilled(t, path)
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

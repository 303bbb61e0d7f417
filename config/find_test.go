package config

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestFind(t *testing.T) {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		t.Skip("the user's configuration folder does not follow XDG_CONFIG_HOME here")
	}
	dir, home := t.TempDir(), t.TempDir()
	t.Chdir(dir)
	t.Setenv("XDG_CONFIG_HOME", home)
	none := func(string) string { return "" }
	put := func(path string) string {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	find := func(explicit string, getenv func(string) string, want string, wantFound, wantError bool) {
		t.Helper()
		path, found, err := Find(explicit, getenv)
		if path != want || found != wantFound || (err != nil) != wantError {
			t.Errorf("%q, %v, %v", path, found, err)
		}
	}
	if _, err := os.Stat("/etc/tresse/tresse.toml"); err != nil {
		find("", none, "", false, false)
	}
	user := put(filepath.Join(home, "tresse", "tresse.toml"))
	find("", none, user, true, false)
	put("tresse.toml")
	find("", none, "tresse.toml", true, false)
	named := put(filepath.Join(dir, "named.toml"))
	env := func(name string) string { return map[string]string{Variable: named}[name] }
	find("", env, named, true, false)
	find("tresse.toml", env, "tresse.toml", true, false)
	gone := func(string) string { return filepath.Join(dir, "gone.toml") }
	find("", gone, gone(""), false, true)
	find("tresse.toml/x", none, "tresse.toml/x", false, true)
	if _, _, err := Find("gone.toml", none); !strings.HasPrefix(err.Error(), "gone.toml") || strings.Count(err.Error(), "\n") != 0 {
		t.Errorf("%v", err)
	}
	if places := Places(); len(places) != 3 || places[1] != user || places[2] != "/etc/tresse/tresse.toml" {
		t.Errorf("%v", places)
	}
}

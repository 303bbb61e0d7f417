package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

// Variable names the environment variable that names the configuration.
const Variable = "TRESSE_CONFIG"

// Places are the paths at which a configuration is looked for when none is
// named, in order: ./tresse.toml, the user's configuration folder, /etc (not on
// Windows).
func Places() []string {
	places := []string{"tresse.toml"}
	if dir, err := os.UserConfigDir(); err == nil {
		places = append(places, filepath.Join(dir, "tresse", "tresse.toml"))
	}
	if runtime.GOOS != "windows" {
		places = append(places, "/etc/tresse/tresse.toml")
	}
	return places
}

// Find tells which file to load (CONTRACT §3): explicit (--config), else the
// value of TRESSE_CONFIG, else the first of Places that is there. A file that is
// named and is not there is an error (Mistakes); that none was named and none is
// there is not. A file that is there but cannot be read is found: Load says why
// it cannot be.
func Find(explicit string, getenv func(string) string) (path string, found bool, err error) {
	if explicit == "" {
		explicit = getenv(Variable)
	}
	if explicit != "" {
		if _, err := os.Stat(explicit); missing(err) {
			d := &document{name: filepath.Clean(explicit)}
			return explicit, false, d.unreadable(fs.ErrNotExist)
		}
		return explicit, true, nil
	}
	for _, place := range Places() {
		if _, err := os.Stat(place); !missing(err) {
			return place, true, nil
		}
	}
	return "", false, nil
}

// missing reports whether an error of Stat means that nothing is there; a folder
// that may not be looked into is not that.
func missing(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}

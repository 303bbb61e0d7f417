package main

import (
	"encoding/xml"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What has the system start tresse holds for names with blanks, quotes and
// percent signs too.
func TestServiceFiles(t *testing.T) {
	env := func(k string) string { return map[string]string{"AppData": `C:\Users\Zoé\AppData\Roaming`}[k] }
	odd := `/home/zoé/mes "outils" & 100 %/tresse`
	for _, c := range []struct{ system, path, want string }{
		{"linux", "/home/zoé/.config/systemd/user/tresse.service", `ExecStart="/home/zoé/mes \"outils\" & 100 %%/tresse" --config "/home/zoé/tresse.toml" serve`},
		{"darwin", "/home/zoé/Library/LaunchAgents/fr.tresse.plist", `<string>/home/zoé/mes &#34;outils&#34; &amp; 100 %/tresse</string>`},
		{"windows", "tresse.cmd", `100 %%/tresse" --config "/home/zoé/tresse.toml" serve`},
	} {
		s, err := serviceOf(c.system, "/home/zoé", odd, "/home/zoé/tresse.toml", env)
		if err != nil || !strings.HasSuffix(s.path, c.path) || !strings.Contains(s.text, c.want) {
			t.Errorf("%s: %v %s\n%s", c.system, err, s.path, s.text)
		}
		if c.system == "darwin" {
			for d := xml.NewDecoder(strings.NewReader(s.text)); ; {
				if _, err := d.Token(); err == io.EOF {
					break
				} else if err != nil {
					t.Error(err)
					break
				}
			}
		}
	}
	if _, err := serviceOf("plan9", "/", "/t", "/c", env); err == nil {
		t.Error("plan9 has no service, yet one was written")
	}
}

// init --service writes the file once, and systemd takes it.
func TestInitService(t *testing.T) {
	dir, home := t.TempDir(), t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_CONFIG_HOME", "")
	t.Setenv("AppData", home)
	t.Setenv("XDG_RUNTIME_DIR", home)
	t.Chdir(dir)
	d := &desk{t: t, dir: dir}
	if code, out, errs := d.run("init", "--yes", "--service"); code != 0 || !strings.Contains(out, "mettre en marche") {
		t.Fatalf("%d %s%s", code, out, errs)
	}
	if code, _, errs := d.run("init", "--yes", "--service"); code != 1 || !strings.Contains(errs, "existe déjà") {
		t.Errorf("a second time: %d %s", code, errs)
	}
	unit := filepath.Join(home, ".config", "systemd", "user", "tresse.service")
	if _, err := os.Stat(unit); err != nil {
		return // not this system
	}
	if _, err := exec.LookPath("systemd-analyze"); err == nil {
		if out, err := exec.Command("systemd-analyze", "--user", "verify", unit).CombinedOutput(); err != nil {
			t.Errorf("systemd-analyze: %v %s", err, out)
		}
	}
}

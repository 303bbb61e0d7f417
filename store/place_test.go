package store

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tresse"
)

func TestASynchronisedFolderIsRefused(t *testing.T) {
	base := t.TempDir()
	for folder, program := range map[string]string{
		"OneDrive/données":                     "OneDrive",
		"OneDrive - Mairie de Lens/x":          "OneDrive",
		"dropbox/a/b/c":                        "Dropbox",
		"Dropbox (Personnel)":                  "Dropbox",
		"Nextcloud":                            "Nextcloud",
		"ownCloud/a":                           "ownCloud",
		"Google Drive":                         "Google Drive",
		"Mon Drive/a":                          "Google Drive",
		"Mobile Documents/com~apple~CloudDocs": "iCloud",
		"Library/CloudStorage/Box-Box/tresse":  "macOS CloudStorage",
		"pCloudDrive":                          "pCloud",
		"kDrive/Common documents":              "kDrive",
	} {
		path := filepath.Join(base, folder, "tresse.db")
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		refusedPlace(t, path, program)
	}
}

func TestAMarkedFolderIsRefused(t *testing.T) {
	for marker, program := range map[string]string{
		".stfolder": "Syncthing", ".dropbox.cache": "Dropbox", ".nextcloudsync.log": "Nextcloud", ".sync_0a1b2c.db": "Nextcloud", "._sync_0a1b2c.db": "Nextcloud", ".owncloudsync.log": "ownCloud",
	} {
		top := t.TempDir()
		if err := os.WriteFile(filepath.Join(top, marker), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(top, "a", "b", "tresse.db")
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		refusedPlace(t, path, program)
	}
}

func refusedPlace(t *testing.T, path, program string) {
	t.Helper()
	_, err := Open(path, options())
	advice := tresse.AdviceOf(err)
	if tresse.TroubleOf(err) != tresse.TroubleStore || !strings.Contains(advice, program) || !strings.Contains(advice, "data = ") {
		t.Errorf("%s: %v, %q", path, err, advice)
	}
	if _, err := os.Stat(path); err == nil {
		t.Errorf("%s: a file was made", path)
	}
	o := options()
	o.AnyPlace = true
	s, err := Open(path, o)
	if err != nil {
		t.Fatalf("%s, any place: %v", path, err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// A link does not hide where the file really is.
func TestALinkIntoASynchronisedFolderIsRefused(t *testing.T) {
	base := t.TempDir()
	real := filepath.Join(base, "Nextcloud")
	if err := os.Mkdir(real, 0o700); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(base, "local")
	if err := os.Symlink(real, link); err != nil {
		t.Fatal(err)
	}
	refusedPlace(t, filepath.Join(link, "tresse.db"), "Nextcloud")
}

func TestWhatOnlySoundsSynchronisedIsNot(t *testing.T) {
	for _, name := range []string{"onedriver", "my drives", "dropboxes", "synchro", "Documents", "drive", "kdriver"} {
		if p := synchroniserOf(name); p != "" {
			t.Errorf("%q was taken for %s", name, p)
		}
	}
	// Dropbox keeps its settings in a folder of the home; that is not what it synchronises.
	home := t.TempDir()
	if err := os.Mkdir(filepath.Join(home, ".dropbox"), 0o700); err != nil {
		t.Fatal(err)
	}
	if p := synchronised(home); p != "" {
		t.Errorf("a home was taken for %s", p)
	}
}

// Compact and what Open sweeps must not replace a link by a file.
func TestADataFileMayBeALink(t *testing.T) {
	base := t.TempDir()
	real, link := filepath.Join(base, "vraie.db"), filepath.Join(base, "tresse.db")
	s, err := Open(real, options())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(real, link); err != nil {
		t.Fatal(err)
	}
	if s, err = Open(link, options()); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	mustCommit(t, s, Commit{Round: &Round{1, false}})
	if err := s.Compact(); err != nil {
		t.Fatal(err)
	}
	same(t, "path", s.Path(), link)
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Error("the link was replaced")
	}
	same(t, "beside", beside(t, link), []string{"vraie.db"})
}

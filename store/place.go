package store

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"tresse"
)

// CheckPlace refuses, with a sentence, a place for the data file that Open would
// refuse; a folder that is not there yet is no mistake.
func CheckPlace(path string) error {
	if _, err := os.Stat(filepath.Dir(path)); err != nil {
		return nil
	}
	return checkPlace(path)
}

// checkPlace refuses a data file on a network drive, whose locks and maps
// cannot be trusted, or in a folder that a program synchronises: it would copy
// the file while it changes, bring back an old one, or put people's data on a
// server nobody chose.
func checkPlace(path string) error {
	folder, err := filepath.Abs(filepath.Dir(path))
	if err != nil {
		return explain(path, err)
	}
	real, err := filepath.EvalSymlinks(folder)
	if err != nil {
		return explain(path, err)
	}
	if file, err := filepath.EvalSymlinks(path); err == nil {
		real = filepath.Dir(file) // the data file may itself be a link
	}
	if name := networkDrive(real); name != "" {
		return misplaced(path, "network drive: "+name, fmt.Sprintf("sur un disque réseau (%s), où il s’abîmerait", name))
	}
	for _, f := range []string{folder, real} {
		if name := synchronised(f); name != "" {
			return misplaced(path, "synchronised folder: "+name, fmt.Sprintf("dans un dossier synchronisé (%s), où il s’abîmerait et où les données des personnes seraient copiées ailleurs", name))
		}
	}
	return nil
}

func misplaced(path, why, pourquoi string) error {
	base := filepath.Base(path)
	return &tresse.Error{
		Trouble: tresse.TroubleStore, Op: "store: " + base + " is misplaced", Err: fmt.Errorf("%s", why),
		Advice: fmt.Sprintf("Le fichier de données « %s » ne peut pas être %s. Gardez-le sur le disque de cet ordinateur, par exemple avec : data = '%s'", base, pourquoi, localPlace(base)),
	}
}

// localPlace names a place for the data file on this machine's own disk, where
// neither roaming profiles nor synchronising programs look.
func localPlace(base string) string {
	home, _ := os.UserHomeDir()
	switch {
	case runtime.GOOS == "windows":
		if local := os.Getenv("LOCALAPPDATA"); local != "" {
			return filepath.Join(local, "tresse", base)
		}
		return filepath.Join(home, "AppData", "Local", "tresse", base)
	case runtime.GOOS == "darwin":
		return filepath.Join(home, "Library", "Application Support", "tresse", base)
	case home == "" || os.Geteuid() == 0:
		return filepath.Join("/var/lib/tresse", base)
	}
	return filepath.Join(home, ".local", "share", "tresse", base)
}

// synchronisers are the folders that synchronising programs make, in lower case;
// more may follow after a space, a hyphen or a bracket ("OneDrive - Mairie").
var synchronisers = [...]struct{ folder, program string }{
	{"onedrive", "OneDrive"},
	{"dropbox", "Dropbox"},
	{"nextcloud", "Nextcloud"},
	{"owncloud", "ownCloud"},
	{"google drive", "Google Drive"},
	{"googledrive", "Google Drive"},
	{"mon drive", "Google Drive"},
	{"my drive", "Google Drive"},
	{"mobile documents", "iCloud"},
	{"icloud drive", "iCloud"},
	{"iclouddrive", "iCloud"},
	{"cloudstorage", "macOS CloudStorage"},
	{"pcloud drive", "pCloud"},
	{"pclouddrive", "pCloud"},
	{"pcloud sync", "pCloud"},
	{"pcloudsync", "pCloud"},
	{"kdrive", "kDrive"},
	{"proton drive", "Proton Drive"},
	{"megasync", "MEGA"},
	{"seafile", "Seafile"},
	{"syncthing", "Syncthing"},
}

// markers are files and folders that a synchronising program leaves at the top
// of what it synchronises.
var markers = [...]struct{ pattern, program string }{
	{".stfolder", "Syncthing"},
	{".dropbox.cache", "Dropbox"},
	{".nextcloudsync.log", "Nextcloud"},
	{".owncloudsync.log", "ownCloud"},
	{".sync_*.db", "Nextcloud"},
	{"._sync_*.db", "Nextcloud"},
	{".csync_journal.db", "ownCloud"},
	{".tmp.drivedownload", "Google Drive"},
	{".tmp.driveupload", "Google Drive"},
	{".parms_*.db", "kDrive"},
}

// synchronised names the program that synchronises a folder or one above it, ""
// when there is no sign of any.
func synchronised(folder string) string {
	for {
		if name := synchroniserOf(filepath.Base(folder)); name != "" {
			return name
		}
		if name := markerIn(folder); name != "" {
			return name
		}
		up := filepath.Dir(folder)
		if up == folder {
			return ""
		}
		folder = up
	}
}

func synchroniserOf(component string) string {
	component = strings.ToLower(component)
	for _, s := range synchronisers {
		rest, ok := strings.CutPrefix(component, s.folder)
		if ok && (rest == "" || strings.ContainsRune(" -(_", rune(rest[0]))) {
			return s.program
		}
	}
	return ""
}

func markerIn(folder string) string {
	for _, m := range markers {
		if !strings.Contains(m.pattern, "*") {
			if _, err := os.Lstat(filepath.Join(folder, m.pattern)); err == nil {
				return m.program
			}
		}
	}
	entries, _ := os.ReadDir(folder)
	for _, e := range entries {
		for _, m := range markers {
			if ok, _ := filepath.Match(m.pattern, e.Name()); ok {
				return m.program
			}
		}
	}
	return ""
}

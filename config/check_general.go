package config

import (
	"os"
	"path/filepath"
	"strings"
	"time"
)

// frenchZones are the zones of French territories, to find the one meant.
var frenchZones = []string{
	"Europe/Paris", "America/Guadeloupe", "America/Martinique", "America/Cayenne", "America/Miquelon",
	"Indian/Reunion", "Indian/Mayotte", "Pacific/Noumea", "Pacific/Tahiti", "Pacific/Wallis",
}

// zone checks the time zone, which must be of the IANA database. "Local" would
// mean another zone on another machine.
func (r *reader) zone(name string, n *node) *time.Location {
	zone, err := time.LoadLocation(name)
	if err == nil && name != "" && name != "Local" {
		return zone
	}
	guess := "Europe/Paris"
	for _, z := range frenchZones {
		_, city, _ := strings.Cut(z, "/")
		if strings.HasSuffix(plain(name), plain(city)) || near(name, distance(plain(name), plain(z))) {
			guess = z
			break
		}
	}
	r.note(n, "timezone", "fuseau horaire inconnu « %s » ; en métropole, écrivez \"Europe/Paris\" ; ici peut-être \"%s\"", shown(name), guess)
	return time.UTC
}

// data checks the path of the data file and makes it absolute.
func (r *reader) data(path string, n *node) string {
	absolute := r.doc.path(path)
	info, err := os.Stat(absolute)
	switch {
	case strings.TrimSpace(path) == "" || strings.ContainsRune(path, 0):
		r.note(n, "data", "« data » est vide ; écrivez le nom du fichier de données, par exemple \"tresse.db\"")
	case home(path):
		r.note(n, "data", "« ~ » n'est pas compris dans « data » ; écrivez le chemin en entier")
	case strings.HasSuffix(path, "/") || strings.HasSuffix(path, string(filepath.Separator)) || err == nil && info.IsDir():
		r.note(n, "data", "« data » nomme un dossier ; ajoutez le nom du fichier : \"%s/tresse.db\"", shownPath(strings.TrimRight(path, `/\`)))
	}
	return absolute
}

// home reports whether a path starts as only a shell understands it.
func home(path string) bool { return path == "~" || strings.HasPrefix(path, "~/") }

// privacy checks what is kept about people.
func (r *reader) privacy(keys privacyKeys, n *node) Privacy {
	if keys.Retention.Duration() < 24*time.Hour {
		r.note(n.key("retention"), "privacy.retention", "« retention » est d'un jour au moins ; écrivez par exemple \"12 mois\"")
	}
	if keys.Birth != "full" && keys.Birth != "year" {
		r.note(n.key("birth"), "privacy.birth", "« birth » vaut \"full\" (date de naissance entière) ou \"year\" (année seule), et non « %s »", shown(keys.Birth))
	}
	return Privacy{Retention: keys.Retention, BirthYear: keys.Birth == "year", FeedNames: keys.FeedNames}
}

// backup checks the regular copy.
func (r *reader) backup(keys backupKeys, n *node) Backup {
	switch {
	case strings.TrimSpace(keys.Dir) == "":
		r.note(n.key("dir"), "backup.dir", "il manque « dir » dans [backup] ; écrivez le dossier des sauvegardes, de préférence sur un autre disque")
	case home(keys.Dir):
		r.note(n.key("dir"), "backup.dir", "« ~ » n'est pas compris dans « dir » ; écrivez le chemin en entier")
	}
	if keys.Every < time.Hour {
		r.note(n.key("every"), "backup.every", "« every » dans [backup] est d'une heure au moins ; écrivez par exemple \"1 jour\"")
	}
	if keys.Keep < 1 {
		r.note(n.key("keep"), "backup.keep", "« keep » dans [backup] est le nombre de sauvegardes gardées : 1 au moins")
	}
	r.recipient(keys.Recipient, n.key("recipient"))
	return Backup{Dir: r.doc.path(keys.Dir), Every: keys.Every, Keep: keys.Keep, Recipient: keys.Recipient}
}

// recipient checks that a public key was given: the private one in this place
// would undo what it is for, and is not repeated.
func (r *reader) recipient(key string, n *node) {
	switch {
	case key == "", strings.HasPrefix(key, "age1"), strings.HasPrefix(key, "ssh-"):
	case strings.HasPrefix(strings.ToUpper(key), "AGE-SECRET-KEY-"):
		r.note(n, "backup.recipient", "« recipient » contient la clé privée ; mettez ici la clé publique (age1…), et gardez la clé privée hors de cette machine")
	default:
		r.note(n, "backup.recipient", "« recipient » n'est pas une clé publique ; elle commence par age1 (voir age-keygen)")
	}
}

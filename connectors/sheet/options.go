package sheet

import (
	"errors"
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strings"
)

// Options are the keys of a source of kind sheet.
type Options struct {
	Path        string  `toml:"path"`              // of a file, a folder, or several by * and ?
	URL         string  `toml:"url" secret:"true"` // in place of path: a file, or a WebDAV folder (ends in /)
	User        string  `toml:"user"`              // for url
	Password    string  `toml:"password" secret:"true"`
	Holds       string  `toml:"holds"`        // "registrations" or "people"
	Columns     Columns `toml:"columns"`      // only where a heading is not recognised
	Ignore      Names   `toml:"ignore"`       // headings that are left aside on purpose
	NotePurpose string  `toml:"note_purpose"` // why notes are kept: without it they are not
}

// Columns name headings that are not recognised. The keys are those of CONTRACT
// §3.
type Columns struct {
	ID          Names `toml:"id"`
	FirstName   Names `toml:"first_name"`
	LastName    Names `toml:"last_name"`
	FullName    Names `toml:"full_name"`
	BirthName   Names `toml:"birth_name"`
	BirthDate   Names `toml:"birth_date"`
	Email       Names `toml:"email"`
	Phone       Names `toml:"phone"`
	Address     Names `toml:"address"`
	Postcode    Names `toml:"postcode"`
	City        Names `toml:"city"`
	Title       Names `toml:"title"`
	Date        Names `toml:"date"`
	Start       Names `toml:"start"`
	End         Names `toml:"end"`
	Duration    Names `toml:"duration"`
	Place       Names `toml:"place"`
	Status      Names `toml:"status"`
	Prescriber  Names `toml:"prescriber"`
	BookedBy    Names `toml:"booked_by"`
	Note        Names `toml:"note"`
	Identifiers Names `toml:"identifiers"`
	Attributes  Names `toml:"attributes"`
}

// Names are one heading, or several where files differ.
type Names []string

// UnmarshalTOML reads a text or a list of texts.
func (n *Names) UnmarshalTOML(value any) error {
	switch v := value.(type) {
	case string:
		*n = Names{v}
	case []any:
		for _, one := range v {
			text, ok := one.(string)
			if !ok {
				return errors.New("un titre de colonne entre guillemets, ou une liste de titres")
			}
			*n = append(*n, text)
		}
	default:
		return errors.New("un titre de colonne entre guillemets, ou une liste de titres")
	}
	return nil
}

// roles tells what each named heading says, by its words.
func (c *Columns) roles() map[string]role {
	all := map[string]role{}
	v := reflect.ValueOf(c).Elem()
	for i := range v.NumField() {
		for _, name := range v.Field(i).Interface().(Names) {
			all[words(name)] = role(v.Type().Field(i).Tag.Get("toml"))
		}
	}
	return all
}

const (
	holdsRegistrations = "registrations"
	holdsPeople        = "people"
)

// check fills what follows from the keys and names every mistake by its key.
func (o *Options) check() error {
	o.Path, o.URL = strings.TrimSpace(o.Path), strings.TrimSpace(o.URL)
	if o.Holds == "" {
		o.Holds = holdsRegistrations
	}
	return errors.Join(o.checkOrigin(), o.checkHolds(), o.checkColumns())
}

func (o *Options) checkOrigin() error {
	switch {
	case o.Path != "" && o.URL != "":
		return mistake("url and path: both given", "« url » et « path » sont tous deux indiqués : gardez l’un des deux.")
	case o.URL == "" && (o.User != "" || o.Password != ""):
		return mistake("user, password: without url", "« user » et « password » ne servent qu’avec « url ».")
	case o.URL == "":
		return nil // a path, or files that are dropped in
	}
	u, err := url.Parse(o.URL)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return mistake("url: not an http or https address",
			"« url » doit être l’adresse d’un fichier ou d’un dossier WebDAV, qui commence par https:// (un dossier finit par /) ; pour un fichier du disque, écrivez « path ».")
	}
	if u.User != nil {
		return mistake("url: holds a user or password", "Écrivez l’identifiant et le mot de passe dans « user » et « password », pas dans « url ».")
	}
	return nil
}

func (o *Options) checkHolds() error {
	if o.Holds == holdsRegistrations || o.Holds == holdsPeople {
		return nil
	}
	return mistake(fmt.Sprintf("holds: %q", shown(o.Holds)),
		"« holds » doit être \"registrations\" (une ligne est une inscription) ou \"people\" (une ligne est une personne).")
}

// checkColumns refuses a heading that is given two meanings.
func (o *Options) checkColumns() error {
	seen := map[string]bool{}
	v := reflect.ValueOf(&o.Columns).Elem()
	for i := range v.NumField() {
		for _, name := range slices.Clone(v.Field(i).Interface().(Names)) {
			w := words(name)
			if w == "" {
				return mistake("columns: an empty heading", "[source.columns] contient un titre de colonne vide : retirez-le.")
			}
			if seen[w] {
				return mistake("columns: one heading named twice", fmt.Sprintf("[source.columns] nomme deux fois la colonne « %s » : gardez une seule des deux lignes.", shown(name)))
			}
			seen[w] = true
		}
	}
	return nil
}

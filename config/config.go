package config

import (
	"path/filepath"
	"time"
)

// A Config is what tresse.toml says. Absent keys have their defaults.
type Config struct {
	File     string         // absolute; "" where there is no file
	Dir      string         // absolute folder of the file; relative paths in it start here
	Zone     *time.Location // of the mediator
	Data     string         // absolute path of the data file
	Web      Web
	Privacy  Privacy
	Backup   Backup
	Places   []Place
	Sources  []Source // in the order of the file, disabled ones among them
	Warnings []string // French, one line each: not wrong, but to be put right
}

// A Place is how many people a place holds, whatever the platforms' quotas are.
type Place struct {
	Name     string // as the platforms write it; accents and case do not count
	Capacity int    // seats, at least 1
}

// Web is how the page and the feeds are served.
type Web struct {
	Listen     string // "127.0.0.1:8080"; the host may be empty, the port 0
	PublicURL  string // "https://agenda.example.org", no slash at its end; "" where none is given
	PublicFeed bool
}

// Privacy bounds what is kept about people.
type Privacy struct {
	Retention Span // after the last contact
	BirthYear bool // only the year of birth is kept
	// FeedNames: the mediator's own calendar shows who is registered, by first
	// name and initial; not to programs known to keep calendars in a cloud.
	FeedNames bool
}

// Backup is the regular copy of the data file. Dir is "" where none is asked for.
type Backup struct {
	Dir       string // absolute
	Every     time.Duration
	Keep      int    // how many copies
	Recipient string // of age, or an SSH public key; "" writes plain copies
}

// What holds where a key is absent.
const (
	DefaultZone      = "Europe/Paris"
	DefaultData      = "tresse.db"
	DefaultListen    = "127.0.0.1:8080"
	DefaultRetention = "12 months"
	DefaultEvery     = 15 * time.Minute
	DefaultHorizon   = 400 * 24 * time.Hour
)

// Defaults is the configuration of the first run, before there is a file:
// without sources, on loopback, its data in dir.
func Defaults(dir string) (*Config, error) {
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	d := &document{dir: absolute, root: &node{line: 1}, env: noEnv}
	c, found := d.config(Options{})
	return c, found.err()
}

func noEnv(string) (string, bool) { return "", false }

// Source returns the source that bears the name now, or bore it before (`was`).
func (c *Config) Source(name string) (Source, bool) {
	for _, s := range c.Sources {
		if s.Name == name {
			return s, true
		}
	}
	for _, s := range c.Sources {
		for _, old := range s.Was {
			if old == name {
				return s, true
			}
		}
	}
	return Source{}, false
}

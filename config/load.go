package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"tresse"
)

// Options is what Load is told beside the path.
type Options struct {
	// Kinds are the kinds of source there are. Empty: kinds are not checked.
	Kinds []string
	// Block, if not nil, is called for each source that is not disabled and whose
	// kind is known, in the order of the file, so that the connector checks its
	// own block: return the error of connectors.Info.New(source.Decode, env).
	// Mistakes that Decode found are gathered by themselves; any other error is
	// shown by its advice, at the line of the source.
	Block func(Source) error
	// LookupEnv finds environment variables; nil is os.LookupEnv.
	LookupEnv func(string) (string, bool)
}

// Load reads the configuration at path. The error is Mistakes: all of them, over
// all sources, in the order of the file; there is no Config then.
func Load(path string, o Options) (*Config, error) {
	env := o.LookupEnv
	if env == nil {
		env = os.LookupEnv
	}
	d, found := open(path, env)
	if found != nil {
		return nil, found
	}
	c, found := d.config(o)
	found = append(found, d.blocks(c, o)...)
	if len(found) > 0 {
		return nil, found.sorted()
	}
	c.File = filepath.Join(d.dir, filepath.Base(path))
	c.Warnings = append(c.Warnings, d.exposed(c)...)
	return c, nil
}

// config gives the parsed file its meaning, the sources' own keys left aside.
func (d *document) config(o Options) (*Config, Mistakes) {
	r, keys := &reader{doc: d}, defaultKeys()
	r.table(d.values, d.root, section{}, reflect.ValueOf(&keys).Elem())
	c := &Config{
		Dir:     d.dir,
		Zone:    r.zone(keys.Timezone, d.root.key("timezone")),
		Data:    r.data(keys.Data, d.root.key("data")),
		Privacy: r.privacy(keys.Privacy, d.root.key("privacy")),
	}
	c.Web, c.Warnings = r.web(keys.Web, d.root.key("web"))
	if _, asked := d.values["backup"]; asked {
		c.Backup = r.backup(keys.Backup, d.root.key("backup"))
	}
	c.Places = r.places(keys.Place, d.root.key("place"))
	c.Sources = r.sources(keys.Source, d.root.key("source"), o.Kinds)
	return c, r.found
}

// blocks has each source's connector read its own keys.
func (d *document) blocks(c *Config, o Options) Mistakes {
	var found Mistakes
	for _, s := range c.Sources {
		if o.Block == nil || s.Disabled || !known(s.Kind, o.Kinds) {
			continue
		}
		err := o.Block(s)
		if !s.block.asked && err == nil {
			s.Decode(&struct{}{}) // a connector that asks for nothing knows no key
		}
		found = append(found, s.block.found(err)...)
	}
	return found
}

// found gathers what Decode noted and, where that was nothing, why the connector
// refuses its block.
func (b *block) found(err error) Mistakes {
	var found, decoded Mistakes
	if b.last != nil {
		found = b.last.found
	}
	if len(found) > 0 || err == nil || errors.As(err, &decoded) {
		return found
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range joined.Unwrap() {
			found = append(found, b.refused(one))
		}
		return found
	}
	return append(found, b.refused(err))
}

// refused is a connector's error as a mistake at the line of the source. A
// secret that the connector let slip in is masked.
func (b *block) refused(err error) Mistake {
	text := tresse.AdviceOf(err)
	if text == "" {
		text = fmt.Sprint(err)
	}
	if b.last != nil {
		for _, s := range b.last.secrets {
			text = strings.ReplaceAll(text, s.Reveal(), mask)
		}
	}
	return Mistake{File: b.doc.name, Line: b.node.line, Key: "source", Text: french("%s : %s", b.section().place(), oneLine(text))}
}

// exposed warns of a secret that any account of the machine can read.
func (d *document) exposed(c *Config) []string {
	if !d.shared {
		return nil
	}
	for _, s := range c.Sources {
		if s.block.last != nil && len(s.block.last.literal) > 0 {
			return []string{french("%s ligne %d : un secret est écrit en clair dans ce fichier, que tous les comptes de cette machine peuvent lire ; faites « chmod 600 %s », ou écrivez le secret ailleurs (env:NOM ou file:CHEMIN)",
				d.name, s.block.last.literal[0], d.name)}
		}
	}
	return nil
}

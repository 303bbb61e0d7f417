package config

import (
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/BurntSushi/toml"
)

// syntax says in French what the TOML library found. The place is the library's
// (counted again from its offset: its own line is one too low where a line ends
// in CR LF); its words are not passed on, for they may quote a secret that was
// typed without quotes.
func (d *document) syntax(text string, places *index, err error) Mistake {
	var wrong toml.ParseError
	if !errors.As(err, &wrong) || wrong.Position.Start < 0 {
		return Mistake{File: d.name, Line: 1, Text: typeset(unknownSyntax)}
	}
	m := Mistake{File: d.name, Text: typeset(unknownSyntax)}
	m.Line, m.Column = position(text, wrong.Position.Start)
	for _, s := range syntaxSentences {
		if strings.Contains(wrong.Message, s.has) {
			m.Text = typeset(s.says)
			break
		}
	}
	switch {
	case places.unclosed > 0 && wrong.Position.Start >= len(text)-1:
		m.Line, m.Column = places.unclosed, 0
		m.Text = french("ce qui est ouvert ici n'est jamais refermé ; il manque des guillemets, un crochet ou une accolade à la fin")
	case places.twice > 0 && strings.Contains(wrong.Message, "already"):
		m.Key = wrong.LastKey
		m.Text = french("déjà écrit à la ligne %d ; gardez l'une des deux et effacez l'autre", places.twice)
	case curly(text, wrong.Position.Start):
		m.Text = french("ces guillemets ne conviennent pas ; remplacez-les par des guillemets droits : \"…\"")
	}
	return m
}

const unknownSyntax = "cette ligne n'est pas comprise ; vérifiez guillemets, crochets et signes « = »"

// curly reports whether quotes of a word processor stand at offset.
func curly(text string, offset int) bool {
	if offset < 0 || offset > len(text) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(text[offset:])
	return strings.ContainsRune("“”„«»‘’‚`´", r)
}

// syntaxSentences holds what the library's messages contain with what is said
// instead; the first that fits counts. ParseError has no kinds, hence the
// matching on text: a message that changes falls back on unknownSyntax.
var syntaxSentences = []struct{ has, says string }{
	{"strings cannot contain newlines", "ce texte n'est pas refermé ; ajoutez le guillemet qui manque à la fin de la ligne"},
	{"invalid escape", backslash},
	{"hexadecimal digits after", backslash},
	{"Escaped character", backslash},
	{"invalid datetime", "cette date n'existe pas ou n'est pas comprise ; écrivez 2026-11-22, ou mettez la valeur entre guillemets"},
	{"out of range", "ce nombre est trop grand ; si c'est un identifiant, mettez-le entre guillemets"},
	{"expected a top-level item to end", "quelque chose est de trop après la valeur ; écrivez une seule clé par ligne, et « # » devant un commentaire"},
	{"end of table array name", "une section qui commence par deux crochets se termine par deux crochets : [[source]]"},
	{"table name", "ce nom de section n'est pas compris ; écrivez par exemple [web] ou [[source]], sans accent ni espace"},
	{"unexpected table separator", "ce nom de section n'est pas compris ; écrivez par exemple [web] ou [[source]], sans accent ni espace"},
	{`expected value but found '\n'`, missingValue},
	{`expected value but found '\r'`, missingValue},
	{`expected value but found '#'`, missingValue},
	{"expected value; ", missingValue},
	{"unexpected EOF; expected value", missingValue},
	{`expected value but found "`, "cette valeur doit être entre guillemets : clé = \"valeur\""},
	{"expected value but found", "cette valeur n'est pas comprise ; mettez un texte entre guillemets, un nombre sans guillemets"},
	{"unexpected '='", "il manque le nom de la clé devant « = »"},
	{"keys cannot start with", "un nom de clé ne commence pas par un point"},
	{"expected '.' or '='", "il manque « = » après le nom de la clé (un nom de clé n'a ni accent ni espace)"},
	{"unexpected comma", "une virgule est de trop"},
	{"array terminator", "dans cette liste, il manque une virgule entre deux valeurs, ou le crochet « ] » à la fin"},
	{"inline table terminator", "dans ces accolades, il manque une virgule, ou l'accolade « } » à la fin"},
	{"nvalid integer", quoteNumber},
	{"nvalid float", quoteNumber},
	{"floats must start", quoteNumber},
	{"expected a digit", quoteNumber},
	{"number", quoteNumber},
	{"already been defined", "déjà écrit plus haut ; gardez l'une des deux lignes et effacez l'autre"},
	{"already created", "ce nom est déjà utilisé autrement plus haut ; [[source]] s'écrit toujours avec deux crochets"},
	{"is not a table", "ce nom est déjà utilisé autrement plus haut"},
}

const (
	backslash    = "la barre « \\ » a un sens particulier entre guillemets ; pour un chemin de Windows, écrivez C:/Dossier/fichier, avec des barres « / »"
	missingValue = "il manque la valeur après « = » ; écrivez-la, ou mettez « # » devant la ligne"
	quoteNumber  = "ce nombre n'est pas compris ; si c'est un téléphone, un code postal ou un identifiant, mettez-le entre guillemets"
)

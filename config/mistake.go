package config

import (
	"fmt"
	"slices"
	"strings"

	"tresse"
)

// A Mistake is one thing in the configuration that a person has to put right.
type Mistake struct {
	File   string // as it was named to Load
	Line   int    // from 1; 0 where the mistake is not in a line (no such file)
	Column int    // from 1, in characters; 0 where the line is enough
	Key    string // "web.listen", "source.agendas"; "" where it is no key's
	Text   string // French, one line: what is wrong, and what to do; never a secret
}

// String is the mistake as it is shown: « tresse.toml ligne 12 : … ».
func (m Mistake) String() string {
	switch {
	case m.Line == 0:
		return french("%s : %s", m.File, m.Text)
	case m.Column == 0:
		return french("%s ligne %d : %s", m.File, m.Line, m.Text)
	}
	return french("%s ligne %d, colonne %d : %s", m.File, m.Line, m.Column, m.Text)
}

// Mistakes are all that is wrong with a configuration, in the order of the
// file. As an error it reads as one French line for each; tresse.TroubleOf finds
// TroubleConfig in it and tresse.AdviceOf the same lines.
type Mistakes []Mistake

func (m Mistakes) Error() string {
	lines := make([]string, len(m))
	for i := range m {
		lines[i] = m[i].String()
	}
	return strings.Join(lines, "\n")
}

// As lets a caller that knows only tresse.Error see what kind of failure it is.
func (m Mistakes) As(target any) bool {
	e, ok := target.(**tresse.Error)
	if ok {
		*e = &tresse.Error{Trouble: tresse.TroubleConfig, Op: fmt.Sprintf("config: %d mistakes", len(m)), Advice: m.Error()}
	}
	return ok
}

// sorted puts the mistakes in the order of the file, each once.
func (m Mistakes) sorted() Mistakes {
	slices.SortStableFunc(m, func(a, b Mistake) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		if a.Key != b.Key {
			return strings.Compare(a.Key, b.Key)
		}
		return strings.Compare(a.Text, b.Text)
	})
	return slices.Compact(m)
}

// err is m as an error, nil when there is none.
func (m Mistakes) err() error {
	if len(m) == 0 {
		return nil
	}
	return m
}

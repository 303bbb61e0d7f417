package config

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"tresse"
)

// The kinds of the tests, with the keys of CONTRACT §3 and, for "odd", one field
// of each type.

type openagendaKeys struct {
	URL     string  `toml:"url"`
	Key     string  `toml:"key" secret:"true"`
	Agendas []int64 `toml:"agendas"`
}

type zeegKeys struct {
	URL   string `toml:"url"`
	Token string `toml:"token" secret:"true"`
	Scope string `toml:"scope"`
}

type icalKeys struct {
	URL     string   `toml:"url"`
	Path    string   `toml:"path"`
	Ignore  []string `toml:"ignore"`
	Only    []string `toml:"only"`
	Private bool     `toml:"private"`
}

type sheetKeys struct {
	Path    string `toml:"path"`
	Holds   string `toml:"holds"`
	Columns struct {
		LastName    string   `toml:"last_name"`
		FirstName   string   `toml:"first_name"`
		Date        string   `toml:"date"`
		Identifiers []string `toml:"identifiers"`
	} `toml:"columns"`
}

type inner struct {
	Title string `toml:"title,omitempty"`
}

type oddKeys struct {
	inner
	Small    int8              `toml:"small"`
	Positive uint16            `toml:"positive"`
	Ratio    float32           `toml:"ratio"`
	Since    time.Time         `toml:"since"`
	Wait     time.Duration     `toml:"wait"`
	Level    *level            `toml:"level"`
	Tokens   []string          `toml:"tokens" secret:"true"`
	Headers  map[string]string `toml:"headers" secret:"true"`
	Parts    []inner           `toml:"parts"`
	Any      any               `toml:"any"`
	Grid     [][]int           `toml:"grid"`
	Plain    bool
	Skipped  string        `toml:"-"`
	Every    time.Duration `toml:"every"`
}

// A level reads its own text.
type level int

func (l *level) UnmarshalText(text []byte) error {
	i := strings.Index("bas moyen haut", string(text))
	if i < 0 {
		return errors.New("bas, moyen ou haut")
	}
	*l = level(i)
	return nil
}

var kinds = []string{"openagenda", "zeeg", "ical", "sheet", "odd"}

// checkBlock checks a source as its connector would.
func checkBlock(s Source) error {
	switch s.Kind {
	case "openagenda":
		return s.Decode(new(openagendaKeys))
	case "zeeg":
		return zeegBlock(s)
	case "ical":
		return s.Decode(new(icalKeys))
	case "sheet":
		return s.Decode(new(sheetKeys))
	case "odd":
		return s.Decode(new(oddKeys))
	}
	return nil
}

func zeegBlock(s Source) error {
	var keys zeegKeys
	if err := s.Decode(&keys); err != nil {
		return fmt.Errorf("zeeg: %w", err)
	}
	switch {
	case keys.Token == "":
		return &tresse.Error{Trouble: tresse.TroubleConfig, Err: errors.New("zeeg: no token"), Advice: french("il manque « token »")}
	case keys.Scope == "slip":
		return fmt.Errorf("zeeg: bad token\n%s", keys.Token)
	case keys.Scope == "two":
		return errors.Join(errors.New("first"), errors.New("second"))
	}
	return nil
}

func testEnv(name string) (string, bool) {
	value, ok := map[string]string{"SET": "the-environment-secret\n", "EMPTY": ""}[name]
	return value, ok
}

var testOptions = Options{Kinds: kinds, Block: checkBlock, LookupEnv: testEnv}

// mistakesOf is all that Load says of a file's text.
func mistakesOf(t testing.TB, text string) Mistakes {
	t.Helper()
	_, err := Load(written(t, text), testOptions)
	var m Mistakes
	if err != nil && !errors.As(err, &m) {
		t.Fatalf("error is %T, not Mistakes: %v", err, err)
	}
	return m
}

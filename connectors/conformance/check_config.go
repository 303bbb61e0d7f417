package conformance

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"tresse"
	"tresse/connectors"
)

func configChecks() []check {
	return []check{
		{"config/sample", nil, (*bench).sampleLoads},
		{"config/commented", nil, (*bench).commentsLoad},
		{"config/missing", nil, (*bench).missingIsNamed},
		{"config/unknown", nil, (*bench).unknownIsRefused},
		{"config/info", nil, (*bench).infoIsWhole},
	}
}

// sampleLoads: the sample is one block of this kind that makes a connector.
func (b *bench) sampleLoads() {
	if _, err := b.fromSample(b.Info.Sample); err != nil {
		b.Errorf("the sample does not load: %v", err)
	}
}

func (b *bench) fromSample(sample string) (connectors.Connector, error) {
	b.Helper()
	var file struct {
		Source []map[string]any `toml:"source"`
	}
	if _, err := toml.Decode(sample, &file); err != nil {
		return nil, err
	}
	if len(file.Source) != 1 || file.Source[0]["kind"] != b.Info.Kind || file.Source[0]["name"] == nil {
		return nil, fmt.Errorf("not one [[source]] of kind %q with a name", b.Info.Kind)
	}
	text, err := toml.Marshal(file.Source[0])
	if err != nil {
		return nil, err
	}
	return b.Info.New(decoder(string(text)), b.env)
}

// commentsLoad: a line of the sample that is commented out is a known key too.
func (b *bench) commentsLoad() {
	lines := strings.Split(b.Info.Sample, "\n")
	for i, line := range lines {
		bare, commented := strings.CutPrefix(strings.TrimSpace(line), "#")
		key, _, found := strings.Cut(bare, "=")
		if key = strings.TrimSpace(key); !commented || !found || strings.ContainsAny(key, " .[") {
			continue
		}
		with := slices.Clone(lines)
		with[i] = bare
		// Two that exclude each other may refuse; a key may not be unknown.
		if _, err := b.fromSample(strings.Join(with, "\n")); errors.Is(err, errUnknownKey) {
			b.Errorf("the sample comments out %q, which is no key", key)
		}
	}
}

// missingIsNamed: without a required key, the error and the advice name it.
func (b *bench) missingIsNamed() {
	for _, key := range b.Required {
		without := slices.DeleteFunc(strings.Split(b.Config(b.address), "\n"), func(line string) bool {
			name, _, _ := strings.Cut(line, "=")
			return strings.TrimSpace(name) == key
		})
		_, err := b.Info.New(decoder(strings.Join(without, "\n")), b.env)
		switch {
		case err == nil:
			b.Errorf("%q may be missing, though it is required", key)
		case tresse.TroubleOf(err) != tresse.TroubleConfig || !strings.Contains(err.Error(), key) || !strings.Contains(tresse.AdviceOf(err), key):
			b.Errorf("without %q: %s, %v; advice %q", key, tresse.TroubleOf(err), err, tresse.AdviceOf(err))
		default:
			b.discreet("the error about a missing option", err.Error()+tresse.AdviceOf(err))
		}
	}
}

// unknownIsRefused: what decode says about unknown keys is not swallowed.
func (b *bench) unknownIsRefused() {
	_, err := b.Info.New(decoder(b.Config(b.address)+"\nzz_inconnu = 1\n"), b.env)
	if !errors.Is(err, errUnknownKey) {
		b.Errorf("an unknown key gives %v", err)
	}
}

// infoIsWhole: a kind says what it is, and each limit is a sentence.
func (b *bench) infoIsWhole() {
	if b.Info.Kind == "" || b.Info.Label == "" || b.Info.New == nil {
		b.Errorf("an incomplete description: kind %q, label %q", b.Info.Kind, b.Info.Label)
	}
	for _, limit := range b.Info.Limits {
		if !strings.HasSuffix(limit, ".") {
			b.Errorf("a limit that is no sentence: %s", limit)
		}
	}
	known := personFields()
	for _, field := range b.Info.Person {
		if !slices.Contains(known, field) {
			b.Errorf("Info.Person names %q, which no tresse.Person has", field)
		}
	}
}

// personFields are the JSON keys of a tresse.Person.
func personFields() []string {
	var fields []string
	for i, t := 0, reflect.TypeFor[tresse.Person](); i < t.NumField(); i++ {
		field, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		fields = append(fields, field)
	}
	return fields
}

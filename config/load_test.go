package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"tresse"
)

// load reads a text that has no mistakes.
func load(t testing.TB, text string, o Options) *Config {
	t.Helper()
	c, err := Load(written(t, text), o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// contractKeys has all the keys that the sample of CONTRACT §3 shows.
type contractKeys struct {
	zeegKeys
	Key           string            `toml:"key" secret:"true"`
	Agendas       []int64           `toml:"agendas"`
	Organisations []int             `toml:"organisations"`
	ClientID      string            `toml:"client_id"`
	ClientSecret  string            `toml:"client_secret" secret:"true"`
	RefreshToken  string            `toml:"refresh_token" secret:"true"`
	Ignore        []string          `toml:"ignore"`
	Path          string            `toml:"path"`
	Holds         string            `toml:"holds"`
	Columns       map[string]string `toml:"columns"`
}

func TestContractSampleLoads(t *testing.T) {
	text, err := os.ReadFile("testdata/whole/contract.toml")
	if err != nil {
		t.Fatal(err)
	}
	path, blocks := written(t, string(text)), map[string]contractKeys{}
	c, err := Load(path, Options{
		Kinds:     []string{"openagenda", "zeeg", "rdvsp", "ical", "sheet"},
		LookupEnv: func(name string) (string, bool) { return "value of " + name, true },
		Block: func(s Source) error {
			var keys contractKeys
			err := s.Decode(&keys)
			blocks[s.Name] = keys
			return err
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Dir(path)
	source := func(name, kind string, place, line int, public bool) Source {
		return Source{Name: name, Kind: kind, Place: place, Line: line, Public: public, Every: 15 * time.Minute, Horizon: 400 * 24 * time.Hour}
	}
	want := &Config{
		File: path, Dir: dir, Data: filepath.Join(dir, "tresse.db"),
		Web:     Web{Listen: "127.0.0.1:8080", PublicURL: "https://agenda.example.org"},
		Privacy: Privacy{Retention: Span{Months: 12}},
		Sources: []Source{
			source("agenda", "openagenda", 0, 13, true), source("rendezvous", "zeeg", 1, 22, false), source("rdv", "rdvsp", 2, 29, false),
			source("collegue", "ical", 3, 39, false), source("excel", "sheet", 4, 45, false),
		},
	}
	ignore := cmp.Options{cmpopts.IgnoreUnexported(Source{}), cmpopts.IgnoreFields(Source{}, "Decode"), cmpopts.IgnoreFields(Config{}, "Zone")}
	if diff := cmp.Diff(want, c, ignore); diff != "" {
		t.Errorf("wanted (-), got (+):\n%s", diff)
	}
	if c.Zone.String() != "Europe/Paris" {
		t.Errorf("zone %v", c.Zone)
	}
	wantBlocks := map[string]contractKeys{
		"agenda":     {zeegKeys: zeegKeys{URL: "https://api.openagenda.com/v2"}, Key: "value of OPENAGENDA_KEY", Agendas: []int64{73510284}},
		"rendezvous": {zeegKeys: zeegKeys{URL: "https://api.zeeg.me/v2", Token: "value of ZEEG_TOKEN", Scope: "own"}},
		"rdv": {zeegKeys: zeegKeys{URL: "https://rdv.anct.gouv.fr"}, Organisations: []int{77}, ClientID: "…",
			ClientSecret: "value of RDV_SECRET", RefreshToken: "value of RDV_REFRESH"},
		"collegue": {zeegKeys: zeegKeys{URL: "https://example.org/basic.ics"}, Ignore: []string{"Congés", "Réunion"}},
		"excel":    {Path: "inscriptions/*.xlsx", Holds: "registrations", Columns: map[string]string{"last_name": "Nom de l'usager"}},
	}
	if diff := cmp.Diff(wantBlocks, blocks, cmp.AllowUnexported(contractKeys{})); diff != "" {
		t.Errorf("blocks wanted (-), got (+):\n%s", diff)
	}
}

func TestAnEmptyFileHasDefaults(t *testing.T) {
	c := load(t, "", testOptions)
	first, err := Defaults(c.Dir)
	if err != nil {
		t.Fatal(err)
	}
	first.File = c.File
	if diff := cmp.Diff(first, c, cmpopts.IgnoreUnexported(time.Location{})); diff != "" {
		t.Errorf("defaults (-) and an empty file (+):\n%s", diff)
	}
	if c.Web.Listen != "127.0.0.1:8080" || c.Privacy.Retention.Months != 12 || c.Privacy.BirthYear || len(c.Sources) != 0 || c.Backup != (Backup{}) {
		t.Errorf("%+v", c)
	}
}

func TestDecodeFillsEveryType(t *testing.T) {
	c := load(t, `[[source]]
name = "nouveau"
was = ["milieu", "premier"]
kind = "odd"
every = "30 min"
horizon = "2 ans"
session_kind = "Rendez-vous"
title = "embedded"
small = -128
positive = 65535
ratio = 2
since = 2026-11-22
wait = "1h30"
level = "haut"
tokens = ["env:SET", "literal"]
parts = [{title = "a"}, {title = "b"}]
any = [1, "x"]
grid = [[1], [2, 3]]
plain = true
[source.headers]
X-Key = "env:SET"
`, testOptions)
	s := c.Sources[0]
	var got oddKeys
	if err := s.Decode(&got); err != nil {
		t.Fatal(err)
	}
	high := level(10)
	want := oddKeys{
		inner: inner{Title: "embedded"}, Small: -128, Positive: 65535, Ratio: 2, Since: got.Since, Wait: 90 * time.Minute, Level: &high,
		Tokens: []string{"the-environment-secret", "literal"}, Headers: map[string]string{"X-Key": "the-environment-secret"},
		Parts: []inner{{"a"}, {"b"}}, Any: []any{int64(1), "x"}, Grid: [][]int{{1}, {2, 3}}, Plain: true, Every: 30 * time.Minute,
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(oddKeys{}), cmpopts.IgnoreFields(oddKeys{}, "Since")); diff != "" {
		t.Errorf("wanted (-), got (+):\n%s", diff)
	}
	if got.Since.Format(time.DateOnly) != "2026-11-22" {
		t.Errorf("since %v", got.Since)
	}
	if s.Root() != "premier" || s.SessionKind != tresse.Appointment || s.Every != 30*time.Minute || s.Horizon != 730*24*time.Hour {
		t.Errorf("%+v", s)
	}
	if secrets := s.Secrets(); len(secrets) != 3 || secrets[0].Reveal() != "the-environment-secret" || secrets[1].Reveal() != "literal" {
		t.Errorf("%d secrets", len(secrets))
	}
	for _, name := range []string{"nouveau", "milieu", "premier"} {
		if found, ok := c.Source(name); !ok || found.Name != "nouveau" {
			t.Errorf("%s is not found", name)
		}
	}
	if _, ok := c.Source("autre"); ok {
		t.Error("found a source that is not there")
	}
}

func TestDecodeRefusesWhatIsNoStruct(t *testing.T) {
	s := load(t, "[[source]]\nname = \"a\"\nkind = \"zeeg\"\ntoken = \"env:SET\"\n", testOptions).Sources[0]
	for _, into := range []any{nil, zeegKeys{}, (*zeegKeys)(nil), new(string), map[string]any{}} {
		if s.Decode(into) == nil {
			t.Errorf("decoded into %T", into)
		}
	}
}

func TestWhichBlocksAreAsked(t *testing.T) {
	var asked []string
	o := Options{Kinds: kinds, Block: func(s Source) error { asked = append(asked, s.Name); return nil }}
	_, err := Load(written(t, `[[source]]
name = "off"
kind = "zeeg"
disabled = true
nobody = 1
[[source]]
name = "strange"
kind = "facebook"
nobody = 1
[[source]]
name = "silent"
kind = "zeeg"
nobody = 1
`), o)
	if diff := cmp.Diff([]string{"silent"}, asked); diff != "" {
		t.Error(diff)
	}
	var m Mistakes
	if !errors.As(err, &m) || len(m) != 2 || m[0].Key != "source.kind" || m[1].Line != 13 {
		t.Errorf("%v", err)
	}
}

func TestMistakesAreTroubleWithConfig(t *testing.T) {
	_, err := Load(written(t, "zone = 1\ndatum = 2\n"), testOptions)
	err = fmt.Errorf("serve: %w", err)
	if tresse.TroubleOf(err) != tresse.TroubleConfig {
		t.Errorf("trouble %v", tresse.TroubleOf(err))
	}
	if advice := tresse.AdviceOf(err); strings.Count(advice, "\n") != 1 || !strings.Contains(advice, "ligne 2") {
		t.Errorf("advice %q", advice)
	}
}

func TestWhatCannotBeRead(t *testing.T) {
	dir := t.TempDir()
	locked := filepath.Join(dir, "locked.toml")
	if err := os.WriteFile(locked, nil, 0); err != nil {
		t.Fatal(err)
	}
	for path, says := range map[string]string{
		filepath.Join(dir, "none.toml"):           "tresse init",
		filepath.Join(dir, "none", "tresse.toml"): "tresse init",
		dir: "dossier",
		filepath.Join(locked, "below", "tres.toml"): "",
	} {
		if _, err := Load(path, testOptions); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", path, err)
		}
	}
	if _, err := os.ReadFile(locked); err != nil { // not as root
		if _, err := Load(locked, testOptions); err == nil || !strings.Contains(err.Error(), "droit") {
			t.Errorf("%v", err)
		}
	}
}

func TestWarnings(t *testing.T) {
	const literal = "[[source]]\nname = \"a\"\nkind = \"zeeg\"\ntoken = \"MarkerSecret\"\n"
	tests := []struct {
		name, text string
		mode       os.FileMode
		says       []string
	}{
		{"own", literal, 0o600, nil},
		{"group", literal, 0o640, nil},
		{"all", literal, 0o644, []string{"ligne 4"}},
		{"all, no literal", "[[source]]\nname = \"a\"\nkind = \"zeeg\"\ntoken = \"env:SET\"\n", 0o644, nil},
		{"all, and disabled", literal + "disabled = true\n", 0o644, nil},
		{"http", "[web]\npublic_url = \"http://agenda.example.org/\"\n", 0o600, []string{"ligne 2"}},
		{"http on loopback", "[web]\npublic_url = \"http://127.0.0.1:8080\"\n", 0o600, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := written(t, test.text)
			if err := os.Chmod(path, test.mode); err != nil {
				t.Fatal(err)
			}
			c, err := Load(path, testOptions)
			if err != nil {
				t.Fatal(err)
			}
			if runtime.GOOS == "windows" && test.mode == 0o644 {
				test.says = nil
			}
			if len(c.Warnings) != len(test.says) {
				t.Fatalf("warnings: %q", c.Warnings)
			}
			for i, says := range test.says {
				if !strings.Contains(c.Warnings[i], says) || strings.Contains(c.Warnings[i], "MarkerSecret") {
					t.Errorf("warning: %q", c.Warnings[i])
				}
			}
		})
	}
}

func TestPathsStartAtTheFile(t *testing.T) {
	c := load(t, "data = \"../données/tresse.db\"\n[backup]\ndir = \"copies\"\nrecipient = \"age1abc\"\n", testOptions)
	if c.Data != filepath.Join(filepath.Dir(c.Dir), "données", "tresse.db") || c.Backup.Dir != filepath.Join(c.Dir, "copies") {
		t.Errorf("%q, %q", c.Data, c.Backup.Dir)
	}
	if c.Backup.Every != 24*time.Hour || c.Backup.Keep != 14 || c.Backup.Recipient != "age1abc" {
		t.Errorf("%+v", c.Backup)
	}
	other := filepath.Join(t.TempDir(), "tresse.db")
	if c := load(t, "data = "+quote(other)+"\n", testOptions); c.Data != other {
		t.Errorf("%q", c.Data)
	}
	if m := mistakesOf(t, "data = "+quote(filepath.Dir(other))+"\n"); len(m) != 1 {
		t.Errorf("a folder for data: %v", m)
	}
}

func TestSecretFiles(t *testing.T) {
	path := written(t, "[[source]]\nname = \"a\"\nkind = \"zeeg\"\ntoken = \"file:secret.txt\"\n")
	secret := filepath.Join(filepath.Dir(path), "secret.txt")
	for content, want := range map[string]string{"abc\n": "abc", "\ufeffa b\r\n": "a b", "two\nlines\n\n": "two\nlines", " ": " "} {
		if err := os.WriteFile(secret, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := Load(path, testOptions)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Sources[0].Secrets(); len(got) != 1 || got[0].Reveal() != want {
			t.Errorf("%q gives %d secrets", content, len(got))
		}
	}
	for _, content := range []string{"", "\n", strings.Repeat("x", maxSecret+1)} {
		if err := os.WriteFile(secret, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Load(path, testOptions); err == nil || strings.Contains(err.Error(), "xxxx") {
			t.Errorf("%d bytes are a secret: %v", len(content), err)
		}
	}
}

func TestNothingPrintsSecrets(t *testing.T) {
	c := load(t, "[[source]]\nname = \"a\"\nkind = \"zeeg\"\ntoken = \"MarkerSecret\"\n", testOptions)
	encoded, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, printed := range []string{fmt.Sprintf("%v %+v %#v", c, c, c), fmt.Sprintf("%+v %#v", c.Sources[0], c.Sources), string(encoded)} {
		if strings.Contains(printed, "MarkerSecret") {
			t.Error(printed)
		}
	}
}

func TestDecodeFromManyGoroutines(t *testing.T) {
	c := load(t, "[[source]]\nname = \"a\"\nkind = \"zeeg\"\ntoken = \"env:SET\"\nscope = \"own\"\n[[source]]\nname = \"b\"\nkind = \"zeeg\"\ntoken = \"x\"\n", testOptions)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			var keys zeegKeys
			if err := c.Sources[i%2].Decode(&keys); err != nil || keys.Token == "" || len(c.Sources[i%2].Secrets()) != 1 {
				t.Errorf("source %d: %v", i%2, err)
			}
		})
	}
	all.Wait()
}

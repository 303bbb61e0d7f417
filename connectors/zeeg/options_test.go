package zeeg

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/BurntSushi/toml"

	"tresse"
	"tresse/connectors"
)

// decoding fills a struct from the keys of a block that are a connector's own.
func decoding(t *testing.T, block string) func(any) error {
	t.Helper()
	return func(into any) error {
		_, err := toml.Decode(block, into)
		return err
	}
}

func TestSampleLoads(t *testing.T) {
	info := Info()
	var file struct {
		Source []struct {
			Name, Kind, Every string
			Options
		}
	}
	meta, err := toml.Decode(info.Sample, &file)
	if err != nil || len(file.Source) != 1 || len(meta.Undecoded()) > 0 {
		t.Fatalf("error %v, sources %+v, unknown keys %v", err, file.Source, meta.Undecoded())
	}
	s := file.Source[0]
	if s.Kind != info.Kind || s.Token == "" {
		t.Errorf("sample %+v", s)
	}
	if _, err := time.ParseDuration(s.Every); err != nil {
		t.Error(err)
	}
	if err := s.Options.check(); err != nil {
		t.Error(err)
	}
}

func TestNewChecks(t *testing.T) {
	for block, want := range map[string][]string{
		`token = "abc"`: nil,
		"":              {"token"},
		`token = "a b"`: {"token"},
		`token = "abc"
		 scope = "tout"`: {"scope"},
		`scope = "tout"
		 url = "ftp://x"`: {"url", "token", "scope"},
		`token = "abc"
		 url = "https://api.zeeg.me/v2?page=1"`: {"url"},
		`token = "abc"
		 url = "http://127.0.0.1:8080/v2/"`: nil,
	} {
		c, err := Info().New(decoding(t, block), connectors.Env{Name: "rendezvous", Now: time.Now})
		if (err == nil) != (want == nil) || (c == nil) != (err != nil) {
			t.Errorf("%q: %v", block, err)
		}
		for _, key := range want {
			if !strings.Contains(err.Error(), key+":") || tresse.TroubleOf(err) != tresse.TroubleConfig || tresse.AdviceOf(err) == "" {
				t.Errorf("%q: %v, advice %q; want %s named", block, err, tresse.AdviceOf(err), key)
			}
		}
	}
	broken := errors.New("unknown key")
	if _, err := Info().New(func(any) error { return broken }, connectors.Env{}); !errors.Is(err, broken) {
		t.Errorf("decode's error became %v", err)
	}
}

func TestInfo(t *testing.T) {
	connectors.NewRegistry(Info()) // panics where something is missing
	for _, text := range append(Info().Limits, Info().Label) {
		if strings.ContainsAny(text, "'\"") || strings.Contains(text, " :") || text == "" {
			t.Errorf("typography: %q", text)
		}
	}
}

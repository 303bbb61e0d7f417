package rdvsp

import (
	"strings"
	"testing"
	"time"

	"github.com/BurntSushi/toml"

	"tresse"
	"tresse/connectors"
)

func TestNewChecks(t *testing.T) {
	client := "client_id = \"c\"\nclient_secret = \"s\"\n"
	for block, want := range map[string]string{
		client:                                "",
		"":                                    "client_id",
		"client_secret = \"s\"":               "client_id",
		"client_id = \"c\"":                   "client_secret",
		client + "refresh_token = \"a b\"":    "refresh_token",
		client + "url = \"rdv.anct.gouv.fr\"": "url",
		client + "url = \"https://rdv.anct.gouv.fr/admin\"":                          "url",
		client + "url = \"https://rdv.anct.gouv.fr/api/v1/\"":                        "",
		client + "organisations = [0]":                                               "organisations",
		client + "organisations = [77, 78]":                                          "",
		client + "redirect_uri = \"http://example.org/\"":                            "redirect_uri",
		client + "redirect_uri = \"https://example.org/retour\"":                     "",
		client + "email = \"a@example.fr\"":                                          "email",
		"url = \"https://www.rdv-solidarites.fr\"\nemail = \"a@example.fr\"":         "password",
		"url = \"https://www.rdv-solidarites.fr\"\npassword = \"x\"":                 "email",
		"url = \"https://rdv-solidarites.fr\"\nemail = \"a@b.fr\"\npassword = \"x\"": "",
		"email = \"a@example.fr\"\npassword = \"x\"":                                 "client_id", // not on this host
	} {
		c, err := New(func(into any) error {
			_, err := toml.Decode(block, into)
			return err
		}, connectors.Env{Name: "rdv", Now: time.Now})
		if want == "" && (err != nil || c == nil) || want != "" && err == nil {
			t.Errorf("%q: %v", block, err)
			continue
		}
		if want != "" && (!strings.Contains(tresse.AdviceOf(err), want) || tresse.TroubleOf(err) != tresse.TroubleConfig) {
			t.Errorf("%q: %v, advice %q; want %s named", block, err, tresse.AdviceOf(err), want)
		}
	}
}

// The historical hosts answer under www. only.
func TestHosts(t *testing.T) {
	for given, want := range map[string]string{
		"":                                "https://rdv.anct.gouv.fr",
		"https://rdv-solidarites.fr/":     "https://www.rdv-solidarites.fr",
		"https://RDV-Aide-Numerique.fr":   "https://www.rdv-aide-numerique.fr",
		"https://www.rdv-solidarites.fr/": "https://www.rdv-solidarites.fr",
	} {
		o := Options{URL: given, ClientID: "c", ClientSecret: "s"}
		if err := o.check(); err != nil || o.URL != want {
			t.Errorf("%q becomes %q, %v", given, o.URL, err)
		}
	}
}

func TestPaceIsTheirs(t *testing.T) {
	c := newConnector(Options{URL: defaultURL, ClientID: "c", ClientSecret: "s"}, connectors.Env{Name: "rdv", Now: time.Now}, hasty())
	pace := c.pace()
	for range perHostBurst {
		if err := pace(t.Context(), "rdv.anct.gouv.fr"); err != nil {
			t.Fatal(err)
		}
	}
	ended, cancel := contextThatEnds(t)
	defer cancel()
	if pace(ended, "rdv.anct.gouv.fr") == nil {
		t.Error("as many requests as one likes")
	}
}

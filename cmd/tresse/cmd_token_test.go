package main

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// tokens runs `tresse token` in a folder of its own.
type tokens struct{ t *testing.T }

func newTokens(t *testing.T) tokens {
	t.Helper()
	t.Chdir(t.TempDir())
	t.Setenv("TRESSE_CONFIG", "")
	if err := os.WriteFile("tresse.toml", []byte("[web]\nlisten = \":8085\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return tokens{t}
}

func (x tokens) run(want int, args ...string) string {
	x.t.Helper()
	var out, errs bytes.Buffer
	code := run(x.t.Context(), append([]string{"token"}, args...), streams{strings.NewReader(""), &out, &errs})
	if code != want {
		x.t.Fatalf("tresse token %s: %d, want %d: %s", strings.Join(args, " "), code, want, errs.String())
	}
	return out.String()
}

// listed is `tresse token list`, by label and state.
func (x tokens) listed() (ids map[string]string, all []struct{ ID, Label, State, RenewedAs string }) {
	x.t.Helper()
	if err := json.Unmarshal([]byte(x.run(0, "list", "--format", "json")), &all); err != nil {
		x.t.Fatal(err)
	}
	ids = map[string]string{}
	for _, a := range all {
		ids[a.Label+" "+a.State] = a.ID
	}
	return ids, all
}

// Renewed is the same for whoever holds it, under another secret; what was taken
// back is not given again.
func TestTokensAreRenewedAndRevoked(t *testing.T) {
	x := newTokens(t)
	address := x.run(0, "new", "--feed", "--label", "téléphone")
	if !strings.HasPrefix(address, "http://127.0.0.1:8085/feed/") {
		t.Errorf("address %s", address)
	}
	ids, _ := x.listed()
	old := ids["téléphone open"]
	again := x.run(0, "renew", strings.ToUpper(old))
	if again == address || !strings.HasPrefix(again, "http://127.0.0.1:8085/feed/") {
		t.Errorf("renewed as %s", again)
	}
	ids, all := x.listed()
	if ids["téléphone renewed"] != old || ids["téléphone open"] == "" || len(all) != 2 {
		t.Errorf("after renewing: %+v", all)
	}
	x.run(1, "renew", old)
	x.run(0, "revoke", ids["téléphone open"])
	x.run(1, "revoke", ids["téléphone open"])
	ids, _ = x.listed()
	if ids["téléphone revoked"] == "" || ids["téléphone open"] != "" {
		t.Errorf("after revoking: %v", ids)
	}
}

package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/rs/zerolog"
)

func TestSecretsAreMaskedEverywhere(t *testing.T) {
	const marker = "MarkerSecret"
	secret := NewSecret(marker)
	holder := struct {
		Shown  Secret
		hidden Secret
		list   []Secret
	}{secret, secret, []Secret{secret}}
	var log bytes.Buffer
	z := zerolog.New(&log)
	z.Info().Interface("a", secret).Any("b", holder).Stringer("c", secret).Str("d", fmt.Sprint(holder)).Msg(secret.String())
	s := slog.New(slog.NewJSONHandler(&log, nil))
	s.Info("x", "a", secret, "b", holder)
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "a", secret, "b", holder)
	encoded, err := json.Marshal(map[string]any{"a": secret, "b": holder})
	if err != nil {
		t.Fatal(err)
	}
	all := log.String() + string(encoded)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%10.3s"} {
		all += fmt.Sprintf(verb+verb+verb, secret, &secret, holder)
	}
	for _, form := range []string{marker, fmt.Sprintf("%x", marker), fmt.Sprintf("%X", marker)} {
		if strings.Contains(all, form) {
			t.Errorf("shows the secret: %s", all)
		}
	}
	if !strings.Contains(string(encoded), mask) || secret.Reveal() != marker {
		t.Errorf("%s", encoded)
	}
	if none := (Secret{}); none.Reveal() != "" || none.String() != "" {
		t.Error("no secret is not empty")
	}
}

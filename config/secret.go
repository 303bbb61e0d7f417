package config

import (
	"fmt"
	"io"
	"log/slog"
)

// A Secret is a password, key or token. However it is printed, logged or
// encoded, only a mask is seen; Reveal alone gives it away.
//
// The text stands behind a pointer because fmt does not ask unexported fields
// of other structs for their String.
type Secret struct{ text *string }

// mask stands wherever a secret would.
const mask = "•••"

// NewSecret hides text.
func NewSecret(text string) Secret { return Secret{&text} }

// Reveal returns the secret itself.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// Format answers every verb of fmt with the mask.
func (s Secret) Format(f fmt.State, _ rune) { io.WriteString(f, s.String()) }

// String is the mask; "" where there is no secret.
func (s Secret) String() string {
	if s.Reveal() == "" {
		return ""
	}
	return mask
}

// MarshalText writes the mask; encoding/json and zerolog use it.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue gives log/slog the mask.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

package publish_test

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"tresse"
	"tresse/sync/publish"
)

// A list of accesses says what became of each, and nothing that opens one.
func TestAccesses(t *testing.T) {
	asOf := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	var list []tresse.Access
	var secrets []string
	add := func(n byte, p tresse.Purpose, change func(*tresse.Access)) {
		a, secret := tresse.NewAccess([32]byte{n}, p, asOf.AddDate(0, -1, 0))
		change(&a)
		list, secrets = append(list, a), append(secrets, secret, string(a.Hash), hex.EncodeToString(a.Hash))
	}
	add(1, tresse.PurposeFeed, func(a *tresse.Access) {
		a.Audience, a.Label, a.LastRead, a.Program = tresse.Own, "téléphone", asOf, "Thunderbird"
	})
	add(2, tresse.PurposeFeed, func(a *tresse.Access) { a.Audience, a.Revoked, a.RenewedAs = tresse.Team, asOf, "abcd0123" })
	add(3, tresse.PurposeAPI, func(a *tresse.Access) { a.Revoked = asOf })
	add(4, tresse.PurposeAPI, func(a *tresse.Access) { a.Expires = asOf })
	table := publish.Accesses(list, asOf, time.UTC)
	var all bytes.Buffer
	for _, format := range []publish.Format{publish.FormatTable, publish.FormatCSV, publish.FormatJSON} {
		if err := table.Write(&all, format); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{
		"téléphone", "Calendrier (équipe)", "Remplacé par abcd0123", "Révoqué", "Expiré", "Ouvert", "Thunderbird",
		`"state": "open"`, `"state": "renewed"`, `"state": "revoked"`, `"state": "expired"`, `"last_read": "2026-11-22T12:00:00Z"`,
	} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("no %q in:\n%s", want, all.String())
		}
	}
	for _, secret := range secrets {
		if strings.Contains(all.String(), secret) {
			t.Error("a secret or its hash is in the list")
		}
	}
}

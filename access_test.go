package tresse_test

import (
	"strings"
	"testing"
	"time"

	"tresse"
)

var noonOfAccess = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func TestNewAccess(t *testing.T) {
	feed, secret := tresse.NewAccess([32]byte{1, 2, 3}, tresse.PurposeFeed, noonOfAccess)
	api, token := tresse.NewAccess([32]byte{1, 2, 3}, tresse.PurposeAPI, noonOfAccess)
	if len(secret) != 43 || strings.Trim(secret, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
		t.Errorf("secret %q cannot stand in an address", secret)
	}
	if !strings.HasPrefix(token, "tresse_") || feed.ID == api.ID || feed.ID == "" {
		t.Errorf("token %q, ids %q and %q", token, feed.ID, api.ID)
	}
	if strings.Contains(secret, feed.ID) {
		t.Error("the id is part of the secret")
	}
	if !feed.Opens(tresse.AccessHash(secret)) || feed.Opens(tresse.AccessHash(token)) || (&tresse.Access{}).Opens(tresse.AccessHash("")) {
		t.Error("Opens opens to the wrong secret")
	}
}

// What ends an access, and for how long its address still answers.
func TestAccessEnds(t *testing.T) {
	day := 24 * time.Hour
	at := func(d time.Duration) time.Time { return noonOfAccess.Add(d) }
	for _, c := range []struct {
		name           string
		access         tresse.Access
		now            time.Time
		ended, leaving bool
	}{
		{"neither revoked nor bounded", tresse.Access{}, at(1000 * day), false, false},
		{"before it expires", tresse.Access{Expires: at(day)}, at(day - time.Second), false, false},
		{"when it expires", tresse.Access{Expires: at(day)}, at(day), true, true},
		{"long expired", tresse.Access{Expires: at(day)}, at(61 * day), true, false},
		{"revoked", tresse.Access{Revoked: at(0)}, at(0), true, true},
		{"the last second", tresse.Access{Revoked: at(0)}, at(60*day - time.Second), true, true},
		{"after 60 days", tresse.Access{Revoked: at(0)}, at(60 * day), true, false},
		{"expired, then revoked", tresse.Access{Expires: at(0), Revoked: at(30 * day)}, at(61 * day), true, false},
		{"revoked, would expire", tresse.Access{Expires: at(90 * day), Revoked: at(0)}, at(100 * day), true, false},
	} {
		if got := !c.access.Ended(c.now).IsZero(); got != c.ended {
			t.Errorf("%s: ended %v, want %v", c.name, got, c.ended)
		}
		if got := c.access.Leaving(c.now); got != c.leaving {
			t.Errorf("%s: leaving %v, want %v", c.name, got, c.leaving)
		}
	}
}

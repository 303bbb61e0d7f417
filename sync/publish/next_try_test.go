package publish

import (
	"testing"
	"time"

	"tresse"
)

// What is not read any more has no next reading, whatever was planned before.
func TestNextTryOfWhatIsNotRead(t *testing.T) {
	at := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	for health, want := range map[tresse.Health]string{
		tresse.HealthOK: "2026-11-22T09:00:00Z", tresse.HealthHeld: "2026-11-22T09:00:00Z",
		tresse.HealthDisabled: "", tresse.HealthRemoved: "",
	} {
		s := tresse.SourceState{Name: "agenda", Health: health, NextTry: at}
		if got := SourceJSON(&s, time.UTC).NextTry; got != want {
			t.Errorf("%s: next_try %q, want %q", health, got, want)
		}
	}
}

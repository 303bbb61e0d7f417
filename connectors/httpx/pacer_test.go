package httpx

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"
	"testing/synctest"
	"time"
)

func TestPacerRates(t *testing.T) {
	for _, test := range []struct {
		perSecond float64
		burst     int
		want      time.Duration // for eleven turns
	}{
		{1, 1, 10 * time.Second}, {2, 1, 5 * time.Second}, {1, 6, 5 * time.Second}, {0.5, 1, 20 * time.Second},
		{math.Inf(1), 1, 0}, {0, 0, 10 * time.Second}, {-3, -3, 10 * time.Second}, {math.NaN(), 1, 10 * time.Second},
		{math.Inf(-1), 1, 10 * time.Second},
	} {
		t.Run(fmt.Sprint(test.perSecond, test.burst), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := NewPacer(test.perSecond, test.burst)
				begun := time.Now()
				for range 11 {
					if err := p.Wait(t.Context(), "h"); err != nil {
						t.Fatal(err)
					}
				}
				if spent := time.Since(begun).Round(time.Millisecond); spent != test.want {
					t.Errorf("eleven turns in %v, want %v", spent, test.want)
				}
			})
		})
	}
}

func TestPacerEndsWithContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewPacer(0.001, 1)
		_ = p.Wait(t.Context(), "h")
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		if err := p.Wait(ctx, "h"); !errors.Is(err, context.Canceled) {
			t.Errorf("error = %v", err)
		}
		if err := NewPacer(math.Inf(1), 1).Wait(ctx, "h"); !errors.Is(err, context.Canceled) {
			t.Errorf("unpaced: error = %v", err)
		}
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		begun := time.Now()
		if err := p.Wait(short, "h"); !errors.Is(err, context.DeadlineExceeded) || time.Since(begun) != 0 {
			t.Errorf("error = %v after %v", err, time.Since(begun))
		}
	})
}

// Names chosen by others do not pile up, and no host's debt is forgotten.
func TestPacerIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewPacer(1, 1)
		for i := range maxHosts - 1 {
			_ = p.Wait(t.Context(), fmt.Sprint(i))
		}
		time.Sleep(time.Second) // of the bubble
		_ = p.Wait(t.Context(), "busy")
		_ = p.Wait(t.Context(), "one more")
		if len(p.hosts) != 2 || p.hosts["busy"] == nil {
			t.Errorf("%d hosts kept", len(p.hosts))
		}
	})
}

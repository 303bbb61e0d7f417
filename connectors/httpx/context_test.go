package httpx

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"
)

// Where the caller's context ends, in whatever phase, its error is in the chain
// and nothing more is sent.
func TestContextEnds(t *testing.T) {
	arrived := make(chan struct{}, 100)
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/body":
			w.Write([]byte("a"))
			w.(http.Flusher).Flush()
			arrived <- struct{}{}
			<-r.Context().Done()
		case "/wait":
			w.WriteHeader(503)
			arrived <- struct{}{}
		default:
			arrived <- struct{}{}
			<-r.Context().Done()
		}
	})
	for _, path := range []string{"/head", "/body", "/wait"} {
		t.Run(path, func(t *testing.T) {
			c := New(Options{Op: "platform", MinWait: time.Minute, MaxWait: time.Minute})
			ctx, cancel := context.WithCancel(t.Context())
			go func() { <-arrived; cancel() }()
			_, err := c.Get(ctx, s.URL+path, nil)
			if !errors.Is(err, context.Canceled) {
				t.Errorf("error = %v", err)
			}
			wantRequests(t, c, 1)
		})
	}
}

func TestContextEndedBefore(t *testing.T) {
	s := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, pace := range []func(context.Context, string) error{nil, NewPacer(1, 1).Wait} {
		_, err := New(hasty(Options{Pace: pace})).Get(ctx, s.URL, nil)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("error = %v", err)
		}
	}
}

// A time-out of this package's own must not pass for the caller's.
func TestOwnTimeoutIsNotTheCallers(t *testing.T) {
	s := serve(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	for _, o := range []Options{
		{Attempt: 30 * time.Millisecond, Retries: -1},
		{Total: 30 * time.Millisecond},
	} {
		_, err := get(t, New(hasty(o)), s.URL)
		if err == nil || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
			t.Errorf("error = %v", err)
		}
		wantTrouble(t, err, "temporary", 0)
	}
}

package httpx

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"tresse"
)

// A bubble is a real server and its clients over pipes, inside synctest's own
// time: waits are exact and cost nothing.
type bubble struct {
	conns chan net.Conn
	done  chan struct{}
}

func (b *bubble) Accept() (net.Conn, error) {
	select {
	case c := <-b.conns:
		return c, nil
	case <-b.done:
		return nil, net.ErrClosed
	}
}
func (b *bubble) Close() error   { close(b.done); return nil }
func (b *bubble) Addr() net.Addr { return &net.TCPAddr{} }

func (b *bubble) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case b.conns <- there:
		return here, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// inBubble runs test with a maker of clients that all reach handler, whatever
// host they ask.
func inBubble(t *testing.T, handler http.HandlerFunc, test func(t *testing.T, client func(Options) *Client)) {
	synctest.Test(t, func(t *testing.T) {
		b := &bubble{conns: make(chan net.Conn), done: make(chan struct{})}
		server := &http.Server{Handler: handler}
		go server.Serve(b)
		defer server.Close()
		test(t, func(o Options) *Client {
			o.Op = "platform"
			c := New(o)
			transportOf(c).DialContext = b.dial
			transportOf(c).Proxy = nil
			t.Cleanup(transportOf(c).CloseIdleConnections)
			return c
		})
	})
}

const platform = "http://platform.example/"

func TestRetryAfterIsObeyed(t *testing.T) {
	for name, value := range map[string]func() string{
		"seconds": func() string { return "20" },
		"date":    func() string { return time.Now().Add(20 * time.Second).UTC().Format(http.TimeFormat) },
	} {
		t.Run(name, func(t *testing.T) {
			begun := time.Time{}
			handler := func(w http.ResponseWriter, r *http.Request) {
				if begun.IsZero() {
					begun = time.Now()
					w.Header().Set("Retry-After", value())
					w.WriteHeader(429)
					return
				}
				if waited := time.Since(begun); waited != 20*time.Second {
					t.Errorf("waited %v", waited)
				}
			}
			inBubble(t, handler, func(t *testing.T, client func(Options) *Client) {
				if _, err := get(t, client(Options{}), platform); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// One second over MaxWait, and the source's next turn is left to the caller.
func TestRetryAfterOverMaxWait(t *testing.T) {
	handler := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "31")
		w.WriteHeader(503)
	}
	inBubble(t, handler, func(t *testing.T, client func(Options) *Client) {
		begun, c := time.Now(), client(Options{})
		_, err := get(t, c, platform)
		if e := wantTrouble(t, err, tresse.TroubleLater, 503); e.Wait != 31*time.Second || time.Since(begun) != 0 {
			t.Errorf("Wait = %v after %v", e.Wait, time.Since(begun))
		}
		wantRequests(t, c, 1)
	})
}

func TestBackOffGrows(t *testing.T) {
	var at []time.Time
	handler := func(w http.ResponseWriter, r *http.Request) {
		at = append(at, time.Now())
		w.WriteHeader(500)
	}
	inBubble(t, handler, func(t *testing.T, client func(Options) *Client) {
		_, err := get(t, client(Options{Retries: 4, MaxWait: 4 * time.Second}), platform)
		wantTrouble(t, err, tresse.TroubleTemporary, 500)
	})
	if len(at) != 5 {
		t.Fatalf("%d requests", len(at))
	}
	for i, most := range []time.Duration{1, 2, 4, 4} {
		most *= time.Second
		if waited := at[i+1].Sub(at[i]); waited < most/2 || waited > most {
			t.Errorf("wait %d: %v, want between half of %v and it", i, waited, most)
		}
	}
}

// However many attempts are left, Total ends the call.
func TestTotal(t *testing.T) {
	handler := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	inBubble(t, handler, func(t *testing.T, client func(Options) *Client) {
		begun := time.Now()
		_, err := get(t, client(Options{Retries: 1000}), platform)
		wantTrouble(t, err, tresse.TroubleTemporary, 0)
		if spent := time.Since(begun); spent > defaultTotal || spent < defaultTotal-defaultMaxWait {
			t.Errorf("gave up after %v", spent)
		}
	})
}

func TestDefaultAttempt(t *testing.T) {
	handler := func(w http.ResponseWriter, r *http.Request) {
		w.Write([]byte("a"))
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	}
	inBubble(t, handler, func(t *testing.T, client func(Options) *Client) {
		begun := time.Now()
		_, err := get(t, client(Options{Retries: -1}), platform)
		wantTrouble(t, err, tresse.TroubleTemporary, 200)
		if spent := time.Since(begun); spent != defaultAttempt {
			t.Errorf("gave up after %v", spent)
		}
	})
}

// Two clients of one process share a host's rate; another host has its own.
func TestPacerIsShared(t *testing.T) {
	handler := func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "ok") }
	inBubble(t, handler, func(t *testing.T, client func(Options) *Client) {
		pacer := NewPacer(1, 1)
		begun := time.Now()
		done := make(chan error)
		for range 2 {
			c := client(Options{Pace: pacer.Wait})
			go func() {
				var errs []error
				for range 5 {
					_, err := c.Get(t.Context(), platform, nil)
					errs = append(errs, err)
				}
				done <- errors.Join(errs...)
			}()
		}
		if err := errors.Join(<-done, <-done); err != nil {
			t.Error(err)
		}
		if spent := time.Since(begun).Round(time.Millisecond); spent != 9*time.Second {
			t.Errorf("ten requests in %v", spent)
		}
		if _, err := get(t, client(Options{Pace: pacer.Wait}), "http://other.example/"); err != nil || time.Since(begun).Round(time.Millisecond) != 9*time.Second {
			t.Errorf("another host waited too: %v, %v", time.Since(begun), err)
		}
	})
}

// Attempts and hops of redirects take their turns too, and waiting for a turn
// does not eat up an attempt's time.
func TestEveryRequestIsPaced(t *testing.T) {
	var at []time.Time
	handler := func(w http.ResponseWriter, r *http.Request) {
		at = append(at, time.Now())
		switch len(at) {
		case 1:
			w.WriteHeader(500)
		case 2:
			http.Redirect(w, r, "/there", http.StatusFound)
		}
	}
	inBubble(t, handler, func(t *testing.T, client func(Options) *Client) {
		pacer := NewPacer(1.0/32, 1)
		if err := pacer.Wait(t.Context(), "platform.example"); err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		c := client(Options{Pace: pacer.Wait, Attempt: time.Minute, Total: time.Hour})
		if _, err := get(t, c, platform); err != nil {
			t.Error(err)
		}
		for i, when := range at {
			if waited := when.Sub(begun).Round(time.Millisecond); waited != time.Duration(i+1)*32*time.Second {
				t.Errorf("request %d after %v", i, waited)
			}
		}
	})
}

// A hop whose turn cannot come within the attempt ends the attempt.
func TestHopBeyondAttempt(t *testing.T) {
	handler := func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/there" {
			t.Error("the hop was made out of turn")
		}
		http.Redirect(w, r, "/there", http.StatusFound)
	}
	inBubble(t, handler, func(t *testing.T, client func(Options) *Client) {
		c := client(Options{Pace: NewPacer(1.0/64, 1).Wait, Attempt: time.Minute, Retries: -1})
		_, err := get(t, c, platform)
		wantTrouble(t, err, tresse.TroubleTemporary, 0)
		wantRequests(t, c, 1)
	})
}

// A turn that cannot come within Total is not waited for.
func TestPaceBeyondTotal(t *testing.T) {
	handler := func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") }
	inBubble(t, handler, func(t *testing.T, client func(Options) *Client) {
		pacer := NewPacer(0.001, 1)
		_ = pacer.Wait(t.Context(), "platform.example")
		begun := time.Now()
		_, err := get(t, client(Options{Pace: pacer.Wait}), platform)
		wantTrouble(t, err, tresse.TroubleTemporary, 0)
		if errors.Is(err, context.DeadlineExceeded) || time.Since(begun) != 0 {
			t.Errorf("%v after %v", err, time.Since(begun))
		}
	})
}

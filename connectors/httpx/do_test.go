package httpx

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tresse"
)

func do(t *testing.T, c *Client, method, address, body string) (*http.Response, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return c.Do(req)
}

// What sends or creates is sent once, whatever comes of it.
func TestOnlyReadsAreRetried(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/503":
			w.WriteHeader(503)
		case "/short":
			w.Header().Set("Content-Length", "100")
		case "/closed":
			conn, _, _ := w.(http.Hijacker).Hijack()
			conn.Close()
		}
	})
	for method, requests := range map[string]int{
		"GET": 3, "HEAD": 3, "OPTIONS": 3, "PROPFIND": 3, "REPORT": 3, "SEARCH": 3,
		"POST": 1, "PUT": 1, "PATCH": 1, "DELETE": 1, "MKCALENDAR": 1, "MOVE": 1, "propfind": 1,
	} {
		for _, path := range []string{"/503", "/short", "/closed"} {
			if method == "HEAD" && path == "/short" {
				continue // it has no body to cut
			}
			t.Run(method+path, func(t *testing.T) {
				c := New(hasty(Options{Retries: 2}))
				resp, err := do(t, c, method, s.URL+path, "")
				wantRequests(t, c, requests)
				if path == "/503" && (err != nil || resp.StatusCode != 503) || path != "/503" && err == nil {
					t.Errorf("%v, %v", resp, err)
				}
			})
		}
	}
}

// A body is sent whole at each attempt, and its answer comes whole with its status.
func TestDoSendsTheBodyAgain(t *testing.T) {
	var requests atomic.Int32
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if body, _ := io.ReadAll(r.Body); string(body) != "<query/>" || r.ContentLength != 8 {
			t.Errorf("body = %q, length %d", body, r.ContentLength)
		}
		if requests.Add(1) < 3 {
			w.Header().Set("Content-Length", "100")
			return
		}
		w.Header().Set("Content-Encoding", "gzip")
		w.WriteHeader(207)
		w.Write(zip([]byte("<multistatus/>")))
	})
	for _, body := range []io.Reader{strings.NewReader("<query/>"), io.MultiReader(strings.NewReader("<query/>"))} {
		requests.Store(0)
		req, _ := http.NewRequest("REPORT", s.URL, body)
		resp, err := New(hasty(Options{})).Do(req)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(resp.Body)
		if err != nil || string(got) != "<multistatus/>" || resp.StatusCode != 207 || resp.ContentLength != 14 || resp.Header.Get("Content-Encoding") != "" {
			t.Errorf("%q, %v, %v", got, resp, err)
		}
	}
}

// OAuth's refusals are told apart by their bodies.
func TestDoGivesErrorBodies(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(400)
		io.WriteString(w, `{"error":"invalid_grant"}`)
	})
	c := New(hasty(Options{}))
	resp, err := do(t, c, "POST", s.URL+"/oauth/token?MARK", "refresh_token=MARK")
	if err != nil {
		t.Fatal(err)
	}
	if body, _ := io.ReadAll(resp.Body); !bytes.Contains(body, []byte("invalid_grant")) {
		t.Errorf("body = %q", body)
	}
	err = c.Check(resp)
	wantTrouble(t, err, tresse.TroubleAnswer, 400)
	if want := "platform: POST " + s.URL + "/oauth/token: 400 Bad Request"; err.Error() != want {
		t.Errorf("error = %q, want %q", err, want)
	}
}

// What Authorize puts on a request stays out of what the caller gets to see.
func TestAnswerHoldsNoCredentials(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) { wantAuthorized(t, r, true) })
	resp, err := do(t, New(hasty(Options{Base: s.URL, Authorize: authorize})), "GET", strings.Replace(s.URL, "//", "//ana:MARK@", 1), "")
	if err != nil {
		t.Fatal(err)
	}
	resp.Request.Header.Del("Authorization") // the caller's own, of the address
	if resp.Request.URL.User != nil {
		t.Error("the password is still in the address")
	}
	resp.Request.Host = "answer"
	wantAuthorized(t, resp.Request, false)
}

func TestDoKeepsTheLastRefusal(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "3600")
		w.WriteHeader(429)
		io.WriteString(w, "slow down")
	})
	c := New(hasty(Options{}))
	resp, err := do(t, c, "PROPFIND", s.URL, "")
	if err != nil {
		t.Fatal(err)
	}
	if e := wantTrouble(t, c.Check(resp), tresse.TroubleLater, 429); e.Wait != time.Hour {
		t.Errorf("Wait = %v", e.Wait)
	}
	wantRequests(t, c, 1)
}

// An earlier 503 must not stand in for the break that came after it.
func TestDoForgetsEarlierRefusals(t *testing.T) {
	var requests atomic.Int32
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if requests.Add(1) == 1 {
			w.WriteHeader(503)
			return
		}
		conn, _, _ := w.(http.Hijacker).Hijack()
		conn.Close()
	})
	resp, err := do(t, New(hasty(Options{})), "GET", s.URL, "")
	wantTrouble(t, err, tresse.TroubleTemporary, 0)
	if resp != nil {
		t.Errorf("answer = %v", resp)
	}
}

func TestDoCaps(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/error" {
			w.WriteHeader(500)
		}
		for chunk := make([]byte, 4096); ; {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	})
	for path, status := range map[string]int{"/": 200, "/error": 500} {
		for _, method := range []string{"GET", "POST"} {
			c := New(hasty(Options{MaxBody: mib}))
			_, err := do(t, c, method, s.URL+path, "")
			wantTrouble(t, err, tresse.TroubleTooLarge, status)
			wantRequests(t, c, 1)
		}
	}
}

// A HEAD announces a length that no body will have.
func TestHead(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "999999")
		w.Header().Set("Content-Encoding", "gzip")
	})
	resp, err := do(t, New(hasty(Options{MaxBody: 10})), "HEAD", s.URL, "")
	if err != nil || resp.ContentLength != 999999 {
		t.Errorf("%v, %v", resp, err)
	}
}

// A client secret in a body goes to no other host; without it the redirect is
// followed as usual.
func TestBodyStaysAtHome(t *testing.T) {
	other := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if body, _ := io.ReadAll(r.Body); len(body) > 0 || r.Method != "GET" {
			t.Errorf("%s %q went to another host", r.Method, body)
		}
	})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/307":
			http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
		case "/303":
			http.Redirect(w, r, other.URL, http.StatusSeeOther)
		case "/home":
			http.Redirect(w, r, "/there", http.StatusPermanentRedirect)
		case "/there":
			io.Copy(w, r.Body)
		}
	})
	c := New(hasty(Options{}))
	_, err := do(t, c, "POST", s.URL+"/307", "client_secret=MARK")
	wantTrouble(t, err, tresse.TroubleAnswer, 0)
	if _, err = do(t, c, "POST", s.URL+"/303", "client_secret=MARK"); err != nil {
		t.Error(err)
	}
	resp, err := do(t, c, "POST", s.URL+"/home", "again")
	if err != nil {
		t.Fatal(err)
	}
	if body, _ := io.ReadAll(resp.Body); string(body) != "again" {
		t.Errorf("body after a redirect at home = %q", body)
	}
}

func TestDoUnusable(t *testing.T) {
	c := New(hasty(Options{}))
	_, err := c.Do(&http.Request{})
	wantTrouble(t, err, tresse.TroubleConfig, 0)
	req, _ := http.NewRequest("PUT", "http://platform.invalid", io.MultiReader(failing{}))
	_, err = c.Do(req)
	wantTrouble(t, err, tresse.TroubleConfig, 0)
	wantRequests(t, c, 0)
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, io.ErrClosedPipe }

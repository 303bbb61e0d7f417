package httpx

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tresse"
)

func authorize(r *http.Request) {
	r.Header.Set("Authorization", "Bearer MARK")
	r.Header.Set("Key", "MARK")
	r.Header.Set("X-Own", "MARK")
	r.AddCookie(&http.Cookie{Name: "session", Value: "MARK"})
	q := r.URL.Query()
	q.Set("key", "MARK")
	r.URL.RawQuery = q.Encode()
}

// wantAuthorized fails unless all five credentials are there, or none.
func wantAuthorized(t *testing.T, r *http.Request, want bool) {
	t.Helper()
	for name, value := range map[string]string{
		"Authorization": r.Header.Get("Authorization"), "Key": r.Header.Get("Key"), "X-Own": r.Header.Get("X-Own"),
		"Cookie": r.Header.Get("Cookie"), "query": r.URL.RawQuery,
	} {
		if got := strings.Contains(value, "MARK"); got != want {
			t.Errorf("%s %s: %s has credentials: %v, want %v", r.Host, r.URL.Path, name, got, want)
		}
	}
}

func TestRedirectAtHome(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		wantAuthorized(t, r, true)
		switch r.URL.Path {
		case "/old":
			http.Redirect(w, r, "/new?page=2", http.StatusFound)
		default:
			io.WriteString(w, r.URL.Query().Get("page"))
		}
	})
	answer, err := get(t, New(hasty(Options{Base: s.URL, Authorize: authorize})), s.URL+"/old")
	if err != nil || string(answer.Body) != "2" {
		t.Errorf("%v, %v", answer, err)
	}
}

// The other host is one by its port alone, which net/http's own rules overlook.
func TestRedirectAway(t *testing.T) {
	var seen http.Header
	other := serve(t, func(w http.ResponseWriter, r *http.Request) {
		seen = r.Header.Clone()
		wantAuthorized(t, r, false)
		io.WriteString(w, "elsewhere")
	})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		wantAuthorized(t, r, true)
		http.Redirect(w, r, other.URL+"/file", http.StatusFound)
	})
	c := New(hasty(Options{Base: s.URL, Authorize: authorize}))
	answer, err := c.Get(t.Context(), s.URL+"/feed/PATHMARK.ics", http.Header{
		"Accept": {"text/calendar"}, "If-None-Match": {`"v1"`},
		"Access-Token": {"MARK"}, "Client": {"MARK"}, "Authorization": {"MARK"}, "Referer": {"MARK"},
	})
	if err != nil || string(answer.Body) != "elsewhere" {
		t.Fatalf("%v, %v", answer, err)
	}
	want := http.Header{
		"Accept": {"text/calendar"}, "Accept-Encoding": {"gzip"}, "If-None-Match": {`"v1"`}, "User-Agent": {defaultAgent},
	}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Error(diff)
	}
}

// A way back that a stranger chose gets no credentials either.
func TestRedirectAwayAndBack(t *testing.T) {
	var home string
	other := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, home+"/delete?all=1", http.StatusFound)
	})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/start" {
			http.Redirect(w, r, other.URL, http.StatusFound)
			return
		}
		wantAuthorized(t, r, false)
		if r.URL.Path == "/delete" {
			http.Redirect(w, r, "/really", http.StatusFound)
		}
		if r.Header.Get("Access-Token") != "" {
			t.Error("the caller's token came back")
		}
	})
	home = s.URL
	c := New(hasty(Options{Base: s.URL, Authorize: authorize}))
	if _, err := c.Get(t.Context(), s.URL+"/start", http.Header{"Access-Token": {"MARK"}}); err != nil {
		t.Error(err)
	}
}

func TestStrangeHostGetsNothing(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) { wantAuthorized(t, r, false) })
	for _, base := range []string{"", "https://platform.example", "http://127.0.0.1", strings.Replace(s.URL, "http:", "https:", 1), strings.Replace(s.URL, "127.0.0.1", "localhost", 1)} {
		if _, err := get(t, New(hasty(Options{Base: base, Authorize: authorize})), s.URL); err != nil {
			t.Error(err)
		}
	}
}

// The user and password of an address stay with its host.
func TestUserinfo(t *testing.T) {
	var away bool
	other := serve(t, func(w http.ResponseWriter, r *http.Request) {
		away = true
		if r.Header.Get("Authorization") != "" {
			t.Error("password sent to another host")
		}
	})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if user, password, ok := r.BasicAuth(); !ok || user != "ana" || password != "p@ss" {
			t.Errorf("%s: basic auth %q %q", r.URL.Path, user, password)
		}
		switch r.URL.Path {
		case "/relative":
			http.Redirect(w, r, "/absolute", http.StatusFound)
		case "/absolute":
			http.Redirect(w, r, "http://"+r.Host+"/away", http.StatusFound)
		case "/away":
			http.Redirect(w, r, strings.Replace(other.URL, "http://", "http://stranger:pw@", 1), http.StatusFound)
		}
	})
	address := strings.Replace(s.URL, "http://", "http://ana:p%40ss@", 1)
	if _, err := get(t, New(hasty(Options{})), address+"/relative"); err != nil || !away {
		t.Error(away, err)
	}
}

func TestRedirectsRefused(t *testing.T) {
	plain := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("plain http was asked") })
	s := serveTLS(t, func(w http.ResponseWriter, r *http.Request) {
		to := map[string]string{
			"/endless": "/endless", "/downgrade": plain.URL, "/file": "file:///etc/passwd",
			"/script": "javascript:alert(1)", "/nowhere": "https://", "/garbled": "/%zz", "/ftp": "ftp://" + r.Host + "/",
		}
		w.Header().Set("Location", to[r.URL.Path])
		w.WriteHeader(http.StatusFound)
	})
	for path, requests := range map[string]int{"/endless": 6, "/downgrade": 1, "/file": 1, "/script": 1, "/nowhere": 1, "/garbled": 1, "/ftp": 1} {
		t.Run(path, func(t *testing.T) {
			c := New(hasty(Options{}))
			transportOf(c).TLSClientConfig = s.Client().Transport.(*http.Transport).TLSClientConfig
			_, err := get(t, c, s.URL+path)
			wantTrouble(t, err, tresse.TroubleAnswer, 0)
			wantRequests(t, c, requests)
		})
	}
}

func TestFiveRedirectsAreFollowed(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if len(r.URL.Path) < len("/aaaaa") {
			http.Redirect(w, r, r.URL.Path+"a", http.StatusMovedPermanently)
		}
	})
	c := New(hasty(Options{}))
	if _, err := get(t, c, s.URL+"/"); err != nil {
		t.Error(err)
	}
	wantRequests(t, c, 6)
}

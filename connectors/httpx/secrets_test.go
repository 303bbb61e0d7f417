package httpx

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"tresse"
)

// echo is everything that the request said, as a hostile server repeats it.
func echo(r *http.Request) string {
	user, password, _ := r.BasicAuth()
	return strings.Join([]string{r.Header.Get("Key"), r.URL.RawQuery, r.URL.Path, user, password}, "~")
}

// No failure, in error or log, repeats what was sent: not a header, not the
// query, not the user of the address, not a part of the path named in Secrets.
func TestSecretsNeverShow(t *testing.T) {
	status := func(code int, more ...string) func(*http.Request) string {
		return func(r *http.Request) string {
			return fmt.Sprintf("HTTP/1.1 %d %s\r\nX: %s\r\n%s\r\n%s", code, echo(r), echo(r), strings.Join(more, "\r\n")+"\r\n", echo(r))
		}
	}
	location := func(form string) func(*http.Request) string {
		return func(r *http.Request) string {
			return "HTTP/1.1 302 Found\r\nLocation: " + fmt.Sprintf(form, echo(r)) + "\r\n\r\n"
		}
	}
	answers := map[string]func(*http.Request) string{
		"400": status(400), "401": status(401), "403": status(403), "404": status(404), "500": status(500), "777": status(777),
		"429":               status(429, "Retry-After: 86400"),
		"silence":           func(*http.Request) string { return "" },
		"not http":          func(r *http.Request) string { return echo(r) + "\r\n\r\n" },
		"status line":       func(r *http.Request) string { return "HTTP/1.1 " + echo(r) + "\r\n\r\n" },
		"header line":       func(r *http.Request) string { return "HTTP/1.1 200 OK\r\n" + echo(r) + "\r\n\r\n" },
		"continued header":  func(r *http.Request) string { return "HTTP/1.1 200 OK\r\n " + echo(r) + ": x\r\n\r\n" },
		"transfer encoding": func(r *http.Request) string { return "HTTP/1.1 200 OK\r\nTransfer-Encoding: " + echo(r) + "\r\n\r\n" },
		"length":            func(r *http.Request) string { return "HTTP/1.1 200 OK\r\nContent-Length: " + echo(r) + "\r\n\r\n" },
		"compression":       func(r *http.Request) string { return "HTTP/1.1 200 OK\r\nContent-Encoding: " + echo(r) + "\r\n\r\n" },
		"chunk": func(r *http.Request) string {
			return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + echo(r) + "\r\n"
		},
		"cut short":            status(200, "Content-Length: 9999"),
		"not json":             status(200),
		"json of another type": func(r *http.Request) string { return fmt.Sprintf("HTTP/1.1 200 OK\r\n\r\n{\"A\":%q}", echo(r)) },
		"json with a bad date": func(r *http.Request) string { return fmt.Sprintf("HTTP/1.1 200 OK\r\n\r\n{\"T\":%q}", echo(r)) },
		"redirect to itself":   func(r *http.Request) string { return "HTTP/1.1 302 Found\r\nLocation: ?" + echo(r) + "\r\n\r\n" },
		"redirect unreadable":  location("http://%%zz/%s"),
		"redirect to no port":  location("http://127.0.0.1:bad/%s"),
		"redirect to nobody":   location("http://127.0.0.1:1/%s?%[1]s"),
		"redirect to no name":  location("http://%s.invalid/"),
		"redirect elsewhere":   location("ftp://%s"),
		"redirect with user":   location("http://%s:%[1]s@127.0.0.1:1/"),
	}
	for name, answer := range answers {
		t.Run(name, func(t *testing.T) {
			base := serveRaw(t, func(r *http.Request, conn net.Conn) { io.WriteString(conn, answer(r)) })
			var log bytes.Buffer
			c := New(hasty(Options{
				Base: base, Retries: 1, Secrets: []string{"PATH/MARK+é"}, Log: zerolog.New(&log),
				Authorize: func(r *http.Request) { r.Header.Set("Key", "HEADERMARK") },
			}))
			address := strings.Replace(base, "http://", "http://USERMARK:PASSMARK@", 1) + "/x/PATH%2fMARK+%C3%A9/basic.ics?key=QUERYMARK"
			var into struct {
				A int
				T time.Time
			}
			wantSilence(t, c.JSON(t.Context(), address, &into), log.String())
			log.Reset()
			req, _ := http.NewRequestWithContext(t.Context(), "PROPFIND", address, strings.NewReader("<BODYMARK/>"))
			resp, err := c.Do(req)
			if err == nil {
				err = cmp.Or(c.Check(resp), errors.New("fine"))
			}
			wantSilence(t, err, log.String())
		})
	}
}

// wantSilence walks the whole chain, for somebody may print any link of it.
func wantSilence(t *testing.T, err error, log string) {
	t.Helper()
	if err == nil {
		t.Error("no error")
	}
	if log == "" {
		t.Error("nothing was logged")
	}
	texts := []string{log}
	for e := err; e != nil; e = errors.Unwrap(e) {
		texts = append(texts, fmt.Sprintf("%v %+v %#v", e, e, e), tresse.AdviceOf(e))
	}
	for _, text := range texts {
		if strings.Contains(text, "MARK") || strings.Contains(text, "key=") || strings.Contains(text, "@") {
			t.Errorf("a secret shows: %s", text)
		}
	}
	var leaky *url.Error
	if errors.As(err, &leaky) {
		t.Errorf("net/http's own error is in the chain: %v", leaky)
	}
}

func TestSecretsNeverShowWithoutServer(t *testing.T) {
	for _, address := range []string{
		"http://USERMARK:PASSMARK@127.0.0.1:1/PATHMARK?key=QUERYMARK",
		"https://USERMARK@127.0.0.1:1/PATHMARK?key=QUERYMARK#MARK",
		"http://USERMARK:PASSMARK@[::1/PATHMARK?key=QUERYMARK",
		"http://127.0.0.1:99999/PATHMARK?key=QUERYMARK",
		"http://127.0.0.1:MARK/",
	} {
		var log bytes.Buffer
		c := New(hasty(Options{Retries: 1, Secrets: []string{"PATHMARK"}, Log: zerolog.New(&log)}))
		_, err := c.Get(t.Context(), address, http.Header{"Key": {"HEADERMARK"}})
		wantSilence(t, err, log.String()+" ")
	}
}

func TestNewScrubberKnowsTheBase(t *testing.T) {
	s := newScrubber(nil, "https://ana:s%C3%A9same@dav.example/")
	if got := s.foreign("sésame s%C3%A9same s%c3%a9same"); strings.Contains(got, "same") {
		t.Errorf("got %q", got)
	}
}

package httpx

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"tresse"
)

func TestStatuses(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		code, _ := strconv.Atoi(strings.Trim(r.URL.Path, "/"))
		w.WriteHeader(code)
	})
	for code, want := range map[int]struct {
		kind     tresse.Trouble
		requests int
	}{
		200: {"", 1}, 201: {"", 1}, 204: {"", 1}, 299: {"", 1},
		206: {tresse.TroubleAnswer, 1}, 304: {tresse.TroubleAnswer, 1}, // unasked
		300: {tresse.TroubleAnswer, 1}, 302: {tresse.TroubleAnswer, 1}, // without Location
		400: {tresse.TroubleAnswer, 1}, 401: {tresse.TroubleConfig, 1}, 403: {tresse.TroubleConfig, 1},
		404: {tresse.TroubleNotFound, 1}, 410: {tresse.TroubleNotFound, 1}, 408: {tresse.TroubleTemporary, 3},
		409: {tresse.TroubleAnswer, 1}, 418: {tresse.TroubleAnswer, 1}, 422: {tresse.TroubleAnswer, 1},
		429: {tresse.TroubleLater, 3}, 500: {tresse.TroubleTemporary, 3}, 501: {tresse.TroubleTemporary, 3},
		502: {tresse.TroubleTemporary, 3}, 503: {tresse.TroubleTemporary, 3}, 599: {tresse.TroubleTemporary, 3},
		600: {tresse.TroubleAnswer, 1}, 999: {tresse.TroubleAnswer, 1},
	} {
		t.Run(strconv.Itoa(code), func(t *testing.T) {
			c := New(hasty(Options{Retries: 2}))
			answer, err := get(t, c, s.URL+"/"+strconv.Itoa(code))
			wantRequests(t, c, want.requests)
			if want.kind != "" {
				wantTrouble(t, err, want.kind, code)
			} else if err != nil || answer.Status != code {
				t.Errorf("%v, %v", answer, err)
			}
		})
	}
}

func TestErrorReads(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(503) })
	_, err := get(t, New(hasty(Options{Retries: 1})), s.URL+"/v2/agendas/12?key=k&size=300")
	want := "platform: GET " + s.URL + "/v2/agendas/12: 503 Service Unavailable, 2 attempts"
	if err.Error() != want {
		t.Errorf("error = %q\nwant    %q", err, want)
	}
}

func TestRetryAfterOfADay(t *testing.T) {
	for _, code := range []int{429, 503} {
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", "86400")
			w.WriteHeader(code)
		})
		c := New(hasty(Options{}))
		_, err := get(t, c, s.URL)
		if e := wantTrouble(t, err, tresse.TroubleLater, code); e.Wait != 24*time.Hour {
			t.Errorf("Wait = %v", e.Wait)
		}
		wantRequests(t, c, 1)
	}
}

// A wait under MaxWait is still not begun when it would outlast Total.
func TestRetryAfterBeyondTotal(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "3000")
		w.WriteHeader(429)
	})
	c := New(hasty(Options{MaxWait: time.Hour, Total: 30 * time.Minute}))
	_, err := get(t, c, s.URL)
	if e := wantTrouble(t, err, tresse.TroubleLater, 429); e.Wait != 50*time.Minute {
		t.Errorf("Wait = %v", e.Wait)
	}
	wantRequests(t, c, 1)
}

func TestRetryAfterGarbage(t *testing.T) {
	for _, value := range []string{"-5", "soon", "1e9", "0x10", "Fri, 31 Dec 1999 23:59:59 GMT"} {
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", value)
			w.WriteHeader(503)
		})
		c := New(hasty(Options{Retries: 1}))
		_, err := get(t, c, s.URL)
		if e := wantTrouble(t, err, tresse.TroubleTemporary, 503); e.Wait != 0 {
			t.Errorf("%s: Wait = %v", value, e.Wait)
		}
		wantRequests(t, c, 2)
	}
}

func TestConditional(t *testing.T) {
	const etag, date = `"v1"`, "Thu, 01 Oct 2026 08:00:00 GMT"
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", etag)
		w.Header().Set("Last-Modified", date)
		if r.Header.Get("If-None-Match") == etag || r.Header.Get("If-Modified-Since") == date {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		io.WriteString(w, "BEGIN:VCALENDAR")
	})
	c := New(hasty(Options{}))
	answer, err := get(t, c, s.URL)
	if err != nil || answer.Header.Get("ETag") != etag || answer.Header.Get("Last-Modified") != date {
		t.Fatalf("%v, %v", answer, err)
	}
	for name, value := range map[string]string{"If-None-Match": etag, "If-Modified-Since": date} {
		answer, err := c.Get(t.Context(), s.URL, http.Header{name: {value}})
		if err != nil || answer.Status != 304 || len(answer.Body) != 0 {
			t.Errorf("%s: %v, %v", name, answer, err)
		}
	}
	wantRequests(t, c, 3)
}

// Bytes are counted as they travel, whatever they unpack to.
func TestTraffic(t *testing.T) {
	zipped := zip(make([]byte, 100_000))
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Accept-Encoding") != "gzip" {
			t.Errorf("Accept-Encoding = %q", r.Header.Get("Accept-Encoding"))
		}
		w.Header().Set("Content-Encoding", "gzip")
		w.Write(zipped)
	})
	c := New(hasty(Options{}))
	answer, err := get(t, c, s.URL)
	if err != nil || len(answer.Body) != 100_000 || answer.Header.Get("Content-Encoding") != "" {
		t.Errorf("%v", err)
	}
	if n, size := c.Traffic(); n != 1 || size != int64(len(zipped)) {
		t.Errorf("traffic = %d, %d, want 1, %d", n, size, len(zipped))
	}
}

func TestUserAgent(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.UserAgent()) })
	for given, want := range map[string]string{"": defaultAgent, "tresse/1.0 like Chrome/30": "tresse/1.0 like Chrome/30"} {
		answer, err := get(t, New(hasty(Options{UserAgent: given})), s.URL)
		if err != nil || string(answer.Body) != want {
			t.Errorf("%v, %v", answer, err)
		}
	}
}

func TestUnusableAddresses(t *testing.T) {
	c := New(hasty(Options{}))
	for _, address := range []string{"", "platform.example/x", "ftp://platform.example", "webcal://platform.example", "http://", "http://a b/?key=MARK", "http://h/%zz?MARK", "mailto:MARK"} {
		_, err := get(t, c, address)
		wantTrouble(t, err, tresse.TroubleConfig, 0)
		if strings.Contains(err.Error(), "MARK") {
			t.Errorf("error repeats the address: %v", err)
		}
	}
	wantRequests(t, c, 0)
}

// A key with a line break from a badly copied file never reaches the wire.
func TestBrokenKey(t *testing.T) {
	s := serve(t, func(http.ResponseWriter, *http.Request) {})
	c := New(hasty(Options{Base: s.URL, Authorize: func(r *http.Request) { r.Header.Set("Key", "MARK\nX: 1") }}))
	_, err := get(t, c, s.URL)
	wantTrouble(t, err, tresse.TroubleConfig, 0)
	wantRequests(t, c, 0)
	if strings.Contains(err.Error(), "MARK") {
		t.Errorf("error = %v", err)
	}
}

package httpx

import (
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tresse"
)

type page struct {
	Events []struct{ UID int }
	Total  map[string]int
}

func TestJSON(t *testing.T) {
	for name, body := range map[string]string{
		"plain":              `{"events":[{"uid":1}],"total":{"a":2}}`,
		"white space around": " \r\n\t{\"events\":[{\"uid\":1}],\"total\":{\"a\":2}} \n\n",
		"byte order mark":    "\xef\xbb\xbf" + `{"events":[{"uid":1}],"total":{"a":2}}`,
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Accept") != "application/json" {
					t.Errorf("Accept = %q", r.Header.Get("Accept"))
				}
				io.WriteString(w, body)
			})
			var got page
			if err := New(hasty(Options{})).JSON(t.Context(), s.URL, &got); err != nil {
				t.Fatal(err)
			}
			want := page{Events: []struct{ UID int }{{1}}, Total: map[string]int{"a": 2}}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Each is an attempt that failed; nothing of it stays in what the next gives.
func TestJSONRetried(t *testing.T) {
	for name, bad := range map[string]string{
		"empty":           "",
		"a web page":      "<!doctype html><title>Connexion</title>",
		"truncated":       `{"events":[{"uid":7}],"total":{"old":1}`,
		"trailing value":  `{"events":[{"uid":7}]} {}`,
		"trailing text":   `{"events":[{"uid":7}]}x`,
		"wrong type":      `{"total":{"old":1},"events":[{"uid":"1 85 05 78 006 084 36"}]}`,
		"number too long": `{"total":{"old":1},"events":[{"uid":185057800608436185057800608436}]}`,
		"too deep":        strings.Repeat("[", 100_000),
	} {
		t.Run(name, func(t *testing.T) {
			var requests atomic.Int32
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/always" || requests.Add(1) < 3 {
					io.WriteString(w, bad)
					return
				}
				io.WriteString(w, `{"total":{"new":2}}`)
			})
			got := page{Total: map[string]int{"before": 0}}
			if err := New(hasty(Options{})).JSON(t.Context(), s.URL, &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(page{Total: map[string]int{"new": 2}}, got); diff != "" {
				t.Error(diff)
			}
			c := New(hasty(Options{Retries: 2}))
			err := c.JSON(t.Context(), s.URL+"/always", &got)
			wantTrouble(t, err, tresse.TroubleAnswer, 200)
			wantRequests(t, c, 3)
			if diff := cmp.Diff(page{Total: map[string]int{"new": 2}}, got); diff != "" {
				t.Errorf("changed by a failure: %s", diff)
			}
			if strings.Contains(err.Error(), "1850578") || strings.Contains(err.Error(), "1 85") {
				t.Errorf("error repeats a value: %v", err)
			}
		})
	}
}

func TestJSONNowhere(t *testing.T) {
	c := New(hasty(Options{}))
	for _, into := range []any{nil, page{}, (*page)(nil)} {
		wantTrouble(t, c.JSON(t.Context(), "http://platform.invalid", into), tresse.TroubleConfig, 0)
	}
	wantRequests(t, c, 0)
}

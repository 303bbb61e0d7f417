package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"tresse/connectors/rdvsp/rdvsptest"
)

// agent is a platform that asks for consent, and a folder whose configuration
// names it.
type agent struct {
	*testing.T
	stand   *rdvsptest.Server
	address string
}

func newAgent(t *testing.T, web string) *agent {
	t.Helper()
	stand := rdvsptest.New(time.Now)
	id := stand.Add(rdvsptest.RDV{Motif: rdvsptest.Motif{Name: "Aide numérique"}, Start: time.Now().Add(48 * time.Hour).Truncate(time.Hour)})
	stand.Book(id, rdvsptest.Participation{User: rdvsptest.User{FirstName: "Aline", LastName: "MODÈLE", Email: "aline@example.fr"}})
	server := httptest.NewServer(stand)
	t.Cleanup(server.Close)
	dir := t.TempDir()
	conf := fmt.Sprintf("[web]\nlisten = \"127.0.0.1:0\"\n%s\n[[source]]\nname = \"rdv\"\nkind = \"rdvsp\"\nevery = \"1 day\"\nurl = %q\nclient_id = %q\nclient_secret = %q\n",
		web, server.URL, rdvsptest.ClientID, rdvsptest.ClientSecret)
	if err := os.WriteFile(filepath.Join(dir, "tresse.toml"), []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	return &agent{t, stand, server.URL}
}

// say runs a command that types nothing.
func (g *agent) say(args ...string) (code int, out string) {
	g.Helper()
	var o bytes.Buffer
	code = run(g.Context(), args, streams{strings.NewReader(""), &o, &o})
	return code, o.String()
}

// talk is a command under way that waits for what is typed.
type talk struct {
	typed io.WriteCloser
	code  chan int

	mu    sync.Mutex
	said  bytes.Buffer
	heard *sync.Cond
}

func (c *talk) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	defer c.heard.Broadcast()
	return c.said.Write(b)
}

func (g *agent) begin(args ...string) *talk {
	r, w := io.Pipe()
	c := &talk{typed: w, code: make(chan int, 1)}
	c.heard = sync.NewCond(&c.mu)
	go func() {
		c.code <- run(g.Context(), args, streams{r, c, c})
		r.Close()
		c.heard.Broadcast()
	}()
	g.Cleanup(func() { w.Close() })
	return c
}

// until waits for something to be said and returns it.
func (c *talk) until(t *testing.T, pattern string) string {
	t.Helper()
	re := regexp.MustCompile(pattern)
	late := time.AfterFunc(30*time.Second, c.heard.Broadcast)
	defer late.Stop()
	from := time.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	for {
		if found := re.FindString(c.said.String()); found != "" {
			return found
		}
		if time.Since(from) > 29*time.Second {
			t.Fatalf("never said %s: %s", pattern, c.said.String())
		}
		c.heard.Wait()
	}
}

// consent opens the page as a browser does, and returns where that is sent.
func (g *agent) consent(page string) string {
	g.Helper()
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Get(page)
	if err != nil {
		g.Fatal(err)
	}
	defer res.Body.Close()
	to := res.Header.Get("Location")
	if res.StatusCode != http.StatusFound || to == "" {
		g.Fatalf("the consent page answers %d", res.StatusCode)
	}
	return to
}

const pagePattern = `http://127[^\s]+/oauth/authorize\?\S+`

// Without a daemon the address is pasted; with one too, over its socket. Then
// the source is read, and goes on being read though its tokens rotate.
func TestConnectByPasting(t *testing.T) {
	for _, served := range []bool{false, true} {
		t.Run(fmt.Sprintf("served %t", served), func(t *testing.T) {
			g := newAgent(t, "")
			if served {
				serving(t)
			}
			if code, out := g.say("sync"); code != 3 || !strings.Contains(out, "tresse connect rdv") {
				t.Fatalf("before: %d %s", code, out)
			}
			if _, out := g.say("sources", "--format", "json"); !strings.Contains(out, `"reconnect"`) {
				t.Errorf("state: %s", out)
			}
			c := g.begin("connect", "rdv")
			back := g.consent(c.until(t, pagePattern))
			if !strings.HasPrefix(back, "https://tresse.invalid/connect/rdv?") {
				t.Errorf("sent to %s", back)
			}
			fmt.Fprintln(c.typed, "bonjour")
			c.until(t, "Ce n’est pas l’adresse attendue")
			fmt.Fprintln(c.typed, "https://tresse.invalid/connect/rdv?code=x&state=autre")
			c.until(t, "ne vient pas de l’accord")
			fmt.Fprintf(c.typed, "  %s \n", back)
			c.until(t, "C’est fait")
			if code := <-c.code; code != 0 {
				t.Errorf("connect ends with %d", code)
			}
			for range 3 {
				if code, out := g.say("sync", "rdv"); code != 0 || !strings.Contains(out, "1 personne") {
					t.Errorf("sync: %d %s", code, out)
				}
				g.stand.Expire()
			}
			if code, out := g.say("check"); code != 0 || !strings.Contains(out, "1 rendez-vous") {
				t.Errorf("check: %d %s", code, out)
			}
			g.keepsSecrets()
		})
	}
}

// keepsSecrets: what was given is in the data file and in nothing that people
// read.
func (g *agent) keepsSecrets() {
	g.Helper()
	_, out := g.say("--log-level", "debug", "sync", "--full")
	for _, secret := range []string{"refresh-", "access-1000", "code-1000", rdvsptest.ClientSecret} {
		if strings.Contains(out, secret) {
			g.Errorf("the log holds %q", secret)
		}
	}
}

// With a daemon that can be reached, the browser comes back to it: once, in time,
// with the state that was given.
func TestConnectInTheBrowser(t *testing.T) {
	g := newAgent(t, `public_url = "https://agenda.example.org"`)
	page := servingAt(t)
	c := g.begin("connect", "rdv")
	back, err := url.Parse(g.consent(c.until(t, pagePattern)))
	if err != nil || back.Scheme+"://"+back.Host+back.Path != "https://agenda.example.org/connect/rdv" {
		t.Fatalf("sent to %v", back)
	}
	forged := back.Query()
	forged.Set("state", "forged")
	for query, want := range map[string]int{forged.Encode(): 400, "": 400, "code=x": 400} {
		if status, body := g.get(page + "connect/rdv?" + query); status != want || strings.Contains(body, "C’est fait") {
			t.Errorf("%q: %d", query, status)
		}
	}
	if status, _ := g.get(page + "connect/autre?" + back.RawQuery); status != 400 {
		t.Errorf("for another source: %d", status)
	}
	res, err := http.Head(page + "connect/rdv?" + back.RawQuery)
	if err != nil || res.StatusCode != 405 {
		t.Errorf("HEAD: %v %v", res, err)
	}
	if status, body := g.get(page + "connect/rdv?" + back.RawQuery); status != 200 || !strings.Contains(body, "C’est fait") {
		t.Errorf("back with the code: %d %s", status, body)
	}
	c.until(t, "C’est fait")
	if code := <-c.code; code != 0 {
		t.Errorf("connect ends with %d", code)
	}
	if status, _ := g.get(page + "connect/rdv?" + back.RawQuery); status != 400 {
		t.Errorf("a second time: %d", status)
	}
	if code, out := g.say("sync"); code != 0 {
		t.Errorf("sync: %d %s", code, out)
	}
}

func (g *agent) get(address string) (status int, body string) {
	g.Helper()
	res, err := http.Get(address)
	if err != nil {
		g.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		g.Fatal(err)
	}
	return res.StatusCode, string(b)
}

// servingAt is serving, and returns the address of the page.
func servingAt(t *testing.T) string {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r, w := io.Pipe()
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, []string{"--log-level", "error", "serve"}, streams{strings.NewReader(""), w, io.Discard})
		w.Close()
	}()
	t.Cleanup(func() { cancel(); <-code })
	line := make([]byte, 4096)
	n, err := r.Read(line)
	if err != nil {
		t.Fatal(err)
	}
	go io.Copy(io.Discard, r)
	page := regexp.MustCompile(`http://\S+`).FindString(string(line[:n]))
	if page == "" {
		t.Fatalf("no address in %q", line[:n])
	}
	return page
}

// Somebody says no; nothing is pasted; what needs no consent says so; a second
// command takes the place of the first.
func TestConnectThatFails(t *testing.T) {
	g := newAgent(t, "")
	if code, out := g.say("connect", "rdv"); code != 1 || !strings.Contains(out, "Aucune adresse") {
		t.Errorf("nothing pasted: %d %s", code, out)
	}
	if code, out := g.say("connect", "autre"); code != 2 || !strings.Contains(out, "autre") {
		t.Errorf("unknown source: %d %s", code, out)
	}
	g.stand.Set(func(m *rdvsptest.Modes) { m.Deny = true })
	c := g.begin("connect", "rdv")
	fmt.Fprintln(c.typed, g.consent(c.until(t, pagePattern)))
	c.until(t, "n’a pas été donné")
	if code := <-c.code; code != 1 {
		t.Errorf("refused: %d", code)
	}
	g.stand.Set(func(m *rdvsptest.Modes) { m.Deny = false })
	serving(t)
	first := g.begin("connect", "rdv")
	first.until(t, pagePattern)
	second := g.begin("connect", "rdv")
	page := second.until(t, pagePattern)
	if code := <-first.code; code != 1 {
		t.Errorf("the first of two: %d", code)
	}
	fmt.Fprintln(second.typed, g.consent(page))
	if code := <-second.code; code != 0 {
		t.Errorf("the second: %d", code)
	}
	// A refresh token that died: the state says so, with the command.
	g.stand.Set(func(m *rdvsptest.Modes) { m.DeadRefresh = true })
	g.stand.Expire()
	if code, out := g.say("sync"); code != 3 || !strings.Contains(out, "tresse connect rdv") {
		t.Errorf("dead: %d %s", code, out)
	}
	if _, out := g.say("sources", "--format", "json"); !strings.Contains(out, `"reconnect"`) {
		t.Errorf("state: %s", out)
	}
}

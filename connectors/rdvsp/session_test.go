package rdvsp

import (
	"bytes"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"tresse"
	"tresse/connectors"
	"tresse/connectors/rdvsp/rdvsptest"
)

// asked counts the requests for an access.
func (h *house) asked() int {
	n := 0
	for _, r := range h.stand.Requests() {
		if strings.HasPrefix(r, "POST /oauth/token") || strings.HasPrefix(r, "POST /api/v1/auth/sign_in") {
			n++
		}
	}
	return n
}

// Tokens rotate: each is saved before it is used, an access lives as long as it
// says, and the first token of the configuration is good once.
func TestTokensRotate(t *testing.T) {
	h := newHouse(t)
	h.appointment(now.Add(day), rdvsptest.User{FirstName: "Aline"})
	for round := range 4 {
		h.mustPull()
		if len(h.listings) != 1 || h.asked() != round+1 || h.tokens.saves != round+1 {
			t.Fatalf("round %d: %d listings, %d asked, %d saved", round, len(h.listings), h.asked(), h.tokens.saves)
		}
		if round%2 == 1 {
			h.open() // a restart
		}
		h.mustPull()
		if h.asked() != round+1 {
			t.Errorf("round %d: an access that is good is asked for again", round)
		}
		h.clock = h.clock.Add(119*time.Minute + 30*time.Second) // of its two hours
	}
	h.stand.Expire() // before its time: a 401 tells
	h.mustPull()
	if len(h.listings) != 1 {
		t.Error("nothing read after a 401")
	}
}

// A token that could not be saved is not used, and is saved when it can be: the
// platform takes no other any more.
func TestTokensThatCannotBeSaved(t *testing.T) {
	h := newHouse(t)
	h.tokens.fail = errors.New("disk full")
	h.stand.ForgetRequests()
	err := h.pull()
	if tresse.TroubleOf(err) != tresse.TroubleStore {
		t.Errorf("got %v", err)
	}
	for _, r := range h.stand.Requests() {
		if strings.HasPrefix(r, "GET") {
			t.Errorf("used before it was saved: %s", r)
		}
	}
	h.tokens.fail = nil
	h.mustPull()
	if h.asked() != 1 {
		t.Errorf("%d accesses asked for, want the one that was kept", h.asked())
	}
}

// One refresher at a time: connectors of one source share what one of them got.
func TestOneRefresher(t *testing.T) {
	h := newHouse(t)
	h.mustPull()
	h.stand.Expire()
	h.stand.ForgetRequests()
	var all sync.WaitGroup
	for range 4 {
		c := newConnector(h.options, h.env, hasty())
		all.Go(func() {
			if _, err := c.Pull(t.Context(), h.cursor, func(connectors.Batch) error { return nil }); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if h.asked() != 1 {
		t.Errorf("%d refreshed", h.asked())
	}
}

// A dead token is TroubleConsent with the command; a new one in the
// configuration is taken; one for another host or client never leaves.
func TestDeadToken(t *testing.T) {
	h := newHouse(t)
	h.mustPull()
	h.stand.Expire()
	h.stand.Set(func(m *rdvsptest.Modes) { m.DeadRefresh = true })
	err := h.pull()
	if tresse.TroubleOf(err) != tresse.TroubleConsent || !strings.Contains(tresse.AdviceOf(err), "tresse connect rdv") {
		t.Fatalf("%v, %q", err, tresse.AdviceOf(err))
	}
	h.stand.Set(func(m *rdvsptest.Modes) { m.DeadRefresh = false })
	h.options.RefreshToken = h.stand.Consent()
	h.open()
	h.mustPull()

	other := newHouse(t)
	other.tokens.b = h.tokens.b
	other.options.RefreshToken = ""
	other.open()
	other.stand.Set(func(m *rdvsptest.Modes) {
		m.Intercept = func(_ http.ResponseWriter, r *http.Request) bool {
			t.Errorf("%s %s, with what was given to another host", r.Method, r.URL)
			return false
		}
	})
	if err := other.pull(); tresse.TroubleOf(err) != tresse.TroubleConsent {
		t.Errorf("without any consent: %v", err)
	}
}

// A consent that is given while another access is in use takes its place at once.
func TestConsentOfAnotherAgent(t *testing.T) {
	h := newHouse(t)
	h.mustPull()
	before := h.c.session.held()
	other := newConnector(h.options, h.env, hasty())
	c, err := other.Consent("", "etat")
	if err != nil {
		t.Fatal(err)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Get(c.Address)
	if err != nil {
		t.Fatal(err)
	}
	back, err := url.Parse(res.Header.Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Connect(t.Context(), c, back.Query()); err != nil {
		t.Fatal(err)
	}
	h.mustPull()
	if now := h.c.session.held(); now.Access == before.Access || now != other.session.held() {
		t.Error("the former access is still in use")
	}
}

// What the token endpoint may answer, and what comes of it.
func TestTokenEndpointInTrouble(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
		want   tresse.Trouble
		names  string
	}{
		"a client that is not known": {401, `{"error":"invalid_client"}`, tresse.TroubleConfig, "client_id"},
		"a dead token":               {400, `{"error":"invalid_grant"}`, tresse.TroubleConsent, "tresse connect"},
		"no body":                    {401, ``, tresse.TroubleConsent, "tresse connect"},
		"a web page":                 {400, `<html>`, tresse.TroubleConsent, "tresse connect"},
		"not there":                  {404, `{}`, tresse.TroubleNotFound, "url"},
		"too many":                   {429, `{}`, tresse.TroubleLater, ""},
		"broken":                     {500, `<html>`, tresse.TroubleTemporary, ""},
		"nothing in it":              {200, `{}`, tresse.TroubleAnswer, ""},
		"a list":                     {200, `[1]`, tresse.TroubleAnswer, ""},
		"a token with a line break":  {200, `{"access_token":"a\r\nX: y"}`, tresse.TroubleAnswer, ""},
	} {
		h := newHouse(t)
		h.stand.Set(func(m *rdvsptest.Modes) {
			m.Intercept = func(w http.ResponseWriter, r *http.Request) bool {
				if !rdvsptest.Renews(r) {
					t.Errorf("%s: and yet %s", name, r.URL)
					return false
				}
				w.Header().Set("Retry-After", "600")
				w.WriteHeader(c.status)
				w.Write([]byte(c.body))
				return true
			}
		})
		err := h.pull()
		if err == nil || tresse.TroubleOf(err) != c.want || !strings.Contains(tresse.AdviceOf(err), c.names) {
			t.Errorf("%s: %s %v, advice %q; want %s", name, tresse.TroubleOf(err), err, tresse.AdviceOf(err), c.want)
		}
		if h.tokens.saves != 0 {
			t.Errorf("%s: something was saved", name)
		}
	}
}

// An answer without a refresh token leaves the one there is in force.
func TestRefreshThatStays(t *testing.T) {
	h := newHouse(t)
	h.stand.Set(func(m *rdvsptest.Modes) { m.KeepRefresh = true })
	for range 3 {
		h.mustPull()
		h.stand.Expire()
	}
}

// On the historical hosts a password signs in, once for all, and anew after a
// 401: another sign-in has ended the session.
func TestPassword(t *testing.T) {
	h := newHouse(t)
	h.appointment(now.Add(day), rdvsptest.User{FirstName: "Aline"})
	h.options = Options{URL: h.server.URL, Email: rdvsptest.Email, Password: rdvsptest.Password}
	h.open()
	h.mustPull()
	h.open()
	h.mustPull()
	if h.asked() != 1 || len(h.listings) != 1 {
		t.Errorf("%d sign-ins, want one that is kept", h.asked())
	}
	rival := newHouse(t)
	rival.options, rival.stand = h.options, h.stand
	rival.open()
	rival.mustPull() // ends the first session
	h.mustPull()
	if h.asked() != 3 || len(h.listings) != 1 {
		t.Errorf("%d sign-ins, %d listings", h.asked(), len(h.listings))
	}
	h.clock = h.clock.Add(15 * day)
	h.mustPull()
	h.options.Password = "faux"
	h.open()
	h.stand.Expire()
	if err := h.pull(); tresse.TroubleOf(err) != tresse.TroubleConfig || !strings.Contains(tresse.AdviceOf(err), "password") || strings.Contains(err.Error(), "faux") {
		t.Errorf("a wrong password: %v, %q", err, tresse.AdviceOf(err))
	}
	h.stand.Set(func(m *rdvsptest.Modes) { m.NoPassword = true })
	if err := h.pull(); tresse.TroubleOf(err) != tresse.TroubleConfig || !strings.Contains(tresse.AdviceOf(err), "n’ouvre plus par mot de passe") {
		t.Errorf("no sign-in: %v, %q", err, tresse.AdviceOf(err))
	}
}

// No secret, token or code stands in a log line or an error.
func TestNothingIsToldOfTokens(t *testing.T) {
	h := newHouse(t)
	var log bytes.Buffer
	h.env.Log = zerolog.New(&log).Level(zerolog.TraceLevel)
	h.open()
	h.mustPull()
	k := h.c.session.held()
	h.stand.Expire()
	h.stand.Set(func(m *rdvsptest.Modes) { m.DeadRefresh = true })
	err := h.pull()
	again := h.c.Connect(t.Context(), connectors.Consent{Back: "https://x.example/"}, url.Values{"code": {"code-secret"}})
	text := log.String() + err.Error() + tresse.AdviceOf(err) + again.Error() + tresse.AdviceOf(again)
	for _, secret := range []string{k.Access, k.Refresh, h.options.ClientSecret, h.options.RefreshToken, "code-secret"} {
		if secret == "" || strings.Contains(text, secret) {
			t.Errorf("%q is told", secret)
		}
	}
}

func TestConsent(t *testing.T) {
	h := newHouse(t)
	h.options.RefreshToken = ""
	h.open()
	consent := func(back string) (url.Values, connectors.Consent) {
		t.Helper()
		c, err := h.c.Consent(back, "etat")
		if err != nil {
			t.Fatal(err)
		}
		u, err := url.Parse(c.Address)
		if err != nil {
			t.Fatal(err)
		}
		return u.Query(), c
	}
	for back, want := range map[string]string{
		"": Nowhere + "rdv", "https://agenda.example.org/connect/rdv": "https://agenda.example.org/connect/rdv",
	} {
		if q, c := consent(back); q.Get("redirect_uri") != want || c.Back != want || q.Get("state") != "etat" || q.Get("scope") != "write" {
			t.Errorf("%q gives %v", back, q)
		}
	}
	_, c := consent("")
	if err := h.c.Connect(t.Context(), c, url.Values{"error": {"access_denied"}}); tresse.TroubleOf(err) != tresse.TroubleRefused || !strings.Contains(tresse.AdviceOf(err), "pas été donné") {
		t.Errorf("denied: %v", err)
	}
	if err := h.c.Connect(t.Context(), c, url.Values{"code": {"faux"}}); tresse.TroubleOf(err) != tresse.TroubleRefused || !strings.Contains(tresse.AdviceOf(err), "plus valable") {
		t.Errorf("a wrong code: %v", err)
	}
	real, err := New(func(into any) error {
		*into.(*Options) = Options{ClientID: "c", ClientSecret: "s"}
		return nil
	}, h.env)
	if err != nil {
		t.Fatal(err)
	}
	// Not to this machine: the platform takes https alone.
	got, err := real.(connectors.Consenter).Consent("http://127.0.0.1:8080/connect/rdv", "etat")
	if err != nil || got.Back != Nowhere+"rdv" || !strings.HasPrefix(got.Address, "https://rdv.anct.gouv.fr/oauth/authorize?") {
		t.Errorf("%+v %v", got, err)
	}
	h.options = Options{URL: h.server.URL, Email: rdvsptest.Email, Password: rdvsptest.Password}
	h.open()
	if _, err := h.c.Consent("", "etat"); tresse.TroubleOf(err) != tresse.TroubleRefused || tresse.AdviceOf(err) == "" {
		t.Errorf("with a password: %v", err)
	}
}

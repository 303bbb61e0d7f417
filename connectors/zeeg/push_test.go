package zeeg

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tresse"
	"tresse/connectors"
	"tresse/connectors/httpx"
	"tresse/connectors/zeeg/zeegtest"
)

const secret = "un-secret-de-quarante-trois-signes-invente-0"

func heard(h *house, token, body string) (connectors.News, error) {
	return h.Hear(connectors.Delivery{Secret: secret, Header: http.Header{"Token": {token}}, Body: []byte(body)})
}

func TestWhatAPushSays(t *testing.T) {
	h := newHouse(t)
	ana := tresse.Told{FirstName: "Ana", LastName: "Pereira", Phones: []string{"06 39 98 01 01"}, Seats: 2}
	one := func(told tresse.Told) connectors.News {
		n := connectors.News{Refs: []tresse.Ref{"rendezvous/zg-1"}}
		if !told.Empty() {
			n.Told = map[tresse.Ref]tresse.Told{"rendezvous/zg-1/zg-2": told}
		}
		return n
	}
	for name, c := range map[string]struct {
		body string
		want connectors.News
	}{
		"all":               {`{"event":"invitee.scheduled","eventUuid":"zg-1","inviteeUuid":"zg-2","inviteeFirstName":"Ana","inviteeLastName":"Pereira","inviteePhoneNumber":"06 39 98 01 01","inviteeNumberOfSeats":2,"hosts":{"1":"x"}}`, one(ana)},
		"texts for numbers": {`{"event":"invitee.cancelled","eventUuid":"zg-1","inviteeUuid":"zg-2","inviteeNumberOfSeats":"3"}`, one(tresse.Told{Seats: 3})},
		"nulls":             {`{"event":"invitee.scheduled","eventUuid":"zg-1","inviteeUuid":"zg-2","inviteeFirstName":null,"inviteePhoneNumber":null,"inviteeNumberOfSeats":null}`, one(tresse.Told{})},
		"address alone":     {`{"event":"invitee.scheduled","eventUri":"https://api.zeeg.me/v2/scheduled-events/zg-1"}`, one(tresse.Told{})},
		"no event":          {`{"event":"invitee.scheduled"}`, connectors.News{All: true}},
		"other types":       {`{"event":"invitee.scheduled","eventUuid":17,"eventUri":"x/zg-1","inviteeFirstName":{"a":1}}`, one(tresse.Told{})},
		"test":              {`{"event":"test"}`, connectors.News{}},
		"form":              {`{"event":"routing_form.submitted"}`, connectors.News{}},
		"NIR":               {`{"event":"invitee.scheduled","eventUuid":"zg-1","inviteeUuid":"zg-2","inviteeFirstName":"1 85 05 78 006 084 91","inviteePhoneNumber":"185057800608491"}`, one(tresse.Told{})},
	} {
		got, err := heard(h, secret, c.body)
		if diff := cmp.Diff(c.want, got); err != nil || diff != "" {
			t.Errorf("%s: %v %s", name, err, diff)
		}
	}
	for _, body := range []string{"", "[]", "{", "null", "<html>"} {
		if _, err := heard(h, secret, body); err == nil || errors.Is(err, connectors.ErrNotAuthentic) {
			t.Errorf("%q: %v", body, err)
		}
	}
	for _, token := range []string{"", secret + " ", secret[1:], "Bearer " + secret} {
		if _, err := heard(h, token, `{}`); !errors.Is(err, connectors.ErrNotAuthentic) {
			t.Errorf("token %q: %v", token, err)
		}
	}
	if _, err := h.Hear(connectors.Delivery{Header: http.Header{"Token": {""}}}); !errors.Is(err, connectors.ErrNotAuthentic) {
		t.Error("no secret opens to everybody")
	}
}

func FuzzHear(f *testing.F) {
	f.Add([]byte(`{"event":"invitee.scheduled","eventUuid":"zg-1","inviteeUuid":"zg-2","inviteePhoneNumber":"06 39 98 01 01"}`))
	f.Add([]byte(`{"event":"invitee.scheduled","eventUri":"/","inviteeNumberOfSeats":-1e9}`))
	c := newConnector(Options{URL: defaultURL, Token: "x", Scope: scopeOwn}, connectors.Env{Name: "z"}, httpx.Options{})
	f.Fuzz(func(t *testing.T, body []byte) {
		news, err := c.Hear(connectors.Delivery{Secret: "s", Header: http.Header{"Token": {"s"}}, Body: body})
		if err != nil {
			return
		}
		for _, ref := range news.Refs {
			if ref.Check() != nil || ref.Source() != "z" {
				t.Errorf("ref %q", ref)
			}
		}
		for ref, told := range news.Told {
			if ref.Check() != nil || told.Empty() || tresse.LooksLikeNIR(told.FirstName+strings.Join(told.Phones, " ")) {
				t.Errorf("told %q", ref)
			}
		}
	})
}

// receiver is where Zeeg is told to push to, and what came there.
func receiver(t *testing.T, status int) (url string, came *[]map[string]any) {
	t.Helper()
	came = &[]map[string]any{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body map[string]any
		_ = json.NewDecoder(r.Body).Decode(&body)
		body["Token"] = r.Header.Get("Token")
		*came = append(*came, body)
		w.WriteHeader(status)
	}))
	t.Cleanup(s.Close)
	return s.URL, came
}

func (h *house) subscription(base string) connectors.Subscription {
	return connectors.Subscription{URL: base + "/hook/rendezvous/chemin", Secret: secret, Ours: func(u string) bool { return strings.Contains(u, "/hook/rendezvous/") }}
}

// One subscription stands, whatever stood before; the token comes along.
func TestSubscribing(t *testing.T) {
	h := newHouse(t)
	base, came := receiver(t, http.StatusOK)
	s := h.subscription(base)
	for i := range 3 {
		got, err := h.Subscribe(t.Context(), s)
		if err != nil || got.ID == "" || got.Made != (i == 0) || len(got.Findings) != 0 {
			t.Fatalf("time %d: %+v %v", i, got, err)
		}
	}
	if len(*came) != 1 || (*came)[0]["Token"] != secret {
		t.Errorf("Zeeg tried the address with %v", *came)
	}
	s.URL = base + "/hook/rendezvous/autre"
	if got, err := h.Subscribe(t.Context(), s); err != nil || !got.Made || len(h.stand.Hooks()) != 1 || h.stand.Hooks()[0] != s.URL {
		t.Errorf("renewed: %+v %v %v", got, err, h.stand.Hooks())
	}
	if err := h.Unsubscribe(t.Context(), s); err != nil || len(h.stand.Hooks()) != 0 {
		t.Errorf("unsubscribed: %v %v", err, h.stand.Hooks())
	}
}

// Zeeg takes away what it cannot find; that is said, and what is missing is
// made again.
func TestAnAddressThatIsNotFound(t *testing.T) {
	h := newHouse(t)
	base, _ := receiver(t, http.StatusNotFound)
	for range 2 {
		got, err := h.Subscribe(t.Context(), h.subscription(base))
		if err != nil || !got.Made || len(got.Findings) != 1 || !got.Findings[0].Wrong || strings.Contains(got.Findings[0].Text, "chemin") {
			t.Fatalf("%+v %v", got, err)
		}
	}
}

func TestRightsForPushes(t *testing.T) {
	h := newHouse(t)
	base, _ := receiver(t, http.StatusOK)
	for _, scopes := range [][]string{{"events:read"}, {"events:read", "webhooks:read"}} {
		h.stand.Allow(zeegtest.Token, scopes...)
		_, err := h.Subscribe(t.Context(), h.subscription(base))
		if tresse.TroubleOf(err) != tresse.TroubleConfig || !strings.Contains(tresse.AdviceOf(err), "webhooks:write") {
			t.Errorf("%v: %v, %s", scopes, err, tresse.AdviceOf(err))
		}
		if err != nil && (strings.Contains(err.Error(), secret) || strings.Contains(err.Error(), "chemin")) {
			t.Errorf("the error holds a secret: %v", err)
		}
	}
}

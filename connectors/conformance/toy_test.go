package conformance

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"tresse"
	"tresse/connectors"
	"tresse/connectors/httpx"
)

// The toy is a small platform with a connector that keeps to the contract, and
// that can be given a flaw.

const toyKey = "cle-du-jouet-0123"

// A toyItem is one item of the toy on the wire.
type toyItem struct {
	ID    int    `json:"id"`
	Title string `json:"title"`
	Start string `json:"start"`
	End   string `json:"end"`
	Who   struct {
		Name string `json:"name"`
		Mail string `json:"mail"`
		Note string `json:"note"`
	} `json:"who"`
}

// toyServer lists items by id, three to a page.
type toyServer struct {
	mu    sync.Mutex
	items []toyItem
	made  int
	loop  bool
}

const toyPage = 3

func (s *toyServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.Header.Get("X-Key") != toyKey {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	if id, one := strings.CutPrefix(r.URL.Path, "/items/"); one {
		n, _ := strconv.Atoi(id)
		if at := s.at(n); at >= 0 {
			json.NewEncoder(w).Encode(s.items[at])
			return
		}
		w.WriteHeader(http.StatusNotFound)
		return
	}
	after, _ := strconv.Atoi(r.URL.Query().Get("after"))
	page := []toyItem{}
	for _, i := range s.items {
		if i.ID > after && len(page) < toyPage {
			page = append(page, i)
		}
	}
	var next any
	if n := len(page); n > 0 && page[n-1].ID < s.items[len(s.items)-1].ID {
		next = page[n-1].ID
	}
	if s.loop {
		next = 3
	}
	json.NewEncoder(w).Encode(map[string]any{"total": len(s.items), "items": page, "next": next})
}

func (s *toyServer) at(id int) int {
	return slices.IndexFunc(s.items, func(i toyItem) bool { return i.ID == id })
}

// locked runs do on the item of a listing.
func (s *toyServer) locked(listing string, do func(at int)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id, _ := strconv.Atoi(listing)
	do(s.at(id))
}

func toyStandin(func() time.Time) Standin {
	s := &toyServer{}
	return Standin{
		Handler: s, Page: toyPage,
		Add: func(i Item) []string {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.made++
			one := toyItem{ID: s.made, Title: i.Title, Start: i.Start.Format(time.RFC3339), End: i.End.Format(time.RFC3339)}
			one.Who.Name, one.Who.Mail, one.Who.Note = i.Person.First+" "+i.Person.Last, i.Person.Email, "à rappeler"
			s.items = append(s.items, one)
			return []string{strconv.Itoa(one.ID), strconv.Itoa(one.ID) + "/1"}
		},
		Change: func(listing, title string) { s.locked(listing, func(at int) { s.items[at].Title = title }) },
		Remove: func(listing string) {
			s.locked(listing, func(at int) { s.items = slices.Delete(slices.Clone(s.items), at, at+1) })
		},
		Empty: func() { s.locked("0", func(int) { s.items = nil }) },
		Loop:  func() { s.locked("0", func(int) { s.loop = true }) },
	}
}

// A flaw is what a toy connector does wrong.
type flaw string

// toy is the subject whose connector has these flaws.
func toy(flaws ...flaw) Subject {
	info := connectors.Info{
		Kind: "toy", Label: "Jouet", Person: []string{"full_name", "emails"}, Limits: []string{"Un jouet ne donne rien."},
		Sample: "[[source]]\nname = \"jouet\"\nkind = \"toy\"\nurl = \"https://jouet.example\"\nkey = \"env:JOUET\"\n# slow = true\n",
	}
	open := func(decode func(any) error, env connectors.Env, h Haste) (connectors.Connector, error) {
		return newToy(decode, env, h, flaws)
	}
	info.New = func(decode func(any) error, env connectors.Env) (connectors.Connector, error) {
		return open(decode, env, Haste{})
	}
	return Subject{
		Info: info, New: open,
		Config:   func(address string) string { return fmt.Sprintf("url = %q\nkey = %q", address, toyKey) },
		Required: []string{"key"}, Secrets: []string{toyKey}, Stand: toyStandin,
		Wire: JSON{Lists: []string{"items"}}, Total: "total",
		Through: []string{"title", "who.name", "who.mail"},
		Cases:   "testdata/*.json",
		Replay: func(body []byte) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write(body) })
		},
	}
}

type toyConnector struct {
	env   connectors.Env
	base  string
	http  *httpx.Client
	flaws []flaw
	pulls int
}

func newToy(decode func(any) error, env connectors.Env, h Haste, flaws []flaw) (*toyConnector, error) {
	var o struct {
		URL  string `toml:"url"`
		Key  string `toml:"key"`
		Slow bool   `toml:"slow"`
	}
	c := &toyConnector{env: env, flaws: flaws}
	if err := decode(&o); err != nil && !c.has("takes any key") {
		return nil, err
	}
	if o.Key == "" && !c.has("needs no key") {
		return nil, &tresse.Error{Trouble: tresse.TroubleConfig, Err: errors.New("key: missing"), Advice: "Il manque « key »."}
	}
	c.base = o.URL
	options := httpx.Options{
		Op: "toy", Base: o.URL, Secrets: []string{o.Key}, Log: env.Log,
		MinWait: h.MinWait, MaxWait: h.MaxWait, Attempt: h.Attempt, MaxBody: h.MaxBody,
		Authorize: func(r *http.Request) { r.Header.Set("X-Key", o.Key) },
	}
	c.http = httpx.New(options)
	return c, nil
}

func (c *toyConnector) has(f flaw) bool { return slices.Contains(c.flaws, f) }

// toyAnswer is one page of the toy.
type toyAnswer struct {
	Items *[]json.RawMessage `json:"items"`
	Next  any                `json:"next"`
}

func (c *toyConnector) Pull(ctx context.Context, from connectors.Cursor, emit func(connectors.Batch) error) (connectors.Outcome, error) {
	c.pulls++
	requests, bytes := c.http.Traffic()
	whole, err := c.pages(ctx, from, emit)
	var out connectors.Outcome
	if err == nil || c.has("covers what failed") {
		out.Cursor = connectors.Cursor("0")
		if whole {
			out.Coverage = []connectors.Coverage{{Scope: "all"}}
		}
	}
	if err != nil && c.has("a failure is the end") && ctx.Err() == nil {
		out.Coverage, err = []connectors.Coverage{{Scope: "all"}}, nil
	}
	out.Requests, out.Bytes = c.http.Traffic()
	out.Requests, out.Bytes = out.Requests-requests, out.Bytes-bytes
	return out, err
}

// pages turns pages. One that fails is passed over, unless the next one fails as
// well; nothing after it may be resumed from, and the pull fails in the end.
func (c *toyConnector) pages(ctx context.Context, from connectors.Cursor, emit func(connectors.Batch) error) (whole bool, failed error) {
	after, _ := strconv.Atoi(string(from))
	visited := map[int]bool{}
	row := 0
	for {
		var a toyAnswer
		err := c.get(ctx, "/items?after="+strconv.Itoa(after), &a)
		if err == nil && a.Items == nil {
			err = tresse.Errorf(tresse.TroubleAnswer, "toy: no list")
		}
		if err != nil {
			failed = cmp.Or(failed, err)
			if row++; row > 1 || ctx.Err() != nil || tresse.TroubleOf(err) != tresse.TroubleTemporary || c.has("stops at a page") {
				return false, failed
			}
			after += toyPage
			continue
		}
		row = 0
		b := c.batch(*a.Items)
		next, more := number(a.Next)
		if more && failed == nil {
			b.Resume = connectors.Cursor(strconv.Itoa(next))
		}
		if c.has("an empty list is a removal") && len(visited)+len(*a.Items) == 0 {
			b.Gone = append(b.Gone, connectors.Tombstone{Scope: "all", Parent: "1"})
		}
		if err := emit(b); err != nil && !c.has("minds no refusal") {
			return false, err
		}
		switch {
		case !more || c.has("reads one page"):
			return true, failed
		case visited[next] && !c.has("goes in circles"):
			return false, c.fail(tresse.Errorf(tresse.TroubleAnswer, "toy: the cursor repeats"))
		}
		visited[next] = true
		after = next
	}
}

func number(v any) (int, bool) {
	f, ok := v.(float64)
	return int(f), ok
}

func (c *toyConnector) get(ctx context.Context, path string, into any) error {
	if c.has("minds no context") {
		ctx = context.WithoutCancel(ctx)
	}
	if c.has("trusts strangers") {
		return c.naive(ctx, path, into)
	}
	err := c.http.JSON(ctx, c.base+path, into)
	if err != nil && c.has("asks thrice") {
		_ = c.http.JSON(ctx, c.base+path, into)
	}
	return c.fail(err)
}

// naive sends the key wherever a redirect leads.
func (c *toyConnector) naive(ctx context.Context, path string, into any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+path, nil)
	if err != nil {
		return err
	}
	req.Header.Set("X-Key", toyKey)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return tresse.Errorf(tresse.TroubleTemporary, "toy: no answer")
	}
	defer resp.Body.Close()
	if json.NewDecoder(resp.Body).Decode(into) != nil {
		return tresse.Errorf(tresse.TroubleAnswer, "toy: no JSON")
	}
	return nil
}

func (c *toyConnector) fail(err error) error {
	var e *tresse.Error
	switch {
	case err == nil, !errors.As(err, &e):
		return err
	case c.has("errors without a kind"):
		return errors.New("toy: something went wrong")
	case c.has("a refusal will pass"):
		return &tresse.Error{Trouble: tresse.TroubleTemporary, Err: err}
	case c.has("repeats a secret"):
		return &tresse.Error{Trouble: e.Trouble, Op: "toy with key " + toyKey, Err: err}
	case c.has("does not tell to wait"):
		return &tresse.Error{Trouble: e.Trouble, Err: errors.New("toy: " + e.Error()), Status: e.Status, Advice: e.Advice}
	case c.has("says nothing to do"):
		return &tresse.Error{Trouble: e.Trouble, Err: errors.New(e.Error()), Status: e.Status, Wait: e.Wait}
	}
	return err
}

func (c *toyConnector) batch(items []json.RawMessage) connectors.Batch {
	var b connectors.Batch
	for _, raw := range items {
		b.Read++
		c.add(raw, &b)
	}
	return b
}

func (c *toyConnector) add(raw json.RawMessage, b *connectors.Batch) {
	var i toyItem
	err := json.Unmarshal(raw, &i)
	start, err2 := c.instant(i.Start)
	if err = cmp.Or(err, err2); err != nil || i.ID == 0 || i.Title == "" {
		if c.has("skips in silence") {
			return
		}
		r := connectors.Rejection{Reason: "an item that cannot be read"}
		if i.ID > 0 && !c.has("rejects the wrong item") {
			r.Item, r.Parent = strconv.Itoa(i.ID), strconv.Itoa(i.ID)
		} else if c.has("rejects the wrong item") {
			r.Item = "another"
		}
		b.Rejected = append(b.Rejected, r)
		return
	}
	c.facts(&i, start, b)
}

func (c *toyConnector) instant(text string) (tresse.Time, error) {
	t, err := time.Parse(time.RFC3339, text)
	if c.has("reads wall clocks") && err == nil {
		wall := t.In(c.env.Zone).Format("2006-01-02T15:04:05")
		t, err = time.ParseInLocation("2006-01-02T15:04:05", wall, c.env.Zone)
	}
	return tresse.At(t), err
}

func (c *toyConnector) facts(i *toyItem, start tresse.Time, b *connectors.Batch) {
	id := strconv.Itoa(i.ID)
	key := "toy|" + id
	if c.has("new ids each time") {
		key += fmt.Sprint(c.pulls)
	}
	l := tresse.Listing{
		Ref: tresse.NewRef(c.env.Name, id), ID: tresse.NewID(key), Keys: []string{key}, Parent: id, Scopes: []string{"all"},
		Title: c.keep(id, i.Title, b), Start: start,
	}
	if end, err := c.instant(i.End); err == nil && !end.Before(start.Time) {
		l.End = end
	}
	if c.has("a listing names people") {
		l.Description = "Avec " + i.Who.Name
	}
	k := tresse.Booking{
		Ref: tresse.NewRef(c.env.Name, id+"/1"), Listing: l.Ref, Scopes: []string{"all"},
		Person: tresse.Person{FullName: c.keep(id, i.Who.Name, b)},
	}
	if mail := c.keep(id, i.Who.Mail, b); mail != "" {
		k.Person.Emails = []string{mail}
	}
	switch {
	case c.has("keeps a note"):
		k.Person.FullName += i.Who.Note
	case c.has("fills what it did not declare"):
		k.Person.City = "Vénissieux"
	case c.has("logs a name"):
		c.env.Log.Debug().Str("who", i.Who.Name).Msg("read")
	case c.has("logs loudly"):
		c.env.Log.Info().Msg("read")
	}
	b.Listings, b.Bookings = append(b.Listings, l), append(b.Bookings, k)
}

func (c *toyConnector) keep(id, text string, b *connectors.Batch) string {
	if !tresse.LooksLikeNIR(text) || c.has("keeps a NIR") {
		return text
	}
	if !c.has("refuses in silence") {
		b.Rejected = append(b.Rejected, connectors.Rejection{Item: id, Kept: true, Reason: "a value looks like a social-security number"})
	}
	return ""
}

func (c *toyConnector) Confirm(ctx context.Context, refs []tresse.Ref) ([]connectors.Presence, error) {
	said := make([]connectors.Presence, len(refs))
	for n, ref := range refs {
		id, _, _ := strings.Cut(ref.External(), "/")
		var i toyItem
		err := c.get(ctx, "/items/"+url.PathEscape(id), &i)
		switch {
		case err == nil:
			said[n] = connectors.Present
		case tresse.TroubleOf(err) == tresse.TroubleNotFound, c.has("refused is gone") && tresse.TroubleOf(err) == tresse.TroubleConfig:
			said[n] = connectors.Gone
		default:
			said[n] = connectors.Unknown
		}
	}
	return said, nil
}

func (c *toyConnector) Probe(ctx context.Context) ([]connectors.Finding, error) {
	var a toyAnswer
	if err := c.get(ctx, "/items", &a); err != nil && !c.has("a probe that finds nothing") {
		return nil, err
	}
	return []connectors.Finding{{Text: "Le jouet répond."}}, nil
}

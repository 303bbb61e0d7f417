package sheet

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"tresse"
	"tresse/connectors"
	"tresse/connectors/httpx"
)

// A cloud reads files at an address: one, or all of a WebDAV folder (RFC 4918),
// whose address ends in a slash.
type cloud struct {
	address string
	client  *httpx.Client
}

// newCloud keeps the path of the address out of errors and logs: that of a file
// shared by a link is its key.
func newCloud(o Options, env connectors.Env, h httpx.Options) *cloud {
	h.Op, h.Base = "sheet", o.URL
	if h.MaxBody == 0 {
		h.MaxBody = maxFile
	}
	if h.Attempt == 0 {
		h.Attempt = 2 * time.Minute
	}
	h.Pace, h.Log = env.Pace, env.Log
	if u, err := url.Parse(o.URL); err == nil && len(u.Path) > minSecret {
		h.Secrets = append(h.Secrets, strings.TrimPrefix(u.Path, "/"))
	}
	if o.Password != "" {
		h.Secrets = append(h.Secrets, o.Password)
	}
	if o.User != "" || o.Password != "" {
		h.Authorize = func(r *http.Request) { r.SetBasicAuth(o.User, o.Password) }
	}
	return &cloud{address: o.URL, client: httpx.New(h)}
}

// minSecret: a shorter path guards nothing, and blotting it out would maim errors.
const minSecret = 6

func (c *cloud) folder() bool {
	u, err := url.Parse(c.address)
	return err == nil && strings.HasSuffix(u.Path, "/")
}

func (c *cloud) alone() bool { return !c.folder() }

func (c *cloud) traffic() (int, int64) { return c.client.Traffic() }

func (c *cloud) list(ctx context.Context) ([]doc, error) {
	if !c.folder() {
		return []doc{{at: c.address}}, nil
	}
	body, err := c.propfind(ctx)
	if err != nil {
		return nil, err
	}
	docs, err := c.docs(body)
	if err != nil {
		return nil, err
	}
	if len(docs) > maxDocs {
		return nil, tooLarge("more than 300 files")
	}
	slices.SortFunc(docs, func(a, b doc) int { return strings.Compare(a.key, b.key) })
	return docs, nil
}

const question = `<?xml version="1.0" encoding="utf-8"?><d:propfind xmlns:d="DAV:"><d:prop><d:resourcetype/><d:getetag/><d:getlastmodified/><d:getcontentlength/></d:prop></d:propfind>`

func (c *cloud) propfind(ctx context.Context) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, "PROPFIND", c.address, strings.NewReader(question))
	if err != nil {
		return nil, mistake("url: not an address", "« url » n’est pas une adresse.")
	}
	req.Header.Set("Depth", "1")
	req.Header.Set("Content-Type", "application/xml; charset=utf-8")
	answer, err := c.client.Do(req)
	if err != nil {
		return nil, err
	}
	if err := c.client.Check(answer); err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusMultiStatus {
		return nil, noFolder(errors.New("no answer of a WebDAV folder"))
	}
	return io.ReadAll(io.LimitReader(answer.Body, 8<<20))
}

func noFolder(err error) error {
	return &tresse.Error{
		Trouble: tresse.TroubleAnswer, Op: "sheet: read the folder", Err: err,
		Advice: typeset("L’adresse ne mène pas à un dossier WebDAV : dans Nextcloud, copiez « WebDAV » dans les paramètres de Fichiers, suivi du chemin du dossier et d’un /. Rien n’a été retiré."),
	}
}

// A multistatus is what a folder answers, of which names and marks are read.
type multistatus struct {
	Responses []struct {
		Href  string `xml:"DAV: href"`
		Props []struct {
			Status string `xml:"DAV: status"`
			Prop   struct {
				ETag       string    `xml:"DAV: getetag"`
				Modified   string    `xml:"DAV: getlastmodified"`
				Length     string    `xml:"DAV: getcontentlength"`
				Collection *struct{} `xml:"DAV: resourcetype>collection"`
			} `xml:"DAV: prop"`
		} `xml:"DAV: propstat"`
	} `xml:"DAV: response"`
}

// docs are the files that a folder tells of: in it and nowhere else, whatever
// the answer says.
func (c *cloud) docs(body []byte) ([]doc, error) {
	var m multistatus
	d := xml.NewDecoder(bytes.NewReader(body))
	if err := d.Decode(&m); err != nil {
		return nil, noFolder(errors.New("an answer that is no XML"))
	}
	if len(m.Responses) == 0 {
		return nil, noFolder(errors.New("an answer that names nothing"))
	}
	base, err := url.Parse(c.address)
	if err != nil {
		return nil, noFolder(errors.New("no address"))
	}
	var docs []doc
	for _, r := range m.Responses {
		at, err := base.Parse(strings.TrimSpace(r.Href))
		if err != nil || at.Host != base.Host || path.Dir(path.Clean(at.Path)) != path.Clean(base.Path) || !wanted(at.Path) {
			continue
		}
		at.Scheme, at.RawQuery, at.Fragment = base.Scheme, "", ""
		one := doc{name: path.Base(at.Path), at: at.String()}
		one.key = keyOf(one.name)
		folder := false
		for _, p := range r.Props {
			folder = folder || p.Prop.Collection != nil
			if p.Prop.ETag != "" || p.Prop.Modified != "" {
				one.mark = clip(p.Prop.ETag+"|"+p.Prop.Modified+"|"+p.Prop.Length, 300)
			}
		}
		if !folder {
			docs = append(docs, one)
		}
	}
	return docs, nil
}

// A fetched file, or the word that it is the one known by its mark.
type fetched struct {
	body []byte
	mark string
	same bool
}

// fetch reads a single file unless it is as at mark (an ETag, or a date).
func (c *cloud) fetch(ctx context.Context, mark string) (fetched, error) {
	header := http.Header{"Accept": {"*/*"}}
	etag, modified, _ := strings.Cut(mark, "|")
	if etag != "" {
		header.Set("If-None-Match", etag)
	}
	if modified != "" {
		header.Set("If-Modified-Since", modified)
	}
	answer, err := c.client.Get(ctx, c.address, header)
	switch {
	case err != nil:
		return fetched{}, err
	case answer.Status == http.StatusNotModified && mark != "":
		return fetched{same: true, mark: mark}, nil
	case answer.Status != http.StatusOK:
		return fetched{}, noTable("an answer without a file")
	}
	f := fetched{body: answer.Body}
	if e, m := answer.Header.Get("ETag"), answer.Header.Get("Last-Modified"); (e != "" || m != "") && len(e)+len(m) < 500 {
		f.mark = e + "|" + m
	}
	return f, nil
}

func (c *cloud) read(ctx context.Context, d doc) ([]byte, error) {
	answer, err := c.client.Get(ctx, d.at, http.Header{"Accept": {"*/*"}})
	if err != nil {
		return nil, err
	}
	if answer.Status != http.StatusOK {
		return nil, noTable("an answer without a file")
	}
	return answer.Body, nil
}

package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"time"

	"tresse/sync/publish"
)

// A prepared feed is the bytes of one, ready to be served as often as anybody
// asks. It is never changed once made.
type prepared struct {
	plain, zipped variant
	modified      time.Time // when these bytes took the place of others; whole seconds
	lastModified  []string
	until         time.Time // when the window moves on
	report        publish.Report
}

// A variant is the bytes in one encoding, with the header values that go with
// them.
type variant struct {
	body   []byte
	tag    string // strong, quoted; "" where there is no such variant
	etag   []string
	length []string
}

// prepare makes a feed ready. before, if there is one, was served in its place
// until now: equal bytes keep its date, others get a later one.
func prepare(body []byte, report publish.Report, now, until time.Time, before *prepared) *prepared {
	if before != nil && bytes.Equal(before.plain.body, body) {
		same := *before
		same.until, same.report = until, report
		return &same
	}
	p := &prepared{modified: now.UTC().Truncate(time.Second), until: until, report: report}
	if before != nil && !p.modified.After(before.modified) {
		p.modified = before.modified.Add(time.Second)
	}
	p.lastModified = []string{p.modified.Format(http.TimeFormat)}
	sum := sha256.Sum256(body)
	tag := base64.RawURLEncoding.EncodeToString(sum[:16])
	p.plain = newVariant(body, tag)
	if zipped := zip(body); len(zipped) < len(body) {
		p.zipped = newVariant(zipped, tag+"-gzip")
	}
	return p
}

func newVariant(body []byte, tag string) variant {
	tag = `"` + tag + `"`
	return variant{body: body, tag: tag, etag: []string{tag}, length: []string{strconv.Itoa(len(body))}}
}

// zip packs bytes; the same bytes give the same.
func zip(body []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(body) // a Buffer takes everything
	_ = w.Close()
	return bytes.Clone(b.Bytes())
}

// size is what the feed takes up in memory.
func (p *prepared) size() int { return len(p.plain.body) + len(p.zipped.body) }

// serve answers with the feed, or with 304 where the client has it.
func (p *prepared) serve(w http.ResponseWriter, r *http.Request, cache []string) {
	h := w.Header()
	h["Cache-Control"] = cache
	h["Vary"] = varyEncoding
	h["Last-Modified"] = p.lastModified
	v := &p.plain
	if p.zipped.tag != "" && takesGzip(r.Header["Accept-Encoding"]) {
		v = &p.zipped
	}
	h["Etag"] = v.etag
	if have, fresh := p.held(r); fresh {
		if have != nil {
			h["Etag"] = have.etag
		}
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h["Content-Type"] = calendarType
	h["Content-Length"] = v.length
	if v == &p.zipped {
		h["Content-Encoding"] = gzipEncoding
	}
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		_, _ = w.Write(v.body) // the client may have gone
	}
}

var (
	varyEncoding = []string{"Accept-Encoding"}
	calendarType = []string{"text/calendar; charset=utf-8"}
	gzipEncoding = []string{"gzip"}
)

// held reports whether the client has the feed as it is, and if its ETag said
// so, in which encoding. A date counts only where there is no ETag (RFC 9110
// 13.2.2).
func (p *prepared) held(r *http.Request) (*variant, bool) {
	if tags := r.Header["If-None-Match"]; len(tags) > 0 {
		for _, v := range [...]*variant{&p.plain, &p.zipped} {
			if v.tag != "" && matches(tags, v.tag) {
				return v, true
			}
		}
		return nil, anything(tags)
	}
	since := r.Header.Get("If-Modified-Since")
	if since == "" {
		return nil, false
	}
	at, err := http.ParseTime(since)
	return nil, err == nil && !p.modified.After(at)
}

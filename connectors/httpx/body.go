package httpx

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"tresse"
)

// readBody reads a body to its end, decompressed. It takes at most MaxBody+1
// bytes off the wire and makes at most MaxBody+1 of them: a gzip bomb stops at
// the second bound, an endless run of empty gzip members at the first.
func (c *Client) readBody(resp *http.Response) ([]byte, error) {
	if resp.Request.Method == http.MethodHead || resp.StatusCode == http.StatusNotModified {
		return nil, nil
	}
	if resp.ContentLength > c.o.MaxBody {
		return nil, c.tooLarge(resp)
	}
	raw := &io.LimitedReader{R: resp.Body, N: c.o.MaxBody + 1}
	plain, err := decoded(raw, resp.Header)
	if err == nil {
		var body []byte
		body, err = readAll(io.LimitReader(plain, c.o.MaxBody+1), resp)
		if err == nil && int64(len(body)) <= c.o.MaxBody {
			return body, nil
		}
		if err == nil {
			return nil, c.tooLarge(resp)
		}
	}
	if raw.N <= 0 {
		return nil, c.tooLarge(resp)
	}
	return nil, c.unreadable(resp, err)
}

// readAll trusts a length only where no compression hides the real one.
func readAll(r io.Reader, resp *http.Response) ([]byte, error) {
	var buf bytes.Buffer
	if resp.ContentLength > 0 && resp.Header.Get("Content-Encoding") == "" {
		buf.Grow(int(min(resp.ContentLength, 1<<20)) + bytes.MinRead)
	}
	_, err := buf.ReadFrom(r)
	return buf.Bytes(), err
}

// decoded undoes the only encoding that was asked for. Header fields that no
// longer hold for what is returned are taken off when there was one.
func decoded(raw io.Reader, header http.Header) (io.Reader, error) {
	switch strings.ToLower(strings.Join(header.Values("Content-Encoding"), ",")) {
	case "", "identity":
		return raw, nil
	case "gzip", "x-gzip":
	default:
		return nil, errEncoding
	}
	start := bufio.NewReader(raw)
	switch _, err := start.Peek(1); {
	case err == io.EOF:
		return start, nil // a 204, or an empty body that nobody compressed
	case err != nil:
		return nil, err
	}
	plain, err := gzip.NewReader(start)
	if err != nil {
		return nil, err
	}
	header.Del("Content-Encoding")
	header.Del("Content-Length")
	return plain, nil
}

var errEncoding = errors.New("a compression that was not asked for")

func (c *Client) tooLarge(resp *http.Response) *failure {
	return &failure{
		trouble: tresse.TroubleTooLarge, status: resp.StatusCode,
		text: fmt.Sprintf("an answer of more than %d bytes", c.o.MaxBody),
	}
}

// unreadable tells a body cut short or garbled from a connection that broke.
func (c *Client) unreadable(resp *http.Response, err error) *failure {
	var corrupt flate.CorruptInputError
	f := badAnswer("")
	switch {
	case errors.Is(err, errEncoding):
		f.text = errEncoding.Error()
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum), errors.As(err, &corrupt):
		f.text = "broken compression"
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		f.text, f.cause = "a body cut short", io.ErrUnexpectedEOF
	default:
		f = c.broken(err)
		f.text = "reading the body: " + f.text
	}
	f.again, f.status = true, resp.StatusCode
	return f
}

// drain reads the little that an error page is, so that the connection can be
// used again; a longer one is not worth it.
func drain(body io.Reader) {
	_, _ = io.CopyN(io.Discard, body, 4<<10)
}

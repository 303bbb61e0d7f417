package httpx

import (
	"bytes"
	"errors"
	"io"
	"net/http"

	"tresse"
)

// Do sends any request, for go-webdav and OAuth. It answers as http.Client does,
// with every status an answer, but under the caps of this package: the body is
// read inside the attempt, decompressed, at most MaxBody, and handed on as a
// reader over memory. Reads are tried again as by Get, 5xx, 408 and 429 among
// the reasons, and the last such answer is returned; methods that send or create
// are sent once. Check turns an unwelcome status into the error that Get gives.
//
// Credentials of Options.Authorize are put on as always, on requests to a token
// endpoint at Base's host too.
func (c *Client) Do(req *http.Request) (*http.Response, error) {
	run, err := c.newSending(req)
	if err != nil {
		return nil, c.misused(err)
	}
	var answer *http.Response
	err = run.run(func(resp *http.Response) error {
		body, err := c.readBody(resp)
		if err != nil {
			return err
		}
		answer = inMemory(resp, body)
		if f := refusal(resp); f != nil && f.again {
			f.kept = true
			return f
		}
		return nil
	})
	if err == nil || run.keeps() {
		return answer, nil
	}
	return nil, err
}

// newSending takes the body over, so that it can be sent more than once.
func (c *Client) newSending(req *http.Request) (*call, error) {
	var body []byte
	if req.Body != nil {
		defer req.Body.Close()
		var err error
		if body, err = io.ReadAll(req.Body); err != nil {
			return nil, errors.New("the body to send cannot be read")
		}
	}
	own, err := prepared(req)
	if err != nil {
		return nil, err
	}
	own.Body, own.GetBody, own.ContentLength = nil, nil, 0
	run := c.newCall(own)
	if len(body) > 0 {
		run.body = body
	}
	return run, nil
}

// keeps reports whether the last attempt failed by its status alone, while the
// caller still waits.
func (c *call) keeps() bool {
	return c.req.Context().Err() == nil && c.last != nil && c.last.kept
}

// Check returns nil for the answers that Get takes for such, and otherwise Get's
// error for that status; the body is closed then.
func (c *Client) Check(resp *http.Response) error {
	f := refusal(resp)
	if f == nil {
		return nil
	}
	resp.Body.Close()
	run := c.newCall(resp.Request)
	run.last = f
	return &tresse.Error{
		Trouble: f.trouble, Op: c.o.Op, Err: run.describe(f),
		Status: f.status, Wait: f.wait, Advice: adviceFor(f.trouble),
	}
}

func inMemory(resp *http.Response, body []byte) *http.Response {
	out := *resp
	out.Body = io.NopCloser(bytes.NewReader(body))
	if resp.Request.Method != http.MethodHead {
		out.ContentLength = int64(len(body))
	}
	return &out
}

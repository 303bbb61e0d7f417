package httpx

import (
	"fmt"
	"net/http"
	"time"

	"tresse"
)

// A failure is why one attempt did not give an answer, in words of this package
// that repeat nothing of what was sent or received.
type failure struct {
	trouble tresse.Trouble
	text    string
	status  int
	wait    time.Duration // as the platform asked, 0 when it did not
	again   bool          // another attempt may go better
	noHost  bool          // there is no such host
	kept    bool          // the answer was read whole and may be handed on
	cause   error         // only ever an error that holds no text of others
}

func (f *failure) Error() string { return f.text }
func (f *failure) Unwrap() error { return f.cause }

func badAnswer(text string) *failure {
	return &failure{trouble: tresse.TroubleAnswer, text: text}
}

// refusal tells what a status means; nil for an answer (2xx and 304).
func refusal(resp *http.Response) *failure {
	code := resp.StatusCode
	if code/100 == 2 || code == http.StatusNotModified {
		return nil
	}
	f := &failure{trouble: troubleOf(code), status: code, text: statusText(code)}
	f.again = code/100 == 5 || code == http.StatusRequestTimeout || code == http.StatusTooManyRequests
	if code != http.StatusTooManyRequests && code != http.StatusServiceUnavailable {
		return f
	}
	if wait, ok := retryAfter(resp.Header, time.Now()); ok {
		f.trouble, f.wait = tresse.TroubleLater, wait
	}
	return f
}

// statusText never quotes the reason phrase of the server.
func statusText(code int) string {
	if name := http.StatusText(code); name != "" {
		return fmt.Sprintf("%d %s", code, name)
	}
	return fmt.Sprintf("status %d", code)
}

func troubleOf(code int) tresse.Trouble {
	switch code {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusProxyAuthRequired:
		return tresse.TroubleConfig
	case http.StatusNotFound, http.StatusGone:
		return tresse.TroubleNotFound
	case http.StatusTooManyRequests:
		return tresse.TroubleLater
	case http.StatusRequestTimeout:
		return tresse.TroubleTemporary
	}
	if code/100 == 5 {
		return tresse.TroubleTemporary
	}
	return tresse.TroubleAnswer
}

// unasked catches two answers that would pass for the whole, or for "nothing
// new", where the request had not asked for them.
func unasked(resp *http.Response) *failure {
	asked := resp.Request.Header
	switch {
	case resp.StatusCode == http.StatusPartialContent && asked.Get("Range") == "",
		resp.StatusCode == http.StatusNotModified && asked.Get("If-None-Match") == "" && asked.Get("If-Modified-Since") == "":
		f := badAnswer(statusText(resp.StatusCode) + " without having been asked for it")
		f.status = resp.StatusCode
		return f
	}
	return nil
}

package httpx

import (
	"context"
	"math"
	"net/http"
	"time"

	"github.com/rs/zerolog"
)

// Options of a Client. The zero value of each means its default.
type Options struct {
	Op        string                                       // prefix of every error: "openagenda"
	Base      string                                       // the source's own address; credentials go to its scheme, host and port only
	Authorize func(*http.Request)                          // puts credentials on a request; called on each attempt, only for Base's host; by several goroutines if the Client is
	Secrets   []string                                     // texts that must never show in an error or a log line (keys, tokens, secret URL parts)
	UserAgent string                                       // default "tresse/1.0 (calendar aggregator)"
	MaxBody   int64                                        // bytes, before and after decompression; default 16 MiB
	Attempt   time.Duration                                // one attempt, redirects and body included; default 30 s
	Total     time.Duration                                // all attempts and waits; default 3 min
	Retries   int                                          // after the first attempt; default 3; -1 none
	MaxWait   time.Duration                                // the longest wait between attempts; default 30 s
	MinWait   time.Duration                                // the first back-off; default 1 s
	Pace      func(ctx context.Context, host string) error // waits for the host's turn (Pacer.Wait); nil: none
	Log       zerolog.Logger                               // one debug line an attempt; the zero Logger is silent
}

const (
	defaultAgent   = "tresse/1.0 (calendar aggregator)"
	defaultMaxBody = 16 << 20
	defaultAttempt = 30 * time.Second
	defaultTotal   = 3 * time.Minute
	defaultRetries = 3
	defaultMaxWait = 30 * time.Second
	defaultMinWait = time.Second
)

func (o Options) withDefaults() Options {
	o.UserAgent = orDefault(o.UserAgent, defaultAgent)
	o.MaxBody = min(orDefault(max(o.MaxBody, 0), defaultMaxBody), math.MaxInt64-1)
	o.Attempt = orDefault(max(o.Attempt, 0), defaultAttempt)
	o.Total = orDefault(max(o.Total, 0), defaultTotal)
	o.Retries = max(orDefault(o.Retries, defaultRetries), 0)
	o.MaxWait = orDefault(max(o.MaxWait, 0), defaultMaxWait)
	o.MinWait = min(orDefault(max(o.MinWait, 0), defaultMinWait), o.MaxWait)
	return o
}

func orDefault[T comparable](given, usual T) T {
	var zero T
	if given == zero {
		return usual
	}
	return given
}

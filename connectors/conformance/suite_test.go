package conformance

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestToy: a connector without a flaw passes.
func TestToy(t *testing.T) {
	s := toy()
	s.Cases, s.Exceptions = "", map[string]string{"cases": "nobody has recorded a toy"}
	Run(t, s)
}

// TestFlaws: each flaw is found, by the check that is there for it.
func TestFlaws(t *testing.T) {
	for f, found := range map[flaw]string{
		"takes any key":                 "config/unknown",
		"needs no key":                  "config/missing",
		"new ids each time":             "again/nothing new",
		"fills what it did not declare": "again/everything",
		"a listing names people":        "again/everything",
		"logs a name":                   "again/everything",
		"logs loudly":                   "again/everything",
		"an empty list is a removal":    "again/empty later",
		"reads one page":                "pages/every one",
		"goes in circles":               "pages/a way without end",
		"stops at a page":               "pages/one that always fails",
		"a failure is the end":          "pages/going on",
		"covers what failed":            "http/500 with a web page",
		"errors without a kind":         "http/500 with a web page",
		"a refusal will pass":           "http/401",
		"asks thrice":                   "http/403",
		"says nothing to do":            "http/404",
		"repeats a secret":              "http/403",
		"does not tell to wait":         "http/429 of a day",
		"trusts strangers":              "http/elsewhere",
		"skips in silence":              "fields/of a wrong type",
		"rejects the wrong item":        "fields/null",
		"keeps a note":                  "fields/only what is declared",
		"keeps a NIR":                   "fields/a social-security number",
		"refuses in silence":            "fields/a social-security number",
		"reads wall clocks":             "when/the clock changes",
		"minds no context":              "when/cancelled before",
		"minds no refusal":              "when/the caller refuses",
		"refused is gone":               "ask/confirm",
		"a probe that finds nothing":    "ask/probe in trouble",
	} {
		t.Run(string(f), func(t *testing.T) {
			s := toy(f)
			if why := verdict(t, found, &s); len(why) == 0 {
				t.Errorf("%s does not find it", found)
			}
		})
	}
}

// TestExceptions: one is needed where a check cannot be put, and nowhere else.
func TestExceptions(t *testing.T) {
	s := toy()
	s.Stand = func(now func() time.Time) Standin {
		st := toyStandin(now)
		st.Loop = nil
		return st
	}
	const cannot = "pages/a way without end"
	if why := verdict(t, cannot, &s); len(why) != 1 || !strings.Contains(why[0], "Standin.Loop") {
		t.Errorf("without an exception: %q", why)
	}
	s.Exceptions = map[string]string{cannot: "a reason"}
	if why := verdict(t, cannot, &s); len(why) != 0 {
		t.Errorf("with an exception: %q", why)
	}
	s.Exceptions = map[string]string{"pages": "a reason", "http": "for nothing", "again/everything": "for nothing", "no such": "check"}
	standin := s.Stand(time.Now)
	if got, want := idle(&s, &standin), []string{"again/everything", "http", "no such"}; !slices.Equal(got, want) {
		t.Errorf("exceptions that are not needed: %q, want %q", got, want)
	}
}

// verdict puts a subject to one check and returns what it complains of.
func verdict(t *testing.T, name string, s *Subject) []string {
	t.Helper()
	all := checks()
	at := slices.IndexFunc(all, func(c check) bool { return c.name == name })
	if at < 0 {
		t.Fatalf("no check is called %q", name)
	}
	standin := s.Stand(time.Now)
	l := &listener{ctx: t.Context()}
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer l.clear()
		all[at].put(l, s, &standin)
	}()
	<-done
	return l.heard
}

// A listener is a T that fails in silence.
type listener struct {
	ctx   context.Context
	heard []string
	after []func()
}

func (l *listener) Helper()                  {}
func (l *listener) Logf(string, ...any)      {}
func (l *listener) Cleanup(f func())         { l.after = append(l.after, f) }
func (l *listener) Context() context.Context { return l.ctx }

func (l *listener) Errorf(format string, args ...any) {
	l.heard = append(l.heard, fmt.Sprintf(format, args...))
}

func (l *listener) Fatalf(format string, args ...any) {
	l.Errorf(format, args...)
	runtime.Goexit()
}

func (l *listener) clear() {
	for _, f := range slices.Backward(l.after) {
		f()
	}
}

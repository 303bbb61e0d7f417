package conformance

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

// A check is one thing that is asked of every connector.
type check struct {
	name  string // "group/name"
	needs []need
	do    func(*bench)
}

// A need is something that a subject must give for a check to be put to it.
type need struct {
	what string
	met  func(*Subject, *Standin) bool
}

var (
	overHTTP = need{"a Standin.Handler", func(_ *Subject, st *Standin) bool { return st.Handler != nil }}
	wired    = need{"a Wire", func(s *Subject, st *Standin) bool { return s.Wire != nil && st.Handler != nil }}
	inPages  = need{"a Standin.Page", func(_ *Subject, st *Standin) bool { return st.Page > 0 && st.Handler != nil }}
	looping  = need{"a Standin.Loop", func(_ *Subject, st *Standin) bool { return st.Loop != nil }}
	counted  = need{"a Total", func(s *Subject, _ *Standin) bool { return s.Total != "" && s.Wire != nil }}
	recorded = need{"Cases and a Replay of them", func(s *Subject, _ *Standin) bool { return s.Cases != "" && s.Replay != nil }}
)

// checks returns all of them, group by group.
func checks() []check {
	return slices.Concat(
		configChecks(), caseChecks(), againChecks(), pageChecks(), httpChecks(), bodyChecks(), fieldChecks(), whenChecks(), askChecks(), fileChecks(),
	)
}

// Run puts a connector to every check.
func Run(t *testing.T, s Subject) {
	standin := s.Stand(func() time.Time { return noon })
	for _, c := range checks() {
		t.Run(c.name, func(t *testing.T) { c.put(t, &s, &standin) })
	}
	for _, name := range idle(&s, &standin) {
		t.Errorf("the exception %q is not needed, or there is no such check", name)
	}
}

// idle returns the exceptions that excuse nothing.
func idle(s *Subject, standin *Standin) []string {
	left := maps.Clone(s.Exceptions)
	for _, c := range checks() {
		if c.missing(s, standin) != "" {
			delete(left, c.name)
			delete(left, c.group())
		}
	}
	return slices.Sorted(maps.Keys(left))
}

func (c check) group() string {
	group, _, _ := strings.Cut(c.name, "/")
	return group
}

// put runs a check, or says why it cannot be put to this connector.
func (c check) put(t T, s *Subject, standin *Standin) {
	t.Helper()
	missing := c.missing(s, standin)
	reason := s.Exceptions[c.name]
	if reason == "" {
		reason = s.Exceptions[c.group()]
	}
	switch {
	case missing == "":
		c.do(newBench(t, s))
	case reason == "":
		t.Fatalf("this check needs %s; give it, or say in Exceptions why there is none", missing)
	default:
		t.Logf("an exception: %s", reason)
	}
}

func (c check) missing(s *Subject, standin *Standin) string {
	for _, n := range c.needs {
		if !n.met(s, standin) {
			return n.what
		}
	}
	return ""
}

package tresse

import (
	"errors"
	"fmt"
	"time"
)

// Trouble says what kind of failure an error is, so that callers decide what to
// do without ever matching its text.
type Trouble string

const (
	// TroubleConfig: the configuration, key or rights are wrong (401, 403, a
	// missing file). Trying again soon is useless; a person must act.
	TroubleConfig Trouble = "config"
	// TroubleConsent: a consent has lapsed (dead refresh token); `tresse connect`.
	TroubleConsent Trouble = "consent"
	// TroubleNotFound: the thing asked for is not there (404, 410, no such file).
	TroubleNotFound Trouble = "not_found"
	// TroubleLater: the platform asked to wait (429, 503 with Retry-After).
	TroubleLater Trouble = "later"
	// TroubleTemporary: network or server trouble that may pass by itself.
	TroubleTemporary Trouble = "temporary"
	// TroubleAnswer: an answer that is not what the protocol says (HTML with
	// status 200, broken JSON, a body cut short, a cursor that repeats).
	TroubleAnswer Trouble = "answer"
	// TroubleTooLarge: an answer over a size limit.
	TroubleTooLarge Trouble = "too_large"
	// TroubleStore: the data file cannot be used (held, damaged, disk full…).
	TroubleStore Trouble = "store"
	// TroubleRefused: what was asked contradicts something in force.
	TroubleRefused Trouble = "refused"
)

// An Error is a failure with its kind. Err reads as one English sentence for
// the log; Advice, if any, is a French sentence for the mediator that says what
// to do next. Neither ever holds a secret or personal data.
type Error struct {
	Trouble Trouble
	Op      string        // the operation and its object: "openagenda: read agenda 12"
	Err     error         // the cause, may be nil
	Status  int           // HTTP status, 0 when there was none
	Wait    time.Duration // how long the platform asked to wait, 0 when it did not say
	Advice  string        // French, for the mediator
}

func (e *Error) Error() string {
	switch {
	case e.Err == nil && e.Op == "":
		return string(e.Trouble)
	case e.Err == nil:
		return e.Op
	case e.Op == "":
		return e.Err.Error()
	}
	return e.Op + ": " + e.Err.Error()
}

func (e *Error) Unwrap() error { return e.Err }

// Errorf makes an Error of kind t; format works as in fmt.Errorf.
func Errorf(t Trouble, format string, args ...any) *Error {
	return &Error{Trouble: t, Err: fmt.Errorf(format, args...)}
}

// TroubleOf returns the kind of the outermost Error in err's chain, or
// TroubleTemporary when there is none: an unknown failure may pass.
func TroubleOf(err error) Trouble {
	var e *Error
	if errors.As(err, &e) {
		return e.Trouble
	}
	return TroubleTemporary
}

// AdviceOf returns the first advice in err's chain, "" when there is none.
func AdviceOf(err error) string {
	for err != nil {
		var e *Error
		if !errors.As(err, &e) {
			return ""
		}
		if e.Advice != "" {
			return e.Advice
		}
		err = e.Err
	}
	return ""
}

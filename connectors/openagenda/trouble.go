package openagenda

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"tresse"
)

// within says what was being done when err happened; kind, status, wait and
// advice stay those of err.
func within(op string, err error) error {
	return &tresse.Error{
		Trouble: tresse.TroubleOf(err), Op: op, Err: err,
		Status: statusOf(err), Wait: waitOf(err), Advice: tresse.AdviceOf(err),
	}
}

func statusOf(err error) int {
	var e *tresse.Error
	if errors.As(err, &e) {
		return e.Status
	}
	return 0
}

func waitOf(err error) time.Duration {
	var e *tresse.Error
	if errors.As(err, &e) {
		return e.Wait
	}
	return 0
}

// concernsAll: to be told to wait, or that the key is no key at all, or to reach
// nobody, is the same for every agenda.
func concernsAll(err error) bool {
	var e *tresse.Error
	if !errors.As(err, &e) {
		return false
	}
	return e.Trouble == tresse.TroubleLater || e.Status == 401 || e.Trouble == tresse.TroubleTemporary && e.Status == 0
}

// mayBePage reports whether a failure may lie in the page that was asked for,
// so that asking for it in another way can help.
func mayBePage(err error) bool {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	switch tresse.TroubleOf(err) {
	case tresse.TroubleAnswer, tresse.TroubleTooLarge, tresse.TroubleTemporary:
		return true
	}
	return false
}

// A failure is an agenda that could not be read.
type failure struct {
	agenda int64
	err    error
}

// together makes one error of several, of the kind of the first; what is to be
// done about each is said once.
func together(failures []failure) error {
	if len(failures) == 0 {
		return nil
	}
	first := failures[0].err
	var texts, advices []string
	for _, f := range failures {
		texts = append(texts, f.err.Error())
		if advice := adviceOn(f); advice != "" && !strings.Contains(strings.Join(advices, " "), advice) {
			advices = append(advices, advice)
		}
	}
	return &tresse.Error{
		Trouble: tresse.TroubleOf(first), Status: statusOf(first), Wait: waitOf(first),
		Err: joined{strings.Join(texts, "; "), failures}, Advice: strings.Join(advices, " "),
	}
}

// joined reads as one sentence and keeps the chain of each error.
type joined struct {
	text     string
	failures []failure
}

func (j joined) Error() string { return j.text }

func (j joined) Unwrap() []error {
	errs := make([]error, len(j.failures))
	for i, f := range j.failures {
		errs[i] = f.err
	}
	return errs
}

// adviceOn is what a mediator can do about an agenda that cannot be read.
func adviceOn(f failure) string {
	switch tresse.TroubleOf(f.err) {
	case tresse.TroubleConfig:
		return "La clé OpenAgenda est refusée : vérifiez « key » dans la configuration, sa date de fin et ses droits sur l’agenda, puis relancez « tresse check »."
	case tresse.TroubleNotFound:
		return fmt.Sprintf("L’agenda %d est introuvable : vérifiez son numéro au pied de sa page, ou retirez-le de « agendas ».", f.agenda)
	}
	if advice := tresse.AdviceOf(f.err); advice != "" {
		return advice
	}
	return fmt.Sprintf("OpenAgenda a donné pour l’agenda %d une réponse incomplète : tresse réessaiera. Si cela dure, lancez « tresse check ».", f.agenda)
}

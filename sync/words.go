package syncer

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"tresse"
)

// Sentence says in French what went wrong with a source, and what to do.
func Sentence(source string, err error) string {
	if advice := tresse.AdviceOf(err); advice != "" {
		return advice
	}
	if errors.Is(err, context.Canceled) {
		return fmt.Sprintf("La lecture de « %s » a été interrompue ; elle reprendra où elle en était.", source)
	}
	switch tresse.TroubleOf(err) {
	case tresse.TroubleConfig:
		return fmt.Sprintf("« %s » refuse l’accès : vérifiez l’adresse et la clé de cette source dans la configuration.", source)
	case tresse.TroubleConsent:
		return fmt.Sprintf("L’autorisation donnée à « %s » a expiré : lancez « tresse connect %s ».", source, source)
	case tresse.TroubleNotFound:
		return fmt.Sprintf("« %s » est introuvable : vérifiez l’adresse ou le chemin dans la configuration.", source)
	case tresse.TroubleLater:
		return fmt.Sprintf("« %s » demande d’attendre ; tresse réessaiera plus tard.", source)
	case tresse.TroubleAnswer:
		return fmt.Sprintf("« %s » a répondu autre chose que ce qui était attendu ; rien n’a été effacé, tresse réessaiera.", source)
	case tresse.TroubleTooLarge:
		return fmt.Sprintf("« %s » a envoyé plus que ce que tresse accepte de lire ; rien n’a été effacé. Vérifiez l’adresse, ou réduisez « horizon ».", source)
	case tresse.TroubleStore:
		return "Le fichier de données n’a pas pu être écrit ; rien de ce qui y était n’est perdu."
	}
	return fmt.Sprintf("« %s » ne répond pas ; rien n’a été effacé, tresse réessaiera.", source)
}

func adviceEmpty(source string, known int) string {
	return fmt.Sprintf("« %s » est revenue vide alors que %s ; rien n’a été effacé. Si la liste est vraiment vide, lancez « tresse release %s » puis « tresse sync %s ».",
		source, plural(known, "%d annonce à venir y était connue", "%d annonces à venir y étaient connues"), source, source)
}

func adviceVanished(source string, known int) string {
	return fmt.Sprintf("Un fichier de « %s » n’est plus là ; %s et rien n’a été retiré. Remettez-le à sa place, ou, s’il ne doit pas revenir, lancez « tresse release %s » puis « tresse sync %s ».",
		source, plural(known, "%d ligne qui en venait est gardée", "%d lignes qui en venaient sont gardées"), source, source)
}

func adviceHeld(source string, held int) string {
	return fmt.Sprintf("« %s » : %s d’un coup. Vérifiez, puis « tresse release %s » pour l’accepter ou « tresse release %s --refuse » pour garder ce qui était.",
		source, plural(held, "%d annonce ou inscription à venir disparaît", "%d annonces ou inscriptions à venir disparaissent"), source, source)
}

// plural chooses as French does: 0 and 1 are singular.
func plural(n int, one, many string) string {
	if n < 2 && n > -2 {
		return fmt.Sprintf(one, n)
	}
	return fmt.Sprintf(many, n)
}

// healthOf is the state in which a failure leaves its source.
func healthOf(err error) tresse.Health {
	switch tresse.TroubleOf(err) {
	case tresse.TroubleConsent:
		return tresse.HealthReconnect
	case tresse.TroubleLater:
		return tresse.HealthWaiting
	}
	return tresse.HealthFailing
}

// The waits after failures grow from a minute to a quarter of a day, and never
// give up; what a person must mend is asked no more often than once an hour.
const (
	firstWait  = time.Minute
	longWait   = 6 * time.Hour
	personWait = time.Hour
)

// nextTry is when a source that just failed is tried again.
func nextTry(s tresse.SourceState, err error) time.Time {
	wait := min(firstWait<<min(max(s.Failures-1, 0), 9), longWait)
	switch tresse.TroubleOf(err) {
	case tresse.TroubleConfig, tresse.TroubleConsent:
		wait = max(wait, personWait)
	case tresse.TroubleLater:
		var e *tresse.Error
		if errors.As(err, &e) && e.Wait > wait {
			wait = min(e.Wait, 7*24*time.Hour)
		}
	}
	return s.LastTry.Add(wait)
}

// maxJitter bounds by how much a wait is lengthened at random.
const maxJitter = time.Minute

// later is a jitter of up to bound, in whole seconds as stored times are.
func (e *Engine) later(bound time.Duration) time.Duration {
	return e.jitter(min(bound, maxJitter)).Truncate(time.Second)
}

func stack() []byte { return debug.Stack() }

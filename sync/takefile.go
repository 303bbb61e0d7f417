package syncer

import (
	"context"

	"tresse"
	"tresse/connectors"
)

// TakeFile hands a file in for a source that reads such, and has it read at once
// where the daemon runs. It
// returns what the file is called from then on. TroubleNotFound: there is no such
// source; TroubleRefused: it takes none, or not this one.
func (e *Engine) TakeFile(source, name string, body []byte) (string, error) {
	for _, src := range e.sources {
		if src.Name != source || src.Disabled {
			continue
		}
		taker, can := src.Connector.(connectors.FileTaker)
		if !can {
			err := tresse.Errorf(tresse.TroubleRefused, "source %q takes no files", source)
			err.Advice = "Cette source ne reçoit pas de fichiers : seule une source « sheet » sans « path » ni « url » en reçoit."
			return "", err
		}
		key, err := taker.Take(name, body)
		if err == nil {
			e.heard.hand(source)
		}
		return key, err
	}
	err := tresse.Errorf(tresse.TroubleNotFound, "no source %q", source)
	err.Advice = "Aucune source active ne porte ce nom."
	return "", err
}

// readHanded reads a source to which a file was handed in. What fails is told by
// its state, as ever.
func (e *Engine) readHanded(ctx context.Context, name string) {
	if _, err := e.Round(ctx, RoundOptions{Only: []string{name}}); err != nil && ctx.Err() == nil {
		e.log.Error().Str("source", name).Err(err).Msg("a file that was handed in could not be read")
	}
}

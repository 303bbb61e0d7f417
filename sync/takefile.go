package syncer

import (
	"tresse"
	"tresse/connectors"
)

// TakeFile hands a file in for a source that reads such, and has it read soon. It
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
			e.heard.soon(source)
		}
		return key, err
	}
	err := tresse.Errorf(tresse.TroubleNotFound, "no source %q", source)
	err.Advice = "Aucune source active ne porte ce nom."
	return "", err
}

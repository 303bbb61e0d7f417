package publish

import (
	"encoding/json"
	"fmt"
	"io"
)

// writeJSON writes a plain array of the list's objects.
func (t Table) writeJSON(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(listed(t.items)); err != nil {
		return fmt.Errorf("publish: write %s as json: %w", t.Name, err)
	}
	return nil
}

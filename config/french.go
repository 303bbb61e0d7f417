package config

import (
	"fmt"
	"strings"
	"unicode"
)

// typography puts no-break spaces where French wants them, and the curly
// apostrophe; the sentences in this package are typed with plain ones.
var typography = strings.NewReplacer(
	" :", "\u00a0:", " ;", "\u00a0;", " !", "\u00a0!", " ?", "\u00a0?",
	"« ", "«\u00a0", " »", "\u00a0»", "'", "’",
)

// french formats a sentence. Only the format is given its typography: what
// people wrote is shown as they wrote it.
func french(format string, args ...any) string {
	return fmt.Sprintf(typeset(format), args...)
}

// typeset gives a sentence its typography.
func typeset(sentence string) string { return typography.Replace(sentence) }

// shown is a piece of the file as it may stand in a sentence: short, on one
// line, without characters that a terminal would obey.
func shown(text string) string { return clipped(text, 40) }

// shownPath is shown for paths and names of variables, which are of use only
// when they are whole.
func shownPath(text string) string { return clipped(text, 200) }

func clipped(text string, most int) string {
	var b strings.Builder
	n := 0
	for _, r := range text {
		if n++; n > most {
			b.WriteString("…")
			break
		}
		if !unicode.IsPrint(r) {
			r = '·'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// oneLine puts a text of several lines on one.
func oneLine(text string) string {
	return strings.TrimSpace(strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ").Replace(text))
}

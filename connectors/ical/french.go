package ical

import (
	"fmt"
	"strings"
)

// typography puts no-break spaces where French wants them; the sentences of
// this package are typed with plain ones.
var typography = strings.NewReplacer(
	" :", "\u00a0:", " ;", "\u00a0;", " !", "\u00a0!", " ?", "\u00a0?", "« ", "«\u00a0", " »", "\u00a0»",
)

func typeset(sentence string) string { return typography.Replace(sentence) }

// counted writes "1 événement lu" or "3 événements lus"; 0 and 1 are singular.
func counted(n int, one, many string) string {
	if n < 2 {
		return typeset(fmt.Sprintf("%d %s", n, one))
	}
	return typeset(fmt.Sprintf("%d %s", n, many))
}

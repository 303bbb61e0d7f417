package sheet

import (
	"fmt"
	"strings"
	"unicode"

	"tresse"
)

// typography puts no-break spaces where French wants them; the sentences of
// this package are typed with plain ones.
var typography = strings.NewReplacer(
	" :", "\u00a0:", " ;", "\u00a0;", " !", "\u00a0!", " ?", "\u00a0?", "« ", "«\u00a0", " »", "\u00a0»",
)

func typeset(sentence string) string { return typography.Replace(sentence) }

// counted writes "1 ligne lue" or "3 lignes lues"; 0 and 1 are singular.
func counted(n int, one, many string) string {
	if n < 2 {
		return typeset(fmt.Sprintf("%d %s", n, one))
	}
	return typeset(fmt.Sprintf("%d %s", n, many))
}

// shown is a text of the file as it may stand in a sentence: a heading, the name
// of a sheet. What looks like somebody's number or address does not.
func shown(text string) string {
	text = tidy(text)
	if tresse.LooksLikeNIR(text) || strings.Contains(text, "@") {
		return "…"
	}
	runes := []rune(strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '·'
	}, text))
	if len(runes) > 50 {
		return string(runes[:50]) + "…"
	}
	return string(runes)
}

// lines names at most five row numbers.
func lines(rows []int) string {
	var all []string
	for _, n := range rows[:min(len(rows), 5)] {
		all = append(all, fmt.Sprint(n))
	}
	text := strings.Join(all, ", ")
	if len(rows) > 5 {
		text += "…"
	}
	if len(rows) < 2 {
		return "ligne " + text
	}
	return "lignes " + text
}

package ical

import (
	"regexp"
	"strings"

	"tresse"
)

// marks are the words with which people and programs write a status into a
// title. Outlook's published feeds say a cancellation in no other way.
var marks = []struct {
	status tresse.Status
	words  string
}{
	{tresse.Cancelled, `annul(?:é|ée|és|ées|e|ation)|cancell?ed|canceled event`},
	{tresse.Postponed, `report(?:é|ée|és|ées)|postponed`},
	{tresse.Full, `complet|complète|complets|complètes|sold out`},
}

// A mark is found before a title, with brackets or a colon or dash behind it,
// or behind one, in brackets or after a dash. Alone it is the title itself.
type mark struct {
	status        tresse.Status
	before, after *regexp.Regexp
}

var titleMarks = compileMarks()

func compileMarks() []mark {
	var all []mark
	for _, m := range marks {
		all = append(all, mark{
			status: m.status,
			before: regexp.MustCompile(`(?i)^\s*(?:[\[(]\s*(?:` + m.words + `)\s*!*\s*[\])]\s*[:–—-]?|(?:` + m.words + `)\s*(?:[:–—!]+|-\s))\s*`),
			after:  regexp.MustCompile(`(?i)\s*(?:[\[(]\s*(?:` + m.words + `)\s*!*\s*[\])]|\s[–—-]\s*(?:` + m.words + `)\s*!*)\s*$`),
		})
	}
	return all
}

// readTitle takes the marks off a title, which is composed (NFC), and returns the gravest status they
// say. A title that is nothing but marks stays as it is.
func readTitle(summary string) (title string, status tresse.Status) {
	title = oneLine(summary)
	for range len(titleMarks) {
		before := title
		for _, m := range titleMarks {
			for _, form := range []*regexp.Regexp{m.before, m.after} {
				bare := form.ReplaceAllString(title, "")
				if bare == title || bare == "" {
					continue
				}
				title = bare
				status = graver(status, m.status)
			}
		}
		if title == before {
			break
		}
	}
	return title, status
}

// graver returns the status that matters more to somebody who wants to come.
func graver(a, b tresse.Status) tresse.Status {
	for _, m := range marks {
		if a == m.status || b == m.status {
			return m.status
		}
	}
	return a
}

// status reads STATUS, whose spelling varies, and METHOD:CANCEL of the calendar.
func (e *Event) status(method string) tresse.Status {
	said := e.word("STATUS")
	if strings.HasPrefix(said, "CANCEL") || strings.EqualFold(method, "CANCEL") {
		return tresse.Cancelled
	}
	return ""
}

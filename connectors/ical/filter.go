package ical

import "strings"

// A filter decides which events are taken.
type filter struct {
	ignore, only  []string // folded
	private, free bool
}

func newFilter(o Options) filter {
	return filter{ignore: folded(o.Ignore), only: folded(o.Only), private: o.Private, free: o.Free}
}

func folded(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = fold(w)
	}
	return out
}

// A verdict is why an event is left out; taken where it is not.
type verdict int

const (
	taken verdict = iota
	unwanted
	isPrivate
	isFree
	isEcho // it came from here, by way of other tresses
)

// judge looks at an event. What a feed of tresse holds is transparent to its
// subscribers' day on purpose, and not free.
func (f *filter) judge(e *Event, own bool) verdict {
	switch {
	case !f.private && e.isPrivate():
		return isPrivate
	case !f.free && !own && e.isFree():
		return isFree
	case len(f.ignore) == 0 && len(f.only) == 0:
		return taken
	}
	texts := append(e.categories(), e.line("SUMMARY"))
	for i, t := range texts {
		texts[i] = fold(t)
	}
	if matches(texts, f.ignore) || len(f.only) > 0 && !matches(texts, f.only) {
		return unwanted
	}
	return taken
}

func matches(texts, phrases []string) bool {
	for _, text := range texts {
		if saysAny(text, phrases...) {
			return true
		}
	}
	return false
}

// word returns a value that is one word of the standard, in upper case.
func (e *Event) word(name string) string { return strings.ToUpper(e.text(name)) }

func (e *Event) isPrivate() bool {
	class := e.word("CLASS")
	return class == "PRIVATE" || class == "CONFIDENTIAL"
}

func (e *Event) isFree() bool {
	return e.word("TRANSP") == "TRANSPARENT" || e.word("X-MICROSOFT-CDO-BUSYSTATUS") == "FREE"
}

// categories returns the CATEGORIES, each once. Their commas part them unless
// escaped.
func (e *Event) categories() []string {
	var all []string
	seen := map[string]bool{}
	for _, p := range e.props.all("CATEGORIES") {
		for _, one := range splitList(clip(p.Value, maxCategories*maxLine)) {
			if len(all) == maxCategories {
				return all
			}
			if c := oneLine(clip(plain(one), maxLine)); c != "" && !seen[c] {
				seen[c] = true
				all = append(all, c)
			}
		}
	}
	return all
}

// splitList cuts a list of texts at its unescaped commas.
func splitList(value string) []string {
	var all []string
	from := 0
	for i := 0; i < len(value); i++ {
		switch value[i] {
		case '\\':
			i++
		case ',':
			all = append(all, value[from:i])
			from = i + 1
		}
	}
	return append(all, value[from:])
}

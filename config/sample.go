package config

import (
	_ "embed"
	"fmt"
	"strings"
	"text/template"
	"unicode"
)

//go:embed sample.toml.tmpl
var sample string

// InitAnswers are what `tresse init` asked. Empty ones take the default.
type InitAnswers struct {
	Timezone  string
	Listen    string
	PublicURL string
	Sources   []InitSource
}

// An InitSource is one source to begin with. Block holds the lines of its own
// keys, as in a connector's sample; a [[source]], name or kind in it gives way to
// Name and Kind.
type InitSource struct {
	Name  string
	Kind  string
	Block string
}

// Sample writes a commented configuration in French from the answers. The caller
// writes it with mode 0600 to a file that is not there yet.
func Sample(a InitAnswers) string {
	if a.Timezone == "" {
		a.Timezone = DefaultZone
	}
	if a.Listen == "" {
		a.Listen = DefaultListen
	}
	sources := make([]InitSource, len(a.Sources))
	for i, s := range a.Sources {
		s.Block = ownLines(s.Block)
		sources[i] = s
	}
	a.Sources = sources
	page := template.Must(template.New("sample").Funcs(template.FuncMap{"quote": quote}).Parse(sample))
	var b strings.Builder
	if err := page.Execute(&b, a); err != nil {
		panic(fmt.Sprintf("config: sample: %v", err)) // the template is part of the program
	}
	return b.String()
}

// quote writes a TOML text.
func quote(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ' || r == 0x7f || r == unicode.ReplacementChar:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// ownLines takes [[source]], name and kind, which are written from the answers,
// out of the head of a block; what follows a further header is left alone.
func ownLines(block string) string {
	var kept []string
	head := true
	for line := range strings.Lines(block) {
		line = strings.TrimRight(line, "\r\n")
		bareLine := strings.TrimSpace(line)
		if strings.HasPrefix(bareLine, "[") && !strings.HasPrefix(bareLine, "[[source]]") {
			head = false
		}
		key, _, _ := strings.Cut(bareLine, "=")
		key = strings.TrimSpace(key)
		if head && (strings.HasPrefix(bareLine, "[[source]]") || key == "name" || key == "kind") {
			continue
		}
		kept = append(kept, line)
	}
	own := strings.Trim(strings.Join(kept, "\n"), "\n")
	if own == "" {
		return ""
	}
	return own + "\n"
}

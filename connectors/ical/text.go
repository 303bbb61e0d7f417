package ical

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// text returns a property's value as plain text, "" where there is none.
func (e *Event) text(name string) string {
	if p := e.props.get(name); p != nil {
		return plain(p.Value)
	}
	return ""
}

// plain unescapes a TEXT value (RFC 5545 3.3.11): \n and \N are newlines, any
// other character behind a backslash is itself, a comma that stands alone stays.
// Control characters go, blanks at the ends too.
func plain(value string) string {
	if strings.IndexFunc(value, func(r rune) bool { return r == '\\' || unicode.IsControl(r) }) < 0 {
		return strings.TrimSpace(value)
	}
	var b strings.Builder
	b.Grow(len(value))
	escaped := false
	for _, r := range value {
		switch {
		case escaped && (r == 'n' || r == 'N'):
			b.WriteByte('\n')
		case !escaped && r == '\\':
			escaped = true
			continue
		case r == '\t' || !unicode.IsControl(r):
			b.WriteRune(r)
		}
		escaped = false
	}
	return strings.TrimSpace(b.String())
}

// oneLine returns text without newlines, for titles and names.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// readable returns a text as people read it: markup taken out, entities decoded
// once.
func readable(text string) string {
	if looksHTML(text) {
		return fromHTML(text)
	}
	if strings.IndexByte(text, '&') < 0 {
		return text
	}
	return entity.ReplaceAllStringFunc(text, html.UnescapeString)
}

// entity is a character reference with its semicolon: "&copy=1" in an address
// is none.
var entity = regexp.MustCompile(`&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});`)

// looksHTML reports whether a text holds markup: Google and Outlook write HTML
// into DESCRIPTION without a word about it. "a < b" and "<jean@example.org>"
// are none.
func looksHTML(text string) bool {
	if strings.IndexByte(text, '<') < 0 {
		return false
	}
	z := html.NewTokenizer(strings.NewReader(text))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return false
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			if name, _ := z.TagName(); markup[string(name)] {
				return true
			}
		}
	}
}

// markup holds the elements that calendar programs write.
var markup = map[string]bool{
	"a": true, "b": true, "body": true, "br": true, "div": true, "em": true, "font": true, "h1": true, "h2": true,
	"h3": true, "h4": true, "head": true, "html": true, "html-blob": true, "i": true, "img": true, "li": true,
	"meta": true, "ol": true, "p": true, "pre": true, "span": true, "strong": true, "style": true, "table": true,
	"td": true, "th": true, "tr": true, "u": true, "ul": true,
}

// fromHTML returns what a reader of an HTML text sees, as plain text: blocks on
// their own lines, list items with a dash, a link's address behind its words
// where those do not say it. Entities are decoded once.
func fromHTML(text string) string {
	w := htmlWriter{}
	z := html.NewTokenizer(strings.NewReader(text))
	for {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			return squeeze(w.b.String())
		case html.TextToken:
			if !w.hidden {
				w.b.WriteString(strings.ReplaceAll(string(z.Text()), "\u00a0", " "))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			w.open(z)
		case html.EndTagToken:
			name, _ := z.TagName()
			w.close(string(name))
		}
	}
}

type htmlWriter struct {
	b      strings.Builder
	href   string // of the link that is open
	linked int    // where its words begin
	hidden bool   // inside style, script, head
}

func (w *htmlWriter) open(z *html.Tokenizer) {
	tag, more := z.TagName()
	switch string(tag) {
	case "br", "tr", "hr", "p", "div", "ul", "ol", "h1", "h2", "h3", "h4", "table":
		w.b.WriteByte('\n')
	case "li":
		w.b.WriteString("\n- ")
	case "td", "th":
		w.b.WriteByte(' ')
	case "style", "script", "title":
		w.hidden = true
	case "a":
		w.href, w.linked = "", w.b.Len()
		for more {
			var key, val []byte
			if key, val, more = z.TagAttr(); string(key) == "href" {
				w.href = string(val)
			}
		}
	}
}

func (w *htmlWriter) close(tag string) {
	switch tag {
	case "p", "div", "ul", "ol", "h1", "h2", "h3", "h4", "table":
		w.b.WriteByte('\n')
	case "style", "script", "title":
		w.hidden = false
	case "a":
		words := strings.TrimSpace(w.b.String()[w.linked:])
		web := strings.HasPrefix(w.href, "https://") || strings.HasPrefix(w.href, "http://")
		if web && strings.TrimSuffix(words, "/") != strings.TrimSuffix(w.href, "/") {
			w.b.WriteString(" (" + w.href + ")")
		}
		w.href = ""
	}
}

// squeeze trims every line and leaves one blank line at most between two.
func squeeze(text string) string {
	var b strings.Builder
	blank := 0
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.Join(strings.Fields(line), " ")
		if line == "" {
			blank++
			continue
		}
		if b.Len() > 0 {
			b.WriteString("\n\n"[:min(blank+1, 2)])
		}
		b.WriteString(line)
		blank = 0
	}
	return b.String()
}

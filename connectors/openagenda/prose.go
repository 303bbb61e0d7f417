package openagenda

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// Bounds of what is kept. The platform's own are lower (sheet §5.1); they count
// in characters.
const (
	longestTitle  = 300
	longestProse  = 12_000
	longestTag    = 255
	longestLabel  = 500
	longestURL    = 2_000
	mostTags      = 50
	mostAddresses = 20
)

// plain is Markdown with fragments of HTML, as longDescription is (sheet §5.1),
// in plain text: what can be read aloud, with the addresses of links.
func plain(text string) string {
	text = shorten(text, 4*longestProse)
	if strings.ContainsAny(text, "<&") {
		text = unmark(autolink.ReplaceAllString(text, "$1"))
	}
	if strings.Contains(text, "](") {
		text = image.ReplaceAllString(text, "")
		text = link.ReplaceAllStringFunc(text, func(m string) string {
			parts := link.FindStringSubmatch(m)
			return linked(parts[1], parts[2])
		})
	}
	if !strings.ContainsAny(text, "*_#>`=\\-+•") {
		return tidy(text)
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = plainLine(line)
	}
	return tidy(strings.Join(lines, "\n"))
}

var (
	autolink = regexp.MustCompile(`<(https?://[^>\s]+|mailto:[^>\s]+)>`)
	image    = regexp.MustCompile(`!\[[^\]\n]*\]\([^)\n]*\)`)
	link     = regexp.MustCompile(`\[([^\]\n]*)\]\(\s*([^)\s]*)[^)\n]*\)`)
	heading  = regexp.MustCompile(`^\s{0,3}#{1,6}\s+`)
	quote    = regexp.MustCompile(`^(\s{0,3}>\s?)+`)
	bullet   = regexp.MustCompile(`^(\s*)[*+•]\s+`)
	ruler    = regexp.MustCompile(`^\s{0,3}([-*_=]\s*){3,}$`)
	strong   = regexp.MustCompile(`(\*\*|__)(\S|\S[^\n]*?\S)(\*\*|__)`)
	stressed = regexp.MustCompile(`(^|[\s(«"'’])([*_])(\S|\S[^\n*_]*?\S)([*_])([\s).,;:!?»"'’…]|$)`)
	escaped  = regexp.MustCompile("\\\\([\\\\*_{}\\[\\]()#+.!`>~|-])")
)

// plainLine takes the marks of Markdown off one line. Expressions are slow:
// each is tried only where its mark stands.
func plainLine(line string) string {
	switch start := strings.TrimLeft(line, " \t"); {
	case start == "":
		return ""
	case strings.ContainsRune("-*_=", rune(start[0])) && ruler.MatchString(line):
		return ""
	case start[0] == '#':
		line = heading.ReplaceAllString(line, "")
	case start[0] == '>':
		line = quote.ReplaceAllString(line, "")
	}
	if start := strings.TrimLeft(line, " \t"); strings.HasPrefix(start, "*") || strings.HasPrefix(start, "+") || strings.HasPrefix(start, "•") {
		line = bullet.ReplaceAllString(line, "$1- ")
	}
	if strings.ContainsAny(line, "*_") {
		line = strong.ReplaceAllString(line, "$2")
		line = stressed.ReplaceAllString(line, "$1$3$5")
	}
	line = strings.ReplaceAll(line, "`", "")
	if strings.Contains(line, "\\") {
		line = escaped.ReplaceAllString(line, "$1")
	}
	return line
}

// linked is a link in words: its text, and its address where that is another.
func linked(text, address string) string {
	text, address = strings.TrimSpace(text), strings.TrimPrefix(strings.TrimSpace(address), "mailto:")
	switch {
	case text == "" || text == address:
		return address
	case strings.HasPrefix(address, "http://") || strings.HasPrefix(address, "https://"):
		return text + " (" + address + ")"
	}
	return text
}

// unmark takes the tags off HTML. Blocks become lines, scripts and the like are
// dropped with what they hold.
func unmark(text string) string {
	var b []byte
	var address string
	var from int // where the text of the open link begins
	tokens := html.NewTokenizer(strings.NewReader(text))
	for hidden := 0; ; {
		switch kind := tokens.Next(); kind {
		case html.ErrorToken:
			return string(b)
		case html.TextToken:
			if hidden == 0 {
				b = append(b, tokens.Text()...)
			}
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			name, attributes := tokens.TagName()
			switch tag := string(name); tag {
			case "script", "style", "iframe", "noscript", "template", "title", "svg":
				hidden = max(0, hidden+map[html.TokenType]int{html.StartTagToken: 1, html.EndTagToken: -1}[kind])
			case "a":
				if kind == html.StartTagToken {
					address, from = href(tokens, attributes), len(b)
				} else if address != "" {
					b = append(b[:from], linked(string(b[from:]), address)...)
					address = ""
				}
			case "li":
				if kind == html.StartTagToken {
					b = append(b, "\n- "...)
				}
			case "p", "div", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "table", "blockquote", "section", "article":
				b = append(b, "\n\n"...)
			case "br", "tr", "hr":
				b = append(b, '\n')
			case "td", "th":
				b = append(b, ' ')
			}
		}
	}
}

func href(tokens *html.Tokenizer, more bool) string {
	address := ""
	for more {
		var name, value []byte
		name, value, more = tokens.TagAttr()
		if string(name) == "href" {
			address = string(value)
		}
	}
	return address
}

// tidy drops control characters, blanks at line ends and empty lines after one.
func tidy(text string) string {
	text = strings.ToValidUTF8(text, "\ufffd")
	if strings.ContainsAny(text, "\r\u2028\u2029") {
		text = breaks.Replace(text)
	}
	if strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && printable(r) != r }) {
		text = strings.Map(func(r rune) rune {
			if r == '\n' {
				return r
			}
			return printable(r)
		}, text)
	}
	var b strings.Builder
	empty := 0
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimRightFunc(line, unicode.IsSpace)
		if line == "" {
			empty++
			continue
		}
		if b.Len() > 0 {
			b.WriteString("\n\n"[:min(empty, 1)+1])
		}
		empty = 0
		b.WriteString(line)
	}
	return b.String()
}

var breaks = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n")

func printable(r rune) rune {
	switch {
	case r == '\t':
		return ' '
	case unicode.IsControl(r) || r == '\ufeff':
		return -1
	}
	return r
}

// oneLine is a text without line breaks, blanks collapsed, at most so long.
func oneLine(text string, most int) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f' {
			return ' '
		}
		return printable(r)
	}, strings.ToValidUTF8(text, "\ufffd"))
	return shorten(strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == ' ' }), " "), most)
}

// shorten cuts a text after so many characters, with a sign that it did.
func shorten(text string, most int) string {
	if len(text) <= most || utf8.RuneCountInString(text) <= most {
		return text
	}
	runes := 0
	for at := range text {
		if runes++; runes == most {
			return strings.TrimRightFunc(text[:at], unicode.IsSpace) + "…"
		}
	}
	return text
}

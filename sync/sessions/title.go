package sessions

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"tresse"
)

// A Title is a title as mediators write it, taken apart: what it is about, and
// what sets it apart from others that are about the same.
type Title struct {
	Words    []string // strong ones, folded, without plurals, sorted, each once
	Weak     []string // those that say little: verbs, "numérique"
	Number   int      // of a séance: "2/3"; 0 where none is said
	Of       int      // how many séances are said; 0 none
	Spelled  bool     // the number is called one ("séance 2"), not a bare "2/3"
	Course   bool     // a parcours, cycle, programme is said
	Level    string   // "", debutant, intermediaire, avance, or niveau-…
	Audience []string // for whom, sorted
	Language []string // in which language, sorted
	Room     string   // "salle 2"
	Group    string   // "groupe B"
	// Beginning: "initiation", "premiers pas": nearly everything is called so, and
	// it is no level, but it is not the advanced one.
	Beginning bool
}

const ordinals = `premiere?|deuxieme|seconde?|troisieme|quatrieme|cinquieme|sixieme|1ere?|1er|[2-9]e(?:me)?`

// What a title says of its séance, in a folded text.
var (
	outOf    = `\s*(?:/|sur|de)\s*`
	called   = regexp.MustCompile(`(?:^| )(?:seances?|sessions?|modules?|parties?|etapes?|volets?|episodes?|rencontres?|ateliers?|cours|jours?)\s*(?:n|no|numero)?\s*(\d{1,2})(?:` + outOf + `(\d{1,2}))?(?: |$)`)
	ordered  = regexp.MustCompile(`(?:^| )(` + ordinals + `) (?:seance|session|partie|module|atelier|etape|volet|rencontre|cours|jour)(?: |$)`)
	fraction = regexp.MustCompile(`(?:^| )(\d{1,2})\s*(?:/|sur)\s*(\d{1,2})(?: |$)`)
	short    = regexp.MustCompile(`(?:^| )[sj](\d{1,2})(?: |$)`)
	many     = regexp.MustCompile(`(?:^| )(?:en |de |cycle de |parcours de )?(\d{1,2}|deux|trois|quatre|cinq|six|huit|dix) (?:seances|sessions|modules|ateliers|rencontres|etapes|cours|jours)(?: |$)`)
	dated    = regexp.MustCompile(`(?:^| )(?:du|le|au|des) \d{1,2}\s*/\s*\d{1,2}`)
	course   = regexp.MustCompile(`(?:^| )(?:parcours|cycle|programme)(?: |$)`)
	grouped  = regexp.MustCompile(`(?:^| )(?:groupe|gr) ([a-h]|\d{1,2})(?: |$)`)
	begins   = regexp.MustCompile(`(?:^| )(?:initiation|decouverte|decouvrir|premiers? pas|debuter|prise en main|bases)(?: |$)`)
	levelled = regexp.MustCompile(`(?:^| )niveau (\d|[abc]\d?|un|deux|trois)(?: |$)`)
)

// ReadTitle takes a title apart; one that says a status should have lost that
// before (tresse.ReadTitle).
func ReadTitle(title string) Title {
	var t Title
	text := fractions(title)
	text = t.readNumber(text)
	t.Course = course.MatchString(text) || t.Of > 1
	text = t.readLevel(text)
	t.Beginning = t.Level == "debutant" || t.Level == "" && begins.MatchString(text)
	if m := grouped.FindStringSubmatchIndex(text); m != nil {
		t.Group = text[m[2]:m[3]]
		text = cutOut(text, m)
	}
	t.Room = roomIn(text)
	t.readWords(text)
	return t
}

// fractions folds a title and leaves the strokes between digits.
func fractions(title string) string {
	var b strings.Builder
	rest := []rune(title)
	last := 0
	for i, r := range rest {
		if r == '/' && i > 0 && i+1 < len(rest) && digitNear(rest[:i], -1) && digitNear(rest[i+1:], 1) {
			b.WriteString(fold(string(rest[last:i])))
			b.WriteString("/")
			last = i + 1
		}
	}
	b.WriteString(fold(string(rest[last:])))
	return b.String()
}

// digitNear reports whether the rune beside a stroke, past blanks, is a digit.
func digitNear(runes []rune, towards int) bool {
	at := 0
	if towards < 0 {
		at = len(runes) - 1
	}
	for ; at >= 0 && at < len(runes); at += towards {
		if !unicode.IsSpace(runes[at]) {
			return unicode.IsDigit(runes[at])
		}
	}
	return false
}

// mostSeances bounds the length of a parcours: more is a repetition, or no
// number of séances at all.
const mostSeances = 20

// readNumber takes the number of a séance out of a folded text.
func (t *Title) readNumber(text string) string {
	if m := called.FindStringSubmatchIndex(text); m != nil {
		t.Number, t.Spelled = digits(text, m, 1), true
		t.Of = digits(text, m, 2)
		text = cutOut(text, m)
	} else if m := ordered.FindStringSubmatchIndex(text); m != nil {
		t.Number, t.Spelled = ordinal(text[m[2]:m[3]]), true
		text = cutOut(text, m)
	} else if m := fraction.FindStringSubmatchIndex(text); m != nil && !dated.MatchString(text) {
		if n, of := digits(text, m, 1), digits(text, m, 2); n >= 1 && n <= of && of > 1 {
			t.Number, t.Of = n, of
			text = cutOut(text, m)
		}
	} else if m := short.FindStringSubmatchIndex(text); m != nil {
		t.Number = digits(text, m, 1)
		text = cutOut(text, m)
	}
	if m := many.FindStringSubmatchIndex(text); m != nil {
		if n := counted(text[m[2]:m[3]]); t.Of == 0 {
			t.Of = n
		}
		text = cutOut(text, m)
	}
	if t.Of > mostSeances || t.Of > 0 && t.Number > t.Of {
		t.Of = 0
	}
	return text
}

// cutOut leaves out what m found, but for what a word before it needs.
func cutOut(text string, m []int) string {
	return strings.TrimSpace(text[:m[0]]) + " " + strings.TrimSpace(text[m[1]:])
}

func digits(text string, m []int, group int) int {
	if m[2*group] < 0 {
		return 0
	}
	n, _ := strconv.Atoi(text[m[2*group]:m[2*group+1]])
	return n
}

func ordinal(word string) int {
	for n, words := range [...][]string{
		1: {"premier", "premiere", "1er", "1ere"}, 2: {"deuxieme", "second", "seconde"}, 3: {"troisieme"}, 4: {"quatrieme"}, 5: {"cinquieme"}, 6: {"sixieme"},
	} {
		if slices.Contains(words, word) {
			return n
		}
	}
	return int(word[0] - '0') // 2e, 3eme
}

func counted(word string) int {
	if n, err := strconv.Atoi(word); err == nil {
		return n
	}
	return map[string]int{"deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "huit": 8, "dix": 10}[word]
}

// readLevel takes the level out of a text. Initiation is said of nearly
// everything and is no level by itself.
func (t *Title) readLevel(text string) string {
	if m := levelled.FindStringSubmatchIndex(text); m != nil {
		switch said := text[m[2]:m[3]]; said {
		case "1", "un":
			t.Level = "debutant"
		case "2", "deux":
			t.Level = "intermediaire"
		case "3", "trois":
			t.Level = "avance"
		default:
			t.Level = "niveau-" + said
		}
		return cutOut(text, m)
	}
	kept := strings.Fields(text)[:0]
	for _, w := range strings.Fields(text) {
		if level := levelOf(w); level != "" {
			if t.Level == "" {
				t.Level = level
			}
			continue
		}
		kept = append(kept, w)
	}
	return strings.Join(kept, " ")
}

func levelOf(word string) string {
	switch strings.TrimSuffix(strings.TrimSuffix(word, "s"), "e") {
	case "debutant", "faux-debutant":
		return "debutant"
	case "intermediair":
		return "intermediaire"
	case "perfectionnement", "avanc", "confirm", "approfondissement", "expert":
		return "avance"
	}
	return ""
}

// beyondFirst: somebody who begins would be lost.
func (t *Title) beyondFirst() bool {
	return t.Level != "" && t.Level != "debutant" && !strings.HasPrefix(t.Level, "niveau-a")
}

// LevelIn is the level that a title says, as the mediator reads it; "" for none.
func LevelIn(title string) string {
	lower := strings.ToLower(title)
	if !slices.ContainsFunc([]string{"but", "niveau", "perfec", "interm", "avanc", "confirm", "approf", "expert"}, func(w string) bool { return strings.Contains(lower, w) }) {
		return ""
	}
	var t Title
	t.readLevel(fold(title))
	return t.LevelWord()
}

// LevelWord is a level as the mediator reads it, "" for none.
func (t *Title) LevelWord() string {
	switch t.Level {
	case "debutant":
		return "débutant"
	case "intermediaire":
		return "intermédiaire"
	case "avance":
		return "avancé"
	}
	if letter, ok := strings.CutPrefix(t.Level, "niveau-"); ok {
		return "niveau " + strings.ToUpper(letter)
	}
	return ""
}

// readWords sorts what is left into what a title is about, for whom it is, in
// which language, and what says little.
func (t *Title) readWords(text string) {
	for i := range phrases {
		if p := &phrases[i]; p.in(text) {
			text = p.form.ReplaceAllString(text, p.by)
		}
	}
	for _, w := range strings.Fields(text) {
		if filler[w] {
			continue
		}
		switch w = synonym(singular(w)); {
		case filler[w] || len(w) == 1 && w[0] > '9':
		case audience[w] != "":
			t.Audience = append(t.Audience, audience[w])
		case language[w]:
			t.Language = append(t.Language, w)
		case weak[w]:
			t.Weak = append(t.Weak, w)
		default:
			t.Words = append(t.Words, w)
		}
	}
	for _, list := range []*[]string{&t.Words, &t.Weak, &t.Audience, &t.Language} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
}

// Key is what titles of one parcours, or of one series, share.
func (t *Title) Key() string {
	words := t.Words
	if len(words) == 0 {
		words = t.Weak
	}
	return strings.Join(words, " ") + "|" + t.Level + "|" + strings.Join(t.Audience, " ") + "|" + strings.Join(t.Language, " ")
}

// kindWord tells which kinds a session cannot be at once: what is not known, or
// another thing altogether, may be any.
func kindsClash(a, b tresse.Kind) bool {
	plain := func(k tresse.Kind) bool { return k == "" || k == tresse.OtherKind }
	return a != b && !plain(a) && !plain(b)
}

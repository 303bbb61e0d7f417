package openagenda

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The wire types of v2 (sheet §3.4, §5). They take what occurs in captures: a
// number as a text, 0 for false, a single text where a map of languages is
// usual. What is not read here never enters tresse: the contributor (member),
// the people who own the event, the contact of a place.

// list is one page of events.
type list struct {
	items []item
	after position
}

// item is one event of a list, or why it could not be read.
type item struct {
	event
	err error
}

// envelope is what a page is sent in.
type envelope[T any] struct {
	Success *bool    `json:"success"`
	Events  *[]T     `json:"events"`
	After   position `json:"after"`
}

// decodeList reads a page at once; where something in it does not fit, each item
// alone, so that one bad event costs itself.
func decodeList(body []byte) (list, error) {
	var good envelope[event]
	if json.Unmarshal(body, &good) == nil {
		return listOf(good, func(e event) item { return item{e, e.check()} })
	}
	var loose envelope[json.RawMessage]
	if err := json.Unmarshal(body, &loose); err != nil {
		return list{}, err
	}
	return listOf(loose, func(raw json.RawMessage) item {
		e, err := decodeEvent(raw)
		return item{e, err}
	})
}

// listOf refuses an answer that says success:false, or holds no list, even with
// status 200 (sheet §1.4).
func listOf[T any](from envelope[T], read func(T) item) (list, error) {
	switch {
	case from.Success != nil && !*from.Success:
		return list{}, errNoSuccess
	case from.Events == nil:
		return list{}, errNoList
	}
	l := list{items: make([]item, len(*from.Events)), after: from.After}
	for i, e := range *from.Events {
		l.items[i] = read(e)
	}
	return l, nil
}

var (
	errNoSuccess = errors.New("the platform says that it failed")
	errNoList    = errors.New("an answer without a list of events")
	errNoUID     = errors.New("no uid")
)

// single is the answer for one event.
type single struct {
	Success *bool           `json:"success"`
	Event   json.RawMessage `json:"event"`
}

// event is one event, or its tombstone.
type event struct {
	UID              number         `json:"uid"`
	Removed          truth          `json:"removed"`
	UpdatedAt        moment         `json:"updatedAt"`
	Title            text           `json:"title"`
	Description      text           `json:"description"`
	LongDescription  text           `json:"longDescription"`
	Conditions       text           `json:"conditions"`
	Keywords         words          `json:"keywords"`
	Timings          []*timing      `json:"timings"`
	Timezone         string         `json:"timezone"`
	OnlineAccessLink string         `json:"onlineAccessLink"`
	Location         *location      `json:"location"`
	Registration     []registration `json:"registration"`
	Status           code           `json:"status"`
	State            *code          `json:"state"`
	Private          truth          `json:"private"`
	Draft            truth          `json:"draft"`
	OriginAgenda     struct {
		UID number `json:"uid"`
	} `json:"originAgenda"`
}

type timing struct {
	Begin string `json:"begin"`
	End   string `json:"end"`
}

type location struct {
	Name       word       `json:"name"`
	Address    word       `json:"address"`
	PostalCode word       `json:"postalCode"`
	City       word       `json:"city"`
	Latitude   coordinate `json:"latitude"`
	Longitude  coordinate `json:"longitude"`
	Timezone   string     `json:"timezone"`
}

// decodeEvent reads one item. When it fails, the uid and the moment are still
// there if they could be read, so that what is known of the event is not taken
// for gone.
func decodeEvent(raw []byte) (event, error) {
	var e event
	err := json.Unmarshal(raw, &e)
	if err == nil {
		return e, e.check()
	}
	var bare struct {
		UID       json.RawMessage `json:"uid"`
		UpdatedAt moment          `json:"updatedAt"`
	}
	_ = json.Unmarshal(raw, &bare)
	e = event{UpdatedAt: bare.UpdatedAt}
	_ = json.Unmarshal(bare.UID, &e.UID)
	return e, errors.New(reason(err))
}

func (e *event) check() error {
	if e.UID <= 0 {
		return errNoUID
	}
	return nil
}

// reason tells why an item cannot be read without repeating anything of it.
func reason(err error) string {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) && wrong.Field != "" {
		return "field " + strconv.QuoteToASCII(wrong.Field) + " has the wrong type"
	}
	if errors.As(err, &wrong) {
		return "it is no object"
	}
	return err.Error()
}

// mismatch is what encoding/json itself reports, so that it adds the field.
func mismatch() error { return &json.UnmarshalTypeError{Value: "value"} }

var null = []byte("null")

// number is an integer, also as a text (sheet §5.8).
type number int64

func (n *number) UnmarshalJSON(b []byte) error {
	if bytes.Equal(b, null) {
		return nil
	}
	i, err := strconv.ParseInt(strings.Trim(string(b), `"`), 10, 64)
	if err != nil {
		return mismatch()
	}
	*n = number(i)
	return nil
}

// truth is true or false, 1 or 0, null.
type truth bool

func (f *truth) UnmarshalJSON(b []byte) error {
	switch strings.Trim(string(b), `"`) {
	case "true", "1":
		*f = true
	case "false", "0", "null", "":
		*f = false
	default:
		return mismatch()
	}
	return nil
}

// code is an entry of an enumeration: a number, or {"id": number} where labels
// were asked for (sheet §3.2). 0 where there is none.
type code int

func (c *code) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '{' {
		var labelled struct {
			ID *number `json:"id"`
		}
		if err := json.Unmarshal(b, &labelled); err != nil || labelled.ID == nil {
			return mismatch()
		}
		*c = code(*labelled.ID)
		return nil
	}
	var n number
	if err := n.UnmarshalJSON(b); err != nil {
		return err
	}
	*c = code(n)
	return nil
}

// moment is a time of the server; zero where it cannot be read.
type moment struct{ time.Time }

func (m *moment) UnmarshalJSON(b []byte) error {
	m.Time, _ = parseInstant(strings.Trim(string(b), `"`))
	return nil
}

// coordinate is a number, also as a text.
type coordinate float64

func (c *coordinate) UnmarshalJSON(b []byte) error {
	f, err := strconv.ParseFloat(strings.Trim(string(b), `"`), 64)
	if err == nil {
		*c = coordinate(f)
	}
	return nil
}

// word is a short text; a bulk import may have left a number.
type word string

func (l *word) UnmarshalJSON(b []byte) error {
	switch {
	case len(b) > 0 && b[0] == '"':
		return json.Unmarshal(b, (*string)(l))
	case bytes.Equal(b, null):
		return nil
	case len(b) > 0 && (b[0] == '-' || b[0] >= '0' && b[0] <= '9'):
		*l = word(b)
		return nil
	}
	return mismatch()
}

// text is one language of a multilingual map: French, else the first in order
// that says something (sheet §5.8); or a single text.
type text string

func (t *text) UnmarshalJSON(b []byte) error {
	switch {
	case bytes.Equal(b, null):
		return nil
	case b[0] == '"':
		return json.Unmarshal(b, (*string)(t))
	case b[0] != '{':
		return mismatch()
	}
	languages, err := languagesOf[*string](b)
	if err != nil {
		return err
	}
	*t = text(chosen(languages, func(s *string) (string, bool) {
		if s == nil {
			return "", false
		}
		return *s, strings.TrimSpace(*s) != ""
	}))
	return nil
}

// languagesOf reads a multilingual map; what is under no code of a language is
// none of it.
func languagesOf[V any](b []byte) (map[string]V, error) {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(b, &all); err != nil {
		return nil, mismatch()
	}
	languages := make(map[string]V, len(all))
	for code, raw := range all {
		if !isLanguage(code) {
			continue
		}
		var v V
		if err := json.Unmarshal(raw, &v); err != nil {
			return nil, mismatch()
		}
		languages[code] = v
	}
	return languages, nil
}

// isLanguage: two or three letters, perhaps with a region: fr, en, pt-BR.
func isLanguage(code string) bool {
	language, _, _ := strings.Cut(code, "-")
	if len(language) < 2 || len(language) > 3 || len(code) > 8 {
		return false
	}
	for _, c := range language {
		if c < 'a' || c > 'z' {
			return false
		}
	}
	return true
}

// words are keywords: a map of languages to lists, a list, or null. A single
// text is a list with commas.
type words []string

func (w *words) UnmarshalJSON(b []byte) error {
	switch {
	case bytes.Equal(b, null):
		return nil
	case b[0] == '{':
		languages, err := languagesOf[words](b)
		if err != nil {
			return err
		}
		*w = chosen(languages, func(l words) (words, bool) { return l, len(l) > 0 })
		return nil
	case b[0] == '[':
		var items []*string
		if err := json.Unmarshal(b, &items); err != nil {
			return mismatch()
		}
		for _, item := range items {
			if item != nil {
				*w = append(*w, *item)
			}
		}
		return nil
	case b[0] == '"':
		var all string
		if err := json.Unmarshal(b, &all); err != nil {
			return mismatch()
		}
		*w = strings.Split(all, ",")
		return nil
	}
	return mismatch()
}

// chosen is the value in French, else the first in order of language that says
// something.
func chosen[V, R any](languages map[string]V, says func(V) (R, bool)) R {
	if v, there := languages["fr"]; there {
		if r, ok := says(v); ok {
			return r
		}
	}
	for _, language := range slices.Sorted(maps.Keys(languages)) {
		if r, ok := says(languages[language]); ok {
			return r
		}
	}
	var none R
	return none
}

// registration is a way to register (sheet §6); an address may stand alone.
type registration struct{ Type, Value string }

func (r *registration) UnmarshalJSON(b []byte) error {
	switch {
	case bytes.Equal(b, null):
		return nil
	case b[0] == '"':
		r.Type = "link"
		return json.Unmarshal(b, &r.Value)
	}
	var full struct {
		Type  string `json:"type"`
		Value string `json:"value"` // may be null
	}
	if err := json.Unmarshal(b, &full); err != nil {
		return mismatch()
	}
	*r = registration(full)
	return nil
}

// position is a cursor: the elements of after as raw text, quotes stripped,
// never read as numbers (sheet §3.5). Empty where there is none.
type position []string

// Bounds of a cursor: a list walks on two to four short values.
const (
	mostElements = 16
	longest      = 256
)

func (p *position) UnmarshalJSON(b []byte) error {
	*p = nil
	if bytes.Equal(b, null) {
		return nil
	}
	elements := []json.RawMessage{b} // some lists give a single value
	if b[0] == '[' {
		elements = nil
		if err := json.Unmarshal(b, &elements); err != nil {
			return mismatch()
		}
	}
	if len(elements) > mostElements {
		return mismatch()
	}
	for _, e := range elements {
		element := string(e)
		if e[0] == '"' && json.Unmarshal(e, &element) != nil || len(element) > longest {
			return mismatch()
		}
		*p = append(*p, element)
	}
	return nil
}

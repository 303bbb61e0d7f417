package conformance

// A Wire changes the answers of a platform on their way, as the platform itself
// might one day. Where an answer is not what it knows, it leaves it as it is.
type Wire interface {
	// Fields returns the fields of the first item in body that holds mark, or
	// with mark "" those around the items.
	Fields(body []byte, mark string) []Field
	// Set gives a field of each such item another value; nil is null.
	Set(body []byte, mark, path string, value any) []byte
	// Wrong returns values that are of another type than the field's.
	Wrong(Field) []any
	// Widen adds fields that nobody has documented, with text as their value,
	// wherever one can stand.
	Widen(body []byte, text string) []byte
}

// A Field is one field of an answer. Path names it whatever its place in a
// list. Value is a string where it is a text, nil where it is null.
type Field struct {
	Path  string
	Value any
}

// writable reports whether a text can stand in the field.
func (f Field) writable() bool {
	_, text := f.Value.(string)
	return text || f.Value == nil
}

package rdvsp

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// A page is one page of a list of appointments.
type page struct {
	items []item
	meta  meta
}

// An item is one appointment of a page, decoded as far as it can be.
type item struct {
	*rdv          // never nil
	misfit string // the first field of an unexpected type
	object bool
}

// more reports whether there is a page after this one, which is the numberth:
// next_page says so, or total_pages where that is missing.
func (p *page) more(number int) bool {
	return p.meta.Next != nil || number < p.meta.TotalPages && len(p.items) > 0
}

// mostRows bounds a page, which holds 100 (sheet §4), and doubles.
const mostRows = 2000

// decodePage decodes the appointments of a page one by one, so that an odd one
// costs itself and no other, and endless ones cost nothing. It returns nil for
// what is no such list.
func decodePage(body []byte) *page {
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	if dense(body) {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(body))
	p, known := &page{}, false
	if !opens(d, '{') {
		return nil
	}
	for d.More() {
		key, err := d.Token()
		switch {
		case err != nil:
			return nil
		case key == "rdvs":
			if p.items = decodeItems(d); p.items == nil {
				return nil
			}
		case key == "meta":
			var m *meta
			if !decodes(d, &m) || m == nil {
				return nil
			}
			p.meta, known = *m, true
		default:
			var passed json.RawMessage
			if d.Decode(&passed) != nil {
				return nil
			}
		}
	}
	if _, err := d.Token(); err != nil || p.items == nil || !known {
		return nil
	}
	if _, err := d.Token(); err != io.EOF {
		return nil // something after the end
	}
	return p
}

// decodeItems decodes a list of appointments; nil where it is none, or has no
// end.
func decodeItems(d *json.Decoder) []item {
	if !opens(d, '[') {
		return nil
	}
	items := []item{}
	for d.More() {
		if len(items) == mostRows {
			return nil
		}
		i := item{rdv: new(rdv), object: true}
		err := d.Decode(i.rdv)
		var wrong *json.UnmarshalTypeError
		switch {
		case errors.As(err, &wrong):
			// The decoder goes on after a value of the wrong type; without a field, it
			// is the appointment itself that is none.
			i.misfit, i.object = wrong.Field, wrong.Field != ""
		case err != nil:
			return nil
		}
		items = append(items, i)
	}
	if _, err := d.Token(); err != nil {
		return nil
	}
	return items
}

func opens(d *json.Decoder, with json.Delim) bool {
	t, err := d.Token()
	return err == nil && t == with
}

// decodes reports whether the next value is JSON that can be made something of.
func decodes(d *json.Decoder, into any) bool {
	err := d.Decode(into)
	var wrong *json.UnmarshalTypeError
	return err == nil || errors.As(err, &wrong)
}

// dense reports a text of next to nothing but values: a name and a value of the
// platform are never under eight bytes together, and a megabyte of "{}," would
// take a gigabyte to hold.
func dense(body []byte) bool { return bytes.Count(body, []byte{','})*8 > len(body)+4096 }

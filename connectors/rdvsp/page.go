package rdvsp

import (
	"bytes"
	"encoding/json"
	"errors"
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

// decodePage decodes the appointments of a page: at one go, which is how nearly
// all are; or, where a value has an unexpected type, one by one, to tell which.
// It returns nil for what is no such list.
func decodePage(body []byte) *page {
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	var whole struct {
		RDVs []rdv `json:"rdvs"`
		Meta *meta `json:"meta"`
	}
	err := json.Unmarshal(body, &whole)
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong):
		return decodeOneByOne(body)
	case err != nil, whole.RDVs == nil, whole.Meta == nil:
		return nil
	}
	p := &page{meta: *whole.Meta, items: make([]item, len(whole.RDVs))}
	for n := range whole.RDVs {
		p.items[n] = item{rdv: &whole.RDVs[n], object: true}
	}
	return p
}

func decodeOneByOne(body []byte) *page {
	var l list
	if json.Unmarshal(body, &l) != nil || l.RDVs == nil || l.Meta == nil {
		return nil
	}
	p := &page{meta: *l.Meta, items: make([]item, len(l.RDVs))}
	for n, raw := range l.RDVs {
		p.items[n] = decodeItem(raw)
	}
	return p
}

func decodeItem(raw json.RawMessage) item {
	i := item{rdv: new(rdv)}
	i.misfit, i.object = lenient(raw, i.rdv)
	return i
}

// lenient decodes what it can of raw into v. It returns the path of the first
// field whose value has an unexpected type, "" where all fit, and false where
// raw is no object at all.
func lenient(raw json.RawMessage, v any) (misfit string, ok bool) {
	if raw = bytes.TrimSpace(raw); len(raw) == 0 || raw[0] != '{' {
		return "", false
	}
	err := json.Unmarshal(raw, v)
	if err == nil {
		return "", true
	}
	// encoding/json goes on after a value of the wrong type, and stops at broken
	// syntax.
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return wrong.Field, true
	}
	return "", false
}

package zeeg

import (
	"encoding/json"
	"errors"
)

// A page is one page of a list of events. Pagination is nil where it was
// missing, and items where there was no collection.
type page struct {
	items      []item
	pagination *pagination
}

// An item is one event of a page, decoded as far as it can be.
type item struct {
	*event        // never nil
	misfit string // the first field of an unexpected type
	object bool
}

func decodeItem(raw json.RawMessage) item {
	i := item{event: new(event)}
	i.misfit, i.object = lenient(raw, i.event)
	return i
}

// decodePage decodes the events of a page: at one go, which is how nearly all
// are; or, where a value has an unexpected type, one by one, to tell which. It
// returns nil for what is no list.
func decodePage(body []byte) *page {
	var whole struct {
		Collection []event     `json:"collection"`
		Pagination *pagination `json:"pagination"`
	}
	err := json.Unmarshal(body, &whole)
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong):
		return decodeOneByOne(body)
	case err != nil:
		return nil
	}
	p := &page{pagination: whole.Pagination}
	if whole.Collection != nil {
		p.items = make([]item, len(whole.Collection))
	}
	for n := range whole.Collection {
		p.items[n] = item{event: &whole.Collection[n], object: true}
	}
	return p
}

func decodeOneByOne(body []byte) *page {
	var l list
	if json.Unmarshal(body, &l) != nil {
		return nil
	}
	p := &page{pagination: l.Pagination, items: make([]item, len(l.Collection))}
	for n, raw := range l.Collection {
		p.items[n] = decodeItem(raw)
	}
	return p
}

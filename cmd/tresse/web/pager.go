package web

import (
	"encoding/binary"
	"sort"

	"tresse"
	"tresse/store"
)

// A pager reads one page of a list whose places are known, without ever holding
// much more than that page.
type pager[T any] struct {
	places []store.Placing
	load   func([]tresse.ID) ([]T, error)
	id     func(*T) tresse.ID
	keep   func(*T) bool // nil keeps all
}

// chunk is how many views are looked through at a time.
const chunk = 500

// page returns the objects after the cursor, how many there are in all, and the
// cursor of the next page.
func (p pager[T]) page(q *query) (found []T, total int, next string, err error) {
	start := sort.Search(len(p.places), func(i int) bool { return string(p.places[i]) > q.after })
	if p.keep == nil {
		end := min(start+q.limit, len(p.places))
		if end < len(p.places) {
			next = cursor(string(p.places[end-1]))
		}
		found, err = p.load(ids(p.places[start:end]))
		return found, len(p.places), next, err
	}
	return p.sift(q, start)
}

// sift reads the whole list, chunk by chunk, and keeps the page: only so is it
// known how many there are.
func (p pager[T]) sift(q *query, start int) (found []T, total int, next string, err error) {
	var last store.Placing
	for from := 0; from < len(p.places); from += chunk {
		places := p.places[from:min(from+chunk, len(p.places))]
		if err := q.ctx.Err(); err != nil {
			return nil, 0, "", err
		}
		list, err := p.load(ids(places))
		if err != nil {
			return nil, 0, "", err
		}
		at := make(map[tresse.ID]int, len(places))
		for i, place := range places {
			at[place.ID()] = from + i
		}
		for i := range list {
			index, there := at[p.id(&list[i])]
			if !there || !p.keep(&list[i]) { // not there: it became another's alias meanwhile
				continue
			}
			total++
			switch {
			case index < start:
			case len(found) < q.limit:
				found, last = append(found, list[i]), p.places[index]
			default:
				next = cursor(string(last))
			}
		}
	}
	return found, total, next, nil
}

func ids(places []store.Placing) []tresse.ID {
	list := make([]tresse.ID, len(places))
	for i, p := range places {
		list[i] = p.ID()
	}
	return list
}

// slice is page for a short list that is at hand: the cursor counts.
func slice[T any](list []T, q *query) (found []T, total int, next string, err error) {
	start := uint64(0)
	if q.after != "" {
		if len(q.after) != 8 {
			return nil, 0, "", mistake("« cursor » se reprend tel quel de « next ».")
		}
		start = min(binary.BigEndian.Uint64([]byte(q.after)), uint64(len(list)))
	}
	end := min(int(start)+q.limit, len(list))
	if end < len(list) {
		next = cursor(string(binary.BigEndian.AppendUint64(nil, uint64(end))))
	}
	return list[start:end], len(list), next, nil
}

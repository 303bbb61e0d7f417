package zeegtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// stampForm is the form of every date of the samples: UTC, six decimals, Z.
const stampForm = "2006-01-02T15:04:05.000000Z"

func stamp(t time.Time) string { return t.UTC().Format(stampForm) }

func answer(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		refuse(w, http.StatusInternalServerError)
		return
	}
	send(w, status, body)
}

func send(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	w.Write(body)
}

// refuse answers with the longer shape of error body.
func refuse(w http.ResponseWriter, status int) {
	answer(w, status, map[string]any{"success": false, "message": http.StatusText(status), "status": status})
}

// refuseShort answers with the shorter one.
func refuseShort(w http.ResponseWriter, status int) {
	answer(w, status, map[string]any{"error": http.StatusText(status)})
}

// invalid is a 422. Choice: messages in lists by field.
func invalid(w http.ResponseWriter, field, message string) {
	answer(w, http.StatusUnprocessableEntity, map[string]any{
		"success": false, "message": message, "status": http.StatusUnprocessableEntity,
		"errors": map[string][]string{field: {message}},
	})
}

// turn is the part of a list that was asked for.
type turn struct{ count, page int }

// pagination of sheet §3: the next page is a path that starts at /v2 and does
// not repeat the filters.
func (t turn) pagination(path string, total, here int) map[string]any {
	pages := max(1, (total+t.count-1)/t.count)
	link := func(page int) any {
		if page < 1 || page > pages {
			return nil
		}
		return fmt.Sprintf("%s?page=%d", path, page)
	}
	return map[string]any{
		"total": total, "count": here, "totalPages": pages, "currentPage": t.page,
		"previousPage": link(t.page - 1), "nextPage": link(t.page + 1),
	}
}

// bounds returns where the page begins and ends among total items; a page
// beyond the end is empty (choice).
func (t turn) bounds(total int) (from, to int) {
	from = min((t.page-1)*t.count, total)
	return from, min(from+t.count, total)
}

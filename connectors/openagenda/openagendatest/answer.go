package openagendatest

import (
	"encoding/json"
	"net/http"
)

func answer(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		http.Error(w, "{}", http.StatusInternalServerError)
		return
	}
	send(w, status, body)
}

func send(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	w.Write(body)
}

// refuse answers with an error body of v2, which has no uniform envelope
// (sheet §1.4).
func refuse(w http.ResponseWriter, status int, message string, info map[string]any) {
	body := map[string]any{"message": message}
	if info != nil {
		body["info"] = info
	}
	answer(w, status, body)
}

// invalid is the 400 of a filter that cannot be read. Choice: the body of a
// refused write, the only one known.
func invalid(w http.ResponseWriter, field string) {
	answer(w, http.StatusBadRequest, map[string]any{
		"message": "data is invalid",
		"errors":  []map[string]any{{"field": field, "code": "date.invalid", "message": "value is not a valid date"}},
		"info":    map[string]any{},
	})
}

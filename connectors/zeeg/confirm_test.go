package zeeg

import (
	"context"
	"errors"
	"io"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tresse"
	"tresse/connectors"
	"tresse/connectors/zeeg/zeegtest"
)

func refs(externals ...string) []tresse.Ref {
	var all []tresse.Ref
	for _, e := range externals {
		all = append(all, tresse.NewRef("rendezvous", e))
	}
	return all
}

func (h *house) confirms(asked []tresse.Ref, want ...connectors.Presence) {
	h.Helper()
	got, err := h.connector.Confirm(context.Background(), asked)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		h.Errorf("error %v, presences (-want +got):\n%s", err, diff)
	}
}

func TestConfirm(t *testing.T) {
	h := newHouse(t)
	moved := h.stand.AddEvent(zeegtest.Event{Start: now})
	who := h.stand.Book(moved, zeegtest.Invitee{Name: "Aline Modèle"})
	other := h.stand.Book(moved, zeegtest.Invitee{Name: "Driss Exemple"})
	h.stand.Move(moved, now.Add(200*day))
	cancelled := h.stand.AddEvent(zeegtest.Event{Start: now, Status: zeegtest.Cancelled})
	gone := h.stand.AddEvent(zeegtest.Event{Start: now})
	h.stand.Delete(gone)
	h.stand.Edit(moved, func(e *zeegtest.Event) { e.Invitees = e.Invitees[:1] })
	h.stand.Forget()
	h.confirms(
		refs(moved, gone, moved+"/"+who, moved+"/"+other, gone+"/zg-O", cancelled, "..", "zg-O?x=/../y"),
		connectors.Present, connectors.Gone, connectors.Present, connectors.Gone, connectors.Gone, connectors.Present, connectors.Unknown, connectors.Gone,
	)
	if n := len(h.stand.Requests()); n != 4 {
		t.Errorf("took %d requests, want one an event: 4", n)
	}
}

func TestConfirmNothing(t *testing.T) {
	h := newHouse(t)
	got, err := h.connector.Confirm(context.Background(), nil)
	if len(got) != 0 || err != nil {
		t.Errorf("%v, %v", got, err)
	}
}

// TestConfirmUnknown says nothing where Zeeg says nothing, and stops asking
// where that is useless.
func TestConfirmUnknown(t *testing.T) {
	for status, requests := range map[int]int{401: 1, 403: 3, 429: 1, 500: 2, 418: 2} {
		h := newHouse(t)
		h.stand.Set(func(m *zeegtest.Modes) {
			m.Intercept = func(w http.ResponseWriter, _ *http.Request) bool {
				w.Header().Set("Retry-After", "900")
				w.WriteHeader(status)
				return true
			}
		})
		h.confirms(refs("zg-Oa", "zg-Ob", "zg-Oc"), connectors.Unknown, connectors.Unknown, connectors.Unknown)
		events := map[string]bool{}
		for _, r := range h.stand.Requests() {
			events[r] = true
		}
		if len(events) != requests {
			t.Errorf("%d: asked for %d events, want %d", status, len(events), requests)
		}
	}
}

func TestConfirmOddAnswers(t *testing.T) {
	for _, body := range []string{`{}`, `{"resource":null}`, `{"resource":{"uuid":"zg-Oother"}}`, `{"error":"x"}`, `<html>`, `[]`} {
		h := newHouse(t)
		h.stand.Set(func(m *zeegtest.Modes) {
			m.Intercept = func(w http.ResponseWriter, _ *http.Request) bool { io.WriteString(w, body); return true }
		})
		h.confirms(refs("zg-Oa"), connectors.Unknown)
	}
}

func TestConfirmCancelled(t *testing.T) {
	h := newHouse(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := h.connector.Confirm(ctx, refs("zg-Oa")); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// TestRead gives what a pull gives, though the single read says active.
func TestRead(t *testing.T) {
	h := newHouse(t)
	page := h.stand.AddPage(zeegtest.Page{Title: "Atelier CV", Type: zeegtest.Group, Capacity: 8})
	event := h.stand.AddEvent(zeegtest.Event{Page: page, Start: now})
	who := h.stand.Book(event, zeegtest.Invitee{Name: "Aline Modèle", Questions: []zeegtest.Question{{Question: "Téléphone", Answer: "06 39 98 12 34"}}})
	pulled := h.pull(nil)
	for _, ref := range refs(event, event+"/"+who) {
		b, err := h.connector.Read(context.Background(), ref)
		if err != nil || len(b.Listings) != 1 || len(b.Bookings) != 1 {
			t.Fatalf("%s: %+v, %v", ref, b, err)
		}
		if diff := cmp.Diff(pulled.listings[b.Listings[0].Ref], b.Listings[0]); diff != "" {
			t.Errorf("listing (-pulled +read):\n%s", diff)
		}
		if diff := cmp.Diff(pulled.bookings[b.Bookings[0].Ref], b.Bookings[0]); diff != "" {
			t.Errorf("booking (-pulled +read):\n%s", diff)
		}
	}
	for _, ref := range refs("zg-Onever", "..") {
		if _, err := h.connector.Read(context.Background(), ref); tresse.TroubleOf(err) != tresse.TroubleNotFound {
			t.Errorf("%s: %v", ref, err)
		}
	}
}

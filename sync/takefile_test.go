package syncer

import (
	"context"
	"testing"
	"time"

	"tresse"
)

// taking is a sheet that takes files.
type taking struct {
	sheet
	name string
}

func (t *taking) Take(name string, _ []byte) (string, error) {
	t.name = name
	t.write(start()...)
	return "0123", nil
}

// TestTakeFile: what is handed in is read at once, by whoever attends to pushes.
func TestTakeFile(t *testing.T) {
	s, h := newSheet(t)
	other := newPlatform("zeeg")
	taker := &taking{sheet: s}
	h.conf[0].Connector = taker
	h.restart(append(h.conf, Source{Name: "zeeg", Root: "zeeg", Kind: "fake", Place: 1, Every: time.Hour, Connector: other})...)
	for source, want := range map[string]tresse.Trouble{"zeeg": tresse.TroubleRefused, "ailleurs": tresse.TroubleNotFound} {
		if _, err := h.engine.TakeFile(source, "a.csv", nil); tresse.TroubleOf(err) != want || tresse.AdviceOf(err) == "" {
			t.Errorf("%s: %v", source, err)
		}
	}
	if key, err := h.engine.TakeFile("excel", "a.csv", nil); err != nil || key != "0123" || taker.name != "a.csv" {
		t.Fatalf("%q, %v", key, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	stop, ended := make(chan struct{}), make(chan struct{})
	told := make(chan struct{}, 100)
	h.engine.mu.Lock()
	h.engine.mu.told = func() { told <- struct{}{} }
	h.engine.mu.Unlock()
	go func() { h.engine.attend(ctx, stop); close(ended) }()
	<-told
	close(stop)
	<-ended
	cancel()
	if n := len(h.everySeat()); n != 4 {
		t.Errorf("%d seats", n)
	}
}

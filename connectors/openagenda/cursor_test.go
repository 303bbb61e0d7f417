package openagenda

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tresse/connectors"
)

func TestCursorThatIsNotOursReadsAnew(t *testing.T) {
	b := newBench(t)
	b.fill(val, 20)
	b.mustPull()
	ours := string(b.from)
	for name, from := range map[string]string{
		"garbage":         "\x00\x01{",
		"empty":           "",
		"null":            "null",
		"another version": strings.Replace(ours, `"v":1`, `"v":9`, 1),
		"another address": strings.Replace(ours, "127.0.0.1", "127.0.0.2", 1),
		"another horizon": strings.Replace(ours, `"horizon":34560000000000000`, `"horizon":1`, 1),
		"another agenda":  strings.Replace(ours, "73510284", "1", 1),
	} {
		b.from = connectors.Cursor(from)
		b.mustPull()
		if b.read() != 20 || len(b.out.Coverage) != 1 || b.out.Coverage[0].Parent != "" {
			t.Errorf("%s: %d read", name, b.read())
		}
	}
}

func TestCursorIsBounded(t *testing.T) {
	c := cursor{Version: cursorVersion, Base: "https://api.openagenda.com/v2", Agendas: map[int64]place{}}
	for i := range int64(mostAgendas) {
		events := make([]sighted, 20_000)
		at := place{Mark: math.MaxInt64, Edge: math.MaxInt64, Next: math.MaxInt64, Full: math.MaxInt64}
		at.Sums = sumsOf(events, bucketsFor(len(events), mostAgendas))
		c.Agendas[math.MaxInt64-i] = at
	}
	text := c.encode()
	if len(text) > 64<<10 {
		t.Errorf("%d bytes with everything at its longest", len(text))
	}
	if !strings.Contains(string(text), `"sums"`) {
		t.Error("sums were dropped without need")
	}
	// Hostile cursors of the platform, in every agenda.
	for i, at := range c.Agendas {
		at.Read = &reading{Since: math.MaxInt64, Mark: math.MaxInt64}
		for range mostElements {
			at.Read.After = append(at.Read.After, strings.Repeat("<", longest))
		}
		c.Agendas[i] = at
	}
	if text = c.encode(); len(text) > 64<<10 {
		t.Errorf("%d bytes", len(text))
	}
	var back cursor
	if err := json.Unmarshal(text, &back); err != nil || len(back.Agendas) != mostAgendas {
		t.Error(err)
	}
}

// The buckets that differ hold every event that differs, and few others.
func TestSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		uids := rapid.SliceOfNDistinct(rapid.Int64Range(1, 99_999_999), 0, 300, rapid.ID).Draw(t, "uids")
		var before, after []sighted
		changed := map[int64]bool{}
		for _, uid := range uids {
			was := rapid.Int64Range(0, 2e12).Draw(t, "updated")
			switch rapid.IntRange(0, 9).Draw(t, "fate") {
			case 0: // new
				after = append(after, sighted{uid, was})
				changed[uid] = true
			case 1: // gone
				before = append(before, sighted{uid, was})
			case 2: // changed
				before = append(before, sighted{uid, was})
				after = append(after, sighted{uid, was + 1})
				changed[uid] = true
			default:
				before, after = append(before, sighted{uid, was}), append(after, sighted{uid, was})
			}
		}
		buckets := bucketsFor(len(before), 1)
		old := sumsOf(before, buckets)
		if len(strays(before, old)) != 0 {
			t.Fatal("strays where nothing changed")
		}
		found := map[int64]bool{}
		for _, s := range strays(after, old) {
			found[s.uid] = true
		}
		missed := 0
		for uid := range changed {
			if !found[uid] {
				missed++ // two changes may cancel out, once in 65,536
			}
		}
		if missed > 1 {
			t.Fatalf("%d of %d changes missed", missed, len(changed))
		}
	})
}

func TestBuckets(t *testing.T) {
	for _, c := range []struct{ events, agendas, want int }{
		{0, 1, 16}, {17, 1, 32}, {1000, 1, 1024}, {20_000, 1, 4096}, {20_000, 100, 32}, {1, 384, 16}, {1, 385, 0},
	} {
		if got := bucketsFor(c.events, c.agendas); got != c.want {
			t.Errorf("%d events, %d agendas: %d buckets, want %d", c.events, c.agendas, got, c.want)
		}
	}
	if sumsOf([]sighted{{1, 2}}, 0) != nil {
		t.Error("sums without buckets")
	}
}

func TestCursorSurvivesTheStore(t *testing.T) {
	b := newBench(t)
	b.fill(val, 20)
	b.mustPull()
	var copied cursor
	if err := json.Unmarshal(b.from, &copied); err != nil {
		t.Fatal(err)
	}
	at := copied.Agendas[val]
	if at.Mark != noon.Add(-time.Minute).UnixMilli() || at.Full != noon.Unix() || at.Next != noon.Add(24*time.Hour).Unix() || copied.Cut {
		t.Errorf("%+v", at)
	}
}

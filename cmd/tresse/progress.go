package main

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

// progress returns what shows, on a terminal, how far a command that takes over
// a second has got: one line, rewritten.
func (a *app) progress() func(source string, read int) {
	if !isTerminal(a.err) {
		return nil
	}
	l := &progressLine{out: a.err, start: time.Now(), read: map[string]int{}}
	a.onClose = append(a.onClose, l.clear)
	return l.show
}

// roundProgress is progress for a round on an engine that others use too.
func (a *app) roundProgress() func(source string, read int) {
	if a.visit == nil {
		return nil // the engine was made with it
	}
	return a.progress()
}

type progressLine struct {
	out   io.Writer
	start time.Time

	mu   sync.Mutex
	read map[string]int // guarded by mu
	wide int            // guarded by mu
}

func (l *progressLine) show(source string, read int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.read[source] = read
	if time.Since(l.start) < time.Second {
		return
	}
	total := 0
	for _, n := range l.read {
		total += n
	}
	text := fmt.Sprintf("lecture : %d éléments (%s)", total, source)
	fmt.Fprint(l.out, "\r"+text+strings.Repeat(" ", max(0, l.wide-len(text))))
	l.wide = len(text)
}

func (l *progressLine) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.wide > 0 {
		fmt.Fprint(l.out, "\r"+strings.Repeat(" ", l.wide)+"\r")
		l.wide = 0
	}
}

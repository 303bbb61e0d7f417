package ical

import (
	"bufio"
	"bytes"
	"fmt"

	goical "github.com/emersion/go-ical"
)

// A decoder reads pieces with go-ical. Its buffer is used again for each.
type decoder struct{ buf *bufio.Reader }

func newDecoder() *decoder { return &decoder{bufio.NewReader(nil)} }

// decode returns the component that a piece holds. go-ical panics on lines that
// are not well formed; mend leaves none, and a line it did not think of costs
// its own component and no more.
func (d *decoder) decode(p piece) (c *goical.Component, err error) {
	defer func() {
		if r := recover(); r != nil {
			c, err = nil, fmt.Errorf("go-ical: %v", r)
		}
	}()
	d.buf.Reset(bytes.NewReader(p.text))
	calendar, err := goical.NewDecoder(d.buf).Decode()
	if err != nil {
		return nil, err
	}
	if p.kind == goical.CompCalendar {
		return calendar.Component, nil
	}
	return calendar.Children[0], nil
}

package ical

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strconv"
	"strings"
	"time"

	goical "github.com/emersion/go-ical"
)

// An Event is one VEVENT: a single event, a series, or an override, which
// stands for one instance of a series.
type Event struct {
	UID  string // as written, "" where there is none
	Key  string // the UID, or a stable hash in its place
	Line int

	Start      When
	Recurrence When // of an override: which instance it stands for; else zero
	Future     bool // of an override: it and all instances after it

	Sequence int
	Modified time.Time // LAST-MODIFIED, else DTSTAMP

	// Troubles are values that were refused while the event was kept.
	Troubles []string

	end     When // zero where there is none
	length  length
	ruled   bool // it has an RRULE, readable or not
	rules   []*rule
	exrules []*rule
	rdates  []When
	exdates []When
	props   props
}

var (
	errNoStart  = errors.New("no DTSTART")
	errBadStart = errors.New("a DTSTART that is no date")
)

// event reads a VEVENT. Only a start that cannot be read costs the event.
func (z *zones) event(ps props) (*Event, error) {
	e := &Event{UID: plain(ps.value(goical.PropUID)), props: ps}
	if id := ps.get(goical.PropRecurrenceID); id != nil {
		var err error
		if e.Recurrence, err = z.prop(id); err != nil {
			return nil, errors.New("a RECURRENCE-ID that is no date")
		}
		e.Future = strings.EqualFold(id.Params.Get(goical.ParamRange), "THISANDFUTURE")
	}
	if err := z.start(e, ps); err != nil {
		return nil, err
	}
	z.finish(e, ps)
	e.Sequence, _ = strconv.Atoi(ps.value(goical.PropSequence))
	e.Modified = ps.stamp()
	e.readRules(ps)
	e.rdates = z.dates(e, ps.all(goical.PropRecurrenceDates))
	e.exdates = z.dates(e, ps.all(goical.PropExceptionDates))
	e.Key = e.UID
	if e.Key == "" {
		e.Key = e.hash()
	}
	return e, nil
}

func (z *zones) start(e *Event, ps props) (err error) {
	p := ps.get(goical.PropDateTimeStart)
	switch {
	case p != nil:
		if e.Start, err = z.prop(p); err != nil {
			return errBadStart
		}
	case !e.Recurrence.IsZero():
		e.Start = e.Recurrence // a cancelled instance often says no more
	default:
		return errNoStart
	}
	return nil
}

// finish reads DTEND or DURATION.
func (z *zones) finish(e *Event, ps props) {
	if p := ps.get(goical.PropDateTimeEnd); p != nil {
		var err error
		if e.end, err = z.prop(p); err != nil {
			e.trouble("a DTEND that is no date")
		}
		return
	}
	if p := ps.get(goical.PropDuration); p != nil {
		var ok bool
		if e.length, ok = readLength(p.Value); !ok {
			e.trouble("a DURATION that cannot be read")
		}
	}
}

func (e *Event) trouble(reason string) { e.Troubles = append(e.Troubles, reason) }

func (e *Event) readRules(ps props) {
	for _, p := range ps.all(goical.PropRecurrenceRule) {
		if strings.TrimSpace(p.Value) == "" {
			continue
		}
		e.ruled = true
		if r, err := readRule(p.Value); err != nil {
			e.trouble(err.Error())
		} else {
			e.rules = append(e.rules, r)
		}
	}
	for _, p := range ps.all("EXRULE") {
		if r, err := readRule(p.Value); err != nil {
			e.trouble(err.Error())
		} else {
			e.exrules = append(e.exrules, r)
		}
	}
}

func (z *zones) dates(e *Event, list props) (all []When) {
	for i := range list {
		some, bad := z.list(&list[i])
		if all = append(all, some...); bad > 0 || len(all) > maxDates {
			e.trouble("a date in a list that cannot be read")
		}
		if len(all) > maxDates {
			return all[:maxDates]
		}
	}
	return all
}

// repeats reports whether the event is a series.
func (e *Event) repeats() bool {
	return e.ruled || len(e.rdates) > 0
}

// newer reports whether e stands in for an earlier event f of the same UID: the
// higher SEQUENCE, then the later LAST-MODIFIED, then the later in the file.
func (e *Event) newer(f *Event) bool {
	if e.Sequence != f.Sequence {
		return e.Sequence > f.Sequence
	}
	return !e.Modified.Before(f.Modified)
}

// hash identifies an event without UID by what people see of it.
func (e *Event) hash() string {
	h := sha256.New()
	for _, part := range []string{e.Start.Time().Stamp(), e.finishOf(e.Start).Stamp(), e.text("SUMMARY"), e.text("LOCATION")} {
		h.Write([]byte(strconv.Itoa(len(part)) + ":" + part))
	}
	return "x-" + hex.EncodeToString(h.Sum(nil)[:12])
}

// value returns a property's value as it is written, "" where there is none.
func (ps props) value(name string) string {
	if p := ps.get(name); p != nil {
		return strings.TrimSpace(p.Value)
	}
	return ""
}

func (ps props) stamp() time.Time {
	for _, name := range []string{goical.PropLastModified, goical.PropDateTimeStamp} {
		if wall, _, _, err := readWall(ps.value(name)); err == nil {
			return wall
		}
	}
	return time.Time{}
}

package sheet

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A clock is a time of day as a wall clock shows it.
type clock struct {
	hour, minute int
	known        bool
}

const oneTime = `(\d{1,2})(?: ?(h|:|heures?|\.) ?(\d{2})?(?::\d{2}(?:\.\d+)?)?(?: ?min)?)? ?(am|pm|a\.m\.|p\.m\.)?`

var (
	clockTimes = regexp.MustCompile(`^(?:a |de |des |vers |at |from )?` + oneTime + `(?: ?(?:-|–|a|à|/|>|->|to|until|jusqu'a|et) ?` + oneTime + `)?$`)
	pointed    = regexp.MustCompile(`^(?:[1-9]|1\d|2[0-3])[.,][0-5]\d$`) // 14.30: no cell of Excel's holds such a time
	lengths    = regexp.MustCompile(`^(?:(\d{1,2}(?:[.,]\d+)?) ?(?:h|heures?|hours?))? ?(?:(\d{1,3}) ?(?:m|mn|min|minutes?)?)?$`)
)

// readClock reads a time of day, « 14h30 », « 14:30 », « 2:30 pm », as Excel
// keeps it, or from one to another, « 14h-16h »; end is unknown where none is
// given.
func readClock(text string) (begin, end clock, ok bool) {
	text = fold(text)
	switch text {
	case "midi", "noon":
		return clock{12, 0, true}, end, true
	}
	if pointed.MatchString(text) {
		text = strings.NewReplacer(".", ":", ",", ":").Replace(text)
	}
	if n, is := decimal(text); is && strings.Trim(text, "0123456789") != "" || is && n == 0 {
		return serialClock(n)
	}
	m := clockTimes.FindStringSubmatch(text)
	if m == nil {
		return begin, end, false
	}
	if begin, ok = oneClock(m[1:5]); !ok {
		return begin, end, false
	}
	if m[5] != "" {
		if end, ok = oneClock(m[5:9]); !ok {
			return begin, end, false
		}
	}
	return begin, end, true
}

// oneClock takes hour, sign, minutes and half of the day. A bare number is an
// hour only where it is one at which people meet.
func oneClock(m []string) (clock, bool) {
	h, _ := strconv.Atoi(m[0])
	minute, _ := strconv.Atoi(m[2])
	switch {
	case m[3] != "" && (h < 1 || h > 12):
		return clock{}, false
	case strings.HasPrefix(m[3], "p") && h < 12:
		h += 12
	case strings.HasPrefix(m[3], "a") && h == 12:
		h = 0
	case m[1] == "" && m[3] == "" && (h < 7 || h > 22):
		return clock{}, false
	}
	if h == 24 && minute == 0 {
		h = 0
	}
	return clock{h, minute, true}, h < 24 && minute < 60
}

// serialClock reads the part of a day that Excel keeps.
func serialClock(n float64) (clock, clock, bool) {
	if n < 0 || n > lastSerial {
		return clock{}, clock{}, false
	}
	part := n - math.Floor(n)
	minutes := int(math.Round(part*24*60)) % (24 * 60)
	return clock{minutes / 60, minutes % 60, true}, clock{}, true
}

// readLength reads how long something lasts: « 2h », « 1h30 », « 90 min », a
// bare number by the unit in the heading, or what Excel keeps for 01:30.
func readLength(text, unit string) time.Duration {
	text = fold(text)
	if n, ok := decimal(text); ok {
		switch {
		case unit == "min":
			return minutesOf(n)
		case unit == "h":
			return minutesOf(n * 60)
		case n > 0 && n < 1:
			return minutesOf(math.Round(n * 24 * 60))
		case n >= 15:
			return minutesOf(n)
		}
		return 0
	}
	if hours, minutes, found := strings.Cut(text, ":"); found {
		h, err := strconv.Atoi(hours)
		m, err2 := strconv.Atoi(clip(minutes, 2))
		if err == nil && err2 == nil && m < 60 {
			return minutesOf(float64(h*60 + m))
		}
		return 0
	}
	m := lengths.FindStringSubmatch(text)
	if m == nil || m[1] == "" && m[2] == "" {
		return 0
	}
	h, _ := decimal(m[1])
	n, _ := decimal(m[2])
	return minutesOf(h*60 + n)
}

// minutesOf bounds a length: nothing lasts longer than a month.
func minutesOf(n float64) time.Duration {
	if n <= 0 || n > 31*24*60 {
		return 0
	}
	return time.Duration(n) * time.Minute
}

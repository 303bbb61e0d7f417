package ical

import "strings"

// fromVCal1 translates a recurrence rule of vCalendar 1.0, which old phones and
// Outlook export, into an RRULE: "W2 MO WE #5", "MP1 2- FR 20261231T000000",
// "YM1 6 #0". Other values come back as they are.
//
// The interval stands behind the frequency, "#" before a count (0 is for ever,
// 2 where nothing is said), and "2-" is the second from the end.
func fromVCal1(value string) string {
	fields := strings.Fields(value)
	if len(fields) == 0 || strings.Contains(value, "=") {
		return value
	}
	kind := strings.TrimRight(fields[0], "0123456789")
	form, ok := vcal1Forms[kind]
	if !ok || kind == fields[0] {
		return value
	}
	rule := "FREQ=" + form.freq + ";INTERVAL=" + fields[0][len(kind):]
	end := ";COUNT=2"
	var ordinals, list []string
	for _, f := range fields[1:] {
		switch {
		case f[0] == '#':
			if end = ";COUNT=" + f[1:]; strings.Trim(f[1:], "0") == "" {
				end = ""
			}
		case len(f) >= 8:
			end = ";UNTIL=" + f
		case kind == "MP" && isOrdinal(f):
			ordinals = append(ordinals, signed(f))
		case kind == "MP":
			for _, n := range ordinals {
				list = append(list, n+f)
			}
		case f == "LD":
			list = append(list, "-1")
		default:
			list = append(list, signed(f))
		}
	}
	if len(list) > 0 && form.by != "" {
		rule += ";" + form.by + "=" + strings.Join(list, ",")
	}
	return rule + end
}

var vcal1Forms = map[string]struct{ freq, by string }{
	"D": {"DAILY", ""}, "W": {"WEEKLY", "BYDAY"}, "MP": {"MONTHLY", "BYDAY"}, "MD": {"MONTHLY", "BYMONTHDAY"},
	"YM": {"YEARLY", "BYMONTH"}, "YD": {"YEARLY", "BYYEARDAY"},
}

func isOrdinal(f string) bool { return f[0] >= '0' && f[0] <= '9' }

// signed turns "2-" into "-2" and "2+" into "2".
func signed(f string) string {
	if n, ok := strings.CutSuffix(f, "-"); ok {
		return "-" + n
	}
	return strings.TrimSuffix(f, "+")
}

package web

import (
	"strconv"
	"strings"
)

// matches reports whether an If-None-Match names the tag. The comparison is the
// weak one: a proxy that recodes the body writes W/ before (RFC 9110 8.8.3.2).
func matches(tags []string, tag string) bool {
	for _, line := range tags {
		for each := range strings.SplitSeq(line, ",") {
			if strings.TrimPrefix(strings.TrimSpace(each), "W/") == tag {
				return true
			}
		}
	}
	return false
}

// anything reports whether an If-None-Match is "*": whatever there is, the
// client has it.
func anything(tags []string) bool { return len(tags) == 1 && strings.TrimSpace(tags[0]) == "*" }

// takesGzip reports whether an Accept-Encoding allows gzip (RFC 9110 12.5.3).
func takesGzip(accepted []string) bool {
	any := false
	for _, line := range accepted {
		for each := range strings.SplitSeq(line, ",") {
			coding, params, _ := strings.Cut(strings.TrimSpace(each), ";")
			switch strings.ToLower(strings.TrimSpace(coding)) {
			case "gzip", "x-gzip":
				return weight(params) > 0
			case "*":
				any = weight(params) > 0
			}
		}
	}
	return any
}

// weight reads "q=0.5"; 1 where there is none, 0 where it cannot be read.
func weight(params string) float64 {
	name, value, found := strings.Cut(strings.TrimSpace(params), "=")
	if !found || !strings.EqualFold(strings.TrimSpace(name), "q") {
		return 1
	}
	q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil {
		return 0
	}
	return q
}

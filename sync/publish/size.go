package publish

import (
	"slices"

	"tresse"
)

// events writes the entries, as many and as much of them as the size allows.
func (f Feed) events(o *octets, c *clocks, entries []entry, published map[tresse.ID]tresse.Published, report *Report) {
	head := len(o.b)
	ends := make([]int, 0, len(entries))
	limit := maxFeed - len("END:VCALENDAR\r\n")
	for _, text := range textLimits {
		o.b, ends = o.b[:head], ends[:0]
		for i := range entries {
			entries[i].write(o, c, told(&entries[i], published), text, f.Opaque && f.Audience == tresse.Own)
			ends = append(ends, len(o.b))
		}
		report.CutDescriptions = text >= 0
		if f.Full || len(o.b) <= limit {
			report.Events = len(entries)
			return
		}
	}
	f.drawIn(o, entries, ends, limit, head, report)
}

// drawIn leaves out the farthest sessions, all that start together or none.
func (f Feed) drawIn(o *octets, entries []entry, ends []int, limit, head int, report *Report) {
	keep, _ := slices.BinarySearch(ends, limit+1)
	edge := entries[keep].start.In(f.Zone)
	for keep > 0 && entries[keep-1].start.In(f.Zone).Equal(edge) {
		keep--
	}
	if keep == 0 {
		o.b = o.b[:head]
	} else {
		o.b = o.b[:ends[keep-1]]
	}
	report.Events, report.DrawnInTo = keep, edge
	until := octets{}
	until.value(propUntil, tresse.Stamp(edge))
	o.b = slices.Insert(o.b, o.zones, until.b...)
}

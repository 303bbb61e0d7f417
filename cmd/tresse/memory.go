package main

import (
	"os"
	"runtime/debug"
)

// smallMemory is what the program tries to stay under on the small machine that
// it is meant for, in bytes; a larger store is given more, since collecting for
// ever would cost more than memory does.
const smallMemory = 180 << 20

// limitMemory has the collector run more often as the limit comes near. It is a
// wish, not a bound, and gives way to the operator's GOMEMLIMIT.
func limitMemory(data string) {
	if os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	limit := int64(smallMemory)
	if info, err := os.Stat(data); err == nil {
		limit = max(limit, info.Size()/2)
	}
	debug.SetMemoryLimit(limit)
}

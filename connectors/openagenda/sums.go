package openagenda

// The sums of an agenda tell a later sweep which events may be new to it or
// changed without any sign, at two bytes for some events: a cursor has no room
// for a list of them. Each bucket holds the sum of a hash of (uid, updatedAt) of
// its events; a change goes unnoticed once in 65,536, until the next full read.

// A sighted event stands in an agenda.
type sighted struct {
	uid     int64
	updated int64 // ms
}

// sumsBudget is for all agendas of a source together, in buckets.
const sumsBudget = 6144

// bucketsFor is how many buckets events of an agenda get when there are so many
// agendas: a power of two, so that it rarely changes. 0: none fit.
func bucketsFor(events, agendas int) int {
	n := 16
	if n*agendas > sumsBudget {
		return 0
	}
	for n < events && 2*n*agendas <= sumsBudget {
		n *= 2
	}
	return n
}

func sumsOf(events []sighted, buckets int) []byte {
	if buckets == 0 {
		return nil
	}
	sums := make([]byte, 2*buckets)
	for _, e := range events {
		i := bucket(e.uid, buckets)
		sum := uint16(sums[2*i])<<8 | uint16(sums[2*i+1])
		sum += uint16(mix(uint64(e.uid) ^ mix(uint64(e.updated))))
		sums[2*i], sums[2*i+1] = byte(sum>>8), byte(sum)
	}
	return sums
}

// strays are the events in those buckets of which old says something else.
func strays(events []sighted, old []byte) []sighted {
	buckets := len(old) / 2
	now := sumsOf(events, buckets)
	var list []sighted
	for _, e := range events {
		if i := bucket(e.uid, buckets); now[2*i] != old[2*i] || now[2*i+1] != old[2*i+1] {
			list = append(list, e)
		}
	}
	return list
}

func bucket(uid int64, buckets int) int { return int(mix(uint64(uid)) % uint64(buckets)) }

// mix is the finaliser of SplitMix64: the same on every machine.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

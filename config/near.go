package config

import (
	"math"
	"slices"
	"strings"
)

// near reports whether a word at this distance may be what was meant by word.
func near(word string, distance int) bool { return distance <= (len([]rune(word))+2)/3 }

// byNearness sorts known words by their distance from word, nearest first, and
// returns the distance of the first too.
func byNearness(word string, known []string) (sorted []string, first int) {
	type candidate struct {
		word     string
		distance int
	}
	list := make([]candidate, len(known))
	for i, k := range known {
		list[i] = candidate{k, distance(plain(word), plain(k))}
	}
	slices.SortFunc(list, func(a, b candidate) int {
		if a.distance != b.distance {
			return a.distance - b.distance
		}
		return strings.Compare(a.word, b.word)
	})
	for _, c := range list {
		sorted = append(sorted, c.word)
	}
	if len(list) == 0 {
		return nil, math.MaxInt
	}
	return sorted, list[0].distance
}

// plain folds what people do not see as a difference between two keys.
func plain(word string) string {
	return strings.NewReplacer("-", "_", " ", "_", "é", "e", "è", "e", "ê", "e").Replace(strings.ToLower(word))
}

// distance counts the letters to add, drop, replace or swap with their
// neighbour to make b of a (optimal string alignment). Words of more than 64
// letters are far from everything.
func distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	if len(s) > 64 || len(t) > 64 {
		return max(len(s), len(t))
	}
	before, last, row := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range row {
		last[j] = j
	}
	for i := 1; i <= len(s); i++ {
		row[0] = i
		for j := 1; j <= len(t); j++ {
			replace := last[j-1]
			if s[i-1] != t[j-1] {
				replace++
			}
			row[j] = min(last[j]+1, row[j-1]+1, replace)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(t)]
}

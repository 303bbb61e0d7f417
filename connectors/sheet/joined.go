package sheet

import (
	"errors"
	"slices"
)

// errEnough ends the reading of a sheet of which no more is wanted.
var errEnough = errors.New("enough")

// A joined fills the cells below the first of a block that was joined over
// several rows: « Atelier » once, for the five who take part.
type joined struct {
	byColumn map[int][]block // over several rows, in order
	texts    map[block]string
}

func newJoined(blocks []block) *joined {
	j := &joined{byColumn: map[int][]block{}, texts: map[block]string{}}
	for _, b := range blocks {
		if b.bottom <= b.top || b.right < b.left || b.left < 0 {
			continue
		}
		for c := b.left; c <= min(b.right, b.left+16, maxColumn-1); c++ {
			j.byColumn[c] = append(j.byColumn[c], b)
		}
	}
	for _, list := range j.byColumn {
		slices.SortFunc(list, func(a, b block) int { return a.top - b.top })
	}
	return j
}

// below forgets the blocks that are headings.
func (j *joined) below(row int) {
	for c, list := range j.byColumn {
		j.byColumn[c] = slices.DeleteFunc(list, func(b block) bool { return b.top <= row })
	}
}

// fill returns what stands in a cell; rows come in order.
func (j *joined) fill(row, column int, text string) string {
	list := j.byColumn[column]
	for len(list) > 0 && list[0].bottom < row {
		list = list[1:]
		j.byColumn[column] = list
	}
	if len(list) == 0 || row < list[0].top {
		return text
	}
	if column == list[0].left && row == list[0].top {
		j.texts[list[0]] = text
	}
	if text != "" {
		return text
	}
	return j.texts[list[0]]
}

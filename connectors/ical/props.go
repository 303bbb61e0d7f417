package ical

import (
	"cmp"
	"slices"

	goical "github.com/emersion/go-ical"
)

// props are the properties of an event, by name. A body may hold a hundred
// thousand events: as a map of slices each would weigh three times as much.
type props []goical.Prop

// propsOf lays a component's properties flat; those of one name stay in the
// order of the file.
func propsOf(c *goical.Component) props {
	n := 0
	for _, list := range c.Props {
		n += len(list)
	}
	flat := make(props, 0, n)
	for _, list := range c.Props {
		for _, p := range list {
			if len(p.Params) == 0 {
				p.Params = nil
			}
			flat = append(flat, p)
		}
	}
	slices.SortStableFunc(flat, inNameOrder)
	return flat
}

func inNameOrder(a, b goical.Prop) int { return cmp.Compare(a.Name, b.Name) }

// all returns the properties of one name.
func (ps props) all(name string) props {
	from, found := slices.BinarySearchFunc(ps, name, func(p goical.Prop, name string) int { return cmp.Compare(p.Name, name) })
	if !found {
		return nil
	}
	to := from
	for to < len(ps) && ps[to].Name == name {
		to++
	}
	return ps[from:to]
}

// get returns the first property of a name, nil where there is none.
func (ps props) get(name string) *goical.Prop {
	if list := ps.all(name); len(list) > 0 {
		return &list[0]
	}
	return nil
}

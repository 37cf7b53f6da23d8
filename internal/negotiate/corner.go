package negotiate

import (
	"maps"
	"slices"
)

// A corner fixes unknowns on which several cells of the offer rest. With any moves made the
// rival's lead is linear in each of them between the points where a cell's value meets a rung's,
// so that it is largest at one of these points or at an end, and no other values need looking at.
type corner map[string]float64

// maxCorners bounds how many corners are looked at.
const maxCorners = 1024

// corners returns all corners. Where there are too many it returns the one that fixes nothing,
// and loose is true.
func (d *duel) corners() (all []corner, loose bool) {
	all = []corner{{}}
	for _, name := range d.names {
		if d.rests[name] < 2 {
			continue
		}
		ts := d.points(name)
		if len(all)*len(ts) > maxCorners {
			return []corner{{}}, true
		}
		var next []corner
		for _, c := range all {
			for _, t := range ts {
				more := maps.Clone(c)
				more[name] = t
				next = append(next, more)
			}
		}
		all = next
	}
	return all, false
}

// points returns the ends of an unknown and where its own cells meet their rungs, ascending.
func (d *duel) points(name string) []float64 {
	ts := []float64{0, 1}
	for j, c := range d.own {
		if !moving(c) || c.Unknown != name || d.w[j] == 0 {
			continue
		}
		for _, r := range d.terms[j].Rungs {
			if t, inside := meets(c, r.Value); inside {
				ts = append(ts, t)
			}
		}
	}
	slices.Sort(ts)
	return slices.Compact(ts)
}

package robust

import "slices"

// A contender is a line d + e t: how far an alternative is ahead of today's leader where an
// unknown is t and all others are at their mean. Alternatives of one line stand together.
type contender struct {
	d, e float64
	who  []int
}

// information integrates the upper envelope of the contenders' lines. Taking them relative to
// the leader, whose line is 0, spares the difference of two large integrals.
func (m *model) information(u int, leaders, order []int) UnknownInformation {
	law := m.unknowns[u].law
	lines := m.contenders(u, leaders[0], order)
	info := UnknownInformation{Unknown: u, First: []Chance{}}
	kept := 0.0 // probability that today's leader stays in front
	chance := map[int]float64{}
	for _, s := range envelope(lines) {
		c := lines[s.line]
		weight := law.integral(1, 0, s.from, s.to)
		if s.line == 0 {
			kept += weight
		} else {
			info.Value += law.integral(c.d, c.e, s.from, s.to)
		}
		for _, i := range c.who {
			chance[i] += weight / float64(len(c.who))
		}
	}
	info.Value = max(0, info.Value)
	info.Switch = min(1, max(0, 1-kept))
	for _, l := range leaders {
		if !slices.Contains(lines[0].who, l) {
			info.Switch = 1 // they part whatever u is, but for one value
		}
	}
	for _, i := range m.ranked {
		if chance[i] > 0 {
			info.First = append(info.First, Chance{i, min(1, chance[i])})
		}
	}
	return info
}

// contenders returns the lines that can be highest: of the alternatives that u touches, and of
// the best that it does not. The first is the leader's, 0, with all that never part from it.
func (m *model) contenders(u, leader int, order []int) []contender {
	mean, slope := m.unknowns[u].law.mean(), m.slope(leader, u)
	lines := []contender{{}}
	add := func(i int, d, e float64) {
		for k := range lines {
			x, y := lines[k].d-d, lines[k].d+lines[k].e-d-e
			if k == 0 && x >= -tie && x <= tie && y >= -tie && y <= tie || x == 0 && y == 0 {
				lines[k].who = append(lines[k].who, i)
				return
			}
		}
		lines = append(lines, contender{d, e, []int{i}})
	}
	for _, t := range m.touched[u] {
		if m.IsRanked(t.index) {
			e := t.slope - slope
			add(t.index, m.mean[t.index]-m.mean[leader]-float64(e*mean), e)
		}
	}
	best := -1
	for _, i := range order {
		if touches(m.touched[u], i) {
			continue
		}
		if best >= 0 && m.mean[i] < m.mean[best]-tie {
			break
		}
		if best < 0 {
			best = i
		}
		add(i, m.mean[best]-m.mean[leader]+float64(slope*mean), -slope)
	}
	return lines
}

// A stretch is where one line is highest.
type stretch struct {
	line     int
	from, to float64
}

// envelope walks along the top of the lines from 0 to 1. Of lines that are level the first
// counts, so that a leader who is only met is not passed.
func envelope(lines []contender) (out []stretch) {
	top := 0
	for k, c := range lines {
		if c.d > lines[top].d || c.d == lines[top].d && c.e > lines[top].e {
			top = k
		}
	}
	for from := 0.0; ; {
		next, to := -1, 1.0
		for k, c := range lines {
			if c.e <= lines[top].e {
				continue
			}
			at := max(from, (lines[top].d-c.d)/(c.e-lines[top].e))
			if at < to || next >= 0 && at == to && c.e > lines[next].e {
				next, to = k, at
			}
		}
		if to > from {
			out = append(out, stretch{top, from, to})
		}
		if next < 0 {
			return out
		}
		top, from = next, to
	}
}

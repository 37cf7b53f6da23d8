package robust

import "slices"

// maxParts is into how many independent parts what is drawn is divided at most.
const maxParts = 4

// A partition divides what is drawn into independent parts, of which every loss is the sum but
// for the factor that makes weights add up to 1. The parts of a block of draws may then be put
// together in other ways, so that a block of 32 costly draws makes up to 256 cheap ones.
type partition struct {
	parts   int
	columns [maxParts][]columnRange
	of      []int // part of each column
	unknown []int // part of each unknown
	norm    []int // part of each column, or of each group where there are several
}

// A columnRange is a range of columns.
type columnRange struct{ from, to int }

// findParts finds the parts. Units, which may be told apart, are columns where there is one
// group of criteria, groups where their weights are exact or free, and unknowns where weights
// are exact. An unknown that stands in several units ties them together.
func (s *sampler) findParts(parts bool) partition {
	p := partition{parts: 1, of: make([]int, s.columns), unknown: make([]int, len(s.laws))}
	switch {
	case !parts:
	case !s.drawsWeights():
		p.parts = min(maxParts, max(1, len(s.laws)))
		for u := range p.unknown {
			p.unknown[u] = u % p.parts
		}
	case s.separable():
		s.partitionColumns(&p)
	}
	for c := range p.of {
		k := p.of[c]
		if n := len(p.columns[k]); n > 0 && p.columns[k][n-1].to == c {
			p.columns[k][n-1].to++
		} else {
			p.columns[k] = append(p.columns[k], columnRange{c, c + 1})
		}
	}
	return p
}

// pairings is how many draws are made of each one of a block.
func (p *partition) pairings() int {
	switch p.parts {
	case 1:
		return 1
	case 2:
		return 4 // halves resemble each other more
	}
	return turns
}

// separable reports whether the losses are a sum over columns or groups, each with factors of
// its own only, but for one factor that all have in common.
func (s *sampler) separable() bool {
	if len(s.weighings) > 1 {
		return false
	}
	if len(s.within) == 1 {
		return s.within[0].corners != nil
	}
	return !s.groups.drawn() || unitCorners(s.groups.corners)
}

// unitCorners reports whether the corners are those of free weights.
func unitCorners(corners [][]float64) bool {
	if corners == nil {
		return false
	}
	for _, c := range corners {
		if slices.Max(c) != 1 {
			return false
		}
	}
	return len(corners) == len(corners[0])
}

func (s *sampler) partitionColumns(p *partition) {
	unit := make([]int, s.columns) // of each column
	units := s.columns
	for c := range unit {
		unit[c] = c
	}
	if len(s.within) > 1 {
		units = len(s.within)
		for g := range units {
			for c := s.at[g]; c < s.at[g+1]; c++ {
				unit[c] = g
			}
		}
	}
	tied := newTies(units)
	home := slices.Repeat([]int{-1}, len(s.laws)) // a unit in which each unknown stands
	for k := range s.rows {
		for _, t := range s.rows[k].terms[0] {
			for _, m := range s.mixes[t.criterion] {
				if home[t.unknown] < 0 {
					home[t.unknown] = unit[m.column]
				}
				tied.join(home[t.unknown], unit[m.column])
			}
		}
	}
	var part []int
	part, p.parts = tied.spread(mostParts(units))
	p.norm = part
	for c := range p.of {
		p.of[c] = part[unit[c]]
	}
	for u := range p.unknown {
		if home[u] >= 0 { // else it moves nothing: its criteria have no weight
			p.unknown[u] = part[home[u]]
		}
	}
}

// mostParts is into how many parts so many units are divided at most. Sums are made of four
// products at a time: from twelve units on parts have four or more, and three parts of four
// take less time than four of three, for about as many draws.
func mostParts(units int) int {
	if units >= 12 {
		return min(maxParts, units/4)
	}
	return maxParts
}

// ties is a forest of units that belong together (union-find).
type ties []int

func newTies(n int) ties {
	t := make(ties, n)
	for k := range t {
		t[k] = k
	}
	return t
}

func (t ties) root(k int) int {
	for t[k] != k {
		k = t[k]
	}
	return k
}

// join keeps the lower of two roots.
func (t ties) join(a, b int) {
	a, b = t.root(a), t.root(b)
	t[max(a, b)] = min(a, b)
}

// spread numbers the part of each unit, neighbours together, in up to most parts of about as
// many units, and returns how many parts there are.
func (t ties) spread(most int) (part []int, parts int) {
	size := make([]int, len(t))
	for k := range t {
		size[t.root(k)]++
	}
	part = make([]int, len(t))
	before, last := 0, -1
	for k := range t {
		if t.root(k) != k {
			part[k] = part[t.root(k)]
			continue
		}
		if wanted := before * most / len(t); wanted > last {
			last = wanted
			parts++
		}
		part[k] = parts - 1
		before += size[k]
	}
	return part, parts
}

// turns is in how many ways the parts of a block are usually put together, and manyTurns in how
// many at most.
const (
	turns     = block / 4
	manyTurns = 2 * turns
)

// wordSources says from which four draws of the block each part of four draws is taken, by
// turn and word of four: part k of word w from w + k x turn in the field of 8 elements, so that
// two draws have one part in common at most (an orthogonal array of 64 rows). In the second
// half of the turns part k comes from the k-th next draw of its word, cyclically, which keeps
// that so. drawSources says the same by draw.
var wordSources, drawSources = func() (words [manyTurns][block / 4][maxParts]int, draws [manyTurns][block][maxParts]int) {
	for turn := range manyTurns {
		for b := range block {
			for k := range maxParts {
				word := b/4 ^ fieldProduct(k, turn%turns, 3)
				words[turn][b/4][k], draws[turn][b][k] = word, 4*word+(b+k*(turn/turns))%4
			}
		}
	}
	return words, draws
}()

package robust

import (
	"cmp"
	"math"
	"slices"

	"assay/internal/weight"
)

// A sampler is a problem made ready for drawing. It never changes; each worker has a drawer
// and a scratch of its own.
type sampler struct {
	p         *Problem
	ranked    []int // the alternatives that are drawn, in the problem's order
	groups    shares
	within    []shares
	at        []int   // by group: its first column; one more for the end
	columns   int     // one per corner of a set within a group, or per member of a polytope's
	mixes     [][]mix // by criterion: the columns of which its weight consists
	weighings []weighing
	rows      []row
	laws      []law // by drawn unknown
	tables    []*quantiles
	known     map[law]*quantiles
	random    int // coordinates of weights: they come before the unknowns
	partition partition
	gates     gating
}

// shares says how the weights of one set are drawn: shares of its corners, or a walk.
type shares struct {
	set     weight.Set
	corners [][]float64 // nil: a walk
	first   int         // coordinate of the first share
}

func (s *shares) drawn() bool { return s.corners == nil || len(s.corners) > 1 }

// A mix says how much of a column's weight is a criterion's.
type mix struct {
	column int
	share  float64
}

// A row is the loss of an alternative, 1 - V, as a function of what is drawn:
// base + sum over columns of weight x loss - sum over terms.
type row struct {
	weighing int
	base     float64
	losses   []float64 // by column; nil where no weight is drawn
	terms    [maxParts][]cellTerm
}

// A cellTerm adds slope x (weight of the criterion) x (unknown) to a loss. Where no weight is
// drawn the weight is in the slope.
type cellTerm struct {
	criterion, unknown int
	slope              float64
}

// newSampler compiles the ranked alternatives of a valid problem, in parts if parts of draws are
// to be put together in several ways. It finds tables of laws in known and adds those that are
// missing.
func newSampler(p *Problem, parts bool, known map[law]*quantiles) (*sampler, error) {
	s := &sampler{p: p, known: known}
	for i := range p.Cells {
		if p.IsRanked(i) {
			s.ranked = append(s.ranked, i)
		}
	}
	s.compileSets()
	unknownOf := s.compileUnknowns()
	for a, i := range s.ranked {
		s.rows = append(s.rows, s.compileRow(i, unknownOf[a]))
	}
	s.divide(parts)
	s.gates = s.compileGates(unknownOf)
	return s, s.compileTables()
}

func (s *sampler) compileSets() {
	t := s.p.Weights
	compile := func(set weight.Set) shares {
		sh := shares{set: set, corners: set.Corners(), first: s.random}
		if sh.corners != nil && sh.drawn() {
			s.random += len(sh.corners)
		}
		return sh
	}
	s.groups = compile(t.Groups)
	s.mixes = make([][]mix, t.Len())
	for g, set := range t.Within {
		sh := compile(set)
		s.within = append(s.within, sh)
		s.at = append(s.at, s.columns)
		for k, j := range t.Members[g] {
			s.mixes[j] = sh.mixOf(k, s.columns)
		}
		if sh.corners == nil {
			s.columns += set.Len()
		} else {
			s.columns += len(sh.corners)
		}
	}
	s.at = append(s.at, s.columns)
	s.weighings = []weighing{s.newWeighing(make([]bool, len(s.p.Criteria)))}
}

// mixOf lists the columns, counted from first, in which member k has a weight.
func (s *shares) mixOf(k, first int) []mix {
	if s.corners == nil {
		return []mix{{first + k, 1}}
	}
	var out []mix
	for c, corner := range s.corners {
		if corner[k] != 0 {
			out = append(out, mix{first + c, corner[k]})
		}
	}
	return out
}

// drawsWeights reports whether any weight is drawn.
func (s *sampler) drawsWeights() bool {
	drawn := s.groups.drawn()
	for k := range s.within {
		drawn = drawn || s.within[k].drawn()
	}
	return drawn
}

// A found is an unknown on which a ranked alternative depends, while they are being put in
// order.
type found struct {
	name   string // unique, and independent of the order of alternatives
	law    law
	weight float64 // the largest standard deviation that it gives a score
	places [][2]int
}

// compileUnknowns numbers the unknowns by how much they move a score, the most telling first:
// the first coordinates of a lattice are its best. It returns the unknown of each cell of each
// ranked alternative, -1 where it has none. The numbers do not depend on the order of
// alternatives.
func (s *sampler) compileUnknowns() [][]int {
	w := s.p.Weights.Expected()
	var all []*found
	named := map[string]*found{}
	of := make([][]int, len(s.ranked))
	for a, i := range s.ranked {
		of[a] = slices.Repeat([]int{-1}, len(s.p.Criteria))
		for j, c := range s.p.Cells[i] {
			if c.Absent || c.At0 == c.At1 {
				continue
			}
			f := named[c.Unknown]
			if f == nil || c.Unknown == "" {
				f = &found{name: c.Unknown, law: lawOf(c.Likely)}
				if c.Unknown == "" {
					f.name = "\x00" + s.p.Criteria[j] + "\x00" + s.p.Alternatives[i]
				}
				named[c.Unknown] = f
				all = append(all, f)
			}
			f.places = append(f.places, [2]int{a, j})
			f.weight = max(f.weight, w[j]*math.Abs(c.At1-c.At0)*math.Sqrt(f.law.variance()))
		}
	}
	slices.SortFunc(all, func(f, g *found) int {
		return cmp.Or(cmp.Compare(g.weight, f.weight), cmp.Compare(f.name, g.name))
	})
	for u, f := range all {
		s.laws = append(s.laws, f.law)
		for _, at := range f.places {
			of[at[0]][at[1]] = u
		}
	}
	return of
}

func (s *sampler) compileRow(i int, unknownOf []int) row {
	cells := s.p.Cells[i]
	absent := make([]bool, len(cells))
	for j, c := range cells {
		absent[j] = c.Absent
	}
	r := row{weighing: s.weighingOf(absent)}
	if !s.drawsWeights() {
		return s.fixedRow(i, unknownOf)
	}
	r.losses = make([]float64, s.columns)
	for j, c := range cells {
		if c.Absent {
			continue
		}
		for _, m := range s.mixes[j] {
			r.losses[m.column] += float64(m.share * (1 - c.At0))
		}
	}
	for j, u := range unknownOf {
		if u >= 0 {
			r.terms[0] = append(r.terms[0], cellTerm{j, u, cells[j].At0 - cells[j].At1})
		}
	}
	return r
}

// fixedRow is the row where every weight is given: affine in the unknowns.
func (s *sampler) fixedRow(i int, unknownOf []int) row {
	var r row
	slopes := map[int]int{} // unknown to its place in terms
	e := s.p.Effective(i, s.p.Weights.Expected())
	for j, c := range s.p.Cells[i] {
		if c.Absent {
			continue
		}
		r.base += float64(e[j] * (1 - c.At0))
		u := unknownOf[j]
		if u < 0 {
			continue
		}
		k, seen := slopes[u]
		if !seen {
			k = len(r.terms[0])
			slopes[u] = k
			r.terms[0] = append(r.terms[0], cellTerm{criterion: j, unknown: u})
		}
		r.terms[0][k].slope += float64(e[j] * (c.At0 - c.At1))
	}
	return r
}

// divide finds the parts of what is drawn, or takes all as one, and puts every term into its
// part.
func (s *sampler) divide(parts bool) {
	s.partition = s.findParts(parts)
	for k := range s.rows {
		all := s.rows[k].terms[0]
		s.rows[k].terms = [maxParts][]cellTerm{}
		for _, t := range all {
			part := s.partition.unknown[t.unknown]
			s.rows[k].terms[part] = append(s.rows[k].terms[part], t)
		}
	}
}

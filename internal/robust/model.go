package robust

import (
	"cmp"
	"slices"
)

// tie separates a real difference of scores from rounding in sums of a few hundred terms.
const tie = 1e-12

// A Span is a closed interval, lower end first.
type Span [2]float64

// A Place is one cell of a problem.
type Place struct {
	Alternative int `json:"alternative"`
	Criterion   int `json:"criterion"`
}

// An Unknown is what would be found out: the t of one cell or of all the cells that rest on
// one name.
type Unknown struct {
	Name  string  `json:"name,omitempty"` // Cell.Unknown; empty for a cell of its own
	Cells []Place `json:"cells"`
	law   law
}

// Unknowns lists the unknowns on which any value depends, in the order in which their cells
// stand in the problem. A cell whose two ends agree depends on nothing. An alternative to which
// nothing of any weight applies is not known on any criterion.
func (p *Problem) Unknowns() []Unknown {
	us, _ := p.Opened().unknowns()
	return us
}

// unknowns also returns the index of each cell's unknown, -1 where it has none.
func (p *Problem) unknowns() (us []Unknown, of [][]int) {
	named := map[string]int{}
	of = make([][]int, len(p.Cells))
	for i, row := range p.Cells {
		of[i] = make([]int, len(row))
		for j, c := range row {
			of[i][j] = -1
			if c.Absent || c.At0 == c.At1 {
				continue
			}
			u, known := named[c.Unknown]
			if !known || c.Unknown == "" {
				u = len(us)
				us = append(us, Unknown{Name: c.Unknown, law: lawOf(c.Likely)})
				named[c.Unknown] = u
			}
			us[u].Cells = append(us[u].Cells, Place{i, j})
			of[i][j] = u
		}
	}
	return us, of
}

// A term is how much something moves per unit of an unknown, or an unknown per unit of
// something: index says which.
type term struct {
	index int
	slope float64
}

// A model is a problem at its expected weights, where every score is linear in the unknowns:
// V_i = base_i + sum_u slope_iu t_u.
type model struct {
	*Problem
	w        []float64
	group    []int // by criterion
	ranked   []int
	unknowns []Unknown
	of       [][]int     // by cell: its unknown or -1
	eff      [][]float64 // by alternative: its effective weights
	base     []float64   // by alternative: its score where every unknown is 0
	terms    [][]term    // by alternative: its unknowns, ascending
	touched  [][]term    // by unknown: the alternatives it moves, ascending
	mean     []float64   // by alternative: expected score
	span     []Span      // by alternative: bounds of the score
}

func newModel(p *Problem) (*model, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	m := &model{Problem: p.Opened(), w: p.Weights.Expected()}
	m.group = make([]int, len(p.Criteria))
	for g, js := range p.Weights.Members {
		for _, j := range js {
			m.group[j] = g
		}
	}
	for i := range p.Cells {
		if p.IsRanked(i) {
			m.ranked = append(m.ranked, i)
		}
	}
	m.unknowns, m.of = m.Problem.unknowns()
	m.touched = make([][]term, len(m.unknowns))
	for i := range m.Cells {
		m.add(i)
	}
	return m, nil
}

// Opened returns p with an alternative to which nothing of any weight applies taken as not
// known on every criterion, so that its score is the whole scale. p itself is not changed.
func (p *Problem) Opened() *Problem {
	w := p.Weights.Expected()
	q := *p
	for i := range p.Cells {
		if p.Effective(i, w) != nil {
			continue
		}
		q.Cells = slices.Clone(q.Cells)
		q.Cells[i] = make([]Cell, len(p.Criteria))
		for j := range q.Cells[i] {
			q.Cells[i][j] = Cell{At1: 1}
		}
	}
	return &q
}

func (m *model) add(i int) {
	e := m.Effective(i, m.w)
	base, all := 0.0, make([]term, 0, len(m.Cells[i]))
	for j, c := range m.Cells[i] {
		if c.Absent {
			continue
		}
		base += float64(e[j] * c.At0)
		if u := m.of[i][j]; u >= 0 {
			all = append(all, term{u, e[j] * (c.At1 - c.At0)})
		}
	}
	terms := together(all)
	mean, span := base, Span{base, base}
	for _, t := range terms {
		m.touched[t.index] = append(m.touched[t.index], term{i, t.slope})
		mean += float64(t.slope * m.unknowns[t.index].law.mean())
		span[0] += min(0, t.slope)
		span[1] += max(0, t.slope)
	}
	m.eff, m.base, m.terms = append(m.eff, e), append(m.base, base), append(m.terms, terms)
	m.mean, m.span = append(m.mean, mean), append(m.span, span)
}

// together sorts terms and adds up those of one index.
func together(all []term) []term {
	slices.SortStableFunc(all, func(a, b term) int { return cmp.Compare(a.index, b.index) })
	terms := all[:0]
	for _, t := range all {
		if k := len(terms) - 1; k >= 0 && terms[k].index == t.index {
			terms[k].slope += t.slope
		} else {
			terms = append(terms, t)
		}
	}
	return terms
}

// leaders returns the ranked alternatives of the highest expected score, ties within rounding
// together.
func (m *model) leaders() []int {
	best := 0.0
	for n, i := range m.ranked {
		if n == 0 || m.mean[i] > best {
			best = m.mean[i]
		}
	}
	var first []int
	for _, i := range m.ranked {
		if m.mean[i] >= best-tie {
			first = append(first, i)
		}
	}
	return first
}

// expected returns the cell's value where its unknown is at its mean.
func (c Cell) expected() float64 { return c.At0 + float64((c.At1-c.At0)*lawOf(c.Likely).mean()) }

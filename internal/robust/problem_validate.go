package robust

import (
	"fmt"
	"math"
)

// Validate says what is wrong with a problem: a name that is missing, shapes that do not fit,
// a value or likely value that is not a number in 0..1, an own unknown that runs downward,
// cells of one unknown that disagree on its likely value, a weight tree that does not hold each
// criterion once, more than MaxAlternatives alternatives or MaxCriteria criteria.
func (p *Problem) Validate() error {
	n, m := len(p.Alternatives), len(p.Criteria)
	switch {
	case n == 0 || n > MaxAlternatives:
		return fmt.Errorf("%d alternatives; there must be 1 to %d", n, MaxAlternatives)
	case m == 0 || m > MaxCriteria:
		return fmt.Errorf("%d criteria; there must be 1 to %d", m, MaxCriteria)
	case len(p.Cells) != n:
		return fmt.Errorf("%d rows of cells for %d alternatives; give each alternative a row", len(p.Cells), n)
	case p.Ranked != nil && len(p.Ranked) != n:
		return fmt.Errorf("%d marks of which alternatives are ranked for %d alternatives; give each a mark, or none", len(p.Ranked), n)
	}
	if err := p.validateNames(); err != nil {
		return err
	}
	if err := p.validateCells(); err != nil {
		return err
	}
	if err := p.validateTree(); err != nil {
		return err
	}
	return p.validateGates()
}

func (p *Problem) validateNames() error {
	if k, twice := repeated(p.Alternatives); twice {
		return fmt.Errorf("alternative %q stands twice; give each a name of its own", p.Alternatives[k])
	}
	if k, twice := repeated(p.Criteria); twice {
		return fmt.Errorf("criterion %q stands twice; give each a name of its own", p.Criteria[k])
	}
	return nil
}

func repeated(names []string) (at int, twice bool) {
	seen := make(map[string]bool, len(names))
	for k, name := range names {
		if seen[name] {
			return k, true
		}
		seen[name] = true
	}
	return 0, false
}

func (p *Problem) validateCells() error {
	likely := map[string]Cell{} // of the first cell of each shared unknown
	for i, row := range p.Cells {
		if len(row) != len(p.Criteria) {
			return fmt.Errorf("alternative %q has %d cells for %d criteria; give each criterion a cell", p.Alternatives[i], len(row), len(p.Criteria))
		}
		for j, c := range row {
			if c.Absent {
				continue
			}
			if err := c.validate(); err != nil {
				return fmt.Errorf("alternative %q, criterion %q: %w", p.Alternatives[i], p.Criteria[j], err)
			}
			if c.Unknown == "" || c.At0 == c.At1 {
				continue
			}
			first, known := likely[c.Unknown]
			if !known {
				likely[c.Unknown] = c
			} else if !sameLikely(first, c) {
				return fmt.Errorf("alternative %q, criterion %q: the cell rests on unknown %q, which is more likely elsewhere in another cell; give both the same likely value, or none",
					p.Alternatives[i], p.Criteria[j], c.Unknown)
			}
		}
	}
	return nil
}

func (c Cell) validate() error {
	switch {
	case !within01(c.At0) || !within01(c.At1):
		return fmt.Errorf("value %v to %v; values must be numbers in 0..1", c.At0, c.At1)
	case c.Likely != nil && !within01(*c.Likely):
		return fmt.Errorf("likely place %v in the range; it must be a number in 0..1", *c.Likely)
	case c.Unknown == "" && c.At0 > c.At1:
		return fmt.Errorf("the range runs from %v down to %v; a cell of its own runs upward", c.At0, c.At1)
	}
	return nil
}

func within01(x float64) bool { return x >= 0 && x <= 1 }

func sameLikely(a, b Cell) bool {
	if a.Likely == nil || b.Likely == nil {
		return a.Likely == b.Likely
	}
	return *a.Likely == *b.Likely
}

func (p *Problem) validateTree() error {
	t := p.Weights
	if t.Groups.Len() != len(t.Members) || len(t.Within) != len(t.Members) || len(t.Members) == 0 {
		return fmt.Errorf("the weight tree has weights for %d groups, weights within %d and members of %d; the three must agree", t.Groups.Len(), len(t.Within), len(t.Members))
	}
	seen := make([]bool, len(p.Criteria))
	for g, js := range t.Members {
		if len(js) == 0 || t.Within[g].Len() != len(js) {
			return fmt.Errorf("group %d of the weight tree has %d members and weights for %d; it needs at least one, and as many weights", g+1, len(js), t.Within[g].Len())
		}
		for _, j := range js {
			if j < 0 || j >= len(seen) || seen[j] {
				return fmt.Errorf("group %d of the weight tree holds criterion number %d, which is not one of the %d or stands in a group already", g+1, j, len(seen))
			}
			seen[j] = true
		}
	}
	for j, held := range seen {
		if !held {
			return fmt.Errorf("criterion %q stands in no group of the weight tree; put it in one", p.Criteria[j])
		}
	}
	return nil
}

func (p *Problem) validateGates() error {
	for g, gate := range p.Gates {
		switch {
		case gate.Criterion < 0 || gate.Criterion >= len(p.Criteria):
			return fmt.Errorf("gate %d is on criterion number %d; there are %d", g+1, gate.Criterion, len(p.Criteria))
		case math.IsNaN(gate.AtLeast) || math.IsInf(gate.AtLeast, 0):
			return fmt.Errorf("gate %d on %q demands %v; it must be a number", g+1, p.Criteria[gate.Criterion], gate.AtLeast)
		case len(gate.States) != len(p.Alternatives):
			return fmt.Errorf("gate %d on %q has %d states for %d alternatives; give each a state", g+1, p.Criteria[gate.Criterion], len(gate.States), len(p.Alternatives))
		}
		for i, s := range gate.States {
			if s < GateOpen || s > GateExcused {
				return fmt.Errorf("gate %d on %q has state %d for %q; it must be open, passed, failed or excused", g+1, p.Criteria[gate.Criterion], int(s), p.Alternatives[i])
			}
		}
	}
	return nil
}

package robust

import "fmt"

// Sensitivity says which unknowns the spread of one score comes from.
type Sensitivity struct {
	Variance float64            `json:"variance"` // of the score, in value squared
	Shares   []SensitivityShare `json:"shares"`   // by unknown, in the problem's order
}

// SensitivityShare is one unknown's part of the variance.
type SensitivityShare struct {
	Unknown int     `json:"unknown"` // index into Problem.Unknowns
	Share   float64 `json:"share"`   // 0..1; all add up to 1
}

// SensitivityOf returns, at the expected weights, the total sensitivity index of every unknown
// on which alternative i's score depends: S_u = b_u^2 Var t_u / sum, where the score is
// a + sum_u b_u t_u with independent unknowns (Saltelli et al. 2008; in an additive model the
// first-order index is the same). For a cell of its own that is w_j^2 Var v_j, with
// Var v = width^2 / 12 if uniform; the cells that share an unknown add up, with sign, before
// they are squared. Where nothing moves the score there are no shares.
func SensitivityOf(p *Problem, i int) (*Sensitivity, error) {
	m, err := modelFor(p, i)
	if err != nil {
		return nil, err
	}
	s := &Sensitivity{Shares: []SensitivityShare{}}
	for _, t := range m.terms[i] {
		v := float64(t.slope * t.slope * m.unknowns[t.index].law.variance())
		s.Variance += v
		s.Shares = append(s.Shares, SensitivityShare{t.index, v})
	}
	if s.Variance == 0 {
		s.Shares = []SensitivityShare{}
	}
	for k := range s.Shares {
		s.Shares[k].Share /= s.Variance
	}
	return s, nil
}

func modelFor(p *Problem, i int) (*model, error) {
	if i < 0 || i >= len(p.Alternatives) {
		return nil, fmt.Errorf("alternative %d: there are alternatives 0 to %d", i, len(p.Alternatives)-1)
	}
	return newModel(p)
}

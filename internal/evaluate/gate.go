package evaluate

import (
	"slices"

	"assay/internal/framework"
	"assay/internal/offer"
)

// A Floor is the lowest level over the gating criteria, as an interval, with the criteria
// that bind each end. HiBinding is what keeps the floor from being higher; LoBinding is where
// it might be as low as it may be. Known is false when every gating criterion is not
// applicable.
type Floor struct {
	Known     bool     `json:"known"`
	Levels    Levels   `json:"levels"`
	LoBinding []string `json:"lo_binding"`
	HiBinding []string `json:"hi_binding"`
}

func (p *Plan) floor(cells []Cell) Floor {
	f := Floor{Levels: Levels{offer.MaxLevel, offer.MaxLevel}, LoBinding: []string{}, HiBinding: []string{}}
	for j := range cells {
		c := &cells[j]
		if c.State == NotApplicable || !p.scored[j].Gating {
			continue
		}
		f.Known = true
		f.Levels.Lo = min(f.Levels.Lo, c.Levels.Lo)
		f.Levels.Hi = min(f.Levels.Hi, c.Levels.Hi)
	}
	if !f.Known {
		f.Levels = Levels{}
		return f
	}
	for j := range cells {
		c := &cells[j]
		if c.State == NotApplicable || !p.scored[j].Gating {
			continue
		}
		if c.Levels.Lo == f.Levels.Lo {
			f.LoBinding = append(f.LoBinding, c.Criterion)
		}
		if c.Levels.Hi == f.Levels.Hi {
			f.HiBinding = append(f.HiBinding, c.Criterion)
		}
	}
	return f
}

// A GateState is three-valued: what is not known to pass or fail is open.
type GateState string

// The states of a gate.
const (
	Pass GateState = "pass"
	Fail GateState = "fail"
	Open GateState = "open"
)

// A Gate is the outcome of all gating criteria at a workload tier's level: fail if any fails,
// else open if any is open, else pass.
type Gate struct {
	Tier     string    `json:"tier"`
	Level    int       `json:"level"`
	State    GateState `json:"state"`
	Failing  []string  `json:"failing,omitempty"`
	Open     []string  `json:"open,omitempty"`
	Passing  []string  `json:"passing,omitempty"`
	Excluded []string  `json:"excluded,omitempty"` // not applicable, and shown to be
}

func (p *Plan) gate(cells []Cell, tier framework.Tier) Gate {
	g := Gate{Tier: tier.ID, Level: tier.Level, State: Pass}
	for j := range cells {
		c := &cells[j]
		if !p.scored[j].Gating {
			continue
		}
		if c.State == NotApplicable {
			g.Excluded = append(g.Excluded, c.Criterion)
			continue
		}
		switch GateOf(c.Levels, tier.Level) {
		case Pass:
			g.Passing = append(g.Passing, c.Criterion)
		case Fail:
			g.Failing = append(g.Failing, c.Criterion)
		case Open:
			g.Open = append(g.Open, c.Criterion)
		}
	}
	switch {
	case len(g.Failing) > 0:
		g.State = Fail
	case len(g.Open) > 0:
		g.State = Open
	}
	return g
}

// GateOf compares a range of levels with the level tau that a gate demands: pass if its lower
// bound reaches tau, fail if its upper bound does not, open otherwise.
func GateOf(l Levels, tau int) GateState {
	switch {
	case l.Lo >= tau:
		return Pass
	case l.Hi < tau:
		return Fail
	}
	return Open
}

// Cell returns the result's cell for a criterion, scored or optional.
func (r Result) Cell(criterion string) (Cell, bool) {
	for _, cells := range [][]Cell{r.Cells, r.Context} {
		if i := slices.IndexFunc(cells, func(c Cell) bool { return c.Criterion == criterion }); i >= 0 {
			return cells[i], true
		}
	}
	return Cell{}, false
}

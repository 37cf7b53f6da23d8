package robust

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Information says what finding out would be worth, at expected weights and among the ranked
// alternatives, in value (0..1). It rests on the assumption that unknowns are independent and
// distributed as their cells say: uniform, or beta-PERT.
type Information struct {
	// Leaders have the highest expected score today, within rounding.
	Leaders []int `json:"leaders"`
	// Perfect is the value of finding out everything.
	Perfect PerfectInformation `json:"evpi"`
	// Unknowns has the value of finding out one unknown alone, by index into Problem.Unknowns.
	Unknowns []UnknownInformation `json:"evppi"`
	Gates    []GateInformation    `json:"gates"`
}

// UnknownInformation is what knowing one unknown, and no other, would be worth.
type UnknownInformation struct {
	Unknown int `json:"unknown"`
	// Value is EVPPI(u) = E_u max_i E[V_i | u] - max_i E[V_i] (Raiffa & Schlaifer 1961): an
	// additive score is linear in u, so it is the integral of an upper envelope of lines,
	// exact for uniform unknowns and to about 1e-14 for beta-PERT ones.
	Value float64 `json:"value"`
	// Switch is the probability that one of today's leaders is then behind.
	Switch float64 `json:"switch"`
	// First holds who would then be first and how probably, in order of alternatives; those
	// that are alike for every value of the unknown share evenly.
	First []Chance `json:"first"`
}

// A Chance is the probability of one alternative.
type Chance struct {
	Alternative int     `json:"alternative"`
	Probability float64 `json:"probability"`
}

// InformationOptions choose the draws of the estimate of perfect information, which is needed
// only where more than one unknown can change the first place.
type InformationOptions struct {
	Seed   uint64
	Points int // per replicate, of 32; rounded up to a power of 2, at most 32,768; 0: 1024
}

// InformationOf returns the value of information of a problem.
func InformationOf(p *Problem, o InformationOptions) (*Information, error) {
	m, err := newModel(p)
	if err != nil {
		return nil, err
	}
	if len(m.ranked) == 0 {
		return nil, fmt.Errorf("no alternative is ranked: there is nothing to choose from")
	}
	info := &Information{Leaders: m.leaders(), Unknowns: make([]UnknownInformation, len(m.unknowns))}
	order := m.order()
	for u := range m.unknowns {
		info.Unknowns[u] = m.information(u, info.Leaders, order)
	}
	info.Perfect = m.perfect(info, o)
	info.Gates = m.gateInformation()
	return info, nil
}

// PerEffort orders unknowns by Value per unit of effort, the most first; equal ones keep the
// order of the problem and those worth nothing come last. efforts has one positive number per
// unknown, in any one unit.
func (info *Information) PerEffort(efforts []float64) ([]PerEffort, error) {
	if len(efforts) != len(info.Unknowns) {
		return nil, fmt.Errorf("%d efforts for %d unknowns; give one for each", len(efforts), len(info.Unknowns))
	}
	out := make([]PerEffort, len(efforts))
	for u, effort := range efforts {
		if !(effort > 0 && effort <= math.MaxFloat64) {
			return nil, fmt.Errorf("effort %d is %v; it must be a finite number above 0", u+1, effort)
		}
		value := info.Unknowns[u].Value
		out[u] = PerEffort{Unknown: u, Value: value, Effort: effort, Rate: value / effort}
	}
	slices.SortStableFunc(out, func(a, b PerEffort) int { return cmp.Compare(b.Rate, a.Rate) })
	return out, nil
}

// PerEffort is what an effort to find out one unknown would bring per unit.
type PerEffort struct {
	Unknown int     `json:"unknown"`
	Value   float64 `json:"value"`
	Effort  float64 `json:"effort"`
	Rate    float64 `json:"rate"` // value per unit of effort
}

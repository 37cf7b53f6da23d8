package analyse

import (
	"fmt"
	"slices"

	"assay/internal/robust"
)

// A gate is a demand on the raw scale of one criterion.
type gate struct {
	criterion int
	atMost    bool
	raw       float64
}

const gateForm = `a gate is {"criterion": name or number, "at_least": x} or {"criterion": ..., "at_most": x}`

func (r *reader) gatesOf(v *value) {
	if !r.is(v, list, "the gates") {
		return
	}
	if len(v.items) > maxGates {
		r.add(v.path(), "%d gates; there may be %d", len(v.items), maxGates)
		return
	}
	for _, item := range v.items {
		if !r.object(item, gateForm, []string{"criterion"}, []string{"at_least", "at_most"}) {
			continue
		}
		least, most := item.member("at_least"), item.member("at_most")
		if (least == nil) == (most == nil) {
			r.add(item.path(), `give one of "at_least" and "at_most"; for both make two gates`)
			continue
		}
		j, ok := r.reference(item.member("criterion"), r.in.Criteria, "criterion")
		bound := least
		if most != nil {
			bound = most
		}
		x, ok2 := r.number(bound, "the bound in the criterion's unit")
		if ok && ok2 {
			r.gate(bound, gate{j, most != nil, x})
		}
	}
}

// gate adds a gate with what the bounds on the raw scale decide of it.
func (r *reader) gate(v *value, g gate) {
	c := &r.in.criteria[g.criterion]
	states := make([]robust.GateState, len(r.in.spans))
	open := false
	for i, row := range r.in.spans {
		states[i] = g.state(row[g.criterion])
		if states[i] == robust.GateFailed {
			if r.in.Ranked == nil {
				r.in.Ranked = slices.Repeat([]bool{true}, len(r.in.spans))
			}
			r.in.Ranked[i] = false
		}
		open = open || states[i] == robust.GateOpen
	}
	if open && g.atMost != c.falls {
		r.add(v.path(), "criterion %s is better the other way (direction %q), and some ranges leave the gate open; a gate against the direction is possible only where every range decides it",
			quote(c.name), direction(c.falls))
	}
	r.in.gates = append(r.in.gates, g)
	r.in.Gates = append(r.in.Gates, robust.Gate{Criterion: g.criterion, AtLeast: min(max(c.value(g.raw), 0), 1), States: states})
}

func (g gate) state(s span) robust.GateState {
	lo, hi, bound := s.lo, s.hi, g.raw
	if g.atMost {
		lo, hi, bound = -s.hi, -s.lo, -g.raw
	}
	switch {
	case s.absent:
		return robust.GateExcused
	case s.open && s.shared == "": // the scale says nothing of what lies beyond its ends
		return robust.GateOpen
	case lo >= bound:
		return robust.GatePassed
	case hi < bound:
		return robust.GateFailed
	}
	return robust.GateOpen
}

func direction(falls bool) string {
	if falls {
		return "min"
	}
	return "max"
}

// words says the gate: "cost at most 40".
func (g gate) words(criteria []string) string {
	if g.atMost {
		return fmt.Sprintf("%s at most %v", criteria[g.criterion], g.raw)
	}
	return fmt.Sprintf("%s at least %v", criteria[g.criterion], g.raw)
}

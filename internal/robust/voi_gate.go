package robust

// GateInformation is what an open gate of a ranked alternative may do once it is known. A gate
// is no price: it does not enter the value of information, which takes open gates as passed.
type GateInformation struct {
	Gate        int `json:"gate"` // index into Problem.Gates
	Alternative int `json:"alternative"`
	// Unknown decides the gate, by index into Problem.Unknowns; nil where the cell has none, so
	// that no draw says whether the gate will be passed.
	Unknown *int `json:"unknown"`
	// Passes is the probability that the value reaches the gate; nil without an unknown.
	Passes *float64 `json:"passes"`
	// ExpectedIfPassed is the alternative's expected score given that it passes; nil where it
	// cannot, or without an unknown.
	ExpectedIfPassed *float64 `json:"expected_if_passed"`
	Leads            bool     `json:"leads"` // the alternative is one of today's leaders
	// LeadersIfFailed are first once the alternative is out, by expected score; none where it
	// was the only one.
	LeadersIfFailed []int `json:"leaders_if_failed"`
	// Loss is by how much today's highest expected score falls when the alternative fails.
	Loss float64 `json:"loss"`
}

func (m *model) gateInformation() []GateInformation {
	out := []GateInformation{}
	leaders := m.leaders()
	for g, gate := range m.Gates {
		for i, state := range gate.States {
			if state == GateOpen && m.IsRanked(i) {
				out = append(out, m.gateOf(g, i, leaders))
			}
		}
	}
	return out
}

func (m *model) gateOf(g, i int, leaders []int) GateInformation {
	info := GateInformation{Gate: g, Alternative: i, LeadersIfFailed: []int{}}
	without := *m
	without.ranked = nil
	for _, k := range m.ranked {
		if k != i {
			without.ranked = append(without.ranked, k)
		}
	}
	for _, l := range leaders {
		info.Leads = info.Leads || l == i
	}
	if len(without.ranked) > 0 {
		info.LeadersIfFailed = without.leaders()
		info.Loss = max(0, m.mean[leaders[0]]-m.mean[info.LeadersIfFailed[0]])
	}
	j := m.Gates[g].Criterion
	c, u := m.Cells[i][j], m.of[i][j]
	if u < 0 {
		return info
	}
	law := m.unknowns[u].law
	// The value reaches the gate from x upward where it rises in t, and up to x where it falls.
	x := (m.Gates[g].AtLeast - c.At0) / (c.At1 - c.At0)
	from, to := x, 1.0
	if c.At1 < c.At0 {
		from, to = 0, x
	}
	from, to = max(0, from), min(1, to)
	passes := 0.0
	if to > from {
		passes = min(1, max(0, law.integral(1, 0, from, to)))
	}
	info.Unknown, info.Passes = &u, &passes
	if passes > 0 {
		t := law.integral(0, 1, from, to) / passes
		info.ExpectedIfPassed = new(m.meanAt(i, u, t))
	}
	return info
}

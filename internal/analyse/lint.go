package analyse

import (
	"fmt"
	"slices"
	"strings"

	"assay/internal/robust"
)

// A Finding is something a careful reader would object to. Findings are results.
type Finding struct {
	Code         string `json:"code"`
	Text         string `json:"text"`
	Alternatives []int  `json:"alternatives,omitempty"`
	Criteria     []int  `json:"criteria,omitempty"`
}

// The codes of findings. Those that package evaluate has too are the same words.
const (
	FindNoWeights     = "weights_not_elicited"
	FindNoRanges      = "weights_without_ranges"
	FindInconsistent  = "inconsistent_comparisons"
	FindTooWide       = "too_little_resolved"
	FindConstant      = "constant_criterion"
	FindAllUnknown    = "criterion_unknown_everywhere"
	FindUnequalNA     = "unequal_not_applicable"
	FindDominatedLead = "dominated_leads"
	FindNearTie       = "near_tie"
	FindBeyondScale   = "beyond_scale"
	FindFlatGate      = "gate_on_flat_value"
	FindNobody        = "nobody_ranked"
	FindRough         = "error_not_reached"
)

// resolvedEnough is the share that must be resolved before an order is worth discussing: our
// choice.
const resolvedEnough = 0.5

func (r *Report) lint(in *Input) error {
	r.Lint = []Finding{}
	for _, rule := range []func(*Input){
		r.lintWeights, r.lintResolved, r.lintCriteria, r.lintScales, r.lintGates, r.lintLeads, r.lintDraws,
	} {
		rule(in)
	}
	return nil
}

func (r *Report) find(f Finding) { r.Lint = append(r.Lint, f) }

func (r *Report) lintWeights(in *Input) {
	var untold, rangeless []string
	in.weights.each(func(e elicited) {
		switch {
		case e.kind == "equal" || e.kind == "free":
			untold = append(untold, e.kind)
		case e.ranges == "":
			rangeless = append(rangeless, e.kind)
		}
	})
	for _, c := range r.Weights.Comparisons {
		if c.inconsistent {
			r.find(Finding{Code: FindInconsistent, Text: fmt.Sprintf("The pairwise comparisons of %s contradict each other: %s.", c.Of, c.Verdict)})
		}
	}
	words := func(kinds []string) string {
		slices.Sort(kinds)
		return strings.Join(slices.Compact(kinds), ", ")
	}
	if len(untold) > 0 {
		r.find(Finding{Code: FindNoWeights, Text: fmt.Sprintf("Nobody has said what matters more: weights are %s.", words(untold))})
	}
	if len(rangeless) > 0 {
		r.find(Finding{Code: FindNoRanges, Text: fmt.Sprintf(`Nothing says on which ranges of the criteria the weights (%s) were judged. A weight without a range has no meaning; state "ranges".`, words(rangeless))})
	}
}

func (r *Report) lintResolved(in *Input) {
	var wide []int
	for i, x := range r.Resolved {
		if x < resolvedEnough && in.IsRanked(i) {
			wide = append(wide, i)
		}
	}
	if len(wide) > 0 {
		r.find(Finding{Code: FindTooWide, Alternatives: wide,
			Text: fmt.Sprintf("Less than half of the scale is resolved for %s: too little is known to rank.", r.alternativeNames(wide))})
	}
}

// resolve fills in 1 - sum w_j (hi_j - lo_j) for each alternative.
func (r *Report) resolve(in *Input) error {
	for i, row := range in.Cells {
		w := in.Effective(i, r.Weights.Expected)
		open := 0.0
		for j, c := range row {
			if w != nil && !c.Absent {
				open += float64(w[j] * (c.Hi() - c.Lo()))
			}
		}
		if w == nil {
			open = 1
		}
		r.Resolved = append(r.Resolved, max(0, 1-open))
	}
	return nil
}

func (r *Report) lintCriteria(in *Input) {
	if len(in.Cells) < 2 {
		return
	}
	var constant, unknown, unequal []int
	for j := range in.Criteria {
		first := in.Cells[0][j]
		same, open, alike := true, true, true
		for i, row := range in.Cells {
			c := row[j]
			same = same && c.Absent == first.Absent && c.At0 == first.At0 && c.At1 == first.At1 && c.At0 == c.At1
			open = open && in.spans[i][j].open
			alike = alike && c.Absent == first.Absent
		}
		switch {
		case open:
			unknown = append(unknown, j)
		case same && !first.Absent:
			constant = append(constant, j)
		case !alike:
			unequal = append(unequal, j)
		}
	}
	if len(unknown) > 0 {
		r.find(Finding{Code: FindAllUnknown, Criteria: unknown, Text: fmt.Sprintf("Nothing is known for any alternative on %s.", r.criterionNames(unknown))})
	}
	if len(constant) > 0 {
		r.find(Finding{Code: FindConstant, Criteria: constant, Text: fmt.Sprintf("All alternatives stand alike on %s, which cannot tell them apart.", r.criterionNames(constant))})
	}
	if len(unequal) > 0 {
		r.find(Finding{Code: FindUnequalNA, Criteria: unequal, Text: fmt.Sprintf("Some alternatives leave out what others are measured on (not applicable): %s. Their scores rest on different weights.", r.criterionNames(unequal))})
	}
}

// lintScales names criteria with entries beyond the ends of the value function, where a
// difference counts for nothing.
func (r *Report) lintScales(in *Input) {
	var beyond []int
	for j := range in.criteria {
		lo, hi := in.criteria[j].span()
		if slices.ContainsFunc(in.spans, func(row []span) bool {
			return !row[j].absent && (row[j].lo < lo || row[j].hi > hi)
		}) {
			beyond = append(beyond, j)
		}
	}
	if len(beyond) > 0 {
		r.find(Finding{Code: FindBeyondScale, Criteria: beyond, Text: fmt.Sprintf("Some entries lie beyond the ends of the value function of %s, where differences count for nothing.", r.criterionNames(beyond))})
	}
}

// lintGates names criteria with an open gate at a place where the value does not change, so
// that no value drawn tells whether it is passed.
func (r *Report) lintGates(in *Input) {
	var flat []int
	for k, g := range in.gates {
		c := &in.criteria[g.criterion]
		for i, row := range in.spans {
			s := row[g.criterion]
			edge := c.value(g.raw)
			if in.Gates[k].States[i] == robust.GateOpen && ((s.lo < g.raw && c.value(s.lo) == edge) || (s.hi > g.raw && c.value(s.hi) == edge)) && !slices.Contains(flat, g.criterion) {
				flat = append(flat, g.criterion)
			}
		}
	}
	if len(flat) > 0 {
		r.find(Finding{Code: FindFlatGate, Criteria: flat, Text: fmt.Sprintf("An open gate on %s stands where the value function is flat: the probability of passing is not to be trusted. Let the function rise through the gate.", r.criterionNames(flat))})
	}
}

func (r *Report) lintLeads(in *Input) {
	if r.nobody() {
		r.find(Finding{Code: FindNobody, Text: "Every alternative fails a gate: nobody is ranked, and nothing is said of an order."})
		return
	}
	var dominated []int
	if r.Agreement != nil {
		for _, reading := range r.Agreement.Readings {
			for _, m := range reading.Methods {
				for _, i := range m.Leaders {
					if !slices.Contains(dominated, i) && slices.ContainsFunc(r.Dominance.Pareto, func(p Pair) bool { return p.Over == i }) {
						dominated = append(dominated, i)
					}
				}
			}
		}
	}
	if len(dominated) > 0 {
		slices.Sort(dominated)
		r.find(Finding{Code: FindDominatedLead, Alternatives: dominated, Text: fmt.Sprintf("By one method at least the first is %s, which another alternative outdoes on every criterion.", r.alternativeNames(dominated))})
	}
	best := r.best(in)
	if len(best) < 2 || r.Pairwise.P == nil {
		return
	}
	if p := r.Pairwise.P[best[0]][best[1]]; p >= 0.4 && p <= 0.6 {
		r.find(Finding{Code: FindNearTie, Alternatives: best[:2],
			Text: fmt.Sprintf("%s and %s are nearly level: the first is ahead in %.0f %% of what is possible. That is not a win.", r.Alternatives[best[0]], r.Alternatives[best[1]], 100*p)})
	}
}

func (r *Report) lintDraws(in *Input) {
	if in.draws == 0 && r.Ranks.Error > in.errorAim {
		r.find(Finding{Code: FindRough, Text: fmt.Sprintf("The shares are exact to %.4f only, not to the %v asked for: the draws reached their limit.", r.Ranks.Error, in.errorAim)})
	}
}

func (r *Report) alternativeNames(is []int) string { return named(is, r.Alternatives) }
func (r *Report) criterionNames(js []int) string   { return named(js, r.Criteria) }

func named(is []int, names []string) string {
	shown := make([]string, 0, 8)
	for _, i := range is[:min(len(is), 8)] {
		shown = append(shown, names[i])
	}
	if len(is) > 8 {
		shown = append(shown, fmt.Sprintf("and %d more", len(is)-8))
	}
	return strings.Join(shown, ", ")
}

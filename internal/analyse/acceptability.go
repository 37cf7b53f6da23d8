package analyse

import (
	"assay/internal/robust"
)

// RankAcceptability says how probable each rank is, under the assumption that weights are
// uniform over what is admitted and unknowns follow their law.
type RankAcceptability struct {
	// Shares are by alternative, then rank, the best first; null where it is not ranked. Rows
	// and columns add up to 1, ties being split.
	Shares [][]float64 `json:"shares"`
	// First is the share of the first rank with its 95 % interval.
	First      []*robust.Share `json:"first"`
	Error      float64         `json:"error"` // largest half-width of a 95 % interval in Shares; 0: exact
	Draws      int             `json:"draws"`
	Replicates int             `json:"replicates"`
	Method     robust.Drawing  `json:"method"`
	Interval   string          `json:"interval"`
}

// Pairwise says how probable it is that one alternative scores above another.
type Pairwise struct {
	P        [][]float64 `json:"p"` // row above column, ties counting half; null where not ranked
	Error    float64     `json:"error"`
	NearTies [][2]int    `json:"near_ties"` // each ahead with a probability in 0.4 to 0.6
}

// Entropy is in bits: 0 is certainty.
type Entropy struct {
	First    float64  `json:"first"` // of who is first
	Ranking  *float64 `json:"ranking"`
	Rankings *int     `json:"rankings"` // different ones that came up; null with more than 8 alternatives
}

// Gates say what the gates decide and how probably.
type Gates struct {
	Names []string `json:"names"` // each gate in words
	// States are by gate, then alternative: passed, failed, open, excused (not applicable).
	States [][]string `json:"states"`
	// Passes is the probability of passing every gate; null where the alternative has failed one.
	Passes []*robust.Passing `json:"passes"`
	// IfPassing are rank acceptabilities among those that pass, given that the alternative
	// passes; null where no gate is open.
	IfPassing   [][]float64     `json:"rank_acceptability_if_passing"`
	PassesFirst []*robust.Share `json:"passes_and_first"`
}

// drawOptions are what the problem asks of the draws, within the bound on work.
func (in *Input) drawOptions() robust.Options {
	o := robust.Options{Seed: in.seed + 1, Draws: in.draws} // 0 would ask for a seed of the problem
	if in.draws == 0 {
		o.TargetError, o.MaxDraws = in.errorAim, min(DefaultMaxDraws, max(1, MaxWork/10/in.work()))
		o.Draws = min(1024, o.MaxDraws)
	}
	return o
}

func (r *Report) acceptability(in *Input) error {
	a, err := robust.Acceptability(&in.Problem, in.drawOptions())
	if err != nil {
		return err
	}
	r.Ranks = RankAcceptability{a.Ranks, shown(in, a.First), a.Error, a.Draws, a.Replicates, a.Drawing, a.Interval}
	r.Central = a.Central
	r.Confidence = a.Confidence
	r.Pairwise = Pairwise{a.Ahead, a.AheadError, a.NearTies}
	r.Entropy = Entropy{First: a.FirstEntropy}
	if a.Rankings > 0 {
		r.Entropy.Ranking, r.Entropy.Rankings = &a.RankingEntropy, &a.Rankings
	}
	r.Gates = Gates{Names: []string{}, States: [][]string{}, Passes: shown(in, a.Passes), IfPassing: a.IfPassing, PassesFirst: shown(in, a.PassesFirst)}
	for k, g := range in.Gates {
		states := make([]string, len(g.States))
		for i, s := range g.States {
			states[i] = gateWords[s]
		}
		r.Gates.Names = append(r.Gates.Names, in.gates[k].words(in.Criteria))
		r.Gates.States = append(r.Gates.States, states)
	}
	return nil
}

var gateWords = map[robust.GateState]string{
	robust.GateOpen: "open", robust.GatePassed: "passed", robust.GateFailed: "failed", robust.GateExcused: "excused",
}

// shown leaves out what belongs to alternatives that are not ranked.
func shown[T any](in *Input, all []T) []*T {
	out := make([]*T, len(all))
	for i := range all {
		if in.IsRanked(i) {
			out[i] = &all[i]
		}
	}
	return out
}

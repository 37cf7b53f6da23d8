package analyse

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"

	"assay/internal/robust"
)

// A Report is what the analyses say of a problem. Lists follow the order of the problem's
// alternatives and criteria, which are numbered from 0; what cannot be said is null.
type Report struct {
	Engine       string   `json:"engine"`
	InputSHA256  string   `json:"input_sha256"`
	Title        string   `json:"title,omitempty"`
	Seed         uint64   `json:"seed"`
	Alternatives []string `json:"alternatives"`
	Criteria     []string `json:"criteria"`
	Ranked       []bool   `json:"ranked"` // false: it fails a gate
	Weights      Weights  `json:"weights"`

	Values          [][]*robust.Span `json:"values"` // [lo, hi] of each cell, null where not applicable
	Score           []robust.Span    `json:"score"`  // [lo, hi] at the expected weights
	Expected        []float64        `json:"expected"`
	ScoreAnyWeights []robust.Span    `json:"score_any_weights"`
	Resolved        []float64        `json:"resolved"` // 1 - sum of weight x width: the share that is known
	AnyWeightsWide  bool             `json:"score_any_weights_wide,omitempty"`

	Ranks      RankAcceptability `json:"rank_acceptability"`
	Central    [][]float64       `json:"central_weights"` // by alternative; null where it is never first
	Confidence []*robust.Share   `json:"confidence_factors"`
	Pairwise   Pairwise          `json:"pairwise"`
	Entropy    Entropy           `json:"entropy"`
	Gates      Gates             `json:"gates"`

	Dominance Order             `json:"dominance"`
	Stability *robust.Stability `json:"stability"`
	Sweeps    []*robust.Sweep   `json:"sweeps,omitempty"` // by criterion, null where it has all the weight

	Unknowns        []Unknown                  `json:"unknowns"`
	Sensitivity     []robust.Sensitivity       `json:"sensitivity"` // by alternative
	Tornado         []Tornado                  `json:"tornado"`
	EVPI            *robust.PerfectInformation `json:"evpi"`
	EVPPI           []Worth                    `json:"evppi"`     // by unknown
	AskFirst        []int                      `json:"ask_first"` // unknowns worth finding out, the most valuable first
	GateInformation []robust.GateInformation   `json:"gate_information"`

	Agreement    *robust.Agreement     `json:"agreement"`
	RankReversal []robust.ReversalTest `json:"rank_reversal"`
	Changes      []Change              `json:"changes"` // of the best five after the leader
	Holds        *Holds                `json:"holds"`
	Lint         []Finding             `json:"lint"`
	criteria     []criterion           // for the page: values in the criteria's own units
	Sorting      []*Sorted             `json:"sorting,omitempty"`
}

// Weights say what is admitted and what is expected.
type Weights struct {
	Kind        string         `json:"kind"`
	Exact       bool           `json:"exact"`                 // one vector is admissible
	Expected    []float64      `json:"expected"`              // of each criterion; they add up to 1
	Comparisons []*Comparisons `json:"comparisons,omitempty"` // of ahp
}

func newReport(in *Input) *Report {
	r := &Report{
		Engine: Engine, InputSHA256: in.SHA256, Title: in.Title, Seed: in.seed,
		Alternatives: in.Alternatives, Criteria: in.Criteria, criteria: in.criteria,
		Weights: Weights{in.weights.kind, in.Weights.IsExact(), in.Weights.Expected(), nil},
	}
	in.weights.each(func(e elicited) {
		if e.compared != nil {
			r.Weights.Comparisons = append(r.Weights.Comparisons, e.compared)
		}
	})
	for i, row := range in.Cells {
		r.Ranked = append(r.Ranked, in.IsRanked(i))
		spans := make([]*robust.Span, len(row))
		for j, c := range row {
			if !c.Absent {
				spans[j] = &robust.Span{c.Lo(), c.Hi()}
			}
		}
		r.Values = append(r.Values, spans)
	}
	return r
}

// WriteJSON writes the report as JSON, a row of a matrix a line.
func (r *Report) WriteJSON(w io.Writer) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(r); err != nil {
		return err
	}
	_, err := w.Write(layout(bytes.TrimSpace(b.Bytes())))
	return err
}

// nobody reports whether no alternative is ranked, so that there is nothing to choose from.
func (r *Report) nobody() bool { return !slices.Contains(r.Ranked, true) }

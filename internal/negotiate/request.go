package negotiate

import (
	"cmp"
	"slices"

	"assay/internal/framework"
)

// A Request asks for evidence that would close an unknown.
type Request struct {
	Offer     string          `json:"offer"`
	Criterion string          `json:"criterion"`
	Question  string          `json:"question"`
	Settles   string          `json:"settles"` // the clause or evidence that would answer it
	Ask       framework.Actor `json:"ask"`     // whom
	Gain      float64         `json:"gain"`    // expected gain of knowing, in 0..1 of the score (EVPPI)
	Switch    float64         `json:"switch"`  // probability that knowing changes who is first
	Gate      bool            `json:"gate"`    // a gate is open because of it
	Effort    float64         `json:"effort"`  // in points
}

// SortRequests orders requests by what they are worth: the highest gain first, then the highest
// probability of a switch, then those that decide a gate, then the least effort; else as they
// were.
func SortRequests(rs []Request) {
	gate := func(r Request) int {
		if r.Gate {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(rs, func(a, b Request) int {
		return cmp.Or(cmp.Compare(b.Gain, a.Gain), cmp.Compare(b.Switch, a.Switch), cmp.Compare(gate(a), gate(b)), cmp.Compare(a.Effort, b.Effort))
	})
}

package negotiate

import (
	"cmp"
	"math"
	"slices"

	"assay/internal/evaluate"
	"assay/internal/robust"
)

// A Status says how a fact that must hold stands today.
type Status string

// The statuses of a fact.
const (
	Holds Status = "holds" // by evidence: the whole range meets it
	Open  Status = "open"  // part of the range meets it
	Fails Status = "fails" // no part of the range does
)

// A Fact is something that must hold for an alternative not to be behind any other.
type Fact struct {
	Alternative int    `json:"alternative"` // whose value it is about
	Criterion   int    `json:"criterion"`
	Shared      string `json:"shared,omitempty"` // the unknown on which other cells rest, too
	Gate        bool   `json:"gate"`             // it is a gate of the chosen alternative
	// Needs are the values, 0..1, at which the chosen one is not behind, all else at its mean;
	// for a gate from the value it demands up. The bound that is not 0 or 1 is the threshold.
	Needs evaluate.Interval `json:"needs"`
	Now   evaluate.Interval `json:"now"`   // the value as known today
	Rival int               `json:"rival"` // who would be ahead beyond the threshold; -1 for a gate
	// Necessary says that with this at its worst end the chosen one is behind Rival, or fails the
	// gate, even with all else at its best.
	Necessary bool    `json:"necessary"`
	Room      float64 `json:"room"` // from the mean of the value to the threshold; negative: beyond it
	Status    Status  `json:"status"`
}

// A Reverse says what must hold for an alternative to come first.
type Reverse struct {
	Leads  bool    `json:"leads"`  // not behind any other with every unknown at its mean
	Margin float64 `json:"margin"` // of its score then over its strongest rival's
	Rival  int     `json:"rival"`  // that rival; -1: there is none
	// Facts are those that a change of one value within 0..1 can break, with the gates: those that
	// fail first, then the open ones, then those that hold; the necessary ones and those with the
	// least room first in each.
	Facts []Fact `json:"facts"`
}

// FactsFor returns what must hold for alternative i of p to come first at p's expected weights.
// Every value of i and of the ranked others is asked about, known ones too: each has a threshold
// at which the lead is gone, the others at their means. With V_i - V_k = m + w x at value x the
// threshold is -m / w. Values that rest on one unknown move together and make one fact.
func FactsFor(p *robust.Problem, i int) (*Reverse, error) {
	if err := checkProblem(p, i); err != nil {
		return nil, err
	}
	p = p.Opened()
	r := reversal{p: p, i: i, out: &Reverse{Leads: true, Margin: math.Inf(1), Rival: -1, Facts: []Fact{}}, shared: map[string]bool{}}
	for k := range p.Cells {
		r.weights = append(r.weights, weightsOf(p, k))
	}
	for k := range p.Cells {
		if k != i && p.IsRanked(k) {
			r.against(k)
		}
	}
	if r.out.Rival < 0 {
		r.out.Margin = 0
	}
	r.out.Leads = r.out.Margin >= -tie
	r.gates()
	for k := range p.Cells {
		if k == i || p.IsRanked(k) {
			for j := range p.Cells[k] {
				r.cell(k, j)
			}
		}
	}
	r.sort()
	return r.out, nil
}

// A reversal gathers what FactsFor needs.
type reversal struct {
	p       *robust.Problem
	i       int
	weights [][]float64
	rivals  []rivalry
	shared  map[string]bool // unknowns that have been asked about
	out     *Reverse
}

// A rivalry is the lead over one other alternative.
type rivalry struct {
	k          int
	mean, best float64 // with every unknown at its mean, or at its best for the lead
	parts      []part
}

func (r *reversal) against(k int) {
	constant, parts := difference(r.p, r.weights, r.i, k)
	v := rivalry{k: k, mean: constant, best: constant, parts: parts}
	for _, x := range parts {
		v.mean += float64(x.slope * x.mean)
		v.best += max(0, x.slope)
	}
	r.rivals = append(r.rivals, v)
	if v.mean < r.out.Margin {
		r.out.Margin, r.out.Rival = v.mean, k
	}
}

// cell asks about the value of alternative a on criterion j.
func (r *reversal) cell(a, j int) {
	c := r.p.Cells[a][j]
	if c.Absent || moving(c) && r.shared[c.Unknown] {
		return
	}
	f := Fact{
		Alternative: a, Criterion: j, Needs: evaluate.Interval{Hi: 1}, Rival: -1, Room: math.Inf(1),
		Now: evaluate.Interval{Lo: c.Lo(), Hi: c.Hi()},
	}
	if moving(c) {
		r.shared[c.Unknown] = true
		f.Shared = c.Unknown
	}
	mean := c.At0 + float64(meanOf(c)*(c.At1-c.At0))
	for _, v := range r.rivals {
		if slope := r.slope(v, a, j, c); math.Abs(slope) > tie { // else it cancels out
			f.bind(v, slope, mean, r.worst(v, slope, c))
		}
	}
	if f.Rival >= 0 {
		f.Status = statusOf(f.Now, f.Needs)
		r.out.Facts = append(r.out.Facts, f)
	}
}

// slope returns what a unit of the cell's value adds to the lead over v.
func (r *reversal) slope(v rivalry, a, j int, c robust.Cell) float64 {
	if moving(c) {
		for _, x := range v.parts {
			if x.unknown == c.Unknown {
				return x.slope / (c.At1 - c.At0)
			}
		}
		return 0
	}
	switch a {
	case r.i:
		return r.weights[a][j]
	case v.k:
		return -r.weights[a][j]
	}
	return 0
}

// worst returns the lead over v with all at its best except this cell, which is at its worst.
func (r *reversal) worst(v rivalry, slope float64, c robust.Cell) float64 {
	return v.best - float64(math.Abs(slope)*(c.Hi()-c.Lo()))
}

// bind narrows what a fact needs by one rivalry.
func (f *Fact) bind(v rivalry, slope, mean, worst float64) {
	threshold := mean - v.mean/slope
	if slope > 0 && threshold > f.Needs.Lo+tie {
		f.Needs.Lo = threshold
	} else if slope < 0 && threshold < f.Needs.Hi-tie {
		f.Needs.Hi = threshold
	} else {
		return
	}
	if worst < -tie {
		f.Necessary = true
	}
	if room := v.mean / math.Abs(slope); room < f.Room {
		f.Room, f.Rival = room, v.k
	}
}

// gates adds the gates of the chosen alternative.
func (r *reversal) gates() {
	for _, g := range r.p.Gates {
		if r.i >= len(g.States) || g.States[r.i] == robust.GateExcused {
			continue
		}
		c := r.p.Cells[r.i][g.Criterion]
		status := map[robust.GateState]Status{robust.GatePassed: Holds, robust.GateFailed: Fails, robust.GateOpen: Open}[g.States[r.i]]
		mean := c.At0 + float64(meanOf(c)*(c.At1-c.At0))
		r.out.Facts = append(r.out.Facts, Fact{
			Alternative: r.i, Criterion: g.Criterion, Gate: true, Needs: evaluate.Interval{Lo: g.AtLeast, Hi: 1},
			Now: evaluate.Interval{Lo: c.Lo(), Hi: c.Hi()}, Rival: -1, Necessary: status != Holds, Room: mean - g.AtLeast, Status: status,
		})
	}
}

// statusOf compares what is known with what is needed. Needs may lie outside 0..1 altogether.
func statusOf(now, needs evaluate.Interval) Status {
	switch {
	case now.Lo >= needs.Lo-tie && now.Hi <= needs.Hi+tie:
		return Holds
	case now.Hi < needs.Lo-tie || now.Lo > needs.Hi+tie:
		return Fails
	}
	return Open
}

func (r *reversal) sort() {
	urgency := map[Status]int{Fails: 0, Open: 1, Holds: 2}
	first := func(b bool) int {
		if b {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(r.out.Facts, func(a, b Fact) int {
		return cmp.Or(cmp.Compare(urgency[a.Status], urgency[b.Status]), cmp.Compare(first(a.Necessary), first(b.Necessary)),
			cmp.Compare(a.Room, b.Room))
	})
}

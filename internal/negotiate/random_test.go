package negotiate

import (
	"math/rand/v2"

	"assay/internal/evaluate"
	"assay/internal/framework"
)

// randomTerms makes up to most terms on coarse grids, so that ties are common.
func randomTerms(r *rand.Rand, most int) []Term {
	terms := make([]Term, 1+r.IntN(most))
	parts := 0
	raw := make([]int, len(terms))
	for j := range raw {
		raw[j] = r.IntN(5)
		parts += raw[j]
	}
	for j := range terms {
		lo := r.IntN(4)
		hi := lo + r.IntN(5-lo)
		t := Term{
			Criterion: string(rune('a' + j)), Levels: evaluate.Levels{Lo: lo, Hi: hi},
			Value:  evaluate.Interval{Lo: float64(lo) / 4, Hi: float64(hi) / 4},
			Gating: r.IntN(4) == 0, Excused: r.IntN(12) == 0, Actor: framework.ActorSupplier,
		}
		if parts > 0 {
			t.Weight = float64(raw[j]) / float64(parts)
		}
		if r.IntN(8) == 0 {
			t.Actor = framework.ActorNobody
		}
		t.Rungs = randomRungs(r, lo)
		terms[j] = t
	}
	return terms
}

func randomRungs(r *rand.Rand, lo int) []Rung {
	var rungs []Rung
	effort, half := 0.0, 0.5
	for level := lo + 1; level <= 4; level++ {
		effort += float64(1+r.IntN(4)) * half
		if r.IntN(3) > 0 {
			rungs = append(rungs, Rung{Level: level, Value: float64(level) / 4, Effort: effort})
		}
	}
	return rungs
}

// randomDraws draws the terms uniformly and gives the offer one to three rivals.
func randomDraws(r *rand.Rand, terms []Term, n int) *Draws {
	d := &Draws{}
	rivals := 1 + r.IntN(3)
	level := r.Float64()
	d.Own = r.IntN(rivals + 1)
	for range n {
		cells := make([]float64, len(terms))
		own := 0.0
		for j, t := range terms {
			cells[j] = t.Value.Lo + float64(r.IntN(5))/4*t.Value.Width()
			own += t.Weight * cells[j]
		}
		scores := make([]float64, rivals+1)
		for k := range scores {
			scores[k] = float64(int(20*(level+0.3*r.Float64()))) / 20
		}
		scores[d.Own] = own
		d.Cells, d.Scores = append(d.Cells, cells), append(d.Scores, scores)
	}
	return d
}

// randomGoal returns a goal of any kind.
func randomGoal(r *rand.Rand, terms []Term) Goal {
	var g Goal
	switch r.IntN(5) {
	case 0:
		return PassGates(1 + r.IntN(4))
	case 1:
		g = Overtake(float64(r.IntN(40)-4) / 40)
	case 2:
		g = Overtake(r.Float64())
	case 3:
		d := randomDraws(r, terms, 4+r.IntN(12))
		g = LeadWithProbability(d, 0.05+0.6*r.Float64())
	case 4:
		d := randomDraws(r, terms, 4+r.IntN(12))
		g = OvertakeWithProbability(d, (d.Own+1)%len(d.Scores[0]), 0.05+0.6*r.Float64())
	}
	if r.IntN(2) == 0 {
		g = g.WithGates(1 + r.IntN(3))
	}
	return g
}

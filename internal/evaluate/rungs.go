package evaluate

import (
	"fmt"
	"maps"
	"slices"

	"assay/internal/framework"
)

// A RungResult is the outcome of a framework that is answered by rungs with published points
// (the EU Cloud Sovereignty Framework calculator).
type RungResult struct {
	// Score in percent: sum_n weight_n x points_n / points per dimension, unclamped. Lo is the
	// published reading, in which an unanswered criterion contributes nothing; Hi gives every
	// unanswered one its best rung.
	Score      Interval         `json:"score"`
	Objectives []RungObjective  `json:"objectives"`
	Levels     []AssuranceLevel `json:"levels"` // one per variant, in the pack's order
	Unanswered []string         `json:"unanswered"`
}

// A RungObjective is one dimension of a RungResult.
type RungObjective struct {
	ID           string   `json:"id"`
	Title        string   `json:"title"`
	Weight       float64  `json:"weight"` // in percent
	Points       Interval `json:"points"`
	Contribution Interval `json:"contribution"` // percentage points of the score
	Unanswered   int      `json:"unanswered"`
}

// An AssuranceLevel is the minimum over the answered criteria under one variant's tags, never
// a mean. Known is false when nothing that limits it is answered.
type AssuranceLevel struct {
	Variant string   `json:"variant"`
	Title   string   `json:"title"`
	Known   bool     `json:"known"`
	Level   int      `json:"level"`
	Binding []string `json:"binding"`
}

// Rungs scores choices (criterion id to rung, 1 the first) under a framework of kind rungs.
// Unknown criteria and choices out of range are errors that name them.
func Rungs(fw *framework.Framework, choices map[string]int) (RungResult, error) {
	if fw.Kind != framework.KindRungs {
		return RungResult{}, fmt.Errorf("framework %s is answered by %s, not by rungs", fw.Ref(), fw.Kind)
	}
	for _, id := range slices.Sorted(maps.Keys(choices)) {
		c, _, ok := fw.Criterion(id)
		if !ok {
			return RungResult{}, fmt.Errorf("framework %s has no criterion %q", fw.Ref(), id)
		}
		if n := choices[id]; n < 1 || n > len(c.Rungs) {
			return RungResult{}, fmt.Errorf("criterion %s: choice %d is not between 1 and %d", id, n, len(c.Rungs))
		}
	}
	r := RungResult{Unanswered: []string{}}
	for _, v := range fw.Variants {
		r.Levels = append(r.Levels, AssuranceLevel{Variant: v.ID, Title: v.Title, Binding: []string{}})
	}
	for _, d := range fw.Dimensions {
		o := RungObjective{ID: d.ID, Title: d.Title, Weight: d.Weight}
		for _, c := range d.Criteria {
			n, answered := choices[c.ID]
			if !answered {
				o.Unanswered++
				o.Points.Hi += bestPoints(c)
				r.Unanswered = append(r.Unanswered, c.ID)
				continue
			}
			rung := c.Rungs[n-1]
			o.Points.Lo += rung.Points
			o.Points.Hi += rung.Points
			for i, v := range fw.Variants {
				r.Levels[i].lower(v, c.ID, rung.Levels[i])
			}
		}
		o.Contribution = Interval{
			float64(d.Weight * o.Points.Lo / fw.PointsPerDimension),
			float64(d.Weight * o.Points.Hi / fw.PointsPerDimension),
		}
		r.Score.Lo += o.Contribution.Lo
		r.Score.Hi += o.Contribution.Hi
		r.Objectives = append(r.Objectives, o)
	}
	return r, nil
}

func (l *AssuranceLevel) lower(v framework.Variant, criterion string, level int) {
	if slices.Contains(v.NotGating, criterion) {
		return
	}
	if !l.Known || level < l.Level {
		l.Known, l.Level, l.Binding = true, level, nil
	}
	if level == l.Level {
		l.Binding = append(l.Binding, criterion)
	}
}

func bestPoints(c framework.Criterion) float64 {
	best := 0.0
	for _, r := range c.Rungs {
		best = max(best, r.Points)
	}
	return best
}

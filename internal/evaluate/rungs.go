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
	// Levels is what the objective's own criteria allow, one per variant as in RungResult.
	Levels []AssuranceLevel `json:"levels"`
}

// An AssuranceLevel is the minimum over the answered criteria under one variant's tags, never
// a mean. Known is false when nothing that limits it is answered. Possible is what the level may
// be once every criterion is answered: from each unanswered one at its lowest tag to each at its
// highest. Where nothing limits the level, it is the top of the scale.
type AssuranceLevel struct {
	Variant  string   `json:"variant"`
	Title    string   `json:"title"`
	Known    bool     `json:"known"`
	Level    int      `json:"level"`
	Binding  []string `json:"binding"`
	Possible Levels   `json:"possible"`
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
	r := RungResult{Unanswered: []string{}, Levels: unlimited(fw)}
	for _, d := range fw.Dimensions {
		o := RungObjective{ID: d.ID, Title: d.Title, Weight: d.Weight, Levels: unlimited(fw)}
		for _, c := range d.Criteria {
			n, answered := choices[c.ID]
			if !answered {
				o.Unanswered++
				o.Points.Hi += bestPoints(c)
				r.Unanswered = append(r.Unanswered, c.ID)
				for i, v := range fw.Variants {
					r.Levels[i].open(v, c, i)
					o.Levels[i].open(v, c, i)
				}
				continue
			}
			rung := c.Rungs[n-1]
			o.Points.Lo += rung.Points
			o.Points.Hi += rung.Points
			for i, v := range fw.Variants {
				r.Levels[i].lower(v, c.ID, rung.Levels[i])
				o.Levels[i].lower(v, c.ID, rung.Levels[i])
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

// unlimited is the level of each variant while nothing limits it.
func unlimited(fw *framework.Framework) []AssuranceLevel {
	var ls []AssuranceLevel
	for _, v := range fw.Variants {
		ls = append(ls, AssuranceLevel{Variant: v.ID, Title: v.Title, Binding: []string{}, Possible: Levels{framework.MaxLevel, framework.MaxLevel}})
	}
	return ls
}

// open takes an unanswered criterion into account, whose tags under variant v stand at place at
// of each rung's levels.
func (l *AssuranceLevel) open(v framework.Variant, c framework.Criterion, at int) {
	if slices.Contains(v.NotGating, c.ID) {
		return
	}
	worst, best := framework.MaxLevel, 0
	for _, r := range c.Rungs {
		worst, best = min(worst, r.Levels[at]), max(best, r.Levels[at])
	}
	l.Possible.Lo, l.Possible.Hi = min(l.Possible.Lo, worst), min(l.Possible.Hi, best)
}

func (l *AssuranceLevel) lower(v framework.Variant, criterion string, level int) {
	if slices.Contains(v.NotGating, criterion) {
		return
	}
	l.Possible.Lo, l.Possible.Hi = min(l.Possible.Lo, level), min(l.Possible.Hi, level)
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

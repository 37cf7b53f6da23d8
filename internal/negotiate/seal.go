package negotiate

import (
	"fmt"
	"slices"

	"assay/internal/evaluate"
	"assay/internal/framework"
)

// An Assurance says which changes of rungs lift the assurance level of a framework of kind
// rungs (the EU Cloud Sovereignty Framework's SEAL) to a level.
type Assurance struct {
	Variant string                  `json:"variant"`
	Level   int                     `json:"level"`
	Now     evaluate.AssuranceLevel `json:"now"`
	Reached bool                    `json:"reached"`
	Changes []RungChange            `json:"changes"`
	// Unanswered criteria limit the level. By the published reading they do not count, so that
	// no change is asked of them; AtRisk are those of them that have a rung below the level and
	// may break it once they are answered.
	AtRisk     []string   `json:"at_risk"`
	Impossible []Obstacle `json:"impossible,omitempty"` // criteria without a rung at the level
}

// A RungChange moves one criterion from a rung to another, both counted from 1.
type RungChange struct {
	Criterion string `json:"criterion"`
	Title     string `json:"title"`
	From      int    `json:"from"`
	To        int    `json:"to"`
	FromLabel string `json:"from_label"`
	ToLabel   string `json:"to_label"`
	FromLevel int    `json:"from_level"`
	ToLevel   int    `json:"to_level"`
}

// ReachSEAL returns the fewest changes to choices (criterion id to rung, 1 the first) that lift
// the overall level, the minimum over answered criteria that limit it under the variant, to
// level, 1..4. Each such criterion below level needs exactly one change, so that the changes are
// a minimum; each goes to the nearest rung at the level, upward if there is one. variant is the
// variant's id; empty means the pack's first, the published one.
func ReachSEAL(fw *framework.Framework, choices map[string]int, variant string, level int) (*Assurance, error) {
	now, err := evaluate.Rungs(fw, choices)
	if err != nil {
		return nil, err
	}
	if level < 1 || level > framework.MaxLevel {
		return nil, fmt.Errorf("assurance level %d does not lie in 1..%d", level, framework.MaxLevel)
	}
	at := 0
	for variant != "" && at < len(fw.Variants) && fw.Variants[at].ID != variant {
		at++
	}
	if at == len(fw.Variants) {
		return nil, fmt.Errorf("framework %s has no variant %q of its levels", fw.Ref(), variant)
	}
	a := &Assurance{Variant: fw.Variants[at].ID, Level: level, Now: now.Levels[at], Changes: []RungChange{}, AtRisk: []string{}}
	for _, k := range fw.Criteria {
		if !slices.Contains(fw.Variants[at].NotGating, k.ID) {
			a.consider(k, choices[k.ID], at)
		}
	}
	a.Reached = a.Now.Known && a.Now.Level >= level
	return a, nil
}

// consider adds what has to change about criterion k, which stands on a rung or, at 0, on none.
func (a *Assurance) consider(k framework.Criterion, rung, variant int) {
	if rung == 0 {
		for _, r := range k.Rungs {
			if r.Levels[variant] < a.Level {
				a.AtRisk = append(a.AtRisk, k.ID)
				return
			}
		}
		return
	}
	from := k.Rungs[rung-1]
	if from.Levels[variant] >= a.Level {
		return
	}
	to := nearest(k.Rungs, rung, variant, a.Level)
	if to == 0 {
		a.Impossible = append(a.Impossible, Obstacle{
			Kind: ObstacleFixed, Criterion: k.ID, Level: from.Levels[variant],
			Text: fmt.Sprintf("%s has no rung at level %d or above.", k.ID, a.Level),
		})
		return
	}
	a.Changes = append(a.Changes, RungChange{
		Criterion: k.ID, Title: k.Title, From: rung, To: to,
		FromLabel: from.Label, ToLabel: k.Rungs[to-1].Label,
		FromLevel: from.Levels[variant], ToLevel: k.Rungs[to-1].Levels[variant],
	})
}

// nearest returns the rung at level or above that is nearest to rung, upward if there is one; 0
// for none.
func nearest(rungs []framework.Rung, rung, variant, level int) int {
	for n := rung + 1; n <= len(rungs); n++ {
		if rungs[n-1].Levels[variant] >= level {
			return n
		}
	}
	for n := rung - 1; n >= 1; n-- {
		if rungs[n-1].Levels[variant] >= level {
			return n
		}
	}
	return 0
}

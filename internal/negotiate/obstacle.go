package negotiate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// obstacles says what makes the goal impossible; top is everything raised as far as it goes.
func (t *task) obstacles(g Goal, top []int) []Obstacle {
	var all []Obstacle
	for _, j := range t.blocked {
		all = append(all, t.terms[j].blocks(g.level))
	}
	if gaps := t.gapsAt(top); !t.reached(gaps, nil) {
		all = append(all, t.headroom(g, gaps, top))
	}
	return all
}

func (t Term) blocks(level int) Obstacle {
	o := Obstacle{Kind: ObstacleFixed, Criterion: t.Criterion, Level: t.Levels.Lo}
	if r := t.reach(); len(r) > 0 {
		o.Level = r[len(r)-1].Level
	}
	why := "no change on offer goes higher"
	if t.Inherent() {
		o.Kind, why = ObstacleInherent, "nobody at the table can change it"
	}
	o.Text = fmt.Sprintf("%s can be secured at level %d at most, level %d is needed: %s.", t.Criterion, o.Level, level, why)
	return o
}

func (t *task) headroom(g Goal, gaps []float64, top []int) Obstacle {
	o := Obstacle{Kind: ObstacleHeadroom, Held: t.held(top)}
	if g.pair {
		o.Short = slices.Max(gaps)
		o.Text = fmt.Sprintf("With every term raised as far as it goes, %.4f of the score is still missing.", o.Short)
		if g.loose {
			o.Text += " That may be too much: several terms rest on one unknown and were taken each by itself."
		}
	} else {
		s := t.shareAt(top)
		o.Short = g.p - s.Lo
		o.Text = fmt.Sprintf("With every term raised as far as it goes, the offer is ahead in %.1f %% of the draws (at least %.1f %%); %.1f %% is needed.",
			100*s.Value, 100*s.Lo, 100*g.p)
	}
	if len(o.Held) > 0 {
		o.Text += " Most is held back by " + strings.Join(o.Held, ", ") + "."
	}
	return o
}

// held names up to three terms that have most left to give at the top of their ladders.
func (t *task) held(top []int) []string {
	left := func(j int) float64 {
		term, opt := t.terms[j], t.options[j][top[j]]
		v := term.Value.Lo
		if opt.rung > 0 {
			v = max(v, term.Rungs[opt.rung-1].Value)
		}
		return term.Weight * (1 - v)
	}
	var js []int
	for j := range t.terms {
		if left(j) > tie {
			js = append(js, j)
		}
	}
	slices.SortStableFunc(js, func(a, b int) int { return cmp.Compare(left(b), left(a)) })
	var names []string
	for _, j := range js[:min(len(js), 3)] {
		names = append(names, t.terms[j].Criterion)
	}
	return names
}

package negotiate

import (
	"errors"
	"fmt"
	"math"

	"assay/internal/framework"
)

// maxEffort bounds the effort of one rung, in points.
const maxEffort = 1e6

func (g Goal) validate(terms []Term) error {
	if len(terms) == 0 {
		return errors.New("there are no terms: hand over at least one")
	}
	for j, t := range terms {
		if err := t.validate(); err != nil {
			return fmt.Errorf("term %d (%s): %w", j, t.Criterion, err)
		}
	}
	if g.gates && (g.level < 1 || g.level > framework.MaxLevel) {
		return fmt.Errorf("level %d of the gates does not lie in 1..%d", g.level, framework.MaxLevel)
	}
	if !g.gates && !g.pair && g.draws == nil {
		return errors.New("the goal asks for nothing: make it by PassGates, Overtake and the like")
	}
	if g.pair {
		return g.validatePair(terms)
	}
	if g.draws == nil {
		return nil
	}
	if err := g.draws.validate(len(terms)); err != nil {
		return err
	}
	if g.rival >= len(g.draws.Scores[0]) || g.rival == g.draws.Own {
		return fmt.Errorf("rival %d is the offer itself or not among the %d offers drawn", g.rival, len(g.draws.Scores[0]))
	}
	return nil
}

func (g Goal) validatePair(terms []Term) error {
	for _, gap := range g.gaps {
		if math.IsNaN(gap) || math.IsInf(gap, 0) {
			return fmt.Errorf("the gap is %v; it must be finite", gap)
		}
	}
	if g.gains == nil {
		return nil
	}
	if len(g.gains) != len(terms) {
		return fmt.Errorf("there are gains of %d terms; %d are needed", len(g.gains), len(terms))
	}
	for j, t := range terms {
		if len(g.gains[j]) < len(t.reach()) {
			return fmt.Errorf("term %s has %d gains; each of its %d rungs needs one", t.Criterion, len(g.gains[j]), len(t.reach()))
		}
		last := make([]float64, len(g.gaps))
		for r, row := range g.gains[j] {
			for c, x := range row {
				if !(x >= last[c]) || math.IsInf(x, 0) {
					return fmt.Errorf("term %s, rung %d: gain %v is negative, falls or is not finite", t.Criterion, r, x)
				}
			}
			last = row
		}
	}
	return nil
}

func (t Term) validate() error {
	switch {
	case !inUnit(t.Weight):
		return fmt.Errorf("weight %v does not lie in 0..1", t.Weight)
	case !inUnit(t.Value.Lo) || !inUnit(t.Value.Hi) || t.Value.Lo > t.Value.Hi:
		return fmt.Errorf("value %v to %v is not a range within 0..1", t.Value.Lo, t.Value.Hi)
	case t.Levels.Lo < 0 || t.Levels.Hi < t.Levels.Lo:
		return fmt.Errorf("levels %d to %d are not a range from 0 up", t.Levels.Lo, t.Levels.Hi)
	}
	level, value, effort := t.Levels.Lo, 0.0, 0.0
	for r, x := range t.reach() {
		switch {
		case x.Level <= level:
			return fmt.Errorf("rung %d secures level %d; it must be above %d", r, x.Level, level)
		case !inUnit(x.Value) || x.Value < value:
			return fmt.Errorf("rung %d secures value %v; it must lie in 0..1 and not fall", r, x.Value)
		case !(x.Effort > effort) || x.Effort > maxEffort:
			return fmt.Errorf("rung %d takes effort %v; it must be above %v and at most %v", r, x.Effort, effort, maxEffort)
		}
		level, value, effort = x.Level, x.Value, x.Effort
	}
	return nil
}

package weight

import (
	"fmt"

	"assay/internal/linear"
)

// Points are what the swing of one thing, from its worst level to its best, is worth beside the
// others: Lo to Hi, equal where one number was said. By custom the best swing has 100; any
// positive scale gives the same weights.
type Points struct{ Lo, Hi float64 }

func (p Points) check(j int) error {
	if !(p.Lo >= 0 && p.Lo <= p.Hi && p.Hi <= 1e12) {
		return mistake("the points of %s run from %v to %v; they must be finite and not negative, the lower end first", thing(j), p.Lo, p.Hi)
	}
	return nil
}

// Swing is the set of swing weights w = s / sum s (von Winterfeldt & Edwards 1986) over all
// points s in their ranges. A swing of 0 points has the weight 0; not all may be 0. With exact
// points it is one vector; a uniform draw from ranges is uniform in the weights, not in the
// points.
func Swing(points []Points) (Set, error) {
	exact, most := true, 0.0
	lo := make([]float64, len(points))
	for j, p := range points {
		if err := p.check(j); err != nil {
			return Set{}, err
		}
		exact = exact && p.Lo == p.Hi
		lo[j], most = p.Lo, max(most, p.Hi)
	}
	if most == 0 {
		return Set{}, fmt.Errorf("every swing has 0 points; the best swing has 100")
	}
	if exact {
		s, err := Exact(lo) // the checks above leave nothing to go wrong
		return s.named("swing"), err
	}
	rules := swingRules(points)
	for _, r := range rules {
		if r.X > maxRatio {
			return Set{}, mistake("the points of %s may be more than a million times those of %s; give the smaller one 0", thing(r.Of), thing(r.To))
		}
	}
	return polytopeOf("swing", len(points), rules)
}

// swingRules describes {s / sum s : lo <= s <= hi, s not 0} by lo_j w_i <= hi_i w_j for all
// i != j, and w_i = 0 where hi_i = 0. Every such w obeys, being s in another scale. And a w that
// obeys is one: let t be the largest lo_j / w_j (w_j = 0 forces lo_j = 0, since some w_i > 0 has
// lo_j w_i <= hi_i w_j = 0). If t > 0, s = t w has s >= lo, and s_i = w_i lo_j / w_j <= hi_i for
// the j that gives t. If t = 0 all lo are 0 and a small enough multiple of w is in the box, as
// w_i = 0 where hi_i = 0. Where some thing has exact points the rules against it imply the rest.
func swingRules(points []Points) []Rule {
	var rules []Rule
	for i, p := range points {
		if p.Hi == 0 {
			rules = append(rules, Rule{i, linear.Equal, 0, Whole})
		}
	}
	if e := exactPoints(points); e >= 0 {
		for i, p := range points {
			if i != e && p.Hi > 0 {
				rules = append(rules, between(i, e, p.Lo/points[e].Lo, p.Hi/points[e].Lo)...)
			}
		}
		return rules
	}
	for i, p := range points {
		for j, q := range points {
			if i != j && p.Hi > 0 && q.Lo > 0 {
				rules = append(rules, Rule{i, linear.AtMost, p.Hi / q.Lo, j})
			}
		}
	}
	return rules
}

func between(of, to int, lo, hi float64) []Rule {
	switch {
	case lo == hi:
		return []Rule{{of, linear.Equal, lo, to}}
	case lo == 0:
		return []Rule{{of, linear.AtMost, hi, to}}
	}
	return []Rule{{of, linear.AtLeast, lo, to}, {of, linear.AtMost, hi, to}}
}

// exactPoints returns the thing with the most points of those that are exact and not 0, -1
// where there is none.
func exactPoints(points []Points) int {
	at := -1
	for j, p := range points {
		if p.Lo == p.Hi && p.Lo > 0 && (at < 0 || p.Lo > points[at].Lo) {
			at = j
		}
	}
	return at
}

// FromLocalRanges is Swing for points that were given on what these offers span, not on the
// full range: w_j is proportional to s_j / dv_j, with dv_j the range in value units that the
// swing ran over. A range of 0 is a *Mistake: nothing can be judged on it.
func FromLocalRanges(points []Points, ranges []float64) (Set, error) {
	if len(ranges) != len(points) {
		return Set{}, fmt.Errorf("%d ranges for %d swings; each swing ran over one", len(ranges), len(points))
	}
	full := make([]Points, len(points))
	for j, p := range points {
		dv := ranges[j]
		if dv == 0 {
			return Set{}, mistake("the offers do not differ on %s, so its swing cannot be judged on their range; judge it on the full range", thing(j))
		}
		if !(dv > 0 && dv <= 1e12) {
			return Set{}, mistake("the range of %s is %v; it must be a finite number above 0", thing(j), dv)
		}
		full[j] = Points{p.Lo / dv, p.Hi / dv}
	}
	return Swing(full)
}

// Stretch returns the weights after the full range of thing j has grown to f times what it was,
// with its value still linear in its measure: the swing grows by f, and the weights are brought
// back to the sum 1 (Fischer 1995).
func Stretch(w []float64, j int, f float64) ([]float64, error) {
	if j < 0 || j >= len(w) {
		return nil, fmt.Errorf("number %d, counted from 0, is stretched; there are %d weights", j, len(w))
	}
	if !(f > 0 && f <= 1e12) {
		return nil, mistake("the range of %s is stretched by %v; a finite number above 0 is needed", thing(j), f)
	}
	swings := append([]float64(nil), w...)
	swings[j] *= f
	s, err := Exact(swings)
	if err != nil {
		return nil, err
	}
	return s.corners[0], nil
}

package weight

import (
	"fmt"
	"math"
	"strconv"

	"assay/internal/linear"
)

// A Rule is one demand on weights: w_Of compared with X times w_To, or with the number X where
// To is Whole. X is finite and not negative.
type Rule struct {
	Of int
	Is linear.Relation
	X  float64
	To int // Whole: the whole, which is 1
}

// Whole is the To of a rule that compares with a number: a share of the whole.
const Whole = -1

// In words the rule with the names of the things: "cost >= 2 x quality".
func (r Rule) In(names []string) string {
	sign := [...]string{linear.AtMost: "<=", linear.Equal: "=", linear.AtLeast: ">="}[r.Is]
	x := strconv.FormatFloat(r.X, 'g', 6, 64)
	switch {
	case r.To == Whole:
	case r.X == 1:
		x = nameOf(r.To, names)
	default:
		x += " x " + nameOf(r.To, names)
	}
	return nameOf(r.Of, names) + " " + sign + " " + x
}

func (r Rule) check(n int) error {
	if r.Of < 0 || r.Of >= n || r.To < Whole || r.To >= n {
		return fmt.Errorf("a rule compares number %d with number %d, counted from 0; there are %d weights", r.Of, r.To, n)
	}
	if !(r.X >= 0 && r.X <= maxRatio) {
		return mistake("the rule about %s compares with %v; a number from 0 to a million is needed", thing(r.Of), r.X)
	}
	if r.Of == r.To {
		return mistake("%s is compared with itself; a rule compares two different things", thing(r.Of))
	}
	return nil
}

// maxRatio is the largest ratio of two weights, and the smallest is 1 over it: beyond that the
// lesser weight cannot be told from 0.
const maxRatio = 1e6

// row writes the rule as a row over n weights, with a number moved to the right side.
func (r Rule) row(n int) linear.Row {
	a := make([]float64, n)
	a[r.Of] = 1
	if r.To == Whole {
		return linear.Row{A: a, Is: r.Is, B: r.X}
	}
	a[r.To] = -r.X
	return linear.Row{A: a, Is: r.Is}
}

// A Ratio demands Lo <= w_Of / w_To <= Hi, in the form Lo w_To <= w_Of <= Hi w_To, so that it
// allows both weights to be 0. Hi may be +Inf: no upper end.
type Ratio struct {
	Of, To int
	Lo, Hi float64
}

// RatioRules turns ratios into rules. An exact ratio, Lo = Hi, is an equation.
func RatioRules(rs []Ratio) ([]Rule, error) {
	var rules []Rule
	for _, r := range rs {
		if !(r.Lo >= 0 && r.Lo <= r.Hi) || math.IsInf(r.Lo, 0) {
			return nil, mistake("the ratio of %s to %s runs from %v to %v; it must not be negative, and the lower end comes first",
				thing(r.Of), thing(r.To), r.Lo, r.Hi)
		}
		if r.Lo == r.Hi {
			rules = append(rules, Rule{r.Of, linear.Equal, r.Lo, r.To})
			continue
		}
		if r.Lo > 0 {
			rules = append(rules, Rule{r.Of, linear.AtLeast, r.Lo, r.To})
		}
		if !math.IsInf(r.Hi, 1) {
			rules = append(rules, Rule{r.Of, linear.AtMost, r.Hi, r.To})
		}
	}
	return rules, nil
}

// BoundRules turns lo <= w <= hi into rules. Bounds are shares of the whole, 0 to 1; those of
// 0 and 1 or more say nothing and give no rule.
func BoundRules(lo, hi []float64) ([]Rule, error) {
	if len(lo) != len(hi) {
		return nil, fmt.Errorf("%d lower bounds and %d upper ones; each weight needs both", len(lo), len(hi))
	}
	var rules []Rule
	for j := range lo {
		if !(lo[j] >= 0 && lo[j] <= 1 && hi[j] >= 0) || math.IsInf(hi[j], 0) {
			return nil, mistake("the bounds of %s are %v and %v; they are shares of the whole, from 0 to 1", thing(j), lo[j], hi[j])
		}
		if lo[j] > hi[j] {
			return nil, mistake("the lower bound of %s, %v, is above its upper bound, %v", thing(j), lo[j], hi[j])
		}
		if lo[j] == hi[j] {
			rules = append(rules, Rule{j, linear.Equal, lo[j], Whole})
			continue
		}
		if lo[j] > 0 {
			rules = append(rules, Rule{j, linear.AtLeast, lo[j], Whole})
		}
		if hi[j] < 1 {
			rules = append(rules, Rule{j, linear.AtMost, hi[j], Whole})
		}
	}
	return rules, nil
}

// OrderRules turns an order of importance, the most important first and things of equal
// importance together, into rules. It need not name everything.
func OrderRules(order [][]int) ([]Rule, error) {
	var rules []Rule
	seen := map[int]bool{}
	for k, equals := range order {
		if len(equals) == 0 {
			return nil, fmt.Errorf("place %d of the order is empty", k+1)
		}
		for i, j := range equals {
			if seen[j] {
				return nil, mistake("%s comes twice in the order", thing(j))
			}
			seen[j] = true
			if i > 0 {
				rules = append(rules, Rule{equals[i-1], linear.Equal, 1, j})
			}
		}
		if k > 0 {
			rules = append(rules, Rule{order[k-1][0], linear.AtLeast, 1, equals[0]})
		}
	}
	return rules, nil
}

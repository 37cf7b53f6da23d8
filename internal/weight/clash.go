package weight

import (
	"errors"
	"slices"

	"assay/internal/linear"
)

// clashOf returns a *Mistake with a smallest set of rules that cannot all hold, nil where all
// can. Ratios and orders are tried first by themselves, with every weight they compare above 0:
// what goes round in a circle is a clash even if the rest of the weights could carry the whole.
func clashOf(n int, rules []Rule) error {
	var ratios []Rule
	zero := make([]bool, n)
	for _, r := range rules {
		switch {
		case r.To != Whole:
			ratios = append(ratios, r)
			zero[r.Of] = zero[r.Of] || r.X == 0 && r.Is != linear.AtLeast
		case r.X == 0 && r.Is != linear.AtLeast:
			zero[r.Of] = true
		}
	}
	found, err := smallestClash(ratios, func(part []Rule) linear.Problem { return positive(n, part, zero) })
	switch {
	case err != nil:
		return err
	case found != nil:
		return ratioClash(found)
	}
	found, err = smallestClash(rules, func(part []Rule) linear.Problem { return shares(n, part) })
	switch {
	case err != nil:
		return err
	case found != nil:
		return shareClash(n, found)
	}
	return nil
}

// positive asks for weights, on any scale, that meet the rules and are at least 1 wherever a
// rule compares them and none demands 0.
func positive(n int, rules []Rule, zero []bool) linear.Problem {
	p := linear.Problem{Cost: make([]float64, n)}
	seen := make([]bool, n)
	for _, r := range rules {
		p.Rows = append(p.Rows, r.row(n))
		seen[r.Of], seen[r.To] = true, true
	}
	for j := range n {
		if seen[j] && !zero[j] {
			p.Rows = append(p.Rows, Rule{j, linear.AtLeast, 1, Whole}.row(n))
		}
	}
	return p
}

// shares asks for weights that meet the rules and add up to 1.
func shares(n int, rules []Rule) linear.Problem {
	p := linear.Problem{Cost: make([]float64, n)}
	for _, r := range rules {
		p.Rows = append(p.Rows, r.row(n))
	}
	p.Rows = append(p.Rows, linear.Row{A: slices.Repeat([]float64{1}, n), Is: linear.Equal, B: 1})
	return p
}

// smallestClash returns rules that cannot all hold and of which none can be left out; nil where
// all hold. It starts from the rows that the solver names and drops one at a time while the
// rest still clash.
func smallestClash(rules []Rule, problem func([]Rule) linear.Problem) ([]Rule, error) {
	rows, err := infeasible(problem(rules))
	if err != nil || rows == nil {
		return nil, err
	}
	var named []Rule
	for _, i := range rows {
		if i < len(rules) {
			named = append(named, rules[i])
		}
	}
	if rows, err := infeasible(problem(named)); err != nil || rows == nil {
		named = rules
	}
	for i := 0; i < len(named); {
		rest := slices.Delete(slices.Clone(named), i, i+1)
		rows, err := infeasible(problem(rest))
		if err != nil {
			return nil, err
		}
		if rows != nil {
			named = rest
			continue
		}
		i++
	}
	return named, nil
}

// infeasible returns the rows that the solver names as a clash, nil where there is a solution.
func infeasible(p linear.Problem) ([]int, error) {
	_, err := linear.Minimize(p)
	if clash, ok := errors.AsType[*linear.Infeasible](err); ok {
		return clash.Rows, nil
	}
	return nil, err
}

func ratioClash(rules []Rule) error {
	m := mistake("%s cannot all hold", rules)
	if len(rules) == 1 {
		m = mistake("%s cannot hold", rules)
	}
	m.Rules = rules
	return m
}

// shareClash words a clash of rules with the sum of 1.
func shareClash(n int, rules []Rule) error {
	var of []thing
	sum, lower, upper, ratio := 0.0, false, false, false
	for _, r := range rules {
		of, sum = append(of, thing(r.Of)), sum+r.X
		lower = lower || r.Is == linear.AtLeast
		upper = upper || r.Is == linear.AtMost
		ratio = ratio || r.To != Whole
	}
	var m *Mistake
	switch {
	case !ratio && !upper && len(rules) == 1:
		m = mistake("the lower bound of %s is %.6g, more than 1; weights add up to 1", of, sum)
	case !ratio && !upper && sum > 1:
		m = mistake("the lower bounds of %s add up to %.6g, more than 1", of, sum)
	case !ratio && !lower && len(rules) == n && sum < 1:
		m = mistake("the upper bounds of %s add up to %.6g, less than 1", of, sum)
	case len(rules) == 1:
		m = mistake("%s cannot hold: weights are not negative and add up to 1", rules)
	default:
		m = mistake("%s cannot all hold: weights are not negative and add up to 1", rules)
	}
	m.Rules = rules
	return m
}

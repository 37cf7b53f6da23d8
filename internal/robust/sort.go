package robust

import (
	"fmt"
	"math"
)

// A Sorting assigns alternatives to ordered categories by majority rule with vetoes (MR-Sort,
// Leroy, Mousseau & Pirlot 2011; a form of ELECTRE TRI). An alternative is at least of a
// category if the weights of the criteria on which it reaches the category's lower profile
// add up to Majority, and no veto speaks against it.
type Sorting struct {
	Weights  []float64
	Majority float64 // in the weights' unit
	// LessIsBetter says so by criterion; nil: more is better on all.
	LessIsBetter []bool
	// Profiles are the lower limits of all categories but the worst, best first, in the
	// criteria's units. Each is nowhere below the next.
	Profiles [][]float64
	// Vetoes of a category: a value that is no better than this keeps out whatever else.
	// Nil: none; a nil entry: none on that criterion.
	Vetoes [][]*float64
}

// Assign returns the category of a row of values, 0 the best and len(Profiles) the worst.
func (s *Sorting) Assign(row []float64) (int, error) {
	if err := s.Validate(); err != nil {
		return 0, err
	}
	if len(row) != len(s.Weights) {
		return 0, fmt.Errorf("%d values for %d criteria", len(row), len(s.Weights))
	}
	for j, v := range row {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return 0, fmt.Errorf("criterion %d: value %v must be a finite number", j+1, v)
		}
	}
	for h := range s.Profiles {
		if s.reaches(row, h) {
			return h, nil
		}
	}
	return len(s.Profiles), nil
}

// AssignRange returns the best and the worst category that a row of ranges may belong to. It
// is exact: a better value never makes the category worse.
func (s *Sorting) AssignRange(row []Span) (best, worst int, err error) {
	high, low := make([]float64, len(row)), make([]float64, len(row))
	for j, span := range row {
		low[j], high[j] = span[0], span[1]
		if span[0] > span[1] {
			return 0, 0, fmt.Errorf("criterion %d: range %v must have its lower end first", j+1, span)
		}
		if j < len(s.LessIsBetter) && s.LessIsBetter[j] {
			low[j], high[j] = high[j], low[j]
		}
	}
	if best, err = s.Assign(high); err != nil {
		return 0, 0, err
	}
	worst, err = s.Assign(low)
	return best, worst, err
}

func (s *Sorting) reaches(row []float64, h int) bool {
	support := 0.0
	for j, v := range row {
		if s.better(j, v) >= s.better(j, s.Profiles[h][j]) {
			support += s.Weights[j]
		}
		if s.Vetoes == nil || s.Vetoes[h] == nil {
			continue
		}
		if veto := s.Vetoes[h][j]; veto != nil && s.better(j, v) <= s.better(j, *veto) {
			return false
		}
	}
	return support >= float64(s.Majority*(1-1e-12))
}

// better turns a value so that more is better.
func (s *Sorting) better(j int, v float64) float64 {
	if s.LessIsBetter != nil && s.LessIsBetter[j] {
		return -v
	}
	return v
}

// Validate says what is wrong with the rule: shapes that do not fit, numbers that are not
// finite, weights below 0, a majority that is not above 0 or beyond all weights, profiles out
// of order, or a veto at or above its profile, where it would overrule it.
func (s *Sorting) Validate() error {
	n, sum := len(s.Weights), 0.0
	for j, w := range s.Weights {
		if !(w >= 0 && w <= math.MaxFloat64/float64(n)) {
			return fmt.Errorf("weight %d is %v; it must be a finite number and not negative", j+1, w)
		}
		sum += w
	}
	if !(s.Majority > 0 && s.Majority <= float64(sum*(1+1e-12))) {
		return fmt.Errorf("majority %v must be above 0 and at most %v, the sum of the weights", s.Majority, sum)
	}
	if s.LessIsBetter != nil && len(s.LessIsBetter) != n {
		return fmt.Errorf("%d directions for %d weights", len(s.LessIsBetter), n)
	}
	if s.Vetoes != nil && len(s.Vetoes) != len(s.Profiles) {
		return fmt.Errorf("vetoes of %d categories for %d profiles; give one list for each profile", len(s.Vetoes), len(s.Profiles))
	}
	for h := range s.Profiles {
		if err := s.checkProfile(h); err != nil {
			return fmt.Errorf("category %d: %w", h+1, err)
		}
	}
	return nil
}

func (s *Sorting) checkProfile(h int) error {
	n, profile := len(s.Weights), s.Profiles[h]
	if len(profile) != n {
		return fmt.Errorf("profile has %d values for %d weights", len(profile), n)
	}
	for j, v := range profile {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("criterion %d: profile %v must be a finite number", j+1, v)
		}
		if h > 0 && s.better(j, v) > s.better(j, s.Profiles[h-1][j]) {
			return fmt.Errorf("criterion %d: profile %v is better than the better category's, %v", j+1, v, s.Profiles[h-1][j])
		}
	}
	if s.Vetoes == nil || s.Vetoes[h] == nil {
		return nil
	}
	if len(s.Vetoes[h]) != n {
		return fmt.Errorf("%d vetoes for %d weights; leave one empty where there is none", len(s.Vetoes[h]), n)
	}
	for j, veto := range s.Vetoes[h] {
		if veto != nil && !(s.better(j, *veto) < s.better(j, profile[j])) {
			return fmt.Errorf("criterion %d: veto %v must be worse than the profile, %v", j+1, *veto, profile[j])
		}
	}
	return nil
}

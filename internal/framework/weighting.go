package framework

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"assay/internal/offer"
)

// A Weighting is what one person holds important about a framework, as swings: within each
// dimension, and between the dimensions, the step from the worst to the best level that matters
// most is given 100 points and the others are judged against it (von Winterfeldt & Edwards
// 1986). Points are shares of the sum, so any positive scale will do. It never changes.
type Weighting struct {
	ID          string    `json:"id,omitempty"` // empty until stored
	Framework   string    `json:"framework"`    // id@version
	Person      string    `json:"person"`       // who, by their own account
	Reason      string    `json:"reason"`       // why
	Given       time.Time `json:"given,omitzero"`
	RangesShown bool      `json:"ranges_shown"` // the full range of every scale was before their eyes
	Beside      Beside    `json:"beside,omitzero"`
	Dimensions  []Points  `json:"dimensions"`
	Criteria    []Points  `json:"criteria"`
}

// Points are the swing points of one dimension or criterion, from 0 on.
type Points struct {
	ID     string  `json:"id"`
	Points float64 `json:"points"`
}

// Beside says of which offers the ranges were shown next to the full scales, and as of which day.
// They are there to be looked at: the swings are of the full scales.
type Beside struct {
	AsOf   offer.Date `json:"as_of"`
	Offers []offer.ID `json:"offers"`
}

// MaxPoints are the points of the swing that matters most in its group.
const MaxPoints = 100

// A WeightingProblem is something to mend in a weighting. Field is person, reason, framework, or
// the id of the dimension or criterion.
type WeightingProblem struct{ Field, Message string }

// Validate returns every problem of the weighting under fw, in form order.
func (w Weighting) Validate(fw *Framework) []WeightingProblem {
	var ps []WeightingProblem
	add := func(bad bool, field, format string, args ...any) {
		if bad {
			ps = append(ps, WeightingProblem{field, fmt.Sprintf(format, args...)})
		}
	}
	add(w.Framework != fw.Ref(), "framework", "These weights are for %s, not for %s.", w.Framework, fw.Ref())
	ps = append(ps, w.Unfit(fw)...)
	add(strings.TrimSpace(w.Person) == "", "person", "Enter the name of whoever gives these weights.")
	add(len(w.Person) > 200 || !written(w.Person), "person", "Shorten the name, or type it anew: at most 200 bytes, on one line.")
	add(strings.TrimSpace(w.Reason) == "", "reason", "Say why, in a sentence that others can dispute.")
	add(len(w.Reason) > 2000 || !utf8.ValidString(w.Reason) || strings.ContainsRune(w.Reason, 0), "reason", "Shorten the reason: at most 2000 bytes.")
	return ps
}

func written(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsControl)
}

// Unfit returns the problems of the points alone: each scored dimension and criterion has points
// from 0 to MaxPoints, each once, and in each group at least one is above 0.
func (w Weighting) Unfit(fw *Framework) []WeightingProblem {
	var ps []WeightingProblem
	group := func(title string, ids []string, given []Points) {
		sum, before := 0.0, len(ps)
		for _, id := range ids {
			p, ok := pointsOf(given, id)
			switch {
			case !ok:
				ps = append(ps, WeightingProblem{id, "Give points to " + id + ": 100 for the swing that matters most, 0 for one that does not matter."})
			case !(p >= 0 && p <= MaxPoints):
				ps = append(ps, WeightingProblem{id, fmt.Sprintf("Points of %s must lie between 0 and %d.", id, MaxPoints)})
			default:
				sum += p
			}
		}
		if sum == 0 && len(ps) == before {
			ps = append(ps, WeightingProblem{ids[0], "All points of " + title + " are 0: give 100 to the swing that matters most."})
		}
	}
	var dims []string
	for _, d := range fw.ScoredDimensions() {
		dims = append(dims, d.ID)
	}
	group("the dimensions", dims, w.Dimensions)
	known := dims
	for _, d := range fw.ScoredDimensions() {
		var ids []string
		for _, c := range d.ScoredCriteria() {
			ids = append(ids, c.ID)
		}
		known = append(known, ids...)
		group(d.Title, ids, w.Criteria)
	}
	seen := map[string]bool{}
	for _, p := range slices.Concat(w.Dimensions, w.Criteria) {
		switch {
		case !slices.Contains(known, p.ID):
			ps = append(ps, WeightingProblem{p.ID, fmt.Sprintf("%s has no scored dimension or criterion %q.", fw.Ref(), p.ID)})
		case seen[p.ID]:
			ps = append(ps, WeightingProblem{p.ID, p.ID + " is given points twice: keep one of them."})
		}
		seen[p.ID] = true
	}
	return ps
}

func pointsOf(ps []Points, id string) (float64, bool) {
	i := slices.IndexFunc(ps, func(p Points) bool { return p.ID == id })
	if i < 0 {
		return 0, false
	}
	return ps[i].Points, true
}

// Weigh returns fw with w's weights in place of its own: the same criteria, gates and content
// hash. It fails where the points are unfit.
func (f *Framework) Weigh(w Weighting) (*Framework, error) {
	if w.Framework != f.Ref() {
		return nil, fmt.Errorf("weights for %s do not fit %s", w.Framework, f.Ref())
	}
	if ps := w.Unfit(f); len(ps) > 0 {
		return nil, fmt.Errorf("weights of %s: %s: %s", w.Person, ps[0].Field, ps[0].Message)
	}
	weighed := *f
	weighed.weighed = true
	weighed.Dimensions = slices.Clone(f.Dimensions)
	for i := range weighed.Dimensions {
		d := &weighed.Dimensions[i]
		d.Weight, _ = pointsOf(w.Dimensions, d.ID)
		d.Criteria = slices.Clone(d.Criteria)
		for j := range d.Criteria {
			d.Criteria[j].Weight, _ = pointsOf(w.Criteria, d.Criteria[j].ID)
		}
	}
	return &weighed, nil
}

// Weighed reports whether a person's weights stand in place of the framework's own.
func (f *Framework) Weighed() bool { return f.weighed }

// WeightOf returns a criterion's weight within its dimension. In a pack 0 is read as 1, equal
// weights; a person's 0 says that the criterion does not matter.
func (f *Framework) WeightOf(c Criterion) float64 {
	if c.Weight == 0 && !f.weighed {
		return 1
	}
	return c.Weight
}

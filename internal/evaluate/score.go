package evaluate

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"assay/internal/framework"
	"assay/internal/offer"
)

// Score prepares fw and evaluates one offer; see Plan.Score.
func Score(fw *framework.Framework, o offer.Offer, answers []offer.Answer, opt Options) (Result, error) {
	p, err := NewPlan(fw)
	if err != nil {
		return Result{}, err
	}
	return p.Score(o, answers, opt)
}

// Score evaluates o by additive weighting over value intervals, V = sum_j w_j v_j on each
// bound (Keeney & Raiffa 1976; exact for bounds since V is monotone in every v_j), with
// unknown as the whole scale. There may be several answers per criterion, of which the one
// that started last counts, of two that start together the higher version. An offer to which
// nothing applies has the whole scale as its score.
//
// The result depends only on the arguments: neither the order of answers nor the scale of
// the weights matters. Answers on criteria that the framework lacks, reversed or out-of-range
// levels, raw ranges that are not finite or stand on ordinal criteria, and two answers of
// which neither is the later are errors.
func (p *Plan) Score(o offer.Offer, answers []offer.Answer, opt Options) (Result, error) {
	if opt.AsOf.Month == 0 || opt.AsOf.Day == 0 {
		return Result{}, fmt.Errorf("as-of date %q must name a day", opt.AsOf)
	}
	if opt.Tier.Level < 1 || opt.Tier.Level > offer.MaxLevel {
		return Result{}, fmt.Errorf("workload tier %q demands level %d, which is not between 1 and %d", opt.Tier.ID, opt.Tier.Level, offer.MaxLevel)
	}
	for i := range answers {
		if err := p.check(o.ID, &answers[i]); err != nil {
			return Result{}, err
		}
	}
	picks, err := p.current(o, answers, opt.AsOf.First())
	if err != nil {
		return Result{}, err
	}
	r := Result{Basis: opt.Basis.String(), Cells: make([]Cell, 0, len(p.scored))}
	v := newReader(p.fw, opt)
	for i, it := range p.items {
		cell := v.cell(it.Criterion, o.StatusAt(opt.AsOf), answers, picks[i])
		cell.Dimension = p.fw.Dimensions[it.dim].ID
		if it.Optional {
			r.Context = append(r.Context, cell)
			continue
		}
		r.Cells = append(r.Cells, cell)
	}
	p.share(r.Cells)
	p.total(&r)
	r.Floor = p.floor(r.Cells)
	r.Gate = p.gate(r.Cells, opt.Tier)
	return r, nil
}

// check refuses what no bound could honestly be made of.
func (p *Plan) check(id offer.ID, a *offer.Answer) error {
	if a.Offer != id {
		return fmt.Errorf("answer on %s belongs to offer %q, not to %q", a.Criterion, a.Offer, id)
	}
	at, ok := p.at[a.Criterion]
	if !ok {
		return fmt.Errorf("offer %s: framework %s has no criterion %q", id, p.fw.Ref(), a.Criterion)
	}
	if err := checkAnswer(p.items[at].Criterion, a); err != nil {
		return fmt.Errorf("offer %s: criterion %s: %w", id, a.Criterion, err)
	}
	return nil
}

func checkAnswer(c *framework.Criterion, a *offer.Answer) error {
	if a.Raw != nil {
		if c.Thresholds == nil {
			return fmt.Errorf("is ordinal and takes levels, not a raw range")
		}
		if err := a.Raw.Validate(); err != nil {
			return err
		}
	}
	if a.Lo.Level < 0 || a.Hi.Level < a.Lo.Level || a.Hi.Level > offer.MaxLevel {
		return fmt.Errorf("levels [%d, %d] must lie in order between 0 and %d", a.Lo.Level, a.Hi.Level, offer.MaxLevel)
	}
	if l := a.Lapse; l != nil && (l.Lo < 0 || l.Hi < l.Lo || l.Hi > offer.MaxLevel) {
		return fmt.Errorf("lapse to levels [%d, %d], which must lie in order between 0 and %d", l.Lo, l.Hi, offer.MaxLevel)
	}
	for _, b := range []offer.Bound{a.Lo, a.Hi} {
		if b.Rung < offer.Unverified || b.Rung > offer.Demonstrated {
			return fmt.Errorf("rung %v is not one of evidence", b.Rung)
		}
	}
	if a.Stage < offer.StageNotRecorded || a.Stage > offer.Delivered {
		return fmt.Errorf("stage %v is not known", a.Stage)
	}
	for i, k := range a.Caps {
		if !slices.ContainsFunc(c.Caps, func(own framework.Cap) bool { return own.ID == k.ID }) {
			return fmt.Errorf("has no cap %q", k.ID)
		}
		if slices.ContainsFunc(a.Caps[:i], func(before offer.Cap) bool { return before.ID == k.ID }) {
			return fmt.Errorf("cap %q is stated twice", k.ID)
		}
	}
	return nil
}

// Current returns the answer that counts on each criterion that somebody has answered by the
// day, by criterion. Errors are those of Score that concern the day and the answers.
func (p *Plan) Current(o offer.Offer, answers []offer.Answer, asOf offer.Date) (map[string]offer.Answer, error) {
	if asOf.Month == 0 || asOf.Day == 0 {
		return nil, fmt.Errorf("as-of date %q must name a day", asOf)
	}
	for i := range answers {
		if err := p.check(o.ID, &answers[i]); err != nil {
			return nil, err
		}
	}
	picks, err := p.current(o, answers, asOf.First())
	if err != nil {
		return nil, err
	}
	found := map[string]offer.Answer{}
	for _, k := range picks {
		if k.answer >= 0 {
			found[answers[k.answer].Criterion] = answers[k.answer]
		}
	}
	return found, nil
}

// A pick is the answer that counts for one criterion on the as-of day.
type pick struct {
	answer int  // its index, or -1
	later  bool // there is none yet, but one that starts later
	lapsed bool // it has run out
}

// current picks an answer for every item of the plan. An answer without a start counts from
// the offer's first recorded date, and from ever where none is recorded.
func (p *Plan) current(o offer.Offer, answers []offer.Answer, day time.Time) ([]pick, error) {
	since := o.Since()
	start := func(i int) offer.Date {
		if from := answers[i].ValidFrom; !from.IsZero() {
			return from
		}
		return since
	}
	picks, tied := make([]pick, len(p.items)), make([]bool, len(p.items))
	for j := range picks {
		picks[j].answer = -1
	}
	for i := range answers {
		j := p.at[answers[i].Criterion]
		best := &picks[j]
		from := start(i)
		if !from.IsZero() && from.First().After(day) {
			best.later = true
			continue
		}
		order := 1
		if best.answer >= 0 {
			order = cmp.Or(from.Compare(start(best.answer)), cmp.Compare(answers[i].Version, answers[best.answer].Version))
		}
		switch {
		case order > 0:
			best.answer, tied[j] = i, false
		case order == 0:
			tied[j] = true
		}
	}
	for j := range picks {
		if tied[j] {
			return nil, fmt.Errorf("offer %s: criterion %s: two answers start together with the same version", o.ID, p.items[j].ID)
		}
		if i := picks[j].answer; i >= 0 {
			end := answers[i].ValidTo
			picks[j].lapsed = !end.IsZero() && end.Last().Before(day)
		}
	}
	return picks, nil
}

// total adds up the cells, in the framework's order. The conversions forbid fused
// multiply-add, which would let the last bits differ between processors. Sums are divided by
// the sum of the weights as added up in the same order, so that rounding can neither push a
// bound past its end of the scale nor turn the two around.
func (p *Plan) total(r *Result) {
	dims := make([]DimensionScore, len(p.fw.Dimensions))
	for j, it := range p.scored {
		c, d := &r.Cells[j], &dims[it.dim]
		c.Contribution = Interval{float64(c.Weight * c.Value.Lo), float64(c.Weight * c.Value.Hi)}
		d.Weight += c.Weight
		d.Contribution.Lo += c.Contribution.Lo
		d.Contribution.Hi += c.Contribution.Hi
		switch c.State {
		case Answered:
			d.Answered += c.Weight
		case Unknown:
			r.Unknowns++
		}
	}
	weight, sum := 0.0, Interval{}
	for i, d := range dims {
		if d.Weight == 0 {
			continue
		}
		weight += d.Weight
		sum.Lo += d.Contribution.Lo
		sum.Hi += d.Contribution.Hi
		r.Answered += d.Answered
		d.Dimension = p.fw.Dimensions[i].ID
		d.Answered /= d.Weight
		d.Score = Interval{d.Contribution.Lo / d.Weight, d.Contribution.Hi / d.Weight}
		d.Resolved = 1 - d.Score.Width()
		r.Dimensions = append(r.Dimensions, d)
	}
	if weight == 0 {
		r.Score = Interval{0, 1}
		return
	}
	r.Score = Interval{sum.Lo / weight, sum.Hi / weight}
	r.Answered /= weight
	r.Resolved = 1 - r.Score.Width()
}

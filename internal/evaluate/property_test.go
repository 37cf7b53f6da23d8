package evaluate_test

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"assay/internal/evaluate"
	"assay/internal/framework"
	"assay/internal/offer"
)

func inside(outer, inner evaluate.Interval) bool {
	return outer.Lo <= inner.Lo && inner.Hi <= outer.Hi
}

func levelsInside(outer, inner evaluate.Levels) bool {
	return outer.Lo <= inner.Lo && inner.Hi <= outer.Hi
}

func ordered(i evaluate.Interval) bool { return 0 <= i.Lo && i.Lo <= i.Hi && i.Hi <= 1 }

func TestBoundsAndSums(t *testing.T) {
	fw := wide()
	p := must(evaluate.NewPlan(fw))
	cases(t, 1, func(r *rand.Rand) error {
		res := must(p.Score(randomOffer(r), randomAnswers(r, fw), randomOptions(r)))
		weight, lo, hi, answered, open, unknowns := 0.0, 0.0, 0.0, 0.0, 0.0, 0
		for _, c := range res.Cells {
			if !ordered(c.Value) || !ordered(c.Contribution) || c.Levels.Lo < 0 || c.Levels.Lo > c.Levels.Hi || c.Levels.Hi > 4 {
				return fmt.Errorf("cell out of order: %+v", c)
			}
			if c.State == evaluate.NotApplicable {
				if c.Weight != 0 {
					return fmt.Errorf("what does not apply weighs: %+v", c)
				}
				continue
			}
			weight += c.Weight
			lo += c.Weight * c.Value.Lo
			hi += c.Weight * c.Value.Hi
			open += c.Weight * (c.Value.Hi - c.Value.Lo)
			if (c.Levels == evaluate.Levels{0, 4} && c.Value == evaluate.Interval{0, 1}) {
				unknowns++
			} else {
				answered += c.Weight
			}
		}
		if len(res.Dimensions) == 0 {
			return nil
		}
		dims := 0.0
		for _, d := range res.Dimensions {
			dims += d.Weight
			if !ordered(d.Score) || d.Answered < 0 || d.Answered > 1 || d.Resolved < 0 || d.Resolved > 1 {
				return fmt.Errorf("dimension out of order: %+v", d)
			}
		}
		for _, pair := range [][2]float64{{weight, 1}, {dims, 1}, {lo, res.Score.Lo}, {hi, res.Score.Hi}, {answered, res.Answered}, {1 - open, res.Resolved}} {
			if math.Abs(pair[0]-pair[1]) > 1e-12 {
				return fmt.Errorf("%v by direct sum, %v as computed", pair[0], pair[1])
			}
		}
		if !ordered(res.Score) || res.Answered < 0 || res.Answered > 1 || res.Resolved < 0 || res.Resolved > 1 || unknowns != res.Unknowns {
			return fmt.Errorf("out of order: %+v", res)
		}
		return nil
	})
}

// The two readings stand side by side, and the one that decides assumes less.
func TestAsEvidencedContainsAsClaimed(t *testing.T) {
	fw := wide()
	p := must(evaluate.NewPlan(fw))
	cases(t, 2, func(r *rand.Rand) error {
		o, as, opt := randomOffer(r), randomAnswers(r, fw), randomOptions(r)
		opt.Basis = evaluate.Evidenced
		e := must(p.Score(o, as, opt))
		opt.Basis = evaluate.Claimed
		c := must(p.Score(o, as, opt))
		if !inside(e.Score, c.Score) || !levelsInside(e.Floor.Levels, c.Floor.Levels) {
			return fmt.Errorf("score %v and %v, floor %v and %v", e.Score, c.Score, e.Floor.Levels, c.Floor.Levels)
		}
		for j := range e.Cells {
			if !inside(e.Cells[j].Value, c.Cells[j].Value) || !levelsInside(e.Cells[j].Levels, c.Cells[j].Levels) {
				return fmt.Errorf("%+v does not contain %+v", e.Cells[j], c.Cells[j])
			}
		}
		if e.Gate.State != evaluate.Open && e.Gate.State != c.Gate.State {
			return fmt.Errorf("gate %s as evidenced, %s as claimed", e.Gate.State, c.Gate.State)
		}
		return nil
	})
}

func TestWeightsMayBeScaledAndAnswersReordered(t *testing.T) {
	fw := wide()
	p := must(evaluate.NewPlan(fw))
	var scaled []*evaluate.Plan
	for _, k := range []float64{2, 1024, 1. / 3, 7e4, .1} {
		s := wide()
		for d := range s.Dimensions {
			s.Dimensions[d].Weight *= k
			for c := range s.Dimensions[d].Criteria {
				cr := &s.Dimensions[d].Criteria[c]
				if cr.Weight == 0 {
					cr.Weight = 1
				}
				cr.Weight *= k * k * float64(d+1) // each dimension by its own factor
			}
		}
		scaled = append(scaled, must(evaluate.NewPlan(s)))
	}
	cases(t, 3, func(r *rand.Rand) error {
		o, as, opt := randomOffer(r), randomAnswers(r, fw), randomOptions(r)
		want := must(p.Score(o, as, opt))
		q := scaled[r.IntN(len(scaled))]
		got := must(q.Score(o, as, opt))
		for _, pair := range [][2]float64{{want.Score.Lo, got.Score.Lo}, {want.Score.Hi, got.Score.Hi}, {want.Answered, got.Answered}, {want.Resolved, got.Resolved}} {
			if math.Abs(pair[0]-pair[1]) > 1e-12 {
				return fmt.Errorf("scaled weights give %v and %v", want.Score, got.Score)
			}
		}
		mixed := slices.Clone(as)
		r.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		again := must(p.Score(o, mixed, opt))
		if again.Score != want.Score || !sameCells(want.Cells, again.Cells) || !sameCells(want.Context, again.Context) ||
			again.Answered != want.Answered || again.Resolved != want.Resolved || !slices.Equal(again.Dimensions, want.Dimensions) {
			return fmt.Errorf("reordered answers give %+v and %+v", want, again)
		}
		return nil
	})
}

// sameCells compares all but the places of the answers, which may have changed.
func sameCells(a, b []evaluate.Cell) bool {
	return slices.EqualFunc(a, b, func(c, d evaluate.Cell) bool {
		return c.Criterion == d.Criterion && c.State == d.State && c.Weight == d.Weight && c.Levels == d.Levels &&
			c.Value == d.Value && c.Contribution == d.Contribution && slices.Equal(c.Notes, d.Notes)
	})
}

// narrowed replaces one answer by a subset of its range, or nothing by any range.
func narrowed(r *rand.Rand, fw *framework.Framework, as []offer.Answer) []offer.Answer {
	as = slices.Clone(as)
	place := r.IntN(8)
	for _, c := range fw.Criteria {
		if place--; place >= 0 {
			continue
		}
		i := slices.IndexFunc(as, func(a offer.Answer) bool { return a.Criterion == c.ID })
		if i < 0 {
			a := randomAnswer(r, c)
			a.NotApplicable = false
			return append(as, a)
		}
		if as[i].NotApplicable {
			return as
		}
		as[i] = subset(r, c, as[i])
		return as
	}
	return as
}

func subset(r *rand.Rand, c framework.Criterion, a offer.Answer) offer.Answer {
	switch {
	case a.Raw != nil:
		n := int(a.Raw.Hi - a.Raw.Lo)
		lo := r.IntN(n + 1)
		a.Raw = &offer.Range{Lo: a.Raw.Lo + float64(lo), Hi: a.Raw.Lo + float64(lo+r.IntN(n-lo+1))}
	case c.Thresholds != nil && r.IntN(2) == 0: // measured within the levels judged, qualifiers as they were
		var within []float64
		for x := -10.0; x < 110; x++ {
			if l := c.LevelOf(x); a.Lo.Level <= l && l <= a.Hi.Level {
				within = append(within, x)
			}
		}
		lo := r.IntN(len(within))
		hi := lo + r.IntN(len(within)-lo)
		a.Raw = &offer.Range{Lo: within[lo], Hi: within[hi]}
		a.Caps = allStated(c, a.Caps)
	default:
		n := a.Hi.Level - a.Lo.Level
		lo := r.IntN(n + 1)
		a.Hi.Level = a.Lo.Level + lo + r.IntN(n-lo+1)
		a.Lo.Level += lo
	}
	a.Caps = slices.Clone(a.Caps)
	for i := range a.Caps {
		if a.Caps[i].Holds == offer.DontKnow && r.IntN(2) == 0 {
			a.Caps[i].Holds = offer.Tri(1 + r.IntN(2))
		}
	}
	return a
}

// allStated says of every qualifier that is not mentioned what a judged level says of it.
func allStated(c framework.Criterion, given []offer.Cap) []offer.Cap {
	out := slices.Clone(given)
	for _, k := range c.Caps {
		if !slices.ContainsFunc(out, func(g offer.Cap) bool { return g.ID == k.ID }) {
			out = append(out, offer.Cap{ID: k.ID, Holds: offer.No})
		}
	}
	return out
}

// once answers each criterion at most once.
func once(r *rand.Rand, fw *framework.Framework) []offer.Answer {
	as := make([]offer.Answer, 0, 16)
	for _, c := range fw.Criteria {
		if r.IntN(4) > 0 {
			as = append(as, randomAnswer(r, c))
		}
	}
	return as
}

// extremes are offers that are known to be good, or bad, all over.
func extremes(fw *framework.Framework) (cs []evaluate.Contender) {
	r := rand.New(rand.NewPCG(4, 4))
	for i := range 40 {
		var as []offer.Answer
		for _, c := range fw.Criteria {
			level := 3*(i%2) + r.IntN(2)
			as = append(as, given(c.ID, level, level))
		}
		result := must(evaluate.Score(fw, offer.Offer{ID: "o"}, as, options(func(o *evaluate.Options) { o.Tier.Level = 1 })))
		result.Gate.State = evaluate.Open // ranked, good or bad
		cs = append(cs, evaluate.Contender{ID: offer.ID(fmt.Sprint("rival-", i)), Result: result})
	}
	return cs
}

func TestLearningNarrowsTheResult(t *testing.T) {
	fw := wide()
	p := must(evaluate.NewPlan(fw))
	rivals := extremes(fw)
	changed, facts := 0, 0
	cases(t, 4, func(r *rand.Rand) error {
		o, as, opt := randomOffer(r), once(r, fw), randomOptions(r)
		o.Status = offer.Status(r.IntN(2))
		before := must(p.Score(o, as, opt))
		after := must(p.Score(o, narrowed(r, fw, as), opt))
		if after.Score != before.Score {
			changed++
		}
		const rounding = 1e-15
		if after.Score.Lo < before.Score.Lo-rounding || after.Score.Hi > before.Score.Hi+rounding ||
			after.Answered < before.Answered-rounding || after.Resolved < before.Resolved-rounding || after.Unknowns > before.Unknowns ||
			!levelsInside(before.Floor.Levels, after.Floor.Levels) {
			return fmt.Errorf("%+v\nbecame %+v", before, after)
		}
		for j := range before.Cells {
			if !inside(before.Cells[j].Value, after.Cells[j].Value) || !levelsInside(before.Cells[j].Levels, after.Cells[j].Levels) {
				return fmt.Errorf("%+v\nbecame %+v", before.Cells[j], after.Cells[j])
			}
		}
		if before.Gate.State != evaluate.Open && before.Gate.State != after.Gate.State {
			return fmt.Errorf("gate went from %s to %s", before.Gate.State, after.Gate.State)
		}
		rival := rivals[r.IntN(len(rivals))]
		was := evaluate.OrderOf(fw, []evaluate.Contender{{ID: "o", Result: before}, rival})
		is := evaluate.OrderOf(fw, []evaluate.Contender{{ID: "o", Result: after}, rival})
		if after.Gate.State == evaluate.Fail {
			return nil // no longer ranked
		}
		for _, d := range was.Dominance {
			facts++
			if !slices.ContainsFunc(is.Dominance, func(e evaluate.Dominance) bool {
				return e.By == d.By && e.Over == d.Over && (e.AnyWeights || !d.AnyWeights) && (d.Tie || !e.Tie)
			}) {
				return fmt.Errorf("%+v was lost: %+v", d, is.Dominance)
			}
		}
		return nil
	})
	require.Greater(t, changed, many/20, "most cases would show nothing")
	require.Greater(t, facts, many/50, "most cases would show nothing")
}

// With lapses alone, time lowers upper bounds or leaves them.
func TestNoUpperBoundRisesByALapse(t *testing.T) {
	fw := wide()
	fw.StaleAfterMonths = 0
	p := must(evaluate.NewPlan(fw))
	cases(t, 5, func(r *rand.Rand) error {
		as := once(r, fw)
		for i := range as {
			as[i].ValidFrom, as[i].NotApplicable = offer.Date{}, false
		}
		opt := randomOptions(r)
		now := must(p.Score(offer.Offer{ID: "o"}, as, opt))
		opt.AsOf = offer.DateOf(opt.AsOf.First().Add(time.Duration(r.IntN(900)) * 24 * time.Hour))
		later := must(p.Score(offer.Offer{ID: "o"}, as, opt))
		for j := range now.Cells {
			if later.Cells[j].Value.Hi > now.Cells[j].Value.Hi || later.Cells[j].Levels.Hi > now.Cells[j].Levels.Hi {
				return fmt.Errorf("%+v\nbecame %+v", now.Cells[j], later.Cells[j])
			}
		}
		if later.Score.Hi > now.Score.Hi || later.Floor.Levels.Hi > now.Floor.Levels.Hi || (now.Gate.State == evaluate.Fail && later.Gate.State != evaluate.Fail) {
			return fmt.Errorf("%+v\nbecame %+v", now, later)
		}
		return nil
	})
}

// facts are what an order says of each pair but those with without, sorted.
func facts(o evaluate.Order, without offer.ID) (ds []evaluate.Dominance, ps []evaluate.Pair) {
	for _, d := range o.Dominance {
		if d.By != without && d.Over != without {
			ds = append(ds, d)
		}
	}
	for _, p := range o.Incomparable {
		if p.A != without && p.B != without {
			ps = append(ps, evaluate.Pair{A: min(p.A, p.B), B: max(p.A, p.B)})
		}
	}
	slices.SortFunc(ds, func(a, b evaluate.Dominance) int { return cmp.Or(cmp.Compare(a.By, b.By), cmp.Compare(a.Over, b.Over)) })
	slices.SortFunc(ps, func(a, b evaluate.Pair) int { return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B)) })
	return ds, ps
}

func sameFacts(a, b evaluate.Order, without offer.ID) bool {
	d1, p1 := facts(a, without)
	d2, p2 := facts(b, without)
	return slices.Equal(d1, d2) && slices.Equal(p1, p2)
}

// Which offers stand beside a pair, and in which order, says nothing about the pair.
func TestAnAddedOfferChangesNoFactAboutOthers(t *testing.T) {
	fw := yardstick(dimension("P", 1, excusable(ordinal("P1")), ordinal("P2")), dimension("Q", 2, excusable(rising("Q1"))))
	from := pool(fw, 6, 400, true, true)
	cases(t, 6, func(r *rand.Rand) error {
		cs := draw(r, from, 4)
		three, four := evaluate.OrderOf(fw, cs[:3]), evaluate.OrderOf(fw, cs)
		if !sameFacts(three, four, cs[3].ID) {
			return fmt.Errorf("%+v\nbecame %+v", three, four)
		}
		for _, id := range four.CanBeFirst { // one more rival makes nobody a candidate
			if id != cs[3].ID && !slices.Contains(three.CanBeFirst, id) {
				return fmt.Errorf("%s can be first only now", id)
			}
		}
		r.Shuffle(len(cs), func(i, j int) { cs[i], cs[j] = cs[j], cs[i] })
		mixed := evaluate.OrderOf(fw, cs)
		if !sameFacts(four, mixed, "") || !sameIDs(four.CanBeFirst, mixed.CanBeFirst) || !sameIDs(four.MustBeFirst, mixed.MustBeFirst) ||
			!sameIDs(four.Conditional, mixed.Conditional) || !sameIDs(four.Unranked, mixed.Unranked) {
			return fmt.Errorf("%+v\nreordered %+v", four, mixed)
		}
		return nil
	})
}

func sameIDs(a, b []offer.ID) bool {
	a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(a, b)
}

// A dominated offer is never first; who must be first beats everybody; dominance is
// transitive, under every weighting always and at these weights where all leave out the same.
func TestOrderHangsTogether(t *testing.T) {
	fw := yardstick(dimension("P", 1, excusable(ordinal("P1")), ordinal("P2")), dimension("Q", 2, excusable(rising("Q1"))))
	unequal, equal := pool(fw, 7, 400, true, true), pool(fw, 8, 400, false, true)
	chains := 0
	cases(t, 7, func(r *rand.Rand) error {
		from, alike := unequal, r.IntN(2) == 0
		if alike {
			from = equal
		}
		cs := draw(r, from, 4)
		byID := map[offer.ID]evaluate.Contender{}
		for _, c := range cs {
			byID[c.ID] = c
		}
		o := evaluate.OrderOf(fw, cs)
		over := map[evaluate.Pair]evaluate.Dominance{}
		for _, d := range o.Dominance {
			over[evaluate.Pair{A: d.By, B: d.Over}] = d
			if !d.Tie && (slices.Contains(o.CanBeFirst, d.Over) || slices.Contains(o.MustBeFirst, d.Over)) {
				return fmt.Errorf("%s is dominated and first", d.Over)
			}
			if back, ok := over[evaluate.Pair{A: d.Over, B: d.By}]; ok && !(d.Tie && back.Tie) {
				return fmt.Errorf("%+v and %+v", d, back)
			}
		}
		if len(o.MustBeFirst) > 1 || (len(o.MustBeFirst) == 1 && !slices.Equal(o.MustBeFirst, o.CanBeFirst)) {
			return fmt.Errorf("must %v, can %v", o.MustBeFirst, o.CanBeFirst)
		}
		for _, id := range o.MustBeFirst {
			for _, c := range cs {
				if c.ID != id && c.Ranked() && byID[id].Result.Score.Lo <= c.Result.Score.Hi {
					return fmt.Errorf("%s must be first, yet %s may draw level", id, c.ID)
				}
			}
		}
		for _, d := range o.Dominance {
			for _, e := range o.Dominance {
				if d.Over != e.By || d.By == e.Over {
					continue
				}
				chains++
				f, ok := over[evaluate.Pair{A: d.By, B: e.Over}]
				if d.AnyWeights && e.AnyWeights && (!ok || !f.AnyWeights) || alike && !ok {
					return fmt.Errorf("%+v, %+v, but %+v", d, e, f)
				}
				if ok && f.Tie && !(d.Tie && e.Tie) && alike {
					return fmt.Errorf("%+v, %+v, but %+v", d, e, f)
				}
			}
		}
		return nil
	})
	require.Greater(t, chains, many/10, "most cases would show nothing")
}

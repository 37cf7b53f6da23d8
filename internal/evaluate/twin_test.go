package evaluate_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/internal/evaluate"
	"assay/internal/framework"
	"assay/internal/offer"
)

// The twins below know the method's definitions and nothing of the program: they take every
// completion of what is unknown one by one.

// small has three criteria in two dimensions of unequal weight.
func small() *framework.Framework {
	return yardstick(
		dimension("P", 1, gating(excusable(ordinal("P1"))), weighing(2, gating(rising("P2")))),
		dimension("Q", 2, excusable(falling("Q1"))),
	)
}

// open is what an offer may turn out to be on one criterion: levels with the values at the
// ends of their bands. It is empty where the criterion does not apply.
type open []struct {
	level int
	value float64
}

var bands = map[string][5][2]float64{ // as drawn beside the criteria's makers
	"P1": {{0, 0}, {.25, .25}, {.5, .5}, {.75, .75}, {1, 1}},
	"P2": {{0, 0}, {0, .25}, {.25, .5}, {.5, 1}, {1, 1}},
	"Q1": {{0, 0}, {.01, .2}, {.21, .4}, {.43, 1}, {1, 1}},
}

// possible lists what the answers leave open, in the order P1, P2, Q1.
func possible(as []offer.Answer) []open {
	out := make([]open, 3)
	for j, id := range []string{"P1", "P2", "Q1"} {
		a := as[slices.IndexFunc(as, func(a offer.Answer) bool { return a.Criterion == id })]
		for level := a.Lo.Level; level <= a.Hi.Level && !a.NotApplicable; level++ {
			for _, v := range bands[id][level] {
				out[j] = append(out[j], struct {
					level int
					value float64
				}{level, v})
			}
		}
	}
	return out
}

// weightsOf shares 1/3 among P1 and P2 (1 to 2) and 2/3 to Q1, over what applies.
func weightsOf(applies [3]bool) [3]float64 {
	var w [3]float64
	p, q := 1., 2.
	switch {
	case !applies[0] && !applies[1]:
		p = 0
	case !applies[2]:
		q = 0
	}
	inside := [3]float64{1, 2, 1}
	sum := 0.
	for j := range 2 {
		if applies[j] {
			sum += inside[j]
		}
	}
	for j := range 3 {
		switch {
		case !applies[j]:
		case j < 2:
			w[j] = p * inside[j] / sum / (p + q)
		default:
			w[j] = q / (p + q)
		}
	}
	return w
}

// completions calls f with every way in which the open cells may turn out.
func completions(cells []open, f func(choice []int)) {
	choice := make([]int, len(cells))
	for {
		f(choice)
		j := 0
		for ; j < len(cells); j++ {
			if choice[j]++; choice[j] < len(cells[j]) {
				break
			}
			choice[j] = 0
		}
		if j == len(cells) {
			return
		}
	}
}

func TestBoundsFloorAndGateByBruteForce(t *testing.T) {
	fw := small()
	p := must(evaluate.NewPlan(fw))
	cases(t, 11, func(r *rand.Rand) error {
		as := randomCertain(r, fw, true, false)
		opt := options(func(o *evaluate.Options) { o.Tier.Level = 1 + r.IntN(4) })
		got := must(p.Score(offer.Offer{ID: "o"}, as, opt))
		cells := possible(as)
		w := weightsOf([3]bool{len(cells[0]) > 0, len(cells[1]) > 0, len(cells[2]) > 0})
		score := evaluate.Interval{Lo: 2, Hi: -1}
		floor := evaluate.Levels{Lo: 9, Hi: -1}
		passes, fails := 0, 0
		completions(cells, func(choice []int) {
			sum, low := 0., 4
			for j, k := range choice {
				if len(cells[j]) == 0 {
					continue
				}
				sum += w[j] * cells[j][k].value
				if j < 2 { // P1 and P2 are gates
					low = min(low, cells[j][k].level)
				}
			}
			score.Lo, score.Hi = min(score.Lo, sum), max(score.Hi, sum)
			floor.Lo, floor.Hi = min(floor.Lo, low), max(floor.Hi, low)
			if low >= opt.Tier.Level {
				passes++
			} else {
				fails++
			}
		})
		if math.Abs(score.Lo-got.Score.Lo) > 1e-12 || math.Abs(score.Hi-got.Score.Hi) > 1e-12 {
			return fmt.Errorf("score %v by brute force, %v as computed", score, got.Score)
		}
		if floor != got.Floor.Levels {
			return fmt.Errorf("floor %v by brute force, %v as computed", floor, got.Floor.Levels)
		}
		want := evaluate.Open
		switch {
		case fails == 0:
			want = evaluate.Pass
		case passes == 0:
			want = evaluate.Fail
		}
		if got.Gate.State != want {
			return fmt.Errorf("gate %s by brute force, %s as computed", want, got.Gate.State)
		}
		return nil
	})
}

// ends keeps the two ends of what is open; the extremes of a sum lie there.
func ends(cells []open) [3][]float64 {
	var out [3][]float64
	for j, o := range cells {
		if len(o) > 0 {
			out[j] = []float64{o[0].value, o[len(o)-1].value}
		}
	}
	return out
}

var scale = []float64{0, 1}

// corners calls f with every combination of ends of two offers over what either is measured
// on; what only one leaves out may be anything there.
func corners(a, b [3][]float64, f func(va, vb [3]float64)) (applies [3]bool) {
	var va, vb [3]float64
	for j := range 3 {
		applies[j] = len(a[j]) > 0 || len(b[j]) > 0
		if applies[j] && len(a[j]) == 0 {
			a[j] = scale
		}
		if applies[j] && len(b[j]) == 0 {
			b[j] = scale
		}
	}
	for bits := range 64 {
		for j := range 3 {
			if applies[j] {
				va[j], vb[j] = a[j][bits>>j&1], b[j][bits>>(3+j)&1]
			}
		}
		f(va, vb)
	}
	return applies
}

func weighted(w, v [3]float64) float64 { return w[0]*v[0] + w[1]*v[1] + w[2]*v[2] }

func TestDominanceByBruteForce(t *testing.T) {
	fw := small()
	p := must(evaluate.NewPlan(fw))
	opt := options(func(o *evaluate.Options) { o.Tier.Level = 1 })
	const close = 1e-12
	found := map[string]int{}
	cases(t, 12, func(r *rand.Rand) error {
		as, bs := randomCertain(r, fw, true, true), randomCertain(r, fw, true, true)
		a := evaluate.Contender{ID: "a", Result: must(p.Score(offer.Offer{ID: "o"}, as, opt))}
		b := evaluate.Contender{ID: "b", Result: must(p.Score(offer.Offer{ID: "o"}, bs, opt))}
		a.Result.Gate.State, b.Result.Gate.State = evaluate.Open, evaluate.Open // order alone is asked here
		left, right := ends(possible(as)), ends(possible(bs))

		w := weightsOf(corners(left, right, func(_, _ [3]float64) {}))
		simplex := [][3]float64{{1}, {0, 1}, {0, 0, 1}}
		for range 3 {
			x, y, z := r.ExpFloat64(), r.ExpFloat64(), r.ExpFloat64()
			simplex = append(simplex, [3]float64{x / (x + y + z), y / (x + y + z), z / (x + y + z)})
		}
		least, anyWeights, worse := math.Inf(1), true, math.Inf(1)
		corners(left, right, func(va, vb [3]float64) {
			least = min(least, weighted(w, va)-weighted(w, vb))
			for _, s := range simplex {
				worse = min(worse, weighted(s, va)-weighted(s, vb))
			}
		})
		anyWeights = worse >= -close
		holds := least >= -close || anyWeights
		own := a.Result.Score.Lo >= b.Result.Score.Hi-close

		o := evaluate.OrderOf(fw, []evaluate.Contender{a, b})
		i := slices.IndexFunc(o.Dominance, func(d evaluate.Dominance) bool { return d.By == "a" })
		if holds != (i >= 0) {
			return fmt.Errorf("dominance %v by brute force, %+v as computed", holds, o.Dominance)
		}
		if holds {
			if d := o.Dominance[i]; d.AnyWeights != anyWeights || d.Tie != (least <= close) {
				return fmt.Errorf("any weights %v, least difference %v by brute force, %+v as computed", anyWeights, least, d)
			}
			found[fmt.Sprint("holds, any weights ", anyWeights)]++
			if !own {
				return fmt.Errorf("dominance without the better score: %v and %v", a.Result.Score, b.Result.Score)
			}
		}
		if must := least > close; must != slices.Contains(o.MustBeFirst, "a") {
			return fmt.Errorf("first for certain %v by brute force, %v as computed", must, o.MustBeFirst)
		}
		if own && !holds {
			found["incomparable"]++
			if len(o.Incomparable) != 1 {
				return fmt.Errorf("only what is left out decides, yet %+v", o)
			}
		}
		return nil
	})
	for _, what := range []string{"holds, any weights true", "holds, any weights false", "incomparable"} {
		require.Greater(t, found[what], many/200, what)
	}
}

// Three offers that are measured on the same: who can and who must be first, over all
// corners. Open gates count as passed, failed ones and withdrawn offers are out.
func TestFirstPlacesByBruteForce(t *testing.T) {
	fw := small()
	p := must(evaluate.NewPlan(fw))
	const close = 1e-12
	certainties := 0
	cases(t, 13, func(r *rand.Rand) error {
		opt := options(func(o *evaluate.Options) { o.Tier.Level = 1 + r.IntN(2) })
		var cs []evaluate.Contender
		var values [][3][]float64 // of those in
		var in, can, must []offer.ID
		for i := range 3 {
			as := randomCertain(r, fw, false, true)
			c := evaluate.Contender{ID: offer.ID(fmt.Sprint(i)), Result: mustScore(p, as, opt)}
			if r.IntN(8) == 0 {
				c.Status = offer.Withdrawn
			}
			cs = append(cs, c)
			cells := possible(as)
			last := func(j int) int { return cells[j][len(cells[j])-1].level }
			if c.Status != offer.Withdrawn && last(0) >= opt.Tier.Level && last(1) >= opt.Tier.Level {
				in, values = append(in, c.ID), append(values, ends(cells))
			}
		}
		w := weightsOf([3]bool{true, true, true})
		possibly, certainly := make([]bool, len(in)), make([]bool, len(in))
		for i := range in {
			certainly[i] = len(in) > 1
		}
		var corner [3][8]float64 // each offer's total at each corner of its own
		for i := range in {
			for bits := range 8 {
				corner[i][bits] = w[0]*values[i][0][bits&1] + w[1]*values[i][1][bits>>1&1] + w[2]*values[i][2][bits>>2&1]
			}
		}
		for bits := range 1 << (3 * len(in)) {
			var totals [3]float64
			for i := range in {
				totals[i] = corner[i][bits>>(3*i)&7]
			}
			for i := range in {
				first, alone := true, true
				for k := range in {
					if k != i {
						first = first && totals[i] >= totals[k]-close
						alone = alone && totals[i] > totals[k]+close
					}
				}
				possibly[i] = possibly[i] || first
				certainly[i] = certainly[i] && alone
			}
		}
		for i, id := range in {
			if possibly[i] {
				can = append(can, id)
			}
			if certainly[i] {
				must = append(must, id)
				certainties++
			}
		}
		o := evaluate.OrderOf(fw, cs)
		if !slices.Equal(can, o.CanBeFirst) || !slices.Equal(must, o.MustBeFirst) {
			return fmt.Errorf("can %v, must %v by brute force; %v, %v as computed", can, must, o.CanBeFirst, o.MustBeFirst)
		}
		return nil
	})
	require.Greater(t, certainties, many/50, "most cases would show nothing")
}

func mustScore(p *evaluate.Plan, as []offer.Answer, opt evaluate.Options) evaluate.Result {
	return must(p.Score(offer.Offer{ID: "o"}, as, opt))
}

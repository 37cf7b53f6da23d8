package robust_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/robust"
	"assay/internal/weight"
)

// small keeps the tests that call everything short.
var small = mix{alternatives: 3, criteria: 3, ranges: true, shared: true, absent: true, sets: true, empty: true}

// scaledTree has the same weights, given in other units: every exact set times a factor.
func scaledTree(r *rand.Rand, t weight.Tree) weight.Tree {
	scaled := func(s weight.Set) weight.Set {
		if !s.IsExact() {
			return s
		}
		k, w := math.Exp(6*r.Float64()-3), slices.Clone(s.Corners()[0])
		for i := range w {
			w[i] *= k
		}
		return ok(weight.Exact(w))
	}
	out := weight.Tree{Groups: scaled(t.Groups), Members: t.Members}
	for _, s := range t.Within {
		out.Within = append(out.Within, scaled(s))
	}
	return out
}

func sameFloats(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(x, y float64) bool { return math.Abs(x-y) <= 1e-12 })
}

func TestScaledWeightsChangeNothing(t *testing.T) {
	eachCase(t, 81, manyCases/4, func(r *rand.Rand) error {
		p := small.problem(r)
		q := *p
		q.Weights = scaledTree(r, p.Weights)
		a, b := figures(p, nil), figures(&q, nil)
		if !sameFloats(a, b) {
			return fmt.Errorf("%v\nbecame %v", a, b)
		}
		return nil
	})
}

// figures are the numbers that the analyses give of a problem; place, if not nil, says where an
// alternative stands in it.
func figures(p *robust.Problem, place []int) (out []float64) {
	at := func(i int) int {
		if place == nil {
			return i
		}
		return place[i]
	}
	bounds, methods := ok(robust.ScoreBounds(p)), ok(robust.AgreementOf(p, append(robust.OtherMethods(), robust.ClosenessTopsis)))
	info := ok(robust.InformationOf(p, robust.InformationOptions{Points: 1}))
	value := map[robust.Place]float64{} // by each cell: what its unknown is worth
	for u, unknown := range p.Unknowns() {
		for _, c := range unknown.Cells {
			value[c] = info.Unknowns[u].Value + info.Unknowns[u].Switch
		}
	}
	s := ok(robust.StabilityOf(p))
	for i := range p.Cells {
		b := bounds[at(i)]
		out = append(out, b.Expected, b.Score[0], b.Score[1], b.AnyWeights[0], b.AnyWeights[1])
		for _, reading := range methods.Readings {
			for _, m := range reading.Methods {
				out = append(out, *m.Scores[at(i)])
			}
		}
		for j := range p.Criteria {
			out = append(out, value[robust.Place{Alternative: at(i), Criterion: j}])
		}
		if s.Leader != nil && *s.Leader == at(i) {
			out = append(out, 1)
		}
	}
	for _, ws := range slices.Concat(s.Criteria, s.Groups) {
		out = append(out, ws.Weight)
		if ws.Winner != nil {
			out = append(out, ws.Winner[0], ws.Winner[1], ws.Possible[0], ws.Possible[1])
		}
		if ws.Guaranteed != nil {
			out = append(out, ws.Guaranteed[0], ws.Guaranteed[1])
		}
	}
	return out
}

func TestReorderedAlternativesArePermuted(t *testing.T) {
	eachCase(t, 82, manyCases/4, func(r *rand.Rand) error {
		p := small.problem(r)
		place := r.Perm(len(p.Cells)) // alternative i of p stands at place[i] of q
		q := *p
		q.Alternatives, q.Cells = slices.Clone(p.Alternatives), slices.Clone(p.Cells)
		for i, k := range place {
			q.Alternatives[k], q.Cells[k] = p.Alternatives[i], p.Cells[i]
		}
		a, b := figures(p, nil), figures(&q, place)
		if !sameFloats(a, b) {
			return fmt.Errorf("%v\nbecame %v", a, b)
		}
		pairs := func(o *robust.Order, at func(i int) int) (out []string) {
			for _, d := range o.Dominance {
				out = append(out, fmt.Sprint(at(d.By), at(d.Over), d.AnyWeights, d.Tie))
			}
			for _, pair := range o.Incomparable {
				out = append(out, fmt.Sprint(at(pair[0]), "beside", at(pair[1])))
			}
			for n, who := range [][]int{o.CanBeFirst, o.MustBeFirst} {
				for _, i := range who {
					out = append(out, fmt.Sprint(n, "first", at(i)))
				}
			}
			slices.Sort(out)
			return out
		}
		before := pairs(ok(robust.OrderOf(p)), func(i int) int { return place[i] })
		after := pairs(ok(robust.OrderOf(&q)), func(i int) int { return i })
		if !slices.Equal(before, after) {
			return fmt.Errorf("%v\nbecame %v", before, after)
		}
		return nil
	})
}

// An answer that is narrowed, and nothing else: no bound moves outward, and no fact is lost.
func TestNarrowingACellNarrowsTheResult(t *testing.T) {
	facts, narrowed := 0, 0
	eachCase(t, 83, manyCases, func(r *rand.Rand) error {
		p := everything.problem(r)
		if r.IntN(2) == 0 { // lift A, so that facts are frequent
			for j, c := range p.Cells[0] {
				p.Cells[0][j].At0, p.Cells[0][j].At1 = .6+.4*c.At0, .6+.4*c.At1
			}
		}
		boundsBefore, before := ok(robust.ScoreBounds(p)), ok(robust.OrderOf(p))
		c := &p.Cells[r.IntN(len(p.Cells))][r.IntN(len(p.Criteria))]
		if c.Absent || c.Unknown != "" {
			return nil
		}
		a, b := c.At0+(c.At1-c.At0)*r.Float64(), c.At0+(c.At1-c.At0)*r.Float64()
		c.At0, c.At1 = min(a, b), max(a, b)
		boundsAfter, after := ok(robust.ScoreBounds(p)), ok(robust.OrderOf(p))
		for i, x := range boundsBefore {
			y := boundsAfter[i]
			for _, pair := range [][2]robust.Span{{x.Score, y.Score}, {x.AnyWeights, y.AnyWeights}} {
				if pair[1][0] < pair[0][0]-1e-12 || pair[1][1] > pair[0][1]+1e-12 {
					return fmt.Errorf("%v became %v", pair[0], pair[1])
				}
				if pair[0] != pair[1] {
					narrowed++
				}
			}
		}
		for _, d := range before.Dominance {
			facts++
			if !slices.ContainsFunc(after.Dominance, func(e robust.Dominance) bool {
				return e.By == d.By && e.Over == d.Over && (e.AnyWeights == robust.Yes || d.AnyWeights != robust.Yes) && (d.Tie || !e.Tie)
			}) {
				return fmt.Errorf("%+v was lost: %+v", d, after.Dominance)
			}
		}
		for _, i := range before.MustBeFirst {
			if !slices.Contains(after.MustBeFirst, i) {
				return fmt.Errorf("%d had to be first", i)
			}
		}
		return nil
	})
	require.Greater(t, facts, manyCases/4, "most cases would show nothing")
	require.Greater(t, narrowed, manyCases/4, "most cases would show nothing")
}

// An added alternative changes no fact about others.
func TestAnAddedAlternativeChangesNoFactAboutOthers(t *testing.T) {
	eachCase(t, 84, manyCases/2, func(r *rand.Rand) error {
		p := everything.problem(r)
		q := *p
		last := len(p.Cells) - 1
		q.Alternatives, q.Cells = p.Alternatives[:last], p.Cells[:last]
		if last < 1 {
			return nil
		}
		without, with := ok(robust.OrderOf(&q)), ok(robust.OrderOf(p))
		var about []robust.Dominance
		for _, d := range with.Dominance {
			if d.By != last && d.Over != last {
				about = append(about, d)
			}
		}
		if !slices.Equal(without.Dominance, about) {
			return fmt.Errorf("%+v\nbecame %+v", without.Dominance, about)
		}
		for i, b := range ok(robust.ScoreBounds(&q)) {
			if b != ok(robust.ScoreBounds(p))[i] {
				return fmt.Errorf("the score of %d moved", i)
			}
		}
		return nil
	})
}

// Every analysis of one problem, as bytes.
func analyses(t *testing.T, p *robust.Problem) []byte {
	t.Helper()
	all := []any{ok(robust.ScoreBounds(p)), ok(robust.OrderOf(p)), ok(robust.StabilityOf(p)), ok(robust.SweepWeight(p, 0, []float64{0, .5, 1})),
		ok(robust.SensitivityOf(p, 0)), ok(robust.Tornado(p, 0)), ok(robust.InformationOf(p, robust.InformationOptions{Seed: 5})),
		ok(robust.AgreementOf(p, nil)), ok(robust.RankReversals(p, nil)), p.Unknowns()}
	data, err := json.Marshal(all)
	require.NoError(t, err, "no number is infinite or undefined")
	return data
}

func TestSameBytesOnAnyNumberOfProcessors(t *testing.T) {
	r := rand.New(rand.NewPCG(85, 0))
	x := everything
	x.alternatives, x.criteria = 8, 9
	for range 20 {
		p := x.problem(r)
		want := analyses(t, p)
		for _, n := range []int{1, 2, 8} {
			before := runtime.GOMAXPROCS(n)
			got := analyses(t, p)
			runtime.GOMAXPROCS(before)
			assert.Equal(t, string(want), string(got))
		}
	}
}

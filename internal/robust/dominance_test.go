package robust_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/robust"
	"assay/internal/weight"
)

func TestScoreBoundsByHand(t *testing.T) {
	// A .5 x [.2, .6] + .5 x .4; B has one unknown in both cells, running against itself:
	// .5 t + .5 (1 - t/2) = .5 + .25 t; C lacks the second criterion.
	p := known([][]float64{{0, .4}, {0, 0}, {.3, 0}}, []float64{1, 1})
	p.Weights = weight.Flat(weight.Free(2))
	p.Cells[0][0] = width(.2, .6)
	p.Cells[1] = []robust.Cell{shared("u", 0, 1), shared("u", 1, .5)}
	p.Cells[2][1] = robust.Cell{Absent: true}
	b := ok(robust.ScoreBounds(p))
	assert.InDeltaSlice(t, []float64{.3, .5}, b[0].Score[:], 1e-15)
	assert.InDeltaSlice(t, []float64{.2, .6}, b[0].AnyWeights[:], 1e-15)
	assert.InDeltaSlice(t, []float64{.5, .75}, b[1].Score[:], 1e-15)
	assert.InDeltaSlice(t, []float64{0, 1}, b[1].AnyWeights[:], 1e-15)
	assert.InDelta(t, .625, b[1].Expected, 1e-15)
	assert.InDeltaSlice(t, []float64{.3, .3}, b[2].Score[:], 1e-15, "the weight of what does not apply goes to the other")
	assert.InDeltaSlice(t, []float64{.3, .3}, b[2].AnyWeights[:], 1e-15)
}

func TestNothingAppliesIsTheWholeScale(t *testing.T) {
	p := known([][]float64{{.2, .4}, {0, 0}}, []float64{1, 1})
	p.Cells[1] = []robust.Cell{{Absent: true}, {Absent: true}}
	b := ok(robust.ScoreBounds(p))
	assert.Equal(t, robust.Span{0, 1}, b[1].Score)
	assert.Equal(t, robust.Span{0, 1}, b[1].AnyWeights)
	assert.InDelta(t, .5, b[1].Expected, 1e-15)
}

func TestDominanceByHand(t *testing.T) {
	tests := []struct {
		name   string
		a, b   []robust.Cell
		free   bool
		want   []robust.Dominance
		notEq  [][2]int
		can    []int
		mustBe []int
	}{
		{"better on every criterion", []robust.Cell{width(.6, .8), width(.5, .5)}, []robust.Cell{width(.1, .6), width(.2, .4)}, true,
			[]robust.Dominance{{By: 0, Over: 1, AnyWeights: robust.Yes}}, [][2]int{}, []int{0}, []int{0}},
		{"better in sum only", []robust.Cell{width(.9, .9), width(.4, .4)}, []robust.Cell{width(.1, .2), width(.5, .5)}, true,
			[]robust.Dominance{{By: 0, Over: 1, AnyWeights: robust.No}}, [][2]int{}, []int{0}, []int{0}},
		{"one vector of weights is every admissible one", []robust.Cell{width(.9, .9), width(.4, .4)}, []robust.Cell{width(.1, .2), width(.5, .5)}, false,
			[]robust.Dominance{{By: 0, Over: 1, AnyWeights: robust.Yes}}, [][2]int{}, []int{0}, []int{0}},
		{"may draw level", []robust.Cell{width(.5, .6), width(.5, .5)}, []robust.Cell{width(.1, .5), width(.5, .5)}, true,
			[]robust.Dominance{{By: 0, Over: 1, AnyWeights: robust.Yes, Tie: true}}, [][2]int{}, []int{0, 1}, []int{}},
		{"ranges overlap", []robust.Cell{width(.3, .6), width(.5, .5)}, []robust.Cell{width(.1, .5), width(.5, .5)}, true,
			[]robust.Dominance{}, [][2]int{}, []int{0, 1}, []int{}},
		{"but rest on one unknown", []robust.Cell{shared("u", .3, .6), width(.5, .5)}, []robust.Cell{shared("u", .1, .5), width(.5, .5)}, true,
			[]robust.Dominance{{By: 0, Over: 1, AnyWeights: robust.Yes}}, [][2]int{}, []int{0}, []int{0}},
		// .2 + .8 t on the first, .9 - .8 t on the second: together .55 at any t. Under free
		// weights the first alone may count, and t be 0.
		{"an unknown that evens itself out", []robust.Cell{shared("u", .2, 1), shared("u", .9, .1)}, []robust.Cell{width(.5, .5), width(.5, .5)}, true,
			[]robust.Dominance{{By: 0, Over: 1, AnyWeights: robust.No}}, [][2]int{}, []int{0}, []int{0}},
		// Scored on the first alone A has .6, more than B's .55; but its second may be anything.
		{"ahead only by what is left out", []robust.Cell{width(.6, .6), {Absent: true}}, []robust.Cell{width(.5, .5), width(.6, .6)}, true,
			[]robust.Dominance{}, [][2]int{{0, 1}}, []int{0}, []int{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := known([][]float64{{0, 0}, {0, 0}}, []float64{1, 1})
			if tt.free {
				p.Weights = weight.Flat(weight.Free(2))
			}
			p.Cells = [][]robust.Cell{tt.a, tt.b}
			o := ok(robust.OrderOf(p))
			assert.Equal(t, tt.want, o.Dominance)
			assert.Equal(t, tt.notEq, o.Incomparable)
			assert.Equal(t, tt.can, o.CanBeFirst)
			assert.Equal(t, tt.mustBe, o.MustBeFirst)
		})
	}
}

// Eleven unknowns that each help on one criterion and hurt on another are not tried at all
// their ends.
func TestDominanceBeyondReachIsNotDecided(t *testing.T) {
	const n = 11
	p := known([][]float64{make([]float64, 2*n), make([]float64, 2*n)}, slices.Repeat([]float64{1}, 2*n))
	p.Weights = weight.Flat(weight.Free(2 * n))
	for u := range n {
		name := fmt.Sprint("u", u)
		p.Cells[0][2*u], p.Cells[0][2*u+1] = shared(name, .2, .9), shared(name, .9, .2)
		p.Cells[1][2*u], p.Cells[1][2*u+1] = width(.3, .3), width(.3, .3)
	}
	o := ok(robust.OrderOf(p))
	assert.Equal(t, []robust.Dominance{{By: 0, Over: 1, AnyWeights: robust.Undecided}}, o.Dominance)
	assert.True(t, ok(robust.ScoreBounds(p))[0].Wide)

	for j := range p.Cells[1] {
		p.Cells[1][j] = width(.2, .2)
	}
	assert.Equal(t, robust.Yes, ok(robust.OrderOf(p)).Dominance[0].AnyWeights, "the cells' worst ends decide it all the same")
}

// Groups P = {1, 2}, weighed freely within, and Q = {3}, of one half each. C is behind D where
// only the second criterion of P counts. A and B both lack that: on the first, which is then all of P, A is
// 1 ahead, on the third .5 behind, and whatever counts within P the sum is .25.
func TestWeightsOnWhatBothLackSpeakAgainstNothing(t *testing.T) {
	p := known([][]float64{{1, 0, .5}, {0, .2, .5}, {1, 0, 0}, {0, 0, .5}}, []float64{1, 1, 1})
	p.Weights = weight.Tree{Groups: weight.Equal(2), Within: []weight.Set{weight.Free(2), weight.Equal(1)}, Members: [][]int{{0, 1}, {2}}}
	p.Cells[2][1], p.Cells[3][1] = robust.Cell{Absent: true}, robust.Cell{Absent: true}
	o := ok(robust.OrderOf(p))
	assert.Contains(t, o.Dominance, robust.Dominance{By: 0, Over: 1, AnyWeights: robust.No})
	assert.Contains(t, o.Dominance, robust.Dominance{By: 2, Over: 3, AnyWeights: robust.Yes})
}

// Dominance implies never behind: whatever the unknowns and, where it says so, the weights.
func TestDominanceMeansNeverBehind(t *testing.T) {
	x := everything
	x.alternatives, x.criteria = 3, 4
	facts, under := 0, map[robust.Verdict]int{}
	eachCase(t, 41, manyCases, func(r *rand.Rand) error {
		p := x.problem(r)
		if r.IntN(2) == 0 { // lift A, so that facts are frequent
			for j, c := range p.Cells[0] {
				p.Cells[0][j].At0, p.Cells[0][j].At1 = .7+.3*c.At0, .7+.3*c.At1
			}
		}
		o := ok(robust.OrderOf(p))
		for range 3 {
			w, v := p.Weights.Expected(), drawUnknowns(r, p)
			any := drawWeights(r, p.Weights)
			for _, d := range o.Dominance {
				facts++
				under[d.AnyWeights]++
				by, over := plainScore(p, d.By, w, v[d.By]), plainScore(p, d.Over, w, v[d.Over])
				if by < over-1e-11 || !d.Tie && by <= over {
					return fmt.Errorf("%+v, yet %v and %v at the expected weights", d, by, over)
				}
				by, over = plainScore(p, d.By, any, v[d.By]), plainScore(p, d.Over, any, v[d.Over])
				if d.AnyWeights == robust.Yes && by < over-1e-11 {
					return fmt.Errorf("%+v, yet %v and %v at %v", d, by, over, any)
				}
			}
			for i := range p.Cells {
				for k := range p.Cells {
					ahead := plainScore(p, i, w, v[i]) - plainScore(p, k, w, v[k])
					if ahead < -1e-11 && slices.Contains(o.MustBeFirst, i) {
						return fmt.Errorf("%d must be first, yet it is behind by %v", i, -ahead)
					}
				}
			}
			if first := firstAt(p, w, v); !slices.Contains(o.CanBeFirst, first) {
				return fmt.Errorf("%d is first here, and not in %v", first, o.CanBeFirst)
			}
		}
		return nil
	})
	require.Greater(t, facts, manyCases, "most cases would show nothing")
	require.Greater(t, under[robust.No], 1000)
}

// The same, and the bounds of scores, where weights are a polytope.
func TestBoundsOverPolytopes(t *testing.T) {
	x := everything
	x.sets, x.boxes, x.alternatives = false, true, 2
	facts := map[robust.Verdict]int{}
	eachCase(t, 45, manyCases/20, func(r *rand.Rand) error {
		p := x.problem(r)
		for j, c := range p.Cells[0] {
			p.Cells[0][j].At0, p.Cells[0][j].At1 = .5+.5*c.At0, .5+.5*c.At1
		}
		b, o := ok(robust.ScoreBounds(p)), ok(robust.OrderOf(p))
		for range 5 {
			w, v := drawWeights(r, p.Weights), drawUnknowns(r, p)
			scores := []float64{plainScore(p, 0, w, v[0]), plainScore(p, 1, w, v[1])}
			for i, s := range scores {
				if s < b[i].AnyWeights[0]-1e-9 || s > b[i].AnyWeights[1]+1e-9 {
					return fmt.Errorf("%v outside %v at %v", s, b[i].AnyWeights, w)
				}
			}
			for _, d := range o.Dominance {
				facts[d.AnyWeights]++
				if d.AnyWeights == robust.Yes && scores[d.By] < scores[d.Over]-1e-9 {
					return fmt.Errorf("%+v, yet %v at %v", d, scores, w)
				}
			}
		}
		return nil
	})
	require.Greater(t, facts[robust.Yes], 1000)
	require.Greater(t, facts[robust.No], 100)
}

func firstAt(p *robust.Problem, w []float64, v [][]float64) int {
	first, best := 0, -1.0
	for i := range p.Cells {
		if s := plainScore(p, i, w, v[i]); s > best {
			first, best = i, s
		}
	}
	return first
}

// corners lists every combination of a corner of each set: the criterion weights at which a
// function linear down the tree has its ends.
func corners(t weight.Tree) (out [][]float64) {
	pick := make([][]float64, len(t.Members))
	var descend func(g int, groups []float64)
	descend = func(g int, groups []float64) {
		if g == len(t.Members) {
			w := make([]float64, t.Len())
			for g, js := range t.Members {
				for k, j := range js {
					w[j] = groups[g] * pick[g][k]
				}
			}
			out = append(out, w)
			return
		}
		for _, c := range t.Within[g].Corners() {
			pick[g] = c
			descend(g+1, groups)
		}
	}
	for _, groups := range t.Groups.Corners() {
		descend(0, groups)
	}
	return out
}

// ends lists the cells' values at every combination of ends of the unknowns.
func ends(p *robust.Problem) (out [][][]float64) {
	us := p.Unknowns()
	for corner := range 1 << len(us) {
		v := make([][]float64, len(p.Cells))
		for i, row := range p.Cells {
			for _, c := range row {
				v[i] = append(v[i], c.At0)
			}
		}
		for k, u := range us {
			if corner>>k&1 == 1 {
				for _, at := range u.Cells {
					v[at.Alternative][at.Criterion] = p.Cells[at.Alternative][at.Criterion].At1
				}
			}
		}
		out = append(out, v)
	}
	return out
}

// Brute force: every end of every unknown with every corner of the weights. With absent cells a
// corner may leave nothing; the score there is a limit, which the next test covers.
func TestBoundsAndDominanceEqualBruteForce(t *testing.T) {
	x := everything
	x.alternatives, x.criteria, x.absent, x.grid = 3, 3, false, true
	yes, no := 0, 0
	eachCase(t, 42, manyCases, func(r *rand.Rand) error {
		p := x.problem(r)
		ws, vs := corners(p.Weights), ends(p)
		w := p.Weights.Expected()
		n := len(p.Cells)
		score, every := slices.Repeat([]robust.Span{{2, -2}}, n), slices.Repeat([]robust.Span{{2, -2}}, n)
		lead, leadEvery := slices.Repeat([]float64{2}, n*n), slices.Repeat([]float64{2}, n*n)
		s := make([]float64, n)
		at := func(w []float64, v [][]float64, spans []robust.Span, leads []float64) {
			for i := range s {
				s[i] = 0
				for j := range w {
					s[i] += w[j] * v[i][j]
				}
				spans[i] = robust.Span{min(spans[i][0], s[i]), max(spans[i][1], s[i])}
				for k := range i {
					leads[i*n+k] = min(leads[i*n+k], s[i]-s[k])
					leads[k*n+i] = min(leads[k*n+i], s[k]-s[i])
				}
			}
		}
		for _, v := range vs {
			at(w, v, score, lead)
			for _, w := range ws {
				at(w, v, every, leadEvery)
			}
		}
		b := ok(robust.ScoreBounds(p))
		for i := range b {
			for e := range 2 {
				if d := b[i].Score[e] - score[i][e]; d > 1e-12 || d < -1e-12 {
					return fmt.Errorf("score %v, by brute force %v", b[i].Score, score[i])
				}
				if d := b[i].AnyWeights[e] - every[i][e]; d > 1e-12 || d < -1e-12 {
					return fmt.Errorf("under any weights %v, by brute force %v", b[i].AnyWeights, every[i])
				}
			}
		}
		o := ok(robust.OrderOf(p))
		var want []robust.Dominance
		for i := range n {
			for k := range n {
				if pair := i*n + k; i != k && lead[pair] >= -1e-12 {
					d := robust.Dominance{By: i, Over: k, AnyWeights: robust.No, Tie: lead[pair] <= 1e-12}
					if no++; leadEvery[pair] >= -1e-12 {
						d.AnyWeights, no, yes = robust.Yes, no-1, yes+1
					}
					want = append(want, d)
				}
			}
		}
		if !slices.Equal(want, o.Dominance) {
			return fmt.Errorf("%+v, by brute force %+v", o.Dominance, want)
		}
		return nil
	})
	require.Greater(t, yes, 1000)
	require.Greater(t, no, 500)
}

// What dominance means between two that lack different criteria: it holds with the cells that
// one of them lacks put in as not known.
func TestDominanceWithDroppedCellsAsUnknown(t *testing.T) {
	x := everything
	x.alternatives, x.empty, x.grid = 2, false, true
	facts, beside := 0, 0
	eachCase(t, 44, manyCases, func(r *rand.Rand) error {
		p := x.problem(r)
		for j, c := range p.Cells[0] {
			p.Cells[0][j].At0, p.Cells[0][j].At1 = .5+.5*c.At0, .5+.5*c.At1
		}
		filled := *p
		filled.Cells = [][]robust.Cell{slices.Clone(p.Cells[0]), slices.Clone(p.Cells[1])}
		for j := range p.Criteria {
			for i := range 2 {
				if p.Cells[i][j].Absent && !p.Cells[1-i][j].Absent {
					filled.Cells[i][j] = width(0, 1)
				}
			}
		}
		got, want := ok(robust.OrderOf(p)), ok(robust.OrderOf(&filled))
		if !slices.Equal(got.Dominance, want.Dominance) {
			return fmt.Errorf("%+v, filled %+v", got.Dominance, want.Dominance)
		}
		// Incomparable: ahead as each is scored, and no dominance.
		b := ok(robust.ScoreBounds(p))
		named := slices.ContainsFunc(p.Unknowns(), func(u robust.Unknown) bool { return u.Name != "" })
		for i := range 2 {
			ahead := b[i].Score[0] >= b[1-i].Score[1]-1e-12
			dominates := slices.ContainsFunc(want.Dominance, func(d robust.Dominance) bool { return d.By == i })
			if said := slices.Contains(got.Incomparable, [2]int{i, 1 - i}); !named && said != (ahead && !dominates) {
				return fmt.Errorf("scores %+v, dominance %+v, incomparable %+v", b, want.Dominance, got.Incomparable)
			}
		}
		facts += len(got.Dominance)
		beside += len(got.Incomparable)
		return nil
	})
	require.Greater(t, facts, manyCases/10, "most cases would show nothing")
	require.Greater(t, beside, manyCases/100, "most cases would show nothing")
}

// Under weights drawn at random no score leaves the bounds, also where cells are absent, and
// the bounds are reached up to what a draw can show.
func TestScoreBoundsHold(t *testing.T) {
	eachCase(t, 43, manyCases, func(r *rand.Rand) error {
		p := everything.problem(r)
		b := ok(robust.ScoreBounds(p))
		w, any, v := p.Weights.Expected(), drawWeights(r, p.Weights), drawUnknowns(r, p)
		for i := range b {
			if s := plainScore(p, i, w, v[i]); s < b[i].Score[0]-1e-12 || s > b[i].Score[1]+1e-12 {
				return fmt.Errorf("%v outside %v", s, b[i].Score)
			}
			if s := plainScore(p, i, any, v[i]); s < b[i].AnyWeights[0]-1e-12 || s > b[i].AnyWeights[1]+1e-12 {
				return fmt.Errorf("%v outside %v at any weights", s, b[i].AnyWeights)
			}
			if b[i].AnyWeights[0] > b[i].Score[0]+1e-12 || b[i].AnyWeights[1] < b[i].Score[1]-1e-12 {
				return fmt.Errorf("%v wider than %v", b[i].Score, b[i].AnyWeights)
			}
		}
		return nil
	})
}

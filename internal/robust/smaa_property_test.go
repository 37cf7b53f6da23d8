package robust_test

import (
	"encoding/json"
	"errors"
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

// What holds for every problem: rows and columns add up to 1, who is dominated never leads,
// who rests on the same unknowns in the same way ties, and shares agree with each other.
func TestAcceptabilityHoldsTogether(t *testing.T) {
	eachCase(t, 1, manyCases/2, func(r *rand.Rand) error {
		x := everything
		x.grid, x.empty, x.likely = r.IntN(2) == 0, false, r.IntN(20) == 0
		p := x.problem(r)
		addGates(r, p)
		addDominated(r, p)
		got, err := robust.Acceptability(p, robust.Options{Drawing: robust.Independent, Draws: 8, Seed: 1 + r.Uint64N(9)})
		if err != nil {
			return err
		}
		return errors.Join(checkSums(p, got.Ranks, 1), checkLast(p, got), checkPairs(p, got), checkIntervals(p, got))
	})
}

// addDominated adds a copy of the first alternative, and one that is worse on every criterion.
func addDominated(r *rand.Rand, p *robust.Problem) {
	twin, worse := slices.Clone(p.Cells[0]), slices.Clone(p.Cells[0])
	for j, c := range p.Cells[0] {
		if c.Unknown == "" { // a copy would have an unknown of its own
			name := fmt.Sprint("own", j)
			p.Cells[0][j].Unknown, twin[j].Unknown, worse[j].Unknown = name, name, name
		}
		below := r.Float64() * c.Lo()
		worse[j].At0, worse[j].At1 = max(0, c.At0-below), max(0, c.At1-below)
	}
	p.Alternatives = append(p.Alternatives, "twin", "worse")
	p.Cells = append(p.Cells, twin, worse)
	if p.Ranked != nil {
		p.Ranked = append(p.Ranked, p.Ranked[0], true)
	}
	for k := range p.Gates {
		g := &p.Gates[k]
		g.States = append(g.States, g.States[0], robust.GateExcused)
	}
}

func checkSums(p *robust.Problem, ranks [][]float64, want float64) error {
	columns := []float64(nil)
	for i, row := range ranks {
		if !p.IsRanked(i) {
			if row != nil {
				return fmt.Errorf("alternative %d has ranks %v", i, row)
			}
			continue
		}
		sum := 0.0
		columns = slices.Grow(columns, len(row))[:len(row)]
		for k, x := range row {
			sum += x
			columns[k] += x
		}
		if math.Abs(sum-want) > 1e-9 {
			return fmt.Errorf("row %d adds up to %v", i, sum)
		}
	}
	for k, sum := range columns {
		if math.Abs(sum-want) > 1e-9 {
			return fmt.Errorf("column %d adds up to %v", k, sum)
		}
	}
	return nil
}

// checkLast: the last alternative is never ahead of the first or its twin, and these tie.
func checkLast(p *robust.Problem, got *robust.Result) error {
	worse, twin := len(p.Alternatives)-1, len(p.Alternatives)-2
	if !p.IsRanked(0) {
		return nil
	}
	switch {
	case got.Ahead[worse][0] > .5+1e-12: // half where it ties in every draw
		return fmt.Errorf("the dominated one is ahead with %v", got.Ahead[worse][0])
	case got.Ahead[0][twin] != .5 || !slices.Equal(got.Ranks[0], got.Ranks[twin]):
		return fmt.Errorf("twins do not tie: %v", got.Ahead[0][twin])
	case got.First[worse].Value > got.First[0].Value+1e-12:
		return fmt.Errorf("the dominated one leads more often: %v", got.First)
	}
	return nil
}

func checkPairs(p *robust.Problem, got *robust.Result) error {
	for i, row := range got.Ahead {
		if row == nil {
			continue
		}
		expected := 0.0 // rank, from 0, counted through pairs and through ranks
		for k, x := range row {
			if !p.IsRanked(k) || i == k {
				continue
			}
			if math.Abs(x+got.Ahead[k][i]-1) > 1e-9 {
				return fmt.Errorf("%v ahead and %v behind", x, got.Ahead[k][i])
			}
			expected += 1 - x
		}
		for k, x := range got.Ranks[i] {
			expected -= float64(k) * x
		}
		// Where pairs are exact and ranks are drawn they agree in the long run only.
		if got.AheadError > 0 && math.Abs(expected) > 1e-9 {
			return fmt.Errorf("mean rank of %d is off by %v", i, expected)
		}
	}
	return nil
}

func checkIntervals(p *robust.Problem, got *robust.Result) error {
	worst := 0.0
	for i := range p.Alternatives {
		if !p.IsRanked(i) {
			continue
		}
		for k, x := range got.Ranks[i] {
			s := got.RankShare(i, k)
			if s.Value != x || !(0 <= s.Lo && s.Lo <= x+1e-12 && x <= s.Hi+1e-12 && s.Hi <= 1) {
				return fmt.Errorf("share %v with interval %v", x, s)
			}
			worst = max(worst, s.Error())
		}
		if c := got.Central[i]; c != nil {
			sum := 0.0
			for _, w := range c {
				sum += w
			}
			if math.Abs(sum-1) > 1e-9 {
				return fmt.Errorf("central weights add up to %v", sum)
			}
		}
		if (got.Central[i] == nil) != (got.First[i].Value == 0) {
			return fmt.Errorf("first with %v, central weights %v", got.First[i].Value, got.Central[i])
		}
	}
	if worst != got.Error {
		return fmt.Errorf("stated error %v, largest half-width %v", got.Error, worst)
	}
	return nil
}

// The same draws in another order of alternatives, or beside another one that adds no unknown,
// give the same shares to the last bit.
func TestOrderAndCompanyChangeNothing(t *testing.T) {
	eachCase(t, 2, manyCases/20, func(r *rand.Rand) error {
		x := everything
		x.grid = r.IntN(2) == 0
		p := x.problem(r)
		o := robust.Options{Drawing: robust.Independent, Draws: 16, Seed: 1 + r.Uint64N(9)}
		if r.IntN(50) == 0 {
			o = robust.Options{Draws: 64, Seed: o.Seed}
		}
		got := ok(robust.Acceptability(p, o))
		order := r.Perm(len(p.Alternatives))
		q := *p
		q.Alternatives, q.Cells = nil, nil
		for _, i := range order {
			q.Alternatives, q.Cells = append(q.Alternatives, p.Alternatives[i]), append(q.Cells, p.Cells[i])
		}
		again := ok(robust.Acceptability(&q, o))
		for a, i := range order {
			if !slices.Equal(got.Ranks[i], again.Ranks[a]) {
				return fmt.Errorf("ranks %v in order %v, %v before", again.Ranks[a], order, got.Ranks[i])
			}
			for b, k := range order {
				if math.Abs(got.Ahead[i][k]-again.Ahead[a][b]) > 1e-15 {
					return fmt.Errorf("ahead %v in order %v, %v before", again.Ahead[a][b], order, got.Ahead[i][k])
				}
			}
		}
		q = *p
		fresh := make([]robust.Cell, len(p.Criteria))
		for j := range fresh {
			v := r.Float64()
			fresh[j] = robust.Cell{At0: v, At1: v}
		}
		q.Alternatives, q.Cells = append(slices.Clone(p.Alternatives), "new"), append(slices.Clone(p.Cells), fresh)
		joined := ok(robust.Acceptability(&q, o))
		if joined.Drawing != got.Drawing { // exact before or after
			return nil
		}
		for i := range p.Alternatives {
			for k := range p.Alternatives {
				if math.Abs(got.Ahead[i][k]-joined.Ahead[i][k]) > 1e-15 {
					return fmt.Errorf("%d ahead of %d with %v, %v with another beside them", i, k, got.Ahead[i][k], joined.Ahead[i][k])
				}
			}
		}
		return nil
	})
}

// Scaling weights changes nothing.
func TestScaledWeights(t *testing.T) {
	eachCase(t, 3, 1000, func(r *rand.Rand) error {
		p := mix{alternatives: 4, criteria: 4, ranges: true}.problem(r)
		w := make([]float64, len(p.Criteria))
		for j := range w {
			w[j] = float64(1 + r.IntN(9))
		}
		q := *p
		p.Weights = weight.Flat(ok(weight.Exact(w)))
		for j := range w {
			w[j] *= 8
		}
		q.Weights = weight.Flat(ok(weight.Exact(w)))
		o := robust.Options{Drawing: robust.Independent, Draws: 32}
		x, y := ok(robust.Acceptability(p, o)), ok(robust.Acceptability(&q, o))
		if !alike(x.Ranks[0], y.Ranks[0], 0) {
			return fmt.Errorf("%v and %v", x.Ranks, y.Ranks)
		}
		return nil
	})
}

// The same bytes on any number of processors, and for the same seed only.
func TestDeterminism(t *testing.T) {
	x := mix{alternatives: 9, criteria: 7, ranges: true, likely: true, shared: true, absent: true, sets: true}
	for n := range uint64(6) {
		p := x.problem(rand.New(rand.NewPCG(9, n)))
		p.Weights = weight.Flat(weight.Free(len(p.Criteria)))
		addGates(rand.New(rand.NewPCG(8, n)), p)
		for _, o := range []robust.Options{{Draws: 4000}, {Drawing: robust.Independent, Draws: 20_001}, {TargetError: .004}} {
			var want []byte
			for _, processors := range []int{1, 2, 8} {
				before := runtime.GOMAXPROCS(processors)
				got, err := robust.Acceptability(p, o)
				runtime.GOMAXPROCS(before)
				require.NoError(t, err)
				bytes := ok(json.Marshal(got))
				if want == nil {
					want = bytes
				}
				require.Equal(t, string(want), string(bytes), "%d processors", processors)
			}
			o.Seed = 77
			require.NotEqual(t, string(want), string(ok(json.Marshal(ok(robust.Acceptability(p, o))))))
		}
	}
}

// More draws make intervals narrower, about by the square root, and a target is met.
func TestMoreDrawsNarrower(t *testing.T) {
	for n := range uint64(20) {
		p := mix{alternatives: 6, criteria: 6, ranges: true, sets: true}.problem(rand.New(rand.NewPCG(4, n)))
		for _, drawing := range []robust.Drawing{robust.Stratified, robust.Independent} {
			few := ok(robust.Acceptability(p, robust.Options{Drawing: drawing, Draws: 20_000}))
			many := ok(robust.Acceptability(p, robust.Options{Drawing: drawing, Draws: 320_000}))
			if few.Drawing == robust.Independent {
				assert.Equal(t, 20_000, few.Draws)
			}
			if few.Drawing == robust.Exact || few.Error < 1e-3 {
				continue
			}
			assert.Less(t, many.Error, .45*few.Error, "case %d", n)
			got := ok(robust.Acceptability(p, robust.Options{Drawing: drawing, TargetError: few.Error / 2}))
			assert.LessOrEqual(t, got.Error, few.Error/2)
			assert.Equal(t, got.Draws/got.Replicates*got.Replicates, got.Draws)
		}
	}
	p := alike3()
	got := ok(robust.Acceptability(p, robust.Options{TargetError: 1e-5, MaxDraws: 50_000}))
	assert.InDelta(t, 50_000, got.Draws, 20_000, "the limit ends it")
	assert.Greater(t, got.Error, 1e-5)
}

// Weights in a box: the same shares by hit-and-run as by rejecting free draws outside the box.
func TestPolytopeAgreesWithRejection(t *testing.T) {
	lo, hi := []float64{.1, .2, 0, 0}, []float64{.5, .6, .4, .3}
	p := known([][]float64{{.9, .2, .4, .1}, {.1, .8, .3, .6}, {.5, .5, .5, .2}}, []float64{1, 1, 1, 1})
	p.Weights = weight.Flat(ok(weight.Bounds(lo, hi)))
	got := ok(robust.Acceptability(p, robust.Options{Draws: 200_000}))
	require.Equal(t, robust.Chains, got.Drawing)
	require.GreaterOrEqual(t, got.Replicates, 16)
	r := rand.New(rand.NewPCG(1, 1))
	first, n := make([]float64, 3), 0.0
	for n < 20_000 {
		w := make([]float64, 4)
		weight.Free(4).Sample(r, w)
		if !inside(w, lo, hi) {
			continue
		}
		best, at := -1.0, 0
		for i, row := range p.Cells {
			v := 0.0
			for j, c := range row {
				v += w[j] * c.At0
			}
			if v > best {
				best, at = v, i
			}
		}
		first[at]++
		n++
	}
	for i, x := range first {
		se := math.Sqrt(x / n * (1 - x/n) / n)
		assert.InDelta(t, x/n, got.First[i].Value, 4*se+2*got.First[i].Error())
	}
	assert.Less(t, got.Error, .01)
}

func inside(w, lo, hi []float64) bool {
	for j, x := range w {
		if x < lo[j] || x > hi[j] {
			return false
		}
	}
	return true
}

func TestSeedOf(t *testing.T) {
	base := func() *robust.Problem { return case22() }
	seed := robust.SeedOf(base())
	assert.Equal(t, seed, robust.SeedOf(base()))
	changes := map[string]func(p *robust.Problem){
		"a name":      func(p *robust.Problem) { p.Alternatives[0] = "Z" },
		"a criterion": func(p *robust.Problem) { p.Criteria[0] = "Z" },
		"a value":     func(p *robust.Problem) { p.Cells[0][0].At0 = .99 },
		"an unknown":  func(p *robust.Problem) { p.Cells[1][0].Unknown = "z" },
		"a likely":    func(p *robust.Problem) { p.Cells[1][0].Likely = new(.5) },
		"absence":     func(p *robust.Problem) { p.Cells[0][0].Absent = true },
		"ranked":      func(p *robust.Problem) { p.Ranked = []bool{true, false} },
		"weights":     func(p *robust.Problem) { p.Weights = weight.Flat(weight.Equal(2)) },
		"a gate":      func(p *robust.Problem) { p.Gates = []robust.Gate{{States: make([]robust.GateState, 2)}} },
	}
	for name, change := range changes {
		p := base()
		change(p)
		assert.NotEqual(t, seed, robust.SeedOf(p), name)
	}
	p := base()
	p.Ranked = []bool{true, true}
	assert.Equal(t, seed, robust.SeedOf(p), "all ranked, said or not")
}

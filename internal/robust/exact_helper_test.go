package robust_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/internal/robust"
	"assay/internal/weight"
)

// The random problems are small and many: with the usual setting the tests would spend half
// their time in collecting a heap of a few megabytes over and over.
var _ = debug.SetGCPercent(1000)

// manyCases is how many random cases each property is tried on.
const manyCases = 100_000

// eachCase runs check on random cases in a row; a failure names the case, which
// rand.NewPCG(seed, case) makes again.
func eachCase(t *testing.T, seed uint64, n int, check func(r *rand.Rand) error) {
	t.Helper()
	t.Parallel()
	source := rand.NewPCG(0, 0)
	r := rand.New(source)
	for i := range uint64(n) {
		source.Seed(seed, i)
		if err := check(r); err != nil {
			t.Fatalf("case %d of seed %d: %v", i, seed, err)
		}
	}
}

func ok[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// published reads a reference case.
func published(t *testing.T, name string, into any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "testdata", "mcda", name))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, into))
}

// known makes a problem of exact values and weights.
func known(matrix [][]float64, weights []float64) *robust.Problem {
	p := &robust.Problem{Weights: weight.Flat(ok(weight.Exact(weights)))}
	for j := range weights {
		p.Criteria = append(p.Criteria, fmt.Sprint("C", j+1))
	}
	for i, row := range matrix {
		p.Alternatives = append(p.Alternatives, string(rune('A'+i)))
		var cells []robust.Cell
		for _, v := range row {
			cells = append(cells, robust.Cell{At0: v, At1: v})
		}
		p.Cells = append(p.Cells, cells)
	}
	return p
}

func width(lo, hi float64) robust.Cell { return robust.Cell{At0: lo, At1: hi} }

func shared(name string, at0, at1 float64) robust.Cell {
	return robust.Cell{At0: at0, At1: at1, Unknown: name}
}

func likely(lo, hi, t float64) robust.Cell { return robust.Cell{At0: lo, At1: hi, Likely: &t} }

// A mix says what a random problem may hold.
type mix struct {
	alternatives, criteria int // at least 2 of each, at most this
	ranges, likely         bool
	shared, absent         bool
	sets                   bool // weights other than exact
	boxes                  bool // weights within bounds, a polytope
	grid                   bool // values in eighths, so that ties are frequent
	empty                  bool // alternatives to which nothing applies
}

var everything = mix{alternatives: 4, criteria: 5, ranges: true, likely: true, shared: true, absent: true, sets: true, empty: true}

func (x mix) problem(r *rand.Rand) *robust.Problem {
	n, m := 2+r.IntN(x.alternatives-1), 2+r.IntN(x.criteria-1)
	p := &robust.Problem{Weights: x.tree(r, m)}
	for j := range m {
		p.Criteria = append(p.Criteria, fmt.Sprint("C", j+1))
	}
	likelies := map[string]*float64{}
	for i := range n {
		p.Alternatives = append(p.Alternatives, string(rune('A'+i)))
		var row []robust.Cell
		for range m {
			row = append(row, x.cell(r, likelies))
		}
		p.Cells = append(p.Cells, row)
		if !x.empty && p.Effective(i, p.Weights.Expected()) == nil {
			for j := range row {
				row[j] = robust.Cell{At0: .5, At1: .5}
			}
		}
	}
	return p
}

func (x mix) value(r *rand.Rand) float64 {
	if x.grid {
		return float64(r.IntN(9)) / 8
	}
	return r.Float64()
}

func (x mix) cell(r *rand.Rand, likelies map[string]*float64) robust.Cell {
	a, b := x.value(r), x.value(r)
	switch k := r.IntN(8); {
	case x.absent && k == 0:
		return robust.Cell{Absent: true}
	case x.shared && k <= 2:
		name := fmt.Sprint("u", r.IntN(3))
		l, seen := likelies[name]
		if !seen && x.likely && r.IntN(3) == 0 {
			l = new(r.Float64())
		}
		likelies[name] = l
		return robust.Cell{At0: a, At1: b, Unknown: name, Likely: l}
	case x.ranges && k <= 5:
		c := robust.Cell{At0: min(a, b), At1: max(a, b)}
		if x.likely && r.IntN(3) == 0 {
			c.Likely = new(r.Float64())
		}
		return c
	}
	return robust.Cell{At0: a, At1: a}
}

// tree deals the criteria to one, two or three groups.
func (x mix) tree(r *rand.Rand, m int) weight.Tree {
	groups := min(m, 1+r.IntN(3))
	t := weight.Tree{Groups: x.set(r, groups), Members: make([][]int, groups)}
	for j := range m {
		g := j
		if j >= groups {
			g = r.IntN(groups)
		}
		t.Members[g] = append(t.Members[g], j)
	}
	for _, js := range t.Members {
		t.Within = append(t.Within, x.set(r, len(js)))
	}
	return t
}

func (x mix) set(r *rand.Rand, n int) weight.Set {
	if x.sets && r.IntN(2) == 0 {
		return weight.Free(n)
	}
	if x.boxes && r.IntN(2) == 0 {
		return box(r, n)
	}
	w := make([]float64, n)
	for i := range w {
		w[i] = float64(1 + r.IntN(9))
	}
	if n > 1 && r.IntN(8) == 0 {
		w[r.IntN(n)] = 0
	}
	return ok(weight.Exact(w))
}

// box is a polytope about some weights, within half of each.
func box(r *rand.Rand, n int) weight.Set {
	w, sum := make([]float64, n), 0.0
	for i := range w {
		w[i] = .1 + r.Float64()
		sum += w[i]
	}
	lo, hi := make([]float64, n), make([]float64, n)
	for i := range w {
		lo[i], hi[i] = .5*w[i]/sum, min(1, 1.5*w[i]/sum)
	}
	return ok(weight.Bounds(lo, hi))
}

// drawWeights takes some admissible criterion weights: each set a random mixture of corners, or
// a draw from it where it is no simplex.
func drawWeights(r *rand.Rand, t weight.Tree) []float64 {
	mix := func(s weight.Set) []float64 {
		out, sum := make([]float64, s.Len()), 0.0
		if s.Corners() == nil {
			s.Walk(r).Next(out)
			return out
		}
		shares := make([]float64, len(s.Corners()))
		for k := range shares {
			shares[k] = r.ExpFloat64()
			sum += shares[k]
		}
		for k, corner := range s.Corners() {
			for i, x := range corner {
				out[i] += shares[k] / sum * x
			}
		}
		return out
	}
	w := make([]float64, t.Len())
	groups := mix(t.Groups)
	for g, js := range t.Members {
		within := mix(t.Within[g])
		for k, j := range js {
			w[j] = groups[g] * within[k]
		}
	}
	return w
}

// drawUnknowns takes values of all unknowns, each at an end or anywhere, and returns every
// cell's value.
func drawUnknowns(r *rand.Rand, p *robust.Problem) [][]float64 {
	named := map[string]float64{}
	one := func() float64 {
		if k := r.IntN(4); k < 2 {
			return float64(k)
		}
		return r.Float64()
	}
	v := make([][]float64, len(p.Cells))
	for i, row := range p.Cells {
		for _, c := range row {
			t, seen := named[c.Unknown]
			if !seen || c.Unknown == "" {
				t = one()
				named[c.Unknown] = t
			}
			v[i] = append(v[i], c.At0+(c.At1-c.At0)*t)
		}
	}
	return v
}

// plainScore works out one score by the words of the method: weights of absent criteria are
// shared out in the group, an empty group's among the others. Where nothing of any weight
// applies the score is in the middle of the whole scale, the mean of not knowing.
func plainScore(p *robust.Problem, i int, w, v []float64) float64 {
	over, under := 0.0, 0.0
	for _, js := range p.Weights.Members {
		group, here, sum := 0.0, 0.0, 0.0
		for _, j := range js {
			group += w[j]
			if !p.Cells[i][j].Absent {
				here += w[j]
				sum += w[j] * v[j]
			}
		}
		if here > 0 {
			over += group * sum / here
			under += group
		}
	}
	if under == 0 {
		return .5
	}
	return over / under
}

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

// How often the 95 % intervals of independent runs hold the exact value, over runs and entries
// with a share other than 0 and 1. It must lie near .95, also for the worst entry alone.
func TestIntervalsCover(t *testing.T) {
	tests := []struct {
		name  string
		p     *robust.Problem
		exact [][]float64
	}{
		{"case 19", weighed("19_smaa2_exact_nopref.json", t, weight.Free(3)), expectedRanks(t, "19_smaa2_exact_nopref.json")},
		{"case 20", weighed("20_smaa2_exact_ordinal.json", t, falling(3)), expectedRanks(t, "20_smaa2_exact_ordinal.json")},
		{"case 22", case22(), [][]float64{{.6, .4}, {.4, .6}}},
		// Three of equal standing at uniform t1, t2, t3: each order is as likely.
		{"three alike", alike3(), [][]float64{{1. / 3, 1. / 3, 1. / 3}, {1. / 3, 1. / 3, 1. / 3}, {1. / 3, 1. / 3, 1. / 3}}},
		// A rare event: A scores (t1 + t2 + t3)/3, B .15; P(t1 + t2 + t3 < .45) = .45^3/6.
		{"rare", rare(), [][]float64{{1 - .45*.45*.45/6, .45 * .45 * .45 / 6}, {.45 * .45 * .45 / 6, 1 - .45*.45*.45/6}}},
		// A tie with probability 1, and a third over both in half of the cases.
		{"always tied", tiedPair(), [][]float64{{.25, .5, .25}, {.25, .5, .25}, {.5, 0, .5}}},
	}
	for _, tt := range tests {
		for _, o := range []robust.Options{
			{Drawing: robust.Independent, Draws: 600},
			{Draws: 1000}, {Draws: 8000},
		} {
			t.Run(tt.name+" "+string(o.Drawing), func(t *testing.T) {
				t.Parallel()
				checkCoverage(t, tt.p, tt.exact, o)
			})
		}
	}
}

// Of two alternatives the exact probability is known on any number of criteria. Others that both
// dominate let every ranker take part; 70,000 draws make the most of each block of draws.
func TestIntervalsCoverOnManyCriteria(t *testing.T) {
	for _, size := range [][2]int{{2, 12}, {10, 12}, {18, 20}} {
		p := twoAhead(size[0], size[1])
		pair := ok(robust.Acceptability(p, robust.Options{Draws: 1}))
		require.Zero(t, pair.AheadError)
		exact := make([][]float64, size[0])
		for i := range exact {
			exact[i] = make([]float64, size[0])
			exact[i][i] = 1
		}
		ahead := pair.Ahead[0][1]
		require.InDelta(t, .5, ahead, .4)
		exact[0][0], exact[0][1], exact[1][0], exact[1][1] = ahead, 1-ahead, 1-ahead, ahead
		for _, draws := range []int{1000, 70_000} {
			t.Run(fmt.Sprint(size, draws), func(t *testing.T) {
				t.Parallel()
				checkCoverage(t, p, exact, robust.Options{Draws: draws})
			})
		}
	}
}

// twoAhead makes a problem of two alternatives that both dominate the others.
func twoAhead(n, criteria int) *robust.Problem {
	r := rand.New(rand.NewPCG(uint64(n), uint64(criteria)))
	matrix := make([][]float64, n)
	for i := range matrix {
		matrix[i] = make([]float64, criteria)
		for j := range matrix[i] {
			if matrix[i][j] = r.Float64(); i > 1 {
				matrix[i][j] = min(matrix[0][j], matrix[1][j]) / float64(i)
			}
		}
	}
	p := known(matrix, slices.Repeat([]float64{1}, criteria))
	p.Weights = weight.Flat(weight.Free(criteria))
	return p
}

func checkCoverage(t *testing.T, p *robust.Problem, exact [][]float64, o robust.Options) {
	const runs = 400
	held, worst, all := map[[2]int]float64{}, 1.0, 0.0
	for seed := range uint64(runs) {
		o.Seed = seed + 1
		got := ok(robust.Acceptability(p, o))
		for i, row := range exact {
			for k, want := range row {
				s := got.RankShare(i, k)
				if s.Lo <= want+1e-12 && want <= s.Hi+1e-12 {
					held[[2]int{i, k}]++
				}
			}
		}
	}
	entries := 0.0
	for i, row := range exact {
		for k, want := range row {
			share := held[[2]int{i, k}] / runs
			if want == 0 || want == 1 {
				assert.Equal(t, 1.0, share, "a share of 0 or 1 is always held")
				continue
			}
			worst, all, entries = min(worst, share), all+share, entries+1
		}
	}
	t.Logf("%d draws: %.3f on average, %.3f at worst", o.Draws, all/entries, worst)
	assert.Greater(t, all/entries, .92)
	assert.Less(t, all/entries, .999)
	assert.Greater(t, worst, .90)
}

func weighed(name string, t *testing.T, set weight.Set) *robust.Problem {
	t.Helper()
	var c smaaCase
	published(t, name, &c)
	p := known(c.Matrix, []float64{1, 1, 1})
	p.Weights = weight.Flat(set)
	return p
}

func expectedRanks(t *testing.T, name string) [][]float64 {
	t.Helper()
	var c smaaCase
	published(t, name, &c)
	return c.Expected.RankAcceptability
}

func alike3() *robust.Problem {
	p := known([][]float64{{0}, {0}, {0}}, []float64{1})
	for i := range p.Cells {
		p.Cells[i][0] = width(0, 1)
	}
	return p
}

func rare() *robust.Problem {
	p := known([][]float64{{0, 0, 0}, {.15, .15, .15}}, []float64{1, 1, 1})
	p.Cells[0] = []robust.Cell{width(0, 1), width(0, 1), width(0, 1)}
	return p
}

func tiedPair() *robust.Problem {
	p := known([][]float64{{0, 0}, {0, 0}, {.5, .5}}, []float64{1, 1})
	for i := range 2 {
		p.Cells[i] = []robust.Cell{shared("u", 0, 1), shared("v", 0, 1)}
	}
	return p
}

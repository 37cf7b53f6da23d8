package linear

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// Bland's rule alone, from the first step, finds the same optimum on problems with many equal
// ratios; it is what guarantees an end.
func TestBlandsRuleFindsTheSameOptimum(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 1))
	for k := range 20_000 {
		n := 2 + r.IntN(4)
		p := Problem{Cost: make([]float64, n)}
		sum := Row{A: make([]float64, n), B: 6}
		for j := range n {
			p.Cost[j], sum.A[j] = float64(r.IntN(5)-3), 1
		}
		p.Rows = append(p.Rows, sum)
		for range 1 + r.IntN(6) {
			row := Row{A: make([]float64, n), B: float64(r.IntN(3))}
			for j := range n {
				row.A[j] = float64(r.IntN(5) - 2)
			}
			p.Rows = append(p.Rows, row)
		}
		want, err := Minimize(p)
		require.NoError(t, err)
		twin := newTableau(p)
		twin.stall = -1
		require.NoError(t, twin.solve())
		require.InDelta(t, want.Value, dot(p.Cost, twin.point(p)), 1e-9, "case %d: %v", k, p)
	}
}

package negotiate

import (
	"fmt"
	"math"
	"math/rand/v2"

	"assay/internal/robust"
	"assay/internal/weight"
)

// DrawsOf makes n independent draws of a problem for goals about alternative i: its unknowns
// (uniform, or beta-PERT where a likely place is given; shared ones once) and its weights
// (uniform on each set of the tree). The offers drawn are i and the ranked others; columns says
// which alternative each column of the scores is. The same seed gives the same draws. Weights
// from a set that is no simplex cannot be drawn here.
func DrawsOf(p *robust.Problem, i, n int, seed uint64) (d *Draws, columns []int, err error) {
	if err := checkProblem(p, i); err != nil {
		return nil, nil, err
	}
	p = p.Opened()
	if n < 1 {
		return nil, nil, fmt.Errorf("%d draws; at least one is needed", n)
	}
	for g, s := range append([]weight.Set{p.Weights.Groups}, p.Weights.Within...) {
		if s.Corners() == nil {
			return nil, nil, fmt.Errorf("set %d of the weights is a general polytope; hand over exact, free or ordered weights", g)
		}
	}
	d = &Draws{}
	for k := range p.Alternatives {
		if k == i {
			d.Own = len(columns)
		}
		if k == i || p.IsRanked(k) {
			columns = append(columns, k)
		}
	}
	r := rand.New(rand.NewPCG(seed, 0))
	exact := p.Weights.IsExact()
	weights := drawWeights(r, p)
	for range n {
		if !exact {
			weights = drawWeights(r, p)
			d.Weights = append(d.Weights, weights[i])
		}
		drawn := map[string]float64{}
		scores := make([]float64, len(columns))
		for c, k := range columns {
			values := drawValues(r, p.Cells[k], drawn)
			for j, v := range values {
				scores[c] += float64(weights[k][j] * v)
			}
			if k == i {
				d.Cells = append(d.Cells, values)
			}
		}
		d.Scores = append(d.Scores, scores)
	}
	if exact { // the weights that apply to i, whatever its terms say
		for range n {
			d.Weights = append(d.Weights, weights[i])
		}
	}
	return d, columns, nil
}

// drawWeights returns weights by alternative.
func drawWeights(r *rand.Rand, p *robust.Problem) [][]float64 {
	groups := drawSet(r, p.Weights.Groups)
	w := make([]float64, len(p.Criteria))
	for g, s := range p.Weights.Within {
		for k, x := range drawSet(r, s) {
			w[p.Weights.Members[g][k]] = groups[g] * x
		}
	}
	all := make([][]float64, len(p.Cells))
	for k := range all {
		all[k] = applied(p, k, w)
	}
	return all
}

// drawSet mixes the corners with flat Dirichlet shares: exponentials over their sum.
func drawSet(r *rand.Rand, s weight.Set) []float64 {
	corners := s.Corners()
	if len(corners) == 1 {
		return corners[0]
	}
	w := make([]float64, s.Len())
	sum := 0.0
	for _, c := range corners {
		e := r.ExpFloat64()
		sum += e
		for j := range w {
			w[j] += float64(e * c[j])
		}
	}
	for j := range w {
		w[j] /= sum
	}
	return w
}

// drawValues draws a row of cells; drawn holds the shared unknowns of this draw.
func drawValues(r *rand.Rand, cells []robust.Cell, drawn map[string]float64) []float64 {
	values := make([]float64, len(cells))
	for j, c := range cells {
		if c.Absent {
			continue
		}
		if c.At0 == c.At1 {
			values[j] = c.At0
			continue
		}
		t, known := drawn[c.Unknown]
		if !known || c.Unknown == "" {
			t = drawUnknown(r, c.Likely)
			drawn[c.Unknown] = t
		}
		values[j] = c.At0 + float64(t*(c.At1-c.At0))
	}
	return values
}

// drawUnknown draws t in 0..1: uniform, or beta-PERT by two gammas.
func drawUnknown(r *rand.Rand, likely *float64) float64 {
	if likely == nil {
		return r.Float64()
	}
	four := 4 * *likely
	a, b := drawGamma(r, 1+four), drawGamma(r, 5-four)
	return a / (a + b)
}

// drawGamma draws from the gamma distribution of a shape of at least 1 (Marsaglia & Tsang 2000).
func drawGamma(r *rand.Rand, shape float64) float64 {
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := r.NormFloat64()
		v := 1 + float64(c*x)
		if v <= 0 {
			continue
		}
		v = v * v * v
		if math.Log(1-r.Float64()) < float64(x*x/2)+d-float64(d*v)+float64(d*math.Log(v)) {
			return d * v
		}
	}
}

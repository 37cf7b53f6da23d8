package robust

import (
	"fmt"
	"math"
)

// cells is into how many intervals of t a law's table is cut.
const cells = 1024

// maxLaws bounds the tables of one problem, of 20 kB each.
const maxLaws = 1000

// A quantiles inverts a law's distribution function by a table: right at the edges of cells and
// linear between, so that it rises and its distribution function is within 1e-5 of the law's.
type quantiles struct {
	cdf   [cells + 1]float64
	width [cells]float64 // of t per unit of probability
	guide [cells + 1]uint16
}

// edges are where cells begin and end: finer towards 0 and 1, where a density may rise steeply.
var edges = func() (e [cells + 1]float64) {
	for k := range e {
		y := float64(k) / cells
		e[k] = y * y * (3 - 2*y)
	}
	return e
}()

// nodes are the points of Gauss's three-point rule in each cell, as logarithms of t and 1-t.
var nodes = func() (n [cells][3]struct{ log, log1 float64 }) {
	for k := range n {
		for g, at := range [3]float64{-math.Sqrt(0.6), 0, math.Sqrt(0.6)} {
			t := (edges[k]+edges[k+1])/2 + at*(edges[k+1]-edges[k])/2
			n[k][g].log, n[k][g].log1 = math.Log(t), math.Log1p(-t)
		}
	}
	return n
}()

// mass returns the probability of a cell up to a factor that all cells have in common.
func (l law) mass(k int) float64 {
	sum := 0.0
	for g, weight := range [3]float64{5, 8, 5} {
		n := &nodes[k][g]
		sum += float64(weight * math.Exp(float64((l.a-1)*n.log)+float64((l.b-1)*n.log1)))
	}
	return sum * (edges[k+1] - edges[k])
}

func newQuantiles(l law) *quantiles {
	q := new(quantiles)
	for k := range cells {
		q.cdf[k+1] = q.cdf[k] + l.mass(k)
	}
	total := q.cdf[cells]
	for k := range q.cdf {
		q.cdf[k] /= total
	}
	for k := range cells {
		if mass := q.cdf[k+1] - q.cdf[k]; mass > 0 {
			q.width[k] = (edges[k+1] - edges[k]) / mass
		}
	}
	k := 0
	for g := range q.guide {
		for q.cdf[k+1] <= float64(g)/cells && k < cells-1 {
			k++
		}
		q.guide[g] = uint16(k)
	}
	return q
}

// at returns the t at which the distribution function reaches u in [0, 1).
func (q *quantiles) at(u float64) float64 {
	k := int(q.guide[int(u*cells)])
	for q.cdf[k+1] <= u && k < cells-1 {
		k++
	}
	return edges[k] + float64((u-q.cdf[k])*q.width[k])
}

// compileTables makes or finds the table of every law.
func (s *sampler) compileTables() error {
	s.tables = make([]*quantiles, len(s.laws))
	for u, l := range s.laws {
		if l.uniform() {
			continue
		}
		if s.known[l] == nil {
			if len(s.known) == maxLaws {
				return fmt.Errorf("more than %d different likely places within their ranges; round them, to three decimals say", maxLaws)
			}
			s.known[l] = newQuantiles(l)
		}
		s.tables[u] = s.known[l]
	}
	return nil
}

package robust

import (
	"fmt"
	"math"
)

// cells is into how many intervals of t a law's table is cut.
const cells = 1024

// maxLaws bounds the tables of one problem, of 20 kB each.
const maxLaws = 1000

// A quantiles inverts a law's distribution function by a table: exact at multiples of 1/1024
// of t and linear between, so that it rises strictly and its distribution function is within
// 3e-6 of the law's.
type quantiles struct {
	cdf   [cells + 1]float64
	width [cells]float64 // of t per unit of probability
	guide [cells + 1]uint16
}

// nodes are the points of Gauss's three-point rule in each cell, as logarithms of t and 1-t.
var nodes = func() (n [cells][3]struct{ log, log1 float64 }) {
	for k := range n {
		for g, at := range [3]float64{-math.Sqrt(0.6), 0, math.Sqrt(0.6)} {
			t := (float64(k) + 0.5 + at/2) / cells
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
	return sum
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
	q.cdf[cells] = 1
	for k := range cells {
		q.width[k] = 1 / cells / (q.cdf[k+1] - q.cdf[k])
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
	return float64(k)/cells + float64((u-q.cdf[k])*q.width[k])
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

package robust

import "math/rand/v2"

// A SeenDraw is one draw as a test sees it: criterion weights, the value of every cell of the
// alternatives that are drawn, and their order.
type SeenDraw struct {
	Weights []float64
	Values  [][]float64 // by drawn alternative, then criterion; 0 where absent
	Order   []uint16
	Ends    []uint16 // nil without ties
}

// SeeDraws makes the draws of some replicates and shows each to visit. It returns the totals
// that ordinary runs make of the same draws, one that counts pairs and one that does not.
func SeeDraws(p *Problem, o Options, replicates int, visit func(SeenDraw)) (ranks, plain, ahead []float64, central [][]float64, ifPassing []float64) {
	o, err := o.complete(p)
	if err != nil {
		panic(err)
	}
	known := map[law]*quantiles{}
	s, err := newSampler(p, o.Drawing == Stratified, known)
	if err != nil {
		panic(err)
	}
	again, _ := newSampler(p, o.Drawing == Stratified, known)
	unknownOf := again.compileUnknowns()
	r := newRun(s, o, true)
	w := newWorker(r)
	for k := range replicates {
		w.drawer.start(o.Seed, k)
		for points := r.each; points > 0; {
			w.drawer.next()
			w.drawer.losses(w.losses)
			w.ranker.load()
			for turn := range r.pairings {
				draws := w.ranker.rank(turn)
				for b := range min(block, points) {
					visit(w.drawer.see(&draws[b], unknownOf))
				}
				points -= block
			}
		}
	}
	without := newRun(s, o, false)
	for _, r := range []*run{r, without} {
		w := newWorker(r)
		for k := range replicates {
			w.replicate(k, r.each)
			r.add(w.count, r.each)
		}
	}
	return sums(&r.ranks), sums(&without.ranks), sums(&r.ahead), r.centralWeights(), sums(&r.ifPassing.of)
}

func (d *drawer) see(in *draw, unknownOf [][]int) SeenDraw {
	s := d.s
	seen := SeenDraw{Weights: make([]float64, len(s.p.Criteria)), Order: in.order}
	if in.tied {
		seen.Ends = in.ends
	}
	groups, total := make([]float64, len(s.within)), 0.0
	for g := range groups {
		part := 0
		if len(groups) > 1 && s.partition.norm != nil {
			part = s.partition.norm[g]
		}
		groups[g] = d.groups[g][in.from()[part]]
		total += groups[g]
	}
	for g, js := range s.p.Weights.Members {
		sum := 0.0
		for c := s.at[g]; c < s.at[g+1]; c++ {
			sum += d.within[c][in.from()[s.partition.of[c]]]
		}
		for _, j := range js {
			for _, m := range s.mixes[j] {
				seen.Weights[j] += groups[g] / total * m.share * d.within[m.column][in.from()[s.partition.of[m.column]]] / sum
			}
		}
	}
	for a, i := range s.ranked {
		row := make([]float64, len(s.p.Criteria))
		for j, c := range s.p.Cells[i] {
			if c.Absent {
				continue
			}
			row[j] = c.At0
			if u := unknownOf[a][j]; u >= 0 {
				row[j] += (c.At1 - c.At0) * d.unknown(u, in)
			}
		}
		seen.Values = append(seen.Values, row)
	}
	return seen
}

// The parts that other tests look at.
var (
	NegLog    = negLog
	TQuantile = tQuantile
)

// Wilson is the interval of a share of independent draws.
func Wilson(of, n float64) Share { return wilson(of, n) }

// CountShare is the interval of a share from counts of equal replicates.
func CountShare(each float64, counts ...float64) Share {
	c := count{replicates: len(counts)}
	for _, x := range counts {
		c.of, c.among = c.of+x, c.among+each
		c.ofOf, c.ofAmong, c.amongOf2 = c.ofOf+x*x, c.ofAmong+x*each, c.amongOf2+each*each
	}
	return c.share()
}

// SampleQuantile inverts the law of a likely place by the table that draws use, and Quantile by
// bisection; CDF is its distribution function.
func SampleQuantile(likely float64) func(u float64) float64 { return newQuantiles(lawOf(&likely)).at }
func CDF(likely float64) func(t float64) float64            { return lawOf(&likely).cdf }

// ArrayLevels returns the levels of an orthogonal array of 2^bits levels, by row, then column.
func ArrayLevels(bits, columns int, fine bool, seed uint64) [][]int {
	r := newArray(bits, columns, fine)
	r.shuffle(rand.New(rand.NewPCG(seed, 0)))
	noise := splitMix(seed)
	out := make([][]int, 1<<(2*bits))
	for c := range columns {
		for row := 0; row < len(out); row += block {
			var x [block]uint64
			r.fill(c, row, &noise, &x)
			for b := range block {
				out[row+b] = append(out[row+b], int(x[b]>>(64-r.depth)))
			}
		}
	}
	return out
}

// sums returns what the entries count; nil where there are none.
func sums(t *tally) (out []float64) {
	for k := range t.whole {
		out = append(out, t.of(k))
	}
	return out
}

package robust

import (
	"math"
	"math/rand/v2"
	"slices"
)

// PerfectInformation is EVPI = E max_i V_i - max_i E[V_i], in value.
type PerfectInformation struct {
	Value float64 `json:"value"`
	// Error is the half-width of the 95 % interval of Value; 0 where it is exact.
	Error float64 `json:"error"`
	// Method is "exact" where at most one unknown can change the first place, and otherwise
	// "latin hypercube": independent randomised replicates of a stratified sample (McKay,
	// Beckman & Conover 1979), with a t-interval over the replicates.
	Method     string `json:"method"`
	Draws      int    `json:"draws"`
	Replicates int    `json:"replicates"`
}

const (
	replicates = 32
	t95of31    = 2.0395134463964077 // Student's t for 95 % with 31 degrees of freedom
	// maxWork bounds points times terms of the estimate.
	maxWork = 100_000_000
)

// perfect returns the value of knowing everything. It is never below that of knowing one
// thing, which is exact, and is raised to it where the estimate is.
func (m *model) perfect(info *Information, o InformationOptions) PerfectInformation {
	rivals, unknowns := m.deciding(info.Leaders[0])
	if len(unknowns) <= 1 {
		value := 0.0
		for _, u := range unknowns {
			value = info.Unknowns[u].Value
		}
		return PerfectInformation{Value: value, Method: "exact"}
	}
	points := o.Points
	if points <= 0 {
		points = 1024
	}
	terms := len(unknowns)
	for _, r := range rivals {
		terms += len(r.terms)
	}
	points = max(1, min(points, maxWork/replicates/terms))
	var gains []float64
	for n := range replicates {
		gains = append(gains, m.meanGain(rand.New(rand.NewPCG(o.Seed, uint64(n))), rivals, unknowns, points))
	}
	mean, half := tInterval(gains)
	for _, u := range info.Unknowns {
		mean = max(mean, u.Value)
	}
	return PerfectInformation{Value: mean, Error: half, Method: "latin hypercube", Draws: replicates * points, Replicates: replicates}
}

// A rival is how far an alternative is ahead of today's leader: gap + sum slope t, its terms
// by index into the deciding unknowns.
type rival struct {
	gap   float64
	terms []term
}

// deciding returns the alternatives that may pass the leader and the unknowns on which that
// depends.
func (m *model) deciding(leader int) (rivals []rival, unknowns []int) {
	place := map[int]int{}
	for _, i := range m.ranked {
		if i == leader || m.leastLead(leader, i) >= -tie {
			continue
		}
		r := rival{gap: m.base[i] - m.base[leader]}
		for _, u := range m.either(i, leader) {
			slope := m.slope(i, u) - m.slope(leader, u)
			if slope == 0 {
				continue
			}
			k, seen := place[u]
			if !seen {
				k = len(unknowns)
				place[u], unknowns = k, append(unknowns, u)
			}
			r.terms = append(r.terms, term{k, slope})
		}
		rivals = append(rivals, r)
	}
	return rivals, unknowns
}

// either returns the unknowns that move a or b, ascending.
func (m *model) either(a, b int) []int {
	var us []int
	for _, t := range slices.Concat(m.terms[a], m.terms[b]) {
		us = append(us, t.index)
	}
	slices.Sort(us)
	return slices.Compact(us)
}

// meanGain draws one stratified sample: each unknown takes one value from each of as many
// equally probable strata as there are points, in an order of its own.
func (m *model) meanGain(r *rand.Rand, rivals []rival, unknowns []int, points int) float64 {
	t := make([][]float64, len(unknowns))
	for k, u := range unknowns {
		t[k] = make([]float64, points)
		for n, stratum := range r.Perm(points) {
			t[k][n] = m.unknowns[u].law.quantile((float64(stratum) + r.Float64()) / float64(points))
		}
	}
	sum := 0.0
	lead := make([]float64, points)
	best := make([]float64, points) // 0 is the leader itself
	for _, v := range rivals {
		for n := range lead {
			lead[n] = v.gap
		}
		for _, x := range v.terms {
			for n, at := range t[x.index] {
				lead[n] += float64(x.slope * at)
			}
		}
		for n := range best {
			best[n] = max(best[n], lead[n])
		}
	}
	for _, b := range best {
		sum += b
	}
	return sum / float64(points)
}

// tInterval returns the mean of independent replicates and the half-width of its 95 %
// interval by Student's t.
func tInterval(x []float64) (mean, half float64) {
	n := float64(len(x))
	for _, v := range x {
		mean += v / n
	}
	ss := 0.0
	for _, v := range x {
		ss += float64((v - mean) * (v - mean))
	}
	return mean, t95of31 * math.Sqrt(ss/(n-1)/n)
}

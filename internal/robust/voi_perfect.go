package robust

import (
	"math"
	"math/rand/v2"
	"slices"
)

// PerfectInformation is EVPI = E max_i V_i - max_i E[V_i], in value.
type PerfectInformation struct {
	Value float64 `json:"value"`
	// Error is the half-width of the 95 % interval of Value; 0 where it is exact. Beta-PERT
	// unknowns are drawn by a table, which may add 3e-6.
	Error float64 `json:"error"`
	// Method is "exact" where at most one unknown can change the first place, and otherwise
	// "randomly shifted lattice" (Cranley & Patterson 1976), its points folded (Hickernell 2002):
	// independent replicates, with a t-interval over them.
	Method     string `json:"method"`
	Draws      int    `json:"draws"`
	Replicates int    `json:"replicates"`
}

const (
	informationReplicates = 32
	t95of31               = 2.0395134463964077 // Student's t for 95 % with 31 degrees of freedom
	// maxInformationWork bounds points times terms of the estimate.
	maxInformationWork = 100_000_000
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
	terms := len(unknowns)
	for _, r := range rivals {
		terms += len(r.terms)
	}
	l := m.newGainLattice(rivals, unknowns, gainBits(o.Points, terms))
	var gains []float64
	for n := range informationReplicates {
		gains = append(gains, l.meanGain(rand.New(rand.NewPCG(o.Seed, uint64(n)))))
	}
	mean, half := tInterval(gains)
	for _, u := range info.Unknowns {
		mean = max(mean, u.Value)
	}
	return PerfectInformation{Value: mean, Error: half, Method: string(Lattice), Draws: informationReplicates << l.bits, Replicates: informationReplicates}
}

// gainBits returns the logarithm of the points per replicate: at least those asked for,
// within what the lattice has and what the work allows.
func gainBits(points, terms int) (bits int) {
	if points <= 0 {
		points = 1024
	}
	for bits < 15 && 1<<bits < points && terms<<(bits+1) <= maxInformationWork/informationReplicates {
		bits++
	}
	return bits
}

// A rival is the score of an alternative, base + sum slope t, its terms by index into the
// deciding unknowns.
type rival struct {
	base  float64
	terms []term
}

// deciding returns the leader and then the alternatives that may pass it, and the unknowns on
// which their differences depend. What moves all of them alike decides nothing.
func (m *model) deciding(leader int) (rivals []rival, unknowns []int) {
	who := []int{leader}
	for _, i := range m.ranked {
		if i != leader && m.leastLead(leader, i) < -tie {
			who = append(who, i)
		}
	}
	if len(who) == 1 {
		return nil, nil
	}
	place := m.partingUnknowns(who)
	for _, i := range who {
		r := rival{base: m.base[i]}
		for _, t := range m.terms[i] {
			k, decides := place[t.index]
			if !decides {
				continue
			}
			if k < 0 {
				k = len(unknowns)
				place[t.index], unknowns = k, append(unknowns, t.index)
			}
			r.terms = append(r.terms, term{k, t.slope})
		}
		rivals = append(rivals, r)
	}
	return rivals, unknowns
}

// partingUnknowns returns, as keys with no place yet, the unknowns that do not move all of the
// alternatives alike.
func (m *model) partingUnknowns(who []int) map[int]int {
	place := map[int]int{}
	for _, i := range who[1:] {
		for _, u := range m.either(i, who[0]) {
			if m.slope(i, u) != m.slope(who[0], u) {
				place[u] = -1
			}
		}
	}
	return place
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

package negotiate

import (
	"fmt"
	"math"
)

// A Share is a share of draws with its 95 % interval by Wilson (JASA 22, 1927).
type Share struct {
	Value float64 `json:"value"`
	Lo    float64 `json:"lo"`
	Hi    float64 `json:"hi"`
}

// z95 is the standard normal's quantile at 0.975.
const z95 = 1.959963984540054

// shareOf returns the share of half points among n draws, each worth two.
func shareOf(points, n int) Share {
	of, draws := float64(points)/2, float64(n)
	p := of / draws
	z2 := z95 * z95 / draws
	middle := (p + z2/2) / (1 + z2)
	half := z95 / (1 + z2) * math.Sqrt(p*(1-p)/draws+z2/(4*draws))
	s := Share{p, max(0, middle-half), min(1, middle+half)}
	if points == 0 {
		s.Lo = 0
	}
	if points == 2*n {
		s.Hi = 1
	}
	return s
}

// pointsFor returns how many half points of n draws it takes for the interval's lower end to
// reach p. Even all may be too few.
func pointsFor(p float64, n int) (int, error) {
	if !(p > 0 && p < 1) {
		return 0, fmt.Errorf("probability %v does not lie between 0 and 1", p)
	}
	if shareOf(2*n, n).Lo < p {
		return 0, fmt.Errorf("%d draws cannot show a probability of %v: winning all of them has the lower end %.4f; hand over more draws", n, p, shareOf(2*n, n).Lo)
	}
	least, most := 0, 2*n // the lower end rises with the points
	for least < most {
		middle := (least + most) / 2
		if shareOf(middle, n).Lo >= p {
			most = middle
		} else {
			least = middle + 1
		}
	}
	return least, nil
}

// tie is the difference of scores below which they count as equal: above rounding errors, far
// below anything that a page shows.
const tie = 1e-9

// pointsOf returns 2 for a draw that is won, 1 for a tie, 0 for one that is lost by gap.
func pointsOf(gap float64) int {
	switch {
	case gap < -tie:
		return 2
	case gap <= tie:
		return 1
	}
	return 0
}

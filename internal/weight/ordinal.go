package weight

// Ordinal is the set of weights in the given order of importance: most important first, things
// of equal importance together, each of 0 to n-1 once. It is a simplex with the corners
// (1/m, .., 1/m, 0, .., 0), one for each m at which a place of the order ends, so a uniform draw
// mixes them with flat Dirichlet shares, exactly.
func Ordinal(order [][]int) (Set, error) {
	n := 0
	for _, equals := range order {
		n += len(equals)
	}
	if n == 0 {
		return Set{}, mistake("the order is empty; it must name everything that is weighed")
	}
	if _, err := OrderRules(order); err != nil {
		return Set{}, err
	}
	s := Set{n: n, kind: "order"}
	var named []int
	for _, equals := range order {
		for _, j := range equals {
			if j < 0 || j >= n {
				return Set{}, mistake("the order names number %d, counted from 0, but has %d entries; it must name everything once", j, n)
			}
		}
		named = append(named, equals...)
		corner := make([]float64, n)
		for _, j := range named {
			corner[j] = 1 / float64(len(named))
		}
		s.corners = append(s.corners, corner)
	}
	return s, nil
}

// ROC returns the rank-order-centroid weights of n things, the most important first:
// w_i = (1/n) sum_{k=i..n} 1/k (Barron & Barrett 1996). It is the mean of Ordinal's set. n is
// at least 1.
func ROC(n int) []float64 {
	w := make([]float64, n)
	sum := 0.0
	for k := n; k >= 1; k-- {
		sum += 1 / float64(k)
		w[k-1] = sum / float64(n)
	}
	return w
}

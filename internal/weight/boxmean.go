package weight

import "math/big"

// maxBoxed is the most weights whose mean under bounds is found by inclusion and exclusion: it
// has a term for each set of them.
const maxBoxed = 16

// boxPrecision, in bits, leaves enough after the terms have cancelled: volumes go down to a
// power of the bounds' width.
const boxPrecision = 512

// A box is {x : lo <= x <= hi, sum x = total} while its volume and moments are added up. With
// (z)+ the larger of z and 0, and z_S what total leaves when the things in S are at their upper
// bounds and the others at their lower, the volume is the sum over sets S of
// (-1)^|S| (z_S)+^(n-1), times a constant, and the moment of x_j that of
// (-1)^|S| (z_S)+^(n-1) (b_j + z_S / n), with b_j the bound of j that S says: each set stands
// for a simplex that begins at b and whose centroid lies z_S / n beyond it.
type box struct {
	lo, hi []float64
	volume *big.Float
	moment []*big.Float
}

func number(x float64) *big.Float { return new(big.Float).SetPrec(boxPrecision).SetFloat64(x) }

// boxMean returns the mean of a uniform draw from weights within bounds, exactly; not ok where
// there are too many weights or the bounds leave no room for all that are not fixed.
func boxMean(lo, hi []float64) (mean []float64, ok bool) {
	b := box{volume: number(0)}
	total := number(1)
	for j := range lo {
		if lo[j] == hi[j] {
			total.Sub(total, number(lo[j]))
			continue
		}
		b.lo, b.hi = append(b.lo, lo[j]), append(b.hi, min(hi[j], 1))
		b.moment = append(b.moment, number(0))
	}
	if len(b.lo) > maxBoxed {
		return nil, false
	}
	b.add(nil, total)
	if b.volume.Sign() <= 0 {
		return nil, false
	}
	mean = append([]float64(nil), lo...)
	k := 0
	for j := range lo {
		if lo[j] != hi[j] {
			mean[j], _ = new(big.Float).Quo(b.moment[k], b.volume).Float64()
			k++
		}
	}
	return share(mean), true
}

// add adds the terms of every set that begins with upper, by thing; left is what total leaves
// once the things in upper and not in it are at their bounds.
func (b *box) add(upper []bool, left *big.Float) {
	n := len(b.lo)
	if left.Sign() <= 0 {
		return // and so for all that follows, as no bound is negative
	}
	if len(upper) < n {
		j := len(upper)
		for _, up := range []bool{false, true} {
			bound := b.lo[j]
			if up {
				bound = b.hi[j]
			}
			b.add(append(upper[:j:j], up), new(big.Float).Sub(left, number(bound)))
		}
		return
	}
	term := number(1)
	for range n - 1 {
		term.Mul(term, left)
	}
	foot := new(big.Float).Quo(left, number(float64(n)))
	for _, up := range upper {
		if up {
			term.Neg(term)
		}
	}
	b.volume.Add(b.volume, term)
	for j, up := range upper {
		bound := number(b.lo[j])
		if up {
			bound = number(b.hi[j])
		}
		b.moment[j].Add(b.moment[j], bound.Mul(bound.Add(bound, foot), term))
	}
}

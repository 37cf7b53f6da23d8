package depend

import (
	"math/bits"
	"slices"
)

// A set holds small numbers as bits.
type set []uint64

func newSet(n int) set { return make(set, (n+63)/64) }

func (s set) with(m int) set {
	s[m/64] |= 1 << (m % 64)
	return s
}

func (s set) has(m int) bool { return s[m/64]>>(m%64)&1 == 1 }

// together is the size of the union.
func (s set) together(o set) (n int) {
	for i := range s {
		n += bits.OnesCount64(s[i] | o[i])
	}
	return n
}

func (s set) union(o set) set {
	u := make(set, len(s))
	for i := range s {
		u[i] = s[i] | o[i]
	}
	return u
}

func (s set) size() (n int) {
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	return n
}

func (s set) within(o set) bool {
	for i := range s {
		if s[i]&^o[i] != 0 {
			return false
		}
	}
	return true
}

func (s set) disjoint(o set) bool {
	for i := range s {
		if s[i]&o[i] != 0 {
			return false
		}
	}
	return true
}

func (s set) members() (ms []int) {
	for i, w := range s {
		for ; w != 0; w &= w - 1 {
			ms = append(ms, 64*i+bits.TrailingZeros64(w))
		}
	}
	return ms
}

// minimal drops every set that holds another one, and doubles.
func minimal(sets []set) []set {
	slices.SortFunc(sets, func(a, b set) int {
		if d := a.size() - b.size(); d != 0 {
			return d
		}
		return slices.Compare(a, b)
	})
	var kept []set
next:
	for _, s := range sets {
		for _, k := range kept {
			if k.within(s) {
				continue next
			}
		}
		kept = append(kept, s)
	}
	return kept
}

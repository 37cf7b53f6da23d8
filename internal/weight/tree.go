package weight

// A Tree holds admissible weights down a hierarchy of two levels: Groups over the groups, and
// for each group Within over its members. Criteria are numbered 0 to n-1; Members[g] lists
// those of group g, each criterion in one group. A criterion's weight is its group's times its
// own within the group. A draw from the tree draws every set by itself.
type Tree struct {
	Groups  Set
	Within  []Set
	Members [][]int
}

// Flat is the tree of one group that holds everything.
func Flat(s Set) Tree {
	all := make([]int, s.n)
	for i := range all {
		all[i] = i
	}
	return Tree{Groups: Equal(1), Within: []Set{s}, Members: [][]int{all}}
}

// Len returns how many criteria the tree weighs.
func (t Tree) Len() int {
	n := 0
	for _, m := range t.Members {
		n += len(m)
	}
	return n
}

// IsExact reports whether the tree admits one vector only.
func (t Tree) IsExact() bool {
	exact := t.Groups.IsExact()
	for _, s := range t.Within {
		exact = exact && s.IsExact()
	}
	return exact
}

// Expected returns the expected weight of each criterion under uniform draws from every set.
// The sets are drawn by themselves, so it is the product of means.
func (t Tree) Expected() []float64 {
	w := make([]float64, t.Len())
	groups := t.Groups.Mean()
	for g, members := range t.Members {
		within := t.Within[g].Mean()
		for k, j := range members {
			w[j] = groups[g] * within[k]
		}
	}
	return w
}

// Min returns the least value of c . w over the tree's weights, and weights that reach it. It
// is exact: group weights are not negative, so each group may be minimised by itself.
func (t Tree) Min(c []float64) (least float64, at []float64) {
	inner := make([]float64, len(t.Members))
	points := make([][]float64, len(t.Members))
	for g, members := range t.Members {
		own := make([]float64, len(members))
		for k, j := range members {
			own[k] = c[j]
		}
		inner[g], points[g] = t.Within[g].Min(own)
	}
	least, groups := t.Groups.Min(inner)
	at = make([]float64, t.Len())
	for g, members := range t.Members {
		for k, j := range members {
			at[j] = groups[g] * points[g][k]
		}
	}
	return least, at
}

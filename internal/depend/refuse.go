package depend

import "slices"

// works reports whether a node works while some members refuse. It reads the graph plainly, in
// time linear in its edges.
func (g Graph) works(target int, members [][]int, refused set) bool {
	up := make([]bool, target+1)
	for i := range up {
		willing := !slices.ContainsFunc(members[i], refused.has)
		up[i] = willing && !slices.ContainsFunc(g.uses[i], func(need []int) bool {
			return !slices.ContainsFunc(need, func(at int) bool { return up[at] })
		})
	}
	return up[target]
}

// singles are the members each of whom can stop a node alone.
func (g Graph) singles(target int, members [][]int, n int) (sets []set) {
	for m := range n {
		if s := newSet(n).with(m); !g.works(target, members, s) {
			sets = append(sets, s)
		}
	}
	return sets
}

// greedy counts ways to run a node of which no two share a member, taking one after the other:
// of all who are left, whoever can be spared is spared. There may be more.
func (g Graph) greedy(target int, members [][]int, n int) (ways int) {
	taken := newSet(n)
	for g.works(target, members, taken) {
		spared := taken
		for m := range n {
			if more := spared.union(newSet(n).with(m)); g.works(target, members, more) {
				spared = more
			}
		}
		way := newSet(n)
		for m := range n {
			if !spared.has(m) {
				way.with(m)
			}
		}
		if way.size() == 0 {
			return ways
		}
		taken, ways = taken.union(way), ways+1
	}
	return ways
}

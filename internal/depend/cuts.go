package depend

import (
	"cmp"
	"fmt"
	"slices"
)

// By says whose refusal is asked about.
type By string

// Choke points are asked for by actor or by jurisdiction.
const (
	ByActor        By = "actor"
	ByJurisdiction By = "jurisdiction"
)

// MaxSets bounds the sets kept while cuts and routes are worked out, maxPairs how many pairs of
// them are joined at once.
const (
	MaxSets  = 2000
	maxPairs = 200_000
)

// Cuts are the smallest sets of actors (or jurisdictions) whose refusal stops a service.
type Cuts struct {
	Service string     `json:"service"`
	By      By         `json:"by"`
	Sets    [][]string `json:"sets"` // the smaller first, then by name
	// UpTo is the size up to which all minimal sets are listed; 0: all of any size.
	UpTo int `json:"up_to,omitempty"`
}

// CutsOf returns the minimal cut sets of a service up to maxSize members (0: of any size), by
// expanding the AND/OR graph from below and absorbing supersets (Fussell & Vesely 1972, without
// their top-down order). Since the size of a set only grows on the way up, sets that are too
// large are dropped as they appear and what is listed is exact. Where more than MaxSets sets
// arise, or more than maxPairs have to be joined, the size is lowered until they fit, which UpTo
// tells; single members are found by trying each. A *LimitError says that even these are more
// than MaxSets; an unknown service is an error.
func CutsOf(g Graph, service string, by By, maxSize int) (Cuts, error) {
	at, ok := g.index[service]
	if !ok {
		return Cuts{}, fmt.Errorf("there is no service %q in the dependency graph", service)
	}
	names, members := g.members(by)
	limit := len(names)
	if maxSize > 0 {
		limit = min(limit, maxSize)
	}
	for size := limit; size > 1; size = min(size, 6) - 1 { // beyond 5 nobody reads them, and the way down is long
		if sets, fits := expand(g, at, members, len(names), size, true); fits {
			return cutsOf(service, by, sets, names, size), nil
		}
	}
	sets := g.singles(at, members, len(names))
	if len(sets) > MaxSets {
		return Cuts{}, &LimitError{What: "choke points of one " + string(by), Limit: MaxSets, Got: len(sets)}
	}
	return cutsOf(service, by, sets, names, 1), nil
}

func cutsOf(service string, by By, sets []set, names []string, size int) Cuts {
	c := Cuts{Service: service, By: by, Sets: named(sets, names)}
	if size < len(names) {
		c.UpTo = size
	}
	return c
}

// members lists who can refuse, and for every node which of them its suppliers are.
func (g Graph) members(by By) (names []string, of [][]int) {
	index := map[string]int{}
	of = make([][]int, len(g.nodes))
	for i, n := range g.nodes {
		for _, s := range n.Suppliers {
			name := s.name(by, n)
			at, ok := index[name]
			if !ok {
				at = len(names)
				index[name] = at
				names = append(names, name)
			}
			if !slices.Contains(of[i], at) {
				of[i] = append(of[i], at)
			}
		}
	}
	return names, of
}

// name is how a supplier is called. One that is not known stands for itself.
func (s Supplier) name(by By, n Node) string {
	if by == ByActor {
		return cmp.Or(s.Party, "unknown supplier of "+n.Title)
	}
	return cmp.Or(s.Jurisdiction, "unknown jurisdiction of "+cmp.Or(s.Party, n.Title))
}

// expand returns the minimal cut sets of a node, or with cut false the minimal sets of members
// with which it works. A set is dropped when it has more than size members.
func expand(g Graph, target int, members [][]int, n, size int, cut bool) ([]set, bool) {
	families := make([][]set, target+1)
	for i := range target + 1 {
		node := g.nodes[i]
		// Every supplier and every need must hold: one of them is enough to cut (union), all of
		// them are needed to work (product).
		var parts [][]set
		for _, m := range members[i] {
			parts = append(parts, []set{newSet(n).with(m)})
		}
		for _, need := range node.Needs {
			var of [][]set
			for _, a := range need.Alternatives {
				of = append(of, families[g.index[a.Node]])
			}
			f, fits := combine(of, n, size, cut)
			if !fits {
				return nil, false
			}
			parts = append(parts, f)
		}
		f, fits := combine(parts, n, size, !cut)
		if !fits {
			return nil, false
		}
		families[i] = f
	}
	return families[target], true
}

// combine makes one minimal family of several: all pairs joined (product) or all sets side by
// side. The product of nothing is the empty set, the union of nothing is no set.
func combine(families [][]set, n, size int, product bool) ([]set, bool) {
	if !product {
		var all []set
		for _, f := range families {
			all = append(all, f...)
		}
		all = minimal(all)
		return all, len(all) <= MaxSets
	}
	out := []set{newSet(n)}
	for _, f := range families {
		if len(out)*len(f) > maxPairs {
			return nil, false
		}
		var next []set
		for _, a := range out {
			for _, b := range f {
				if a.together(b) <= size {
					next = append(next, a.union(b))
				}
			}
		}
		if len(next) > 10*MaxSets {
			return nil, false
		}
		out = minimal(next)
		if len(out) > MaxSets {
			return nil, false
		}
	}
	return out, true
}

func named(sets []set, names []string) [][]string {
	out := make([][]string, len(sets))
	for i, s := range sets {
		for _, m := range s.members() {
			out[i] = append(out[i], names[m])
		}
		slices.Sort(out[i])
	}
	slices.SortFunc(out, func(a, b []string) int { return cmp.Or(cmp.Compare(len(a), len(b)), slices.Compare(a, b)) })
	return out
}

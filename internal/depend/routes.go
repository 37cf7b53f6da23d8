package depend

import "fmt"

// Routes is in how many ways a service can run that share no actor (or jurisdiction).
type Routes struct {
	Service string `json:"service"`
	By      By     `json:"by"`
	Count   int    `json:"count"`
	AtLeast bool   `json:"at_least,omitempty"` // too many to be sure that there are not more
	Free    bool   `json:"free,omitempty"`     // it can run without depending on anybody
}

// maxPacking bounds the steps of the search for disjoint ways.
const maxPacking = 2_000_000

// RoutesOf counts the most ways to run a service of which no two share a member: the largest
// packing of its minimal path sets, found by search. Beyond MaxSets path sets it is what taking
// one way after the other finds, and beyond maxPacking steps what was found by then; AtLeast says
// so.
func RoutesOf(g Graph, service string, by By) (Routes, error) {
	at, ok := g.index[service]
	if !ok {
		return Routes{}, fmt.Errorf("there is no service %q in the dependency graph", service)
	}
	names, members := g.members(by)
	r := Routes{Service: service, By: by}
	paths, fits := expand(g, at, members, len(names), len(names), false)
	if !fits {
		r.Count, r.AtLeast = g.greedy(at, members, len(names)), true
		return r, nil
	}
	if len(paths) == 1 && paths[0].size() == 0 {
		r.Free = true
		return r, nil
	}
	p := packing{sets: paths}
	p.search(0, newSet(len(names)), 0)
	r.Count, r.AtLeast = p.best, p.steps > maxPacking
	return r, nil
}

type packing struct {
	sets        []set
	best, steps int
}

func (p *packing) search(from int, taken set, n int) {
	p.best = max(p.best, n)
	if p.steps++; p.steps > maxPacking {
		return
	}
	for i := from; i < len(p.sets) && n+len(p.sets)-i > p.best; i++ {
		if p.sets[i].disjoint(taken) {
			p.search(i+1, taken.union(p.sets[i]), n+1)
		}
	}
}

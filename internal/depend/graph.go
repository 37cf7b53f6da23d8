package depend

import (
	"fmt"
	"slices"

	"assay/internal/offer"
)

// Limits of a graph. Beyond them New refuses and says so.
const (
	MaxNodes     = 2000
	MaxSuppliers = 20   // of one node
	MaxNeeds     = 2000 // alternatives of one node, over all its needs
)

// A Graph is what services stand on. Nodes come before those that need them.
type Graph struct {
	nodes []Node
	index map[string]int
	uses  [][][]int // of node i, need k, alternative j: where it stands in nodes
	later []TraceLine
}

// A Kind is the layer a node belongs to.
type Kind string

// The layers, from what the public uses down to what it stands on.
const (
	Service    Kind = "service"
	Model      Kind = "model"
	Data       Kind = "data"
	Operations Kind = "operations"
	Site       Kind = "site"
	Chip       Kind = "chip"
	Power      Kind = "power"
	Money      Kind = "money"
	Law        Kind = "law"
	Other      Kind = "other"
)

// Kinds lists the layers from the top down.
var Kinds = []Kind{Service, Model, Data, Operations, Site, Chip, Power, Money, Law, Other}

// A Supplier is somebody whose refusal takes a node away. An empty party or jurisdiction is not
// known; each unknown one stands for itself.
type Supplier struct {
	Party        string `json:"party"`
	Jurisdiction string `json:"jurisdiction"` // ISO 3166-1 alpha-2
}

// A Node works while all its suppliers are willing and every need has an alternative that
// works.
type Node struct {
	ID        string     `json:"id"`
	Title     string     `json:"title"` // as a minister reads it
	Kind      Kind       `json:"kind"`
	Needs     []Need     `json:"needs,omitempty"`
	Suppliers []Supplier `json:"suppliers,omitempty"` // all of them are needed
	Evidence  []offer.ID `json:"evidence,omitempty"`

	// How it behaves when supply ends; see Drill. Nil: not known.
	Export        string       `json:"export,omitempty"` // jurisdiction whose export law reaches it; "?" not known
	Installed     *offer.Range `json:"installed,omitempty"`
	GraceMonths   *offer.Range `json:"grace_months,omitempty"`
	StockMonths   *offer.Range `json:"stock_months,omitempty"`
	FailureRate   *offer.Range `json:"failure_rate,omitempty"` // share 0..1 in a year
	RemoteDisable offer.Tri    `json:"remote_disable,omitzero"`
	Pinned        offer.Tri    `json:"pinned,omitzero"`
	Licensed      offer.Tri    `json:"licensed,omitzero"`  // whether it stands under a licence that can end
	Expiry        offer.Date   `json:"expiry,omitzero"`    // last day of that licence
	Reserved      *offer.Range `json:"reserved,omitempty"` // share kept for the buyer whatever else is let
	Opens         offer.Date   `json:"opens,omitzero"`     // of a place that opens only after the day of the graph
}

// A Need is a group of qualified alternatives. Where shares are given the alternatives add up
// to a capacity; otherwise one suffices.
type Need struct {
	Of           string        `json:"of"` // what is needed, in words
	Alternatives []Alternative `json:"alternatives"`
}

// An Alternative is one way to meet a need.
type Alternative struct {
	Node  string       `json:"node"`
	Share *offer.Range `json:"share,omitempty"` // of the capacity, 0..1
	// StockMonths is how long whoever needs it goes on as if nothing had happened to it, on what
	// is stored on its side. Nil: nothing is stored there.
	StockMonths *offer.Range `json:"stock_months,omitempty"`
}

// An Unknown jurisdiction of export law: it may be any.
const Unknown = "?"

// New builds a graph. Too many nodes, a name twice, an unknown layer, a jurisdiction that is no
// two-letter code, a need of nothing, of an unknown node or twice of the same one, shares that
// cannot add up to 1, a cycle, and ranges that are reversed, negative or above 1 where they are
// shares are errors that name the field.
func New(nodes []Node) (Graph, error) {
	if len(nodes) > MaxNodes {
		return Graph{}, &LimitError{What: "nodes of a dependency graph", Limit: MaxNodes, Got: len(nodes)}
	}
	index := make(map[string]int, len(nodes))
	for i, n := range nodes {
		if _, twice := index[n.ID]; twice || n.ID == "" {
			return Graph{}, fmt.Errorf("nodes[%d].id: %q is empty or stands there twice", i, n.ID)
		}
		index[n.ID] = i
		if err := n.check(); err != nil {
			return Graph{}, fmt.Errorf("nodes[%d] (%s).%w", i, n.ID, err)
		}
	}
	order, err := ordered(nodes, index)
	if err != nil {
		return Graph{}, err
	}
	g := Graph{index: make(map[string]int, len(nodes))}
	for _, i := range order {
		g.index[nodes[i].ID] = len(g.nodes)
		g.nodes = append(g.nodes, nodes[i])
	}
	for _, n := range g.nodes {
		g.uses = append(g.uses, n.uses(g.index))
	}
	return g, nil
}

func (n Node) uses(index map[string]int) [][]int {
	of := make([][]int, len(n.Needs))
	for k, need := range n.Needs {
		for _, a := range need.Alternatives {
			of[k] = append(of[k], index[a.Node])
		}
	}
	return of
}

// Nodes returns the nodes, each after what it needs. The caller must not change them.
func (g Graph) Nodes() []Node { return g.nodes }

// Node finds a node.
func (g Graph) Node(id string) (Node, bool) {
	i, ok := g.index[id]
	if !ok {
		return Node{}, false
	}
	return g.nodes[i], true
}

// Services returns the ids of the services, in order.
func (g Graph) Services() (ids []string) {
	for _, n := range g.nodes {
		if n.Kind == Service {
			ids = append(ids, n.ID)
		}
	}
	return ids
}

// below marks the nodes that a node stands on, and itself.
func (g Graph) below(target int) []bool {
	below := make([]bool, target+1)
	below[target] = true
	for i := target; i >= 0; i-- {
		for _, need := range g.uses[i] {
			for _, at := range need {
				below[at] = below[at] || below[i]
			}
		}
	}
	return below
}

// above lists a node and those that stand on it, up to the one that is asked about.
func (g Graph) above(node, target int) []int {
	is := make([]bool, target+1)
	is[node] = true
	list := []int{node}
	for i := node + 1; i <= target; i++ {
		is[i] = slices.ContainsFunc(g.uses[i], func(need []int) bool {
			return slices.ContainsFunc(need, func(at int) bool { return is[at] })
		})
		if is[i] {
			list = append(list, i)
		}
	}
	return list
}

// ordered sorts nodes so that each comes after what it needs (Kahn 1962), keeping their order
// where it can.
func ordered(nodes []Node, index map[string]int) ([]int, error) {
	users, open := make([][]int, len(nodes)), make([]int, len(nodes))
	for i, n := range nodes {
		for j, need := range n.Needs {
			for k, a := range need.Alternatives {
				at, ok := index[a.Node]
				if !ok {
					return nil, fmt.Errorf("nodes[%d] (%s).needs[%d].alternatives[%d]: there is no node %q", i, n.ID, j, k, a.Node)
				}
				users[at] = append(users[at], i)
				open[i]++
			}
		}
	}
	var order []int
	for i := range nodes {
		if open[i] == 0 {
			order = append(order, i)
		}
	}
	for at := 0; at < len(order); at++ {
		for _, u := range users[order[at]] {
			if open[u]--; open[u] == 0 {
				order = append(order, u)
			}
		}
	}
	if len(order) < len(nodes) {
		for i, n := range nodes {
			if open[i] > 0 {
				return nil, fmt.Errorf("nodes[%d] (%s).needs: it needs itself, directly or through others", i, n.ID)
			}
		}
	}
	return order, nil
}

// A LimitError says that something is larger than what can be worked through, and how much.
type LimitError struct {
	What       string
	Limit, Got int
}

func (e *LimitError) Error() string {
	return fmt.Sprintf("%d %s are more than the limit of %d", e.Got, e.What, e.Limit)
}

package robust

import (
	"fmt"
	"math"
	"slices"
)

// A Method turns values and weights into an order of alternatives.
type Method string

// The methods. Additive is the declared, primary one; the others ask whether the answer hangs
// on its form. Steeper and Flatter are additive, too, with every value curve bent.
const (
	Additive        Method = "additive"         // sum_j w_j v_j
	Geometric       Method = "geometric"        // prod_j ((1 + 4 v_j) / 5)^w_j
	Promethee       Method = "promethee"        // PROMETHEE II, any difference counts
	PrometheeLinear Method = "promethee_linear" // PROMETHEE II with LinearPreference
	ClosenessTopsis Method = "topsis"           // TOPSIS on the fixed scales; for an appendix
	Steeper         Method = "steeper"          // sum_j w_j v_j^2: the top of the scale counts more
	Flatter         Method = "flatter"          // sum_j w_j sqrt(v_j): the bottom counts more
)

// LinearPreference is the preference of PrometheeLinear: differences up to a fifth of a level
// (five levels, a quarter each) do not count and those of a level count fully. Our choice.
var LinearPreference = Preference{Indifference: .05, Full: .25}

// OtherMethods are compared with Additive where nobody asks for others. TOPSIS is not among
// them.
func OtherMethods() []Method {
	return []Method{Geometric, Promethee, PrometheeLinear, Steeper, Flatter}
}

// Agreement holds what several methods say of the ranked alternatives at expected weights.
type Agreement struct {
	// Readings take every cell at its lower end, at its mean, and at its upper end; at its
	// mean only where nothing is in doubt.
	Readings []Reading `json:"readings"`
	// Agree says that every method has the leaders of Additive in every reading.
	Agree bool `json:"agree"`
}

// A Reading is one choice of values, by all methods.
type Reading struct {
	Values  string          `json:"values"`  // "lower", "mean" or "upper"
	Methods []MethodReading `json:"methods"` // Additive first
}

// MethodReading is what one method says.
type MethodReading struct {
	Method  Method     `json:"method"`
	Scores  []*float64 `json:"scores"`  // by alternative, in the method's own unit; nil if not ranked
	Leaders []int      `json:"leaders"` // of the highest score, within rounding
	// LeaderDiffers says that the leaders are not Additive's.
	LeaderDiffers bool `json:"leader_differs"`
	// Reversed counts the pairs that stand the other way round than under Additive;
	// Divergences names them, at most 20, those about Additive's first places first.
	Reversed    int          `json:"reversed"`
	Divergences []Divergence `json:"divergences"`
}

// A Divergence is a pair that a method turns round: it has Ahead before Behind, and Additive
// the opposite. Criterion is what drives it: of the criteria that speak for Ahead, the one that
// does so most beyond what it does in Additive's comparison, both as shares of all that speaks
// either way. With PROMETHEE the rivals may be what drives it, and this is a pointer only.
type Divergence struct {
	Ahead       int     `json:"ahead"`
	Behind      int     `json:"behind"`
	Criterion   int     `json:"criterion"`
	ValueAhead  float64 `json:"value_ahead"` // on that criterion; 0 if absent
	ValueBehind float64 `json:"value_behind"`
}

const maxDivergences = 20

// AgreementOf compares methods with Additive; nil methods are OtherMethods. An unknown method
// is an error, and so is a problem in which nothing is ranked.
func AgreementOf(p *Problem, methods []Method) (*Agreement, error) {
	if methods == nil {
		methods = OtherMethods()
	}
	m, err := modelToCompare(p, methods)
	if err != nil {
		return nil, err
	}
	a := &Agreement{Agree: true}
	for _, r := range m.readings() {
		reading := Reading{Values: r.name}
		primary := m.read(r.table, Additive, nil)
		reading.Methods = append(reading.Methods, primary)
		for _, name := range methods {
			if name == Additive {
				continue
			}
			other := m.read(r.table, name, &primary)
			a.Agree = a.Agree && !other.LeaderDiffers
			reading.Methods = append(reading.Methods, other)
		}
		a.Readings = append(a.Readings, reading)
	}
	return a, nil
}

func modelToCompare(p *Problem, methods []Method) (*model, error) {
	for _, name := range methods {
		if _, known := procedures[name]; !known {
			return nil, fmt.Errorf("method %q is not known; choose among %q", name, append(OtherMethods(), ClosenessTopsis))
		}
	}
	m, err := newModel(p)
	if err == nil && len(m.ranked) == 0 {
		err = fmt.Errorf("no alternative is ranked: there is nothing to compare")
	}
	return m, err
}

type namedTable struct {
	name  string
	table *table
}

func (m *model) readings() []namedTable {
	mean := namedTable{"mean", m.table(Cell.expected)}
	for _, i := range m.ranked {
		if slices.ContainsFunc(m.of[i], func(u int) bool { return u >= 0 }) {
			return []namedTable{{"lower", m.table(Cell.Lo)}, mean, {"upper", m.table(Cell.Hi)}}
		}
	}
	return []namedTable{mean}
}

// read applies a method and compares it with the primary one.
func (m *model) read(t *table, name Method, primary *MethodReading) MethodReading {
	scores := procedures[name].score(t)
	r := MethodReading{Method: name, Scores: make([]*float64, len(m.Cells)), Divergences: []Divergence{}}
	for n, i := range m.ranked {
		r.Scores[i] = &scores[n]
	}
	best := slices.Max(scores)
	for n, i := range m.ranked {
		if scores[n] >= best-tie {
			r.Leaders = append(r.Leaders, i)
		}
	}
	if primary != nil {
		r.LeaderDiffers = !slices.Equal(r.Leaders, primary.Leaders)
		m.diverge(t, &r, primary, scores)
	}
	return r
}

// diverge lists the pairs that the method turns round, in the primary order.
func (m *model) diverge(t *table, r, primary *MethodReading, scores []float64) {
	first := make([]float64, len(m.ranked))
	order := make([]int, len(m.ranked))
	for n, i := range m.ranked {
		first[n], order[n] = *primary.Scores[i], n
	}
	slices.SortStableFunc(order, func(a, b int) int { return descending(first[a], first[b]) })
	for n, a := range order {
		for _, b := range order[n+1:] {
			if first[a]-first[b] <= tie || scores[b]-scores[a] <= tie {
				continue
			}
			if r.Reversed++; len(r.Divergences) == maxDivergences {
				continue
			}
			j := driver(procedures[r.Method].pulls(t, b, a), procedures[Additive].pulls(t, b, a))
			r.Divergences = append(r.Divergences, Divergence{m.ranked[b], m.ranked[a], j, t.values[b][j], t.values[a][j]})
		}
	}
}

func descending(a, b float64) int {
	switch {
	case a > b:
		return -1
	case a < b:
		return 1
	}
	return 0
}

// driver returns, of the criteria that pull for the one ahead, that which does so most beyond
// its pull in the primary comparison.
func driver(pulls, primary []float64) (criterion int) {
	size := func(xs []float64) (sum float64) {
		for _, x := range xs {
			sum += max(x, -x)
		}
		return max(sum, 1e-300)
	}
	all, allPrimary := size(pulls), size(primary)
	most := math.Inf(-1)
	for j, pull := range pulls {
		if gain := pull/all - primary[j]/allPrimary; pull > 0 && gain > most {
			criterion, most = j, gain
		}
	}
	return criterion
}

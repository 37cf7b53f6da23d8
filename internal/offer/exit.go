package offer

import "fmt"

// An Exit is what leaving the offer takes: money, time, and what can be carried away.
type Exit struct {
	Currency    string       `json:"currency,omitempty"`     // ISO 4217, of the result
	AnnualValue *MoneySpread `json:"annual_value,omitempty"` // of one year of the contract
	Items       []ExitItem   `json:"items,omitempty"`
	Complete    Tri          `json:"complete"` // whether the items are all there are; unless yes, the cost has no upper bound
	Steps       []ExitStep   `json:"steps,omitempty"`
	Portable    []Portable   `json:"portable,omitempty"`
	Rates       []Rate       `json:"rates,omitempty"`
	Note        string       `json:"note,omitempty"`
	Evidence    []ID         `json:"evidence"`
}

// An ExitItem is one cost of leaving: Quantity x UnitPrice x (1 - Reuse). A missing quantity
// counts once, a missing reuse share is 0 unless the kind is stranded, where it is unknown.
type ExitItem struct {
	Kind      string       `json:"kind"` // one of ExitKinds
	Text      string       `json:"text"`
	Quantity  *Spread      `json:"quantity,omitempty"` // TB, person-months; see ExitKinds
	UnitPrice *MoneySpread `json:"unit_price,omitempty"`
	Reuse     *Spread      `json:"reuse,omitempty"` // share 0..1 of a stranded asset that serves on
	Rung      Rung         `json:"rung"`
	Evidence  []ID         `json:"evidence,omitempty"`
}

// ExitKinds are the kinds of exit cost, with the units of their quantities.
var ExitKinds = []string{"egress", "penalty", "replatforming", "revalidation", "stranded", "other"}

// ExitUnits are the units of the quantities of ExitKinds, in the same order; empty: the item
// counts once.
var ExitUnits = []string{"TB", "", "person-months", "person-months", "", ""}

// An ExitStep is one piece of work of an exit and what must be done before it.
type ExitStep struct {
	Name     string   `json:"name"`
	Days     *Spread  `json:"days,omitempty"`
	After    []string `json:"after,omitempty"`
	Evidence []ID     `json:"evidence,omitempty"`
}

// A Portable says whether one of PortableClasses leaves in an open, documented format.
type Portable struct {
	Class    string `json:"class"`
	Leaves   Tri    `json:"leaves"`
	Rung     Rung   `json:"rung"`
	Evidence []ID   `json:"evidence,omitempty"`
}

// PortableClasses are the eight classes of SC3.
var PortableClasses = []string{"data", "embeddings", "adapters", "prompts", "evaluation_sets", "logs", "identities", "policies"}

// A Rate says that one unit of From was worth PerUnit units of To on a day.
type Rate struct {
	From     string  `json:"from"`
	To       string  `json:"to"`
	PerUnit  float64 `json:"per_unit"`
	On       Date    `json:"on"`
	Evidence []ID    `json:"evidence,omitempty"`
}

func (x Exit) validate(c check) {
	c.money("annual_value", x.AnnualValue)
	for i, it := range x.Items {
		at := fmt.Sprintf("items[%d].", i)
		c.fail(it.Kind == "", at+"kind", "is required")
		c.oneOf(at+"kind", it.Kind, ExitKinds)
		c.spread(at+"quantity", it.Quantity, 1e12)
		c.money(at+"unit_price", it.UnitPrice)
		c.spread(at+"reuse", it.Reuse, 1)
	}
	names := map[string]bool{}
	for i, s := range x.Steps {
		at := fmt.Sprintf("steps[%d].", i)
		c.fail(s.Name == "" || names[s.Name], at+"name", "%q is empty or stands there twice", s.Name)
		c.spread(at+"days", s.Days, 36500)
		for _, a := range s.After {
			c.fail(!names[a], at+"after", "%q is no earlier step; list steps after those they wait for", a)
		}
		names[s.Name] = true
	}
	seen := map[string]bool{}
	for i, p := range x.Portable {
		at := fmt.Sprintf("portable[%d].", i)
		c.oneOf(at+"class", p.Class, PortableClasses)
		c.fail(p.Class == "" || seen[p.Class], at+"class", "%q is empty or stands there twice", p.Class)
		seen[p.Class] = true
	}
	for i, r := range x.Rates {
		at := fmt.Sprintf("rates[%d].", i)
		c.fail(!(r.PerUnit > 0 && r.PerUnit < 1e9), at+"per_unit", "%v must be above 0", r.PerUnit)
		c.fail(r.On.IsZero(), at+"on", "is required: a rate holds on a day")
	}
}

func (x Exit) refs() []ID {
	all := resting(x.Evidence, x.AnnualValue.refs())
	for _, it := range x.Items {
		all = resting(all, it.Evidence, it.Quantity.refs(), it.UnitPrice.refs(), it.Reuse.refs())
	}
	for _, s := range x.Steps {
		all = resting(all, s.Evidence, s.Days.refs())
	}
	for _, p := range x.Portable {
		all = resting(all, p.Evidence)
	}
	for _, r := range x.Rates {
		all = resting(all, r.Evidence)
	}
	return all
}

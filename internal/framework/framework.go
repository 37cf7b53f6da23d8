// Package framework holds the yardsticks: versioned criteria with their levels, value curves,
// caps, gates and weights, read strictly from YAML packs. It says how to measure; package
// evaluate measures.
package framework

import (
	"fmt"
	"slices"
)

// A Kind says how a framework's criteria are answered and added up.
type Kind string

// The kinds of framework.
const (
	KindLevels     Kind = "levels"     // levels 0 to 4, value curves, additive score, gates and floor
	KindRungs      Kind = "rungs"      // one rung per criterion, published points, assurance level by minimum
	KindComponents Kind = "components" // released or not, classes that build on each other
)

// A Framework is one version of one yardstick. It is immutable once used.
type Framework struct {
	ID         string      `yaml:"id"`
	Version    string      `yaml:"version"`
	Kind       Kind        `yaml:"kind"`
	Title      string      `yaml:"title"`
	Publisher  string      `yaml:"publisher"`
	Source     string      `yaml:"source"`     // where it was published
	SourceURL  string      `yaml:"source_url"` // empty: no public address
	Licence    string      `yaml:"licence"`    // reuse terms, with the attribution they ask for
	Statement  string      `yaml:"statement"`  // what is published and what is our choice
	Dimensions []Dimension `yaml:"dimensions"`

	// A pack may take everything but its weights from another version: Base names that version
	// (id@version), Weights gives every dimension's weight by its id. For levels it may choose
	// the gates anew, too: Gates lists the criteria that gate, GateLevels gives the level that a
	// tier demands by its id.
	Base       string             `yaml:"base"`
	Weights    map[string]float64 `yaml:"weights"`
	Gates      []string           `yaml:"gates"`
	GateLevels map[string]int     `yaml:"gate_levels"`

	// KindLevels only.
	StaleAfterMonths int    `yaml:"stale_after_months"` // evidence older than this at the as-of date has gone stale
	Tiers            []Tier `yaml:"tiers"`              // workload tiers and their gate level
	DefaultTier      string `yaml:"default_tier"`

	// KindRungs only.
	PointsPerDimension float64   `yaml:"points_per_dimension"` // nominal full marks, 1000
	Variants           []Variant `yaml:"variants"`             // assurance-level tags; the first is the published one

	Example *Example `yaml:"example"` // a published example, computed on the framework's page

	// KindComponents only.
	Classes []Class `yaml:"classes"` // lowest first; each needs all before it

	sha256  string
	weighed bool // the weights are a person's; see Weigh
}

// A Dimension groups criteria. Weights are positive and are divided by their sum. A dimension
// of optional criteria alone has weight 0, and so has every dimension of components.
type Dimension struct {
	ID       string      `yaml:"id"`
	Title    string      `yaml:"title"`
	Question string      `yaml:"question"` // in everyday words, e.g. "Who can switch it off?"
	Weight   float64     `yaml:"weight"`
	Criteria []Criterion `yaml:"criteria"`
}

// A Criterion is one question with fixed answers.
type Criterion struct {
	ID          string  `yaml:"id"`
	Title       string  `yaml:"title"` // a short noun phrase for tables
	Question    string  `yaml:"question"`
	Unit        string  `yaml:"unit"`
	Weight      float64 `yaml:"weight"`   // within its dimension; 0 is read as 1 (equal)
	Optional    bool    `yaml:"optional"` // shown beside the score when asked for; carries no weight and is never in it
	Gating      bool    `yaml:"gating"`
	NAPermitted bool    `yaml:"na_permitted"`
	NAWhen      string  `yaml:"na_when"`  // when "not applicable" is a right answer
	Evidence    string  `yaml:"evidence"` // what would settle it
	MapsTo      string  `yaml:"maps_to"`  // where published frameworks ask something near
	WhyAsked    string  `yaml:"why_asked"`

	// KindLevels: exactly five levels, 0 the worst.
	Levels     []string    `yaml:"levels"`
	Thresholds *Thresholds `yaml:"thresholds"` // nil: ordinal, v(level) = level/4
	Curve      []Point     `yaml:"curve"`      // with Thresholds only
	Caps       []Cap       `yaml:"caps"`

	// KindRungs: choice 1 is the first rung.
	Rungs []Rung `yaml:"rungs"`
}

// Thresholds cut a raw scale into levels 1 to 4: with sense "asc" level k is reached at
// raw >= At[k-1], with "desc" at raw <= At[k-1]. Step is the grain of the raw unit: a level
// ends one step before the next begins (1 for whole things, 0 for a continuous scale).
type Thresholds struct {
	Sense string  `yaml:"sense"`
	At    Cuts    `yaml:"at"`
	Step  float64 `yaml:"step"`
}

// Cuts are the raw values at which levels 1 to 4 begin.
type Cuts [MaxLevel]float64

// A Point of a value curve: raw value and value in 0..1. A curve lists its points from the
// worse end to the better.
type Point [2]float64

// A Cap limits a criterion when a qualifier holds ("untested" caps at level 1, say).
type Cap struct {
	ID    string `yaml:"id"`
	Title string `yaml:"title"`
	Level int    `yaml:"level"`
}

// A Tier is a class of workload with the level that every gate demands.
type Tier struct {
	ID    string `yaml:"id"`
	Title string `yaml:"title"`
	Level int    `yaml:"level"`
}

// A Rung is one answer with published points and, per variant, an assurance level.
type Rung struct {
	Label  string  `yaml:"label"` // never empty: a pack says so where its source is blank
	Points float64 `yaml:"points"`
	Levels []int   `yaml:"levels"` // one per variant
}

// A Variant is one published set of assurance-level tags.
type Variant struct {
	ID        string   `yaml:"id"`
	Title     string   `yaml:"title"`
	NotGating []string `yaml:"not_gating"` // criteria that do not limit the overall level here
}

// An Example is a published set of answers: criterion to rung, 1 the first. Criteria that it
// leaves out are unanswered.
type Example struct {
	Source  string         `yaml:"source"`
	Choices map[string]int `yaml:"choices"`
}

// A Class is a level of openness and the components it asks for.
type Class struct {
	ID         string   `yaml:"id"`
	Title      string   `yaml:"title"`
	Components []string `yaml:"components"` // criterion ids
}

// Ref returns id@version, the framework's name on every page and export.
func (f *Framework) Ref() string { return f.ID + "@" + f.Version }

// SHA256 returns, in hexadecimal, the hash of the pack that the framework was read from; where
// the pack has a base, the hash covers the base's too. It is empty for a framework that was
// not read by this package.
func (f *Framework) SHA256() string { return f.sha256 }

// Criterion returns the criterion with the given id, its dimension, and whether it exists.
func (f *Framework) Criterion(id string) (Criterion, Dimension, bool) {
	for _, d := range f.Dimensions {
		for _, c := range d.Criteria {
			if c.ID == id {
				return c, d, true
			}
		}
	}
	return Criterion{}, Dimension{}, false
}

// Criteria calls yield with every criterion and its dimension, in order.
func (f *Framework) Criteria(yield func(Dimension, Criterion) bool) {
	for _, d := range f.Dimensions {
		for _, c := range d.Criteria {
			if !yield(d, c) {
				return
			}
		}
	}
}

// ScoredDimensions returns the dimensions with a criterion in the default score.
func (f *Framework) ScoredDimensions() []Dimension {
	return slices.DeleteFunc(slices.Clone(f.Dimensions), func(d Dimension) bool { return len(d.ScoredCriteria()) == 0 })
}

// ScoredCriteria returns the dimension's criteria that are not optional.
func (d Dimension) ScoredCriteria() []Criterion {
	return slices.DeleteFunc(slices.Clone(d.Criteria), func(c Criterion) bool { return c.Optional })
}

// ScoredCount returns how many criteria are in the default score.
func (f *Framework) ScoredCount() int {
	n := 0
	for _, d := range f.Dimensions {
		n += len(d.ScoredCriteria())
	}
	return n
}

// Tier returns the workload tier with the given id; the empty id means the default tier.
func (f *Framework) Tier(id string) (Tier, error) {
	if id == "" {
		id = f.DefaultTier
	}
	for _, t := range f.Tiers {
		if t.ID == id {
			return t, nil
		}
	}
	return Tier{}, fmt.Errorf("framework %s has no workload tier %q", f.Ref(), id)
}

// Share returns the criterion's share of the whole score, 0 to 1, when every criterion
// applies: the dimension's weight times the criterion's within it. Optional and unknown
// criteria have none.
func (f *Framework) Share(criterion string) float64 {
	all := 0.0
	for _, d := range f.Dimensions {
		all += d.Weight
	}
	for _, d := range f.Dimensions {
		own, sum := 0.0, 0.0
		for _, c := range d.Criteria {
			if c.Optional {
				continue
			}
			w := f.WeightOf(c)
			sum += w
			if c.ID == criterion {
				own = w
			}
		}
		if own > 0 {
			return d.Weight / all * (own / sum)
		}
	}
	return 0
}

package framework

import (
	"embed"
	"errors"
	"fmt"
	"slices"
	"sync"

	"assay/internal/strictyaml"
)

//go:embed clauses/*.yaml
var clauseFiles embed.FS

// An Actor says who must act for a criterion to get better.
type Actor string

// The actors.
const (
	ActorSupplier Actor = "supplier"
	ActorUs       Actor = "us"     // the buyer
	ActorNobody   Actor = "nobody" // a third party decides; nobody at the table can
)

// Clauses say what can be asked about a framework's criteria. They measure nothing and are no
// part of the framework, so they may get better without a new version of it.
type Clauses struct {
	Framework string   `yaml:"framework"` // id@version
	Statement string   `yaml:"statement"` // whose choice the efforts are
	Clauses   []Clause `yaml:"clauses"`
}

// A Clause is what can be asked about one criterion.
type Clause struct {
	Criterion string `yaml:"criterion"`
	Actor     Actor  `yaml:"actor"`
	// Effort is the effort of each step up, to levels 1, 2, 3 and 4, in points. None where the
	// actor is nobody.
	Effort []float64 `yaml:"effort"`
	// Most is the highest level that can be asked for; 0 means 4, or 0 where the actor is nobody.
	Most int    `yaml:"most"`
	Why  string `yaml:"why"` // why it goes no higher; required where it does not
	Ask  string `yaml:"ask"` // opens the clause, an imperative
}

// Ceiling returns the highest level that can be asked for.
func (c Clause) Ceiling() int {
	switch {
	case c.Actor == ActorNobody:
		return 0
	case c.Most == 0:
		return MaxLevel
	}
	return c.Most
}

// maxEffort bounds one step's effort, in points.
const maxEffort = 1000

// ParseClauses reads the clauses of fw, data being the contents of file. Every criterion of fw
// that enters the score has exactly one. Mistakes are *strictyaml.Error, joined.
func ParseClauses(file string, data []byte, fw *Framework) (*Clauses, error) {
	cs := new(Clauses)
	doc, err := strictyaml.Decode(file, data, cs)
	if err != nil {
		return nil, err
	}
	c := checker{doc: doc, f: fw}
	c.need(cs.Framework == fw.Ref(), "$.framework", "framework is %q; these clauses are read for %s", cs.Framework, fw.Ref())
	c.text("$", "statement", cs.Statement)
	seen := map[string]bool{}
	for i, k := range cs.Clauses {
		c.clause(fmt.Sprintf("$.clauses[%d]", i), k, seen)
	}
	for _, k := range fw.Criteria {
		c.need(k.Optional || seen[k.ID], "$.clauses", "criterion %s has no clause", k.ID)
	}
	if len(c.errs) > 0 {
		return nil, errors.Join(c.errs...)
	}
	return cs, nil
}

func (c *checker) clause(at string, k Clause, seen map[string]bool) {
	known, _, ok := c.f.Criterion(k.Criterion)
	c.need(ok && !known.Optional, at+".criterion", "there is no scored criterion %q", k.Criterion)
	c.need(!seen[k.Criterion], at+".criterion", "criterion %q has a clause already", k.Criterion)
	seen[k.Criterion] = true
	c.need(slices.Contains([]Actor{ActorSupplier, ActorUs, ActorNobody}, k.Actor), at+".actor", "actor %q is not supplier, us or nobody", k.Actor)
	c.text(at, "ask", k.Ask)
	c.bound(at, "why", k.Why)
	c.need(k.Most >= 0 && k.Most <= MaxLevel, at+".most", "most is %d; 1 to 4 are allowed", k.Most)
	c.need((k.Ceiling() < MaxLevel) == (k.Why != ""), at, "say why under why where a clause cannot reach level 4, and only there")
	if k.Actor == ActorNobody {
		c.need(len(k.Effort) == 0 && k.Most == 0, at, "what nobody can give takes no effort and no most")
		return
	}
	c.need(len(k.Effort) == MaxLevel, at+".effort", "has %d efforts; one is needed for each of the steps to levels 1 to 4", len(k.Effort))
	for i, e := range k.Effort {
		c.need(e > 0 && e <= maxEffort, fmt.Sprintf("%s.effort[%d]", at, i), "effort %v is not above 0 and at most %d", e, maxEffort)
	}
}

// ClausesOf returns the clauses that ship for fw. For a framework without any, each criterion
// is the supplier's to raise at one point of effort a step.
func ClausesOf(fw *Framework) *Clauses {
	all, _ := embeddedClauses() // a test reads them all
	if cs, ok := all[fw.Ref()]; ok && fw.Kind == KindLevels {
		return cs
	}
	cs := &Clauses{Framework: fw.Ref(), Statement: "No clauses are written for this framework: each step up is taken as the supplier's to make, at one point of effort."}
	for _, k := range fw.Criteria {
		if !k.Optional {
			cs.Clauses = append(cs.Clauses, Clause{Criterion: k.ID, Actor: ActorSupplier, Effort: []float64{1, 1, 1, 1}, Ask: "Improve on " + k.Title})
		}
	}
	return cs
}

// Of returns the clause of a criterion.
func (cs *Clauses) Of(criterion string) (Clause, bool) {
	i := slices.IndexFunc(cs.Clauses, func(c Clause) bool { return c.Criterion == criterion })
	if i < 0 {
		return Clause{}, false
	}
	return cs.Clauses[i], true
}

var embeddedClauses = sync.OnceValues(func() (map[string]*Clauses, error) {
	frameworks, err := Embedded()
	if err != nil {
		return nil, err
	}
	entries, err := clauseFiles.ReadDir("clauses")
	if err != nil {
		return nil, fmt.Errorf("embedded clauses: %w", err)
	}
	all := map[string]*Clauses{}
	for _, e := range entries {
		data, err := clauseFiles.ReadFile("clauses/" + e.Name())
		if err != nil {
			return nil, fmt.Errorf("embedded clauses: %w", err)
		}
		fw, err := frameworks.Get(e.Name()[:len(e.Name())-len(".yaml")])
		if err != nil {
			return nil, fmt.Errorf("clauses %s: %w", e.Name(), err)
		}
		if all[fw.Ref()], err = ParseClauses(e.Name(), data, fw); err != nil {
			return nil, err
		}
	}
	return all, nil
})

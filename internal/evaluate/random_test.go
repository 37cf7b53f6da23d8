package evaluate_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"assay/internal/evaluate"
	"assay/internal/framework"
	"assay/internal/offer"
)

// many is how many random cases each property is tried on.
const many = 100_000

// cases runs check on many random cases in a row; a failure names the case, which
// rand.NewPCG(seed, case) makes again.
func cases(t *testing.T, seed uint64, check func(r *rand.Rand) error) {
	t.Helper()
	t.Parallel()
	source := rand.NewPCG(0, 0)
	r := rand.New(source)
	for i := range uint64(many) {
		source.Seed(seed, i)
		if err := check(r); err != nil {
			t.Fatalf("case %d of seed %d: %v", i, seed, err)
		}
	}
}

// wide has every kind of criterion: ordinal, measured both ways, capped, gating, excusable,
// optional, of unequal weights, and a dimension that may be empty.
func wide() *framework.Framework {
	return yardstick(
		dimension("P", 2, gating(capped(ordinal("P1"))), weighing(2, gating(excusable(rising("P2")))), weighing(.5, capped(falling("P3")))),
		dimension("Q", 1, excusable(gating(ordinal("Q1"))), excusable(falling("Q2"))),
		dimension("R", 3, capped(rising("R1")), weighing(5, ordinal("R2"))),
		dimension("S", 0, optional(ordinal("S1"))),
	)
}

var sources = []offer.ID{"fresh", "old", "undated", "day-before", "on-the-day", "that-year"}

func randomDay(r *rand.Rand) offer.Date {
	return offer.DateOf(time.Date(2024, 1, 1+r.IntN(1200), 0, 0, 0, 0, time.UTC))
}

func randomBound(r *rand.Rand, level int, hi bool) offer.Bound {
	b := offer.Bound{Level: level, Rung: offer.Rung(r.IntN(4)), Admission: hi && r.IntN(3) == 0}
	for range r.IntN(3) {
		b.Evidence = append(b.Evidence, sources[r.IntN(len(sources))])
	}
	return b
}

// randomAnswer is any answer that Score accepts.
func randomAnswer(r *rand.Rand, c framework.Criterion) offer.Answer {
	a := offer.Answer{Offer: "o", Criterion: c.ID, Stage: offer.Stage(r.IntN(6)), Version: 1 + r.IntN(1000)}
	lo := r.IntN(5)
	a.Lo, a.Hi = randomBound(r, lo, false), randomBound(r, lo+r.IntN(5-lo), true)
	a.NotApplicable = r.IntN(8) == 0
	a.Paused, a.Contested = r.IntN(10) == 0, r.IntN(10) == 0
	if c.Thresholds != nil && r.IntN(2) == 0 {
		x := float64(r.IntN(100) - 5)
		a.Raw = &offer.Range{Lo: x, Hi: x + float64(r.IntN(30))}
	}
	for _, k := range c.Caps {
		if r.IntN(2) == 0 {
			a.Caps = append(a.Caps, offer.Cap{ID: k.ID, Holds: offer.Tri(r.IntN(3))})
		}
	}
	if r.IntN(2) == 0 {
		a.ValidFrom = randomDay(r)
	}
	if r.IntN(4) == 0 {
		a.ValidTo = randomDay(r)
		if r.IntN(2) == 0 {
			lo := r.IntN(5)
			a.Lapse = &offer.Lapse{Lo: lo, Hi: lo + r.IntN(5-lo)}
		}
	}
	return a
}

// randomAnswers answers each criterion up to twice.
func randomAnswers(r *rand.Rand, fw *framework.Framework) []offer.Answer {
	as := make([]offer.Answer, 0, 16)
	for _, c := range fw.Criteria {
		for i := range r.IntN(3) {
			a := randomAnswer(r, c)
			a.Version = a.Version*2 + i // no two alike
			as = append(as, a)
		}
	}
	return as
}

func randomOffer(r *rand.Rand) offer.Offer {
	o := offer.Offer{ID: "o", Status: offer.Status(r.IntN(3))}
	if r.IntN(2) == 0 {
		o.History = []offer.Event{{Date: randomDay(r), Text: "begun"}}
	}
	return o
}

func randomOptions(r *rand.Rand) evaluate.Options {
	opt := evaluate.Options{AsOf: randomDay(r), Tier: framework.Tier{ID: "t", Level: 1 + r.IntN(4)}, Basis: evaluate.Basis(r.IntN(2)), Issued: issuedOf}
	if r.IntN(4) == 0 {
		opt.Issued = nil
	}
	return opt
}

// randomCertain answers every criterion beyond doubt, some as not applicable where na allows.
// Narrow makes ranges short, so that facts about order are frequent.
func randomCertain(r *rand.Rand, fw *framework.Framework, na, narrow bool) []offer.Answer {
	as := make([]offer.Answer, 0, 16)
	for _, c := range fw.Criteria {
		if na && c.NAPermitted && r.IntN(3) == 0 {
			as = append(as, excused(c.ID))
			continue
		}
		lo := r.IntN(5)
		hi := lo + r.IntN(5-lo)
		if narrow && r.IntN(2) == 0 {
			hi = lo
		}
		as = append(as, given(c.ID, lo, hi))
	}
	return as
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// pool scores random offers for tests of order; statuses and gates differ.
func pool(fw *framework.Framework, seed uint64, n int, na, narrow bool) []evaluate.Contender {
	r := rand.New(rand.NewPCG(seed, 1))
	p := must(evaluate.NewPlan(fw))
	cs := make([]evaluate.Contender, n)
	for i := range cs {
		opt := options(func(o *evaluate.Options) { o.Tier.Level = 1 })
		result := must(p.Score(offer.Offer{ID: "o"}, randomCertain(r, fw, na, narrow), opt))
		cs[i] = evaluate.Contender{ID: offer.ID(fmt.Sprintf("offer-%d", i)), Result: result}
		if r.IntN(10) == 0 {
			cs[i].Status = offer.Withdrawn
		}
	}
	return cs
}

// draw takes n different contenders.
func draw(r *rand.Rand, from []evaluate.Contender, n int) []evaluate.Contender {
	cs := make([]evaluate.Contender, 0, n)
	for len(cs) < n {
		c := from[r.IntN(len(from))]
		if !slices.ContainsFunc(cs, func(d evaluate.Contender) bool { return d.ID == c.ID }) {
			cs = append(cs, c)
		}
	}
	return cs
}

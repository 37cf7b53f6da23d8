package measure_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/evaluate"
	"assay/internal/framework"
	"assay/internal/measure"
	"assay/internal/offer"
)

func core(t testing.TB) *framework.Framework {
	reg, err := framework.Embedded()
	require.NoError(t, err)
	fw, err := reg.Get("assay-core@1")
	require.NoError(t, err)
	return fw
}

func of(t testing.TB, o offer.Offer) []measure.Value {
	vs, err := measure.Of(o, today)
	require.NoError(t, err)
	return vs
}

// The thirteen criteria stand in the framework's order, once each, whatever the offer holds.
func TestTheOrderOfCriteria(t *testing.T) {
	want := []string{"CL1", "CL2", "CL4", "CE1", "CE2", "CE3", "MI2", "MI4", "SC1", "SC2", "SC3", "SC5", "EC1"}
	var got []string
	for _, v := range of(t, put(offer.Parts{})) {
		got = append(got, v.Criterion)
		assert.False(t, v.Known, v.Criterion)
		assert.NotEmpty(t, v.Missing, v.Criterion)
		assert.NotEmpty(t, v.Formula, v.Criterion)
	}
	assert.Equal(t, want, got)
}

// Every random offer gives values within their scales, and answers that evaluation takes and
// that say there what the values say.
func TestEveryOfferIsMeasured(t *testing.T) {
	fw := core(t)
	plan, err := evaluate.NewPlan(fw)
	require.NoError(t, err)
	tier, err := fw.Tier("official")
	require.NoError(t, err)
	r := rand.New(rand.NewPCG(4, 10))
	for range 10_000 {
		o := randomOffer(r)
		for i := range o.Parts.Sites { // the smallest and the largest numbers too
			by := []float64{1, 1, 1e-320, 1e-9, 1e17}[r.IntN(5)]
			scale(by, o.Parts.Sites[i].MWNow, o.Parts.Sites[i].MWPlanned)
		}
		for i := range o.Parts.Chips {
			by := []float64{1, 1, 1e-320, 1e-9, 1e17}[r.IntN(5)]
			scale(by, o.Parts.Chips[i].Count, o.Parts.Chips[i].Installed)
		}
		var answers []offer.Answer
		for _, v := range of(t, o) {
			within(t, v)
			c, _, ok := fw.Criterion(v.Criterion)
			require.True(t, ok, v.Criterion)
			require.Equal(t, c.Unit, v.Unit)
			a, ok := v.Answer(c, o.ID)
			if !ok {
				continue
			}
			require.True(t, v.Known)
			require.Empty(t, a.Validate(), "%+v", a)
			answers = append(answers, a)
		}
		for _, basis := range []evaluate.Basis{evaluate.Evidenced, evaluate.Claimed} {
			_, err := plan.Score(o, answers, evaluate.Options{AsOf: today, Basis: basis, Tier: tier})
			require.NoError(t, err)
		}
	}
}

func within(t *testing.T, v measure.Value) {
	t.Helper()
	if v.Levels != nil {
		require.Nil(t, v.Raw)
		require.True(t, 0 <= v.Levels.Lo && v.Levels.Lo <= v.Levels.Hi && v.Levels.Hi <= 4, "%+v", v)
		require.Equal(t, v.Known, *v.Levels != measure.Levels{Lo: 0, Hi: 4})
		return
	}
	top := map[string]float64{"SC1": measure.Unbounded, "SC2": measure.Unbounded, "SC3": 8, "SC5": 6}[v.Criterion]
	if top == 0 {
		top = 100
	}
	require.NoError(t, v.Raw.Validate())
	require.True(t, v.Raw.Lo >= 0 && v.Raw.Hi <= top, "%+v", v)
	require.Equal(t, v.Known, *v.Raw != offer.Range{Lo: 0, Hi: top}, "%+v", v)
	if !v.Known {
		require.Empty(t, slices.Concat(v.Lo.Evidence, v.Hi.Evidence))
	}
}

// What is known decides, not the order in which it is written down.
func TestTheOrderOfPartsChangesNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 11))
	for range 10_000 {
		o := randomOffer(r)
		before := of(t, o)
		p := &o.Parts
		shuffle(r, p.Sites)
		shuffle(r, p.Chips)
		shuffle(r, p.Funds)
		shuffle(r, p.Models)
		shuffle(r, p.Terms)
		for i := range p.Models {
			shuffle(r, p.Models[i].Components)
			shuffle(r, p.Models[i].Lineage)
		}
		for i := range p.Exits {
			shuffle(r, p.Exits[i].Items)
			shuffle(r, p.Exits[i].Portable)
		}
		for i := range p.Sites {
			shuffle(r, p.Sites[i].Owners)
		}
		for i, v := range of(t, o) {
			require.Equal(t, bare(before[i]), bare(v))
		}
	}
}

func shuffle[T any](r *rand.Rand, xs []T) {
	r.Shuffle(len(xs), func(i, j int) { xs[i], xs[j] = xs[j], xs[i] })
}

// bare is a value without its words, its evidence sorted.
func bare(v measure.Value) measure.Value {
	v.Trace, v.Missing = nil, nil
	v.Lo.Evidence, v.Hi.Evidence = slices.Clone(v.Lo.Evidence), slices.Clone(v.Hi.Evidence)
	slices.Sort(v.Lo.Evidence)
	slices.Sort(v.Hi.Evidence)
	return v
}

// Shares are free of the unit in which capacity is counted.
func TestScalingCapacityChangesNoShare(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 12))
	for range 10_000 {
		o := randomOffer(r)
		before := of(t, o)
		by := math.Exp(6*r.Float64() - 3)
		for i := range o.Parts.Sites {
			s := &o.Parts.Sites[i]
			scale(by, s.MWNow, s.MWPlanned)
		}
		for i := range o.Parts.Chips {
			scale(by, o.Parts.Chips[i].Count, o.Parts.Chips[i].Installed)
		}
		for i, v := range of(t, o) {
			if v.Raw == nil || v.Raw.Hi >= measure.Unbounded {
				require.Equal(t, bare(before[i]), bare(v))
				continue
			}
			require.InDelta(t, before[i].Raw.Lo, v.Raw.Lo, 1e-9, v.Criterion)
			require.InDelta(t, before[i].Raw.Hi, v.Raw.Hi, 1e-9, v.Criterion)
		}
	}
}

func scale(by float64, fs ...*offer.Figure) {
	for _, f := range fs {
		if f != nil {
			f.Lo, f.Hi = f.Lo*by, f.Hi*by
		}
	}
}

// To learn more about an offer never lowers a lower bound nor raises an upper one.
func TestNarrowingAFigureNarrowsEveryValue(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 13))
	learnt := 0
	for range 30_000 {
		o := randomOffer(r)
		before := of(t, o)
		if what := learn(r, &o); what != "" && len(o.Validate()) == 0 {
			learnt++
			for i, v := range of(t, o) {
				require.True(t, inside(v, before[i]), "%s: %s: %v %v is not within %v %v\n%+v", what, v.Criterion, v.Raw, v.Levels, before[i].Raw, before[i].Levels, o.Parts)
			}
		}
	}
	assert.Greater(t, learnt, 10_000)
}

func inside(in, out measure.Value) bool {
	if in.Levels != nil {
		return in.Levels.Lo >= out.Levels.Lo && in.Levels.Hi <= out.Levels.Hi
	}
	slack := 1e-9 * max(1, math.Abs(in.Raw.Hi))
	return in.Raw.Lo >= out.Raw.Lo-1e-9 && in.Raw.Hi <= out.Raw.Hi+slack
}

// learn narrows one figure, gives an unknown one a range, or settles one question.
func learn(r *rand.Rand, o *offer.Offer) string {
	p := &o.Parts
	switch n := r.IntN(4); {
	case n == 3 && len(p.Models) > 0:
		return learnModel(r, &p.Models[r.IntN(len(p.Models))])
	case n == 0 && len(p.Sites) > 0:
		s := &p.Sites[r.IntN(len(p.Sites))]
		if s.Country == "" && r.IntN(4) == 0 {
			s.Country = pick(r, "EE", "SE")
			return "country"
		}
		switch r.IntN(5) {
		case 0:
			s.Paused = false
		case 1:
			return narrow(r, &s.MWPlanned, 6)
		case 2:
			return narrow(r, &s.MWNow, 3)
		case 3:
			return narrow(r, &s.Reserved, 1)
		default:
			if len(s.Owners) > 0 {
				return narrow(r, &s.Owners[r.IntN(len(s.Owners))].Share, 1)
			}
		}
		return "resumed"
	case n == 1 && len(p.Chips) > 0:
		x := &p.Chips[r.IntN(len(p.Chips))]
		if x.ExportJurisdiction == "" && r.IntN(4) == 0 {
			x.ExportJurisdiction = pick(r, "US", "CN")
			return "jurisdiction"
		}
		if x.RemoteDisable == offer.DontKnow && r.IntN(4) == 0 {
			x.RemoteDisable = offer.Tri(1 + r.IntN(2))
			return "remote disabling"
		}
		if x.LicenceGranted == offer.DontKnow && r.IntN(4) == 0 {
			x.LicenceGranted = offer.Tri(1 + r.IntN(2))
			return "a licence for export"
		}
		if x.ConditionsKnown == offer.DontKnow && r.IntN(4) == 0 {
			x.ConditionsKnown = offer.Tri(1 + r.IntN(2))
			return "conditions of a licence"
		}
		if x.EndUserKind == "" && r.IntN(4) == 0 {
			x.EndUserKind = offer.EndUserKinds[r.IntN(4)]
			return "the end user's kind"
		}
		if x.RuleItem == "" && r.IntN(4) == 0 {
			x.RuleItem = pick(r, "3A090.a", "3A090.b")
			return "the rule's item"
		}
		return narrow(r, pick4(r, &x.Count, &x.Installed, &x.FailureRate, &x.SpareMonths), 1)
	case len(p.Exits) > 0:
		return learnExit(r, &p.Exits[0])
	}
	return ""
}

func learnModel(r *rand.Rand, m *offer.Model) string {
	if n := len(m.Components); n > 0 && r.IntN(2) == 0 {
		if c := &m.Components[r.IntN(n)]; c.Released == offer.DontKnow {
			c.Released = offer.Tri(1 + r.IntN(2))
			return "a release"
		} else if c.Licence == "" {
			c.Licence = pick(r, "MIT", "LicenseRef-own")
			return "a licence"
		}
	}
	if n := len(m.Lineage); n > 0 {
		if l := &m.Lineage[r.IntN(n)]; l.Disclosed == offer.DontKnow {
			l.Disclosed = offer.Tri(1 + r.IntN(2))
			return "a disclosure"
		}
	}
	return ""
}

func pick4(r *rand.Rand, fs ...**offer.Figure) **offer.Figure { return fs[r.IntN(len(fs))] }

func narrow(r *rand.Rand, f **offer.Figure, top float64) string {
	if *f == nil {
		a, b := r.Float64()*top, r.Float64()*top
		*f = &offer.Figure{Range: offer.Range{Lo: min(a, b), Hi: max(a, b)}}
		return "a figure"
	}
	n := **f
	a, b := n.Lo+r.Float64()*(n.Hi-n.Lo), n.Lo+r.Float64()*(n.Hi-n.Lo)
	n.Lo, n.Hi = min(a, b), max(a, b)
	*f = &n
	return "a narrower figure"
}

func learnExit(r *rand.Rand, x *offer.Exit) string {
	if x.Complete == offer.DontKnow {
		x.Complete = offer.Yes
		return "complete"
	}
	if len(x.Items) == 0 {
		return ""
	}
	it := &x.Items[r.IntN(len(x.Items))]
	switch {
	case it.UnitPrice == nil && x.Currency == "EUR":
		it.UnitPrice = &offer.MoneySpread{LoMinor: 5, HiMinor: 70, Currency: "EUR"}
		return "a price"
	case it.Reuse == nil && it.Kind == "stranded":
		it.Reuse = &offer.Spread{Lo: 0.25, Hi: 0.5}
		return "a share that serves on"
	case it.Quantity != nil:
		mid := (it.Quantity.Lo + it.Quantity.Hi) / 2
		it.Quantity = &offer.Spread{Lo: it.Quantity.Lo, Hi: mid}
		return "a smaller quantity"
	}
	return ""
}

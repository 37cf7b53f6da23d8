package measure_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/evaluate"
	"assay/internal/framework"
	"assay/internal/measure"
	"assay/internal/offer"
)

// randomGift is a random offer with money, a day of announcement and days of first capacity.
func randomGift(r *rand.Rand) offer.Offer {
	o := randomOffer(r)
	if r.IntN(4) > 0 {
		o.History = []offer.Event{{Date: offer.Date{Year: 2024 + r.IntN(2), Month: r.IntN(13)}, Text: "announced"}}
	}
	for i := range o.Parts.Sites {
		s := &o.Parts.Sites[i]
		s.Online = randomWindow(r)
		if s.MWNow != nil && s.Online.From.IsZero() && r.IntN(2) == 0 {
			s.MWNow.AsOf = offer.Date{Year: 2025, Month: 1 + r.IntN(12)}
		}
	}
	for range r.IntN(3) {
		o.Parts.Funds = append(o.Parts.Funds, offer.Fund{Payer: "g", Stage: mostly(r, offer.Delivered)})
	}
	for i := range o.Parts.Funds {
		f := &o.Parts.Funds[i]
		f.Rung, f.Evidence = offer.Rung(r.IntN(4)), ids(r)
		f.RecipientCountry, f.Tied = pick(r, "", "EE", "EE", "SE"), share(r)
		if r.IntN(3) > 0 {
			lo := int64(1 + r.IntN(50))
			f.Amount = &offer.Money{LoMinor: lo, HiMinor: lo + int64(r.IntN(50)), Currency: pick(r, "EUR", "EUR", "USD")}
		}
	}
	if len(o.Validate()) > 0 {
		return randomGift(r)
	}
	return o
}

func mostly(r *rand.Rand, s offer.Stage) offer.Stage {
	if r.IntN(2) == 0 {
		return s
	}
	return stage(r)
}

func randomWindow(r *rand.Rand) (w offer.Window) {
	a, b := 2025+r.IntN(3), 1+r.IntN(12)
	if r.IntN(2) == 0 {
		w.From = offer.Date{Year: a, Month: b}
	}
	if r.IntN(2) == 0 {
		w.To = offer.Date{Year: a + 1, Month: b}
	}
	return w
}

func gift(t testing.TB, o offer.Offer) []measure.Value {
	vs, err := measure.Capacity(o, today)
	require.NoError(t, err)
	return vs
}

func capacityPack(t testing.TB) *framework.Framework {
	reg, err := framework.Embedded()
	require.NoError(t, err)
	fw, err := reg.Get("assay-capacity@1")
	require.NoError(t, err)
	return fw
}

// Every random offer gives values within their scales, answers that evaluation takes, and the
// same ones in any order of its parts.
func TestEveryGiftIsMeasured(t *testing.T) {
	fw := capacityPack(t)
	plan, err := evaluate.NewPlan(fw)
	require.NoError(t, err)
	tier, err := fw.Tier("official")
	require.NoError(t, err)
	r := rand.New(rand.NewPCG(4, 50))
	for range 5_000 {
		o := randomGift(r)
		var answers []offer.Answer
		before := gift(t, o)
		for _, v := range before {
			require.NoError(t, v.Raw.Validate())
			require.GreaterOrEqual(t, v.Raw.Lo, 0.0)
			c, _, ok := fw.Criterion(v.Criterion)
			require.True(t, ok, v.Criterion)
			require.Equal(t, c.Unit, v.Unit)
			if a, ok := v.Answer(c, o.ID); ok {
				require.Empty(t, a.Validate(), "%+v", a)
				answers = append(answers, a)
			}
		}
		for _, basis := range []evaluate.Basis{evaluate.Evidenced, evaluate.Claimed} {
			_, err := plan.Score(o, answers, evaluate.Options{AsOf: today, Basis: basis, Tier: tier})
			require.NoError(t, err)
		}
		shuffle(r, o.Parts.Sites)
		shuffle(r, o.Parts.Chips)
		shuffle(r, o.Parts.Funds)
		for i, v := range gift(t, o) {
			was, is := bare(before[i]), bare(v)
			require.InDelta(t, was.Raw.Lo, is.Raw.Lo, 1e-9)
			require.InDelta(t, was.Raw.Hi, is.Raw.Hi, 1e-9)
			was.Raw, is.Raw = nil, nil
			require.Equal(t, was, is, v.Criterion)
		}
	}
}

// To learn more about an offer never lowers a lower bound nor raises an upper one here either.
func TestLearningNarrowsWhatAnOfferGives(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 51))
	learnt := 0
	for range 40_000 {
		o := randomGift(r)
		before := gift(t, o)
		what := learnGift(r, &o)
		if what == "" || len(o.Validate()) > 0 {
			continue
		}
		learnt++
		for i, v := range gift(t, o) {
			if what == installed && v.Criterion == "CG6" {
				continue // it may correct a stage that says that nothing stands there
			}
			require.True(t, inside(v, before[i]), "%s: %s: %v is not within %v\n%+v", what, v.Criterion, v.Raw, before[i].Raw, o.Parts)
		}
	}
	assert.Greater(t, learnt, 15_000)
}

// learnGift settles one thing that capacity rests on.
func learnGift(r *rand.Rand, o *offer.Offer) string {
	p := &o.Parts
	switch n := r.IntN(3); {
	case n == 0 && len(p.Funds) > 0:
		f := &p.Funds[r.IntN(len(p.Funds))]
		switch {
		case f.Amount == nil:
			f.Amount = &offer.Money{LoMinor: 3, HiMinor: 40, Currency: pick(r, "EUR", "USD")}
			return "an amount"
		case f.RecipientCountry == "":
			f.RecipientCountry = pick(r, "EE", "SE")
			return "a recipient"
		case f.Stage == offer.StageNotRecorded:
			f.Stage = stage(r)
			return "a fund's stage"
		case r.IntN(2) == 0:
			f.Amount = &offer.Money{LoMinor: (f.Amount.LoMinor + f.Amount.HiMinor) / 2, HiMinor: f.Amount.HiMinor, Currency: f.Amount.Currency}
			return "a narrower amount"
		}
		return narrow(r, &f.Tied, 1)
	case n == 1 && len(p.Sites) > 0:
		s := &p.Sites[r.IntN(len(p.Sites))]
		if s.Stage == offer.StageNotRecorded {
			s.Stage = stage(r)
			return "a site's stage"
		}
		return narrow(r, &s.Reserved, 1)
	case len(p.Chips) > 0:
		x := &p.Chips[r.IntN(len(p.Chips))]
		if r.IntN(2) == 0 {
			return narrow(r, &x.Count, 6)
		}
		known := x.Installed != nil
		what := narrow(r, &x.Installed, 4)
		if !known {
			return installed
		}
		return what
	}
	return ""
}

const installed = "how many stand, which nobody had recorded"

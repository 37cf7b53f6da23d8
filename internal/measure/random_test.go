package measure_test

import (
	"fmt"
	"math/rand/v2"

	"assay/internal/offer"
)

var today = offer.Date{Year: 2026, Month: 11, Day: 26}

// randomOffer draws a small valid offer in which each field is as likely unknown as not.
func randomOffer(r *rand.Rand) offer.Offer {
	o := offer.Offer{ID: "x", Title: "x", Provider: "x", Scope: offer.ScopePath, Stage: stage(r)}
	if r.IntN(4) > 0 {
		o.Scope, o.Country = offer.ScopeCountry, "EST"
	}
	p := &o.Parts
	for i := range r.IntN(4) {
		p.Sites = append(p.Sites, randomSite(r, i))
	}
	for i := range r.IntN(4) {
		p.Chips = append(p.Chips, randomChip(r, i))
	}
	for i := range r.IntN(3) {
		p.Models = append(p.Models, randomModel(r, i))
	}
	for range r.IntN(3) {
		p.Funds = append(p.Funds, offer.Fund{Payer: "f", Stage: stage(r), Rung: offer.Rung(r.IntN(4)), Evidence: ids(r)})
	}
	for range r.IntN(9) {
		p.Terms = append(p.Terms, randomTerm(r))
	}
	if r.IntN(3) > 0 {
		p.Exits = append(p.Exits, randomExit(r))
	}
	for len(o.Validate()) > 0 { // shares above 1, more installed than there are
		return randomOffer(r)
	}
	return o
}

func randomSite(r *rand.Rand, i int) offer.Site {
	s := offer.Site{
		Name: fmt.Sprint("site ", i), Country: pick(r, "", "EE", "EE", "SE"), Stage: stage(r), Paused: r.IntN(6) == 0,
		MWNow: figure(r, 3), MWPlanned: figure(r, 6), Reserved: share(r), Evidence: ids(r),
	}
	s.Owners, s.OwnersAfter = randomOwners(r), randomOwners(r)
	return s
}

func randomOwners(r *rand.Rand) (os []offer.Owner) {
	for range r.IntN(3) {
		os = append(os, offer.Owner{Party: "p", Country: pick(r, "", "EE", "SE"), Side: offer.Side(r.IntN(4)), Share: share(r)})
	}
	return os
}

func randomChip(r *rand.Rand, i int) offer.Chip {
	return offer.Chip{
		Vendor: fmt.Sprint("chip ", i), Site: pick(r, "", "site 0", "site 1"), Count: figure(r, 6), Installed: figure(r, 4),
		ExportJurisdiction: pick(r, "", "US", "US", "CN", "EE"), RemoteDisable: offer.Tri(r.IntN(3)),
		RuleItem: pick(r, "", "3A090.a", "3A090.b"), EndUserKind: pick(r, "", "government", "named_entity", "us_headquartered", "other"), EndUserCountry: pick(r, "", "EE", "CN"),
		Rung: offer.Rung(r.IntN(4)), LicenceGranted: offer.Tri(r.IntN(3)), ConditionsKnown: offer.Tri(r.IntN(3)), LicenceExpiry: offer.Date{Year: 2025 + r.IntN(5)},
		FailureRate: share(r), SpareMonths: figure(r, 30), OwnerSide: offer.Side(r.IntN(4)), Evidence: ids(r),
	}
}

var mofComponents = []string{"architecture", "final-parameters", "technical-report", "evaluation-results", "model-card", "data-card", "training-code", "datasets"}

func randomModel(r *rand.Rand, i int) offer.Model {
	m := offer.Model{Name: fmt.Sprint("model ", i), Evidence: ids(r)}
	for _, id := range mofComponents {
		if r.IntN(2) == 0 {
			m.Components = append(m.Components, offer.Component{ID: id, Released: offer.Tri(r.IntN(3)), Licence: pick(r, "", "Apache-2.0", "LicenseRef-own"),
				Rung: offer.Rung(r.IntN(4)), Evidence: ids(r)})
		}
	}
	for range r.IntN(5) {
		m.Lineage = append(m.Lineage, offer.LineageItem{Kind: offer.LineageKinds[r.IntN(5)], Disclosed: offer.Tri(r.IntN(3)), Rung: offer.Rung(r.IntN(4)), Evidence: ids(r)})
	}
	return m
}

func randomTerm(r *rand.Rand) offer.Term {
	t := offer.Term{Kind: pick(r, "notice", "transition", "retrieval", "data_residency", "other"), Text: "t", Country: pick(r, "", "EE", "SE"),
		Rung: offer.Rung(r.IntN(4)), VendorWide: r.IntN(3) == 0, Evidence: ids(r)}
	if t.Days = figure(r, 400); r.IntN(2) == 0 {
		t.Kind, t.Days = "other", nil
		t.Clause, t.Binds = offer.RestrictiveClauses[r.IntN(6)], offer.Tri(r.IntN(3))
	}
	return t
}

func randomExit(r *rand.Rand) offer.Exit {
	x := offer.Exit{Currency: pick(r, "", "EUR"), AnnualValue: money(r), Complete: offer.Tri(r.IntN(3)), Evidence: ids(r)}
	for range r.IntN(4) {
		x.Items = append(x.Items, offer.ExitItem{Kind: offer.ExitKinds[r.IntN(6)], Text: fmt.Sprint("item ", r.IntN(9)), Quantity: spread(r, 9), UnitPrice: money(r),
			Reuse: spread(r, 1), Rung: offer.Rung(r.IntN(4)), Evidence: ids(r)})
	}
	for _, class := range offer.PortableClasses {
		if r.IntN(2) == 0 {
			x.Portable = append(x.Portable, offer.Portable{Class: class, Leaves: offer.Tri(r.IntN(3)), Rung: offer.Rung(r.IntN(4)), Evidence: ids(r)})
		}
	}
	if r.IntN(2) == 0 {
		x.Rates = append(x.Rates, offer.Rate{From: "USD", To: "EUR", PerUnit: 0.5 + r.Float64(), On: today})
	}
	return x
}

func figure(r *rand.Rand, top int) *offer.Figure {
	if r.IntN(2) == 0 {
		return nil
	}
	a, b := float64(r.IntN(top+1)), float64(r.IntN(top+1))
	return &offer.Figure{Range: offer.Range{Lo: min(a, b), Hi: max(a, b)}, Rung: offer.Rung(r.IntN(4)), Stage: stage(r), Evidence: ids(r)}
}

func share(r *rand.Rand) *offer.Figure {
	f := figure(r, 8)
	if f != nil {
		f.Lo, f.Hi = f.Lo/8, f.Hi/8
	}
	return f
}

func spread(r *rand.Rand, top int) *offer.Spread {
	f := figure(r, top)
	if f == nil {
		return nil
	}
	return &offer.Spread{Lo: f.Lo, Hi: f.Hi, Likely: maybe(r, (f.Lo+f.Hi)/2), Evidence: f.Evidence}
}

func money(r *rand.Rand) *offer.MoneySpread {
	f := figure(r, 900)
	if f == nil {
		return nil
	}
	m := &offer.MoneySpread{LoMinor: int64(f.Lo), HiMinor: int64(f.Hi), Currency: pick(r, "EUR", "EUR", "USD"), Evidence: f.Evidence}
	if r.IntN(2) == 0 {
		m.LikelyMinor = new((m.LoMinor + m.HiMinor) / 2)
	}
	return m
}

func maybe(r *rand.Rand, x float64) *float64 {
	if r.IntN(2) == 0 {
		return nil
	}
	return &x
}

func stage(r *rand.Rand) offer.Stage { return offer.Stage(r.IntN(6)) }

func ids(r *rand.Rand) (out []offer.ID) {
	for i := range r.IntN(3) {
		out = append(out, offer.ID(fmt.Sprint("e", i+r.IntN(3))))
	}
	return out
}

func pick(r *rand.Rand, words ...string) string { return words[r.IntN(len(words))] }

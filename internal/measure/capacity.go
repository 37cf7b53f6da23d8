package measure

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"assay/internal/offer"
)

// Capacity measures what an offer gives, on the criteria of assay-capacity that parts can
// settle: CG1, CG5 and CG6, in this order. Nothing of it enters a measure of dependence. Errors
// are those of Of.
func Capacity(o offer.Offer, asOf offer.Date) ([]Value, error) {
	o, err := measurable(o, asOf)
	if err != nil {
		return nil, err
	}
	return []Value{usableChips(o), domesticMoney(o), firstCapacity(o, asOf)}, nil
}

// usableChips measures CG1: installed accelerators times the share of their site that is kept
// for national use. Where that share is not known, none or all of them may be.
func usableChips(o offer.Offer) Value {
	v := whole("CG1")
	if len(o.Parts.Chips) == 0 {
		v.lacks("the accelerators that stand")
		return v
	}
	lo, hi := 0.0, 0.0
	var g ground
	for _, x := range o.Parts.Chips {
		all, fs := count(x)
		stands := box{0, all.hi}
		if x.Installed != nil {
			stands = box{x.Installed.Lo, min(x.Installed.Hi, all.hi)}
		} else {
			v.lacks("how many of %s stand", chipName(x))
		}
		share, kept := box{0, 1}, (*offer.Figure)(nil)
		for _, s := range o.Parts.Sites {
			if s.Name == x.Site && s.Reserved != nil {
				kept = s.Reserved
				share = box{kept.Lo, kept.Hi}
			}
		}
		if kept == nil {
			v.lacks("the share of %s that national users may use", chipName(x))
		}
		lo += float64(stands.lo * share.lo)
		if stands.hi > 0 && share.hi > 0 {
			hi += float64(stands.hi * share.hi)
		}
		g.figures(x.Rung, x.Evidence, o.Stage, append(fs, kept)...)
		v.step(chipName(x), evidenceOf(x.Evidence, append(fs, kept)...), "%s installed, %s %% of them for national use", span(stands.lo, min(stands.hi, Unbounded)), span(100*share.lo, 100*share.hi))
	}
	v.raw(lo, min(hi, Unbounded), g, g)
	return v
}

// domesticMoney measures CG5: of the money paid out, the share that went to domestic recipients
// and need not be spent with the provider. Amounts in several currencies are not converted: each
// currency has a share of its own, and the share of all lies between the least and the greatest.
func domesticMoney(o offer.Offer) Value {
	v := whole("CG5")
	code, why := home(o)
	if why != "" {
		v.lacks("%s", why)
		return v
	}
	purses := map[string][]item{}
	var g ground
	paid := false
	for i, f := range o.Parts.Funds {
		if f.Stage != offer.Delivered && f.Stage != offer.StageNotRecorded {
			continue
		}
		it := v.untied(f, code)
		purse := fmt.Sprint(i) // an amount that nobody knows may outweigh all others
		if f.Amount != nil {
			purse, it.wLo, it.wHi = f.Amount.Currency, float64(f.Amount.LoMinor), float64(f.Amount.HiMinor)
		} else {
			v.lacks("the amount from %s", partName("fund", f.Payer))
		}
		if f.Stage == offer.StageNotRecorded {
			it.wLo = 0
			v.lacks("whether the money from %s was paid out", partName("fund", f.Payer))
		}
		paid = paid || f.Stage == offer.Delivered && it.wHi > 0
		purses[purse] = append(purses[purse], it)
		g.add(f.Rung, f.Stage, f.Evidence)
	}
	if !paid {
		v.lacks("money that was paid out, by recipient")
		return v
	}
	lo, hi := 1.0, 0.0
	for _, purse := range slices.Sorted(maps.Keys(purses)) {
		if least, most, ok := meanHull(purses[purse]); ok {
			lo, hi = min(lo, least), max(hi, most)
		}
	}
	v.raw(100*lo, 100*hi, g, g)
	return v
}

// untied returns how much of an amount reached a domestic recipient who may spend it anywhere.
func (v *Value) untied(f offer.Fund, home string) item {
	name := partName("fund", f.Payer)
	free := box{0, 1}
	switch {
	case f.Tied != nil:
		free = box{1 - f.Tied.Hi, 1 - f.Tied.Lo}
	case f.RecipientCountry == "" || f.RecipientCountry == home:
		v.lacks("how much from %s must be spent with the provider", name)
	}
	it := item{wHi: math.Inf(1)}
	switch f.RecipientCountry {
	case "":
		it.rHi = free.hi
		v.lacks("who receives the money from %s", name)
	case home:
		it.rLo, it.rHi = free.lo, free.hi
	}
	text := "paid out"
	if f.Stage == offer.StageNotRecorded {
		text = "perhaps paid out"
	}
	v.step(name, evidenceOf(f.Evidence, f.Tied), "%s; of it %s %% to domestic recipients and untied", text, span(100*it.rLo, 100*it.rHi))
	return it
}

// measurable checks what Of and Capacity ask of an offer and a day, and leaves out what was not
// so yet.
func measurable(o offer.Offer, asOf offer.Date) (offer.Offer, error) {
	if asOf.Month == 0 || asOf.Day == 0 {
		return o, fmt.Errorf("measure %s: as-of date %q must name a day", o.ID, asOf)
	}
	for _, p := range o.Validate() {
		if strings.HasPrefix(p.Field, "parts.") {
			return o, fmt.Errorf("measure %s: %w", o.ID, p)
		}
	}
	return o.KnownOn(asOf), nil
}

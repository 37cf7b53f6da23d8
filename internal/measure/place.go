package measure

import (
	"cmp"

	"assay/internal/offer"
	"assay/internal/refdata"
)

// home returns the two-letter code of the buyer's country, or why there is none.
func home(o offer.Offer) (code, why string) {
	if o.Country == "" {
		return "", "the buyer: the offer is open to more than one country"
	}
	c, ok := refdata.Country(o.Country)
	if !ok {
		return "", "the buyer's territory: " + o.Country + " is no country of ISO 3166-1"
	}
	return c.Alpha2, ""
}

// megawatts returns a site's capacity: what is planned, which includes what runs.
func megawatts(s offer.Site) (box, []*offer.Figure) { return amount(s.MWPlanned, s.MWNow) }

// homeShare measures CL1.
func homeShare(o offer.Offer) Value {
	v := whole("CL1")
	code, why := home(o)
	if why != "" || len(o.Parts.Sites) == 0 {
		v.lacks("%s", cmp.Or(why, "the sites on which the capacity stands"))
		return v
	}
	var items []item
	var g ground
	for _, s := range o.Parts.Sites {
		mw, fs := megawatts(s)
		it, where := item{mw.lo, mw.hi, 0, 0}, "abroad"
		switch s.Country {
		case "":
			it.rHi, where = 1, "in a country that nobody recorded"
			v.lacks("the country of %s", partName("site", s.Name))
		case code:
			it.rLo, it.rHi, where = 1, 1, "on the buyer's territory"
		}
		if s.Paused { // it may come to nothing, and counts as nothing at the lower bound
			it.wLo, it.rLo = 0, 0
		}
		items = append(items, it)
		g.figures(offer.Unverified, s.Evidence, cmp.Or(s.Stage, o.Stage), fs...)
		v.site(s, mw, fs, where)
	}
	lo, hi, ok := meanHull(items)
	if !ok {
		v.lacks("the MW of the sites: none is planned")
		return v
	}
	worse := v.copies(o, code, &lo, g)
	v.raw(100*lo, 100*hi, worse, g)
	return v
}

// site notes what a site adds, and that its size is missing where it is.
func (v *Value) site(s offer.Site, mw box, fs []*offer.Figure, where string) {
	name, hold := partName("site", s.Name), ""
	if s.Paused {
		hold = ", on hold"
	}
	if s.MWPlanned == nil {
		v.lacks("the MW planned at %s", name)
	}
	v.step(name, evidenceOf(s.Evidence, fs...), "%s %s%s", sizeWords(mw, "MW"), where, hold)
}

// copies lets the lower bound stand only where a term says that the data, copies and fallbacks
// included, stay on the buyer's territory; else nobody knows how much capacity stands by abroad.
func (v *Value) copies(o offer.Offer, code string, lo *float64, g ground) ground {
	ts := termsOf(o, func(t offer.Term) bool { return t.Kind == "data_residency" && t.Country == code })
	if len(ts) == 0 {
		v.step("", nil, "Nobody knows where copies and fallbacks stand, so the share at home may be lower, down to nothing.")
		v.lacks("where copies and fallbacks stand (a data residency term that names the country)")
		*lo = 0
		return g
	}
	best := offer.Unverified // any of the terms is enough, so the best known ones count
	for _, t := range ts {
		best = max(best, rungOf(t))
	}
	for _, t := range ts {
		if rungOf(t) == best {
			g.add(t.Rung, o.Stage, t.Evidence)
			v.VendorWide = v.VendorWide || t.VendorWide
			v.step(partName("term", t.Kind), t.Evidence, "Copies and fallbacks stay at home: %s", t.Text)
		}
	}
	return g
}

func rungOf(t offer.Term) offer.Rung {
	if len(t.Evidence) == 0 {
		return offer.Unverified
	}
	return t.Rung
}

// termsOf returns the terms that match: the deal's own, or where it has none the provider's
// general ones that stand in for them.
func termsOf(o offer.Offer, match func(offer.Term) bool) []offer.Term {
	var own, general []offer.Term
	for _, t := range o.Parts.Terms {
		switch {
		case !match(t):
		case t.VendorWide:
			general = append(general, t)
		default:
			own = append(own, t)
		}
	}
	if len(own) > 0 {
		return own
	}
	return general
}

// reserved measures CL4.
func reserved(o offer.Offer) Value {
	v := whole("CL4")
	code, why := home(o)
	if why != "" || len(o.Parts.Sites) == 0 {
		v.lacks("%s", cmp.Or(why, "the sites on which the capacity stands"))
		return v
	}
	var items []item
	var g ground
	some := false // whether there is a share to speak of
	for _, s := range o.Parts.Sites {
		if s.Country != "" && s.Country != code {
			continue
		}
		mw, fs := megawatts(s)
		it := item{mw.lo, mw.hi, 0, 1}
		if s.Reserved != nil {
			it.rLo, it.rHi = s.Reserved.Lo, s.Reserved.Hi
		} else {
			v.lacks("the share reserved for national use at %s", partName("site", s.Name))
		}
		if s.Country == "" { // perhaps not in the country at all
			it.wLo = 0
			v.lacks("the country of %s", partName("site", s.Name))
		}
		if s.Paused {
			it.wLo, it.rLo = 0, 0
		}
		items = append(items, it)
		some = some || s.Country == code && it.wHi > 0
		fs = append(fs, s.Reserved)
		g.figures(offer.Unverified, s.Evidence, cmp.Or(s.Stage, o.Stage), fs...)
		v.site(s, mw, fs, "of which "+reservedWords(s.Reserved)+" is reserved")
	}
	lo, hi, _ := meanHull(items)
	if !some {
		v.lacks("capacity in the country: no site known to stand there plans any, so there is nothing to reserve a share of")
		return v
	}
	v.raw(100*lo, 100*hi, g, g)
	return v
}

func reservedWords(f *offer.Figure) string {
	if f == nil {
		return "an unknown share"
	}
	return span(100*f.Lo, 100*f.Hi) + " %"
}

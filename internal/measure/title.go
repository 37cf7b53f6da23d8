package measure

import (
	"cmp"
	"math"

	"assay/internal/offer"
)

// title measures CL2.
func title(o offer.Offer) Value {
	v := whole("CL2")
	code, _ := home(o)
	if len(o.Parts.Sites) == 0 {
		v.lacks("the owners of the sites and of the accelerators")
		return v
	}
	hull := Levels{offer.MaxLevel, 0}
	var worse, better ground
	for _, s := range o.Parts.Sites {
		one := v.titleOf(o, s, code, &worse, &better)
		if s.Paused {
			one.Lo = 0
		}
		hull = Levels{min(hull.Lo, one.Lo), max(hull.Hi, one.Hi)}
	}
	v.levels(hull.Lo, hull.Hi, worse, better)
	return v
}

func (v *Value) titleOf(o offer.Offer, s offer.Site, code string, worse, better *ground) Levels {
	name, stage := partName("site", s.Name), cmp.Or(s.Stage, o.Stage)
	during, after := buyerShare(s.Owners, code), buyerShare(s.OwnersAfter, code)
	chips, lots := chipsOf(o, s.Name)
	vendor := vendorOwnsAll(s.Owners)
	levels := titleHull(during, after, chips, vendor)
	for _, g := range []*ground{worse, better} {
		g.figures(offer.Unverified, s.Evidence, stage, sharesOf(s.Owners, s.OwnersAfter)...)
	}
	blind := titleHull(during, after, offer.DontKnow, vendor)
	for _, x := range lots { // who owns a lot is known as well as the lot is
		if levels.Lo > blind.Lo {
			worse.add(x.Rung, o.Stage, x.Evidence)
		}
		if levels.Hi < blind.Hi {
			better.add(x.Rung, o.Stage, x.Evidence)
		}
	}
	if during.hi-during.lo > 0 {
		v.lacks("the share of every owner of %s, and on whose side each stands", name)
	}
	if after.hi-after.lo > 0 {
		v.lacks("who holds %s the day after the term", name)
	}
	if chips == offer.DontKnow {
		v.lacks("who owns the accelerators at %s", name)
	}
	owns := [...]string{"nobody recorded whether it owns all accelerators there", "it owns the accelerators there", "it does not own all accelerators there"}[chips]
	v.step(name, s.Evidence, "The buyer's side holds %s %% of the site during the term and %s %% after; %s: level %s", span(100*during.lo, 100*during.hi),
		span(100*after.lo, 100*after.hi), owns, span(float64(levels.Lo), float64(levels.Hi)))
	return levels
}

// buyerShare returns the share that the buyer's side holds. An owner of the buyer's country
// whose side nobody recorded may stand on it; one of another country, or without a country,
// does or may not: what nobody claims for another side may be the buyer's.
func buyerShare(owners []offer.Owner, code string) box {
	held, others := 0.0, 0.0
	for _, w := range owners {
		if w.Share == nil {
			continue
		}
		foreign := w.Country != "" && code != "" && w.Country != code
		switch {
		case w.Side == offer.BuyerSide:
			held += w.Share.Lo
		case w.Side != offer.SideUnknown || foreign:
			others += w.Share.Lo
		}
	}
	return box{snap(held), max(snap(held), snap(1-others))}
}

// vendorOwnsAll reports whether the provider's side holds the whole site.
func vendorOwnsAll(owners []offer.Owner) bool {
	held := 0.0
	for _, w := range owners {
		if w.Side == offer.ProviderSide && w.Share != nil {
			held += w.Share.Lo
		}
	}
	return snap(held) == 1
}

// snap takes away what binary fractions add: 0.3 + 0.2 is half.
func snap(x float64) float64 { return min(max(math.Round(x*1e9)/1e9, 0), 1) }

func sharesOf(lists ...[]offer.Owner) (fs []*offer.Figure) {
	for _, owners := range lists {
		for _, w := range owners {
			fs = append(fs, w.Share)
		}
	}
	return fs
}

// chipsOf says whether the buyer's side owns every lot of accelerators at a site; a lot that
// names no site may stand there.
func chipsOf(o offer.Offer, site string) (offer.Tri, []offer.Chip) {
	var lots []offer.Chip
	all := offer.Yes
	for _, x := range o.Parts.Chips {
		if x.Site != site && x.Site != "" {
			continue
		}
		lots = append(lots, x)
		switch {
		case x.OwnerSide == offer.SideUnknown && all == offer.Yes, x.Site == "" && x.OwnerSide != offer.BuyerSide && all == offer.Yes:
			all = offer.DontKnow
		case x.Site == site && x.OwnerSide != offer.SideUnknown && x.OwnerSide != offer.BuyerSide:
			all = offer.No
		}
	}
	if len(lots) == 0 {
		return offer.DontKnow, nil
	}
	return all, lots
}

// titleHull returns the levels that CL2 may take over the buyer's shares during and after the
// term. The level is constant between the shares 0, 1/2 and 1 and changes where the share after
// exceeds the one during, so the ends, those shares and a share between each are all the cases.
func titleHull(during, after box, chips offer.Tri, vendor bool) Levels {
	hull := Levels{offer.MaxLevel, 0}
	for _, b := range cases(during) {
		for _, a := range cases(after) {
			one := titleLevel(b, a, chips, vendor)
			hull = Levels{min(hull.Lo, one.Lo), max(hull.Hi, one.Hi)}
		}
	}
	return hull
}

func cases(b box) []float64 {
	xs := []float64{b.lo, b.hi}
	for _, x := range []float64{0, 0.25, 0.5, 0.75, 1} {
		if b.lo < x && x < b.hi {
			xs = append(xs, x)
		}
	}
	return xs
}

// titleLevel reads the wording of CL2 at exact shares. Where it does not settle a case both of
// the levels that fit are kept: nothing during the term may be a third party's and not the
// vendor's (0 or 1), most of a site with the accelerators (3 or 4), and what passes to the
// buyer afterwards, leased accelerators among it, may pass by an option (2) or by itself (4).
func titleLevel(during, after float64, chips offer.Tri, vendor bool) Levels {
	var l Levels
	switch {
	case during == 0 && vendor:
		l = Levels{0, 0}
	case during == 0:
		l = Levels{0, 1}
	case during < 0.5:
		l = Levels{1, 1}
	case during == 0.5:
		l = Levels{2, 2}
	case chips == offer.No:
		l = Levels{3, 3}
	case chips == offer.Yes && during == 1:
		l = Levels{4, 4}
	default:
		l = Levels{3, 4}
	}
	switch {
	case after == 1:
		return Levels{max(l.Lo, 2), 4}
	case after > during:
		return Levels{l.Lo, max(l.Hi, 3)}
	}
	return l
}

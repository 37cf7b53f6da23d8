package measure

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"assay/internal/offer"
)

// count returns how many accelerators a lot may hold: all that the offer speaks of, and at
// least those that stand; with the figures that say so.
func count(x offer.Chip) (box, []*offer.Figure) { return amount(x.Count, x.Installed) }

// amount returns the range of a whole of which a part is known to be there.
func amount(all, there *offer.Figure) (box, []*offer.Figure) {
	switch {
	case all == nil && there == nil:
		return box{0, math.Inf(1)}, nil
	case all == nil:
		return box{there.Lo, math.Inf(1)}, []*offer.Figure{there}
	case there != nil && there.Lo > all.Lo:
		return box{there.Lo, all.Hi}, []*offer.Figure{all, there}
	}
	return box{all.Lo, all.Hi}, []*offer.Figure{all}
}

// concentration measures CE2. A lot under no recorded jurisdiction may fall under one of the
// others, or in pieces under many. Counts move as real numbers, so for a handful of accelerators
// the range may be a little wider than whole ones allow.
func concentration(o offer.Offer) Value {
	v := whole("CE2")
	if len(o.Parts.Chips) == 0 {
		v.lacks("the accelerators and their export jurisdictions")
		return v
	}
	lots := map[string][]box{}
	var loose []box
	var g ground
	for _, x := range o.Parts.Chips {
		n, fs := count(x)
		under := cmp.Or(x.ExportJurisdiction, "no recorded export jurisdiction")
		if x.ExportJurisdiction == "" {
			loose = append(loose, n)
			v.lacks("the export jurisdiction of %s", chipName(x))
		} else {
			lots[under] = append(lots[under], n)
		}
		if x.Count == nil {
			v.lacks("the number of %s", chipName(x))
		}
		g.figures(x.Rung, x.Evidence, o.Stage, fs...)
		v.step(chipName(x), evidenceOf(x.Evidence, fs...), "%s under %s", sizeWords(n, "accelerators"), under)
	}
	var groups []box
	for _, j := range slices.Sorted(maps.Keys(lots)) {
		groups = append(groups, totalOf(lots[j]))
	}
	lo, hi, ok := largestShareHull(groups, totalOf(loose))
	if !ok {
		v.lacks("accelerators: the offer speaks of none")
		return v
	}
	v.raw(100*lo, 100*hi, g, g)
	v.Caps = []offer.Cap{{ID: "one-qualified", Holds: oneQualified(o)}}
	return v
}

// oneQualified answers the cap of CE2: two jurisdictions are qualified where accelerators of
// both stand and run, and only one is where every lot falls under the same.
func oneQualified(o offer.Offer) offer.Tri {
	var all, running []string
	for _, x := range o.Parts.Chips {
		j := x.ExportJurisdiction
		if !slices.Contains(all, j) {
			all = append(all, j)
		}
		runs := x.Installed != nil && x.Installed.Lo > 0 && x.Installed.Rung >= offer.Documented
		if runs && j != "" && !slices.Contains(running, j) {
			running = append(running, j)
		}
	}
	switch {
	case len(running) > 1:
		return offer.No
	case len(all) == 1 && all[0] != "":
		return offer.Yes
	}
	return offer.DontKnow
}

// afterMonths is the time that CE3 looks ahead.
const afterMonths = 24

// leftAfter measures CE3, lot by lot as depend's drill does for one service.
func leftAfter(o offer.Offer) Value {
	v := whole("CE3")
	if len(o.Parts.Chips) == 0 {
		v.lacks("the accelerators, with how many are installed")
		return v
	}
	code, _ := home(o)
	var least, most []item
	var g ground
	for _, x := range o.Parts.Chips {
		all, _ := count(x)
		stands := box{0, all.hi}
		if x.Installed != nil {
			stands = box{x.Installed.Lo, min(x.Installed.Hi, all.hi)}
		}
		lives := box{1, 1}
		if code == "" || x.ExportJurisdiction != code {
			lives = v.survival(x)
		}
		least = append(least, leastLeft(all, stands, lives))
		most = append(most, mostLeft(all, stands, lives)...)
		g.figures(x.Rung, x.Evidence, o.Stage, x.Count, x.Installed, x.FailureRate, x.SpareMonths)
		v.lot(x, all, lives)
	}
	lo, _, ok := meanHull(least)
	_, hi, _ := meanHull(most)
	if !ok {
		v.lacks("accelerators: the offer speaks of none")
		return v
	}
	v.raw(100*min(lo, hi), 100*hi, g, g)
	return v
}

// leastLeft is a lot that is as large as it may be, of which as few as may be stand.
func leastLeft(all, stands, lives box) item {
	if all.hi == 0 || math.IsInf(all.hi, 1) {
		return item{all.lo, all.hi, 0, 0}
	}
	r := float64(stands.lo/all.hi) * lives.lo
	return item{all.hi, all.hi, r, r}
}

// mostLeft is a lot of which as many as may be stand: all that must be there, and perhaps more
// as far as they stand.
func mostLeft(all, stands, lives box) []item {
	var items []item
	if all.lo > 0 {
		r := min(1, stands.hi/all.lo) * lives.hi
		items = append(items, item{all.lo, all.lo, r, r})
	}
	if more := stands.hi - all.lo; more > 0 {
		items = append(items, item{0, more, lives.hi, lives.hi})
	} else if all.lo == 0 && all.hi > 0 { // may be any number, of which none stands
		items = append(items, item{0, all.hi, 0, 0})
	}
	return items
}

// survival returns which share of a lot's standing accelerators works after 24 months without
// new parts: (1 - f)^((24 - spares)/12), since failures tell only once the spares are used up.
func (v *Value) survival(x offer.Chip) box {
	f, spares := box{0, 1}, box{0, math.Inf(1)}
	if x.FailureRate != nil {
		f = box{x.FailureRate.Lo, x.FailureRate.Hi}
	}
	if x.SpareMonths != nil {
		spares = box{x.SpareMonths.Lo, x.SpareMonths.Hi}
	}
	years := func(months float64) float64 { return max(0, afterMonths-months) / 12 }
	s := box{math.Pow(1-f.hi, years(spares.lo)), math.Pow(1-f.lo, years(spares.hi))}
	switch x.RemoteDisable {
	case offer.Yes:
		s = box{0, 0}
	case offer.DontKnow:
		s.lo = 0
		v.lacks("whether somebody abroad can switch off %s", chipName(x))
	}
	return s
}

func (v *Value) lot(x offer.Chip, all, lives box) {
	name := chipName(x)
	for _, m := range []struct {
		f    *offer.Figure
		text string
	}{{x.Installed, "how many of %s are installed"}, {x.FailureRate, "the share of %s that fails in a year"}, {x.SpareMonths, "for how many months spares for %s last"}} {
		if m.f == nil {
			v.lacks(m.text, name)
		}
	}
	v.step(name, evidenceOf(x.Evidence, x.Count, x.Installed, x.FailureRate, x.SpareMonths), "%s, %s of them installed; %s %% of those still work after %d months",
		sizeWords(all, "accelerators"), installedWords(x.Installed), span(100*lives.lo, 100*lives.hi), afterMonths)
}

func installedWords(f *offer.Figure) string {
	if f == nil {
		return "an unknown number"
	}
	return span(f.Lo, f.Hi)
}

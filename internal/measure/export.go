package measure

import (
	"slices"

	"assay/internal/offer"
	"assay/internal/refdata"
)

// soonMonths is how long a licence must last for level 3 of CE1.
const soonMonths = 24

// exportPosition measures CE1. Every lot is read for each item class, end user and headquarters
// that its record leaves possible, under the codified text and under the announced enforcement;
// the hull is its range, and the worst lot decides. Where the layers differ the answer is
// contested: a question for counsel. This is no legal advice.
func exportPosition(o offer.Offer, asOf offer.Date) Value {
	v := whole("CE1")
	if len(o.Parts.Chips) == 0 {
		v.lacks("the accelerators, with their makers' export jurisdiction")
		return v
	}
	all := Levels{offer.MaxLevel, offer.MaxLevel}
	var g ground
	for _, x := range o.Parts.Chips {
		l, contested := v.lotPosition(o, x, asOf)
		all = Levels{min(all.Lo, l.Lo), min(all.Hi, l.Hi)}
		v.Contested = v.Contested || contested
		g.add(knownBy(x), o.Stage, x.Evidence)
	}
	v.step("", nil, "%s", refdata.NotLegalAdvice)
	v.levels(all.Lo, all.Hi, g, g)
	return v
}

// knownBy is how well a lot's item, end user and licence are known: as it says, or else as well
// as its number, which the same reports give.
func knownBy(x offer.Chip) offer.Rung {
	if x.Rung == offer.Unverified && x.Count != nil {
		return x.Count.Rung
	}
	return x.Rung
}

// lotPosition is the position of one lot.
func (v *Value) lotPosition(o offer.Offer, x offer.Chip, asOf offer.Date) (Levels, bool) {
	anything := Levels{0, offer.MaxLevel}
	to := destination(o, x)
	switch {
	case x.ExportJurisdiction != "" && x.ExportJurisdiction == to:
		v.step(chipName(x), x.Evidence, "made at home: no foreign licence is needed")
		return Levels{offer.MaxLevel, offer.MaxLevel}, false
	case x.ExportJurisdiction == "":
		v.lacks("the export jurisdiction of %s", chipName(x))
		return anything, false
	case x.ExportJurisdiction != "US":
		v.step(chipName(x), x.Evidence, "under the export law of %s, whose rules are not in the table", x.ExportJurisdiction)
		return anything, false
	case to == "":
		v.lacks("where %s is to stand", chipName(x))
		return anything, false
	}
	q := refdata.Query{
		Classes: classesOf(x), Destination: to, AsOf: asOf,
		EndUser: refdata.EndUser{Kind: x.EndUserKind, Headquarters: x.EndUserCountry},
	}
	rs, err := refdata.Rulings(q)
	if err != nil {
		v.lacks("countries of ISO 3166-1 for %s, and a whole date", chipName(x))
		return anything, false
	}
	found, contested := Levels{offer.MaxLevel, 0}, false
	for _, r := range rs {
		contested = contested || r.Contested
		for _, layer := range []refdata.Layer{r.Codified, r.Announced} {
			found = either(found, under(layer, x, asOf))
		}
		v.rulingSteps(x, to, r, asOf)
	}
	v.openQuestions(x, rs)
	v.licenceStep(x, rs, asOf)
	return found, contested
}

// either is the hull of two ranges.
func either(a, b Levels) Levels { return Levels{min(a.Lo, b.Lo), max(a.Hi, b.Hi)} }

// under reads a layer on the levels of CE1.
func under(l refdata.Layer, x offer.Chip, asOf offer.Date) Levels {
	switch l.Need {
	case refdata.NotNeeded:
		return Levels{offer.MaxLevel, offer.MaxLevel}
	case refdata.Excepted:
		if x.ConditionsKnown == offer.Yes {
			return Levels{offer.MaxLevel, offer.MaxLevel}
		}
		return Levels{2, offer.MaxLevel}
	case refdata.Authorised:
		return inHand(l.Until, x.ConditionsKnown, asOf)
	case refdata.LicenceNeeded:
		return licensed(l, x, asOf)
	}
	return Levels{0, offer.MaxLevel}
}

// licensed is the position where a licence is needed: in hand, not in hand, or either where the
// record, or a date given by its month or year, leaves that open.
func licensed(l refdata.Layer, x offer.Chip, asOf offer.Date) Levels {
	day, from, end := asOf.First(), x.LicenceFrom, x.LicenceExpiry
	none := map[offer.Tri]Levels{offer.Yes: {0, 0}, offer.No: {1, 1}, offer.DontKnow: {0, 1}}[l.Denial]
	if x.LicenceGranted == offer.No || !from.IsZero() && from.First().After(day) || !end.IsZero() && end.Last().Before(day) {
		return none
	}
	held := inHand(end, x.ConditionsKnown, asOf)
	if x.LicenceGranted == offer.Yes && (from.IsZero() || !from.Last().After(day)) && (end.IsZero() || !end.First().Before(day)) {
		return held
	}
	return either(none, held)
}

// inHand is 2 for a licence that ends within soonMonths or whose conditions are not disclosed,
// and 3 for one that lasts longer with conditions known.
func inHand(until offer.Date, conditions offer.Tri, asOf offer.Date) Levels {
	limit := asOf.First().AddDate(0, soonMonths, 0)
	switch {
	case conditions == offer.No, !until.IsZero() && !until.Last().After(limit):
		return Levels{2, 2}
	case conditions == offer.Yes && !until.IsZero() && until.First().After(limit):
		return Levels{3, 3}
	}
	return Levels{2, 3}
}

// destination is where a lot stands or will stand: its site's country, that of all sites where
// they agree, or the buyer's where no site is on record. Empty: not known.
func destination(o offer.Offer, x offer.Chip) string {
	var countries []string
	for _, s := range o.Parts.Sites {
		if x.Site == "" || s.Name == x.Site {
			countries = append(countries, s.Country)
		}
	}
	slices.Sort(countries)
	countries = slices.Compact(countries)
	switch {
	case len(countries) == 1:
		return countries[0]
	case len(countries) > 1:
		return ""
	}
	code, _ := home(o)
	return code
}

// classesOf are the item classes that a lot may be of. Accelerators are of class a or b or not
// listed, memory of class c; what was licensed is listed.
func classesOf(x offer.Chip) []string {
	cs := refdata.Classes(x.RuleItem)
	switch {
	case cs == nil && x.LicenceGranted == offer.Yes:
		return []string{"a", "b"}
	case cs == nil:
		return []string{"a", "b", refdata.NotListed}
	}
	return cs
}

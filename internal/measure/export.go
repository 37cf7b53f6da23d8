package measure

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

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
	found, contested, first := Levels{offer.MaxLevel, 0}, false, true
	for _, class := range classesOf(x) {
		for _, user := range usersOf(x, to) {
			r, err := refdata.Rule(class, to, user, asOf)
			if err != nil {
				return anything, false
			}
			contested = contested || r.Contested
			for _, layer := range []refdata.Layer{r.Codified, r.Announced} {
				l := under(layer, x, asOf)
				found = Levels{min(found.Lo, l.Lo), max(found.Hi, l.Hi)}
			}
			if first {
				v.step(chipName(x), x.Evidence, "%s to %s for %s on %s: codified: %s (%s)", r.Item, to, userWords(user), asOf, r.Codified.Text, r.Codified.Citation)
				if r.Contested {
					v.step(chipName(x), nil, "announced: %s (%s). The two layers differ: a question for counsel", r.Announced.Text, r.Announced.Citation)
				}
				first = false
			}
		}
	}
	v.licenceStep(x, asOf)
	return found, contested
}

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
		return licensed(x, asOf)
	}
	return Levels{0, offer.MaxLevel}
}

// licensed is the position where a licence is needed: in hand, not granted or lapsed, or not
// known. Whether a denial is presumed is not in the table, so without a licence level 0 stays
// open.
func licensed(x offer.Chip, asOf offer.Date) Levels {
	begun := x.LicenceFrom.IsZero() || !x.LicenceFrom.First().After(asOf.First())
	lapsed := !x.LicenceExpiry.IsZero() && x.LicenceExpiry.Last().Before(asOf.First())
	switch {
	case x.LicenceGranted == offer.No, lapsed, x.LicenceGranted == offer.Yes && !begun:
		return Levels{0, 1}
	case x.LicenceGranted == offer.Yes:
		return inHand(x.LicenceExpiry, x.ConditionsKnown, asOf)
	}
	return Levels{0, inHand(x.LicenceExpiry, x.ConditionsKnown, asOf).Hi}
}

// inHand is 2 for a licence that ends within soonMonths or whose conditions are not disclosed,
// and 3 for one that lasts longer with conditions known.
func inHand(until offer.Date, conditions offer.Tri, asOf offer.Date) Levels {
	if conditions == offer.No || !until.IsZero() && !until.Last().After(asOf.First().AddDate(0, soonMonths, 0)) {
		return Levels{2, 2}
	}
	if conditions == offer.Yes && !until.IsZero() {
		return Levels{3, 3}
	}
	return Levels{2, 3}
}

func (v *Value) licenceStep(x offer.Chip, asOf offer.Date) {
	switch {
	case !x.LicenceExpiry.IsZero() && x.LicenceExpiry.Last().Before(asOf.First()):
		v.step(chipName(x), x.Evidence, "the licence or authorisation ended on %s", x.LicenceExpiry)
	case x.LicenceGranted == offer.Yes:
		v.step(chipName(x), x.Evidence, "a licence is recorded, ending %s", cmp.Or(x.LicenceExpiry.String(), "on no recorded day"))
	case x.LicenceGranted == offer.No:
		v.step(chipName(x), x.Evidence, "no licence has been granted")
	default:
		v.lacks("whether a licence was granted for %s", chipName(x))
	}
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

// classesOf are the item classes that a lot may belong to. Accelerators are of class a or b; c
// is memory.
func classesOf(x offer.Chip) (cs []string) {
	item := strings.ToLower(x.RuleItem)
	for _, c := range refdata.ItemClasses {
		if strings.Contains(item, "a090."+c) {
			cs = append(cs, c)
		}
	}
	if len(cs) == 0 {
		return []string{"a", "b"}
	}
	return cs
}

// usersOf are the end users that a lot may be for.
func usersOf(x offer.Chip, to string) (us []refdata.EndUser) {
	kinds := []string{x.EndUserKind}
	if x.EndUserKind == "" {
		kinds = offer.EndUserKinds
	}
	for _, kind := range kinds {
		switch seat := x.EndUserCountry; {
		case seat != "":
			us = append(us, refdata.EndUser{Kind: kind, Headquarters: seat})
		case kind == "government":
			us = append(us, refdata.EndUser{Kind: kind, Headquarters: to})
		case kind == "us_headquartered":
			us = append(us, refdata.EndUser{Kind: kind, Headquarters: "US"})
		case kind == "named_entity":
			us = append(us, refdata.EndUser{Kind: kind, Headquarters: to})
		default: // its seat may be anywhere, in Country Group D:5 too
			us = append(us, refdata.EndUser{Kind: kind, Headquarters: to}, refdata.EndUser{Kind: kind, Headquarters: "CN"})
		}
	}
	return slices.Compact(us)
}

func userWords(u refdata.EndUser) string {
	words := map[string]string{"government": "the government", "named_entity": "an entity named in the rule", "us_headquartered": "a firm with headquarters in the United States", "other": "another end user"}
	return fmt.Sprintf("%s (seat in %s)", words[u.Kind], cmp.Or(u.Headquarters, "an unknown country"))
}

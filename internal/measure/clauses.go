package measure

import (
	"fmt"
	"strings"

	"assay/internal/offer"
)

// Exit under the EU Data Act, Regulation (EU) 2023/2854, as reference lines beside SC1: Article
// 25(2) gives at most two months' notice, 30 days' transition and at least 30 days' retrieval;
// Article 25(4) lets a provider lengthen the transition to seven months where 30 days are not
// feasible. Months count as 30 days.
const (
	DataActDays        = 60 + 30 + 30
	DataActLongestDays = 60 + 7*30 + 30
	DataActSource      = "Regulation (EU) 2023/2854 (Data Act), Articles 25 and 29"
)

// DataActNoCharges is the day from which Article 29(1) of the Data Act forbids switching
// charges: the reference line beside SC2.
var DataActNoCharges = offer.Date{Year: 2027, Month: 1, Day: 12}

// timeToLeave measures SC1.
func timeToLeave(o offer.Offer) Value {
	v := whole("SC1")
	var sum box
	var worse, better ground
	for _, kind := range []string{"notice", "transition", "retrieval"} {
		days, ok := v.days(o, kind, &worse, &better)
		if !ok {
			v.lacks("the days of %s", kind)
			days.hi = Unbounded
		}
		sum = box{sum.lo + days.lo, min(sum.hi+days.hi, Unbounded)}
	}
	if holds, t := clause(o, "no_termination_for_convenience"); holds == offer.Yes {
		sum.hi = Unbounded
		v.step(partName("term", t[0].Kind), t[0].Evidence, "The buyer may not end the contract without cause, so nothing bounds the time from above.")
	}
	v.raw(sum.lo, sum.hi, worse, better)
	return v
}

// days returns the range over all terms of a kind that give days.
func (v *Value) days(o offer.Offer, kind string, worse, better *ground) (b box, ok bool) {
	for _, t := range termsOf(o, func(t offer.Term) bool { return t.Kind == kind && t.Days != nil }) {
		if !ok {
			b = box{t.Days.Lo, t.Days.Hi}
		}
		b, ok = box{min(b.lo, t.Days.Lo), max(b.hi, t.Days.Hi)}, true
		worse.figures(t.Rung, t.Evidence, o.Stage, t.Days)
		better.figures(t.Rung, t.Evidence, o.Stage, t.Days)
		v.VendorWide = v.VendorWide || t.VendorWide
		v.step(partName("term", kind), restsOn(t.Days, t.Evidence), "%s days of %s", span(t.Days.Lo, t.Days.Hi), kind)
	}
	return b, ok
}

// clause returns whether a restrictive clause binds the buyer, and the terms that say so.
// Terms that contradict one another leave it unknown.
func clause(o offer.Offer, id string) (offer.Tri, []offer.Term) {
	ts := termsOf(o, func(t offer.Term) bool { return t.Clause == id && t.Binds != offer.DontKnow })
	if len(ts) == 0 {
		return offer.DontKnow, nil
	}
	for _, t := range ts {
		if t.Binds != ts[0].Binds {
			return offer.DontKnow, nil
		}
	}
	return ts[0].Binds, ts
}

// bindingClauses measures SC5.
func bindingClauses(o offer.Offer) Value {
	v := whole("SC5")
	lo, hi := 0, len(offer.RestrictiveClauses)
	var worse, better ground
	for _, id := range offer.RestrictiveClauses {
		words := strings.ReplaceAll(id, "_", " ")
		holds, ts := clause(o, id)
		switch holds {
		case offer.Yes:
			lo++
		case offer.No:
			hi--
		default:
			v.lacks("whether this clause binds: %s", words)
		}
		for _, t := range ts {
			g, verb := &better, "binds"
			if holds == offer.No {
				g, verb = &worse, "does not bind"
			}
			g.add(t.Rung, o.Stage, t.Evidence)
			v.VendorWide = v.VendorWide || t.VendorWide
			v.step(partName("term", t.Kind), t.Evidence, "%s %s: %s", upperFirst(words), verb, t.Text)
		}
		if id == "exclusivity" || id == "no_termination_for_convenience" {
			v.Caps = append(v.Caps, offer.Cap{ID: strings.ReplaceAll(id, "_", "-"), Holds: holds})
		}
	}
	v.raw(float64(lo), float64(hi), worse, better)
	return v
}

// portable measures SC3.
func portable(o offer.Offer) Value {
	v := whole("SC3")
	found := map[string]offer.Portable{}
	for _, x := range o.Parts.Exits {
		for _, p := range x.Portable {
			if len(p.Evidence) == 0 {
				p.Evidence = x.Evidence
			}
			found[p.Class] = p
		}
	}
	lo, hi := 0, len(offer.PortableClasses)
	var worse, better ground
	for _, class := range offer.PortableClasses {
		p, words := found[class], strings.ReplaceAll(class, "_", " ")
		switch p.Leaves {
		case offer.Yes:
			lo++
			worse.add(p.Rung, o.Stage, p.Evidence)
			v.step("exit", p.Evidence, "%s leave in an open, documented format", upperFirst(words))
		case offer.No:
			hi--
			better.add(p.Rung, o.Stage, p.Evidence)
			v.step("exit", p.Evidence, "%s do not leave in an open, documented format", upperFirst(words))
		default:
			v.lacks("whether %s leave in an open, documented format", words)
		}
	}
	v.Caps = []offer.Cap{{ID: "not-round-trip-tested"}}
	v.raw(float64(lo), float64(hi), worse, better)
	return v
}

func upperFirst(s string) string { return fmt.Sprintf("%s%s", strings.ToUpper(s[:1]), s[1:]) }

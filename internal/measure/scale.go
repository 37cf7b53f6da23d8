package measure

import (
	"fmt"
	"slices"

	"assay/internal/offer"
)

// A scale says how one criterion of assay-core is measured.
type scale struct {
	id, unit, formula string
	top               float64 // of a raw scale that starts at 0; 0: the criterion has levels
	desc              bool    // the least is the best
}

var scales = []scale{
	{"CL1", "% of contracted capacity", "MW planned on the buyer's territory divided by MW planned at all sites. A site on hold, or one whose country nobody knows, counts as either. The lower bound needs to know that copies and fallbacks stay at home too.", 100, false},
	{"CL2", "", "Level by the share of each site that the buyer's side holds during the term, who holds the accelerators there, and the share it holds the day after the term; over several sites from the worst to the best.", 0, false},
	{"CL4", "% of capacity in the country", "Sum of MW planned x share reserved, divided by MW planned, over the sites on the buyer's territory.", 100, false},
	{"CE1", "", "Position of each lot's destination, end user and item on the day, by the codified text and by the announced enforcement, with its licence and the months it has left; the worst lot decides.", 0, false},
	{"CE2", "% under the largest export jurisdiction", "Accelerators under the export jurisdiction that has most of them, divided by all accelerators.", 100, true},
	{"CE3", "% of priority capacity", "Accelerators installed x (1 - failures in a year) to the power of the years without spares within 24 months, divided by all accelerators; nothing where somebody abroad can switch them off.", 100, false},
	{"MI2", "", "Class of the Model Openness Framework 1.0 from the components released under open licences; the worst model decides the lower bound.", 0, false},
	{"MI4", "% of lineage items disclosed", "Lineage items disclosed with their jurisdiction, divided by all lineage items asked for.", 100, false},
	{"SC1", "days", "Days of notice + days of transition + days of retrieval, one after the other.", Unbounded, true},
	{"SC2", "% of annual contract value", "Sum over items of quantity x unit price x (1 - share that serves on), divided by the contract value of one year.", Unbounded, true},
	{"SC3", "classes of 8", "Classes that leave in an open, documented format, counted.", 8, false},
	{"SC5", "clauses of 6", "Clauses that bind the buyer hard, counted.", 6, true},
	{"CG1", "accelerators", "Accelerators installed x share kept for national users, added up.", Unbounded, false},
	{"CG5", "% of the money paid out", "Money paid out to domestic recipients and not tied to the provider, divided by all money paid out; amounts in several currencies are not converted, so the share lies between theirs.", 100, false},
	{"CG6", "months", "Months from the first recorded date of the offer to the first capacity at any of its sites, at most until the day on which some was seen running.", Unbounded, true},
	{"EC1", "", "Level by stage (announced 0, non-binding 1, binding 2, funded or under construction 3, delivered 4), from the weakest promise to the strongest: sites, accelerators and money.", 0, false},
}

// whole returns the value of somebody who knows nothing.
func whole(id string) Value {
	s := scaleOf(id)
	v := Value{Criterion: s.id, Unit: s.unit, Formula: s.formula}
	if s.top == 0 {
		v.Levels = &Levels{0, offer.MaxLevel}
	} else {
		v.Raw = &offer.Range{Lo: 0, Hi: s.top}
	}
	return v
}

func scaleOf(id string) scale {
	return scales[slices.IndexFunc(scales, func(s scale) bool { return s.id == id })]
}

// raw narrows the value to a range with what its worse and its better end rest on. An end that
// stands at the end of the scale says nothing and needs nothing to rest on.
func (v *Value) raw(lo, hi float64, worse, better ground) {
	s := scaleOf(v.Criterion)
	lo, hi = max(lo, 0), min(hi, s.top)
	v.Raw = &offer.Range{Lo: min(lo, hi), Hi: hi}
	fromBelow, fromAbove := lo > 0, hi < s.top
	if s.desc {
		fromBelow, fromAbove = fromAbove, fromBelow
	}
	v.rest(fromBelow, fromAbove, worse, better)
}

// levels narrows the value to a range of levels.
func (v *Value) levels(lo, hi int, worse, better ground) {
	v.Levels = &Levels{lo, hi}
	v.rest(lo > 0, hi < offer.MaxLevel, worse, better)
}

func (v *Value) rest(worseSays, betterSays bool, worse, better ground) {
	v.Known = worseSays || betterSays
	v.Lo, v.Hi, v.Stage = offer.Bound{}, offer.Bound{}, offer.StageNotRecorded
	if worseSays {
		v.Lo, v.Stage = worse.bound(), worse.stage
	}
	if betterSays {
		v.Hi = better.bound()
	}
}

func (v *Value) step(part string, evidence []offer.ID, format string, args ...any) {
	v.Trace = append(v.Trace, Step{fmt.Sprintf(format, args...), part, evidence})
}

// lacks notes what would narrow the value, once.
func (v *Value) lacks(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); !slices.Contains(v.Missing, text) {
		v.Missing = append(v.Missing, text)
	}
}

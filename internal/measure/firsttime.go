package measure

import (
	"cmp"
	"math"
	"slices"

	"assay/internal/offer"
)

// firstCapacity measures CG6: months from the first recorded date of the offer to the first
// capacity of any of its sites. What is not there yet has taken at least until today; what was
// seen running on a later day than the first recorded one took no longer than until then. The
// offer's own stage says nothing of one site.
func firstCapacity(o offer.Offer, asOf offer.Date) Value {
	v := whole("CG6")
	start := o.Since()
	if start.IsZero() || len(o.Parts.Sites) == 0 {
		v.lacks("the day of the announcement, and the sites with the days of their first capacity")
		return v
	}
	best := box{math.Inf(1), math.Inf(1)}
	var soon, late ground
	for _, s := range o.Parts.Sites {
		running := runningAt(s, o.Parts.Chips)
		b := v.firstAt(s, running, start, asOf)
		rung := offer.Unverified
		for _, f := range []*offer.Figure{s.MWNow, s.MWPlanned} {
			if f != nil {
				rung = max(rung, f.Rung)
			}
		}
		soon.add(rung, s.Stage, s.Evidence)
		late.add(rung, s.Stage, s.Evidence)
		best = box{min(best.lo, b.lo), min(best.hi, b.hi)}
	}
	for _, seen := range sightings(o) {
		least, most := start.DaysUntil(seen.AsOf)
		if least > 0 && months(most) < best.hi {
			best.hi, late = months(most), ground{}
			if best.lo > best.hi {
				best.lo = 0 // what was seen belies the day that was promised
			}
			late.add(seen.Rung, offer.Delivered, seen.Evidence)
			v.step("", seen.Evidence, "seen running %s: at most %s months from %s", seen.AsOf, span(math.Round(best.hi), math.Round(best.hi)), start)
		}
	}
	v.raw(best.lo, min(best.hi, Unbounded), late, soon)
	return v
}

// firstAt returns the months to a site's first capacity by its stage and its window.
func (v *Value) firstAt(s offer.Site, running bool, start, asOf offer.Date) box {
	b := box{0, math.Inf(1)}
	if !s.Online.From.IsZero() {
		least, _ := start.DaysUntil(s.Online.From)
		b.lo = months(least)
	}
	if !s.Online.To.IsZero() {
		_, most := start.DaysUntil(s.Online.To)
		b.hi = months(most)
	}
	if s.Stage != offer.StageNotRecorded && s.Stage < offer.Delivered && !running {
		soFar, _ := start.DaysUntil(asOf)
		b.lo = max(b.lo, months(soFar))
		b.hi = max(b.hi, b.lo)
	}
	missed := !s.Online.To.IsZero() && s.Online.To.Last().Before(asOf.First())
	if s.Stage < offer.Delivered && (missed || s.Paused) {
		b.hi = math.Inf(1) // the promised day has passed, or the work rests
	}
	v.step(partName("site", s.Name), s.Evidence, "%s months from %s to its first capacity", span(math.Round(b.lo), min(math.Round(b.hi), Unbounded)), start)
	return b
}

// runningAt tells whether a part of the site may run already, whatever the stage of the whole.
func runningAt(s offer.Site, chips []offer.Chip) bool {
	return s.MWNow != nil && s.MWNow.Hi > 0 || slices.ContainsFunc(chips, func(x offer.Chip) bool {
		return (x.Site == s.Name || x.Site == "") && x.Installed != nil && x.Installed.Hi > 0
	})
}

// sightings are the figures that say on which day something ran, with what they rest on, those
// of the earliest day first.
func sightings(o offer.Offer) (fs []offer.Figure) {
	see := func(f *offer.Figure, part []offer.ID) {
		if f != nil && f.Lo > 0 && !f.AsOf.IsZero() {
			seen := *f
			seen.Evidence = restsOn(f, part)
			fs = append(fs, seen)
		}
	}
	for _, s := range o.Parts.Sites {
		see(s.MWNow, s.Evidence)
	}
	for _, x := range o.Parts.Chips {
		see(x.Installed, x.Evidence)
	}
	slices.SortStableFunc(fs, func(a, b offer.Figure) int {
		return cmp.Or(a.AsOf.Last().Compare(b.AsOf.Last()), cmp.Compare(b.Rung, a.Rung), slices.Compare(a.Evidence, b.Evidence))
	})
	return fs
}

// months turns days into months, and a day that lies before into 0.
func months(days int) float64 { return max(0, float64(days)/DaysPerMonth) }

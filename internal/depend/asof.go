package depend

import (
	"fmt"
	"slices"
	"strings"

	"assay/internal/offer"
)

// asOf is an offer as it stood on a day: without figures of a later day, without what stands
// only after it, and without licences that begin later; and what was left out, in words. A site
// that surely opens later does not count where another may be open; where all open later the
// plan is what there is to read, and its sites say when they open.
func asOf(o offer.Offer, day offer.Date) (offer.Offer, []TraceLine) {
	p := o.Parts
	o = o.KnownOn(day)
	var out leavings
	out.figures(p, o.Parts)
	out.chips(o.Parts.Chips, day)
	out.sites(&o.Parts, day)
	return o, out.lines
}

// leavings are what is left out, each with what it rests on.
type leavings struct{ lines []TraceLine }

func (l *leavings) add(evidence []offer.ID, format string, args ...any) {
	l.lines = append(l.lines, TraceLine{Text: fmt.Sprintf(format, args...), Evidence: evidence})
}

// figures notes the parts of which something was left out because it is of a later day.
func (l *leavings) figures(all, known offer.Parts) {
	for i, s := range all.Sites {
		k := known.Sites[i]
		if lost(s.MWNow, k.MWNow) || lost(s.MWPlanned, k.MWPlanned) || lost(s.Reserved, k.Reserved) {
			l.add(s.Evidence, "%s: figures of a later day are left out.", s.Name)
		}
	}
	for i, x := range all.Chips {
		k := known.Chips[i]
		if lost(x.Count, k.Count) || lost(x.Installed, k.Installed) || lost(x.FailureRate, k.FailureRate) || lost(x.SpareMonths, k.SpareMonths) {
			l.add(x.Evidence, "%s: figures of a later day are left out.", lotName(x))
		}
	}
}

func lost(before, after *offer.Figure) bool { return before != nil && after == nil }

// chips leaves out what is only announced to be installed, and licences that begin later.
// Whether another licence was in force before them is not known.
func (l *leavings) chips(xs []offer.Chip, day offer.Date) {
	for i := range xs {
		x := &xs[i]
		if f := x.Installed; f != nil && f.Hi > 0 && f.Stage != offer.StageNotRecorded && f.Stage < offer.Binding {
			x.Installed = nil
			l.add(x.Evidence, "%s: what is to be installed was only announced and does not count.", lotName(*x))
		}
		if x.LicenceFrom.After(day) {
			l.add(x.Evidence, "%s: its licence begins only on %s and does not count before.", lotName(*x), x.LicenceFrom)
			x.LicenceExpiry, x.LicenceFrom, x.LicenceGranted = offer.Date{}, offer.Date{}, offer.DontKnow
		}
	}
}

func (l *leavings) sites(p *offer.Parts, day offer.Date) {
	later, open := make([]bool, len(p.Sites)), false
	for i := range p.Sites {
		s := &p.Sites[i]
		if later[i] = opensLater(*s, p.Chips, day); !later[i] {
			open, s.Online = true, offer.Window{} // it may be open, whatever was promised
		}
	}
	if !open {
		return
	}
	shut, before := map[string]bool{}, names(*p)
	var kept []offer.Site
	for i, s := range p.Sites {
		if !later[i] {
			kept = append(kept, s)
			continue
		}
		shut[s.Name] = true
		l.add(s.Evidence, "%s opens only from %s and does not count before.", s.Name, s.Online.From)
	}
	p.Sites = kept
	p.Chips = slices.DeleteFunc(p.Chips, func(x offer.Chip) bool { return x.Site != "" && shut[x.Site] })
	left := names(*p)
	gone := func(name string) bool { return before[name] && !left[name] }
	p.Links = slices.DeleteFunc(p.Links, func(l offer.Link) bool { return gone(l.From) || gone(l.Needs) })
}

// opensLater reports whether a site is sure to open only after a day, and nothing was seen to
// stand in it by then.
func opensLater(s offer.Site, chips []offer.Chip, day offer.Date) bool {
	return s.OpensAfter(day) && !slices.ContainsFunc(chips, func(x offer.Chip) bool {
		return x.Site == s.Name && x.Installed != nil && x.Installed.Lo > 0
	})
}

// names are those by which links may name the sites and lots of an offer.
func names(p offer.Parts) map[string]bool {
	is := map[string]bool{}
	for _, s := range p.Sites {
		is[s.Name] = true
	}
	for _, x := range p.Chips {
		is[lotName(x)] = true
	}
	return is
}

func lotName(x offer.Chip) string { return strings.TrimSpace(x.Vendor + " " + x.Product) }

// Later says what of the parts was left out because it was not so yet on the graph's day.
func (g Graph) Later() []TraceLine { return g.later }

// opens returns the first day on which any of the places under a service may be open, where each
// of them opens only later; the zero Date where one may be open, or none says when it opens.
func (g Graph) opens(service int) (first offer.Date) {
	for i, is := range g.below(service) {
		switch n := g.nodes[i]; {
		case !is || n.Kind != Site:
		case n.Opens.IsZero():
			return offer.Date{}
		case first.IsZero() || n.Opens.Compare(first) < 0:
			first = n.Opens
		}
	}
	return first
}

package measure

import (
	"slices"

	"assay/internal/offer"
)

// asKnown returns the offer without the figures and amounts that were not so yet on the day: a
// figure of a later day says nothing of an earlier one.
func asKnown(o offer.Offer, day offer.Date) offer.Offer {
	k := knower{day}
	p := &o.Parts
	p.Sites = slices.Clone(p.Sites)
	for i := range p.Sites {
		s := &p.Sites[i]
		k.keep(&s.MWNow, &s.MWPlanned, &s.Reserved)
		s.Owners, s.OwnersAfter = k.owners(s.Owners), k.owners(s.OwnersAfter)
	}
	p.Chips = slices.Clone(p.Chips)
	for i := range p.Chips {
		x := &p.Chips[i]
		k.keep(&x.Count, &x.Installed, &x.FailureRate, &x.SpareMonths)
	}
	p.Terms = slices.Clone(p.Terms)
	for i := range p.Terms {
		k.keep(&p.Terms[i].Days)
	}
	p.Funds = slices.DeleteFunc(slices.Clone(p.Funds), func(f offer.Fund) bool { return k.later(f.AsOf) })
	return o
}

type knower struct{ day offer.Date }

func (k knower) later(d offer.Date) bool { return !d.IsZero() && d.First().After(k.day.First()) }

func (k knower) keep(fs ...**offer.Figure) {
	for _, f := range fs {
		if *f != nil && k.later((*f).AsOf) {
			*f = nil
		}
	}
}

func (k knower) owners(os []offer.Owner) []offer.Owner {
	os = slices.Clone(os)
	for i := range os {
		k.keep(&os[i].Share)
	}
	return os
}

package offer

import "slices"

// KnownOn returns the offer without the figures and amounts that were not so yet on a day: a
// figure of a later day says nothing of an earlier one. A figure without a day of its own stays.
// The offer itself is not changed.
func (o Offer) KnownOn(day Date) Offer {
	k := knower{day}
	p := &o.Parts
	p.Sites = slices.Clone(p.Sites)
	for i := range p.Sites {
		s := &p.Sites[i]
		k.keep(&s.MWNow, &s.MWPlanned, &s.Reserved, &s.TermYears)
		s.Owners, s.OwnersAfter = k.owners(s.Owners), k.owners(s.OwnersAfter)
	}
	p.Chips = slices.Clone(p.Chips)
	for i := range p.Chips {
		x := &p.Chips[i]
		k.keep(&x.Count, &x.Installed, &x.FailureRate, &x.SpareMonths)
	}
	p.Safeguards = slices.Clone(p.Safeguards)
	for i := range p.Safeguards {
		k.keep(&p.Safeguards[i].Hours)
	}
	p.Terms = slices.Clone(p.Terms)
	for i := range p.Terms {
		k.keep(&p.Terms[i].Days)
	}
	p.Links = slices.Clone(p.Links)
	for i := range p.Links {
		k.keep(&p.Links[i].GraceMonths, &p.Links[i].StockMonths)
	}
	p.Funds = slices.DeleteFunc(slices.Clone(p.Funds), func(f Fund) bool { return f.AsOf.After(day) })
	for i := range p.Funds {
		k.keep(&p.Funds[i].Tied)
	}
	return o
}

// OpensAfter reports whether a site is sure to open only after a day: its window begins later,
// and nothing was seen running there by then.
func (s Site) OpensAfter(day Date) bool {
	seen := s.MWNow != nil && s.MWNow.Lo > 0 && !s.MWNow.AsOf.After(day)
	return s.Online.From.After(day) && !seen
}

// After reports whether a date surely lies after a day: its first possible day does. A date that
// is not recorded lies after none.
func (d Date) After(day Date) bool { return !d.IsZero() && d.First().After(day.First()) }

type knower struct{ day Date }

func (k knower) keep(fs ...**Figure) {
	for _, f := range fs {
		if *f != nil && (*f).AsOf.After(k.day) {
			*f = nil
		}
	}
}

func (k knower) owners(os []Owner) []Owner {
	os = slices.Clone(os)
	for i := range os {
		k.keep(&os[i].Share)
	}
	return os
}

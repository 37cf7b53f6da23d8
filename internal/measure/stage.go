package measure

import (
	"cmp"
	"slices"

	"assay/internal/offer"
)

// A promise is one thing that an offer holds out, with how far it has come.
type promise struct {
	part     string
	stage    offer.Stage
	evidence []offer.ID
	paused   bool
}

// promiseStage measures EC1. A promise whose stage nobody recorded may stand at any.
func promiseStage(o offer.Offer) Value {
	v := whole("EC1")
	hull := Levels{offer.MaxLevel, 0}
	ps, g := promises(o)
	for _, p := range ps {
		lo, hi := max(int(p.stage)-1, 0), int(p.stage)-1
		if p.stage == offer.StageNotRecorded {
			hi = offer.MaxLevel
			v.lacks("the stage of %s", p.part)
		} else {
			v.stage(p)
		}
		if p.paused {
			lo = 0
		}
		hull = Levels{min(hull.Lo, lo), max(hull.Hi, hi)}
	}
	if len(ps) == 0 {
		v.lacks("sites, accelerators or money with their stages")
		return v
	}
	v.levels(hull.Lo, hull.Hi, g, g)
	return v
}

var stageWords = [...]string{"Not recorded", "Announced", "Non-binding", "Binding", "Funded or under construction", "Delivered"}

// stage notes a promise's stage, once for all that one part promises at it.
func (v *Value) stage(p promise) {
	text := stageWords[p.stage] + p.remark()
	at := slices.IndexFunc(v.Trace, func(s Step) bool { return s.Part == p.part && s.Text == text })
	if at < 0 {
		v.step(p.part, slices.Clone(p.evidence), "%s", text)
		return
	}
	for _, id := range p.evidence {
		if s := &v.Trace[at]; !slices.Contains(s.Evidence, id) {
			s.Evidence = append(s.Evidence, id)
		}
	}
}

func (p promise) remark() string {
	if p.paused {
		return ", on hold"
	}
	return ""
}

// promises lists what is promised: the whole of every site and lot, what is there already, and
// every amount of money; with what the list rests on. What is there takes the stage of the
// whole where it has none of its own, and the whole its site's. The offer's own stage says
// nothing of one part: an offer in service may have a site that is only announced.
func promises(o offer.Offer) (ps []promise, g ground) {
	for _, s := range o.Parts.Sites {
		p := promise{partName("site", s.Name), s.Stage, s.Evidence, s.Paused}
		if s.Stage != offer.StageNotRecorded {
			ps = append(ps, p)
		}
		ps = append(ps, p.parted(s.MWPlanned, s.MWNow)...)
		g.figures(offer.Unverified, s.Evidence, s.Stage, s.MWPlanned, s.MWNow)
	}
	for _, x := range o.Parts.Chips {
		p := promise{part: chipName(x), evidence: x.Evidence}
		ps = append(ps, p.parted(x.Count, x.Installed)...)
		g.figures(x.Rung, x.Evidence, offer.StageNotRecorded, x.Count, x.Installed)
	}
	for _, f := range o.Parts.Funds {
		ps = append(ps, promise{partName("fund", f.Payer), f.Stage, f.Evidence, false})
		g.add(f.Rung, f.Stage, f.Evidence)
	}
	return ps, g
}

// parted splits a part into its whole and what is there of it already. A whole of unknown size
// is promised where the part has no stage that stands for it.
func (p promise) parted(all, there *offer.Figure) (ps []promise) {
	if all == nil && p.stage == offer.StageNotRecorded {
		ps = append(ps, p)
	}
	for _, f := range []*offer.Figure{all, there} {
		if f == nil {
			continue
		}
		p.stage = cmp.Or(f.Stage, p.stage)
		if f.Hi > 0 {
			q := p
			q.evidence = restsOn(f, p.evidence)
			ps = append(ps, q)
		}
	}
	return ps
}

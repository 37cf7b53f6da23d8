package measure

import (
	"cmp"

	"assay/internal/offer"
)

// A promise is one thing that an offer holds out, with how far it has come.
type promise struct {
	part     string
	stage    offer.Stage
	rung     offer.Rung
	evidence []offer.ID
	paused   bool
}

// promiseStage measures EC1. A promise without a stage may stand at any.
func promiseStage(o offer.Offer) Value {
	v := whole("EC1")
	hull := Levels{offer.MaxLevel, 0}
	var g ground
	ps := promises(o)
	for _, p := range ps {
		lo, hi := max(int(p.stage)-1, 0), int(p.stage)-1
		if p.stage == offer.StageNotRecorded {
			lo, hi = 0, offer.MaxLevel
			v.lacks("the stage of %s", p.part)
		} else {
			v.step(p.part, p.evidence, "%s", upperFirst(stageWords[p.stage]))
		}
		if p.paused {
			lo = 0
		}
		hull = Levels{min(hull.Lo, lo), max(hull.Hi, hi)}
		g.add(p.rung, p.stage, p.evidence)
	}
	if len(ps) == 0 {
		v.lacks("sites, accelerators or money with their stages")
		return v
	}
	v.levels(hull.Lo, hull.Hi, g, g)
	return v
}

var stageWords = [...]string{"not recorded", "announced", "non-binding", "binding", "funded or under construction", "delivered"}

// promises lists what is promised: every figure of a site or a lot, one without figures as it
// stands, and every amount of money.
func promises(o offer.Offer) (ps []promise) {
	add := func(part string, stage offer.Stage, evidence []offer.ID, paused bool, fs ...*offer.Figure) {
		n := len(ps)
		for _, f := range fs {
			if f != nil && f.Hi > 0 {
				ps = append(ps, promise{part, cmp.Or(f.Stage, stage), f.Rung, restsOn(f, evidence), paused})
			}
		}
		if len(ps) == n {
			ps = append(ps, promise{part, stage, offer.Unverified, evidence, paused})
		}
	}
	for _, s := range o.Parts.Sites {
		add(partName("site", s.Name), cmp.Or(s.Stage, o.Stage), s.Evidence, s.Paused, s.MWPlanned, s.MWNow)
	}
	for _, x := range o.Parts.Chips {
		add(chipName(x), o.Stage, x.Evidence, false, x.Count, x.Installed)
	}
	for _, f := range o.Parts.Funds {
		ps = append(ps, promise{partName("fund", f.Payer), f.Stage, f.Rung, f.Evidence, false})
	}
	return ps
}

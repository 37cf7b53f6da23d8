package measure

import (
	"assay/internal/evaluate"
	"assay/internal/framework"
	"assay/internal/offer"
	"assay/internal/refdata"
)

// opennessFramework is the framework whose components are counted (White et al. 2024).
const opennessFramework = "mof@1.0"

// openness measures MI2: the class of the Model Openness Framework that each model reaches, and
// below Class III the share of what that needs. A component counts when it is released under an
// open licence; one whose release or licence nobody recorded may count. Which of several models
// serves is not known, so they span the range.
func openness(o offer.Offer) Value {
	v := whole("MI2")
	if len(o.Parts.Models) == 0 {
		v.lacks("the models, with the components that are released and their licences")
		return v
	}
	all := Levels{offer.MaxLevel, 0}
	var worse, better ground
	for _, m := range o.Parts.Models {
		l, ok := v.modelOpenness(m, &worse, &better)
		if !ok {
			l = Levels{0, offer.MaxLevel}
		}
		all = Levels{min(all.Lo, l.Lo), max(all.Hi, l.Hi)}
	}
	v.levels(all.Lo, all.Hi, worse, better)
	return v
}

func (v *Value) modelOpenness(m offer.Model, worse, better *ground) (Levels, bool) {
	name := partName("model", m.Name)
	fws, err := framework.Embedded()
	if err != nil {
		return Levels{}, false
	}
	mof, err := fws.Get(opennessFramework)
	if err != nil {
		return Levels{}, false
	}
	released := map[string]offer.Tri{}
	for _, c := range m.Components {
		if _, _, ok := mof.Criterion(c.ID); !ok {
			v.lacks("a component of %s that the framework knows, instead of %q", name, c.ID)
			continue
		}
		state, why := openComponent(c)
		released[c.ID] = state
		v.step(name, restsOnComponent(c, m), "%s: %s", c.ID, why)
		switch state {
		case offer.Yes:
			worse.add(c.Rung, offer.Delivered, restsOnComponent(c, m))
		case offer.No:
			better.add(c.Rung, offer.Delivered, restsOnComponent(c, m))
		}
	}
	r, err := evaluate.Classes(mof, released)
	if err != nil {
		return Levels{}, false
	}
	if len(m.Components) == 0 {
		v.lacks("the released components of %s with their licences", name)
	}
	l := Levels{openLevel(r.Lo, r.Progress[0].Lo), openLevel(r.Hi, r.Progress[0].Hi)}
	v.step(name, nil, "%.0f to %.0f %% of what Class III needs", 100*r.Progress[0].Lo, 100*r.Progress[0].Hi)
	return l, true
}

// openLevel reads a class (0 none, 1 to 3 for Class III to I) and the share of Class III on
// MI2's levels.
func openLevel(class int, share float64) int {
	switch {
	case class > 0:
		return class + 1
	case share >= 0.5:
		return 1
	}
	return 0
}

// openComponent says whether a component is released under an open licence, and why.
func openComponent(c offer.Component) (offer.Tri, string) {
	if c.Released != offer.Yes {
		return c.Released, map[offer.Tri]string{offer.No: "not released", offer.DontKnow: "not known whether it is released"}[c.Released]
	}
	switch open, err := refdata.OpenLicence(c.Licence); {
	case c.Licence == "":
		return offer.DontKnow, "released, under a licence that nobody recorded"
	case err != nil || open == offer.DontKnow:
		return offer.DontKnow, "released under " + c.Licence + ", which is not on the list of open licences"
	case open == offer.No:
		return offer.No, "released under " + c.Licence + ", a licence of its own that is not open"
	}
	return offer.Yes, "released under " + c.Licence + ", an open licence"
}

func restsOnComponent(c offer.Component, m offer.Model) []offer.ID {
	if len(c.Evidence) > 0 {
		return c.Evidence
	}
	return m.Evidence
}

// lineageKinds are what every lineage is asked for; one that is not listed is not known.
var lineageKinds = []string{"base_model", "training_data", "data_language", "hardware"}

// lineage measures MI4: the share of lineage items, in force on the day, that are disclosed. Of
// each kind that nobody listed one item is not known.
func lineage(o offer.Offer, asOf offer.Date) Value {
	v := whole("MI4")
	if len(o.Parts.Models) == 0 {
		v.lacks("the models and what they were made from")
		return v
	}
	lo, hi := 1.0, 0.0
	var worse, better ground
	for _, m := range o.Parts.Models {
		l, h := v.modelLineage(m, asOf, &worse, &better)
		lo, hi = min(lo, l), max(hi, h)
	}
	v.raw(100*lo, 100*hi, worse, better)
	return v
}

func (v *Value) modelLineage(m offer.Model, asOf offer.Date, worse, better *ground) (lo, hi float64) {
	name := partName("model", m.Name)
	items, yes, no := 0, 0, 0
	listed := map[string]bool{}
	for _, l := range m.Lineage {
		if !l.From.IsZero() && l.From.First().After(asOf.First()) || !l.To.IsZero() && l.To.Last().Before(asOf.First()) {
			continue
		}
		listed[l.Kind] = true
		items++
		evidence := l.Evidence
		if len(evidence) == 0 {
			evidence = m.Evidence
		}
		switch l.Disclosed {
		case offer.Yes:
			yes++
			worse.add(l.Rung, offer.Delivered, evidence)
		case offer.No:
			no++
			better.add(l.Rung, offer.Delivered, evidence)
		}
		v.step(name, evidence, "%s %s: disclosed: %s", l.Kind, l.Name, l.Disclosed)
	}
	for _, k := range lineageKinds {
		if !listed[k] {
			items++
			v.lacks("the %s of %s", kindWords[k], name)
		}
	}
	return float64(yes) / float64(items), float64(items-no) / float64(items)
}

var kindWords = map[string]string{"base_model": "base model", "training_data": "training data", "data_language": "languages of the training data", "hardware": "hardware"}

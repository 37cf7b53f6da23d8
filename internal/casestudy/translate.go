package casestudy

import (
	"fmt"

	"assay/internal/offer"
	"assay/internal/strictyaml"
)

// offer translates one offer with its answers into c, reporting every problem at its place.
func (l *loader) offer(doc *strictyaml.Document, at string, c *Case, y offerYAML) {
	fail := func(at, format string, args ...any) {
		l.errs = append(l.errs, doc.At(at, format, args...))
	}
	o := offer.Offer{
		ID: y.ID, Title: y.Title, Summary: y.Summary, Scope: y.Scope, Provider: y.Provider,
		ProviderCountry: y.ProviderCountry, Status: y.Status, Stage: y.Stage, Seeds: y.Seeds,
	}
	if y.Scope == offer.ScopeCountry {
		o.Country = c.Country
	}
	if l.offers[o.ID] {
		fail(at+".id", "offer id %q is used twice", o.ID)
	}
	l.offers[o.ID] = true
	if y.Summary == "" {
		fail(at+".summary", "offer %s: summary is required", y.ID)
	}
	for i, e := range y.History {
		o.History = append(o.History, offer.Event(e))
		l.requireEvidence(doc, fmt.Sprintf("%s.history[%d]", at, i), e.Evidence)
	}
	o.Parts = l.parts(doc, at, y)
	for _, p := range o.Validate() {
		fail(at, "offer %s: %s", o.ID, p.Error())
	}
	c.Offers = append(c.Offers, o)

	l.answers(doc, at+".answers", &c.Answers, o.ID, y.Answers)
	l.answers(doc, at+".capacity", &c.Capacity, o.ID, y.Capacity)
}

// answers translates the answers of one offer to one framework.
func (l *loader) answers(doc *strictyaml.Document, at string, to *[]offer.Answer, id offer.ID, ys []answerYAML) {
	seen := map[string]bool{}
	for i, a := range ys {
		at := fmt.Sprintf("%s[%d]", at, i)
		key := a.Criterion + "/" + a.ValidFrom.String()
		if seen[key] {
			l.errs = append(l.errs, doc.At(at, "offer %s answers %s twice from the same date", id, a.Criterion))
		}
		seen[key] = true
		l.answer(doc, at, to, id, a)
	}
}

func (l *loader) requireEvidence(doc *strictyaml.Document, at string, ids []offer.ID) {
	if len(ids) == 0 {
		l.errs = append(l.errs, doc.At(at, "needs evidence"))
	}
	l.checkEvidence(doc, at+".evidence", ids)
}

func (l *loader) parts(doc *strictyaml.Document, at string, y offerYAML) offer.Parts {
	var p offer.Parts
	for _, s := range y.Sites {
		p.Sites = append(p.Sites, s.site())
	}
	for _, c := range y.Chips {
		p.Chips = append(p.Chips, c.chip())
	}
	for _, m := range y.Models {
		p.Models = append(p.Models, m.model())
	}
	for _, f := range y.Funds {
		p.Funds = append(p.Funds, f.fund())
	}
	for _, s := range y.Safeguards {
		p.Safeguards = append(p.Safeguards, s.safeguard())
	}
	for _, t := range y.Terms {
		p.Terms = append(p.Terms, t.term())
	}
	if y.Exit != nil {
		p.Exits = append(p.Exits, y.Exit.exit())
	}
	for _, k := range y.Links {
		p.Links = append(p.Links, k.link())
	}
	p.Each(func(kind string, i int, _ any, evidence []offer.ID) {
		place := fmt.Sprintf("%s.%ss[%d]", at, kind, i)
		if kind == "exit" {
			place = at + ".exit"
		}
		l.requireEvidence(doc, place, evidence)
	})
	return p
}

// answer translates one answer. "both" is short for the same rung and evidence on lo and hi.
func (l *loader) answer(doc *strictyaml.Document, at string, to *[]offer.Answer, id offer.ID, y answerYAML) {
	fail := func(at, format string, args ...any) {
		l.errs = append(l.errs, doc.At(at, "offer %s, %s: "+format, append([]any{id, y.Criterion}, args...)...))
	}
	a := offer.Answer{
		Offer: id, Criterion: y.Criterion, NotApplicable: y.NotApplicable, Raw: span(y.Raw),
		Stage: y.Stage, Paused: y.Paused, Contested: y.Contested, VendorWide: y.VendorWide, Unknown: y.Unknown, Rationale: y.Rationale,
		ValidFrom: y.ValidFrom, ValidTo: y.ValidTo, Assessor: Assessor, Version: 1,
	}
	lo, hi := y.Lo, y.Hi
	if y.Both != nil {
		if len(lo.Evidence)+len(hi.Evidence) > 0 {
			fail(at, "give either both, or lo and hi")
		}
		lo, hi = *y.Both, *y.Both
		lo.Admission = false
	}
	a.Lo = offer.Bound{Rung: lo.Rung, Admission: lo.Admission, Evidence: lo.Evidence}
	a.Hi = offer.Bound{Level: offer.MaxLevel, Rung: hi.Rung, Admission: hi.Admission, Evidence: hi.Evidence}
	switch {
	case y.NotApplicable, y.Raw != nil:
		if y.Range != nil {
			fail(at+".range", "has no range beside not_applicable or raw")
		}
	case len(y.Range) == 2:
		a.Lo.Level, a.Hi.Level = y.Range[0], y.Range[1]
	default:
		fail(at+".range", "needs range: [lowest level, highest level]")
	}
	for _, cp := range y.Caps {
		a.Caps = append(a.Caps, offer.Cap(cp))
	}
	if y.Lapse != nil {
		if len(y.Lapse.Range) != 2 {
			fail(at+".lapse", "needs range: [lowest level, highest level]")
			return
		}
		a.Lapse = &offer.Lapse{Lo: y.Lapse.Range[0], Hi: y.Lapse.Range[1], Text: y.Lapse.Text}
	}
	for _, p := range a.Validate() {
		fail(at, "%s", p.Error())
	}
	l.checkEvidence(doc, at+".lo", a.Lo.Evidence)
	l.checkEvidence(doc, at+".hi", a.Hi.Evidence)
	*to = append(*to, a)
}

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

	seen := map[string]bool{}
	for i, a := range y.Answers {
		at := fmt.Sprintf("%s.answers[%d]", at, i)
		key := a.Criterion + "/" + a.ValidFrom.String()
		if seen[key] {
			fail(at, "offer %s answers %s twice from the same date", o.ID, a.Criterion)
		}
		seen[key] = true
		l.answer(doc, at, c, o.ID, a)
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
		site := offer.Site{
			Name: s.Name, Country: s.Country, MWNow: span(s.MWNow), MWPlanned: span(s.MWPlanned), OnlineBy: s.OnlineBy,
			Operator: s.Operator, OperatorISO: s.OperatorCountry, Reserved: span(s.Reserved), Note: s.Note, Evidence: s.Evidence,
		}
		for _, o := range s.Owners {
			site.Owners = append(site.Owners, offer.Owner{Party: o.Party, Country: o.Country, Share: span(o.Share)})
		}
		p.Sites = append(p.Sites, site)
	}
	for _, c := range y.Chips {
		p.Chips = append(p.Chips, offer.Chip{
			Vendor: c.Vendor, Product: c.Product, Count: span(c.Count), ExportJurisdiction: c.ExportJurisdiction,
			RuleItem: c.RuleItem, Licence: c.Licence, LicenceExpiry: c.LicenceExpiry, Note: c.Note, Evidence: c.Evidence,
		})
	}
	for _, m := range y.Models {
		p.Models = append(p.Models, offer.Model(m))
	}
	for _, f := range y.Funds {
		p.Funds = append(p.Funds, offer.Fund{Payer: f.Payer, Amount: money(f.Amount, f.Currency), Stage: f.Stage, Note: f.Note, Evidence: f.Evidence})
	}
	for _, s := range y.Safeguards {
		p.Safeguards = append(p.Safeguards, offer.Safeguard(s))
	}
	for _, t := range y.Terms {
		p.Terms = append(p.Terms, offer.Term(t))
	}
	p.Each(func(kind string, i int, _ any, evidence []offer.ID) {
		l.requireEvidence(doc, fmt.Sprintf("%s.%ss[%d]", at, kind, i), evidence)
	})
	return p
}

// answer translates one answer. "both" is short for the same rung and evidence on lo and hi.
func (l *loader) answer(doc *strictyaml.Document, at string, c *Case, id offer.ID, y answerYAML) {
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
	c.Answers = append(c.Answers, a)
}

package briefing

import (
	"fmt"
	"strings"

	"assay/internal/chart"
	"assay/internal/comparison"
	"assay/internal/offer"
	"assay/internal/pdf"
	"assay/internal/phrase"
)

// sure says how sure the order is: the section exists for a decision among two or more ranked
// offers.
func (d *document) sure() {
	an := d.ev.Analysis
	if an == nil || an.Sure == nil || len(an.Sure.Offers) < 2 {
		return
	}
	s := an.Sure
	d.heading("How sure is this", "sure")
	d.text("%s", strings.Join(an.Headline, " "))
	d.text("%s", an.Assumption)
	d.sureTable(s)
	d.text("Shares at the weights in force: %s; under any weights: %s. They depend on which offers are compared; scores do not.", drawn(s.AtWeights), drawn(s.AnyWeights))
	d.pictured(chart.First(d.ev, chartWidth), "Who comes first. Solid: at the weights in force. Pale: under any weights.")
	d.nearTies(s)
	d.swings(s)
	d.stability(s)
	d.methods(s)
	d.holds(s)
}

func drawn(d comparison.Draws) string {
	if d.Draws <= 1 {
		return "computed exactly"
	}
	return fmt.Sprintf("%d draws (%s), no 95 %% interval wider than ± %s", d.Draws, d.Method, phrase.Percent1(d.Error))
}

func (d *document) sureTable(s *comparison.Sure) {
	t := pdf.Table{
		Caption: "Expected score and the chance of coming first, with 95 % intervals in percent",
		Columns: []pdf.Column{{Head: true, Width: 0.28}, {Align: pdf.End, Width: 0.1}, {}, {}, {}, {}},
		Header:  []pdf.Row{pdf.Cells("Offer", "Expected", "First, these weights", "First, any weights", "All gates pass", "First, if gates pass")},
	}
	for _, o := range s.Offers {
		t.Rows = append(t.Rows, pdf.Cells(d.lettered(o.Offer), phrase.Points(o.Expected), shareText(o.First), shareText(o.FirstAnyWeights), shareText(o.GatesPass), shareText(o.FirstIfPassing)))
	}
	d.captioned(t)
}

func shareText(s comparison.Share) string {
	return phrase.WithRange(s.Value, s.Lo, s.Hi)
}

// lettered names an offer with its letter.
func (d *document) lettered(id offer.ID) string { return d.names([]offer.ID{id}) }

func (d *document) nearTies(s *comparison.Sure) {
	var items []pdf.Item
	for _, p := range s.Pairs {
		if p.NearTie {
			items = append(items, item(fmt.Sprintf("%s and %s: the first is ahead in %s of draws.", d.lettered(p.A), d.lettered(p.B), phrase.Chance(p.P.Value))))
		}
	}
	if len(items) == 0 {
		d.text("No pair is a near-tie: in each, one offer is ahead in more than 60 of 100 draws.")
		return
	}
	d.text("Too close to call:")
	d.add(pdf.List{Items: items})
}

func (d *document) swings(s *comparison.Sure) {
	if len(s.Swings) == 0 {
		return
	}
	d.pictured(chart.Tornado(d.ev, chartWidth), "What each unknown does to the lead, the others at their means. Below 0 the rival is ahead.")
	t := pdf.Table{
		Caption: "Lead of " + d.lettered(s.Leader) + " over " + d.lettered(s.Rival) + ", in points, by unknown",
		Columns: []pdf.Column{{Head: true, Width: 0.38}, {Width: 0.36}, {Align: pdf.End}, {Align: pdf.End}},
		Header:  []pdf.Row{pdf.Cells("Offer", "Unknown", "At its worst", "At its best")},
	}
	for _, w := range s.Swings[:min(len(s.Swings), chart.SwingsShown)] {
		t.Rows = append(t.Rows, pdf.Cells(d.lettered(w.Offer), d.criterion(w.Criterion), phrase.Signed(w.AtWorst), phrase.Signed(w.AtBest)))
	}
	d.captioned(t)
}

func (d *document) criterion(id string) string {
	k, _, _ := d.fw.Criterion(id)
	return k.ID + "  " + k.Title
}

func (d *document) stability(s *comparison.Sure) {
	if len(s.Stability) == 0 {
		d.text("No offer is ahead of every other at expected values, so there is no lead whose stability could be measured.")
		return
	}
	t := pdf.Table{
		Caption: "How far each weight may move, the others in proportion, every unknown at its mean",
		Columns: []pdf.Column{{Head: true, Width: 0.4}, {Align: pdf.End, Width: 0.12}, {}, {}},
		Header:  []pdf.Row{pdf.Cells("Weight of", "In force", "The same offer leads", "The whole order stays")},
	}
	for _, r := range s.Stability {
		name := ""
		for _, dim := range d.fw.Dimensions {
			if r.Dimension && dim.ID == r.ID {
				name = dim.Title + " (dimension)"
			}
		}
		if name == "" {
			name = d.criterion(r.ID)
		}
		t.Rows = append(t.Rows, pdf.Cells(name, phrase.Percent1(r.Weight), phrase.Between(r.Leader.Lo, r.Leader.Hi), phrase.Between(r.Order.Lo, r.Order.Hi)))
	}
	d.captioned(t)
}

func (d *document) methods(s *comparison.Sure) {
	t := pdf.Table{
		Caption: "What other methods say at expected values; the additive value decides",
		Columns: []pdf.Column{{Head: true, Width: 0.27}, {Width: 0.3}, {}},
		Header:  []pdf.Row{pdf.Cells("Method", "Order", "Against the additive value")},
	}
	for _, m := range s.Methods {
		if m.Appendix {
			continue // the page and the data have it
		}
		var order []string
		for _, id := range m.Order {
			order = append(order, strings.Fields(d.lettered(id))[0])
		}
		against := "the same order"
		if !m.Agrees {
			against = strings.Join(m.Divergences[:min(len(m.Divergences), 3)], "; ")
			if n := len(m.Divergences) - 3; n > 0 {
				against += fmt.Sprintf("; and %d more", n)
			}
		}
		t.Rows = append(t.Rows, pdf.Cells(m.Title, strings.Join(order, " > "), against))
	}
	d.captioned(t)
}

func (d *document) holds(s *comparison.Sure) {
	if len(s.Holds) == 0 {
		return
	}
	t := pdf.Table{
		Caption: "What must hold for " + d.lettered(s.Leader) + " to stay first",
		Columns: []pdf.Column{{Head: true, Width: 0.82}, {}},
		Header:  []pdf.Row{pdf.Cells("Fact", "Today")},
	}
	for _, f := range s.Holds[:min(len(s.Holds), factsShown)] {
		t.Rows = append(t.Rows, pdf.Cells(f.Text, f.Status))
	}
	d.captioned(t)
	if n := len(s.Holds) - factsShown; n > 0 {
		d.text("And %s, listed in the attached data.", phrase.Count(n, "more fact", "more facts"))
	}
}

// Long lists are cut in the document; the attached data holds them whole.
const (
	factsShown    = 12
	requestsShown = 20
)

// asks is the negotiation list: the cheapest way to each goal, offer by offer.
func (d *document) asks() {
	an := d.ev.Analysis
	if an == nil || len(an.Asks) == 0 {
		return
	}
	d.heading("What to ask for", "asks")
	d.text("For each offer the cheapest set of changes that reaches each goal, gates before sums. Effort is counted in points: 1 is a change of wording, 2 a new duty that costs the other side something, 3 a change to how the offer is built or owned. Efforts and actors are our choice.")
	for _, o := range an.Asks {
		d.add(pdf.Heading{Level: 2, Text: d.lettered(o.Offer)})
		for _, g := range o.Goals {
			d.goal(g)
		}
	}
}

func (d *document) goal(g comparison.Goal) {
	switch {
	case g.Reached && len(g.Given) > 0:
		d.text("To %s: nothing to ask for, provided that evidence shows what no clause can grant: %s", g.Title, conditions(g))
		return
	case g.Reached:
		d.text("To %s: reached already.", g.Title)
		return
	case len(g.Sets) == 0:
		d.text("To %s: impossible. %s", g.Title, strings.Join(g.Impossible, " "))
		return
	}
	if len(g.Given) > 0 {
		d.text("To %s, provided that evidence shows what no clause can grant: %s", g.Title, conditions(g))
	}
	set := g.Sets[0]
	d.text("To %s: %s, %s. The score would be %s.", g.Title, phrase.Count(len(set.Asks), "change", "changes"), phrase.Effort(set.Effort), phrase.Span(set.Score))
	var items []pdf.Item
	for _, a := range set.Asks {
		items = append(items, item(fmt.Sprintf("%s (%s; %s, %s).", a.Text, a.Criterion, phrase.ActsFor(a.Actor), phrase.Effort(a.Effort))))
	}
	d.add(pdf.List{Items: items, Small: true})
}

func conditions(g comparison.Goal) string {
	var texts []string
	for _, c := range g.Given {
		texts = append(texts, c.Text)
	}
	return strings.Join(texts, " ")
}

// requests is what to find out first.
func (d *document) requests() {
	an := d.ev.Analysis
	if an == nil || len(an.Unknowns) == 0 {
		return
	}
	d.heading("What to find out first", "requests")
	decision := d.ev.Kind == comparison.Decision
	if decision {
		d.text("Evidence requests, ordered by what the answer would change: the expected gain of knowing it before choosing, then how often it decides who is first once everything else is known. Knowing everything would gain %s points of 100.", phrase.Gain(evpi(an)))
	} else {
		d.text("Evidence requests, ordered by what each unknown leaves open in its own offer's score.")
	}
	t := pdf.Table{
		Caption: "The first evidence requests",
		Columns: []pdf.Column{{Align: pdf.End, Width: 0.05}, {Head: true, Width: 0.25}, {Width: 0.44}, {Width: 0.1}, {Align: pdf.End}},
		Header:  []pdf.Row{pdf.Cells("No", "Offer and criterion", "Question", "Ask", "Leaves open")},
	}
	if decision {
		t.Columns[4], t.Header = pdf.Column{Align: pdf.End}, []pdf.Row{pdf.Cells("No", "Offer and criterion", "Question", "Ask", "Decides")}
	}
	for i, u := range an.Unknowns[:min(len(an.Unknowns), requestsShown)] {
		effect := phrase.Points(u.Width)
		if decision {
			effect = phrase.Chance(u.Pivotal.Value)
		}
		t.Rows = append(t.Rows, pdf.Cells(fmt.Sprint(i+1), d.lettered(u.Offer)+", "+d.criterion(u.Criterion), u.Request, phrase.Actor(u.Ask), effect))
	}
	d.captioned(t)
	if n := len(an.Unknowns) - requestsShown; n > 0 {
		d.text("And %s, in the attached data and as CSV and XLSX from the page.", phrase.Count(n, "more request", "more requests"))
	}
}

func evpi(an *comparison.Analysis) float64 {
	if an.Sure == nil {
		return 0
	}
	return an.Sure.EVPI
}

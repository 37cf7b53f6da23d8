package briefing

import (
	"cmp"
	"fmt"
	"strings"

	"assay/internal/chart"
	"assay/internal/comparison"
	"assay/internal/depend"
	"assay/internal/measure"
	"assay/internal/offer"
	"assay/internal/pdf"
	"assay/internal/phrase"
	"assay/internal/scene"
)

// parts is what the offers' parts say of themselves: what keeps running in the first drill that
// a reader asks for, who could stop it, who pays and owns, and what leaving takes. Above
// comparison.MaxAnalysed offers the section is left out, as on pages.
func (d *document) parts() {
	if len(d.ev.Offers) > comparison.MaxAnalysed {
		return
	}
	d.heading("If it were switched off", "drills")
	d.drill()
	d.chokes()
	d.heading("Who pays, who owns, what leaving takes", "money")
	d.money()
	d.leaving()
}

// plane sets what the offers give beside what they take.
func (d *document) plane() {
	if len(d.ev.Offers) == 0 || d.ev.Offers[0].Gain == nil {
		return
	}
	d.add(pdf.Heading{Level: 2, Text: "Capacity gained beside dependence taken on"})
	d.text("What an offer gives is read on criteria of its own (%s) and never added to what it takes. A quadrant is named only where the whole rectangle lies in it; the cuts at half are our choice.", d.ev.Offers[0].Gain.Framework.Title)
	d.pictured(chart.Plane(d.ev, chartWidth), "Each offer is a rectangle from what is secured to what the evidence leaves open.")
	t := pdf.Table{
		Caption: "Dependence and capacity, of 100",
		Columns: []pdf.Column{{Head: true, Width: 0.3}, {}, {}, {}, {Width: 0.26}},
		Header:  []pdf.Row{pdf.Cells("Offer", "Dependence taken on", "Capacity gained", "As claimed", "Where it stands")},
	}
	for _, o := range d.ev.Offers {
		if r, ok := o.Rectangle(); ok {
			where := string(r.Quadrant)
			if r.Quadrant == comparison.Open {
				where = "left open by the evidence"
			}
			t.Rows = append(t.Rows, pdf.Cells(d.lettered(o.Offer.ID), between(r.Dependence), between(r.Capacity), phrase.Span(o.Gain.Claimed.Score), where))
		}
	}
	d.captioned(t)
}

func between(r offer.Range) string {
	return phrase.Points(r.Lo) + " to " + phrase.Points(r.Hi)
}

// drill runs the event that every deal of this kind fears first.
func (d *document) drill() {
	e := depend.Event{Kind: depend.LicenceRevoked, Actor: "US", From: d.ev.AsOf}
	drills, err := comparison.DrillsOf(d.ev, e)
	if err != nil {
		d.text("The drill cannot be run: the parts of an offer contradict themselves.")
		return
	}
	d.text("%s. Every unknown is taken once at its worst and once at its best: what is left open between the two is what nobody has published. Other events can be run on the page of drills.", phrase.Event(e))
	t := pdf.Table{
		Caption: "What happens to each service, and the capacity left",
		Columns: []pdf.Column{{Head: true, Width: 0.24}, {Width: 0.2}, {}, {}, {}, {}},
		Header:  []pdf.Row{pdf.Cells("Offer", "Service", "At once", "Month 24", "Capacity left, month 24", "Stops")},
	}
	for _, o := range drills.Offers {
		for _, s := range o.Drill {
			title := s.Title
			if !s.Opens.IsZero() {
				title += " (opens from " + s.Opens.String() + "; read as planned)"
			}
			t.Rows = append(t.Rows, pdf.Cells(d.lettered(o.Offer), title, phrase.Verdict(s.Months[0]), phrase.Verdict(s.Months[24]), phrase.Share(s.Months[24]), phrase.When(s.StopsAt)))
		}
	}
	d.captioned(t)
	for _, o := range drills.Offers {
		if len(o.Drill) > 0 && saysSomething(o.Drill[0]) {
			d.pictured(chart.Drill(o.Drill[0], chartWidth), fmt.Sprintf("%s, %s: capacity left month by month. Solid: at the worst. Pale: may be left.", d.lettered(o.Offer), o.Drill[0].Title))
		}
	}
	d.drillQuestions(drills)
}

// mostAsked bounds the parts of one offer that the briefing asks about; pages list all.
const mostAsked = 2

// drillQuestions are the most telling questions that the drill leaves open, offer by offer.
func (d *document) drillQuestions(drills comparison.Drills) {
	var items []pdf.Item
	for _, o := range drills.Offers {
		about := o.Asked()
		for _, qs := range about[:min(mostAsked, len(about))] {
			var text strings.Builder
			for _, q := range qs {
				text.WriteString(" " + q.Text)
			}
			items = append(items, pdf.Item{Spans: []pdf.Span{{Text: d.lettered(o.Offer) + ". " + qs[0].About + ".", Weight: scene.Semibold}, {Text: text.String()}}})
		}
	}
	if len(items) > 0 {
		d.add(pdf.Heading{Level: 2, Text: "What to ask the vendors about it"})
		d.text("What nobody has published and keeps this drill open, on at most %d parts of each offer, those first whose answers could settle most; the page of drills lists all.", mostAsked)
		d.add(pdf.List{Items: items, Small: true})
	}
}

// saysSomething reports whether a drill leaves anything but the whole height open.
func saysSomething(s depend.ServiceDrill) bool {
	for _, m := range s.Months {
		if m.Share.Lo > 0 || m.Share.Hi < 1 {
			return true
		}
	}
	return false
}

func (d *document) chokes() {
	deps, err := comparison.DependenciesOf(d.ev)
	if err != nil {
		d.text("The dependencies cannot be drawn: the parts of an offer contradict themselves.")
		return
	}
	d.add(pdf.Heading{Level: 2, Text: "Who alone could stop it"})
	t := pdf.Table{
		Caption: "Choke points: one party, or one jurisdiction, whose refusal stops a service",
		Columns: []pdf.Column{{Head: true, Width: 0.22}, {Width: 0.2}, {}, {}},
		Header:  []pdf.Row{pdf.Cells("Offer", "Service", "Parties", "Jurisdictions")},
	}
	for _, o := range deps {
		for _, s := range o.Services {
			t.Rows = append(t.Rows, pdf.Cells(d.lettered(o.Offer), s.Title, phrase.Chokes(s.Actors, 1), phrase.Chokes(s.Jurisdictions, 1)))
		}
	}
	d.captioned(t)
	for _, o := range deps {
		d.pictured(chart.FlowChart(chart.FlowOf(o.Graph), chartWidth), d.lettered(o.Offer)+": who supplies which layer, and under whose law. Dashed: not known.")
	}
}

// inCurrency is what amounts are set side by side in.
var inCurrency = comparison.Currencies[0]

// comparedText is an amount as it compares, with the rate that it was converted at.
func comparedText(a comparison.Amount) string {
	switch {
	case a.Payable.Amount == nil:
		return "–"
	case a.Compared.NoRate:
		return comparison.NoRateText(inCurrency)
	case a.Compared.Amount == nil:
		return phrase.Money(a.Payable.Amount)
	}
	return phrase.Money(a.Compared.Amount) + ", " + comparison.RateText(a.Compared.Rate)
}

func (d *document) money() {
	t := pdf.Table{
		Caption: "Each amount at the step it has reached; amounts are not added up, since two statements may speak of the same money",
		Columns: []pdf.Column{{Head: true, Width: 0.2}, {Width: 0.17}, {Width: 0.11}, {}, {Width: 0.18}, {Width: 0.22}},
		Header:  []pdf.Row{pdf.Cells("Offer", "Who pays", "Step", "Amount", "In "+inCurrency+", for comparison", "Note")},
	}
	for _, o := range d.ev.Offers {
		for _, a := range comparison.MoneyOf(o.Offer, inCurrency, d.ev.AsOf).Amounts {
			t.Rows = append(t.Rows, pdf.Cells(d.lettered(o.Offer.ID), a.Payable.Payer, string(a.Stage), phrase.Money(a.Payable.Amount), comparedText(a), cmp.Or(a.Payable.Note, "–")))
		}
	}
	if len(t.Rows) == 0 {
		d.text("No source names any money of these offers.")
		return
	}
	d.captioned(t)
	d.owners()
}

// owners says who holds the sites by year, where anything is known of it.
func (d *document) owners() {
	t := pdf.Table{
		Caption: "Who owns the sites: shares of the buyer's side, the provider's side and third parties, in years from the start of the term",
		Columns: []pdf.Column{{Head: true, Width: 0.24}, {Width: 0.2}, {}, {}, {}},
		Header:  []pdf.Row{pdf.Cells("Offer", "Site", "Year 0", "Year 5", "Year 10")},
	}
	for _, o := range d.ev.Offers {
		for _, site := range comparison.MoneyOf(o.Offer, inCurrency, d.ev.AsOf).Titles {
			cells := []string{d.lettered(o.Offer.ID), site.Site.Name}
			for _, s := range site.ByYear {
				cells = append(cells, phrase.Owners(s.Known, s.Buyer, s.Provider, s.Third))
			}
			t.Rows = append(t.Rows, pdf.Cells(cells...))
		}
	}
	if len(t.Rows) > 0 {
		d.captioned(t)
	}
}

func (d *document) leaving() {
	if d.ev.Framework.ID != "assay-core" {
		return
	}
	d.add(pdf.Heading{Level: 2, Text: "What leaving takes"})
	d.pictured(chart.ExitDays(d.ev, chartWidth), fmt.Sprintf("Days to leave by contract. The dashed lines are the standard and the longest exit of %s.", measure.DataActSource))
	t := pdf.Table{
		Caption: "Days to leave, as the terms on record give them",
		Columns: []pdf.Column{{Head: true, Width: 0.5}, {}},
		Header:  []pdf.Row{pdf.Cells("Offer", "Days")},
	}
	for _, o := range d.ev.Offers {
		t.Rows = append(t.Rows, pdf.Cells(d.lettered(o.Offer.ID), chart.DaysText(o)))
	}
	d.captioned(t)
	d.exits()
}

// exits says what leaving costs, item by item, and draws its steps, where a source describes them.
func (d *document) exits() {
	t := pdf.Table{
		Caption: "What leaving costs, each item in the currency that its source names",
		Columns: []pdf.Column{{Head: true, Width: 0.24}, {Width: 0.3}, {}, {Width: 0.24}},
		Header:  []pdf.Row{pdf.Cells("Offer", "Item", "Cost", "How")},
	}
	for _, o := range d.ev.Offers {
		x, err := comparison.ExitOf(o.Offer, inCurrency, d.ev.AsOf)
		if err != nil {
			d.text("What leaving %s takes cannot be shown: its parts contradict themselves.", d.lettered(o.Offer.ID))
			continue
		}
		t.Rows = append(t.Rows, d.costs(o.Offer.ID, x)...)
		if x.Timeline != nil && len(x.Timeline.Steps) > 0 {
			d.pictured(chart.Timeline(*x.Timeline, chartWidth), d.lettered(o.Offer.ID)+": the steps of leaving. Solid: at the earliest. Dashed: as late as they may end. A dot marks the critical path.")
		}
	}
	if len(t.Rows) > 0 {
		d.captioned(t)
	}
}

// costs are the rows of one exit: its items, their sum, and the sum as it compares.
func (d *document) costs(id offer.ID, x comparison.Exit) (rows []pdf.Row) {
	if x.Cost == nil || len(x.Cost.Lines) == 0 {
		return nil
	}
	for _, l := range x.Cost.Lines {
		rows = append(rows, pdf.Cells(d.lettered(id), l.Text, comparison.SumText(l.Cost, x.Cost.Currency), l.How))
	}
	rows = append(rows, pdf.Cells(d.lettered(id), "Together", comparison.SumText(x.Cost.Total, x.Cost.Currency), "the items above, added up"))
	switch {
	case x.Total.NoRate:
		rows = append(rows, pdf.Cells(d.lettered(id), "In "+inCurrency+", for comparison", "–", comparison.NoRateText(inCurrency)))
	case x.Total.Sum != nil:
		rows = append(rows, pdf.Cells(d.lettered(id), "In "+inCurrency+", for comparison", comparison.SumText(*x.Total.Sum, inCurrency), comparison.RateText(x.Total.Rate)))
	}
	return rows
}

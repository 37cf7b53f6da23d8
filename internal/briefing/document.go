package briefing

import (
	"fmt"
	"slices"
	"strings"

	"assay/internal/chart"
	"assay/internal/comparison"
	"assay/internal/evaluate"
	"assay/internal/framework"
	"assay/internal/offer"
	"assay/internal/pdf"
	"assay/internal/phrase"
	"assay/internal/scene"
)

// Blocks is the briefing's content: summary, how sure it is, what to ask for and what to find
// out first (where ev was analysed), what the parts say of switching off, money and leaving,
// comparison, one section an offer, method and sources.
func (b Briefing) Blocks() []pdf.Block {
	d := &document{ev: b.Ev, fw: b.Ev.Yardstick()}
	d.summary()
	d.sure()
	d.asks()
	d.requests()
	d.parts()
	d.criteria()
	for i := range b.Ev.Offers {
		d.offer(i)
	}
	d.method()
	d.sources()
	return d.blocks
}

type document struct {
	ev      comparison.Evaluation
	fw      *framework.Framework
	blocks  []pdf.Block
	section int
	table   int
	figure  int
}

func (d *document) add(blocks ...pdf.Block) { d.blocks = append(d.blocks, blocks...) }

func (d *document) heading(text, anchor string) {
	d.section++
	d.add(pdf.Heading{Level: 1, Text: fmt.Sprintf("%d. %s", d.section, text), Anchor: anchor})
}

func (d *document) text(format string, args ...any) { d.add(pdf.Text(fmt.Sprintf(format, args...))) }

func (d *document) captioned(t pdf.Table) {
	d.table++
	t.Caption = fmt.Sprintf("Table %d. %s", d.table, t.Caption)
	d.add(t)
}

func (d *document) pictured(s scene.Scene, caption string) {
	d.figure++
	d.add(pdf.Figure{Scene: s, Alt: s.Title + ". " + s.Desc, Caption: fmt.Sprintf("Figure %d. %s", d.figure, caption)})
}

// chartWidth is the width of scenes in a briefing, in their own units.
const chartWidth = 720

func (d *document) summary() {
	ev := d.ev
	d.heading("Summary", "summary")
	d.text("This briefing weighs %s on the %d criteria of %s, as of %s. A score runs from 0 (worst) to 100 and is an interval: from what is secured to what the evidence leaves open. What nobody knows counts as the whole scale, never as zero and never as the middle.",
		phrase.Count(len(ev.Offers), "offer", "offers"), d.fw.ScoredCount(), ev.Framework.Title, ev.AsOf)
	if ev.Kind == comparison.Profiles {
		d.text("The offers were put to different buyers, or to nobody in particular. They are shown as profiles: no ranks are given and no winner is named.")
	} else {
		d.order()
	}
	if w := ev.Weighting; w != nil {
		d.text("The weights in force are those of %s, for this reason: %s", w.Person, w.Reason)
	}
	lo, hi := resolvedRange(ev)
	d.add(pdf.KeyFigures{Figures: []pdf.KeyFigure{
		{Value: fmt.Sprint(len(ev.Offers)), Label: "offers, on fixed scales"},
		{Value: fmt.Sprintf("%.0f to %.0f %%", 100*lo, 100*hi), Label: "of the scale resolved by evidence"},
		{Value: fmt.Sprint(len(ev.Evidence)), Label: "sources, each with date and grade"},
	}})
	d.headline()
	d.pictured(chart.Intervals(ev, chartWidth), "Score as an interval. Solid: as evidenced. Dashed: as claimed by the providers.")
	d.pictured(chart.Contributions(ev, chartWidth), "Where the points come from. Solid: secured. Pale: still open. Table 2 holds the figures.")
	d.dimensions()
	d.plane()
	d.add(pdf.Heading{Level: 2, Text: "What a careful reader would object to"})
	var items []pdf.Item
	for _, f := range ev.Objections() {
		items = append(items, pdf.Item{Spans: []pdf.Span{{Text: f.Text}}})
	}
	d.add(pdf.List{Items: items})
}

func (d *document) order() {
	o := d.ev.Order
	d.text("Must be first: %s. Can be first: %s. Conditional on open gates: %s. Not ranked (withdrawn, or failing a gate): %s. These follow from the bounds alone; nothing here is a probability.",
		d.names(o.MustBeFirst), d.names(o.CanBeFirst), d.names(o.Conditional), d.names(o.Unranked))
}

func (d *document) names(ids []offer.ID) string {
	if len(ids) == 0 {
		return "none"
	}
	names := make([]string, len(ids))
	for i, id := range ids {
		j := slices.IndexFunc(d.ev.Offers, func(o comparison.OfferEvaluation) bool { return o.Offer.ID == id })
		names[i] = phrase.Letter(j) + " " + d.ev.Offers[j].Offer.Title
	}
	return strings.Join(names, "; ")
}

func resolvedRange(ev comparison.Evaluation) (lo, hi float64) {
	lo, hi = 1, 0
	for _, o := range ev.Offers {
		lo, hi = min(lo, o.Evidenced.Resolved), max(hi, o.Evidenced.Resolved)
	}
	return lo, hi
}

func (d *document) headline() {
	t := pdf.Table{
		Caption: "Floor, score and how much is known, as evidenced",
		Columns: []pdf.Column{{Head: true, Width: 0.30}, {}, {}, {}, {Align: pdf.End}, {Align: pdf.End}, {}},
		Header:  []pdf.Row{pdf.Cells("Offer", "Floor", "Score", "As claimed", "Answered", "Resolved", "Gates")},
	}
	for i, o := range d.ev.Offers {
		e := o.Evidenced
		t.Rows = append(t.Rows, pdf.Row{Cells: []pdf.Cell{
			{Spans: []pdf.Span{{Text: phrase.Letter(i) + "  " + o.Offer.Title, Link: "#offer-" + string(o.Offer.ID)}}},
			cell(phrase.Floor(e.Floor)), cell(phrase.Span(e.Score)), cell(phrase.Span(o.Claimed.Score)),
			cell(phrase.Percent(e.Answered)), cell(phrase.Percent(e.Resolved)), cell(phrase.GateMark(e.Gate)),
		}})
	}
	d.captioned(t)
}

func (d *document) dimensions() {
	head := []string{"Offer"}
	cols := []pdf.Column{{Head: true, Width: 0.30}}
	for _, dim := range d.fw.ScoredDimensions() {
		head, cols = append(head, dim.Title), append(cols, pdf.Column{})
	}
	t := pdf.Table{Caption: "Points by dimension, secured to possible", Columns: cols, Header: []pdf.Row{pdf.Cells(head...)}}
	for i, o := range d.ev.Offers {
		row := []string{phrase.Letter(i) + "  " + o.Offer.Title}
		for _, dim := range d.fw.ScoredDimensions() {
			text := "n/a"
			for _, s := range o.Evidenced.Dimensions {
				if s.Dimension == dim.ID {
					text = fmt.Sprintf("%s of %s", phrase.Span(s.Contribution), phrase.Points(s.Weight))
				}
			}
			row = append(row, text)
		}
		t.Rows = append(t.Rows, pdf.Cells(row...))
	}
	d.captioned(t)
}

// criteriaColumns is how many offers stand side by side in one criteria table.
const criteriaColumns = 6

func (d *document) criteria() {
	d.heading("Comparison by criterion", "criteria")
	d.text("Levels run from 0 (worst) to 4. A range is what the evidence leaves open; a question mark is unknown; gates are marked with an asterisk.")
	for from := 0; from < len(d.ev.Offers); from += criteriaColumns {
		d.criteriaTable(from, min(from+criteriaColumns, len(d.ev.Offers)))
	}
	if len(d.ev.Offers) <= 10 {
		d.pictured(chart.Heat(d.ev, chartWidth), "Levels by criterion. Left half: the lowest level left open; right half: the highest. The table above holds the same levels.")
	}
}

func (d *document) criteriaTable(from, to int) {
	head := []string{"Criterion"}
	cols := []pdf.Column{{Head: true, Width: 0.42}}
	for i := from; i < to; i++ {
		head, cols = append(head, phrase.Letter(i)), append(cols, pdf.Column{Align: pdf.Center})
	}
	var legend []string
	for i := from; i < to; i++ {
		legend = append(legend, phrase.Letter(i)+" "+d.ev.Offers[i].Offer.Title)
	}
	t := pdf.Table{Caption: "Levels by criterion: " + strings.Join(legend, "; "), Columns: cols, Header: []pdf.Row{pdf.Cells(head...)}}
	for dim, c := range d.fw.Criteria {
		if c.Optional {
			continue
		}
		if dim.Criteria[0].ID == c.ID {
			t.Rows = append(t.Rows, pdf.Row{Strong: true, Cells: []pdf.Cell{{Spans: []pdf.Span{{Text: dim.Title}}, ColSpan: to - from + 1, Fill: scene.Panel}}})
		}
		name := c.ID + "  " + c.Title
		if c.Gating {
			name += " *"
		}
		row := pdf.Row{Cells: []pdf.Cell{cell(name)}}
		for i := from; i < to; i++ {
			e, _ := d.ev.Offers[i].Evidenced.Cell(c.ID)
			row.Cells = append(row.Cells, cell(phrase.CellMark(e)))
		}
		t.Rows = append(t.Rows, row)
	}
	d.captioned(t)
}

func (d *document) offer(i int) {
	o := d.ev.Offers[i]
	e := o.Evidenced
	d.add(pdf.PageBreak{}) // whoever deals with one offer takes its pages
	d.heading(phrase.Letter(i)+"  "+o.Offer.Title, "offer-"+string(o.Offer.ID))
	d.text("%s", o.Offer.Summary)
	d.text("%s; stage: %s; status: %s.", o.Offer.Provider, phrase.Word(o.Offer.Stage), phrase.Word(o.Status))
	floor := "Floor over the gates: " + phrase.Floor(e.Floor)
	if names := d.criterionNames(e.Floor.HiBinding); e.Floor.Known && e.Floor.Levels.Hi < framework.MaxLevel {
		floor += ", held down by " + names
	}
	score := fmt.Sprintf("Score %s of 100 as evidenced, %s as claimed; %s answered, %s resolved, %s.",
		phrase.Span(e.Score), phrase.Span(o.Claimed.Score), phrase.Percent(e.Answered), phrase.Percent(e.Resolved), phrase.Count(e.Unknowns, "unknown", "unknowns"))
	items := []pdf.Item{item(score), item(floor + ".")}
	if len(e.Gate.Failing) > 0 {
		items = append(items, item(fmt.Sprintf("Fails at gate level %d: %s.", e.Gate.Level, d.criterionNames(e.Gate.Failing))))
	}
	if len(e.Gate.Open) > 0 {
		items = append(items, item(fmt.Sprintf("Open at gate level %d: %s.", e.Gate.Level, d.criterionNames(e.Gate.Open))))
	}
	d.add(pdf.List{Items: items})
	d.answers(o)
	d.unknowns(o)
}

func item(s string) pdf.Item { return pdf.Item{Spans: []pdf.Span{{Text: s}}} }

func (d *document) criterionNames(ids []string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		c, _, _ := d.fw.Criterion(id)
		names[i] = c.Title + " (" + id + ")"
	}
	return strings.Join(names, ", ")
}

func (d *document) answers(o comparison.OfferEvaluation) {
	t := pdf.Table{
		Caption: "What is judged of " + o.Offer.Title,
		Columns: []pdf.Column{{Head: true, Width: 0.25}, {Align: pdf.Center, Width: 0.09}, {Width: 0.5}, {}},
		Header:  []pdf.Row{pdf.Cells("Criterion", "Levels", "Why", "Sources")},
	}
	for _, c := range slices.Concat(o.Evidenced.Cells, o.Evidenced.Context) {
		if c.Answer < 0 {
			continue
		}
		a := o.Answers[c.Answer]
		k, _, _ := d.fw.Criterion(c.Criterion)
		why := []pdf.Span{{Text: a.Rationale}}
		for _, n := range c.Notes {
			why = append(why, pdf.Span{Text: " " + n.Text, Italic: true})
		}
		t.Rows = append(t.Rows, pdf.Row{Cells: []pdf.Cell{
			cell(k.ID + "  " + k.Title), cell(phrase.CellMark(c)), {Spans: why}, {Spans: d.references(a)},
		}})
	}
	if len(t.Rows) == 0 {
		d.text("No criterion of this offer is answered by public evidence: its whole scale stays open.")
		return
	}
	d.captioned(t)
}

// references links to the numbered sources that an answer rests on.
func (d *document) references(a offer.Answer) []pdf.Span {
	ids := slices.Concat(a.Lo.Evidence, a.Hi.Evidence)
	slices.Sort(ids)
	ids = slices.Compact(ids)
	var spans []pdf.Span
	for i, id := range ids {
		if i > 0 {
			spans = append(spans, pdf.Span{Text: ", "})
		}
		n := slices.IndexFunc(d.ev.Evidence, func(e offer.Evidence) bool { return e.ID == id }) + 1
		spans = append(spans, pdf.Span{Text: fmt.Sprintf("%d", n), Link: fmt.Sprintf("#source-%d", n)})
	}
	if len(spans) == 0 {
		return []pdf.Span{{Text: "none recorded"}}
	}
	return spans
}

func (d *document) unknowns(o comparison.OfferEvaluation) {
	var items []pdf.Item
	for _, c := range o.Evidenced.Cells {
		if c.State == evaluate.Unknown && c.Answer < 0 {
			k, _, _ := d.fw.Criterion(c.Criterion)
			items = append(items, pdf.Item{Spans: []pdf.Span{
				{Text: fmt.Sprintf("%s (%s). ", k.Title, k.ID), Weight: scene.Semibold}, {Text: "Would be settled by: " + phrase.LowerFirst(k.Evidence)},
			}})
		}
	}
	if len(items) == 0 {
		return
	}
	d.add(pdf.Heading{Level: 2, Text: "What nobody has answered: " + o.Offer.Title}, pdf.List{Items: items, Small: true})
}

func (d *document) method() {
	d.add(pdf.PageBreak{})
	d.heading("Method", "method")
	d.text("The score is an additive value model on fixed scales, V = sum of weight times value, computed once with every lower and once with every upper bound (Keeney and Raiffa 1976). Adding an offer changes no other offer's score.")
	d.add(pdf.List{Items: []pdf.Item{
		item("Answered is the weight of the criteria that are narrower than the scale. Resolved is 1 minus the weighted width of all ranges."),
		item("The floor is the lowest level over the gating criteria. A gate passes if the lower bound reaches its level, fails if the upper bound does not, and is open otherwise. Gates come before sums: an offer that fails one is shown and not ranked."),
		item("As evidenced, a lower bound needs documented or demonstrated evidence and a binding stage, and an upper bound needs such evidence or the provider's own admission. A vendor's claim raises no floor. As claimed, vendors' claims count as well. What is unverified moves no bound."),
		item(fmt.Sprintf("Evidence older than %d months at the as-of date has gone stale and its bound is open. A right, licence or promise that has run out takes its stated consequence.", d.fw.StaleAfterMonths)),
		item("Source grades: A official or primary text; B named press; C secondary page or aggregator; S founding document only. Copies of one text are one source."),
	}})
	d.text("Framework %s@%s, content sha256:%s. %s", d.ev.Framework.ID, d.ev.Framework.Version, d.ev.Framework.SHA256, d.fw.Statement)
}

func (d *document) sources() {
	d.heading("Sources", "sources")
	d.text("Each account is ours, in one sentence. Titles and origins are given where they are recorded.")
	var items []pdf.Item
	for i, e := range d.ev.Evidence {
		s := e.Source
		spans := []pdf.Span{{Text: s.Publisher + ", "}, {Text: phrase.Date(s.Issued) + ", grade " + string(s.Grade) + ". "}}
		if s.Title != "" {
			spans = append(spans, pdf.Span{Text: s.Title + ". ", Italic: true})
		}
		spans = append(spans, pdf.Span{Text: e.Account + " "})
		if s.Origin != "" {
			spans = append(spans, pdf.Span{Text: "Origin: " + s.Origin + ". "})
		}
		switch {
		case s.URL != "":
			spans = append(spans, pdf.Span{Text: s.URL, Link: s.URL})
		default:
			spans = append(spans, pdf.Span{Text: "Seen as: " + s.Where + "."})
		}
		items = append(items, pdf.Item{Spans: spans, Anchor: fmt.Sprintf("source-%d", i+1)})
	}
	d.add(pdf.List{Numbered: true, Items: items, Small: true})
}

func cell(s string) pdf.Cell { return pdf.Cell{Spans: []pdf.Span{{Text: s}}} }

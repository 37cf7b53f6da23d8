package briefing

import (
	"strings"

	"assay/internal/comparison"
	"assay/internal/evaluate"
	"assay/internal/framework"
	"assay/internal/offer"
)

// comparisonTable has one row per offer: what every page shows at the head of a comparison.
func comparisonTable(ev comparison.Evaluation) table {
	t := table{Name: "comparison", Title: "Offers with their scores, floors and gates", Key: []string{"offer"}, Columns: []column{
		{Name: "offer", Title: "Offer", Kind: isID, Needed: true, Width: 24},
		{Name: "title", Title: "Title", Needed: true, Width: 34},
		{Name: "provider", Title: "Provider", Width: 24},
		{Name: "provider_country", Title: "Provider's country (ISO 3166-1 alpha-2)", Kind: isID},
		{Name: "country", Title: "Put to the country (ISO 3166-1 alpha-3)", Kind: isID},
		{Name: "status", Title: "Status on the day", Words: statuses, Needed: true},
		{Name: "stage", Title: "Stage", Words: stages},
		{Name: "score_lo", Title: "Score as evidenced, lower end (0 to 1)", Kind: isShare, Needed: true},
		{Name: "score_hi", Title: "Score as evidenced, upper end (0 to 1)", Kind: isShare, Needed: true},
		{Name: "claimed_lo", Title: "Score as claimed, lower end (0 to 1)", Kind: isShare, Needed: true},
		{Name: "claimed_hi", Title: "Score as claimed, upper end (0 to 1)", Kind: isShare, Needed: true},
		{Name: "floor_lo", Title: "Floor over the gates, lower end (level)", Kind: isWhole, Most: offer.MaxLevel},
		{Name: "floor_hi", Title: "Floor over the gates, upper end (level)", Kind: isWhole, Most: offer.MaxLevel},
		{Name: "floor_lo_binding", Title: "Criteria that bind the floor's lower end", Kind: isIDs},
		{Name: "floor_hi_binding", Title: "Criteria that keep the floor from being higher", Kind: isIDs},
		{Name: "gate", Title: "Gates", Words: []string{string(evaluate.Pass), string(evaluate.Open), string(evaluate.Fail)}, Needed: true},
		{Name: "gate_level", Title: "Level that every gate demands", Kind: isWhole, Most: offer.MaxLevel, Needed: true},
		{Name: "gates_failing", Title: "Gates that fail", Kind: isIDs},
		{Name: "gates_open", Title: "Gates that are open", Kind: isIDs},
		{Name: "gates_passing", Title: "Gates that pass", Kind: isIDs},
		{Name: "gates_not_applicable", Title: "Gates that do not apply", Kind: isIDs},
		{Name: "answered", Title: "Answered: share of the weight narrower than the whole scale", Kind: isShare, Needed: true},
		{Name: "resolved", Title: "Resolved: 1 less the width of the score", Kind: isShare, Needed: true},
		{Name: "unknowns", Title: "Criteria of which nothing is known", Kind: isWhole, Needed: true},
	}}
	dims := ev.Yardstick().ScoredDimensions()
	for _, d := range dims {
		name := fieldName(t.Columns, "dimension_"+d.ID)
		t.Columns = append(t.Columns,
			column{Name: name + "_lo", Title: d.Title + " as evidenced, lower end (0 to 1)", Kind: isShare},
			column{Name: name + "_hi", Title: d.Title + " as evidenced, upper end (0 to 1)", Kind: isShare})
	}
	for _, o := range ev.Offers {
		t.Rows = append(t.Rows, comparisonRow(o, dims))
	}
	return t
}

func comparisonRow(o comparison.OfferEvaluation, dims []framework.Dimension) []any {
	r := o.Evidenced
	floor := []any{nil, nil}
	if r.Floor.Known {
		floor = []any{r.Floor.Levels.Lo, r.Floor.Levels.Hi}
	}
	row := []any{
		string(o.Offer.ID), o.Offer.Title, o.Offer.Provider, o.Offer.ProviderCountry, o.Offer.Country, o.Status.String(), o.Offer.Stage.String(),
		r.Score.Lo, r.Score.Hi, o.Claimed.Score.Lo, o.Claimed.Score.Hi, floor[0], floor[1], list(r.Floor.LoBinding), list(r.Floor.HiBinding),
		string(r.Gate.State), r.Gate.Level, list(r.Gate.Failing), list(r.Gate.Open), list(r.Gate.Passing), list(r.Gate.Excluded),
		r.Answered, r.Resolved, r.Unknowns,
	}
	for _, d := range dims {
		if s, ok := dimensionOf(r, d.ID); ok {
			row = append(row, s.Score.Lo, s.Score.Hi)
		} else {
			row = append(row, nil, nil)
		}
	}
	return row
}

func dimensionOf(r evaluate.Result, id string) (evaluate.DimensionScore, bool) {
	for _, s := range r.Dimensions {
		if s.Dimension == id {
			return s, true
		}
	}
	return evaluate.DimensionScore{}, false
}

// list writes criteria separated by spaces.
func list(criteria []string) string { return strings.Join(criteria, " ") }

// fieldName makes an id the name of a column: points and hyphens, which the names of columns
// cannot hold (W3C, Metadata Vocabulary for Tabular Data), become underscores, and a name that
// is taken gets one more.
func fieldName(taken []column, s string) string {
	name := strings.NewReplacer("-", "_", ".", "_").Replace(s)
	for _, c := range taken {
		if c.Name == name+"_lo" {
			return fieldName(taken, name+"_")
		}
	}
	return name
}

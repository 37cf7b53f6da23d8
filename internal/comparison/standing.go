package comparison

import (
	"assay/internal/evaluate"
	"assay/internal/framework"
	"assay/internal/offer"
	"assay/internal/robust"
)

// A Standing is an offer's score and its chance of coming first at the weights in force.
type Standing struct {
	Offer  offer.ID          `json:"offer"`
	Score  evaluate.Interval `json:"score"`
	First  Share             `json:"first"`
	Ranked bool              `json:"ranked"`
}

// standingDraws keep a form quick: 95 % intervals of about two points.
const standingDraws = 2048

// Standings returns the scores of an evaluation and, for a decision, who comes first how often:
// what a form shows while weights are moved. The analysis draws more.
func Standings(ev Evaluation) ([]Standing, Draws, error) {
	rows := make([]Standing, len(ev.Offers))
	for i, o := range ev.Offers {
		rows[i] = Standing{Offer: o.Offer.ID, Score: o.Evidenced.Score, Ranked: ev.Kind == Decision && contenderOf(o).Ranked()}
	}
	if ev.Kind != Decision {
		return rows, Draws{}, nil
	}
	p := ev.Problem()
	some := false
	for _, r := range rows {
		some = some || r.Ranked
	}
	if !some {
		return rows, Draws{}, nil
	}
	r, err := robust.Acceptability(p, robust.Options{Draws: standingDraws, NoPairs: true})
	if err != nil {
		return nil, Draws{}, err
	}
	for i := range rows {
		if rows[i].Ranked {
			rows[i].First = Share(r.First[i])
		}
	}
	return rows, drawsOf(r), nil
}

// Under returns the same comparison under another person's weights, without an analysis.
func (ev Evaluation) Under(w framework.Weighting) (Evaluation, error) {
	in := Inputs{Title: ev.Title, Framework: ev.fw, Tier: ev.Tier.ID, AsOf: ev.AsOf, Evidence: ev.Evidence, Weighting: &w}
	for _, o := range ev.Offers {
		in.Subjects = append(in.Subjects, offer.Dossier{Offer: o.Offer, Answers: o.Answers})
	}
	return Evaluate(in)
}

// First returns the offer that comes first most often, and of several the one that stands first
// in the rows. It reports false where nobody is ranked.
func First(rows []Standing) (first Standing, ok bool) {
	for _, r := range rows {
		if r.Ranked && (!ok || r.First.Value > first.First.Value) {
			first, ok = r, true
		}
	}
	return first, ok
}

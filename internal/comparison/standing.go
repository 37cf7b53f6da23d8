package comparison

import (
	"assay/internal/evaluate"
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
		rows[i] = Standing{Offer: o.Offer.ID, Score: o.Evidenced.Score, Ranked: contenderOf(o).Ranked()}
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

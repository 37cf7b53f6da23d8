package analyse

import (
	"assay/internal/robust"
)

// Engine names the version of what is computed; a change of any number changes it.
const Engine = "assay-analyse 1"

// Run analyses a problem. The same input gives the same report on any number of processors.
func Run(in *Input) (*Report, error) {
	r := newReport(in)
	for _, step := range []func(*Input) error{
		r.scores, r.resolve, r.acceptability, r.dominance, r.stability, r.information, r.agreement, r.sort, r.changes, r.holds, r.lint,
	} {
		if err := step(in); err != nil {
			return nil, err
		}
	}
	return r, nil
}

func (r *Report) scores(in *Input) error {
	bounds, err := robust.ScoreBounds(&in.Problem)
	if err != nil {
		return err
	}
	for _, b := range bounds {
		r.Score = append(r.Score, b.Score)
		r.Expected = append(r.Expected, b.Expected)
		r.ScoreAnyWeights = append(r.ScoreAnyWeights, b.AnyWeights)
		r.AnyWeightsWide = r.AnyWeightsWide || b.Wide
	}
	return nil
}

func (r *Report) stability(in *Input) (err error) {
	if r.Stability, err = robust.StabilityOf(&in.Problem); err != nil {
		return err
	}
	if in.sweep == nil {
		return nil
	}
	for j := range in.Criteria {
		s, err := robust.SweepWeight(&in.Problem, j, in.sweep)
		if err != nil { // the criterion has all the weight
			r.Sweeps = append(r.Sweeps, nil)
			continue
		}
		r.Sweeps = append(r.Sweeps, s)
	}
	return nil
}

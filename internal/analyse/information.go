package analyse

import (
	"cmp"
	"slices"

	"assay/internal/robust"
)

// An Unknown is what could be found out: a cell, or the cells that share an id.
type Unknown struct {
	Name string `json:"name"` // its id, or "alternative: criterion"
	robust.Unknown
}

// A Worth is what finding out one unknown and no other is worth, in value.
type Worth struct {
	Name string `json:"name"`
	robust.UnknownInformation
}

// A Tornado shows what each unknown does to one alternative.
type Tornado struct {
	Alternative int          `json:"alternative"`
	Bars        []robust.Bar `json:"bars"`
}

// maxTornados bounds how many alternatives have a tornado, the best expected score first.
const maxTornados = 10

func (r *Report) information(in *Input) error {
	for _, u := range in.Problem.Unknowns() {
		name := u.Name
		if name == "" {
			name = in.Alternatives[u.Cells[0].Alternative] + ": " + in.Criteria[u.Cells[0].Criterion]
		}
		r.Unknowns = append(r.Unknowns, Unknown{name, u})
	}
	for i := range in.Alternatives {
		s, err := robust.SensitivityOf(&in.Problem, i)
		if err != nil {
			return err
		}
		r.Sensitivity = append(r.Sensitivity, *s)
	}
	for _, i := range r.best(in)[:min(maxTornados, len(r.best(in)))] {
		bars, err := robust.Tornado(&in.Problem, i)
		if err != nil {
			return err
		}
		r.Tornado = append(r.Tornado, Tornado{i, bars})
	}
	if r.nobody() {
		return nil
	}
	info, err := robust.InformationOf(&in.Problem, robust.InformationOptions{Seed: in.seed})
	if err != nil {
		return err
	}
	r.EVPI, r.GateInformation = &info.Perfect, info.Gates
	for _, u := range info.Unknowns {
		u.First = likeliest(u.First)
		r.EVPPI = append(r.EVPPI, Worth{r.Unknowns[u.Unknown].Name, u})
	}
	for _, u := range slices.SortedStableFunc(slices.Values(info.Unknowns), func(a, b robust.UnknownInformation) int { return cmp.Compare(b.Value, a.Value) }) {
		if u.Value > 0 {
			r.AskFirst = append(r.AskFirst, u.Unknown)
		}
	}
	return nil
}

// best returns the ranked alternatives, the best expected score first.
func (r *Report) best(in *Input) []int {
	order := []int{}
	for i := range in.Alternatives {
		if in.IsRanked(i) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(r.Expected[b], r.Expected[a]) })
	return order
}

// maxChances bounds how many alternatives are named that may come first once something is known.
const maxChances = 20

// likeliest keeps the most probable, in the order of alternatives.
func likeliest(all []robust.Chance) []robust.Chance {
	if len(all) <= maxChances {
		return all
	}
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b robust.Chance) int { return cmp.Compare(b.Probability, a.Probability) })
	all = slices.Clip(all[:maxChances])
	slices.SortFunc(all, func(a, b robust.Chance) int { return cmp.Compare(a.Alternative, b.Alternative) })
	return all
}

package comparison

import (
	"cmp"
	"fmt"
	"slices"

	"assay/internal/robust"
)

// methodTitles are the methods beside the additive value, in reading order.
var methodTitles = []struct {
	method robust.Method
	title  string
}{
	{robust.Additive, "additive value (decides)"},
	{robust.Geometric, "weighted geometric mean of (1 + 4v)/5"},
	{robust.Promethee, "PROMETHEE II, any difference counts"},
	{robust.PrometheeLinear, "PROMETHEE II, differences count from 0.05 to 0.25"},
	{robust.Steeper, "additive value, curves steeper (v²)"},
	{robust.Flatter, "additive value, curves flatter (√v)"},
	{robust.ClosenessTopsis, "TOPSIS on the fixed scales"},
}

// methods sets other methods beside the additive value, every unknown at its mean, and tries
// which of them would turn an order round when an offer is added that can change nobody's mind.
func (a *analyst) methods(s *Sure) error {
	var ms []robust.Method
	for _, m := range methodTitles[1:] {
		ms = append(ms, m.method)
	}
	agreement, err := robust.AgreementOf(a.p, ms)
	if err != nil {
		return err
	}
	reversals, err := robust.RankReversals(a.p, ms)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(agreement.Readings, func(r robust.Reading) bool { return r.Values == "mean" })
	for _, r := range agreement.Readings[i].Methods {
		m := Method{ID: string(r.Method), Title: titleOf(r.Method), Agrees: r.Reversed == 0 && !r.LeaderDiffers, Appendix: r.Method == robust.ClosenessTopsis}
		var order []int
		for i, v := range r.Scores {
			if v != nil {
				order = append(order, i)
			}
		}
		slices.SortStableFunc(order, func(x, y int) int { return cmp.Compare(*r.Scores[y], *r.Scores[x]) })
		for _, i := range order {
			m.Order = append(m.Order, a.id(i))
		}
		for _, d := range r.Divergences {
			m.Divergences = append(m.Divergences, a.divergence(d))
		}
		if n := r.Reversed - len(r.Divergences); n > 0 {
			m.Divergences = append(m.Divergences, fmt.Sprintf("and %d more pairs", n))
		}
		for _, t := range reversals {
			if t.Method == r.Method {
				m.Reversals = len(t.Reversals)
			}
		}
		s.Methods = append(s.Methods, m)
	}
	return nil
}

func titleOf(m robust.Method) string {
	for _, t := range methodTitles {
		if t.method == m {
			return t.title
		}
	}
	return string(m)
}

func (a *analyst) divergence(d robust.Divergence) string {
	k, _, _ := a.ev.fw.Criterion(a.p.Criteria[d.Criterion])
	return fmt.Sprintf("puts %s before %s, most of all for %s (%s), worth %.0f against %.0f of 100",
		a.title(d.Ahead), a.title(d.Behind), k.Title, k.ID, 100*d.ValueAhead, 100*d.ValueBehind)
}

func (a *analyst) title(i int) string { return a.ev.Offers[i].Offer.Title }

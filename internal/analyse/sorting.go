package analyse

import (
	"slices"

	"assay/internal/robust"
)

const sortingForm = `sorting is {"categories": [{"name": ..., "profile": [...], "veto": [...]}, ...] from the best, "majority": x}`

// sortingOf reads $.sorting, once the weights are known.
func (r *reader) sortingOf(v *value) {
	if !r.object(v, sortingForm, []string{"categories", "majority"}, []string{"rest"}) {
		return
	}
	rest := "rest"
	if name := v.member("rest"); name != nil {
		rest, _ = r.name(name, "the name of the rest")
	}
	s := &robust.Sorting{}
	s.Majority, _ = r.within(v.member("majority"), 0, maxNumber, "the weight that makes a majority")
	cs := v.member("categories")
	if !r.is(cs, list, "the categories from the best") {
		return
	}
	if len(cs.items) == 0 || len(cs.items) > maxCategories {
		r.add(cs.path(), "%d categories; there must be 1 to %d", len(cs.items), maxCategories)
		return
	}
	names := make([]string, len(cs.items))
	for h, item := range cs.items {
		name, profile, veto := r.category(item)
		names[h], s.Profiles, s.Vetoes = name, append(s.Profiles, profile), append(s.Vetoes, veto)
	}
	r.distinct(cs, "category", func(h int) string { return names[h] })
	if slices.Contains(names, rest) {
		r.add(v.path(), `the rest is called %s, as a category is; give it another name with "rest"`, quote(rest))
	}
	if len(r.list) > 0 {
		return
	}
	for _, c := range r.in.criteria {
		s.LessIsBetter = append(s.LessIsBetter, c.falls)
	}
	if s.Weights = r.in.weights.given; s.Weights == nil {
		s.Weights = r.in.Weights.Expected()
	}
	if err := s.Validate(); err != nil {
		r.add(v.path(), "%v", err)
	}
	r.in.sorting, r.in.categories = s, append(names, rest)
}

func (r *reader) category(v *value) (name string, profile []float64, veto []*float64) {
	if !r.object(v, sortingForm, []string{"name", "profile"}, []string{"veto"}) {
		return name, profile, veto
	}
	name, _ = r.name(v.member("name"), "the name of a category")
	for j, x := range r.perCriterion(v.member("profile"), "a profile") {
		if x == nil {
			r.add(v.member("profile").items[j].path(), "a profile has a number for every criterion")
			return name, nil, nil
		}
		profile = append(profile, *x)
	}
	if vs := v.member("veto"); vs != nil {
		veto = r.perCriterion(vs, "a veto")
	}
	return name, profile, veto
}

// perCriterion reads a number or null for each criterion.
func (r *reader) perCriterion(v *value, what string) []*float64 {
	if !r.is(v, list, what) {
		return nil
	}
	if len(v.items) != len(r.in.criteria) {
		r.add(v.path(), "%d entries; %s has one for each of the %d criteria", len(v.items), what, len(r.in.criteria))
		return nil
	}
	xs := make([]*float64, len(v.items))
	for j, item := range v.items {
		if item.kind == null {
			continue
		}
		if x, ok := r.number(item, what+" in the criterion's unit"); ok {
			xs[j] = &x
		}
	}
	return xs
}

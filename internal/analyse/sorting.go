package analyse

import "slices"

// sorting is what MR-Sort needs, on the raw scales.
type sorting struct {
	categories []category
	rest       string
	majority   float64 // share of 1
}

// A category begins at its profile: an entry for each criterion. veto is nil, or has an entry
// for each criterion, nil for none.
type category struct {
	name    string
	profile []float64
	veto    []*float64
}

const sortingForm = `sorting is {"categories": [{"name": ..., "profile": [...], "veto": [...]}, ...] from the best, "majority": x}`

// sortingOf reads $.sorting, once the weights are known.
func (r *reader) sortingOf(v *value) {
	if !r.object(v, sortingForm, []string{"categories", "majority"}, []string{"rest"}) {
		return
	}
	s := &sorting{rest: "rest"}
	if rest := v.member("rest"); rest != nil {
		s.rest, _ = r.name(rest, "the name of the rest")
	}
	s.majority, _ = r.within(v.member("majority"), 0, maxNumber, "the weight that makes a majority")
	cs := v.member("categories")
	if !r.is(cs, list, "the categories from the best") {
		return
	}
	if len(cs.items) == 0 || len(cs.items) > maxCategories {
		r.add(cs.path(), "%d categories; there must be 1 to %d", len(cs.items), maxCategories)
		return
	}
	for _, item := range cs.items {
		s.categories = append(s.categories, r.category(item))
	}
	names := r.distinct(cs, "category", func(i int) string { return s.categories[i].name })
	if slices.Contains(names, s.rest) {
		r.add(v.path(), "the rest is called %s, as a category is; give it another name with \"rest\"", quote(s.rest))
	}
	r.in.sorting = s
}

func (r *reader) category(v *value) (c category) {
	if !r.object(v, sortingForm, []string{"name", "profile"}, []string{"veto"}) {
		return c
	}
	c.name, _ = r.name(v.member("name"), "the name of a category")
	for j, x := range r.perCriterion(v.member("profile"), "a profile") {
		if x == nil {
			r.add(v.member("profile").items[j].path(), "a profile has a number for every criterion")
			return c
		}
		c.profile = append(c.profile, *x)
	}
	if veto := v.member("veto"); veto != nil {
		c.veto = r.perCriterion(veto, "a veto")
	}
	return c
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

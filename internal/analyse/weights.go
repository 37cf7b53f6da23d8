package analyse

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"assay/internal/weight"
)

// An elicited says how the weights of one level of the tree were given.
type elicited struct {
	kind     string
	ranges   string       // of swing: full, local, or "" where nobody said
	compared *Comparisons // of ahp
	given    []float64    // exact weights as they were given, on any scale
	below    []elicited
}

// of names what the pairwise comparisons are about.
func (e elicited) of(what string) {
	if e.compared != nil {
		e.compared.Of = what
	}
}

// each calls f for the level and those below it.
func (e elicited) each(f func(elicited)) {
	f(e)
	for _, b := range e.below {
		b.each(f)
	}
}

const treeForm = `weights down the groups are {"groups": {"kind": ...}, "within": {"name of a group": {"kind": ...}, ...}}`

// weightsOf reads $.weights into the problem's tree.
func (r *reader) weightsOf(v *value) {
	if v == nil {
		return
	}
	if v.kind == object && (v.member("groups") != nil || v.member("within") != nil) {
		r.tree(v)
		return
	}
	all := make([]int, len(r.in.criteria))
	for j := range all {
		all[j] = j
	}
	set, e, ok := r.set(v, r.in.Criteria, all)
	e.of("criteria")
	if ok {
		r.in.Weights, r.in.weights = weight.Flat(set), e
	}
}

func (r *reader) tree(v *value) {
	if !r.object(v, treeForm, []string{"groups", "within"}, nil) {
		return
	}
	names, members := r.in.groups()
	if names[0] == "" {
		r.add(v.path(), `the criteria name no groups; give each criterion a "group", or weights without groups`)
		return
	}
	top, e, ok := r.set(v.member("groups"), names, nil)
	e.of("groups")
	e.kind = "groups: " + e.kind
	tree := weight.Tree{Groups: top, Members: members, Within: make([]weight.Set, len(names))}
	within := v.member("within")
	if !r.object(within, treeForm, names, nil) {
		return
	}
	for g, name := range names {
		own := make([]string, len(members[g]))
		for k, j := range members[g] {
			own[k] = r.in.Criteria[j]
		}
		set, below, fine := r.set(within.member(name), own, members[g])
		below.of(name)
		tree.Within[g], e.below, ok = set, append(e.below, below), ok && fine
	}
	if ok {
		r.in.Weights, r.in.weights = tree, e
	}
}

// kinds are the forms of weights, with the keys each needs and may have.
var kinds = []struct {
	name             string
	needed, optional []string
}{
	{"equal", nil, nil},
	{"free", nil, nil},
	{"exact", []string{"values"}, []string{"ranges"}},
	{"swing", nil, []string{"points", "ratios", "ranges"}},
	{"ordinal", []string{"order"}, []string{"ranges"}},
	{"bounds", nil, []string{"lo", "hi", "ranges"}},
	{"ratio", []string{"ratios"}, []string{"ranges"}},
	{"ahp", []string{"matrix"}, []string{"ranges"}},
}

const weightForm = `weights are {"kind": ...}, with kind one of equal, free, exact, swing, ordinal, bounds, ratio, ahp`

// set reads the weights of one level. names are what it weighs; criteria are their numbers, nil
// where groups are weighed.
func (r *reader) set(v *value, names []string, criteria []int) (s weight.Set, e elicited, ok bool) {
	if !r.is(v, object, weightForm) {
		return s, e, false
	}
	if v.member("kind") == nil {
		r.add(v.path(), `"kind" is missing: %s`, weightForm)
		return s, e, false
	}
	all := make([]string, len(kinds))
	for i, k := range kinds {
		all[i] = k.name
	}
	e.kind, ok = r.choice(v.member("kind"), "a kind of weights", all...)
	if !ok {
		return s, e, false
	}
	k := kinds[slices.Index(all, e.kind)]
	before := len(r.list) + r.more
	if !r.object(v, weightForm, append([]string{"kind"}, k.needed...), k.optional) {
		return s, e, false
	}
	if ranges := v.member("ranges"); ranges != nil {
		known := []string{"full"}
		if e.kind == "swing" {
			known = append(known, "local")
		}
		e.ranges, _ = r.choice(ranges, "the ranges that weights were judged on", known...)
	}
	l := level{reader: r, v: v, names: names, criteria: criteria}
	s, err := l.read(&e)
	if err != nil && len(r.list)+r.more == before {
		r.add(v.path(), "%s", inWords(err, names))
	}
	return s, e, err == nil && len(r.list)+r.more == before
}

// A level is the weights of one level while they are read.
type level struct {
	*reader
	v        *value
	names    []string
	criteria []int
}

// perName reads one item for each name from a list in their order or an object by name. An
// item that is left out is nil.
func (l level) perName(v *value, what string) ([]*value, bool) {
	items := make([]*value, len(l.names))
	switch v.kind {
	case list:
		if len(v.items) != len(items) {
			l.add(v.path(), "%d items for %s; give one for each of %s", len(v.items), what, some(l.names))
			return nil, false
		}
		copy(items, v.items)
	case object:
		for _, m := range v.items {
			i := slices.Index(l.names, m.key)
			if i < 0 {
				l.add(m.path(), "nothing that is weighed here has this name; there are %s", some(l.names))
				return nil, false
			}
			items[i] = m
		}
	default:
		l.add(v.path(), "a list or an object by name is wanted here, %s; this is %s", what, v.kind)
		return nil, false
	}
	for i, item := range items {
		if item != nil && item.kind == null {
			items[i] = nil
		}
	}
	return items, true
}

// complete notes which names have no item.
func (l level) complete(v *value, items []*value, what string) bool {
	var missing []string
	for i, item := range items {
		if item == nil {
			missing = append(missing, quote(l.names[i]))
		}
	}
	if len(missing) > 0 {
		l.add(v.path(), "%s for %s missing", what, strings.Join(missing[:min(8, len(missing))], ", "))
	}
	return len(missing) == 0
}

// inWords says what is wrong with the names of what is weighed, within a few lines.
func inWords(err error, names []string) string {
	s := err.Error()
	if m, ok := errors.AsType[*weight.Mistake](err); ok {
		s = m.In(names)
	}
	if r := []rune(s); len(r) > maxClash {
		s = fmt.Sprintf("%s... (%d characters more)", string(r[:maxClash]), len(r)-maxClash)
	}
	return s
}

// maxClash bounds what is said of weights that cannot be, which may name hundreds of things.
const maxClash = 600

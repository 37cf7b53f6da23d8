package analyse

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"slices"

	"assay/internal/robust"
)

// An Input is a decision problem as read, with what the analyses are asked for.
type Input struct {
	robust.Problem
	Title  string
	SHA256 string // of the bytes read, in hex

	criteria   []criterion
	spans      [][]span // by alternative, then criterion
	unknowns   int      // how many
	gates      []gate
	weights    elicited
	sorting    *robust.Sorting // nil: not asked for
	categories []string        // of sorting, from the best; the rest last
	methods    []robust.Method
	chosen     int // alternative the reverse view is for; -1: the leader
	draws      int // 0: until the error is reached
	errorAim   float64
	sweep      []float64 // weights at which every criterion's sweep is wanted
	seed       uint64
}

// The defaults of a simulation: draws until the largest half-width of the table of rank
// acceptabilities is at most DefaultError, at 95 %.
const (
	DefaultError    = 0.001
	DefaultMaxDraws = 1_000_000
)

// A reader maps a JSON tree to an Input, collecting mistakes.
type reader struct {
	mistakes
	in Input
}

// Read reads a problem: a JSON object as docs/analyse.md and Schema describe it. What is wrong
// with the problem comes as an *InputError that names each place by its JSON path; other
// errors are the reader's.
func Read(from io.Reader) (*Input, error) {
	data, err := io.ReadAll(io.LimitReader(from, MaxBytes+1))
	if err != nil {
		return nil, err
	}
	if len(data) > MaxBytes {
		return nil, &InputError{Mistakes: []Mistake{{"$", fmt.Sprintf("the file is larger than %d bytes (8 MiB)", MaxBytes)}}}
	}
	root, err := parse(data)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	r := &reader{in: Input{SHA256: hex.EncodeToString(sum[:]), chosen: -1, errorAim: DefaultError}}
	r.in.seed = binary.BigEndian.Uint64(sum[:]) >> 11 // so that it survives a trip through a JSON number
	r.problem(root)
	if err := r.err(); err != nil {
		return nil, err
	}
	return &r.in, nil
}

const problemForm = `a problem is {"alternatives": [...], "criteria": [...], "matrix": [[...]], "weights": {...}}`

func (r *reader) problem(root *value) {
	if root.kind != object {
		r.add(root.path(), "%s; this is %s", problemForm, root.kind)
		return
	}
	r.object(root, problemForm, []string{"alternatives", "criteria", "matrix", "weights"},
		[]string{"title", "gates", "methods", "sorting", "chosen", "sweep", "draws", "error", "seed"})
	if t := root.member("title"); t != nil {
		r.in.Title, _ = r.name(t, "the title")
	}
	r.alternatives(root.member("alternatives"))
	r.criteriaOf(root.member("criteria"))
	if len(r.list) > 0 { // what follows names alternatives and criteria
		return
	}
	r.matrix(root.member("matrix"))
	if len(r.list) == 0 {
		r.cells(root.member("matrix"))
	}
	r.weightsOf(root.member("weights"))
	if len(r.list) > 0 {
		return
	}
	if r.in.unknowns = len(r.in.Problem.Unknowns()); r.in.unknowns > MaxUnknowns {
		r.add(root.member("matrix").path(), "%d cells or groups of cells are not known exactly; there may be %d", r.in.unknowns, MaxUnknowns)
	}
	if g := root.member("gates"); g != nil {
		r.gatesOf(g)
	}
	r.options(root)
}

func (r *reader) alternatives(v *value) {
	if !r.is(v, list, "the names of the alternatives") {
		return
	}
	if len(v.items) == 0 || len(v.items) > MaxAlternatives {
		r.add(v.path(), "%d alternatives; there must be 1 to %d", len(v.items), MaxAlternatives)
		return
	}
	names := make([]string, len(v.items))
	for i, item := range v.items {
		names[i], _ = r.name(item, "the name of an alternative")
	}
	r.in.Alternatives = r.distinct(v, "alternative", func(i int) string { return names[i] })
}

// methodNames are what $.methods may hold.
func methodNames() []string {
	var names []string
	for _, m := range append(robust.OtherMethods(), robust.ClosenessTopsis) {
		names = append(names, string(m))
	}
	return names
}

func (r *reader) options(root *value) {
	r.in.methods = robust.OtherMethods()
	if v := root.member("methods"); v != nil && r.is(v, list, "the methods to compare with") {
		r.in.methods = []robust.Method{}
		for _, item := range v.items {
			name, ok := r.choice(item, "a method", methodNames()...)
			m := robust.Method(name)
			if ok && slices.Contains(r.in.methods, m) {
				r.add(item.path(), "the method stands twice")
			}
			r.in.methods = append(r.in.methods, m)
		}
	}
	if v := root.member("chosen"); v != nil {
		if i, ok := r.reference(v, r.in.Alternatives, "alternative"); ok {
			r.in.chosen = i
		}
	}
	if v := root.member("sweep"); v != nil && r.is(v, list, "the weights to sweep") {
		r.sweepOf(v)
	}
	if v := root.member("seed"); v != nil {
		r.in.seed, _ = r.whole(v, 0, 1<<53-1, "the seed of the draws")
	}
	if v := root.member("error"); v != nil {
		r.in.errorAim, _ = r.within(v, 1e-4, 0.5, "the error to reach, a half-width at 95 %")
	}
	if v := root.member("draws"); v != nil {
		n, _ := r.whole(v, 1, MaxDraws, "the draws")
		r.in.draws = int(n)
		if root.member("error") != nil {
			r.add(v.path(), `give either "draws" or "error": draws are a number of draws, error is how exact the shares must be`)
		}
		r.bounded(v)
	}
	if v := root.member("sorting"); v != nil {
		r.sortingOf(v)
	}
}

func (r *reader) sweepOf(v *value) {
	if n := len(v.items) * len(r.in.Alternatives) * len(r.in.Criteria); n > maxSweep {
		r.add(v.path(), "%d weights by criteria by alternatives are more than %d scores; sweep fewer weights", n, maxSweep)
		return
	}
	r.in.sweep = []float64{}
	for _, item := range v.items {
		w, _ := r.within(item, 0, 1, "a weight that each criterion is given in turn")
		r.in.sweep = append(r.in.sweep, w)
	}
}

// work is what one draw costs.
func (in *Input) work() int {
	n := len(in.Alternatives)
	return n*len(in.criteria) + 10*in.unknowns + n*n/4 + 1
}

func (r *reader) bounded(v *value) {
	if most := MaxWork / r.in.work(); r.in.draws > most {
		r.add(v.path(), "%d draws of this problem are too much work; it may have %d", r.in.draws, most)
	}
}

// groups returns the groups that the criteria name, in order of appearance.
func (in *Input) groups() (names []string, members [][]int) {
	for j, c := range in.criteria {
		g := slices.Index(names, c.group)
		if g < 0 {
			g = len(names)
			names, members = append(names, c.group), append(members, nil)
		}
		members[g] = append(members[g], j)
	}
	return names, members
}

// Package evaluate is the one place where a score is made: intervals, floors, gates,
// dominance and the facts about order that follow from bounds alone. It is pure and
// deterministic: no clock, no chance, no maps in any sum. The formulas stand in docs/method.md.
package evaluate

import (
	"cmp"
	"fmt"
	"slices"

	"assay/internal/framework"
	"assay/internal/offer"
)

// Engine names the version of the method. It is printed wherever a result is.
const Engine = "assay-evaluate 1"

// An Interval is a closed range of values or scores in 0..1.
type Interval struct {
	Lo float64 `json:"lo"`
	Hi float64 `json:"hi"`
}

// Width returns Hi - Lo.
func (i Interval) Width() float64 { return i.Hi - i.Lo }

// Levels is a closed range of levels 0 to 4.
type Levels struct {
	Lo int `json:"lo"`
	Hi int `json:"hi"`
}

// A Basis says which evidence counts. As claimed, a provider's word moves a bound; as
// evidenced, only documented or demonstrated facts do, and the latter decides.
type Basis int

// The two bases.
const (
	Evidenced Basis = iota
	Claimed
)

func (b Basis) String() string { return [...]string{"as evidenced", "as claimed"}[b] }

// A State says how a cell came about.
type State string

// The states of a cell.
const (
	Unknown       State = "unknown"        // nobody has answered, or nothing counts at this date
	Answered      State = "answered"       // narrower than the scale, or explicitly judged
	NotApplicable State = "not_applicable" // leaves the sum; the weights of its dimension are shared out
)

// A Note is a remark on a cell: a code for programs and a sentence for people.
type Note struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

// The codes of notes.
const (
	NoteNotYet     = "not_yet"     // the offer had no record at the as-of date
	NoteLapsed     = "lapsed"      // a right, licence or promise has run out
	NoteStale      = "stale"       // the evidence is too old at the as-of date
	NoteUnbacked   = "unbacked"    // a bound rests on evidence that does not count on this basis
	NoteStage      = "stage"       // the lower bound needs a binding stage
	NotePaused     = "paused"      // on hold: nothing at the lower bound
	NoteCapped     = "capped"      // a qualifier limits the level
	NoteContested  = "contested"   // law codified one way, enforced another: ask counsel
	NoteVendorWide = "vendor_wide" // rests on the provider's general terms
	NoteNARefused  = "na_refused"  // "not applicable" without permission or evidence: unknown
)

// A Cell is one offer on one criterion on one basis.
type Cell struct {
	Criterion    string   `json:"criterion"`
	Dimension    string   `json:"dimension"`
	State        State    `json:"state"`
	Weight       float64  `json:"weight"` // share of the whole score; 0 where not applicable or optional
	Levels       Levels   `json:"levels"`
	Value        Interval `json:"value"`
	Contribution Interval `json:"contribution"` // weight x value
	Notes        []Note   `json:"notes,omitempty"`
	// Answer is the index of the answer it rests on in the slice given to Score, or -1.
	Answer int `json:"-"`
}

// A DimensionScore is the part of a score that one dimension makes.
type DimensionScore struct {
	Dimension    string   `json:"dimension"`
	Weight       float64  `json:"weight"` // share of the whole score
	Score        Interval `json:"score"`  // within the dimension, 0..1
	Contribution Interval `json:"contribution"`
	Answered     float64  `json:"answered"`
	Resolved     float64  `json:"resolved"`
}

// A Result is one offer's evaluation on one basis.
type Result struct {
	Basis      string           `json:"basis"`
	Score      Interval         `json:"score"`    // 0..1
	Answered   float64          `json:"answered"` // weight share narrower than the scale
	Resolved   float64          `json:"resolved"` // 1 - sum of weight x width
	Unknowns   int              `json:"unknowns"` // criteria as wide as the scale
	Floor      Floor            `json:"floor"`
	Gate       Gate             `json:"gate"`
	Dimensions []DimensionScore `json:"dimensions"`
	Cells      []Cell           `json:"cells"`
	Context    []Cell           `json:"context,omitempty"` // optional criteria: shown, never scored
}

// Options fix what a result depends on besides the facts.
type Options struct {
	AsOf  offer.Date // to the day
	Tier  framework.Tier
	Basis Basis
	// Issued returns the date of an evidence record's source; zero when not recorded.
	Issued func(offer.ID) offer.Date
}

// Score evaluates o by additive weighting over value intervals, V = sum_j w_j v_j on each
// bound (Keeney & Raiffa 1976; exact for bounds since V is monotone in every v_j), with
// unknown as the whole scale. The framework must be of kind levels; answers may hold several
// per criterion, of which the latest that is valid at the as-of date counts.
//
// The result depends only on the arguments: neither the order of answers nor the scale of
// the weights matters. Answers on criteria that the framework lacks, reversed or out-of-range
// levels and raw ranges on ordinal criteria are errors.
func Score(fw *framework.Framework, o offer.Offer, answers []offer.Answer, opt Options) (Result, error) {
	if fw.Kind != framework.KindLevels {
		return Result{}, fmt.Errorf("framework %s is answered by %s, not by levels", fw.Ref(), fw.Kind)
	}
	if opt.AsOf.Day == 0 {
		return Result{}, fmt.Errorf("as-of date %q must name a day", opt.AsOf)
	}
	if err := check(fw, o, answers); err != nil {
		return Result{}, err
	}
	r := Result{Basis: opt.Basis.String()}
	for d, c := range fw.Criteria {
		i, lapsed := current(o, answers, c.ID, opt.AsOf)
		cell := resolve(c, o, answers, i, lapsed, fw.StaleAfterMonths, opt)
		cell.Dimension = d.ID
		if c.Optional {
			r.Context = append(r.Context, cell)
			continue
		}
		r.Cells = append(r.Cells, cell)
	}
	share(fw, r.Cells)
	total(fw, &r)
	r.Floor = floor(fw, r.Cells)
	r.Gate = gate(fw, r.Cells, opt.Tier)
	return r, nil
}

func check(fw *framework.Framework, o offer.Offer, answers []offer.Answer) error {
	for _, a := range answers {
		if a.Offer != o.ID {
			return fmt.Errorf("answer on %s belongs to offer %q, not to %q", a.Criterion, a.Offer, o.ID)
		}
		c, _, ok := fw.Criterion(a.Criterion)
		if !ok {
			return fmt.Errorf("offer %s: framework %s has no criterion %q", o.ID, fw.Ref(), a.Criterion)
		}
		if a.Raw != nil && c.Thresholds == nil {
			return fmt.Errorf("offer %s: criterion %s is ordinal and takes levels, not a raw range", o.ID, c.ID)
		}
		if a.Lo.Level < 0 || a.Hi.Level < a.Lo.Level || a.Hi.Level > offer.MaxLevel {
			return fmt.Errorf("offer %s: criterion %s: levels [%d, %d] must lie in order between 0 and %d", o.ID, c.ID, a.Lo.Level, a.Hi.Level, offer.MaxLevel)
		}
		for _, cp := range a.Caps {
			if !slices.ContainsFunc(c.Caps, func(k framework.Cap) bool { return k.ID == cp.ID }) {
				return fmt.Errorf("offer %s: criterion %s has no cap %q", o.ID, c.ID, cp.ID)
			}
		}
	}
	return nil
}

// current returns the index of the answer that counts at asOf, or -1, and whether it has
// lapsed by then. An answer without a start counts from the offer's first recorded date. Of
// two with the same start the higher version counts.
func current(o offer.Offer, answers []offer.Answer, criterion string, asOf offer.Date) (best int, lapsed bool) {
	best = -1
	start := func(i int) offer.Date {
		if f := answers[i].ValidFrom; !f.IsZero() {
			return f
		}
		return o.Since()
	}
	day := asOf.First()
	for i, a := range answers {
		if a.Criterion != criterion || (!start(i).IsZero() && start(i).First().After(day)) {
			continue
		}
		if best < 0 || cmp.Or(start(i).Compare(start(best)), cmp.Compare(a.Version, answers[best].Version)) > 0 {
			best = i
		}
	}
	if best < 0 {
		return -1, false
	}
	end := answers[best].ValidTo
	return best, !end.IsZero() && end.Last().Before(day)
}

// share gives every applicable cell its weight: the dimension's share times the criterion's
// share within it. Weights of cells that do not apply are shared out within the dimension,
// and an empty dimension's among the others.
func share(fw *framework.Framework, cells []Cell) {
	sums := make([]float64, len(fw.Dimensions))
	total := 0.0
	for d, dim := range fw.Dimensions {
		for _, c := range cells {
			if c.Dimension == dim.ID && c.State != NotApplicable {
				sums[d] += weightOf(fw, c.Criterion)
			}
		}
		if sums[d] > 0 {
			total += dim.Weight
		}
	}
	for i, c := range cells {
		d := slices.IndexFunc(fw.Dimensions, func(dim framework.Dimension) bool { return dim.ID == c.Dimension })
		if c.State != NotApplicable && sums[d] > 0 {
			cells[i].Weight = fw.Dimensions[d].Weight / total * (weightOf(fw, c.Criterion) / sums[d])
		}
	}
}

func weightOf(fw *framework.Framework, criterion string) float64 {
	c, _, _ := fw.Criterion(criterion)
	if c.Weight == 0 {
		return 1
	}
	return c.Weight
}

// fullScale is the width from which on a cell says nothing; the slack absorbs rounding.
const fullScale = 1 - 1e-12

// total adds up the cells, in the framework's order. The conversions forbid fused
// multiply-add, which would let the last bits differ between processors.
func total(fw *framework.Framework, r *Result) {
	for _, dim := range fw.Dimensions {
		var d DimensionScore
		for i := range r.Cells {
			c := &r.Cells[i]
			if c.Dimension != dim.ID {
				continue
			}
			c.Contribution = Interval{float64(c.Weight * c.Value.Lo), float64(c.Weight * c.Value.Hi)}
			d.Weight += c.Weight
			d.Contribution.Lo += c.Contribution.Lo
			d.Contribution.Hi += c.Contribution.Hi
			switch {
			case c.State == NotApplicable:
			case c.Value.Width() < fullScale:
				d.Answered += c.Weight
			default:
				r.Unknowns++
			}
		}
		if d.Weight == 0 {
			continue
		}
		d.Dimension = dim.ID
		r.Score.Lo += d.Contribution.Lo
		r.Score.Hi += d.Contribution.Hi
		r.Answered += d.Answered
		d.Answered /= d.Weight
		d.Score = Interval{d.Contribution.Lo / d.Weight, d.Contribution.Hi / d.Weight}
		d.Resolved = 1 - d.Score.Width()
		r.Dimensions = append(r.Dimensions, d)
	}
	r.Score.Hi = min(r.Score.Hi, 1) // rounding only
	r.Answered = min(r.Answered, 1)
	r.Resolved = 1 - r.Score.Width()
}

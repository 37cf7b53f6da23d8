// Package evaluate is the one place where a score is made: intervals, floors, gates,
// dominance and the facts about order that follow from bounds alone. It is pure and
// deterministic: no clock, no chance, no maps in any sum. The formulas stand in docs/method.md.
package evaluate

import (
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
	Unknown       State = "unknown"        // the whole scale: nobody has answered, or nothing of it counts
	Answered      State = "answered"       // narrower than the whole scale, in levels or in value
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
	Answered   float64          `json:"answered"` // weight share of the cells narrower than the scale
	Resolved   float64          `json:"resolved"` // 1 - sum of weight x width
	Unknowns   int              `json:"unknowns"` // scored criteria as wide as the scale
	Floor      Floor            `json:"floor"`
	Gate       Gate             `json:"gate"`
	Dimensions []DimensionScore `json:"dimensions"`
	Cells      []Cell           `json:"cells"`
	Context    []Cell           `json:"context,omitempty"` // optional criteria: shown, never scored
}

// Options fix what a result depends on besides the facts.
type Options struct {
	AsOf  offer.Date     // to the day
	Tier  framework.Tier // its level, 1 to 4, is what every gate demands
	Basis Basis
	// Issued returns the date of an evidence record's source; zero when not recorded. Without
	// it no evidence goes stale.
	Issued func(offer.ID) offer.Date
}

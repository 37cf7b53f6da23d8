package offer

import (
	"fmt"
	"reflect"
)

// An Answer is what an assessor holds to be true of one offer on one criterion: a range of
// levels (or of the criterion's raw unit), or that the criterion does not apply. Where no
// answer exists the criterion is unknown and counts as the whole scale.
type Answer struct {
	Offer         ID     `json:"offer"`
	Criterion     string `json:"criterion"`
	NotApplicable bool   `json:"not_applicable,omitempty"`
	Lo            Bound  `json:"lo"`
	Hi            Bound  `json:"hi"`
	Raw           *Range `json:"raw,omitempty"`    // in the criterion's unit; where set, Lo.Level and Hi.Level are derived from it
	Choice        int    `json:"choice,omitempty"` // in a framework of rungs, 1 the first, with the whole scale and its evidence at Lo beside it; 0: a range
	Caps          []Cap  `json:"caps,omitempty"`
	Stage         Stage  `json:"stage"`
	Paused        bool   `json:"paused,omitempty"` // the part it rests on is on hold: nothing at its lower bound
	Contested     bool   `json:"contested,omitempty"`
	VendorWide    bool   `json:"vendor_wide,omitempty"` // rests on the provider's general terms, not on the deal's
	// Unknown names what nobody knows, where several answers rest on the same: they turn out
	// together. Empty: this one stands alone.
	Unknown   ID     `json:"unknown,omitempty"`
	Rationale string `json:"rationale"`
	ValidFrom Date   `json:"valid_from,omitzero"`
	ValidTo   Date   `json:"valid_to,omitzero"`
	Lapse     *Lapse `json:"lapse,omitempty"`
	Assessor  string `json:"assessor"`
	Version   int    `json:"version"`
}

// A Bound is one end of an answer with the evidence that holds it up. At level 0 a lower
// bound, and at level 4 an upper bound, says nothing and needs no evidence.
type Bound struct {
	Level     int  `json:"level"` // 0 to 4
	Rung      Rung `json:"rung"`
	Admission bool `json:"admission,omitempty"` // upper bound only: the provider itself says it goes no higher
	Evidence  []ID `json:"evidence,omitempty"`
}

// A Cap says whether a qualifier of the criterion ("untested", say) holds. It limits the
// level after the value curve: both bounds when it holds, the lower one when nobody knows.
type Cap struct {
	ID    string `json:"id"`
	Holds Tri    `json:"holds"`
}

// A Lapse is what an answer becomes after ValidTo. Without one the lower bound falls to 0
// and the upper bound stays: an upper bound never rises by a lapse.
type Lapse struct {
	Lo   int    `json:"lo"`
	Hi   int    `json:"hi"`
	Text string `json:"text"`
}

// A Tri is yes, no or nobody knows; the zero value is nobody knows.
type Tri int

// The three truth values.
const (
	DontKnow Tri = iota
	Yes
	No
)

var triWords = []string{"unknown", "yes", "no"}

func (t Tri) String() string { return wordOf(triWords, t) }

// MarshalText writes unknown, yes or no.
func (t Tri) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads unknown, yes or no.
func (t *Tri) UnmarshalText(b []byte) (err error) {
	*t, err = parseWord[Tri]("answer", triWords, string(b))
	return err
}

// MaxLevel is the top of every criterion's level scale, which starts at 0.
const MaxLevel = 4

// MaxChoice is the most rungs that a criterion has.
const MaxChoice = 30

// Validate returns every problem of the answer that can be seen without its framework.
func (a Answer) Validate() []Problem {
	var ps []Problem
	add := func(bad bool, field, format string, args ...any) {
		if bad {
			ps = append(ps, Problem{field, fmt.Sprintf(format, args...)})
		}
	}
	add(a.Criterion == "", "criterion", "is required")
	add(a.Rationale == "", "rationale", "is required: say why, in a sentence")
	add(a.Hi.Level < a.Lo.Level, "range", "[%d, %d] has its bounds reversed", a.Lo.Level, a.Hi.Level)
	add(a.Lo.Level < 0 || a.Hi.Level > MaxLevel, "range", "[%d, %d] must lie between 0 and %d", a.Lo.Level, a.Hi.Level, MaxLevel)
	add(a.Unknown != "" && !a.Unknown.Valid(), "unknown", "%q must be lower-case letters, digits and single hyphens, at most 80", a.Unknown)
	add(a.Lo.Admission, "lo.admission", "only an upper bound can rest on the provider's own admission")
	if !a.NotApplicable && a.Raw == nil {
		add(a.Lo.Level > 0 && len(a.Lo.Evidence) == 0, "lo.evidence", "a lower bound above 0 needs evidence")
		add(a.Hi.Level < MaxLevel && len(a.Hi.Evidence) == 0, "hi.evidence", "an upper bound below %d needs evidence", MaxLevel)
	}
	if a.Raw != nil {
		if err := a.Raw.Validate(); err != nil {
			add(true, "raw", "%v", err)
		}
		add(len(a.Lo.Evidence)+len(a.Hi.Evidence) == 0, "raw", "a measured range needs evidence on at least one bound")
	}
	add(a.NotApplicable && len(a.Lo.Evidence) == 0, "not_applicable", "needs evidence, given at the lower bound")
	add(!a.ValidFrom.IsZero() && !a.ValidTo.IsZero() && a.ValidTo.Last().Before(a.ValidFrom.First()), "valid_to", "lies before valid_from")
	if l := a.Lapse; l != nil {
		add(a.ValidTo.IsZero(), "lapse", "needs valid_to, the day it lapses")
		add(l.Lo < 0 || l.Hi < l.Lo || l.Hi > MaxLevel, "lapse", "range [%d, %d] must lie in order between 0 and %d", l.Lo, l.Hi, MaxLevel)
	}
	add(a.Choice < 0 || a.Choice > MaxChoice, "choice", "%d is no rung: they are counted from 1 to %d at most", a.Choice, MaxChoice)
	add(a.Choice != 0 && !a.choiceAlone(), "choice", "stands alone: beside a rung there is evidence of the lower bound at most, and no range, stage, qualifier or day")
	return ps
}

// choiceAlone reports whether the answer says nothing beside its choice, why, and what it rests
// on, which stands at the lower bound.
func (a Answer) choiceAlone() bool {
	bare := Answer{Offer: a.Offer, Criterion: a.Criterion, Choice: a.Choice, Rationale: a.Rationale, Assessor: a.Assessor, Version: a.Version}
	bare.Hi.Level, bare.Lo.Evidence = MaxLevel, a.Lo.Evidence
	return reflect.DeepEqual(a, bare)
}

// A Dossier is an offer with the answers judged from it.
type Dossier struct {
	Offer   Offer    `json:"offer"`
	Answers []Answer `json:"answers"`
}

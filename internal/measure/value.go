package measure

import "assay/internal/offer"

// A Value is what an offer's parts say about one criterion of assay-core, derived and not
// judged. A criterion with a raw scale has Raw, any other one has Levels. Where the parts say
// nothing the range is the whole scale: a raw range then reads Unbounded at its open end, and
// Known is false.
type Value struct {
	Criterion  string       `json:"criterion"`
	Raw        *offer.Range `json:"raw,omitempty"` // in Unit
	Levels     *Levels      `json:"levels,omitempty"`
	Unit       string       `json:"unit,omitempty"`
	Formula    string       `json:"formula"` // in words, with its source where it has one
	Known      bool         `json:"known"`   // narrower than the whole scale
	Lo         offer.Bound  `json:"lo"`      // how well the worse end is held up; its level is not set
	Hi         offer.Bound  `json:"hi"`      // how well the better end is
	Stage      offer.Stage  `json:"stage"`   // the weakest stage that the worse end rests on
	Contested  bool         `json:"contested,omitempty"`
	VendorWide bool         `json:"vendor_wide,omitempty"` // rests on the provider's general terms, not on the deal's
	Caps       []offer.Cap  `json:"caps,omitempty"`
	Trace      []Step       `json:"trace"`
	Missing    []string     `json:"missing,omitempty"` // fields that would narrow it, in words
}

// Unbounded stands at the open end of a raw range that nothing bounds from above: the largest
// number that offer.Range allows. No measure reaches it.
const Unbounded = 1e18

// Levels are a closed range of levels, 0 to 4.
type Levels struct {
	Lo int `json:"lo"`
	Hi int `json:"hi"`
}

// A Step is one line of a derivation that a person can follow.
type Step struct {
	Text     string     `json:"text"`
	Part     string     `json:"part,omitempty"` // the part it reads, as "site: Stargate UAE"
	Evidence []offer.ID `json:"evidence,omitempty"`
}

package evaluate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"assay/internal/framework"
	"assay/internal/offer"
)

// A Finding is something a careful reader would object to. Findings are results: whatever
// shows a comparison shows them.
type Finding struct {
	Code     string     `json:"code"`
	Text     string     `json:"text"`
	Offers   []offer.ID `json:"offers,omitempty"`
	Criteria []string   `json:"criteria,omitempty"`
}

// The codes of findings.
const (
	FindNoWeights     = "weights_not_elicited"
	FindNoRanges      = "weights_without_ranges"
	FindTooWide       = "too_little_resolved"
	FindConstant      = "constant_criterion"
	FindAllUnknown    = "criterion_unknown_everywhere"
	FindUnequalNA     = "unequal_not_applicable"
	FindSharedSource  = "shared_evidence"
	FindLapsed        = "review_trigger_passed"
	FindNoAlternative = "no_alternative"
	FindDominatedLead = "dominated_leads"
	FindNearTie       = "near_tie"
)

// resolvedEnough is the share that must be resolved before an order is worth discussing.
// The figure is our choice: half of the scale.
const resolvedEnough = 0.5

// A LintOffer is an offer with its answers and its result.
type LintOffer struct {
	Offer   offer.Offer
	Answers []offer.Answer
	Result  Result
	// Origin returns the text that an evidence record copies, empty where none is recorded:
	// copies of one text are one source. Nil: every record is its own.
	Origin func(offer.ID) string
}

// sources returns what an answer rests on, each once, copies of one text as that text.
func (o LintOffer) sources(a offer.Answer) []string {
	var names []string
	for _, id := range slices.Concat(a.Lo.Evidence, a.Hi.Evidence) {
		name := string(id)
		if o.Origin != nil {
			name = cmp.Or(o.Origin(id), name)
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// A WeightOrigin says where the weights in force come from.
type WeightOrigin int

// The origins of weights.
const (
	FrameworkWeights WeightOrigin = iota // published with the framework
	ElicitedWeights                      // from a person who saw what every scale spans
	WithoutRanges                        // from a person of whom that is not recorded
)

// A LintContext is what the rules ask about a comparison as a whole.
type LintContext struct {
	AsOf     offer.Date
	Decision bool // the offers are choices of one buyer
	Weights  WeightOrigin
}

// Lint applies the rules that need nothing but bounds (docs/method.md).
func Lint(fw *framework.Framework, os []LintOffer, c LintContext) []Finding {
	fs := weightsOf(c.Weights)
	fs = append(fs, tooWide(os)...)
	fs = append(fs, sameEverywhere(fw, os)...)
	fs = append(fs, unequalNA(os)...)
	fs = append(fs, sharedEvidence(os)...)
	fs = append(fs, passedTriggers(os, c.AsOf)...)
	if c.Decision && !slices.ContainsFunc(os, func(o LintOffer) bool { return o.Offer.Scope == offer.ScopePath }) {
		fs = append(fs, Finding{Code: FindNoAlternative, Text: "No alternative without a deal is in the comparison: add a domestic or open-weight path."})
	}
	return fs
}

func weightsOf(o WeightOrigin) []Finding {
	switch o {
	case FrameworkWeights:
		return []Finding{{Code: FindNoWeights, Text: "The weights are the framework's own. Nobody has elicited them for this choice."}}
	case WithoutRanges:
		return []Finding{{Code: FindNoRanges, Text: "The weights were given without the ranges that they weigh: how much a criterion matters depends on how far it may move. Elicit them again as swings."}}
	}
	return nil
}

func tooWide(os []LintOffer) []Finding {
	var ids []offer.ID
	for _, o := range os {
		if o.Result.Resolved < resolvedEnough {
			ids = append(ids, o.Offer.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	return []Finding{{
		Code: FindTooWide, Offers: ids,
		Text: fmt.Sprintf("Less than half of the scale is resolved for %s: too little is known to rank.", count(len(ids), "offer", "offers")),
	}}
}

func sameEverywhere(fw *framework.Framework, os []LintOffer) []Finding {
	if len(os) < 2 {
		return nil
	}
	var unknown, constant []string
	for j, c := range os[0].Result.Cells {
		same, allUnknown := true, true
		for _, o := range os {
			d := o.Result.Cells[j]
			same = same && d.State == c.State && d.Value == c.Value
			allUnknown = allUnknown && d.State == Unknown
		}
		switch {
		case allUnknown:
			unknown = append(unknown, c.Criterion)
		case same && c.State == Answered:
			constant = append(constant, c.Criterion)
		}
	}
	var fs []Finding
	if len(unknown) > 0 {
		fs = append(fs, Finding{Code: FindAllUnknown, Criteria: unknown,
			Text: fmt.Sprintf("On %s nothing is known for any offer: %s.", count(len(unknown), "criterion", "criteria"), strings.Join(unknown, ", "))})
	}
	if len(constant) > 0 {
		fs = append(fs, Finding{Code: FindConstant, Criteria: constant,
			Text: fmt.Sprintf("All offers stand alike on %s, which cannot tell them apart: %s.", count(len(constant), "criterion", "criteria"), strings.Join(constant, ", "))})
	}
	return fs
}

func unequalNA(os []LintOffer) []Finding {
	if len(os) < 2 {
		return nil
	}
	var criteria []string
	for j, c := range os[0].Result.Cells {
		for _, o := range os {
			if (o.Result.Cells[j].State == NotApplicable) != (c.State == NotApplicable) {
				criteria = append(criteria, c.Criterion)
				break
			}
		}
	}
	if len(criteria) == 0 {
		return nil
	}
	return []Finding{{Code: FindUnequalNA, Criteria: criteria,
		Text: fmt.Sprintf("Some offers leave out what others are measured on (not applicable): %s. Their scores rest on different weights.", strings.Join(criteria, ", "))}}
}

// sharedEvidence names, per offer, criteria whose bounds rest on one and the same source and
// nothing else, copies of one text counted once: an error in it would move them together.
func sharedEvidence(os []LintOffer) []Finding {
	var fs []Finding
	for _, o := range os {
		var sources []string
		criteria := map[string][]string{}
		for _, c := range o.Result.Cells {
			if c.Answer < 0 || c.State != Answered {
				continue
			}
			names := o.sources(o.Answers[c.Answer])
			if len(names) != 1 {
				continue
			}
			if criteria[names[0]] == nil {
				sources = append(sources, names[0])
			}
			criteria[names[0]] = append(criteria[names[0]], c.Criterion)
		}
		for _, name := range sources {
			if list := criteria[name]; len(list) > 1 {
				fs = append(fs, Finding{Code: FindSharedSource, Offers: []offer.ID{o.Offer.ID}, Criteria: list,
					Text: fmt.Sprintf("%s: %s rest on one source alone.", o.Offer.Title, strings.Join(list, ", "))})
			}
		}
	}
	return fs
}

func passedTriggers(os []LintOffer, asOf offer.Date) []Finding {
	var fs []Finding
	for _, o := range os {
		for _, c := range o.Result.Cells {
			if slices.ContainsFunc(c.Notes, func(n Note) bool { return n.Code == NoteLapsed }) {
				fs = append(fs, Finding{Code: FindLapsed, Offers: []offer.ID{o.Offer.ID}, Criteria: []string{c.Criterion},
					Text: fmt.Sprintf("%s: the answer on %s lapsed on %s. Review it.", o.Offer.Title, c.Criterion, o.Answers[c.Answer].ValidTo)})
			}
		}
		for _, chip := range o.Offer.Parts.Chips {
			if d := chip.LicenceExpiry; !d.IsZero() && d.Last().Before(asOf.First()) {
				fs = append(fs, Finding{Code: FindLapsed, Offers: []offer.ID{o.Offer.ID},
					Text: fmt.Sprintf("%s: a licence for %s chips expired on %s. Review what rests on it.", o.Offer.Title, chip.Vendor, d)})
			}
		}
	}
	return fs
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

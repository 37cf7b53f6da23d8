package page

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"assay/internal/comparison"
	"assay/internal/evaluate"
	"assay/internal/framework"
	"assay/internal/offer"
	"assay/internal/phrase"
)

// badgeClass gives the n-th offer its colour; past eight it repeats and the letter tells.
func badgeClass(n int) string { return fmt.Sprintf("badge badge--%d", n%8+1) }

// bindingText says what keeps the floor from being higher.
func bindingText(fw *framework.Framework, f evaluate.Floor) string {
	switch {
	case !f.Known:
		return ""
	case f.Levels.Hi == framework.MaxLevel:
		return "nothing known holds it down"
	}
	return "held down by " + criteriaNames(fw, f.HiBinding)
}

// lowestText says where the floor may be as low as it may be, when that is not what binds it.
func lowestText(fw *framework.Framework, f evaluate.Floor) string {
	if !f.Known || f.Levels.Lo == f.Levels.Hi {
		return ""
	}
	return fmt.Sprintf("may be level %d on %s", f.Levels.Lo, phrase.Count(len(f.LoBinding), "gate", "gates"))
}

func criteriaNames(fw *framework.Framework, ids []string) string {
	names := make([]string, 0, len(ids))
	for _, id := range ids {
		c, _, _ := fw.Criterion(id)
		names = append(names, fmt.Sprintf("%s (%s)", phrase.LowerFirst(c.Title), id))
	}
	switch n := len(names); {
	case n == 0:
		return ""
	case n == 1:
		return names[0]
	case n > 3:
		return fmt.Sprintf("%s and %d more", strings.Join(names[:2], ", "), n-2)
	default:
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
}

func gateClass(g evaluate.Gate) string { return "tag tag--" + string(g.State) }

// dimensionOf returns an offer's score on a dimension; false when it does not apply.
func dimensionOf(r evaluate.Result, id string) (evaluate.DimensionScore, bool) {
	i := slices.IndexFunc(r.Dimensions, func(d evaluate.DimensionScore) bool { return d.Dimension == id })
	if i < 0 {
		return evaluate.DimensionScore{}, false
	}
	return r.Dimensions[i], true
}

// telling returns the criterion that answers a dimension's everyday question most directly:
// its first gate.
func telling(d framework.Dimension) framework.Criterion {
	if i := slices.IndexFunc(d.Criteria, func(c framework.Criterion) bool { return c.Gating }); i >= 0 {
		return d.Criteria[i]
	}
	return d.Criteria[0]
}

// levelWords says a cell in the framework's own words.
func levelWords(c framework.Criterion, cell evaluate.Cell) string {
	switch {
	case cell.State == evaluate.NotApplicable:
		return "Not applicable"
	case cell.State == evaluate.Unknown || (cell.Levels.Lo == 0 && cell.Levels.Hi == framework.MaxLevel):
		return "Unknown"
	case cell.Levels.Lo == cell.Levels.Hi:
		return c.Levels[cell.Levels.Lo]
	case cell.Levels.Hi == framework.MaxLevel:
		return "No worse than: " + phrase.LowerFirst(c.Levels[cell.Levels.Lo])
	case cell.Levels.Lo == 0:
		return "No better than: " + phrase.LowerFirst(c.Levels[cell.Levels.Hi])
	}
	return fmt.Sprintf("Between: %s; and: %s", phrase.LowerFirst(c.Levels[cell.Levels.Lo]), phrase.LowerFirst(c.Levels[cell.Levels.Hi]))
}

func cellOf(o comparison.OfferEvaluation, criterion string) evaluate.Cell {
	c, _ := o.Evidenced.Cell(criterion)
	return c
}

// answerOf returns the answer that a cell rests on, if any.
func answerOf(o comparison.OfferEvaluation, c evaluate.Cell) (offer.Answer, bool) {
	if c.Answer < 0 || c.Answer >= len(o.Answers) {
		return offer.Answer{}, false
	}
	return o.Answers[c.Answer], true
}

// evidenceList returns the evidence of the given ids that the evaluation holds, each once, in
// the order of use.
func evidenceList(ev comparison.Evaluation, ids []offer.ID) []offer.Evidence {
	var list []offer.Evidence
	seen := map[offer.ID]bool{}
	for _, id := range ids {
		if e, ok := ev.EvidenceByID(id); ok && !seen[id] {
			seen[id] = true
			list = append(list, e)
		}
	}
	return list
}

var gradeWords = map[offer.Grade]string{
	offer.GradeA: "A, official or primary text",
	offer.GradeB: "B, named press",
	offer.GradeC: "C, secondary page or aggregator",
	offer.GradeS: "S, founding document only",
}

var termWords = map[string]string{
	"governing_law": "Governing law", "data_residency": "Data residency", "notice": "Notice", "transition": "Transition",
	"egress": "Taking data out", "exclusivity": "Exclusivity", "guarantee": "Public guarantee", "legal_form": "Legal form",
	"exit": "Exit", "other": "Other terms", "seat": "Seat of court or arbitration", "retrieval": "Retrieval of data", "penalty": "Penalty",
	"term": "Term", "minimum_spend": "Minimum spend", "most_favoured": "Most-favoured vendor", "bundling": "Bundled services", "termination": "Termination",
}

func rangeText(r *offer.Range, unit string) string {
	if r == nil {
		return "not known"
	}
	if r.Lo == r.Hi {
		return number(r.Lo) + unit
	}
	return number(r.Lo) + " to " + number(r.Hi) + unit
}

func number(v float64) string { return phrase.Number(v) }

func moneyText(m *offer.Money) string { return phrase.Money(m) }

// noteWords puts a cell's notes into a few words; the offer's page has the sentences.
func noteWords(c evaluate.Cell) string {
	short := map[string]string{
		evaluate.NoteNotYet: "nothing recorded yet", evaluate.NoteLapsed: "lapsed", evaluate.NoteStale: "evidence too old",
		evaluate.NoteUnbacked: "evidence too weak", evaluate.NoteStage: "nothing binding seen", evaluate.NotePaused: "on hold",
		evaluate.NoteCapped: "capped", evaluate.NoteContested: "contested: ask counsel", evaluate.NoteVendorWide: "provider's general terms",
		evaluate.NoteNARefused: "“not applicable” not shown",
	}
	var parts []string
	for _, n := range c.Notes {
		if s := short[n.Code]; !slices.Contains(parts, s) {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}

func short12(sha string) string { return sha[:min(len(sha), 12)] }

// assessors names who judged, each once.
func assessors(ev comparison.Evaluation) string {
	var names []string
	for _, o := range ev.Offers {
		for _, a := range o.Answers {
			if !slices.Contains(names, a.Assessor) {
				names = append(names, a.Assessor)
			}
		}
	}
	if len(names) == 0 {
		return "nobody yet"
	}
	return strings.Join(names, ", ")
}

// ordered ranges over query values by key, so that a page's bytes do not depend on map order.
func ordered(q map[string][]string) func(func(string, []string) bool) {
	return func(yield func(string, []string) bool) {
		for _, k := range slices.Sorted(maps.Keys(q)) {
			if !yield(k, q[k]) {
				return
			}
		}
	}
}

// choicesOf returns what is chosen of one kind.
func choicesOf(ctx context.Context, name string) []string {
	choices, _ := ctx.Value(state{}).(url.Values)
	return choices[name]
}

// choicesBut returns the choices in force without one of them.
func choicesBut(ctx context.Context, name string) url.Values {
	choices, _ := ctx.Value(state{}).(url.Values)
	rest := maps.Clone(choices)
	delete(rest, name)
	return rest
}

package comparison

import (
	"fmt"
	"math"
	"strings"

	"assay/internal/evaluate"
	"assay/internal/framework"
	"assay/internal/offer"
	"assay/internal/phrase"
)

// askText says a change in contract words: the clause, what it asks for, and where it stands.
func askText(o OfferEvaluation, k framework.Criterion, clause framework.Clause, c evaluate.Cell, level int) string {
	if from, to, ok := rawStep(o, k, c, level); ok {
		return clause.Ask + ": " + from + to
	}
	return fmt.Sprintf("%s: “%s” (today: %s)", clause.Ask, k.Levels[level], today(k, c))
}

// rawStep is the step in the criterion's unit, where the level begins at a whole figure:
// "from 30 to at least 180 days".
func rawStep(o OfferEvaluation, k framework.Criterion, c evaluate.Cell, level int) (from, to string, ok bool) {
	if k.Thresholds == nil {
		return "", "", false
	}
	at := k.Thresholds.At[level-1]
	if at != math.Trunc(at) {
		return "", "", false
	}
	most := "at least"
	if k.Thresholds.Sense == "desc" {
		most = "at most"
	}
	unit := k.Unit
	if at == 1 {
		unit = strings.Replace(unit, "days", "day", 1)
	}
	to = fmt.Sprintf("%s %g %s", most, at, unit)
	if c.Answer >= 0 && o.Answers[c.Answer].Raw != nil && c.State == evaluate.Answered {
		raw := o.Answers[c.Answer].Raw
		worse := raw.Lo
		if k.Thresholds.Sense == "desc" {
			worse = raw.Hi
		}
		return fmt.Sprintf("from %g to ", worse), to, true
	}
	return "", to + " (today: " + today(k, c) + ")", true
}

// today says where a criterion stands, in the framework's words.
func today(k framework.Criterion, c evaluate.Cell) string {
	switch {
	case c.State == evaluate.Unknown || c.Levels.Lo == 0 && c.Levels.Hi == offer.MaxLevel:
		return "not known"
	case c.Levels.Lo == c.Levels.Hi:
		return phrase.LowerFirst(k.Levels[c.Levels.Lo])
	}
	return fmt.Sprintf("between “%s” and “%s”", phrase.LowerFirst(k.Levels[c.Levels.Lo]), phrase.LowerFirst(k.Levels[c.Levels.Hi]))
}

// Package phrase says results in words and figures: the same ones on pages, in charts, in
// briefings and at the command line, so that no number is shown in two ways.
package phrase

import (
	"fmt"
	"strings"

	"assay/internal/evaluate"
	"assay/internal/offer"
)

// Letter names the n-th offer of a comparison in small places: A to Z, then 27, 28, ...
func Letter(n int) string {
	if n < 26 {
		return string(rune('A' + n))
	}
	return fmt.Sprint(n + 1)
}

// Points shows a value in 0..1 on the scale of 0 to 100, with one decimal.
func Points(v float64) string { return fmt.Sprintf("%.1f", 100*v) }

// Percent shows a share in 0..1 in whole percent.
func Percent(v float64) string { return fmt.Sprintf("%.0f %%", 100*v) }

// Span shows an interval in points: "6.2 to 71.9", or one figure where both ends agree.
func Span(i evaluate.Interval) string {
	lo, hi := Points(i.Lo), Points(i.Hi)
	if lo == hi {
		return lo
	}
	return lo + " to " + hi
}

// Levels shows a range of levels: "0 to 3", or "2".
func Levels(l evaluate.Levels) string {
	if l.Lo == l.Hi {
		return fmt.Sprint(l.Lo)
	}
	return fmt.Sprintf("%d to %d", l.Lo, l.Hi)
}

// Cell says a cell in words: "level 0 to 3", "unknown", "not applicable".
func Cell(c evaluate.Cell) string {
	switch c.State {
	case evaluate.NotApplicable:
		return "not applicable"
	case evaluate.Unknown:
		return "unknown"
	}
	return "level " + Levels(c.Levels)
}

// CellMark says a cell in a narrow column: "0 to 3", "?", "n/a".
func CellMark(c evaluate.Cell) string {
	switch c.State {
	case evaluate.NotApplicable:
		return "n/a"
	case evaluate.Unknown:
		return "?"
	}
	return Levels(c.Levels)
}

// Floor says a floor in words.
func Floor(f evaluate.Floor) string {
	if !f.Known {
		return "no gate applies"
	}
	return "level " + Levels(f.Levels)
}

// Gate says the outcome of the gates for a workload tier.
func Gate(g evaluate.Gate) string {
	switch g.State {
	case evaluate.Pass:
		return "passes the gates"
	case evaluate.Fail:
		return "fails " + Count(len(g.Failing), "gate", "gates")
	}
	return Count(len(g.Open), "gate", "gates") + " open"
}

// GateMark says the outcome of the gates in a narrow column.
func GateMark(g evaluate.Gate) string {
	switch g.State {
	case evaluate.Pass:
		return "passes"
	case evaluate.Fail:
		return fmt.Sprintf("fails %d, %d open", len(g.Failing), len(g.Open))
	}
	return fmt.Sprintf("%d open", len(g.Open))
}

// Known says how much stands behind a score.
func Known(r evaluate.Result) string {
	return fmt.Sprintf("%s answered, %s resolved, %s", Percent(r.Answered), Percent(r.Resolved), Count(r.Unknowns, "unknown", "unknowns"))
}

// Count puts a number before a noun.
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// Date shows a date as it was recorded.
func Date(d offer.Date) string {
	if d.IsZero() {
		return "no date recorded"
	}
	return d.String()
}

// OrNotRecorded shows a field that nobody filled for what it is.
func OrNotRecorded(s string) string {
	if s == "" {
		return "not recorded"
	}
	return s
}

// words maps the program's closed vocabularies to what people read.
var words = map[string]string{
	"announced": "announced", "non_binding": "non-binding", "binding": "binding", "funded": "funded", "delivered": "operating",
	"active": "active", "paused": "paused", "withdrawn": "withdrawn",
	"unverified": "unverified", "vendor_claim": "vendor's claim", "documented": "documented", "demonstrated": "demonstrated",
	"": "not recorded",
}

// Word says a stage, a status or a rung of evidence.
func Word(v fmt.Stringer) string { return words[v.String()] }

// LowerFirst lets a sentence go on with s. It leaves names and abbreviations alone: only a
// capital before a small letter, or the article A, is lowered.
func LowerFirst(s string) string {
	if strings.HasPrefix(s, "A ") || (len(s) > 1 && s[1] >= 'a' && s[1] <= 'z') {
		return strings.ToLower(s[:1]) + s[1:]
	}
	return s
}

package phrase

import (
	"fmt"
	"strings"

	"assay/internal/evaluate"
)

// RungScore shows a score of rungs in percent: "67.97 to 70.47 %", or one figure.
func RungScore(i evaluate.Interval) string {
	lo, hi := fmt.Sprintf("%.2f", i.Lo), fmt.Sprintf("%.2f", i.Hi)
	if lo == hi {
		return lo + " %"
	}
	return lo + " to " + hi + " %"
}

// SEAL shows a range of assurance levels: "SEAL-1", or "SEAL-0 to SEAL-3".
func SEAL(l evaluate.Levels) string {
	if l.Lo == l.Hi {
		return fmt.Sprintf("SEAL-%d", l.Lo)
	}
	return fmt.Sprintf("SEAL-%d to SEAL-%d", l.Lo, l.Hi)
}

// maxBinding is how many criteria a sentence names.
const maxBinding = 4

// Assurance says why an assurance level is what it is: what binds it, and what is still open.
func Assurance(l evaluate.AssuranceLevel) string {
	if !l.Known {
		return "nothing that limits it is answered"
	}
	text := "bound by " + strings.Join(l.Binding[:min(len(l.Binding), maxBinding)], ", ")
	if more := len(l.Binding) - maxBinding; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	if l.Possible.Lo != l.Possible.Hi {
		return fmt.Sprintf("SEAL-%d by what is answered, %s", l.Level, text)
	}
	return text
}

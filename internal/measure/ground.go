package measure

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"assay/internal/offer"
)

// A ground is what one bound rests on: the weakest rung and the weakest stage of all that was
// added, with all of its evidence. A chain holds as much as its weakest link.
type ground struct {
	any      bool
	rung     offer.Rung
	stage    offer.Stage
	evidence []offer.ID
}

// add takes in a statement. One without evidence rests on nothing, whatever its rung says.
func (g *ground) add(rung offer.Rung, stage offer.Stage, evidence []offer.ID) {
	if len(evidence) == 0 {
		rung = offer.Unverified
	}
	if g.any {
		rung, stage = min(g.rung, rung), min(g.stage, stage)
	}
	g.any, g.rung, g.stage = true, rung, stage
	for _, id := range evidence {
		if !slices.Contains(g.evidence, id) {
			g.evidence = append(g.evidence, id)
		}
	}
}

// figures takes in the figures that are known; where none is, the part itself at its own rung,
// Unverified for a part that does not say how it is known.
func (g *ground) figures(rung offer.Rung, part []offer.ID, stage offer.Stage, fs ...*offer.Figure) {
	known := false
	for _, f := range fs {
		if f != nil {
			known = true
			g.add(f.Rung, cmp.Or(f.Stage, stage), restsOn(f, part))
		}
	}
	if !known {
		g.add(rung, stage, part)
	}
}

// restsOn returns a figure's own evidence, or else its part's.
func restsOn(f *offer.Figure, part []offer.ID) []offer.ID {
	if f == nil || len(f.Evidence) == 0 {
		return part
	}
	return f.Evidence
}

func (g ground) bound() offer.Bound {
	return offer.Bound{Rung: g.rung, Evidence: slices.Clone(g.evidence)}
}

// span puts a range into words, "60", "60 to 80" or "at least 60".
func span(lo, hi float64) string {
	switch {
	case lo == hi:
		return number(lo)
	case hi >= Unbounded:
		return "at least " + number(lo)
	}
	return number(lo) + " to " + number(hi)
}

// number writes a number plainly, with at most four digits behind the point.
func number(x float64) string {
	s := strconv.FormatFloat(x, 'f', 4, 64)
	for s[len(s)-1] == '0' {
		s = s[:len(s)-1]
	}
	if s[len(s)-1] == '.' {
		s = s[:len(s)-1]
	}
	return s
}

// evidenceOf returns what the figures rest on, or the part's evidence where none is known.
func evidenceOf(part []offer.ID, fs ...*offer.Figure) []offer.ID {
	var g ground
	g.figures(offer.Unverified, part, offer.StageNotRecorded, fs...)
	return g.evidence
}

func sizeWords(b box, unit string) string {
	if b.lo == 0 && math.IsInf(b.hi, 1) {
		return "an unknown number of " + unit
	}
	return span(b.lo, b.hi) + " " + unit
}

func partName(kind, name string) string {
	return fmt.Sprintf("%s: %s", kind, cmp.Or(name, "without a name"))
}

func chipName(x offer.Chip) string {
	return partName("chip", strings.TrimSpace(x.Vendor+" "+x.Product))
}

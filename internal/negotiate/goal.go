package negotiate

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// A Goal is something to reach by changing an offer's terms.
type Goal struct {
	gates bool
	level int // of the gates
	pair  bool
	gaps  []float64     // by corner, see corners; the gap alone where there are none
	gains [][][]float64 // by term, rung and corner; nil: weight times rise
	loose bool          // the gap may be too large
	draws *Draws
	rival int // -1: all
	p     float64
}

// PassGates is the goal that every gating term is secured at level or above, 1..4.
func PassGates(level int) Goal { return Goal{gates: true, level: level} }

// ReachFloor is the goal that the offer's floor, its lowest level over gating terms, is secured
// at level or above. It is what PassGates asks for, at another level.
func ReachFloor(level int) Goal { return PassGates(level) }

// Overtake is the goal of a score that is guaranteed not to be below a rival's: gap is the
// rival's highest possible score minus the offer's lowest, with unknowns that both share counted
// once (OvertakeOf does that). A move brings Weight x (rung's Value - Value.Lo).
func Overtake(gap float64) Goal { return Goal{pair: true, gaps: []float64{gap}} }

// Gap is what a guaranteed overtaking has to close; 0 for other goals.
func (g Goal) Gap() float64 {
	if !g.pair {
		return 0
	}
	return slices.Max(g.gaps)
}

// Gains replaces what moves bring towards a guaranteed overtaking: gains[term][rung], never
// negative and never falling by rung.
func (g Goal) Gains(gains [][]float64) Goal {
	g.gains = make([][][]float64, len(gains))
	for j, row := range gains {
		for _, x := range row {
			g.gains[j] = append(g.gains[j], []float64{x})
		}
	}
	return g
}

// OvertakeWithProbability is the goal that the offer scores above rival, an index into the
// scores of d, with probability p in 0..1: reached on the draws of d where the lower end of
// Wilson's 95 % interval is at least p. A tie counts as half a draw.
func OvertakeWithProbability(d *Draws, rival int, p float64) Goal {
	return Goal{draws: d, rival: rival, p: p}
}

// LeadWithProbability is the goal that the offer scores above all others of d with probability
// p, in the sense of OvertakeWithProbability. A tie with the best of the others counts as half a
// draw, with however many of them.
func LeadWithProbability(d *Draws, p float64) Goal { return Goal{draws: d, rival: -1, p: p} }

// WithGates adds the demand that every gating term is secured at level or above: an offer that
// fails a gate neither leads nor overtakes.
func (g Goal) WithGates(level int) Goal {
	g.gates, g.level = true, level
	return g
}

// Draws are what a goal by probability is measured on. The draws must be independent, since
// Wilson's interval holds for such draws only. The result of a search is exact on these draws.
type Draws struct {
	Scores [][]float64 // by draw, then offer: the scores, 0..1
	Own    int         // the column of the offer whose terms are changed
	Cells  [][]float64 // by draw, then term: the offer's drawn values; a move makes it max(drawn, rung's Value)
	// Weights are by draw, then term; nil: the terms' weights in every draw.
	Weights [][]float64
}

func (d *Draws) validate(n int) error {
	if len(d.Scores) == 0 {
		return errors.New("there are no draws: hand over at least one")
	}
	if len(d.Cells) != len(d.Scores) || d.Weights != nil && len(d.Weights) != len(d.Scores) {
		return fmt.Errorf("there are %d draws of scores, %d of cells and %d of weights; all need the same number (weights may be left out)",
			len(d.Scores), len(d.Cells), len(d.Weights))
	}
	for i, row := range d.Scores {
		if len(row) != len(d.Scores[0]) || d.Own < 0 || d.Own >= len(row) || len(row) < 2 {
			return fmt.Errorf("draw %d has scores of %d offers, the first draw of %d; the same two or more are needed, with the offer's own in column %d",
				i, len(row), len(d.Scores[0]), d.Own)
		}
		if len(d.Cells[i]) != n || d.Weights != nil && len(d.Weights[i]) != n {
			return fmt.Errorf("draw %d has %d cells; %d are needed, one for each term, and as many weights where any are given", i, len(d.Cells[i]), n)
		}
		for _, x := range row {
			if math.IsNaN(x) || math.IsInf(x, 0) {
				return fmt.Errorf("draw %d has a score of %v; scores are finite", i, x)
			}
		}
		for j, x := range d.Cells[i] {
			if !inUnit(x) || d.Weights != nil && !inUnit(d.Weights[i][j]) {
				return fmt.Errorf("draw %d, term %d: values and weights lie in 0..1", i, j)
			}
		}
	}
	return nil
}

// behind returns by how much the offer is behind in a draw: behind the rival, or the best of all.
func (d *Draws) behind(draw, rival int) float64 {
	row := d.Scores[draw]
	if rival >= 0 {
		return row[rival] - row[d.Own]
	}
	most := math.Inf(-1)
	for k, x := range row {
		if k != d.Own {
			most = max(most, x)
		}
	}
	return most - row[d.Own]
}

// gain returns what a rung of term j brings in a draw.
func (d *Draws) gain(draw, j int, t Term, r Rung) float64 {
	w := t.Weight
	if d.Weights != nil {
		w = d.Weights[draw][j]
	}
	return float64(w * max(0, r.Value-d.Cells[draw][j]))
}

func inUnit(x float64) bool { return x >= 0 && x <= 1 }

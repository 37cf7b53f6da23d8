// Package negotiate says what would have to change: the cheapest sets of changes to an offer
// that reach a goal, the change of one term alone, the smallest change of weights that puts an
// offer first, and the facts that must hold for an offer to win. It works on numbers alone, is
// pure and deterministic, and never counts the clock: where a search would grow too long it
// stops after a fixed number of steps and says that its answer is not proven.
package negotiate

import (
	"assay/internal/evaluate"
	"assay/internal/framework"
)

// A Term is one criterion of the offer that is to be changed: where it stands and how far it
// can be moved. A move to a rung raises the lower end of the value to the rung's and the upper
// end where it is below that; the range of levels likewise.
type Term struct {
	Criterion string
	Weight    float64           // share of the offer's score, 0..1; 0 where it does not apply
	Value     evaluate.Interval // 0..1, as it stands
	Levels    evaluate.Levels   // as it stands
	Gating    bool
	Excused   bool // does not apply, and that is shown: the gate passes
	// Actor says who must act. What nobody can change is inherent: its rungs are not used.
	Actor framework.Actor
	Rungs []Rung // lowest first; none: fixed
}

// A Rung is a state to which a term can be moved.
type Rung struct {
	Level  int     // that is secured; above the term's present lower end, rising by rung
	Value  float64 // that is secured, 0..1; never falling by rung
	Effort float64 // of the whole way from the present, in points to the hundredth; rising by rung
	Text   string  // in contract words
}

// Inherent reports whether nobody at the table can move the term.
func (t Term) Inherent() bool { return t.Actor == framework.ActorNobody }

// reach returns the rungs that can be used.
func (t Term) reach() []Rung {
	if t.Inherent() || t.Excused {
		return nil
	}
	return t.Rungs
}

// Ladder returns the rungs of criterion k from its present levels up to ceiling, one a level.
// A level's value is the worse end of its band, since that is what the level secures. steps[L-1]
// is the effort of the step up to level L; no steps means one point each. text gives the
// contract words of a level; it may be nil.
func Ladder(k framework.Criterion, now evaluate.Levels, ceiling int, steps []float64, text func(level int) string) []Rung {
	var rungs []Rung
	effort := 0.0
	for level := now.Lo + 1; level <= min(ceiling, framework.MaxLevel); level++ {
		step := 1.0
		if len(steps) >= level {
			step = steps[level-1]
		}
		effort += step
		r := Rung{Level: level, Effort: effort}
		r.Value, _ = k.LevelValues(level)
		if text != nil {
			r.Text = text(level)
		}
		rungs = append(rungs, r)
	}
	return rungs
}

// Options of Cheapest. The zero value is fit for use.
type Options struct {
	Sets int // how many sets are wanted at most; 0 means 3
	// Steps bounds the search, counted in comparisons of one draw each; 0 means 1e8, well
	// under a second.
	Steps int
}

// A Result is the answer to one goal.
type Result struct {
	Reached bool `json:"reached"` // as the offer stands
	// Sets are the cheapest sets of moves, cheapest first: by effort, then fewest moves, then
	// the highest score secured (to 1e-9), then the one that moves the earlier terms further.
	// Every set is irreducible: with a move dropped or lowered by a rung the goal is missed. None
	// costs more than twice the first. Empty where the goal is reached already or impossible.
	Sets       []Set      `json:"sets"`
	Impossible []Obstacle `json:"impossible,omitempty"`
	// Proven says that no set costs less than the first. Complete says that the other sets are
	// the next in order, too. Both are false where the search was stopped by
	// Options.Steps, and where OvertakeOf says that its gap may be too large.
	Proven   bool   `json:"proven"`
	Complete bool   `json:"complete"`
	Now      *Share `json:"now,omitempty"` // share of draws won as the offer stands; goals on draws only
	// Furthest is the share won with every term as high as it can go; goals on draws only.
	Furthest *Share `json:"furthest,omitempty"`
}

// A Set is a set of moves that together reach the goal.
type Set struct {
	Moves  []Move            `json:"moves"`
	Effort float64           `json:"effort"`
	Score  evaluate.Interval `json:"score"`           // the offer's, with the moves made
	Share  *Share            `json:"share,omitempty"` // of draws won then; goals on draws only
}

// A Move raises one term to one of its rungs.
type Move struct {
	Term      int             `json:"term"` // index into the terms
	Criterion string          `json:"criterion"`
	From      evaluate.Levels `json:"from"`
	Rung      int             `json:"rung"` // index into the term's rungs
	To        int             `json:"to"`   // the level secured
	Value     float64         `json:"value"`
	Actor     framework.Actor `json:"actor"`
	Effort    float64         `json:"effort"`
	Worth     float64         `json:"worth"` // rise of the score's lower end, 0..1
	Text      string          `json:"text,omitempty"`
}

// The kinds of obstacle.
const (
	ObstacleInherent = "inherent" // a gate that nobody at the table can move
	ObstacleFixed    = "fixed"    // a gate with no rung that is high enough
	ObstacleHeadroom = "headroom" // everything raised as far as it goes is not enough
)

// An Obstacle is something that makes a goal impossible.
type Obstacle struct {
	Kind      string `json:"kind"`
	Criterion string `json:"criterion,omitempty"` // of a gate
	Level     int    `json:"level,omitempty"`     // the highest level that the gate's criterion can be secured at
	// Short is what is missing with everything raised as far as it goes: of the score for a
	// guaranteed overtaking, else of the share of draws at the interval's lower end.
	Short float64 `json:"short,omitempty"`
	// Held are the terms that cannot be moved further and have most to give, the most first.
	Held []string `json:"held,omitempty"`
	Text string   `json:"text"`
}

package comparison

import (
	"assay/internal/evaluate"
	"assay/internal/framework"
	"assay/internal/offer"
)

// An Analysis says how sure an evaluation is, what would change it, what to ask for and what to
// find out first. What speaks of an order is there for a decision only; offers put to several
// buyers have no first place. Every share rests on an assumption that stands beside it:
// Assumption.
type Analysis struct {
	Engine     string   `json:"engine"`
	Seed       string   `json:"seed,omitempty"` // of the draws, from the content; hexadecimal
	Assumption string   `json:"assumption,omitempty"`
	Headline   []string `json:"headline"` // the answer in plain words, one sentence each
	Sure       *Sure    `json:"sure,omitempty"`
	// Unknowns are what nobody knows yet, the most telling first.
	Unknowns []Unknown          `json:"unknowns"`
	Asks     []OfferAsks        `json:"asks"`
	Findings []evaluate.Finding `json:"findings"` // objections to the order, beside the evaluation's
}

// Sure says how sure the order of a decision is.
type Sure struct {
	// Leader is the ranked offer with the highest expected score, Rival the next. Expected means
	// every unknown at its mean, at the weights in force.
	Leader offer.ID `json:"leader,omitempty"`
	Rival  offer.ID `json:"rival,omitempty"`
	// AtWeights takes the weights in force as given; AnyWeights lets them be anything, dimensions
	// first and criteria within.
	AtWeights  Draws       `json:"at_weights"`
	AnyWeights Draws       `json:"any_weights"`
	Offers     []Sureness  `json:"offers"` // in the comparison's order, ranked ones only
	Pairs      []Ahead     `json:"pairs"`  // every pair of ranked offers, at the weights in force
	Stability  []Stability `json:"stability"`
	Swings     []Swing     `json:"swings"` // the leader's lead over its strongest rival, the widest first
	EVPI       float64     `json:"evpi"`   // expected gain of knowing everything, in 0..1 of score
	Methods    []Method    `json:"methods"`
	// Reweigh says what weights would put another offer first, every unknown at its mean.
	Reweigh []Reweighing `json:"reweigh"`
	Holds   []Fact       `json:"holds"` // what must hold for the leader to stay first
}

// Draws says how shares were estimated.
type Draws struct {
	Draws      int     `json:"draws"`
	Replicates int     `json:"replicates,omitempty"`
	Method     string  `json:"method"`
	Interval   string  `json:"interval"` // the rule behind every interval
	Error      float64 `json:"error"`    // the largest half-width of a 95 % interval in the table
}

// A Share is a probability with its 95 % interval.
type Share struct {
	Value float64 `json:"value"`
	Lo    float64 `json:"lo"`
	Hi    float64 `json:"hi"`
}

// A Sureness is how an offer fares over all draws.
type Sureness struct {
	Offer           offer.ID   `json:"offer"`
	Expected        float64    `json:"expected"` // score with every unknown at its mean
	First           Share      `json:"first"`    // at the weights in force, open gates taken as passed
	FirstAnyWeights Share      `json:"first_any_weights"`
	GatesPass       Share      `json:"gates_pass"`
	GatesUndecided  bool       `json:"gates_undecided,omitempty"` // a gate is open that no draw decides: GatesPass lies anywhere in its interval
	FirstIfPassing  Share      `json:"first_if_passing"`          // among those that pass, given that it passes
	Ranks           []float64  `json:"ranks"`                     // probability of rank 1, 2, ... at the weights in force
	RanksAnyWeights []float64  `json:"ranks_any_weights"`
	Central         []Weighted `json:"central,omitempty"` // the mean weighting of dimensions that puts it first
}

// A Weighted is a dimension or a criterion with a weight.
type Weighted struct {
	ID     string  `json:"id"`
	Weight float64 `json:"weight"`
}

// Ahead is the probability that A scores above B, ties counting half; A is the one ahead more
// often.
type Ahead struct {
	A       offer.ID `json:"a"`
	B       offer.ID `json:"b"`
	P       Share    `json:"p"`
	NearTie bool     `json:"near_tie"`
}

// Stability is how far one weight may move, the others in proportion, before the order changes,
// with every unknown at its mean (Mareschal 1988).
type Stability struct {
	ID        string            `json:"id"`
	Dimension bool              `json:"dimension,omitempty"`
	Weight    float64           `json:"weight"`
	Leader    evaluate.Interval `json:"leader"` // the same offer leads
	Order     evaluate.Interval `json:"order"`  // the whole order stays
}

// A Reweighing is the smallest change of criterion weights, by the sum of absolute changes, that
// puts an offer first at expected values; another change as small may do it, too.
type Reweighing struct {
	Offer    offer.ID `json:"offer"`
	Possible bool     `json:"possible"`
	Total    float64  `json:"total"` // sum of absolute changes, in 0..2
	Text     string   `json:"text"`  // which weights move, or why none would do
}

// A Swing is what one unknown does to the leader's lead over its strongest rival, the others at
// their means. The lead is in 0..1 of score and may be negative.
type Swing struct {
	Offer     offer.ID `json:"offer"`
	Criterion string   `json:"criterion"`
	AtWorst   float64  `json:"at_worst"` // the unknown at the lower end of its range
	AtBest    float64  `json:"at_best"`
}

// A Method is another way of adding up, beside the additive value that decides.
type Method struct {
	ID          string     `json:"id"`
	Title       string     `json:"title"`
	Order       []offer.ID `json:"order"` // best first, at means
	Agrees      bool       `json:"agrees"`
	Divergences []string   `json:"divergences,omitempty"` // in words
	Appendix    bool       `json:"appendix,omitempty"`    // shown with a warning only
	// Reversals counts the pairs whose order turned round when a copy of an offer, or a worse one,
	// was added: a method of which this is not 0 depends on which offers are there.
	Reversals int `json:"reversals"`
}

// A Fact is something that must hold for an offer to stay first.
type Fact struct {
	Offer     offer.ID `json:"offer"`
	Criterion string   `json:"criterion"`
	Gate      bool     `json:"gate"`      // it is a gate of the offer itself
	Necessary bool     `json:"necessary"` // without it the offer is not first even if all else turns out for it
	Text      string   `json:"text"`
	Status    string   `json:"status"` // holds, open or fails
}

// An Unknown is a range that nobody has closed yet, with what closing it would do.
type Unknown struct {
	Offer     offer.ID        `json:"offer"`
	Criterion string          `json:"criterion"`
	Shared    string          `json:"shared,omitempty"` // the name under which other cells rest on the same unknown
	Also      []Place         `json:"also"`             // other cells that rest on the same unknown
	Levels    evaluate.Levels `json:"levels"`
	Width     float64         `json:"width"` // of the offer's score, in 0..1: weight x range
	Gate      bool            `json:"gate"`  // a gate is open because of it
	// Switch is the probability that knowing it changes who is first; Gain the expected gain of
	// knowing it before choosing (EVPPI), in 0..1 of score. Both 0 where no order is computed.
	Switch float64 `json:"switch"`
	Gain   float64 `json:"gain"`
	// Pivotal is the probability that it decides who is first once everything else is known, too:
	// it tells which question matters where no single answer can change the order of expectations.
	Pivotal Share           `json:"pivotal"`
	Effort  float64         `json:"effort"` // of asking: 1, or 2 where only counsel or a third party can say
	Ask     framework.Actor `json:"ask"`    // whom to ask: the supplier, us, or nobody at the table
	// Request is the question, clause by clause; Settles what would answer it.
	Request string `json:"request"`
	Settles string `json:"settles"`
}

// A Place is one offer on one criterion.
type Place struct {
	Offer     offer.ID `json:"offer"`
	Criterion string   `json:"criterion"`
}

// OfferAsks are the cheapest changes that lift one offer to each goal.
type OfferAsks struct {
	Offer offer.ID `json:"offer"`
	Goals []Goal   `json:"goals"`
}

// A Goal is something to reach by changing an offer's terms, and the cheapest ways to it.
type Goal struct {
	ID      string   `json:"id"` // gates, floor, overtake or lead
	Title   string   `json:"title"`
	Level   int      `json:"level,omitempty"` // of gates and floor; of the gates that overtaking and leading ask for
	Over    offer.ID `json:"over,omitempty"`  // of overtake
	P       float64  `json:"p,omitempty"`     // of overtake by probability and of lead
	Reached bool     `json:"reached"`         // already
	Sets    []AskSet `json:"sets"`            // the cheapest first; none: impossible, or reached
	// Given names what nobody can grant and evidence may show: the sets reach the goal provided
	// that it does.
	Given []Condition `json:"given,omitempty"`
	// Impossible says, in words, what stands in the way.
	Impossible []string `json:"impossible,omitempty"`
	Proven     bool     `json:"proven"` // no cheaper set exists
}

// A Condition is what evidence would have to show, since no clause can grant it.
type Condition struct {
	Criterion string `json:"criterion"`
	Level     int    `json:"level"`
	Text      string `json:"text"`
}

// An AskSet is a set of changes that together reach a goal.
type AskSet struct {
	Asks   []Ask             `json:"asks"`
	Effort float64           `json:"effort"`
	Score  evaluate.Interval `json:"score"` // the offer's, with the changes made
}

// An Ask is one change to negotiate.
type Ask struct {
	Criterion string          `json:"criterion"`
	From      evaluate.Levels `json:"from"`
	To        int             `json:"to"` // the level it would be secured at
	Actor     framework.Actor `json:"actor"`
	Effort    float64         `json:"effort"`
	Worth     float64         `json:"worth"` // what it secures, in 0..1 of the offer's score
	Text      string          `json:"text"`  // in contract words
}

// A Single is the most that one change alone can do, up to its highest step.
type Single struct {
	Criterion string          `json:"criterion"`
	From      evaluate.Levels `json:"from"`
	To        int             `json:"to"` // 0: it cannot be raised, see Why
	Actor     framework.Actor `json:"actor"`
	Worth     float64         `json:"worth"`  // what it secures, in 0..1 of the offer's score
	Enough    bool            `json:"enough"` // reaches the goal by itself
	Text      string          `json:"text,omitempty"`
	Why       string          `json:"why,omitempty"`
}

package robust

// Limits of a problem that is drawn from.
const (
	MaxAlternatives = 1000
	MaxCriteria     = 300
	// MaxDraws bounds how many draws one call makes.
	MaxDraws = 100_000_000
	// DefaultDraws are made where Options.Draws is 0 and no error is aimed at.
	DefaultDraws = 32_768
)

// A Drawing is a way of drawing.
type Drawing string

// The ways of drawing. Each has the interval rule that holds for it.
const (
	// Stratified: replicates of a randomised orthogonal array (Owen 1992; a finer one, Tang 1993,
	// where nothing but weights is drawn, from simplexes), which need fewer and cheaper draws for
	// an error than independent ones. Draws within a replicate are not
	// independent, so every interval is a t-interval over the replicates. It is what an empty
	// Drawing means.
	Stratified Drawing = "randomised orthogonal array"
	// Independent: plain Monte Carlo, with Wilson's interval.
	Independent Drawing = "independent draws"
	// Lattice: replicates of a randomly shifted rank-1 lattice (Cranley & Patterson 1976). It
	// serves the value of information, whose integrand is continuous; of ranks it gains less
	// than an array, and Acceptability does not offer it.
	Lattice Drawing = "randomly shifted lattice"
	// Chains: weights of a general polytope come from hit-and-run chains, one for each
	// replicate, and the rest as asked for. Every interval is a t-interval over the replicates.
	// A result says so; it cannot be asked for.
	Chains Drawing = "hit-and-run chains"
	// Exact: nothing was drawn, since the problem is one-dimensional at most. A result says
	// so; it cannot be asked for.
	Exact Drawing = "exact"
)

// Options say how much is drawn and by which rules. The zero value draws DefaultDraws from a
// randomised array, with the seed that the problem itself gives.
type Options struct {
	Drawing Drawing // empty: Stratified
	// Draws is rounded up to whole replicates, at least 16, where draws are not independent.
	Draws int
	// TargetError, below 0.5: draw in batches until the stated error of the rank table is at
	// most this, or MaxDraws are made; Draws is then how many are made before the first look.
	// 0: Draws decides.
	TargetError float64
	MaxDraws    int    // for TargetError; 0: 1,000,000
	Seed        uint64 // 0: SeedOf the problem
	// AbsentOpen counts a criterion that does not apply as one that is not known, over the
	// whole scale, instead of giving its weight to the others.
	AbsentOpen bool
	// ShareBest gives alternatives that tie the better rank each, as R's smaa does. Columns
	// then add up to more than 1. Otherwise they split the ranks they take up evenly.
	ShareBest bool
	NoPairs   bool // leave out Result.Ahead: of 1000 alternatives there are half a million pairs
}

// A Result says how probable each rank is (SMAA-2, Lahdelma & Salminen, Operations Research 49,
// 2001). Everything by alternative is aligned with Problem.Alternatives; one that is not ranked
// has nil or empty entries. Shares are probabilities under the assumption that weights are
// uniform over the admissible set and unknowns follow their law.
type Result struct {
	Draws      int     `json:"draws"`      // in all; 1 where nothing depends on chance
	Replicates int     `json:"replicates"` // independent ones; 1 where the draws themselves are independent
	Drawing    Drawing `json:"drawing"`
	Interval   string  `json:"interval"` // the rule behind every interval
	Seed       uint64  `json:"seed"`
	// Error is the largest half-width of a 95 % interval in Ranks; 0 where it is exact.
	Error float64 `json:"error"`

	// Ranks[i][r] is the probability that alternative i has rank r, 0 the best. Rows and
	// columns add up to 1.
	Ranks [][]float64 `json:"ranks"`
	First []Share     `json:"first"` // Ranks[i][0] with its interval
	// Central[i] is the mean of the criterion weights at which i is first; nil where it never is.
	Central [][]float64 `json:"central"`
	// Confidence[i] is the probability that i is first at its central weights, over the unknown
	// values; nil where it has none.
	Confidence []*Share `json:"confidence"`
	// FirstEntropy is the entropy of who is first, in bits: 0 where it is certain.
	FirstEntropy float64 `json:"first_entropy"`
	// Rankings counts the different rankings that came up among at most 8 alternatives, and
	// RankingEntropy is their entropy in bits, estimated from the shares as they are (a little
	// low where many rankings are rare). 0 and 0 with more alternatives, and where ranks were
	// not drawn.
	Rankings       int     `json:"rankings,omitempty"`
	RankingEntropy float64 `json:"ranking_entropy,omitempty"`

	// Ahead[i][k] is the probability that i scores above k, ties counting half; 0 on the
	// diagonal. It does not depend on which other alternatives there are.
	Ahead      [][]float64 `json:"ahead,omitempty"`
	AheadError float64     `json:"ahead_error"` // largest half-width in Ahead; 0 where it is exact
	// NearTies are the pairs of which each is ahead with a probability in [.4, .6].
	NearTies [][2]int `json:"near_ties"`

	// Passes[i] is the probability that i passes every gate: exact, since its unknowns are
	// independent.
	Passes []Passing `json:"passes"`
	// IfPassing[i][r] is the probability of rank r among those that pass, given that i passes;
	// nil where it cannot. It is nil as a whole where no gate of a ranked alternative is open.
	IfPassing      [][]float64 `json:"if_passing,omitempty"`
	FirstIfPassing []Share     `json:"first_if_passing"` // IfPassing[i][0] with its interval
	// PassesFirst[i] is the probability that i passes and is first among those that do.
	PassesFirst []Share `json:"passes_first"`

	ranks, ahead tally
}

// A Share is a probability with its 95 % interval.
type Share struct {
	Value float64 `json:"value"`
	Lo    float64 `json:"lo"`
	Hi    float64 `json:"hi"`
}

// Error is the half-width of the interval: the larger of its two sides.
func (s Share) Error() float64 { return max(s.Value-s.Lo, s.Hi-s.Value) }

// A Passing is the probability of passing every gate.
type Passing struct {
	Share
	// Undecided says that a gate is open and no draw decides it, as where the criterion does not
	// apply and nobody has shown so. The probability is then anything from Lo to Hi, and Value
	// is Hi.
	Undecided bool `json:"undecided,omitempty"`
}

// Acceptability runs SMAA-2 on the ranked alternatives. The result depends on the problem and
// the options only, to the last bit, on any number of processors. Where the admissible weights
// and values have one dimension at most it is exact.
//
// A problem that does not hold together (Problem.Validate) and options out of range are errors.
func Acceptability(p *Problem, o Options) (*Result, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	o, err := o.complete(p)
	if err != nil {
		return nil, err
	}
	if o.AbsentOpen {
		p = absentOpen(p)
	} else {
		p = p.Opened()
	}
	s, err := newSampler(p, o.Drawing == Stratified, map[law]*quantiles{})
	if err != nil {
		return nil, err
	}
	r := &Result{Seed: o.Seed}
	if l, ok := s.segment(); ok {
		r.exact(s, l, o)
	} else if err := r.draw(s, o); err != nil {
		return nil, err
	}
	return r, nil
}

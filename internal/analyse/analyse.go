// Package analyse runs every analysis of decisions on a problem of numbers: it reads a JSON
// file strictly, turns it into a robust.Problem, asks packages robust and negotiate, and says
// the answers as JSON or as a page of text. It knows nothing of offers and frameworks, so that
// anybody can hold the product's numbers against another program's. It is pure: it is handed a
// reader and a writer, and the same bytes in give the same bytes out.
package analyse

// The limits of a problem. They keep any input within a few hundred megabytes and minutes on
// one core; each is named in the error that enforces it.
const (
	MaxBytes        = 8 << 20
	MaxAlternatives = 1000
	MaxCriteria     = 300
	MaxCells        = 100_000
	MaxDraws        = 10_000_000
	// MaxUnknowns bounds what is not known: cells with a range, those that share an id once.
	MaxUnknowns = 20_000
	// MaxWeighed and MaxRules bound weights that are given by ranges (bounds from above, ratios,
	// ranges of swings): how many things are weighed at one level, and by how many conditions.
	MaxWeighed = 40
	MaxRules   = 700
	// MaxWork bounds draws x (cells + 10 x unknowns + alternatives^2 / 4), what a simulation
	// costs: minutes on one core. Where nobody asks for a number of draws a tenth is the limit.
	MaxWork = 100_000_000_000
)

const (
	maxValues     = 700_000 // JSON values in a file: MaxCells of the longest form and some
	maxMembers    = 1000    // of one JSON object
	maxDepth      = 16      // of nesting; a problem needs 6
	maxName       = 200     // characters of a name
	maxPoints     = 1000    // of a value curve
	maxRatios     = 5000    // of weights
	maxGates      = 300
	minEffort     = 0.01
	maxEffort     = 1000
	maxCategories = 20
	maxSweep      = 100_000 // scores
	maxMistakes   = 20      // listed one by one; the rest are counted
	maxNumber     = 1e100
)

package negotiate

import "slices"

// Reaches say what the terms from some term on can still bring, in every draw by itself. They
// bound what any one set of moves can bring in that draw, so that a branch that misses the goal
// even then holds no set.
type reaches struct {
	columns int // draws, and the score's lower end
	most    int // the largest budget, in buckets
	bucket  int // units of effort in a bucket
	// within is by term, then budget, then column: the most that terms j, j+1, ... bring within
	// the budget (a knapsack with one option a term, by dynamic programming; Kellerer, Pferschy
	// & Pisinger 2004). Costs and budget are rounded down to buckets, which never makes it less.
	within []float64
	// moving is by term, then count of moves, then column: the most that they bring with so
	// many moves. nil where it would be too large.
	moving []float64
	terms  int
}

const (
	maxWithin = 2 << 20 // numbers in a table
	maxMoving = 4 << 20
)

func (t *task) reaches(budget int) *reaches {
	n, columns := len(t.terms), len(t.gap)+1
	buckets := min(max(maxWithin/(n*columns), 4), 1024)
	r := &reaches{columns: columns, terms: n, bucket: budget/buckets + 1}
	r.most = budget / r.bucket
	r.fill(t)
	if (n+1)*(n+1)*columns <= maxMoving {
		r.countMoves(t)
	}
	return r
}

// fill makes the table within, from the last term back.
func (r *reaches) fill(t *task) {
	r.within = make([]float64, (r.terms+1)*(r.most+1)*r.columns)
	for j := r.terms - 1; j >= 0; j-- {
		for b := range r.most + 1 {
			row := r.at(j, b)
			for _, o := range t.options[j] {
				if left := b - o.cost/r.bucket; left >= 0 {
					raise(row, o.gain, r.at(j+1, left))
				}
			}
		}
	}
}

// raise makes row at least gain + rest, column by column.
func raise(row, gain, rest []float64) {
	gain, rest = gain[:len(row)], rest[:len(row)]
	for d := range row {
		row[d] = max(row[d], gain[d]+rest[d])
	}
}

func (r *reaches) at(j, b int) []float64 {
	from := (j*(r.most+1) + b) * r.columns
	return r.within[from : from+r.columns]
}

// left returns what terms j, j+1, ... can bring with an effort of units.
func (r *reaches) left(j, units int) []float64 { return r.at(j, min(units/r.bucket, r.most)) }

// byMoves returns what terms j, j+1, ... can bring with so many further moves, or nil.
func (r *reaches) byMoves(j, moves int) []float64 {
	if r.moving == nil {
		return nil
	}
	from := (j*(r.terms+1) + min(moves, r.terms)) * r.columns
	return r.moving[from : from+r.columns]
}

func (r *reaches) countMoves(t *task) {
	n := r.terms
	r.moving = make([]float64, (n+1)*(n+1)*r.columns)
	gains := make([]float64, 0, n)
	for d := range r.columns {
		gains, free := gains[:0], 0.0
		for j := n - 1; j >= 0; j-- {
			top := t.options[j][len(t.options[j])-1]
			if top.moves == 0 { // moved anyway: raising it is no further move
				free += top.gain[d]
			} else {
				at, _ := slices.BinarySearchFunc(gains, top.gain[d], func(a, b float64) int {
					if a > b {
						return -1
					}
					return 1
				})
				gains = slices.Insert(gains, at, top.gain[d])
			}
			sum := free
			for m := range n + 1 {
				if m > 0 && m <= len(gains) {
					sum += gains[m-1]
				}
				r.moving[(j*(n+1)+m)*r.columns+d] = sum
			}
		}
	}
}

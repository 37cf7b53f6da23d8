package negotiate

// Reaches say what the terms from some term on can still bring, in every draw by itself. They
// bound what any one set of moves can bring in that draw, so that a branch that misses the goal
// even then holds no set.
//
// The table is by term, then budget, then column (draw, and at the end the score's lower end): the
// most that terms j, j+1, ... bring within the budget, a knapsack with one option a term, by
// dynamic programming (Kellerer, Pferschy & Pisinger 2004, ch. 11).
type reaches struct {
	columns int
	bucket  int // of the budget; costs and budget are rounded down, which never makes a reach less
	most    int // the largest budget, in buckets
	table   []float64
}

// maxTable bounds the numbers in a table.
const maxTable = 2 << 20

// byEffort returns the reaches within an effort, in buckets where it would be too large.
func (t *task) byEffort(effort int) *reaches {
	buckets := max(maxTable/((len(t.terms)+1)*(len(t.gap)+1)), 4)
	return t.reaches(effort, effort/buckets+1, func(o option) int { return o.cost })
}

// byRank returns the reaches within an effort and a number of moves, as rank puts them in one
// number, or nil where the table would be too large.
func (t *task) byRank(effort int) *reaches {
	most := t.rank(effort, len(t.terms))
	if (most+1)*(len(t.terms)+1)*(len(t.gap)+1) > maxTable {
		return nil
	}
	return t.reaches(most, 1, func(o option) int { return t.rank(o.cost, o.moves) })
}

// rank orders by effort, then by moves, of which there are at most as many as terms.
func (t *task) rank(effort, moves int) int { return effort*(len(t.terms)+1) + moves }

func (t *task) reaches(budget, bucket int, weigh func(option) int) *reaches {
	n := len(t.terms)
	r := &reaches{columns: len(t.gap) + 1, bucket: bucket, most: budget / bucket}
	r.table = make([]float64, (n+1)*(r.most+1)*r.columns)
	for j := n - 1; j >= 0; j-- {
		for b := range r.most + 1 {
			row := r.at(j, b)
			for _, o := range t.options[j] {
				if left := b - weigh(o)/bucket; left >= 0 {
					raise(row, o.gain, r.at(j+1, left))
				}
			}
		}
	}
	return r
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
	return r.table[from : from+r.columns]
}

// left returns what terms j, j+1, ... can bring within a budget.
func (r *reaches) left(j, budget int) []float64 { return r.at(j, min(budget/r.bucket, r.most)) }

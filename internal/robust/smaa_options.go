package robust

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"assay/internal/weight"
)

// complete checks the options and fills in what is left to the problem.
func (o Options) complete(p *Problem) (Options, error) {
	if o.Drawing == "" {
		o.Drawing = Stratified
	}
	if o.Draws == 0 {
		o.Draws = DefaultDraws
	}
	if o.MaxDraws == 0 {
		o.MaxDraws = 1_000_000
	}
	if o.Seed == 0 {
		o.Seed = SeedOf(p)
	}
	switch {
	case o.Drawing != Stratified && o.Drawing != Independent:
		return o, fmt.Errorf("draws %q are unknown; ask for %q or %q", o.Drawing, Stratified, Independent)
	case o.Draws < 1 || o.Draws > MaxDraws:
		return o, fmt.Errorf("%d draws; there must be 1 to %d", o.Draws, MaxDraws)
	case o.MaxDraws < 1 || o.MaxDraws > MaxDraws:
		return o, fmt.Errorf("at most %d draws; the most must be 1 to %d", o.MaxDraws, MaxDraws)
	case !(o.TargetError >= 0 && o.TargetError < 0.5):
		return o, fmt.Errorf("an error of %v aimed at; it must be 0, for none, or a number below 0.5", o.TargetError)
	}
	return o, nil
}

// absentOpen returns p with criteria that do not apply taken as not known.
func absentOpen(p *Problem) *Problem {
	q := *p
	q.Cells = slices.Clone(p.Cells)
	for i, row := range q.Cells {
		q.Cells[i] = slices.Clone(row)
		for j, c := range row {
			if c.Absent {
				q.Cells[i][j] = Cell{At1: 1}
			}
		}
	}
	return &q
}

// SeedOf returns a seed for draws from the content of a problem: the first eight bytes of the
// SHA-256 of everything in it. Equal problems have equal seeds, and it is never 0.
func SeedOf(p *Problem) uint64 {
	var d digest
	d.names(p.Alternatives...)
	d.names(p.Criteria...)
	for i, row := range p.Cells {
		d.yes(p.IsRanked(i))
		d.size(len(row))
		for _, c := range row {
			d.number(c.At0, c.At1)
			d.yes(c.Absent)
			d.yes(c.Likely != nil)
			if c.Likely != nil {
				d.number(*c.Likely)
			}
			d.names(c.Unknown)
		}
	}
	d.set(p.Weights.Groups)
	for g, js := range p.Weights.Members {
		d.set(p.Weights.Within[g])
		d.size(js...)
	}
	for _, g := range p.Gates {
		d.size(g.Criterion)
		d.number(g.AtLeast)
		for _, s := range g.States {
			d.size(int(s))
		}
	}
	sum := sha256.Sum256(d)
	return max(1, binary.LittleEndian.Uint64(sum[:]))
}

// A digest is what a problem consists of, each part with its length, so that no two problems
// have the same bytes.
type digest []byte

func (d *digest) size(ns ...int) {
	for _, n := range ns {
		*d = binary.LittleEndian.AppendUint64(*d, uint64(n))
	}
}

func (d *digest) number(xs ...float64) {
	for _, x := range xs {
		*d = binary.LittleEndian.AppendUint64(*d, math.Float64bits(x))
	}
}

func (d *digest) yes(b bool) {
	if b {
		*d = append(*d, 1)
	} else {
		*d = append(*d, 0)
	}
}

func (d *digest) names(names ...string) {
	d.size(len(names))
	for _, name := range names {
		d.size(len(name))
		*d = append(*d, name...)
	}
}

func (d *digest) set(s weight.Set) {
	d.size(s.Len(), len(s.Corners()))
	for _, c := range s.Corners() {
		d.number(c...)
	}
	if s.Corners() == nil {
		d.number(s.Mean()...)
	}
}

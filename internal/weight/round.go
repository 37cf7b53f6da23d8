package weight

import (
	"math"
	"math/rand/v2"
	"slices"
)

// A rounded is a polytope in coordinates in which it is about as wide one way as any other, and
// a point in it at which walks start.
type rounded struct {
	inside  []float64
	basis   [][]float64
	g       [][]float64
	columns [][]float64 // g by column
	h       []float64
	start   []float64
}

// point writes the weights at y to dst.
func (r *rounded) point(y, dst []float64) {
	copy(dst, r.inside)
	for k, b := range r.basis {
		for j, x := range b {
			dst[j] += float64(y[k] * x)
		}
	}
	for j, x := range dst {
		dst[j] = max(0, x)
	}
}

// roundings is how often the shape is estimated, each time from a walk in the coordinates of
// the last; roundSteps is how many steps per dimension such a walk makes.
const roundings, roundSteps = 4, 400

// newRounded estimates the covariance of a uniform draw by walks from a fixed seed and takes
// its root as the new coordinates. Any coordinates give uniform draws; these give them soonest.
func (p *polytope) newRounded() *rounded {
	d := len(p.basis)
	r := &rounded{inside: p.inside, basis: p.basis, g: p.g, h: p.h, start: make([]float64, d)}
	r.columns = columnsOf(p.g, d)
	rng := rand.New(rand.NewPCG(0x61737361, uint64(d)))
	for range roundings {
		w := &Walk{rng: rng}
		w.start(r)
		points := make([][]float64, 0, roundSteps*d)
		for range cap(points) {
			w.step()
			points = append(points, slices.Clone(w.y))
		}
		if root := choleskyOf(points); root != nil {
			r = r.turned(root)
		}
	}
	return r
}

// turned returns the polytope in coordinates x with y = root x; it starts at y = 0.
func (r *rounded) turned(root [][]float64) *rounded {
	d := len(root)
	t := &rounded{inside: r.inside, h: r.h, start: make([]float64, d)}
	for k := range d {
		b := make([]float64, len(r.inside))
		for i := k; i < d; i++ {
			for j, x := range r.basis[i] {
				b[j] += float64(root[i][k] * x)
			}
		}
		t.basis = append(t.basis, b)
	}
	for _, g := range r.g {
		row := make([]float64, d)
		for k := range d {
			for i := k; i < d; i++ {
				row[k] += float64(root[i][k] * g[i])
			}
		}
		t.g = append(t.g, row)
	}
	t.columns = columnsOf(t.g, d)
	return t
}

func columnsOf(rows [][]float64, d int) [][]float64 {
	columns := make([][]float64, d)
	for k := range columns {
		for _, r := range rows {
			columns[k] = append(columns[k], r[k])
		}
	}
	return columns
}

// choleskyOf returns the lower root of the points' covariance, nil where they lie too close to
// a plane for it to exist.
func choleskyOf(points [][]float64) [][]float64 {
	d := len(points[0])
	mean := make([]float64, d)
	for _, y := range points {
		for k, x := range y {
			mean[k] += x / float64(len(points))
		}
	}
	root := make([][]float64, d)
	for i := range d {
		root[i] = make([]float64, d)
		for k := range i + 1 {
			for _, y := range points {
				root[i][k] += float64((y[i]-mean[i])*(y[k]-mean[k])) / float64(len(points))
			}
		}
	}
	for i := range d {
		for k := range i + 1 {
			left := root[i][k] - dot(root[i][:k], root[k][:k])
			switch {
			case k < i:
				root[i][k] = left / root[k][k]
			case left <= 1e-24:
				return nil
			default:
				root[i][i] = math.Sqrt(left)
			}
		}
	}
	return root
}

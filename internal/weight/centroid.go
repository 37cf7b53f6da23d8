package weight

import (
	"math"
	"slices"
)

// The centroid of a polytope is found exactly, up to rounding, where its corners are few
// enough to list: it is cut into simplices that share a corner with each face (Cohen & Hickey
// 1979), whose centroids are weighed by their volumes.

// maxMeets is the most choices of inequalities that are tried for corners; maxFaces the most
// faces that are visited.
const maxMeets, maxFaces = 20_000, 200_000

// A cutting is a polytope while it is cut up.
type cutting struct {
	d       int
	corners [][]float64
	on      [][]bool // by corner, then inequality: it lies on it
	apexes  []int
	faces   int
	volume  float64
	moment  []float64
}

// centroid returns the mean of the polytope's points in the rounded coordinates. It is not ok
// where that takes too long, or where cutting in another order gives another volume, so that
// rounding must have blurred which corner lies on which face.
func (r *rounded) centroid() (y []float64, ok bool) {
	d := len(r.start)
	if choices(len(r.g), d) > maxMeets {
		return nil, false
	}
	c := &cutting{d: d, moment: make([]float64, d)}
	c.findCorners(r)
	all := make([]int, len(c.corners))
	for k := range all {
		all[k] = k
	}
	c.cut(all, d)
	twin := &cutting{d: d, corners: c.corners, on: c.on, moment: make([]float64, d)}
	slices.Reverse(all)
	twin.cut(all, d)
	if !(c.volume > 0) || max(c.faces, twin.faces) > maxFaces || math.Abs(c.volume-twin.volume) > 1e-9*c.volume {
		return nil, false
	}
	for k := range c.moment {
		c.moment[k] /= c.volume
	}
	return c.moment, true
}

// choices returns the number of ways to choose d of m, or a number above maxMeets.
func choices(m, d int) float64 {
	ways := 1.0
	for k := range d {
		ways *= float64(m-k) / float64(k+1)
	}
	return ways
}

// findCorners lists the points where d inequalities meet and the others hold.
func (c *cutting) findCorners(r *rounded) {
	p := &polytope{basis: r.basis, g: r.g, h: r.h}
	rows := make([]int, c.d)
	var choose func(k, from int)
	choose = func(k, from int) {
		if k == c.d {
			if y, ok := p.meet(rows); ok {
				c.addCorner(r, y)
			}
			return
		}
		for i := from; i <= len(r.g)-(c.d-k); i++ {
			rows[k] = i
			choose(k+1, i+1)
		}
	}
	choose(0, 0)
}

// near is how close to a face, in rounded coordinates, a corner counts as on it.
const near = 1e-8

func (c *cutting) addCorner(r *rounded, y []float64) {
	on := make([]bool, len(r.g))
	for i, g := range r.g {
		room := (r.h[i] - dot(g, y)) / length(g)
		if room < -near {
			return
		}
		on[i] = room <= near
	}
	for _, other := range c.corners {
		gap := 0.0
		for k, x := range y {
			gap = max(gap, math.Abs(x-other[k]))
		}
		if gap <= near {
			return
		}
	}
	c.corners, c.on = append(c.corners, y), append(c.on, on)
}

// cut cuts a face of dimension k, given by its corners, into cones from its first corner over
// those of its own faces that lack it. A set of corners that spans less than it should ends
// before k is 0 and adds nothing: each apex lies off the plane that holds the rest.
func (c *cutting) cut(face []int, k int) {
	if c.faces++; c.faces > maxFaces || len(face) == 0 {
		return
	}
	apex := face[0]
	c.apexes = append(c.apexes, apex)
	defer func() { c.apexes = c.apexes[:len(c.apexes)-1] }()
	if k == 0 {
		c.count()
		return
	}
	var seen [][]int
	for i := range c.on[apex] {
		if c.on[apex][i] {
			continue
		}
		var sub []int
		for _, v := range face {
			if c.on[v][i] {
				sub = append(sub, v)
			}
		}
		if len(sub) < k || slices.ContainsFunc(seen, func(s []int) bool { return slices.Equal(s, sub) }) {
			continue
		}
		seen = append(seen, sub)
		c.cut(sub, k-1)
	}
}

// count adds the simplex of the apexes: its volume, times d!, and its centroid.
func (c *cutting) count() {
	first := c.corners[c.apexes[0]]
	a := make([][]float64, c.d)
	for i := range a {
		a[i] = slices.Clone(c.corners[c.apexes[i+1]])
		for k := range a[i] {
			a[i][k] -= first[k]
		}
	}
	volume := math.Abs(determinant(a))
	c.volume += volume
	for k := range c.moment {
		sum := 0.0
		for _, v := range c.apexes {
			sum += c.corners[v][k]
		}
		c.moment[k] += float64(volume * (sum / float64(c.d+1)))
	}
}

// determinant destroys a.
func determinant(a [][]float64) float64 {
	det := 1.0
	for k := range a {
		for i := k + 1; i < len(a); i++ {
			if math.Abs(a[i][k]) > math.Abs(a[k][k]) {
				a[i], a[k] = a[k], a[i]
				det = -det
			}
		}
		if a[k][k] == 0 {
			return 0
		}
		det *= a[k][k]
		for i := k + 1; i < len(a); i++ {
			by := a[i][k] / a[k][k]
			for j := k; j < len(a); j++ {
				a[i][j] -= float64(by * a[k][j])
			}
		}
	}
	return det
}

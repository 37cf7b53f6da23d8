package robust

// block is how many draws are made at a time, so that each value of the matrix is read once
// for all of them.
const block = 32

// A lane holds one number for each draw of a block.
type lane [block]float64

func (l *lane) fill(x float64) {
	for b := range l {
		l[b] = x
	}
}

func (l *lane) add(m *lane) {
	for b, x := range m {
		l[b] += x
	}
}

// addTimes adds x times m.
func (l *lane) addTimes(x float64, m *lane) {
	for b, y := range m {
		l[b] += float64(x * y)
	}
}

// addProduct adds x times m times n.
func (l *lane) addProduct(x float64, m, n *lane) {
	for b, y := range m {
		l[b] += float64(float64(x*y) * n[b])
	}
}

func (l *lane) times(m *lane) {
	for b, x := range m {
		l[b] *= x
	}
}

// dot returns the sum of products.
func (l *lane) dot(m *lane) float64 {
	s0, s1, s2, s3 := 0.0, 0.0, 0.0, 0.0
	for b := 0; b <= block-4; b += 4 {
		s0 += float64(l[b] * m[b])
		s1 += float64(l[b+1] * m[b+1])
		s2 += float64(l[b+2] * m[b+2])
		s3 += float64(l[b+3] * m[b+3])
	}
	return s0 + s1 + (s2 + s3)
}

// addWeighted adds the sum over k of values[k] x lanes[k]. It is where the time goes: adding up
// four products before each sum takes the fewest loads and stores.
func (l *lane) addWeighted(values []float64, lanes []lane) {
	lanes = lanes[:len(values)]
	k := 0
	for ; k <= len(values)-4; k += 4 {
		v, w := values[k:k+4], lanes[k:k+4]
		v0, v1, v2, v3 := v[0], v[1], v[2], v[3]
		w0, w1, w2, w3 := &w[0], &w[1], &w[2], &w[3]
		for b := 0; b <= block-4; b += 4 {
			l[b] += float64(v0*w0[b]) + float64(v1*w1[b]) + (float64(v2*w2[b]) + float64(v3*w3[b]))
			l[b+1] += float64(v0*w0[b+1]) + float64(v1*w1[b+1]) + (float64(v2*w2[b+1]) + float64(v3*w3[b+1]))
			l[b+2] += float64(v0*w0[b+2]) + float64(v1*w1[b+2]) + (float64(v2*w2[b+2]) + float64(v3*w3[b+2]))
			l[b+3] += float64(v0*w0[b+3]) + float64(v1*w1[b+3]) + (float64(v2*w2[b+3]) + float64(v3*w3[b+3]))
		}
	}
	for ; k < len(values); k++ {
		l.addTimes(values[k], &lanes[k])
	}
}

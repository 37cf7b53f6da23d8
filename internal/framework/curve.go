package framework

// Value returns the value in 0..1 of raw on the criterion's curve: piecewise linear between
// its points, flat beyond them (Keeney & Raiffa 1976, ch. 3: a value function on a fixed
// scale). The criterion must have a curve.
func (c Criterion) Value(raw float64) float64 {
	ps := c.Curve
	last := len(ps) - 1
	ascending := ps[0][0] < ps[last][0]
	before := func(x, y float64) bool { return (x < y) == ascending && x != y }
	if !before(ps[0][0], raw) {
		return ps[0][1]
	}
	for i := 1; i <= last; i++ {
		a, b := ps[i-1], ps[i]
		if before(raw, b[0]) {
			share := (raw - a[0]) / (b[0] - a[0])
			return a[1] + float64(share*(b[1]-a[1]))
		}
	}
	return ps[last][1]
}

// Raw returns the raw value, nearest the worse end, whose value is at least value in 0..1: the
// inverse of Value, to rounding. On a flat stretch that is where it begins. It reports false for
// a criterion without a curve and for a value that the curve does not reach. It does not round
// to the grain of the unit.
func (c Criterion) Raw(value float64) (float64, bool) {
	for i, p := range c.Curve {
		switch {
		case p[1] < value:
		case i == 0 || p[1] == value:
			return p[0], true
		default: // p[1] > value > the value before, since that one did not reach it
			a := c.Curve[i-1]
			return a[0] + float64((value-a[1])/(p[1]-a[1])*(p[0]-a[0])), true
		}
	}
	return 0, false
}

// LevelOf returns the level that raw reaches on the criterion's thresholds.
func (c Criterion) LevelOf(raw float64) int {
	level := 0
	for i, at := range c.Thresholds.At {
		if (c.Thresholds.Sense == "asc" && raw >= at) || (c.Thresholds.Sense == "desc" && raw <= at) {
			level = i + 1
		}
	}
	return level
}

// LevelValues returns the values at the worse and the better end of a level's raw band; for a
// criterion without thresholds both are level/4.
func (c Criterion) LevelValues(level int) (worse, better float64) {
	if c.Thresholds == nil {
		v := float64(level) / MaxLevel
		return v, v
	}
	t := c.Thresholds
	worse, better = 0, 1 // beyond the outer thresholds the curve is at its anchors
	if level > 0 {
		worse = c.Value(t.At[level-1])
	}
	if level < MaxLevel {
		step := t.Step
		if t.Sense == "desc" {
			step = -step
		}
		better = c.Value(t.At[level] - step)
	}
	return worse, better
}

// MaxLevel is the top of every level scale.
const MaxLevel = 4

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

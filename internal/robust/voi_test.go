package robust_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/robust"
)

// Case 33, run on chjackson/voi (R, commit b43b895).
func TestReferencePerfectInformation(t *testing.T) {
	var ref struct {
		Matrix    [][]float64
		Expected  struct{ Evpi float64 }
		Tolerance struct{ Abs float64 }
	}
	published(t, "33_evpi_small.json", &ref)
	got, err := robust.TableEVPI(ref.Matrix, nil)
	require.NoError(t, err)
	assert.InDelta(t, ref.Expected.Evpi, got, ref.Tolerance.Abs)
}

func TestTableEVPIByHand(t *testing.T) {
	// 1/4 x max(4, 0) + 3/4 x max(0, 2) - max(1, 1.5)
	got := ok(robust.TableEVPI([][]float64{{4, 0}, {0, 2}}, []float64{1, 3}))
	assert.InDelta(t, 1, got, 1e-15)
	for _, tt := range []struct {
		payoffs [][]float64
		ps      []float64
		err     string
	}{
		{nil, nil, "no scenarios"},
		{[][]float64{{1, 2}, {3}}, nil, "scenario 2 has 1 options"},
		{[][]float64{{}}, nil, "scenario 1 has 0 options"},
		{[][]float64{{math.Inf(1)}}, nil, "scenario 1, option 1: payoff +Inf"},
		{[][]float64{{1}}, []float64{1, 1}, "2 probabilities for 1 scenarios"},
		{[][]float64{{1}}, []float64{-1}, "probability 1 is -1"},
		{[][]float64{{1}}, []float64{0}, "add up to 0"},
	} {
		_, err := robust.TableEVPI(tt.payoffs, tt.ps)
		assert.ErrorContains(t, err, tt.err)
	}
}

// Case 34, closed form (Raiffa & Schlaifer 1961).
func TestReferenceGaussianValueOfInformation(t *testing.T) {
	var ref struct {
		Weights  []float64
		Params   struct{ Mu, Sd float64 }
		Expected struct {
			Evpi float64 `json:"EVPI"`
			X    float64 `json:"EVPPI_X"`
			Y    float64 `json:"EVPPI_Y"`
			Z    float64 `json:"EVPPI_Z"`
		}
		Tolerance struct {
			Abs float64 `json:"abs_exact"`
		}
	}
	published(t, "34_evppi_gaussian_closed_form.json", &ref)
	all := 0.0
	for j, want := range []float64{ref.Expected.X, ref.Expected.Y, ref.Expected.Z} {
		sd := ref.Weights[j] * ref.Params.Sd
		all = math.Hypot(all, sd)
		assert.InDelta(t, want, ok(robust.NormalEVPPI(ref.Params.Mu, sd)), ref.Tolerance.Abs)
		assert.InDelta(t, want, ok(robust.NormalEVPPI(-ref.Params.Mu, sd)), ref.Tolerance.Abs)
	}
	assert.InDelta(t, ref.Expected.Evpi, ok(robust.NormalEVPPI(ref.Params.Mu, all)), ref.Tolerance.Abs)
	assert.Zero(t, ok(robust.NormalEVPPI(.1, 0)))
	_, err := robust.NormalEVPPI(0, -1)
	assert.ErrorContains(t, err, "not negative")
}

func informationOf(p *robust.Problem) *robust.Information {
	return ok(robust.InformationOf(p, robust.InformationOptions{Points: 16}))
}

// By hand, one criterion. A is uniform in 0..1 and B is .4: E max(t, .4) = .16 + (1 - .16)/2 =
// .58, so knowing t is worth .08, and B is then first with probability .4.
func TestValueOfInformationByHand(t *testing.T) {
	p := known([][]float64{{0}, {.4}}, []float64{1})
	p.Cells[0][0] = width(0, 1)
	info := informationOf(p)
	assert.Equal(t, []int{0}, info.Leaders)
	assert.InDelta(t, .08, info.Unknowns[0].Value, 1e-15)
	assert.InDelta(t, .4, info.Unknowns[0].Switch, 1e-15)
	require.Len(t, info.Unknowns[0].First, 2)
	assert.InDelta(t, .6, info.Unknowns[0].First[0].Probability, 1e-15)
	assert.InDelta(t, .4, info.Unknowns[0].First[1].Probability, 1e-15)
	assert.Equal(t, robust.PerfectInformation{Value: info.Unknowns[0].Value, Method: "exact"}, info.Perfect)

	// Beta(3, 3) about the middle: E max(t, .4) = .4 I_.4(3, 3) + .5 (1 - I_.4(4, 3)), with
	// I_.4(3, 3) = P(Bin(5, .4) >= 3) = .31744 and I_.4(4, 3) = P(Bin(6, .4) >= 4) = .1792.
	p.Cells[0][0] = likely(0, 1, .5)
	info = informationOf(p)
	assert.InDelta(t, .4*.31744+.5*(1-.1792)-.5, info.Unknowns[0].Value, 1e-14)
	assert.InDelta(t, .31744, info.Unknowns[0].Switch, 1e-14)

	// Both rest on one unknown, A = t and B = .1 + .9 t: nothing to switch.
	p.Cells = [][]robust.Cell{{shared("u", 0, 1)}, {shared("u", .1, 1)}}
	info = informationOf(p)
	assert.Equal(t, []int{1}, info.Leaders)
	assert.Zero(t, info.Unknowns[0].Value)
	assert.Zero(t, info.Unknowns[0].Switch)

	// A = t and B = 1 - t are level today, and part whatever t is: E max(t, 1-t) = 3/4.
	p.Cells = [][]robust.Cell{{shared("u", 0, 1)}, {shared("u", 1, 0)}}
	info = informationOf(p)
	assert.Equal(t, []int{0, 1}, info.Leaders)
	assert.InDelta(t, .25, info.Unknowns[0].Value, 1e-15)
	assert.Equal(t, 1., info.Unknowns[0].Switch)
}

// By hand: two independent uniforms are worth E max - 1/2 = 2/3 - 1/2 together, and each alone
// E max(t, 1/2) - 1/2 = 1/8.
func TestPerfectInformationByHand(t *testing.T) {
	p := known([][]float64{{0}, {0}}, []float64{1})
	p.Cells = [][]robust.Cell{{width(0, 1)}, {width(0, 1)}}
	info := ok(robust.InformationOf(p, robust.InformationOptions{Seed: 7}))
	assert.InDelta(t, 1./8, info.Unknowns[0].Value, 1e-15)
	assert.InDelta(t, 1./6, info.Perfect.Value, 2*info.Perfect.Error)
	assert.Less(t, info.Perfect.Error, 1e-5)
	assert.Equal(t, 32*1024, info.Perfect.Draws)

	// Two independent Beta(3, 3) with F = 10 x^3 - 15 x^4 + 6 x^5: E max - 1/2 is the integral of
	// F - F^2, 1/2 - 181/462 = 25/231.
	p.Cells = [][]robust.Cell{{likely(0, 1, .5)}, {likely(0, 1, .5)}}
	perfect := ok(robust.InformationOf(p, robust.InformationOptions{Seed: 8})).Perfect
	assert.InDelta(t, 25./231, perfect.Value, 2*perfect.Error+1e-6)
	assert.Less(t, perfect.Error, 5e-5)
}

// The 95 % interval of perfect information holds the exact value 1/6 about as often as it
// says, over 400 seeds.
func TestPerfectInformationCoverage(t *testing.T) {
	p := known([][]float64{{0}, {0}}, []float64{1})
	p.Cells = [][]robust.Cell{{width(0, 1)}, {width(0, 1)}}
	held := 0
	for seed := range uint64(400) {
		e := ok(robust.InformationOf(p, robust.InformationOptions{Seed: seed, Points: 64})).Perfect
		if math.Abs(e.Value-1./6) <= e.Error {
			held++
		}
	}
	// Binomial(400, .95) lies in 367 .. 392 with probability above .999.
	assert.GreaterOrEqual(t, held, 367)
	assert.LessOrEqual(t, held, 394)
}

func TestGateInformationByHand(t *testing.T) {
	// A = t on the first of two equal criteria and 1 on the second: .75 against B's .6 and C's
	// .5. The gate asks for .6 on the first: A passes with probability .4, then at a mean of .8.
	p := known([][]float64{{0, 1}, {.6, .6}, {.5, .5}}, []float64{1, 1})
	p.Cells[0][0] = width(0, 1)
	p.Gates = []robust.Gate{{Criterion: 0, AtLeast: .6, States: []robust.GateState{robust.GateOpen, robust.GatePassed, robust.GateOpen}}}
	gates := informationOf(p).Gates
	require.Len(t, gates, 2)
	g := gates[0]
	assert.Equal(t, new(0), g.Unknown)
	assert.InDelta(t, .4, *g.Passes, 1e-15)
	assert.InDelta(t, .9, *g.ExpectedIfPassed, 1e-15)
	assert.True(t, g.Leads)
	assert.Equal(t, []int{1}, g.LeadersIfFailed)
	assert.InDelta(t, .15, g.Loss, 1e-15)
	assert.Nil(t, gates[1].Passes, "open, and nothing to draw")
	assert.Equal(t, []int{0}, gates[1].LeadersIfFailed)
	assert.Zero(t, gates[1].Loss)

	// The same value falling in t, and likely at t = 1/2: passes below t = .4.
	p.Cells[0][0] = robust.Cell{At0: 1, At1: 0, Unknown: "u", Likely: new(.5)}
	assert.InDelta(t, .31744, *informationOf(p).Gates[0].Passes, 1e-14)
}

func TestPerEffort(t *testing.T) {
	p := known([][]float64{{0, 0}, {.45, .45}}, []float64{1, 1})
	p.Cells[0] = []robust.Cell{width(0, 1), width(.2, .8)}
	info := informationOf(p)
	byEffort := ok(info.PerEffort([]float64{10, 1}))
	assert.Equal(t, 1, byEffort[0].Unknown)
	assert.Equal(t, info.Unknowns[1].Value, byEffort[0].Rate)
	assert.Equal(t, 0, ok(info.PerEffort([]float64{1, 1}))[0].Unknown)
	_, err := info.PerEffort([]float64{1})
	assert.ErrorContains(t, err, "1 efforts for 2 unknowns")
	_, err = info.PerEffort([]float64{1, 0})
	assert.ErrorContains(t, err, "effort 2 is 0")
}

func TestInformationNeedsAChoice(t *testing.T) {
	p := known([][]float64{{.5}}, []float64{1})
	p.Ranked = []bool{false}
	_, err := robust.InformationOf(p, robust.InformationOptions{})
	assert.ErrorContains(t, err, "no alternative is ranked")
}

// lines returns every alternative's expected score at the two ends of one unknown.
func lines(p *robust.Problem, u robust.Unknown) [][2]float64 {
	w := p.Weights.Expected()
	out := make([][2]float64, len(p.Cells))
	for end := range 2 {
		v := expectedValues(p)
		for _, at := range u.Cells {
			c := p.Cells[at.Alternative][at.Criterion]
			v[at.Alternative][at.Criterion] = c.At0 + (c.At1-c.At0)*float64(end)
		}
		for i := range out {
			out[i][end] = plainScore(p, i, w, v[i])
		}
	}
	return out
}

func highest(ls [][2]float64, t float64) float64 {
	best := math.Inf(-1)
	for _, l := range ls {
		best = max(best, l[0]+(l[1]-l[0])*t)
	}
	return best
}

// kinks are all places in 0..1 where any two lines cross, with 0 and 1: between two of them the
// highest is one line.
func kinks(ls [][2]float64) []float64 {
	out := []float64{0, 1}
	for i, a := range ls {
		for _, b := range ls[:i] {
			if t := (b[0] - a[0]) / (a[1] - a[0] - b[1] + b[0]); t > 0 && t < 1 {
				out = append(out, t)
			}
		}
	}
	slices.Sort(out)
	return out
}

// Brute force for uniform unknowns: between kinks the midpoint rule is exact.
func TestValueOfInformationEqualsIntegration(t *testing.T) {
	x := everything
	x.likely, x.empty = false, false
	worth := 0
	eachCase(t, 61, manyCases, func(r *rand.Rand) error {
		p := x.problem(r)
		info := ok(robust.InformationOf(p, robust.InformationOptions{Points: 1}))
		for k, u := range p.Unknowns() {
			ls := lines(p, u)
			cuts := kinks(ls)
			value, switched := 0.0, 0.0
			for n := range len(cuts) - 1 {
				mid, w := (cuts[n]+cuts[n+1])/2, cuts[n+1]-cuts[n]
				top := highest(ls, mid)
				value += w * top
				for _, l := range info.Leaders {
					if top-(ls[l][0]+(ls[l][1]-ls[l][0])*mid) > 1e-12 {
						switched += w
						break
					}
				}
			}
			value -= highest(ls, .5)
			got := info.Unknowns[k]
			if math.Abs(got.Value-value) > 1e-12 || math.Abs(got.Switch-switched) > 1e-9 {
				return fmt.Errorf("unknown %d: %+v, by integration %v and %v", k, got, value, switched)
			}
			if value > 1e-9 {
				worth++
			}
			sum := 0.0
			for _, c := range got.First {
				sum += c.Probability
			}
			if math.Abs(sum-1) > 1e-12 {
				return fmt.Errorf("probabilities add up to %v", sum)
			}
			if (got.Value == 0) != (got.Switch == 0) && got.Value > 1e-15 {
				return fmt.Errorf("%+v", got)
			}
		}
		return nil
	})
	require.Greater(t, worth, manyCases/4, "most cases would show nothing")
}

// Brute force for beta-PERT unknowns: Simpson's rule on the density, after t = s^3 (10 - 15 s + 6 s^2),
// which is flat at both ends.
func TestValueOfInformationOfLikelyValues(t *testing.T) {
	x := everything
	x.alternatives, x.criteria, x.empty = 3, 2, false
	eachCase(t, 62, 2000, func(r *rand.Rand) error {
		p := x.problem(r)
		info := ok(robust.InformationOf(p, robust.InformationOptions{Points: 1}))
		for k, u := range p.Unknowns() {
			at := u.Cells[0]
			likely := p.Cells[at.Alternative][at.Criterion].Likely
			if likely == nil {
				continue
			}
			a, b := 1+4**likely, 5-4**likely
			la, _ := math.Lgamma(a)
			lb, _ := math.Lgamma(b)
			l6, _ := math.Lgamma(6)
			ls := lines(p, u)
			const n = 4000
			sum := 0.0
			for k := 1; k < n; k++ {
				s := float64(k) / n
				t := s * s * s * (10 - 15*s + 6*s*s)
				ds := 30 * s * s * (1 - s) * (1 - s)
				density := math.Exp(l6 - la - lb + (a-1)*math.Log(t) + (b-1)*math.Log(1-t))
				sum += float64(2+2*(k%2)) * highest(ls, t) * density * ds
			}
			want := sum/n/3 - highest(ls, (1+4**likely)/6)
			if math.Abs(info.Unknowns[k].Value-want) > 1e-6 {
				return fmt.Errorf("%v, by integration %v", info.Unknowns[k].Value, want)
			}
		}
		return nil
	})
}

// Knowing everything is worth at least as much as knowing one thing. The gain is convex in
// every unknown, so for uniform ones the midpoint rule bounds it from below and the trapezoid
// rule from above; the estimate must agree with both.
func TestPerfectInformationIsWorthMost(t *testing.T) {
	x := mix{alternatives: 3, criteria: 2, ranges: true, shared: true, absent: true, grid: true}
	several, missed := 0, 0
	eachCase(t, 63, manyCases, func(r *rand.Rand) error {
		p := x.problem(r)
		us, w := p.Unknowns(), p.Weights.Expected()
		if len(us) > 3 {
			return nil
		}
		info := informationOf(p)
		lower, upper := 0.0, 0.0
		const n = 4
		cells := int(math.Pow(n, float64(len(us))))
		for c := range cells {
			lower += bestAt(p, us, w, func(k int) float64 { return (float64(digit(c, n, k)) + .5) / n }) / float64(cells)
		}
		points := int(math.Pow(n+1, float64(len(us))))
		for c := range points {
			share := 1 / float64(cells)
			for k := range us {
				if d := digit(c, n+1, k); d == 0 || d == n {
					share /= 2
				}
			}
			upper += share * bestAt(p, us, w, func(k int) float64 { return float64(digit(c, n+1, k)) / n })
		}
		today := bestAt(p, us, w, func(int) float64 { return .5 })
		lower, upper = lower-today, upper-today
		for _, u := range info.Unknowns {
			if u.Value < 0 || u.Value > upper+1e-12 || u.Value > info.Perfect.Value+1e-15 {
				return fmt.Errorf("%+v in %+v, at most %v", u, info.Perfect, upper)
			}
		}
		if info.Perfect.Method == "exact" {
			if v := info.Perfect.Value; v < lower-1e-12 || v > upper+1e-12 {
				return fmt.Errorf("exactly %v, not in %v to %v", v, lower, upper)
			}
			return nil
		}
		several++
		if v, e := info.Perfect.Value, info.Perfect.Error; v+e < lower || v-e > upper {
			missed++
		}
		return nil
	})
	require.Greater(t, several, manyCases/20, "most cases would show nothing")
	require.Less(t, float64(missed), .05*float64(several))
}

func digit(c, base, k int) int {
	for range k {
		c /= base
	}
	return c % base
}

func bestAt(p *robust.Problem, us []robust.Unknown, w []float64, t func(k int) float64) float64 {
	v := expectedValues(p)
	for k, u := range us {
		for _, at := range u.Cells {
			c := p.Cells[at.Alternative][at.Criterion]
			v[at.Alternative][at.Criterion] = c.At0 + (c.At1-c.At0)*t(k)
		}
	}
	best := math.Inf(-1)
	for i := range p.Cells {
		best = max(best, plainScore(p, i, w, v[i]))
	}
	return best
}

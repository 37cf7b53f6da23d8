package measure

import (
	"fmt"
	"math"
	"slices"

	"assay/internal/offer"
)

// DaysPerMonth turns days into months: 365.25/12.
const DaysPerMonth = 365.25 / 12

// A Timeline is the work of leaving, step by step, each as early as it can be.
type Timeline struct {
	Steps   []TimelineStep `json:"steps"` // in the exit's order
	Days    Time           `json:"days"`  // until the last step is done
	Months  Time           `json:"months"`
	Missing []string       `json:"missing,omitempty"`
}

// A TimelineStep is one step. It is critical where any delay of it delays the end: CriticalLo
// when every step takes its least time, CriticalHi when every step takes its most.
type TimelineStep struct {
	Name       string     `json:"name"`
	After      []string   `json:"after,omitempty"`
	Start      Time       `json:"start"` // day on which it begins, counted from 0
	End        Time       `json:"end"`
	CriticalLo bool       `json:"critical_lo"`
	CriticalHi bool       `json:"critical_hi"`
	Evidence   []offer.ID `json:"evidence,omitempty"`
}

// A Time is a time by three points. Without Likely some step it waits for names no likeliest;
// without Hi nothing bounds it from above.
type Time struct {
	Lo     float64  `json:"lo"`
	Likely *float64 `json:"likely,omitempty"`
	Hi     *float64 `json:"hi,omitempty"`
}

// TimelineOf lays out the steps of an exit by the critical path method (Kelley & Walker,
// Critical-Path Planning and Scheduling, 1959): a step begins when the last of those it waits
// for ends. Start and end never fall in any duration, so the least and the most follow from
// the steps' own; the end at the likeliest durations is no mean of the end. A step without
// days may take any time. Steps without an order, or that wait for no earlier step, are an error.
func TimelineOf(x offer.Exit) (Timeline, error) {
	at := map[string]int{}
	waits := make([][]int, len(x.Steps))
	for i, s := range x.Steps {
		if _, twice := at[s.Name]; twice || s.Name == "" {
			return Timeline{}, fmt.Errorf("exit steps[%d].name: %q is empty or stands there twice", i, s.Name)
		}
		for _, a := range s.After {
			j, ok := at[a]
			if !ok {
				return Timeline{}, fmt.Errorf("exit steps[%d].after: %q is no earlier step; list steps after those they wait for", i, a)
			}
			waits[i] = append(waits[i], j)
		}
		at[s.Name] = i
	}
	t := layOut(x, waits)
	for _, s := range x.Steps {
		if s.Days == nil {
			t.Missing = append(t.Missing, fmt.Sprintf("the days that %q takes", s.Name))
		}
	}
	if len(x.Steps) == 0 {
		t.Missing = append(t.Missing, "the steps of leaving, with their days")
		t.Days, t.Months = Time{}, Time{}
	}
	return t, nil
}

func layOut(x offer.Exit, waits [][]int) Timeline {
	lo := pass(x.Steps, waits, func(d *offer.Spread) float64 {
		if d == nil {
			return 0
		}
		return d.Lo
	})
	hi := pass(x.Steps, waits, func(d *offer.Spread) float64 {
		if d == nil {
			return math.Inf(1)
		}
		return d.Hi
	})
	likely := pass(x.Steps, waits, func(d *offer.Spread) float64 {
		if d == nil || d.Likely == nil {
			return math.NaN() // spreads to whatever waits for it
		}
		return *d.Likely
	})
	t := Timeline{Days: timeOf(lo.last, likely.last, hi.last, 1), Months: timeOf(lo.last, likely.last, hi.last, DaysPerMonth)}
	for i, s := range x.Steps {
		evidence := spreadRefs(s.Days)
		t.Steps = append(t.Steps, TimelineStep{
			Name: s.Name, After: slices.Clone(s.After),
			Start:      timeOf(lo.start[i], likely.start[i], hi.start[i], 1),
			End:        timeOf(lo.end[i], likely.end[i], hi.end[i], 1),
			CriticalLo: lo.critical[i], CriticalHi: hi.critical[i],
			Evidence: slices.Concat(s.Evidence, evidence),
		})
	}
	return t
}

// A path is one pass over the steps.
type path struct {
	start, end []float64
	critical   []bool
	last       float64
}

func pass(steps []offer.ExitStep, waits [][]int, days func(*offer.Spread) float64) path {
	n := len(steps)
	p := path{start: make([]float64, n), end: make([]float64, n), critical: make([]bool, n)}
	for i, s := range steps {
		for _, j := range waits[i] {
			p.start[i] = max(p.start[i], p.end[j])
		}
		p.end[i] = p.start[i] + days(s.Days)
		p.last = max(p.last, p.end[i])
	}
	for i := n - 1; i >= 0; i-- { // a start is a copy of an end, so equality is exact
		p.critical[i] = p.critical[i] || p.end[i] == p.last
		for _, j := range waits[i] {
			p.critical[j] = p.critical[j] || p.critical[i] && p.end[j] == p.start[i]
		}
	}
	return p
}

func timeOf(lo, likely, hi, per float64) Time {
	t := Time{Lo: lo / per}
	if !math.IsNaN(likely) {
		t.Likely = new(likely / per)
	}
	if !math.IsInf(hi, 1) {
		t.Hi = new(hi / per)
	}
	return t
}

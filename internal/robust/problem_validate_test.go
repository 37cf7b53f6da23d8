package robust_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/robust"
	"assay/internal/weight"
)

func TestValidate(t *testing.T) {
	require.NoError(t, case22().Validate())
	tests := map[string]func(p *robust.Problem){
		"0 alternatives":                    func(p *robust.Problem) { p.Alternatives, p.Cells = nil, nil },
		"1001 alternatives":                 func(p *robust.Problem) { p.Alternatives = make([]string, 1001) },
		"301 criteria":                      func(p *robust.Problem) { p.Criteria = make([]string, 301) },
		"1 rows of cells":                   func(p *robust.Problem) { p.Cells = p.Cells[:1] },
		`"B" has 1 cells`:                   func(p *robust.Problem) { p.Cells[1] = p.Cells[1][:1] },
		`alternative "A" stands twice`:      func(p *robust.Problem) { p.Alternatives[1] = "A" },
		`criterion "C1" stands twice`:       func(p *robust.Problem) { p.Criteria[1] = "C1" },
		"3 marks":                           func(p *robust.Problem) { p.Ranked = make([]bool, 3) },
		`"A", criterion "C2": value 2 to 0`: func(p *robust.Problem) { p.Cells[0][1].At0 = 2 },
		"0 to NaN":                          func(p *robust.Problem) { p.Cells[0][1].At1 = math.NaN() },
		"runs upward":                       func(p *robust.Problem) { p.Cells[0][1] = robust.Cell{At0: .5, At1: .25} },
		"likely place 1.5":                  func(p *robust.Problem) { p.Cells[0][1].Likely = new(1.5) },
		"more likely elsewhere":             func(p *robust.Problem) { p.Cells[1][1].Likely = new(.5) },
		"the three must agree":              func(p *robust.Problem) { p.Weights.Groups = weight.Equal(2) },
		"has 2 members and weights for 3":   func(p *robust.Problem) { p.Weights.Within = []weight.Set{weight.Equal(3)} },
		"stands in a group already":         func(p *robust.Problem) { p.Weights.Members = [][]int{{0, 0}} },
		"stands in no group":                func(p *robust.Problem) { p.Weights = weight.Flat(weight.Equal(1)) },
		"gate 1 is on criterion number 7":   func(p *robust.Problem) { p.Gates = []robust.Gate{{Criterion: 7}} },
		"gate 1 on \"C1\" demands NaN":      func(p *robust.Problem) { p.Gates = []robust.Gate{{AtLeast: math.NaN()}} },
		"has 0 states for 2":                func(p *robust.Problem) { p.Gates = []robust.Gate{{}} },
		"has state 9": func(p *robust.Problem) {
			p.Gates = []robust.Gate{{States: []robust.GateState{robust.GateOpen, 9}}}
		},
	}
	for want, spoil := range tests {
		t.Run(want, func(t *testing.T) {
			p := case22()
			spoil(p)
			require.ErrorContains(t, p.Validate(), want)
			_, err := robust.Acceptability(p, robust.Options{})
			assert.Error(t, err)
		})
	}
}

func TestOptionsOutOfRange(t *testing.T) {
	for want, o := range map[string]robust.Options{
		`draws "dice" are unknown`: {Drawing: "dice"},
		"-1 draws":                 {Draws: -1},
		"at most -5 draws":         {MaxDraws: -5},
		"an error of 0.7":          {TargetError: .7},
		"an error of NaN":          {TargetError: math.NaN()},
	} {
		_, err := robust.Acceptability(case22(), o)
		assert.ErrorContains(t, err, want)
	}
}

package analyse

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/testkit"
)

func TestSameInputSameBytes(t *testing.T) {
	problem := small(map[string]string{"gates": `[{"criterion": "cost", "at_most": 50}]`, "weights": `{"kind": "free"}`})
	_, want := analysedText(t, problem)
	procs := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(procs)
	for _, n := range []int{1, 2, 8} {
		runtime.GOMAXPROCS(n)
		_, got := analysedText(t, problem)
		assert.True(t, bytes.Equal(want, got), "with %d processors", n)
	}
}

// Readable problems give a report whose numbers JSON can hold, and a page.
func TestEveryFormOfProblemIsAnalysed(t *testing.T) {
	for name, problem := range readable {
		t.Run(name, func(t *testing.T) {
			in, err := Read(strings.NewReader(problem))
			require.NoError(t, err)
			report, err := Run(in)
			require.NoError(t, err)
			var out, page bytes.Buffer
			require.NoError(t, report.WriteJSON(&out))
			assert.True(t, json.Valid(out.Bytes()))
			require.NoError(t, report.WriteText(&page))
			assert.NotContains(t, page.String(), "NaN")
			assert.NotContains(t, page.String(), "%!")
			for line := range strings.Lines(page.String()) {
				assert.Equal(t, strings.TrimRight(line, " \n")+"\n", line)
			}
		})
	}
}

func TestNobodyIsRankedWhereEveryoneFails(t *testing.T) {
	got, out := analysedText(t, with("gates", `[{"criterion": "reach", "at_least": 0.95}]`))
	assert.Equal(t, []bool{false, false}, got.Ranked)
	assert.Equal(t, [][]float64{nil, nil}, got.Ranks.Shares)
	assert.Contains(t, string(out), FindNobody)
}

// The order in which alternatives are listed is no fact about them.
func TestReorderingAlternativesReordersTheReport(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 200 {
		n, m := 2+r.IntN(4), 1+r.IntN(4)
		p := randomProblem(r, n, m)
		a, _ := analysed(t, p)
		perm := r.Perm(n)
		q := fields{}
		maps.Copy(q, p)
		names, matrix := make([]string, n), make([][]any, n)
		for to, from := range perm {
			names[to], matrix[to] = p["alternatives"].([]string)[from], p["matrix"].([][]any)[from]
		}
		q["alternatives"], q["matrix"] = names, matrix
		b, _ := analysed(t, q)
		for to, from := range perm {
			assert.InDelta(t, a.Score[from][0], b.Score[to][0], 1e-12)
			assert.InDelta(t, a.Score[from][1], b.Score[to][1], 1e-12)
			assert.InDelta(t, a.Expected[from], b.Expected[to], 1e-12)
			for k := range n {
				assert.InDelta(t, a.Ranks.Shares[from][k], b.Ranks.Shares[to][k], 3*(a.Ranks.Error+b.Ranks.Error)+1e-9)
			}
		}
		assert.InDelta(t, a.EVPI.Value, b.EVPI.Value, 3*(a.EVPI.Error+b.EVPI.Error)+1e-12)
	}
}

// randomProblem has ranges, unknowns and directions of every kind.
func randomProblem(r *rand.Rand, n, m int) fields {
	names := func(prefix string, n int) []string {
		out := make([]string, n)
		for i := range out {
			out[i] = prefix + string(rune('0'+i))
		}
		return out
	}
	criteria := plain(names("c", m)...)
	for _, c := range criteria {
		if r.IntN(2) == 0 {
			c["direction"] = "min"
		}
	}
	matrix := make([][]any, n)
	for i := range matrix {
		for range m {
			lo := float64(r.IntN(8)) / 10
			hi := lo + float64(r.IntN(3))/10
			switch r.IntN(5) {
			case 0:
				matrix[i] = append(matrix[i], nil)
			case 1:
				matrix[i] = append(matrix[i], []float64{lo, lo + (hi-lo)*r.Float64(), hi})
			case 2:
				matrix[i] = append(matrix[i], []float64{lo, hi})
			default:
				matrix[i] = append(matrix[i], lo)
			}
		}
	}
	return fields{"alternatives": names("a", n), "criteria": criteria, "matrix": matrix, "weights": fields{"kind": "free"}, "error": 0.02}
}

func TestLintFindsWhatIsWrong(t *testing.T) {
	for _, tt := range []struct {
		name, problem string
		want          string // code, and who
	}{
		{"equal weights", small(nil), FindNoWeights + " [] []"},
		{"exact weights without ranges", with("weights", `{"kind": "exact", "values": [1, 2]}`), FindNoRanges + " [] []"},
		{"too little known", with("matrix", `[[20, 0.5], [null, null]]`), FindTooWide + " [1] []"},
		{"a constant", with("matrix", `[[20, 0.5], [20, 0.6]]`), FindConstant + " [] [0]"},
		{"a range is no constant", with("matrix", `[[[20, 30], 0.5], [[20, 30], 0.6]]`), ""},
		{"unknown everywhere", with("matrix", `[[20, null], [30, null]]`), FindAllUnknown + " [] [1]"},
		{"left out by one", with("matrix", `[[20, 0.5], [30, {"not_applicable": true}]]`), FindUnequalNA + " [] [1]"},
		{"near-tie", with("matrix", `[[[20, 60], 0.5], [[21, 61], 0.5]]`), FindNearTie + " [0 1] []"},
		{"no near-tie", with("matrix", `[[20, 0.5], [40, 0.4]]`), ""},
		{"beyond the scale", with("matrix", `[[120, 0.5], [30, 0.6]]`), FindBeyondScale + " [] [0]"},
		{"gate on the flat", small(map[string]string{"matrix": `[[[80, 120], 0.5], [30, 0.6]]`, "gates": `[{"criterion": 0, "at_most": 110}]`}), FindFlatGate + " [] [0]"},
		{"nobody", with("gates", `[{"criterion": "reach", "at_least": 0.95}]`), FindNobody + " [] []"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, _ := analysedText(t, tt.problem)
			var found []string
			for _, f := range got.Lint {
				assert.NotEmpty(t, f.Text)
				found = append(found, strings.TrimSpace(f.Code+" "+fmt.Sprint(f.Alternatives)+" "+fmt.Sprint(f.Criteria)))
			}
			if tt.want != "" {
				assert.Contains(t, found, tt.want)
				return
			}
			for _, f := range found {
				assert.True(t, strings.HasPrefix(f, FindNoWeights), f)
			}
		})
	}
}

// The whole page of a problem with everything in it, as a person would proofread it.
func TestThePageOfEverything(t *testing.T) {
	in, err := Read(strings.NewReader(small(map[string]string{
		"title":        `"Everything at once"`,
		"alternatives": `["North", "South", "East", "West"]`,
		"criteria":     `[{"name": "cost", "direction": "min", "value": [[0, 1], [100, 0]], "effort": 2}, {"name": "reach"}, {"name": "law", "fixed": true}]`,
		"matrix":       `[[20, 0.5, [0.3, 0.6]], [[30, 40, 60], [0.4, 0.9], 0.6], [95, null, 0.2], [40, 0.4, {"not_applicable": true}]]`,
		"weights":      `{"kind": "ordinal", "order": ["reach", ["cost", "law"]]}`,
		"gates":        `[{"criterion": "cost", "at_most": 90}, {"criterion": "reach", "at_least": 0.45}]`,
		"methods":      `["geometric", "promethee", "topsis"]`,
		"sorting":      `{"categories": [{"name": "good", "profile": [30, 0.5, 0.5], "veto": [90, null, null]}, {"name": "fair", "profile": [60, 0.3, 0.2]}], "majority": 0.6, "rest": "poor"}`,
		"chosen":       `"South"`,
		"sweep":        `[0, 1]`,
	})))
	require.NoError(t, err)
	report, err := Run(in)
	require.NoError(t, err)
	var page bytes.Buffer
	require.NoError(t, report.WriteText(&page))
	text, foot, found := strings.Cut(page.String(), "\nassay-analyse ") // how many draws it took is told elsewhere
	require.True(t, found)
	assert.Regexp(t, `^1; input [0-9a-f]{16}; seed \d+; \d+ draws, .+\.\n$`, foot)
	if testkit.Update() {
		testkit.Golden(t, "page.golden.txt", []byte(text))
	}
	want, err := os.ReadFile("testdata/page.golden.txt")
	require.NoError(t, err)
	assertAlike(t, string(want), text)
}

// Weights within bounds are drawn by chains. By
// symmetry of the problem the two alternatives share the first place evenly.
func TestWeightsWithinBoundsAreDrawn(t *testing.T) {
	got, _ := analysedText(t, `{"alternatives": ["A", "B"], "criteria": [{"name": "x"}, {"name": "y"}, {"name": "z"}], "matrix": [[0.8, 0.2, 0.5], [0.2, 0.8, 0.5]],
		"weights": {"kind": "bounds", "lo": [0.1, 0.1, 0.2], "hi": [0.6, 0.6, 0.5]}}`)
	assert.InDelta(t, 0.5, got.Ranks.Shares[0][0], 3*got.Ranks.Error)
	assert.Positive(t, got.Ranks.Error)
	assert.InDelta(t, got.Weights.Expected[0], got.Weights.Expected[1], 0.005)
	require.Len(t, got.Central, 2)
	for _, w := range got.Central {
		assert.InDelta(t, 1, w[0]+w[1]+w[2], 1e-12)
		assert.GreaterOrEqual(t, w[2], 0.2)
	}
	assert.Greater(t, got.Central[0][0], got.Central[0][1], "A is first where x weighs more than y")
}

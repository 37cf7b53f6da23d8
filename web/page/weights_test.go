package page_test

import (
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/app"
	"assay/internal/comparison"
	"assay/internal/framework"
	"assay/internal/offer"
	"assay/web/page"
)

// swings are weights of assay-core@1 with all points on one dimension.
func swings(t *testing.T, fw *framework.Framework, person, dimension string) framework.Weighting {
	t.Helper()
	w := framework.Weighting{
		ID: "0190a000-0000-7000-8000-00000000000" + person[:1], Framework: fw.Ref(), Person: person, Reason: "It comes first.\nAll else <can> wait.",
		Given: time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC), RangesShown: true,
		Beside: framework.Beside{AsOf: asOf, Offers: []offer.ID{"est-ai-leap", "domestic-stack"}},
	}
	for _, d := range fw.ScoredDimensions() {
		points := 0.0
		if d.ID == dimension {
			points = 100
		}
		w.Dimensions = append(w.Dimensions, framework.Points{ID: d.ID, Points: points})
		for _, c := range d.ScoredCriteria() {
			w.Criteria = append(w.Criteria, framework.Points{ID: c.ID, Points: 100})
		}
	}
	require.Empty(t, w.Validate(fw))
	return w
}

// side is what somebody's weights come to for Estonia.
func (s shelf) side(t *testing.T, person, dimension string) page.WeighedSide {
	t.Helper()
	fw, err := s.frameworks.Get("assay-core@1")
	require.NoError(t, err)
	w := swings(t, fw, person, dimension)
	ev, err := app.Compare(t.Context(), app.Embedded{Library: s.lib}, s.frameworks, app.Query{Offers: []offer.ID{"est-ai-leap", "domestic-stack"}, AsOf: asOf, Weighting: &w})
	require.NoError(t, err)
	rows, draws, err := comparison.Standings(ev)
	require.NoError(t, err)
	side := page.WeighedSide{Weighting: w, Use: "/compare?weights=" + w.ID, Change: "/weights?weights=" + w.ID, Standings: page.Standings{Ev: ev, Rows: rows, Draws: draws}}
	for _, c := range w.Criteria {
		side.Standings.Shares = append(side.Standings.Shares, page.WeightShare{ID: c.ID, Share: ev.Yardstick().Share(c.ID)})
	}
	return side
}

func TestWeightsPage(t *testing.T) {
	side := library(t).side(t, "1 Mari Tamm", "switching-cost")
	m := meta("Error: What matters to you", "compare", "/weights")
	m.Site.Desk, m.Site.Workspace = true, "My workspace"
	golden(t, "weights", page.WeightsPage(page.Weights{
		Meta: m, Ev: side.Standings.Ev, Query: url.Values{"offers": {"est-ai-leap,domestic-stack"}, "as_of": {"2026-11-22"}},
		Between: page.WeightGroup{ID: "dimensions", Title: "Between the dimensions", Rows: []page.WeightRow{{ID: "switching-cost", Title: "Switching cost", Points: "100"}}},
		Within: []page.WeightGroup{{ID: "switching-cost", Title: "Switching cost", Rows: []page.WeightRow{
			{ID: "SC1", Title: "SC1 Time to leave", Worst: "years", Best: "days", Range: "unknown for all", Points: "62.5"},
			{ID: "SC2", Title: "SC2 Cost to leave", Worst: "all", Best: "little", Range: "level 1", Points: "<much>", Problem: "Points of SC2 must be a number."},
		}}},
		Person: "Mari & <Jaan>", Problems: []page.FieldProblem{{Field: "SC2", Message: "Points of SC2 must be a number."}, {Field: "reason", Message: "Say why."}},
		Result: &side.Standings,
		Stored: []page.StoredWeights{{Weighting: side.Weighting, URL: "/weights/1", Use: "/compare?weights=1", Beside: "/weights/2?with=1"}},
	}))
}

func TestWeighedPage(t *testing.T) {
	s := library(t)
	a, b := s.side(t, "1 Mari Tamm", "switching-cost"), s.side(t, "2 Jaan Kask", "chip-exposure")
	golden(t, "weighed", page.WeighedPage(page.Weighed{Meta: meta("Weights", "compare", "/weights/1"), Sides: []page.WeighedSide{a, b}}))
}

// Whose offer comes first under whose weights is said in one sentence.
func TestVerdict(t *testing.T) {
	s := library(t)
	a, b := s.side(t, "1 Mari Tamm", "switching-cost"), s.side(t, "2 Jaan Kask", "chip-exposure")
	set := func(w page.WeighedSide, first, second float64) page.WeighedSide {
		w.Standings.Rows = []comparison.Standing{
			{Offer: "est-ai-leap", Ranked: true, First: comparison.Share{Value: first}}, {Offer: "domestic-stack", Ranked: true, First: comparison.Share{Value: second}},
		}
		return w
	}
	ai, stack := a.Standings.Ev.Offers[0].Offer.Title, a.Standings.Ev.Offers[1].Offer.Title
	same := page.Weighed{Sides: []page.WeighedSide{set(a, 0.7, 0.3), set(b, 0.55, 0.45)}}
	assert.Equal(t, "Under both weights "+ai+" comes first most often: in 70 % of the draws under those of 1 Mari Tamm, in 55 % under those of 2 Jaan Kask.", same.Verdict())
	parted := page.Weighed{Sides: []page.WeighedSide{set(a, 0.7, 0.3), set(b, 0.45, 0.55)}}
	assert.Equal(t, "The weights decide here: "+ai+" comes first most often under those of 1 Mari Tamm (in 70 % of the draws), "+stack+" under those of 2 Jaan Kask (in 55 %).", parted.Verdict())
	assert.Empty(t, page.Weighed{Sides: parted.Sides[:1]}.Verdict(), "one alone decides nothing")
	none := page.Weighed{Sides: []page.WeighedSide{parted.Sides[0], b}}
	for i := range none.Sides[1].Standings.Rows {
		none.Sides[1].Standings.Rows[i].Ranked = false
	}
	assert.Empty(t, none.Verdict(), "nobody is ranked")
	assert.Equal(t, "Weights of 1 Mari Tamm", page.Weighed{Sides: parted.Sides[:1]}.Heading())
}

// Across countries nothing comes first, so what is said are scores.
func TestWhatIsSaidOfStandings(t *testing.T) {
	s := library(t)
	side := s.side(t, "1 Mari Tamm", "switching-cost")
	assert.Equal(t, "A domestic stack comes first in 100 % of the draws.", side.Standings.Said(), "the other fails a gate")
	ev := s.compare(t, "est-ai-leap", "are-stargate")
	rows, _, err := comparison.Standings(ev)
	require.NoError(t, err)
	// The figures are those of the home page.
	assert.Equal(t, "AI Leap (TI-Hüpe) with ChatGPT Edu 1.0 to 76.3, Stargate UAE 3.6 to 80.6.", page.Standings{Ev: ev, Rows: rows}.Said())
}

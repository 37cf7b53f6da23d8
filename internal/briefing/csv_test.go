package briefing_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/briefing"
	"assay/internal/comparison"
	"assay/internal/evaluate"
	"assay/internal/offer"
)

// scored is one evaluation by hand. 1/3 and 0.1+0.2 do not survive being written short.
func scored() comparison.Evaluation {
	tenth := 0.1
	third, sum := 1.0/3, tenth+0.2 // added as floats, not as constants
	result := func(basis string, hi float64) evaluate.Result {
		return evaluate.Result{
			Basis: basis, Score: evaluate.Interval{Lo: third, Hi: hi}, Gate: evaluate.Gate{State: evaluate.Open},
			Floor: evaluate.Floor{Known: true, Levels: evaluate.Levels{Lo: 1, Hi: 3}},
			Cells: []evaluate.Cell{{
				Criterion: "CE1", State: evaluate.Answered, Weight: sum, Levels: evaluate.Levels{Lo: 1, Hi: 3}, Value: evaluate.Interval{Lo: 0.25, Hi: 0.75},
			}},
		}
	}
	return comparison.Evaluation{Offers: []comparison.OfferEvaluation{
		{Offer: offer.Offer{ID: "one"}, Evidenced: result("as evidenced", sum), Claimed: result("as claimed", 1)},
	}}
}

func TestWriteCSV(t *testing.T) {
	var buf bytes.Buffer
	require.NoError(t, briefing.WriteCSV(&buf, scored()))
	assert.Equal(t, `offer,basis,criterion,state,weight,level_lo,level_hi,value_lo,value_hi
one,as evidenced,CE1,answered,0.30000000000000004,1,3,0.25,0.75
one,as evidenced,total,open,1,1,3,0.3333333333333333,0.30000000000000004
one,as claimed,CE1,answered,0.30000000000000004,1,3,0.25,0.75
one,as claimed,total,open,1,1,3,0.3333333333333333,1
`, buf.String())
}

// What is written reads back as the very same number.
func TestCSVKeepsEveryBit(t *testing.T) {
	var buf bytes.Buffer
	ev := scored()
	require.NoError(t, briefing.WriteCSV(&buf, ev))
	rows, err := csv.NewReader(&buf).ReadAll()
	require.NoError(t, err)
	lo, err := strconv.ParseFloat(rows[2][7], 64)
	require.NoError(t, err)
	assert.Equal(t, ev.Offers[0].Evidenced.Score.Lo, lo)
}

func TestWriteCSVReportsTheWriter(t *testing.T) {
	full := errors.New("the disk is full")
	require.ErrorIs(t, briefing.WriteCSV(refusing{full}, scored()), full)
}

type refusing struct{ err error }

func (r refusing) Write([]byte) (int, error) { return 0, r.err }

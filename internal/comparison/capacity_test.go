package comparison

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"assay/internal/evaluate"
	"assay/internal/offer"
)

// By hand: a score of 20 to 40 is a dependence of 60 to 80 of 100.
func TestQuadrantsAreNamedOnlyForWholeRectangles(t *testing.T) {
	for _, tt := range []struct {
		name                     string
		scoreLo, scoreHi, lo, hi float64
		want                     Quadrant
	}{
		{"little dependence, much capacity", .6, .9, .7, .8, Genuine},
		{"much of both", .2, .4, .7, .8, Bargain},
		{"little of both", .6, .9, .1, .2, Little},
		{"much dependence, little capacity", .2, .4, .1, .2, SoftCapture},
		{"dependence crosses the cut", .2, .6, .7, .8, Open},
		{"capacity crosses the cut", .2, .4, .1, .9, Open},
		{"it touches the cut", .5, .9, .7, .8, Open},
		{"nothing is known", 0, 1, 0, 1, Open},
	} {
		o := OfferEvaluation{Gain: &Gain{}}
		o.Evidenced.Score = evaluate.Interval{Lo: tt.scoreLo, Hi: tt.scoreHi}
		o.Gain.Evidenced.Score = evaluate.Interval{Lo: tt.lo, Hi: tt.hi}
		p, ok := o.Rectangle()
		assert.True(t, ok)
		assert.Equal(t, tt.want, p.Quadrant, tt.name)
		assert.Equal(t, offer.Range{Lo: 1 - tt.scoreHi, Hi: 1 - tt.scoreLo}, p.Dependence)
	}
	_, ok := OfferEvaluation{}.Rectangle()
	assert.False(t, ok, "no second reading, no place")
}

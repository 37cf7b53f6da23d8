package phrase_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"assay/internal/framework"
	"assay/internal/phrase"
)

func TestChances(t *testing.T) {
	for v, want := range map[float64]string{0: "0 %", 0.00002: "under 1 %", 0.0099: "under 1 %", 0.01: "1 %", 0.526: "53 %", 0.99: "99 %", 0.9901: "over 99 %", 0.99999: "over 99 %", 1: "100 %"} {
		assert.Equal(t, want, phrase.Chance(v), "%v", v)
	}
	assert.Equal(t, "41.0 to 58.3 %", phrase.Between(0.41, 0.583))
	assert.Equal(t, "41.0 %", phrase.Between(0.41, 0.4101))
	assert.Equal(t, "53 % (52.4 to 54.0)", phrase.WithRange(0.53, 0.524, 0.54))
	assert.Equal(t, "12.5 %", phrase.Percent1(0.125))
	for v, want := range map[float64]string{0.0312: "+3.1", -0.0312: "−3.1", 0: "0.0", 0.0001: "0.0", -0.0001: "0.0"} {
		assert.Equal(t, want, phrase.Signed(v), "%v", v)
	}
	for v, want := range map[float64]string{0: "0", 1e-9: "under 0.01", 0.00005: "0.01", 0.0123: "1.23"} {
		assert.Equal(t, want, phrase.Gain(v), "%v", v)
	}
	assert.Equal(t, "effort 1 point", phrase.Effort(1))
	assert.Equal(t, "effort 2.5 points", phrase.Effort(2.5))
	assert.Equal(t, "counsel", phrase.Actor(framework.ActorNobody))
}

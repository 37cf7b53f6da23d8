package pdf

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestColourProfile(t *testing.T) {
	p := sRGB()
	assert.EqualValues(t, len(p), u32(p, 0))
	assert.Equal(t, "mntrRGB XYZ ", string(p[12:24]))
	assert.Equal(t, "acsp", string(p[36:40]))
	tags := map[string][]byte{}
	for i := range int(u32(p, 128)) {
		e := p[132+12*i:]
		at, size := u32(e, 4), u32(e, 8)
		require.LessOrEqual(t, int(at+size), len(p))
		require.Zero(t, at%4)
		tags[string(e[:4])] = p[at : at+size]
	}
	for _, tag := range []string{"desc", "cprt", "wtpt", "rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC"} { // ICC.1:2001-04, 6.3.1.2 and 6.3.2
		assert.Contains(t, tags, tag)
	}
	fixed := func(tag string, i int) float64 { return float64(int32(u32(tags[tag], 8+4*i))) / 65536 }
	for i, want := range []float64{0.9642, 1, 0.8249} { // the primaries add up to white
		assert.InDelta(t, want, fixed("rXYZ", i)+fixed("gXYZ", i)+fixed("bXYZ", i), 5e-4) // the published primaries are adapted to a D50 of 0.8252
		assert.InDelta(t, want, fixed("wtpt", i), 1e-4)
	}
	curve := tags["rTRC"]
	require.EqualValues(t, 1024, u32(curve, 8))
	value := func(i int) float64 { return float64(u16(curve, 12+2*i)) / 65535 }
	assert.Zero(t, value(0))
	assert.InDelta(t, 1, value(1023), 1e-9)
	assert.InDelta(t, 0.2140, value(int(math.Round(0.5*1023))), 1e-3) // half grey of sRGB is 21.4 % of the light
}

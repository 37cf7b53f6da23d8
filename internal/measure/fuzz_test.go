package measure_test

import (
	"encoding/json"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/internal/measure"
	"assay/internal/offer"
)

// Whatever parts hold, they are measured within the scales or refused, and never crash.
func FuzzOf(f *testing.F) {
	r := rand.New(rand.NewPCG(4, 40))
	for range 20 {
		b, err := json.Marshal(randomOffer(r))
		require.NoError(f, err)
		f.Add(b)
	}
	fw := core(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		var o offer.Offer
		if json.Unmarshal(b, &o) != nil {
			return
		}
		vs, err := measure.Of(o, today)
		if err != nil {
			return
		}
		for _, v := range vs {
			within(t, v)
			c, _, _ := fw.Criterion(v.Criterion)
			if a, ok := v.Answer(c, o.ID); ok {
				require.Empty(t, a.Validate(), "%+v", a)
			}
		}
		for _, x := range o.Parts.Exits {
			_, err := measure.TimelineOf(x)
			require.NoError(t, err, "what validates can be laid out")
		}
	})
}

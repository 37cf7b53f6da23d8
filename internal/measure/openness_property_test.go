package measure_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/internal/measure"
	"assay/internal/offer"
)

var (
	anyTri     = []offer.Tri{offer.DontKnow, offer.Yes, offer.No}
	anyLicence = []string{"", "MIT", "CC-BY-4.0", "LicenseRef-own", "Unheard-1.0", "CC-BY-NC-4.0", "MIT OR LicenseRef-own"}
)

func oneOf[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

// Releasing a component under an open licence never lowers MI2; learning whether it is released,
// or under what licence, never widens it.
func TestReleasingNeverLowersAndLearningNeverWidensOpenness(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 2026))
	ids := slices.Concat(class3, class2, class1)
	for range 4_000 {
		m := offer.Model{Name: "m"}
		released := oneOf(r, 1, 3, 9) // of ten
		for _, id := range ids {
			c := offer.Component{ID: id, Released: offer.Yes, Licence: "MIT", Rung: offer.Demonstrated}
			if r.IntN(10) >= released {
				c.Released, c.Licence = oneOf(r, anyTri...), oneOf(r, anyLicence...)
			}
			m.Components = append(m.Components, c)
		}
		before := *modelValue(t, "MI2", "2026-11-26", m).Levels
		i := r.IntN(len(ids))
		m.Components = slices.Clone(m.Components)
		c := &m.Components[i]
		unknown, unlicensed := c.Released == offer.DontKnow, c.Released == offer.Yes && c.Licence == ""
		switch {
		case unknown:
			c.Released = oneOf(r, anyTri...)
		case unlicensed:
			c.Licence = oneOf(r, anyLicence...)
		}
		after := *modelValue(t, "MI2", "2026-11-26", m).Levels
		require.True(t, before.Lo <= after.Lo && after.Hi <= before.Hi, "learning: %v then %v: %+v", before, after, m.Components)
		c.Released, c.Licence = offer.Yes, "MIT"
		open := *modelValue(t, "MI2", "2026-11-26", m).Levels
		require.True(t, after.Lo <= open.Lo && after.Hi <= open.Hi, "releasing: %v then %v: %+v", after, open, m.Components)
	}
}

// Learning whether a listed item is disclosed never widens MI4, and disclosing it never lowers it.
func TestDisclosingNeverLowersAndLearningNeverWidensLineage(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 2027))
	for range 30_000 {
		m := offer.Model{Name: "m"}
		for range 1 + r.IntN(6) {
			m.Lineage = append(m.Lineage, offer.LineageItem{Kind: oneOf(r, offer.LineageKinds...), Disclosed: oneOf(r, anyTri...), Rung: offer.Demonstrated})
		}
		measured := func() measure.Value { return modelValue(t, "MI4", "2026-11-26", m) }
		before := *measured().Raw
		l := &m.Lineage[r.IntN(len(m.Lineage))]
		if l.Disclosed == offer.DontKnow {
			l.Disclosed = oneOf(r, anyTri...)
		}
		after := *measured().Raw
		require.True(t, before.Lo <= after.Lo && after.Hi <= before.Hi, "learning: %v then %v: %+v", before, after, m.Lineage)
		l.Disclosed = offer.Yes
		open := *measured().Raw
		require.True(t, after.Lo <= open.Lo && after.Hi <= open.Hi, "disclosing: %v then %v: %+v", after, open, m.Lineage)
	}
}

package measure_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/measure"
	"assay/internal/offer"
)

func modelValue(t *testing.T, criterion, day string, ms ...offer.Model) measure.Value {
	t.Helper()
	asOf, err := offer.ParseDate(day)
	require.NoError(t, err)
	for i := range ms {
		ms[i].Evidence = []offer.ID{"e"}
	}
	vs, err := measure.Of(offer.Offer{ID: "o", Parts: offer.Parts{Models: ms}}, asOf)
	require.NoError(t, err)
	for _, v := range vs {
		if v.Criterion == criterion {
			return v
		}
	}
	t.Fatal(criterion + " is not measured")
	return measure.Value{}
}

func components(licence string, released offer.Tri, ids ...string) (cs []offer.Component) {
	for _, id := range ids {
		cs = append(cs, offer.Component{ID: id, Released: released, Licence: licence, Rung: offer.Documented})
	}
	return cs
}

var (
	class3 = []string{"architecture", "final-parameters", "technical-report", "evaluation-results", "model-card", "data-card"}
	class2 = []string{"training-code", "inference-code", "evaluation-code", "evaluation-data"}
	class1 = []string{"datasets", "preprocessing-code", "intermediate-parameters", "research-paper"}
)

// By hand from the classes of the Model Openness Framework (White et al. 2024): six components
// for Class III, four more for II, four more for I.
func TestOpennessClass(t *testing.T) {
	with := func(css ...[]offer.Component) (m offer.Model) {
		for _, cs := range css {
			m.Components = append(m.Components, cs...)
		}
		return m
	}
	for _, tt := range []struct {
		name   string
		model  offer.Model
		lo, hi int
	}{
		{"nothing known", offer.Model{}, 0, 4},
		{"closed: one component of six refused leaves at most five of six", with(components("", offer.No, "final-parameters")), 0, 1},
		{"four of six refused", with(components("", offer.No, class3[:4]...)), 0, 0},
		{"three of six open, the rest not known", with(components("Apache-2.0", offer.Yes, class3[:3]...)), 1, 4},
		{"Class III, training code refused", with(components("MIT", offer.Yes, class3...), components("", offer.No, "training-code")), 2, 2},
		{"Class II, datasets refused", with(components("MIT", offer.Yes, class3...), components("MIT", offer.Yes, class2...), components("", offer.No, "datasets")), 3, 3},
		{"Class I", with(components("MIT", offer.Yes, class3...), components("MIT", offer.Yes, class2...), components("CC-BY-4.0", offer.Yes, class1...)), 4, 4},
		{"a higher class does not make up for a lower one", with(components("", offer.No, class3...), components("MIT", offer.Yes, class2...)), 0, 0},
		{"released under a licence of its own", with(components("LicenseRef-own", offer.Yes, class3...)), 0, 0},
		{"released under a licence nobody recorded", with(components("", offer.Yes, class3...)), 0, 4},
	} {
		v := modelValue(t, "MI2", "2026-11-26", tt.model)
		assert.Equal(t, measure.Levels{Lo: tt.lo, Hi: tt.hi}, *v.Levels, tt.name)
	}
	both := modelValue(t, "MI2", "2026-11-26", with(components("MIT", offer.Yes, class3...), components("", offer.No, "training-code")), with(components("", offer.No, class3[:4]...)))
	assert.Equal(t, measure.Levels{Lo: 0, Hi: 2}, *both.Levels, "two models span the range")
}

// K2 Think stood on Qwen2.5 and ran on Cerebras until January 2026; training data and languages
// are not listed: two of four items are disclosed, two not known. After January nothing listed
// is in force any more.
func TestLineageOfADay(t *testing.T) {
	until := offer.Date{Year: 2026, Month: 1}
	k2 := offer.Model{Name: "K2 Think", Lineage: []offer.LineageItem{
		{Kind: "base_model", Name: "Qwen2.5-32B", Country: "CN", Disclosed: offer.Yes, Rung: offer.Demonstrated, To: until},
		{Kind: "hardware", Name: "Wafer-Scale Engine", Country: "US", Disclosed: offer.Yes, Rung: offer.Demonstrated, To: until},
	}}
	v := modelValue(t, "MI4", "2025-12-01", k2)
	assert.Equal(t, offer.Range{Lo: 50, Hi: 100}, *v.Raw)
	v = modelValue(t, "MI4", "2026-02-01", k2)
	assert.Equal(t, offer.Range{Lo: 0, Hi: 100}, *v.Raw)
	assert.False(t, v.Known)
	k2.Lineage = append(k2.Lineage, offer.LineageItem{Kind: "training_data", Disclosed: offer.No, Rung: offer.Documented})
	v = modelValue(t, "MI4", "2025-12-01", k2)
	assert.Equal(t, offer.Range{Lo: 50, Hi: 75}, *v.Raw, "one of four is refused")
}

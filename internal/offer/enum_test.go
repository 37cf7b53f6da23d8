package offer_test

import (
	"encoding"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"assay/internal/offer"
)

// The words stand in YAML, SQL and JSON: a change of one of them, or of their order, breaks
// what is stored.
func TestWords(t *testing.T) {
	type value interface {
		encoding.TextMarshaler
		fmt.Stringer
	}
	tests := []struct {
		vocabulary string
		words      []string // in order; the zero value first
		of         func(i int) value
		read       func(s string) (value, error)
	}{
		{"stage", []string{"", "announced", "non_binding", "binding", "funded", "delivered"},
			func(i int) value { return offer.Stage(i) },
			func(s string) (value, error) { var v offer.Stage; err := v.UnmarshalText([]byte(s)); return v, err }},
		{"status", []string{"active", "paused", "withdrawn"},
			func(i int) value { return offer.Status(i) },
			func(s string) (value, error) { var v offer.Status; err := v.UnmarshalText([]byte(s)); return v, err }},
		{"rung", []string{"unverified", "vendor_claim", "documented", "demonstrated"},
			func(i int) value { return offer.Rung(i) },
			func(s string) (value, error) { var v offer.Rung; err := v.UnmarshalText([]byte(s)); return v, err }},
		{"scope", []string{"country", "programme", "path"},
			func(i int) value { return offer.Scope(i) },
			func(s string) (value, error) { var v offer.Scope; err := v.UnmarshalText([]byte(s)); return v, err }},
		{"answer", []string{"unknown", "yes", "no"},
			func(i int) value { return offer.Tri(i) },
			func(s string) (value, error) { var v offer.Tri; err := v.UnmarshalText([]byte(s)); return v, err }},
	}
	for _, tt := range tests {
		t.Run(tt.vocabulary, func(t *testing.T) {
			for i, word := range tt.words {
				assert.Equal(t, word, tt.of(i).String())
				text, err := tt.of(i).MarshalText()
				assert.NoError(t, err)
				assert.Equal(t, word, string(text))
				back, err := tt.read(word)
				assert.NoError(t, err)
				assert.Equal(t, tt.of(i), back)
			}
			for _, bad := range []string{"Announced", "maybe", "1", " active"} {
				_, err := tt.read(bad)
				assert.ErrorContains(t, err, fmt.Sprintf("%s %q is not one of ", tt.vocabulary, bad))
				assert.ErrorContains(t, err, tt.words[len(tt.words)-1])
			}
			for _, i := range []int{-1, len(tt.words)} {
				assert.Equal(t, fmt.Sprintf("invalid(%d)", i), tt.of(i).String())
			}
		})
	}
}

func TestStagesAndRungsAreOrdered(t *testing.T) {
	assert.Less(t, offer.StageNotRecorded, offer.Announced)
	assert.Less(t, offer.Announced, offer.NonBinding)
	assert.Less(t, offer.NonBinding, offer.Binding)
	assert.Less(t, offer.Binding, offer.Funded)
	assert.Less(t, offer.Funded, offer.Delivered)
	assert.Less(t, offer.Unverified, offer.VendorClaim)
	assert.Less(t, offer.VendorClaim, offer.Documented)
	assert.Less(t, offer.Documented, offer.Demonstrated)
}

func TestZeroValuesClaimNothing(t *testing.T) {
	var a offer.Answer
	assert.Equal(t, offer.StageNotRecorded, a.Stage)
	assert.Equal(t, offer.Unverified, a.Lo.Rung)
	assert.Equal(t, offer.DontKnow, offer.Cap{}.Holds)
}

func TestGrades(t *testing.T) {
	for _, g := range []offer.Grade{"A", "B", "C", "S"} {
		assert.True(t, g.Valid(), g)
	}
	for _, g := range []offer.Grade{"", "a", "D", "AB"} {
		assert.False(t, g.Valid(), g)
	}
}

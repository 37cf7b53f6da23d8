package exchange_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/exchange"
	"assay/internal/offer"
)

const card = `---
license: apache-2.0
language: [en, ar]
base_model: Qwen/Qwen2.5-32B
datasets:
  - a/b
library_name: transformers
tags: [x]
---
# A model
`

func TestModelCardPrefillsAModel(t *testing.T) {
	c, err := exchange.ReadModelCard(card)
	require.NoError(t, err)
	assert.Equal(t, "Apache-2.0", c.Model.Licence)
	assert.Equal(t, []string{"Qwen/Qwen2.5-32B"}, c.Model.BaseModels)
	assert.Equal(t, []string{"en", "ar"}, c.Languages)
	assert.Equal(t, []string{"library_name", "tags"}, c.Ignored)
	var kinds []string
	for _, l := range c.Model.Lineage {
		assert.Equal(t, offer.VendorClaim, l.Rung, "its maker says so")
		kinds = append(kinds, l.Kind+" "+l.Name)
	}
	assert.Equal(t, []string{"base_model Qwen/Qwen2.5-32B", "training_data a/b", "data_language en, ar"}, kinds)
	assert.Equal(t, offer.DontKnow, c.Model.Components[1].Released, "a card is no proof that the weights are there")
	for tag, want := range map[string]string{"mit": "MIT", "llama3.1": "LicenseRef-llama3.1", "other\nlicense_name: my licence!": "LicenseRef-my-licence-"} {
		c, err := exchange.ReadModelCard("---\nlicense: " + tag + "\n---\n")
		require.NoError(t, err)
		assert.Equal(t, want, c.Model.Licence)
	}
}

func TestWrongModelCardsAreExplained(t *testing.T) {
	for want, text := range map[string]string{
		"line 1: a model card begins with a line of three dashes": "# A model",
		"does not end with a line of three dashes":                "---\nlicense: mit\n",
		"anchors and aliases are not read":                        "---\na: &x [1]\nb: *x\n---\n",
		"is not a YAML mapping":                                   "---\n- a\n---\n",
		"is longer than 256 KiB":                                  "---\n" + strings.Repeat("a", exchange.MaxModelCard),
		"is not UTF-8":                                            "---\na: \xff\n---\n",
	} {
		_, err := exchange.ReadModelCard(text)
		require.ErrorContains(t, err, want)
		_, ok := errors.AsType[*exchange.CardError](err)
		assert.True(t, ok)
	}
}

func FuzzModelCard(f *testing.F) {
	for _, s := range []string{card, "---\n---\n", "---\na: [b, {c: d}]\n---", "---\nlicense: 5\nbase_model: {x: y}\n---\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := exchange.ReadModelCard(s)
		if err != nil {
			return
		}
		o := offer.Offer{ID: "o", Title: "t", Provider: "p", Scope: offer.ScopePath, Parts: offer.Parts{Models: []offer.Model{c.Model}}}
		for _, p := range o.Validate() {
			require.NotContains(t, p.Field, "parts.", p.Message)
		}
	})
}

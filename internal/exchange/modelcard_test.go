package exchange_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

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
	for tag, want := range map[string]string{"mit": "MIT", "llama3.1": "LicenseRef-llama3.1", "MIT": "MIT", "[mit]": "MIT",
		"other": "", "unknown": "", "5": "", "[mit, apache-2.0]": "", "gpl-3.0": "GPL-3.0-only", "odbl": "ODbL-1.0", "other\nlicense_name: my licence!": "LicenseRef-my-licence-"} {
		c, err := exchange.ReadModelCard("---\nlicense: " + tag + "\n---\n")
		require.NoError(t, err)
		assert.Equal(t, want, c.Model.Licence)
	}
}

func TestWrongModelCardsAreExplained(t *testing.T) {
	for want, text := range map[string]string{
		"line 1: a model card begins with a line of three dashes": "# A model",
		"does not end with a line of three dashes":                "---\nlicense: mit\n",
		"line 5: anchors and aliases are not read":                "\n\n---\nb: 1\na: &x [1]\n---\n",
		"line 3: anchors and aliases are not read":                "---\nb: 1\na: *x\n---\n",
		"line 2: tags (!) are not read":                           "---\nlicense: !!binary bWl0\n---\n",
		"line 3: a name stands there twice":                       "---\nlicense: mit\nlicense: isc\n---\n",
		"line 1: a model card begins":                             "",
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

// What is not read is said, so that nobody takes an empty field for a card that says nothing.
func TestModelCardListsWhatItLeavesOut(t *testing.T) {
	c, err := exchange.ReadModelCard("---\nlicense: [mit, apache-2.0]\nlanguage: 5\nbase_model:\n- a\n- {b: c}\nwidget: x\n---\n")
	require.NoError(t, err)
	assert.Equal(t, []string{"base_model (not a text)", "language (not a text)", "license (more than one)", "widget"}, c.Ignored)
	var many strings.Builder
	for i := range 60 {
		fmt.Fprintf(&many, "k%02d: 1\n", i)
	}
	c, err = exchange.ReadModelCard("---\n" + many.String() + "---\n")
	require.NoError(t, err)
	assert.Equal(t, "and 10 more", c.Ignored[50])
	assert.Len(t, c.Ignored, 51)
}

// A family of licences is no licence, and what the hub does not list is nobody's to guess.
func TestModelCardLicences(t *testing.T) {
	read := func(head string) exchange.ModelCard {
		c, err := exchange.ReadModelCard("\n---\ntags: [license]\nlicense: " + head + "\n---\n")
		require.NoError(t, err)
		return c
	}
	for tag, want := range map[string]string{"cc-by-3.0": "CC-BY-3.0", "OFL-1.1": "OFL-1.1", "openrail++": "LicenseRef-openrail--", "gemma": "LicenseRef-gemma", "gpl": "", "BSD": "", "unknown": "", "other": "",
		"other\nlicense_name: ours": "LicenseRef-ours", "[mit, isc]": "", "5": ""} {
		c := read(tag)
		assert.Equal(t, want, c.Model.Licence, tag)
		assert.NoError(t, c.CheckLicence(), tag)
	}
	assert.Equal(t, []string{"license (a family of licences, not one)", "tags"}, read("lgpl").Ignored)
	for _, tag := range []string{"sovereign-1", "[mit-ish]", "apache", "x\nlicense_name: ours"} {
		assert.ErrorContains(t, read(tag).CheckLicence(), "line 4: ", tag)
	}
	inside, err := exchange.ReadModelCard("---\nmodel-index:\n  license: mit\n---\n")
	require.NoError(t, err)
	assert.NoError(t, inside.CheckLicence())
	assert.Empty(t, inside.Model.Licence)
	c, err := exchange.ReadModelCard("---\ndatasets: [a" + strings.Repeat(", a", 100) + "]\n---\n")
	require.NoError(t, err)
	assert.Equal(t, []string{"datasets (beyond the first 100)"}, c.Ignored)
}

// A line of dashes that goes on is text; a thematic break below the metadata is none of it.
func TestModelCardEndsAtThreeDashes(t *testing.T) {
	c, err := exchange.ReadModelCard("\ufeff---  \r\nlicense: mit\r\n--- \r\n# A\r\n---\r\nlicense: x\r\n")
	require.NoError(t, err)
	assert.Equal(t, "MIT", c.Model.Licence)
	_, err = exchange.ReadModelCard("---\nlicense: mit\n----\n")
	assert.ErrorContains(t, err, "does not end")
}

// 256 KiB of nested openers once took the YAML library 40 s; they are refused before it reads.
func TestDeepModelCardsAreRefused(t *testing.T) {
	for _, s := range []string{"[", "{a: ", "- ", "? ", "-\t", "[[], "} {
		_, err := exchange.ReadModelCard("---\na: 1\n" + strings.Repeat(s, 50_000) + "\n---\n")
		assert.EqualError(t, err, "line 3: lists or brackets are nested more than 32 deep", s)
	}
	_, err := exchange.ReadModelCard("---\na:\n  " + strings.Repeat("- ", 32) + "b\n---\n")
	assert.NoError(t, err)
}

func FuzzModelCard(f *testing.F) {
	for _, s := range []string{card, "---\n---\n", "---\na: [b, {c: d}]\n---", "---\nlicense: 5\nbase_model: {x: y}\n---\n", "---\na: \"\\xff\\ud800\"\n? b\n: - - c\n---"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := exchange.ReadModelCard(s)
		if err != nil {
			return
		}
		require.True(t, utf8.ValidString(strings.Join(slices.Concat(c.Ignored, c.Languages, c.Model.BaseModels, []string{c.Model.Name, c.Model.Licence}), "")))
		o := offer.Offer{ID: "o", Title: "t", Provider: "p", Scope: offer.ScopePath, Parts: offer.Parts{Models: []offer.Model{c.Model}}}
		for _, p := range o.Validate() {
			require.NotContains(t, p.Field, "parts.", p.Message)
		}
	})
}

package casestudy_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/casestudy"
	"assay/internal/comparison"
	"assay/internal/framework"
	"assay/internal/offer"
	"assay/internal/refdata"
)

// foundingFacts are the statements of the founding documents that state a fact about a deal or
// a country; each must have a place in the library.
const foundingFacts = `
SF001 SF002 SF003 SF004 SF005 SF019 SF021 SF022 SF028 SF031 SF033 SF042 SF051 SF056 SF057 SF059
SF060 SF061 SF062 SF066 SF067 SF068 SF070 SF071 SF072 SF089 SF093 SF094 SF100 SF102 SF103 SF104
SF107 SF111 SF112 SF113 SF114 SF115 SF124 SF126 SF127 SF128 SF129 SF130 SF131 SF132 SF142 SF143
SF144 SF145 SF148 SF149 SF150 SF155 SF156 SF159 SF160 SF161 SF162 SF163 SF164 SF168 SF169`

func library(t testing.TB) *casestudy.Library {
	t.Helper()
	lib, err := casestudy.Embedded()
	require.NoError(t, err)
	return lib
}

func TestEveryFoundingFactHasAPlace(t *testing.T) {
	placed := map[string]bool{}
	for _, c := range library(t).Cases {
		for _, f := range c.Facts {
			for _, id := range f.Seeds {
				placed[id] = true
			}
		}
		for _, o := range c.Offers {
			for _, id := range o.Seeds {
				placed[id] = true
			}
		}
	}
	for id := range strings.FieldsSeq(foundingFacts) {
		assert.True(t, placed[id], "%s has no place", id)
	}
}

func TestTheLibraryHoldsEveryDealAsAnOffer(t *testing.T) {
	lib := library(t)
	var ids []offer.ID
	full := 0
	for _, c := range lib.Cases {
		if c.Full {
			full++
		}
		for _, o := range c.Offers {
			ids = append(ids, o.ID)
		}
	}
	assert.Len(t, lib.Cases, 17, "sixteen countries and the reference shelf")
	assert.Len(t, ids, 36, "34 offers, ChatGPT nationwide in the UAE, and a domestic stack")
	assert.Equal(t, len(casestudy.FullCases), full)
	for _, id := range casestudy.FullCases {
		c, ok := lib.Case(id)
		assert.True(t, ok && c.Full, id)
	}
	for _, id := range []offer.ID{
		"are-stargate", "are-microsoft", "are-k2-think", "are-nvidia", "are-chatgpt-nationwide", "est-ai-leap",
		"kor-foundation-model", "kor-aws-sk-ulsan", "kor-stargate", "ind-indiaai", "ind-openai-tata",
		"openai-for-countries", "open-weights-gpt-oss", "open-weights-qwen-deepseek", "domestic-stack",
		"deu-aws-sovereign-cloud", "per-huawei-training", "idn-huawei-cloud", "mys-huawei-skyvast", "kaz-alem-cloud",
	} {
		assert.Contains(t, ids, id)
	}
}

func TestEveryAnswerFitsItsFramework(t *testing.T) {
	frameworks, err := framework.Embedded()
	require.NoError(t, err)
	fw, err := frameworks.Get(casestudy.Framework)
	require.NoError(t, err)
	for _, c := range library(t).Cases {
		for _, a := range c.Answers {
			k, _, ok := fw.Criterion(a.Criterion)
			if !assert.True(t, ok, "%s answers %s", a.Offer, a.Criterion) {
				continue
			}
			assert.False(t, a.NotApplicable && !k.NAPermitted, "%s: %s may not be left out", a.Offer, a.Criterion)
			assert.False(t, a.Raw != nil && k.Thresholds == nil, "%s: %s has no measure", a.Offer, a.Criterion)
			for _, cp := range a.Caps {
				assert.True(t, slices.ContainsFunc(k.Caps, func(x framework.Cap) bool { return x.ID == cp.ID }), "%s: %s has no cap %s", a.Offer, a.Criterion, cp.ID)
			}
		}
	}
}

func TestEveryEvidenceRecordIsUsedAndPlain(t *testing.T) {
	lib := library(t)
	used := map[offer.ID]bool{}
	for _, c := range lib.Cases {
		for _, o := range c.Offers {
			var answers []offer.Answer
			for _, a := range c.Answers {
				if a.Offer == o.ID {
					answers = append(answers, a)
				}
			}
			for _, id := range comparison.References(o, answers) {
				used[id] = true
			}
		}
		for _, f := range c.Facts {
			for _, id := range f.Evidence {
				used[id] = true
			}
		}
	}
	for _, e := range lib.Evidence {
		assert.True(t, used[e.ID], "%s is used nowhere", e.ID)
		assert.NotContains(t, e.Account, "TODO", e.ID)
		assert.Empty(t, e.Source.Title, "%s: the facts record no titles, so none is shown", e.ID)
	}
}

func TestCountriesAreThoseOfISO3166(t *testing.T) {
	for _, c := range library(t).Cases {
		if c.Country == "" {
			assert.Equal(t, casestudy.Reference, c.ID)
			continue
		}
		country, ok := refdata.Country(c.Country)
		require.True(t, ok, c.Country)
		assert.Equal(t, country.Name, c.Name)
		for _, o := range c.Offers {
			_, ok := refdata.Country(o.ProviderCountry)
			assert.True(t, ok, "%s: provider's country %q", o.ID, o.ProviderCountry)
		}
	}
}

func TestTheUAEsLicencePositionChangesOnItsDays(t *testing.T) {
	var starts []string
	c, _ := library(t).Case("are")
	for _, a := range c.Answers {
		if a.Offer == "are-stargate" && a.Criterion == "CE1" {
			starts = append(starts, a.ValidFrom.String()+"/"+a.ValidTo.String())
		}
	}
	assert.Contains(t, starts, "2026-07-10/2027-04-06")
	assert.GreaterOrEqual(t, len(starts), 2, "and an answer for the time before")
}

package app_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/app"
	"assay/internal/exchange"
	"assay/internal/measure"
	"assay/internal/offer"
)

const modelCard = `---
model_name: Falcon Two
license: apache-2.0
base_model: [org/base, org/base]
datasets: [" org/data ", org/more]
language: [ar, en]
tags: [x]
---
# Falcon Two
`

func readCard(t *testing.T, text string) exchange.ModelCard {
	t.Helper()
	c, err := app.ReadCard(text)
	require.NoError(t, err)
	return c
}

// lines are the items of a plan, one a line.
func lines(items []app.CardItem) (all []string) {
	for _, i := range items {
		all = append(all, fmt.Sprintf("%s %s: says %s; recorded %s; takes %s", i.Key, i.State, i.Says, i.Recorded, i.Take))
	}
	return all
}

func all(items []app.CardItem) map[string]bool {
	taken := map[string]bool{}
	for _, i := range items {
		taken[i.Key] = true
	}
	return taken
}

func TestACardFillsInAModelOfWhichNothingIsKnown(t *testing.T) {
	c := readCard(t, modelCard)
	items := app.PlanCard(c, offer.Model{}, "own-card")
	assert.Equal(t, []string{
		"name new: says Falcon Two; recorded ; takes Falcon Two",
		"base-models new: says org/base; recorded ; takes org/base",
		"licence new: says Apache-2.0; recorded ; takes Apache-2.0",
		"component-model-card new: says released, licence Apache-2.0, the provider says so; recorded ; takes released, licence Apache-2.0, the provider says so",
		"component-final-parameters new: says not known whether it is released, licence Apache-2.0, the provider says so; recorded ; takes not known whether it is released, licence Apache-2.0, the provider says so",
		"lineage-0 new: says org/base; recorded ; takes org/base, disclosed, the provider says so",
		"lineage-1 new: says org/data; recorded ; takes org/data, disclosed, the provider says so",
		"lineage-2 new: says org/more; recorded ; takes org/more, disclosed, the provider says so",
		"lineage-3 new: says ar, en; recorded ; takes ar, en, disclosed, the provider says so",
	}, lines(items))
	card := []offer.ID{"own-card"}
	claim := func(kind, name string) offer.LineageItem {
		return offer.LineageItem{Kind: kind, Name: name, Disclosed: offer.Yes, Rung: offer.VendorClaim, Evidence: card}
	}
	assert.Equal(t, offer.Model{
		Name: "Falcon Two", BaseModels: []string{"org/base"}, Licence: "Apache-2.0", Evidence: card,
		Components: []offer.Component{
			{ID: "model-card", Released: offer.Yes, Licence: "Apache-2.0", Rung: offer.VendorClaim, Evidence: card},
			{ID: "final-parameters", Licence: "Apache-2.0", Rung: offer.VendorClaim, Evidence: card},
		},
		Lineage: []offer.LineageItem{claim("base_model", "org/base"), claim("training_data", "org/data"), claim("training_data", "org/more"), claim("data_language", "ar, en")},
	}, app.TakeCard(offer.Model{}, items, all(items)), "the whole model: nothing but what the card says")
	none := app.PlanCard(readCard(t, "---\ntags: [x]\n---\n"), offer.Model{}, "own-card")
	assert.Equal(t, []string{"component-model-card new: says released, the provider says so; recorded ; takes released, the provider says so"}, lines(none),
		"a card that says nothing is still a card, and no licence is made up")
}

func TestACardBesideWhatIsRecorded(t *testing.T) {
	now := offer.Model{
		Name: "Falcon Two", Developer: "TII", Licence: "MIT", BaseModels: []string{"Other"}, Evidence: []offer.ID{"report"},
		Components: []offer.Component{
			{ID: "final-parameters", Released: offer.Yes, Rung: offer.Demonstrated, Evidence: []offer.ID{"test"}},
			{ID: "model-card", Released: offer.Yes, Licence: "Apache-2.0", Rung: offer.Documented},
		},
		Lineage: []offer.LineageItem{
			{Kind: "base_model", Name: "Other", Disclosed: offer.Yes, Rung: offer.Documented},
			{Kind: "training_data", Name: "ORG/data", Party: "Org", Disclosed: offer.No, Rung: offer.Documented, Evidence: []offer.ID{"report"}},
		},
	}
	items := app.PlanCard(readCard(t, modelCard), now, "own-card")
	assert.Equal(t, []string{
		"name same: says Falcon Two; recorded Falcon Two; takes Falcon Two",
		"base-models differs: says org/base; recorded Other; takes org/base",
		"licence differs: says Apache-2.0; recorded MIT; takes Apache-2.0",
		"component-model-card same: says released, licence Apache-2.0, the provider says so; recorded released, licence Apache-2.0, documented; takes released, licence Apache-2.0, the provider says so",
		"component-final-parameters differs: says not known whether it is released, licence Apache-2.0, the provider says so; recorded released, demonstrated; takes released, licence Apache-2.0, the provider says so",
		"lineage-0 differs: says org/base; recorded Other, disclosed, documented; takes org/base, disclosed, the provider says so",
		"lineage-1 differs: says org/data; recorded ORG/data, not disclosed, documented; takes ORG/data, disclosed, the provider says so",
		"lineage-2 new: says org/more; recorded ; takes org/more, disclosed, the provider says so",
		"lineage-3 new: says ar, en; recorded ; takes ar, en, disclosed, the provider says so",
	}, lines(items))
	assert.Equal(t, now, app.TakeCard(now, items, nil), "nothing is taken by itself")
	before := fmt.Sprintf("%+v", now)
	took := app.TakeCard(now, items, all(items))
	assert.Equal(t, before, fmt.Sprintf("%+v", now), "what was handed in stays")
	assert.Equal(t, offer.Component{ID: "final-parameters", Released: offer.Yes, Licence: "Apache-2.0", Rung: offer.VendorClaim, Evidence: []offer.ID{"test", "own-card"}}, took.Components[0],
		"what the card does not speak of stays, and the weaker rung counts for both")
	assert.Equal(t, now.Components[1], took.Components[1], "what is the same keeps its source and its rung")
	assert.Equal(t, "TII", took.Developer)
	assert.Equal(t, []offer.ID{"report", "own-card"}, took.Evidence)
	assert.Equal(t, "Org", took.Lineage[1].Party)
	assert.Equal(t, []offer.ID{"report", "own-card"}, took.Lineage[1].Evidence)
	again := app.PlanCard(readCard(t, modelCard), took, "own-card")
	for _, i := range again {
		assert.Equal(t, app.CardSame, i.State, "%s: once taken, there is nothing left to take", i.Key)
	}
}

// Whatever is recorded and whatever is taken of a card, no level that evidence holds up rises.
func TestACardRaisesNoFloor(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 11))
	day := offer.Date{Year: 2026, Month: 11, Day: 22}
	one := func(of ...string) string { return of[rnd.IntN(len(of))] }
	sources := func() []offer.ID { return [][]offer.ID{nil, {"report"}}[rnd.IntN(2)] }
	evidenced := func(m offer.Model, criterion string) float64 {
		vs, err := measure.Of(offer.Offer{ID: "o", Parts: offer.Parts{Models: []offer.Model{m}}}, day)
		require.NoError(t, err)
		for _, v := range vs {
			switch {
			case v.Criterion != criterion || v.Lo.Rung < offer.Documented:
			case v.Levels != nil:
				return float64(v.Levels.Lo)
			default:
				return v.Raw.Lo
			}
		}
		return 0
	}
	above, refused := 0, 0
	for range 3000 {
		now := offer.Model{Name: "m", Licence: one("", "MIT"), Evidence: sources()}
		for _, id := range []string{"architecture", "final-parameters", "technical-report", "evaluation-results", "model-card", "data-card"} {
			if rnd.IntN(4) > 0 {
				now.Components = append(now.Components, offer.Component{ID: id, Released: offer.Tri(rnd.IntN(3)), Licence: one("", "MIT", "Apache-2.0"), Rung: offer.Rung(2 + rnd.IntN(2)), Evidence: sources()})
			}
		}
		for _, kind := range []string{"base_model", "training_data", "data_language", "hardware"} {
			if rnd.IntN(3) > 0 {
				now.Lineage = append(now.Lineage, offer.LineageItem{Kind: kind, Name: one("a", "b"), Disclosed: offer.Tri(rnd.IntN(3)), Rung: offer.Rung(rnd.IntN(4)), Evidence: sources()})
			}
		}
		c := readCard(t, "---\nlicense: "+one("mit", "apache-2.0", "other", "llama2")+"\nbase_model: "+one("a", "c")+"\ndatasets: "+one("[]", "[a, c]")+"\nlanguage: "+one("[]", "[b]")+"\n---\n")
		items := app.PlanCard(c, now, "own-card")
		taken := map[string]bool{}
		for _, i := range items {
			taken[i.Key] = rnd.IntN(3) > 0
		}
		took := app.TakeCard(now, items, taken)
		if len(app.Unsourced(now, took)) > 0 {
			refused++
			continue
		}
		for _, criterion := range []string{"MI2", "MI4"} {
			was := evidenced(now, criterion)
			if was > 0 {
				above++
			}
			require.LessOrEqual(t, evidenced(took, criterion), was, "%s of %+v with %v of %v", criterion, now, taken, c.Model)
		}
	}
	assert.Greater(t, above, 300, "floors that could fall or rise were there")
	assert.Greater(t, refused, 30, "the guard was needed")
}

func TestACardNeverStandsBehindWhatHadNoSource(t *testing.T) {
	now := offer.Model{Name: "m", Components: []offer.Component{{ID: "architecture", Released: offer.Yes, Licence: "MIT", Rung: offer.Documented}},
		Lineage: []offer.LineageItem{{Kind: "hardware", Name: "chips", Disclosed: offer.Yes, Rung: offer.Demonstrated}, {Kind: "other", Name: "x", Rung: offer.VendorClaim}}}
	items := app.PlanCard(readCard(t, modelCard), now, "own-card")
	assert.Equal(t, []string{"component architecture", "hardware chips"}, app.Unsourced(now, app.TakeCard(now, items, all(items))))
	assert.Empty(t, app.Unsourced(now, app.TakeCard(now, items, map[string]bool{"component-model-card": true})), "the model itself gets no source")
	now.Evidence = []offer.ID{"report"}
	assert.Empty(t, app.Unsourced(now, app.TakeCard(now, items, all(items))))
}

func TestCardsThatCannotBeTakenIn(t *testing.T) {
	for want, head := range map[string]string{
		`line 3: "my-licence" is no licence of the hub's list`: "tags: [x]\nlicense: my-licence",
		`line 2: "mit-ish" is no licence`:                      "license: [mit-ish]\nlicense_name: x",
		"a value of the card is 501 bytes long":                "base_model: " + strings.Repeat("a", 501),
		"line end or another control character: \"a\\nb\"":     "datasets: [\"a\\nb\"]",
		"control character: \"a\\u202e\\x00\"":                 "model_name: \"a\\u202e\\0\"",
		"line 3: ":                                             "a: 1\n b: : 2",
	} {
		_, err := app.ReadCard("---\n" + head + "\n---\n")
		wrong, ok := errors.AsType[*exchange.CardError](err)
		require.True(t, ok, "%s: %v", head, err)
		assert.Contains(t, wrong.Error(), want)
	}
	for _, known := range []string{"MIT", "cc-by-3.0", "llama3.1", "openrail++", "unknown", "other", "gpl", "other\nlicense_name: ours", "5", "[mit, isc]"} {
		readCard(t, "---\nlicense: "+known+"\n---\n")
	}
	family := readCard(t, "---\nlicense: gpl\n---\n")
	assert.Empty(t, family.Model.Licence, "a family names no licence")
	assert.Equal(t, []string{"license (a family of licences, not one)"}, family.Ignored)
	assert.Equal(t, "CC-BY-3.0", readCard(t, "---\nlicense: cc-by-3.0\n---\n").Model.Licence)
}

func TestTheRecordOfACard(t *testing.T) {
	c := readCard(t, modelCard)
	o := app.CardOptions{URL: "https://huggingface.co/tiiuae/falcon-2/blob/main/README.md", Read: offer.Date{Year: 2026, Month: 11, Day: 20}}
	e := app.CardEvidence(c, modelCard, o)
	assert.Empty(t, e.Validate())
	assert.Equal(t, "The model card names the licence Apache-2.0; the base model org/base; the training data org/data, org/more; the languages ar, en.", e.Account)
	assert.Equal(t, offer.Source{Type: "webpage", Title: "Model card of Falcon Two", Container: "Hugging Face", Publisher: "tiiuae", URL: o.URL, Accessed: o.Read, Grade: offer.GradeA}, e.Source)
	assert.Equal(t, offer.VendorClaim, e.Rung)
	assert.Regexp(t, `^own-card-[0-9a-f]{12}-falcon-two$`, string(e.ID))
	later := o
	later.Read.Day = 21
	assert.Equal(t, e.ID, app.CardEvidence(c, modelCard, later).ID, "the same card at the same address is one record")
	assert.NotEqual(t, e.ID, app.CardEvidence(c, modelCard+" ", o).ID)

	o.URL = "http://user.example:8080/x/y"
	other := app.CardEvidence(readCard(t, "---\n---\n"), "---\n---\n", o)
	assert.Empty(t, other.Validate())
	assert.Equal(t, "user.example:8080", other.Source.Publisher)
	assert.Equal(t, "Model card", other.Source.Title)
	assert.Equal(t, "The model card names no licence, base model, data or languages.", other.Account)
	for address, want := range map[string]string{"https://huggingface.co/a/b": "b", "https://hf.co/a/b?x#y": "b", "https://huggingface.co/a": "", "https://huggingface.co.example/a/b": "", "https://huggingface.co/a/%3Cb%3E": ""} {
		assert.Equal(t, want, app.CardModelName(address), address)
	}
	long := strings.Repeat("d", 490)
	big := readCard(t, "---\nmodel_name: "+long+"\nbase_model: ["+long+"1, "+long+"2, "+long+"3, "+long+"4, "+long+"5, "+long+"6]\n---\n")
	assert.Empty(t, app.CardEvidence(big, "x", o).Validate(), "the longest names fit")
}

// A card that is read can be taken in whole, breaks no rule of the core, and leaves nothing to take
// a second time.
func FuzzTakeCard(f *testing.F) {
	for _, s := range []string{modelCard, "---\nlicense: other\nlicense_name: \"\\u00e9 ; \"\nbase_model: [a, A, \" a\"]\n---\n", "---\ndatasets: [a; b, a, b]\nlanguage: en\n---\n", "---\nmodel_name: {}\n---"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := app.ReadCard(text)
		if err != nil {
			return
		}
		e := app.CardEvidence(c, text, app.CardOptions{URL: "https://huggingface.co/a/b"})
		require.Empty(t, e.Validate())
		items := app.PlanCard(c, offer.Model{}, e.ID)
		took := app.TakeCard(offer.Model{}, items, all(items))
		o := offer.Offer{ID: "o", Title: "t", Provider: "p", Scope: offer.ScopePath, Parts: offer.Parts{Models: []offer.Model{took}}}
		require.Empty(t, o.Validate())
		for _, i := range app.PlanCard(c, took, e.ID) {
			require.Equal(t, app.CardSame, i.State, "%+v", i)
		}
	})
}

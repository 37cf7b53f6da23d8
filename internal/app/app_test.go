package app_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/app"
	"assay/internal/casestudy"
	"assay/internal/comparison"
	"assay/internal/offer"
)

var asOf = offer.Date{Year: 2026, Month: 11, Day: 22}

func TestCompareRefuses(t *testing.T) {
	lib, frameworks, err := app.Load()
	require.NoError(t, err)
	many := make([]offer.ID, comparison.MaxOffers+1)
	for i := range many {
		many[i] = offer.ID(fmt.Sprintf("offer-%d", i))
	}
	one := []offer.ID{"are-stargate"}
	tests := []struct {
		name           string
		q              app.Query
		field, message string
		missing        bool
	}{
		{"no offers", app.Query{AsOf: asOf}, "offers", "Name at least one offer.", false},
		{"too many offers", app.Query{Offers: many, AsOf: asOf}, "offers", "A comparison takes at most 1000 offers, not 1001.", false},
		{"an offer twice", app.Query{Offers: []offer.ID{"are-stargate", "are-stargate"}, AsOf: asOf}, "offers", "are-stargate is named twice.", false},
		{"offers that are not there", app.Query{Offers: []offer.ID{"x", "are-stargate", "y"}, AsOf: asOf}, "offers", "There is no offer called x, y.", true},
		{"no framework of that name", app.Query{Offers: one, AsOf: asOf, Framework: "nothing@1"}, "framework", "assay-core@1", false},
		{"a framework of rungs", app.Query{Offers: one, AsOf: asOf, Framework: "eu-csf@2026-06"}, "framework",
			"eu-csf@2026-06 is answered by rungs; offers are compared under a framework of levels, such as assay-core.", false},
		{"no tier of that name", app.Query{Offers: one, AsOf: asOf, Tier: "secret"}, "tier", `There is no workload tier "secret"; choose one of public, official, critical.`, false},
		{"no day", app.Query{Offers: one}, "as_of", "Give a whole date", false},
		{"half a day", app.Query{Offers: one, AsOf: offer.Date{Year: 2026, Month: 7}}, "as_of", "Give a whole date", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := app.Compare(t.Context(), app.Embedded{Library: lib}, frameworks, tt.q)
			input, ok := errors.AsType[*app.InputError](err)
			require.True(t, ok, "%v", err)
			assert.Equal(t, tt.field, input.Field)
			assert.Contains(t, input.Message, tt.message)
			assert.Equal(t, tt.missing, input.Missing)
		})
	}
}

// A shuffled source hands over the same facts in another order, as a database may.
type shuffled struct {
	app.Embedded
	asked int
}

func (s *shuffled) Dossiers(ctx context.Context, id, version string, ids []offer.ID) ([]offer.Dossier, error) {
	s.asked++
	ds, err := s.Embedded.Dossiers(ctx, id, version, ids)
	for i := range ds {
		ds[i].Answers = slices.Clone(ds[i].Answers)
		slices.Reverse(ds[i].Answers)
	}
	return ds, err
}

func (s *shuffled) Evidence(ctx context.Context, ids []offer.ID) ([]offer.Evidence, error) {
	s.asked++
	es, err := s.Embedded.Evidence(ctx, ids)
	es = slices.Clone(es)
	slices.Reverse(es)
	return es, err
}

func TestCompareDoesNotDependOnTheSourcesOrder(t *testing.T) {
	lib, frameworks, err := app.Load()
	require.NoError(t, err)
	ids, err := app.LeadOffers(lib, casestudy.FullCases)
	require.NoError(t, err)
	q := app.Query{Title: "Four", Offers: ids, AsOf: asOf}
	want, err := app.Compare(t.Context(), app.Embedded{Library: lib}, frameworks, q)
	require.NoError(t, err)
	source := &shuffled{Embedded: app.Embedded{Library: lib}}
	got, err := app.Compare(t.Context(), source, frameworks, q)
	require.NoError(t, err)
	assert.Equal(t, want, got)
	assert.Equal(t, 2, source.asked, "the source is asked twice at most")
	assert.Equal(t, "Four", got.Title)
	assert.Equal(t, "assay-core@1", got.Yardstick().Ref(), "the default")
	assert.Equal(t, "official", got.Tier.ID, "the default")
}

// A source that fails is no mistake of the asker.
type failing struct{ app.Source }

var errGone = errors.New("the database is gone")

func (failing) Dossiers(context.Context, string, string, []offer.ID) ([]offer.Dossier, error) {
	return nil, errGone
}

func TestComparePassesFailuresOn(t *testing.T) {
	_, frameworks, err := app.Load()
	require.NoError(t, err)
	_, err = app.Compare(t.Context(), failing{}, frameworks, app.Query{Offers: []offer.ID{"are-stargate"}, AsOf: asOf})
	require.ErrorIs(t, err, errGone)
	_, ok := errors.AsType[*app.InputError](err)
	assert.False(t, ok)
}

func TestEmbeddedAnswersTheCoreOnly(t *testing.T) {
	lib, _, err := app.Load()
	require.NoError(t, err)
	e := app.Embedded{Library: lib}
	core, err := e.Dossiers(t.Context(), "assay-core", "1", []offer.ID{"est-ai-leap", "nothing", "are-stargate"})
	require.NoError(t, err)
	require.Len(t, core, 2, "what is not there is left out")
	assert.Equal(t, offer.ID("est-ai-leap"), core[0].Offer.ID, "in the order asked")
	assert.NotEmpty(t, core[0].Answers)
	other, err := e.Dossiers(t.Context(), "assay-core", "2", []offer.ID{"est-ai-leap"})
	require.NoError(t, err)
	assert.Empty(t, other[0].Answers)
}

func TestLeadOffers(t *testing.T) {
	lib, _, err := app.Load()
	require.NoError(t, err)
	leads, err := app.LeadOffers(lib, []string{"kor", "are"})
	require.NoError(t, err)
	assert.Equal(t, []offer.ID{"kor-foundation-model", "are-stargate"}, leads)

	choice, err := app.LeadOffers(lib, []string{"are"})
	require.NoError(t, err)
	own, ok := app.CaseOffers(lib, "are", false)
	require.True(t, ok)
	want := slices.Clone(own)
	reference, _ := lib.Case(casestudy.Reference)
	for _, o := range reference.Offers {
		want = append(want, o.ID)
	}
	assert.Equal(t, offer.ID("are-stargate"), own[0], "the lead comes first")
	assert.Equal(t, want, choice, "one country's choice has the open paths beside it")

	_, err = app.LeadOffers(lib, []string{"are", "atlantis"})
	require.ErrorContains(t, err, `"atlantis" is not in the library; it holds `)
	_, ok = app.CaseOffers(lib, "atlantis", false)
	assert.False(t, ok)
}

package app_test

import (
	"cmp"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/app"
	"assay/internal/casestudy"
	"assay/internal/framework"
	"assay/internal/offer"
	"assay/internal/store"
	"assay/internal/store/testdb"
)

var _ app.Source = (*store.Tx)(nil)

// The stored library says what the embedded one says, record by record.
func TestTheStoredLibraryIsTheEmbeddedOne(t *testing.T) {
	lib, frameworks, err := app.Load()
	require.NoError(t, err)
	db := testdb.New(t)
	owner, s := db.Owner(t), db.Store(t)
	report, err := app.LoadLibrary(t.Context(), owner, lib, frameworks)
	require.NoError(t, err)
	assert.Equal(t, store.Count{New: len(lib.Evidence)}, report.Evidence)
	assert.Equal(t, store.Count{New: len(lib.Cases)}, report.Cases)
	assert.Equal(t, store.Count{New: len(frameworks.All())}, report.Frameworks)

	var offers, sources []offer.ID
	for _, k := range lib.Cases {
		for _, o := range k.Offers {
			offers = append(offers, o.ID)
		}
	}
	for _, e := range lib.Evidence {
		sources = append(sources, e.ID)
	}
	fw, err := frameworks.Get(casestudy.Framework)
	require.NoError(t, err)
	want, err := app.Embedded{Library: lib}.Dossiers(t.Context(), fw.ID, fw.Version, offers)
	require.NoError(t, err)
	require.NoError(t, s.Read(t.Context(), store.UUID{}, func(tx *store.Tx) error {
		got, err := tx.Dossiers(t.Context(), fw.ID, fw.Version, offers)
		require.NoError(t, err)
		require.Len(t, got, len(want))
		for i := range want {
			assert.Equal(t, want[i].Offer, got[i].Offer)
			assert.Equal(t, ordered(want[i].Answers), got[i].Answers)
		}
		evidence, err := tx.Evidence(t.Context(), sources)
		require.NoError(t, err)
		assert.Equal(t, lib.Evidence, evidence)
		for _, k := range lib.Cases {
			stored, err := tx.Case(t.Context(), k.ID)
			require.NoError(t, err)
			require.Len(t, stored.Facts, len(k.Facts))
			for i, f := range k.Facts {
				assert.Equal(t, store.Fact{Date: f.Date, Topic: f.Topic, Text: f.Text, Offers: f.Offers, Evidence: f.Evidence, Check: string(f.Check), Seeds: f.Seeds}, stored.Facts[i])
			}
			assert.Equal(t, store.CaseSummary{ID: k.ID, Country: k.Country, Name: k.Name, Full: k.Full, AsOf: k.AsOf, Summary: k.Summary, Lead: k.Lead,
				Offers: stored.Offers, FactCount: len(k.Facts)}, stored.CaseSummary)
			require.Len(t, stored.Offers, len(k.Offers))
			for i, o := range k.Offers {
				assert.Equal(t, o.ID, stored.Offers[i])
			}
		}
		return nil
	}))
	current, err := app.LibraryCurrent(t.Context(), s, lib, frameworks)
	require.NoError(t, err)
	assert.True(t, current)
	report, err = app.LoadLibrary(t.Context(), owner, lib, frameworks)
	require.NoError(t, err)
	assert.Equal(t, store.LoadReport{Unchanged: true}, report)
}

// ordered sorts answers as the store returns them.
func ordered(as []offer.Answer) []offer.Answer {
	as = slices.Clone(as)
	slices.SortStableFunc(as, func(a, b offer.Answer) int {
		return cmp.Or(cmp.Compare(a.Criterion, b.Criterion), cmp.Compare(a.ValidFrom.String(), b.ValidFrom.String()), cmp.Compare(a.Assessor, b.Assessor))
	})
	return as
}

const oneSource = `evidence:
  - id: source
    account: It says so.
    source: {publisher: A paper, url: "https://example.org/", grade: B}
`

// oneCase is a library of one offer with one answer to a criterion.
func oneCase(t *testing.T, criterion string) *casestudy.Library {
	t.Helper()
	lib, err := casestudy.Load(fstest.MapFS{
		"evidence/shared.yaml": {Data: []byte(oneSource)},
		"cases/est.yaml": {Data: []byte(`id: est
country: EST
name: Estonia
depth: short
as_of: "2026-11-22"
summary: A case.
lead: est-school
facts:
  - {date: "2026-01-01", topic: site, text: A fact., evidence: [source]}
offers:
  - id: est-school
    title: Schools
    summary: An offer.
    scope: country
    provider: A provider
    provider_country: US
    status: active
    stage: delivered
    answers:
      - {criterion: ` + criterion + `, range: [1, 4], lo: {rung: documented, evidence: [source]}, stage: delivered, rationale: It says so.}
`)},
	})
	require.NoError(t, err)
	return lib
}

func TestAnAnswerToNoCriterionIsRefused(t *testing.T) {
	frameworks, err := framework.Embedded()
	require.NoError(t, err)
	db := testdb.New(t)
	_, err = app.LoadLibrary(t.Context(), db.Owner(t), oneCase(t, "CL99"), frameworks)
	require.ErrorContains(t, err, `offer est-school answers "CL99", which is no criterion of assay-core@1`)
	var rows int
	require.NoError(t, db.Superuser(t).QueryRow(t.Context(), `SELECT count(*) FROM offer`).Scan(&rows))
	assert.Zero(t, rows)
}

func TestALibraryThatChangedIsNotCurrent(t *testing.T) {
	frameworks, err := framework.Embedded()
	require.NoError(t, err)
	db := testdb.New(t)
	s := db.Store(t)
	lib := oneCase(t, "CL1")
	current := func() bool {
		ok, err := app.LibraryCurrent(t.Context(), s, lib, frameworks)
		require.NoError(t, err)
		return ok
	}
	assert.False(t, current(), "nothing is loaded yet")
	_, err = app.LoadLibrary(t.Context(), db.Owner(t), lib, frameworks)
	require.NoError(t, err)
	assert.True(t, current())
	lib.Cases[0].Answers[0].Lo.Level = 2
	assert.False(t, current())
	report, err := app.LoadLibrary(t.Context(), db.Owner(t), lib, frameworks)
	require.NoError(t, err)
	assert.Equal(t, store.LoadReport{Answers: store.Count{Changed: 1}}, report)
	assert.True(t, current())
}

package store_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/offer"
	"assay/internal/store"
	"assay/internal/store/testdb"
)

// A counter counts the statements that carry data to or fro.
type counter struct{ n int }

func (c *counter) TraceQueryStart(ctx context.Context, _ *pgx.Conn, q pgx.TraceQueryStartData) context.Context {
	if len(q.SQL) > 5 && q.SQL[:5] != "begin" && q.SQL != "commit" && q.SQL != "rollback" {
		c.n++
	}
	return ctx
}

func (c *counter) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// read runs f as the public does, and says how many queries it took.
func read(t *testing.T, s *store.Store, c *counter, f func(tx *store.Tx)) int {
	t.Helper()
	c.n = 0
	require.NoError(t, s.Read(t.Context(), store.UUID{}, func(tx *store.Tx) error { f(tx); return nil }))
	return c.n
}

func TestWhatIsLoadedIsRead(t *testing.T) {
	want := sample(t, "")
	var queries counter
	s := loaded(t).Store(t, store.WithTracer(&queries))

	n := read(t, s, &queries, func(tx *store.Tx) {
		got, err := tx.Dossiers(t.Context(), "assay-core", "1", []offer.ID{"ref-open", "nothing", "are-campus"})
		require.NoError(t, err)
		ds := dossiers(want)
		assert.Equal(t, []offer.Dossier{ds[1], ds[0]}, got, "in the order asked, without what does not exist")
	})
	assert.Equal(t, 3, n)

	read(t, s, &queries, func(tx *store.Tx) {
		got, err := tx.Dossiers(t.Context(), "mof", "1.0", []offer.ID{"are-campus"})
		require.NoError(t, err)
		require.Len(t, got, 1)
		assert.Empty(t, got[0].Answers, "answers belong to a framework")
	})

	n = read(t, s, &queries, func(tx *store.Tx) {
		got, err := tx.Evidence(t.Context(), []offer.ID{"press-2026", "nothing", "law-2025", "denial-2026"})
		require.NoError(t, err)
		assert.Equal(t, want.Evidence, got)
	})
	assert.Equal(t, 1, n)

	n = read(t, s, &queries, func(tx *store.Tx) {
		got, err := tx.Offers(t.Context())
		require.NoError(t, err)
		assert.Equal(t, []store.OfferSummary{
			{ID: "are-campus", Title: "A campus", Summary: "One site and its chips.", Scope: offer.ScopeCountry, Country: "ARE", Provider: "A provider", Status: offer.Paused, Stage: offer.Funded},
			{ID: "ref-open", Title: "Do it yourself", Scope: offer.ScopePath, Provider: "Nobody"},
		}, got)
	})
	assert.Equal(t, 1, n)

	n = read(t, s, &queries, func(tx *store.Tx) {
		got, err := tx.Case(t.Context(), "are")
		require.NoError(t, err)
		assert.Equal(t, want.Cases[0], got)
	})
	assert.Equal(t, 2, n)

	n = read(t, s, &queries, func(tx *store.Tx) {
		got, err := tx.Cases(t.Context())
		require.NoError(t, err)
		assert.Equal(t, []store.CaseSummary{want.Cases[0].CaseSummary}, got)
		_, err = tx.Case(t.Context(), "xyz")
		assert.ErrorIs(t, err, store.ErrNotFound)
	})
	assert.Equal(t, 2, n)
}

func TestEvidenceUses(t *testing.T) {
	var queries counter
	s := loaded(t).Store(t, store.WithTracer(&queries))
	n := read(t, s, &queries, func(tx *store.Tx) {
		got, err := tx.EvidenceUses(t.Context(), "press-2026")
		require.NoError(t, err)
		assert.Equal(t, store.Uses{
			Answers: []store.AnswerUse{{Offer: "are-campus", Title: "A campus", Framework: core, Criterion: "CL1", Lo: true, Hi: true}},
			Parts: []store.PartUse{
				{Offer: "are-campus", Title: "A campus", Kind: "fund", Ordinal: 0},
				{Offer: "are-campus", Title: "A campus", Kind: "history", Ordinal: 0},
				{Offer: "are-campus", Title: "A campus", Kind: "history", Ordinal: 1},
				{Offer: "are-campus", Title: "A campus", Kind: "model", Ordinal: 0},
				{Offer: "are-campus", Title: "A campus", Kind: "site", Ordinal: 0},
				{Offer: "are-campus", Title: "A campus", Kind: "site", Ordinal: 1},
			},
			Facts:          []store.FactUse{{Case: "are", Name: "United Arab Emirates", Date: offer.Date{Year: 2025, Month: 5, Day: 22}, Text: "A dated fact."}},
			ContradictedBy: []offer.ID{"denial-2026"},
		}, got)
	})
	assert.Equal(t, 3, n)
	read(t, s, &queries, func(tx *store.Tx) {
		got, err := tx.EvidenceUses(t.Context(), "nothing")
		require.NoError(t, err)
		assert.Empty(t, got.Answers)
		assert.Empty(t, got.Parts)
		assert.Empty(t, got.Facts)
		assert.Empty(t, got.ContradictedBy)
	})
}

func TestTheFrameworkIsKeptWhole(t *testing.T) {
	db := loaded(t)
	var title, first string
	require.NoError(t, db.Superuser(t).QueryRow(t.Context(), `
		SELECT title, body->'Dimensions'->0->'Criteria'->0->>'ID' FROM framework WHERE id = 'assay-core'`).Scan(&title, &first))
	fw := sample(t, "").Frameworks[0]
	assert.Equal(t, fw.Title, title)
	assert.Equal(t, fw.Dimensions[0].Criteria[0].ID, first)
}

func TestLibraryCountAndSameOrigin(t *testing.T) {
	c := sample(t, "")
	c.Evidence[1].Source.Origin, c.Evidence[2].Source.Origin = "An act of 2025", "An act of 2025"
	c.Evidence[0].Source.Origin = "Reuters" // an agency, not one text
	db := testdb.New(t)
	_, err := db.Owner(t).LoadLibrary(t.Context(), c)
	require.NoError(t, err)
	var queries counter
	n := read(t, db.Store(t, store.WithTracer(&queries)), &queries, func(tx *store.Tx) {
		got, err := tx.LibraryCount(t.Context())
		require.NoError(t, err)
		assert.Equal(t, store.LibraryCount{Offers: 2, Cases: 1, Answers: 4, Sources: 3}, got)
		same, err := tx.SameOrigin(t.Context(), c.Evidence[1])
		require.NoError(t, err)
		assert.Equal(t, c.Evidence[2:], same)
		same, err = tx.SameOrigin(t.Context(), c.Evidence[0])
		require.NoError(t, err)
		assert.Empty(t, same, "the origin names no text")
	})
	assert.Equal(t, 3, n)
}

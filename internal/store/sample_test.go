package store_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/internal/framework"
	"assay/internal/offer"
	"assay/internal/store"
	"assay/internal/store/testdb"
)

const core = "assay-core@1"

// sample is a small library in which every field of every record says something. prefix
// begins every id, and the case's id is not a country's when it is set.
func sample(t testing.TB, prefix string) store.Content {
	t.Helper()
	registry, err := framework.Embedded()
	require.NoError(t, err)
	fw, err := registry.Get(core)
	require.NoError(t, err)
	id := func(s string) offer.ID { return offer.ID(prefix + s) }
	day := func(s string) offer.Date {
		d, err := offer.ParseDate(s)
		require.NoError(t, err)
		return d
	}
	press, law, denial := id("press-2026"), id("law-2025"), id("denial-2026")
	full := offer.Offer{
		ID: id("are-campus"), Title: "A campus", Summary: "One site and its chips.", Scope: offer.ScopeCountry, Country: "ARE",
		Provider: "A provider", ProviderCountry: "US", Status: offer.Paused, Stage: offer.Funded,
		History: []offer.Event{{Date: day("2025-05-22"), Text: "Announced.", Evidence: []offer.ID{press}}, {Date: day("2026"), Text: "Begun.", Evidence: []offer.ID{law, press}}},
		Parts: offer.Parts{
			Sites: []offer.Site{
				{Name: "North", Country: "AE", MWNow: &offer.Figure{Range: offer.Range{Lo: 0.1, Hi: 200}}, OnlineBy: "2026", Owners: []offer.Owner{{Party: "A fund", Country: "AE", Share: &offer.Figure{Range: offer.Range{Lo: 0.6, Hi: 0.6}}}}, Evidence: []offer.ID{press}},
				{Name: "South", Note: "Planned.", Evidence: []offer.ID{press, law}},
			},
			Chips:      []offer.Chip{{Vendor: "A maker", Count: &offer.Figure{Range: offer.Range{Lo: 35000, Hi: 100000}}, LicenceExpiry: day("2027-04-06"), Evidence: []offer.ID{law}}},
			Models:     []offer.Model{{Name: "A model", BaseModels: []string{"Base"}, Licence: "Apache-2.0", Evidence: []offer.ID{press}}},
			Funds:      []offer.Fund{{Payer: "A fund", Amount: &offer.Money{LoMinor: 1, HiMinor: 3_000_000_000_000, Currency: "USD"}, Stage: offer.Announced, Evidence: []offer.ID{press}}},
			Safeguards: []offer.Safeguard{{Text: "An audit.", Evidence: []offer.ID{law}}},
			Terms:      []offer.Term{{Kind: "exit", Text: "Twelve months.", VendorWide: true, Evidence: []offer.ID{law}}},
		},
		Seeds: []string{"SF1", "SF2"},
	}
	bare := offer.Offer{ID: id("ref-open"), Title: "Do it yourself", Scope: offer.ScopePath, Provider: "Nobody"}
	answers := []offer.Answer{
		{Offer: full.ID, Criterion: "CL1", Lo: offer.Bound{Level: 1, Rung: offer.Documented, Evidence: []offer.ID{law, press}},
			Hi: offer.Bound{Level: 3, Rung: offer.VendorClaim, Admission: true, Evidence: []offer.ID{press}}, Caps: []offer.Cap{{ID: "untested", Holds: offer.Yes}},
			Stage: offer.Binding, Paused: true, Contested: true, VendorWide: true, Unknown: "licence-position", Rationale: "Because.", ValidFrom: day("2025-05"), ValidTo: day("2027-04-06"),
			Lapse: &offer.Lapse{Lo: 0, Hi: 2, Text: "The licence ends."}, Assessor: "Assay library", Version: 1},
		{Offer: full.ID, Criterion: "CL1", Lo: offer.Bound{Level: 2, Rung: offer.Demonstrated, Evidence: []offer.ID{law}}, Hi: offer.Bound{Level: 4},
			Rationale: "Later.", ValidFrom: day("2026-11-01"), Assessor: "Assay library", Version: 1},
		{Offer: full.ID, Criterion: "CL2", Raw: &offer.Range{Lo: 0.25, Hi: 1.0 / 3}, Lo: offer.Bound{Rung: offer.Documented, Evidence: []offer.ID{law}}, Hi: offer.Bound{Level: 4},
			Rationale: "Measured.", Assessor: "Assay library", Version: 1},
		{Offer: bare.ID, Criterion: "CL1", NotApplicable: true, Lo: offer.Bound{Rung: offer.Documented, Evidence: []offer.ID{denial}}, Hi: offer.Bound{Level: 4},
			Rationale: "No licence is needed.", Assessor: "Assay library", Version: 1},
	}
	evidence := []offer.Evidence{
		{ID: denial, Account: "It denies it.", Source: offer.Source{Publisher: "A ministry", Where: "in an archive", Grade: offer.GradeS}, Contradicts: []offer.ID{press}},
		{ID: law, Account: "It rules it.", Passage: "shall be licensed", Locator: "s. 3", Source: offer.Source{Type: "legislation", Title: "An act", Publisher: "A state", Author: "A parliament", URL: "https://example.org/act", Issued: day("2025"), Grade: offer.GradeA, Origin: "A state", Reread: true}},
		{ID: press, Account: "It reports it.", Source: offer.Source{Publisher: "A paper", URL: "https://example.com/", Issued: day("2026-07-14"), Grade: offer.GradeB}},
	}
	study := store.Case{
		CaseSummary: store.CaseSummary{ID: prefix + "are", Country: "ARE", Name: "United Arab Emirates", Full: true, AsOf: day("2026-11-22"), Summary: "A campus.", Lead: full.ID, Offers: []offer.ID{full.ID, bare.ID}, FactCount: 2},
		Facts: []store.Fact{
			{Topic: "law", Text: "An undated fact.", Evidence: []offer.ID{law}},
			{Date: day("2025-05-22"), Topic: "site", Text: "A dated fact.", Offers: []offer.ID{full.ID}, Evidence: []offer.ID{press, law}, Check: "confirmed", Seeds: []string{"SF3"}},
		},
	}
	if prefix != "" {
		study.Country = ""
	}
	frameworks := []*framework.Framework{fw}
	if prefix != "" {
		frameworks = nil // a workspace uses the library's
	}
	return store.Content{
		Frameworks: frameworks, Evidence: evidence, Offers: []offer.Offer{full, bare},
		Answers: []store.AnswerSet{{Framework: core, Answers: answers}}, Cases: []store.Case{study},
	}
}

// loaded is a database with the sample library.
func loaded(t testing.TB) testdb.DB {
	t.Helper()
	db := testdb.New(t)
	_, err := db.Owner(t).LoadLibrary(t.Context(), sample(t, ""))
	require.NoError(t, err)
	return db
}

// dossiers is what reading should give for offers of a content, with answers by criterion.
func dossiers(c store.Content) []offer.Dossier {
	var ds []offer.Dossier
	for _, o := range c.Offers {
		d := offer.Dossier{Offer: o}
		for _, a := range c.Answers[0].Answers {
			if a.Offer == o.ID {
				d.Answers = append(d.Answers, a)
			}
		}
		slices.SortStableFunc(d.Answers, func(a, b offer.Answer) int {
			return strings.Compare(a.Criterion+a.ValidFrom.String(), b.Criterion+b.ValidFrom.String())
		})
		ds = append(ds, d)
	}
	return ds
}

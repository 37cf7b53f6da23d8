package store_test

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/offer"
)

// weightingOf inserts weights with the given person, reason, ranges_shown, beside_as_of,
// beside_offers, dimensions and criteria; @ stands for points that will do.
func weightingOf(values string) string {
	return `INSERT INTO weighting (workspace_id, id, framework_id, framework_version, person, reason, ranges_shown, beside_as_of, beside_offers, dimensions, criteria)
		SELECT workspace_id, gen_random_uuid(), id, version, ` + strings.ReplaceAll(values, "@", `'[{"id": "a", "points": 1}]'`) + ` FROM framework LIMIT 1`
}

// The database repeats the rules of the core, so that no other hand can break them either.
// Each statement spoils one row of the sample that was good before.
func TestConstraintsRepeatTheRules(t *testing.T) {
	conn := loaded(t).Superuser(t)
	tests := []struct{ name, statement, constraint string }{
		{"a level above the scale", `UPDATE answer_version SET hi_level = 5`, "level_check"},
		{"a level below the scale", `UPDATE answer_version SET lo_level = -1`, "level_check"},
		{"bounds in reverse", `UPDATE answer_version SET lo_level = 4, hi_level = 3`, "bounds_in_order"},
		{"a lower bound on nothing", `UPDATE answer_version SET lo_level = 1, lo_evidence = '{}' WHERE NOT not_applicable AND raw_lo IS NULL`, "lower_bound_rests_on_evidence"},
		{"an upper bound on nothing", `UPDATE answer_version SET hi_level = 3, hi_evidence = '{}' WHERE NOT not_applicable AND raw_lo IS NULL`, "upper_bound_rests_on_evidence"},
		{"a measure on nothing", `UPDATE answer_version SET lo_evidence = '{}', hi_evidence = '{}' WHERE raw_lo IS NOT NULL`, "measure_rests_on_evidence"},
		{"a measure in reverse", `UPDATE answer_version SET raw_lo = 2, raw_hi = 1 WHERE raw_lo IS NOT NULL`, "raw_in_order"},
		{"half a measure", `UPDATE answer_version SET raw_hi = NULL WHERE raw_lo IS NOT NULL`, "raw_in_order"},
		{"a measure that is no number", `UPDATE answer_version SET raw_hi = 'NaN' WHERE raw_lo IS NOT NULL`, "raw_in_order"},
		{"not applicable for no reason", `UPDATE answer_version SET lo_evidence = '{}' WHERE not_applicable`, "not_applicable_rests_on_evidence"},
		{"validity in reverse", `UPDATE answer_version SET valid_to = '2025-04' WHERE valid_from = '2025-05'`, "validity_in_order"},
		{"a lapse without its day", `UPDATE answer_version SET valid_to = '' WHERE lapse_lo IS NOT NULL`, "lapse_is_whole"},
		{"half a lapse", `UPDATE answer_version SET lapse_hi = NULL WHERE lapse_lo IS NOT NULL`, "lapse_is_whole"},
		{"a lapse in reverse", `UPDATE answer_version SET lapse_lo = 3 WHERE lapse_lo IS NOT NULL`, "lapse_is_whole"},
		{"an unknown rung", `UPDATE answer_version SET lo_rung = 'rumour'`, "rung_check"},
		{"an unknown stage", `UPDATE answer_version SET stage = 'signed'`, "stage_check"},
		{"an unknown whose name is no slug", `UPDATE answer_version SET unknown = 'Not a slug'`, "answer_version_unknown_check"},
		{"weights of nobody", weightingOf(`'', 'x', true, '', '{}', @, @`), "weighting_person_check"},
		{"weights for no reason", weightingOf(`'x', '', true, '', '{}', @, @`), "weighting_reason_check"},
		{"points that are no list", weightingOf(`'x', 'x', true, '', '{}', '{}', @`), "weighting_dimensions_check"},
		{"no points at all", weightingOf(`'x', 'x', true, '', '{}', @, '[]'`), "weighting_criteria_check"},
		{"points of nothing", weightingOf(`'x', 'x', true, '', '{}', @, '[{"points": 1}]'`), "weighting_criteria_check"},
		{"points below 0", weightingOf(`'x', 'x', true, '', '{}', @, '[{"id": "a", "points": 1}, {"id": "b", "points": -1}]'`), "weighting_criteria_check"},
		{"points beyond 100", weightingOf(`'x', 'x', true, '', '{}', @, '[{"id": "a", "points": 100.5}]'`), "weighting_criteria_check"},
		{"points as words", weightingOf(`'x', 'x', true, '', '{}', @, '[{"id": "a", "points": "1"}]'`), "weighting_criteria_check"},
		{"all points 0", weightingOf(`'x', 'x', true, '', '{}', @, '[{"id": "a", "points": 0}]'`), "weighting_criteria_check"},
		{"ranges of offers on no day", weightingOf(`'x', 'x', true, '', '{a}', @, @`), "weighting_beside_check"},
		{"ranges on half a day", weightingOf(`'x', 'x', true, '2026-11', '{a}', @, @`), "weighting_beside_as_of_check"},
		{"a rung beyond all", `UPDATE answer_version SET choice = 31`, "answer_version_choice_check"},
		{"a rung beside a range", `UPDATE answer_version SET choice = 1 WHERE hi_level < 4`, "choice_stands_alone"},
		{"no rationale", `UPDATE answer_version SET rationale = ''`, "rationale_check"},
		{"the same answer twice", `INSERT INTO answer (workspace_id, id, offer_id, framework_id, framework_version, criterion, assessor, valid_from, version)
			SELECT workspace_id, gen_random_uuid(), offer_id, framework_id, framework_version, criterion, assessor, valid_from, 1 FROM answer`, "answer_workspace_id_offer_id_framework_id_framework_version_key"},
		{"a head without its version", `UPDATE answer SET version = 9`, "answer_current"},
		{"an unknown status", `UPDATE offer_version SET status = 'lost'`, "offer_version_status_check"},
		{"an unknown scope", `UPDATE offer_version SET scope = 'world'`, "check"},
		{"a country's offer without one", `UPDATE offer_version SET country = '' WHERE scope = 'country'`, "country_goes_with_scope"},
		{"a country on an open path", `UPDATE offer_version SET country = 'ARE' WHERE scope = 'path'`, "country_goes_with_scope"},
		{"a summary too long", `UPDATE offer_version SET summary = repeat('x', 1001)`, "offer_version_summary_check"},
		{"an unknown kind of part", `UPDATE offer_part SET kind = 'promise'`, "offer_part_kind_check"},
		{"a part twice", `INSERT INTO offer_part SELECT * FROM offer_part`, "offer_part_pkey"},
		{"an id that is no slug", `INSERT INTO offer (workspace_id, id, version) VALUES (assay_library(), 'Not a slug', 1)`, "slug_check"},
		{"an unknown grade", `UPDATE evidence_version SET grade = 'D'`, "evidence_version_grade_check"},
		{"a source nowhere", `UPDATE evidence_version SET url = '', seen_where = ''`, "somewhere_to_be_found"},
		{"a source at no web address", `UPDATE evidence_version SET url = 'javascript:alert(1)'`, "evidence_version_url_check"},
		{"a passage of 51 words", `UPDATE evidence_version SET passage = ltrim(repeat(' word', 51))`, "passage_of_at_most_50_words"},
		{"a 30th of February", `UPDATE evidence_version SET issued = '2026-02-30'`, "out of range"},
		{"a 13th month", `UPDATE evidence_version SET issued = '2026-13'`, "partial_date_check"},
		{"a fact on nothing", `UPDATE case_fact SET evidence = '{}'`, "case_fact_evidence_check"},
		{"a case under another country", `UPDATE case_study_version SET country = 'EST'`, "case_study_version_check"},
		{"an unknown second look", `UPDATE case_fact SET second_look = 'maybe'`, "case_fact_second_look_check"},
		{"an unknown kind of framework", `UPDATE framework SET kind = 'stars'`, "framework_kind_check"},
		{"an answer to a missing framework", `UPDATE answer SET framework_version = '9'`, "framework"},
		{"an offer compared with nothing", `INSERT INTO comparison_offer (workspace_id, comparison_id, version, ordinal) VALUES (assay_library(), gen_random_uuid(), 1, 0)`, "own_or_library"},
		{"own and library at once", `INSERT INTO comparison_offer (workspace_id, comparison_id, version, ordinal, own_offer_id, library_offer_id) VALUES (assay_library(), gen_random_uuid(), 1, 0, 'own-x', 'x')`, "own_or_library"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := attempt(t, conn, tt.statement+`; SET CONSTRAINTS ALL IMMEDIATE`, pgx.QueryExecModeSimpleProtocol)
			require.Error(t, err)
			assert.ErrorContains(t, err, tt.constraint)
		})
	}
	for _, fine := range []string{
		`UPDATE evidence_version SET passage = ltrim(repeat(' word', 50))`,
		`UPDATE evidence_version SET issued = '2024-02-29'`,
		`UPDATE answer_version SET valid_to = '2025' WHERE valid_from = '2025-05' AND lapse_lo IS NULL`,
	} {
		_, err := attempt(t, conn, fine)
		assert.NoError(t, err, fine)
	}
}

// first_day and last_day are offer.Date's First and Last.
func TestDaysAreThoseOfTheCore(t *testing.T) {
	conn := loaded(t).Superuser(t)
	for _, s := range []string{"1900", "2024", "2024-02", "2025-02", "2025-12", "2024-02-29", "2200-12-31"} {
		d, err := offer.ParseDate(s)
		require.NoError(t, err)
		var first, last string
		require.NoError(t, conn.QueryRow(t.Context(), `SELECT first_day($1)::text, last_day($1)::text`, s).Scan(&first, &last))
		assert.Equal(t, d.First().Format("2006-01-02"), first, s)
		assert.Equal(t, d.Last().Format("2006-01-02"), last, s)
	}
	for s, good := range map[string]bool{"": true, "1899": false, "2201": false, "2026-00": false, "2026-7": false, "2026-07-00": false, "2023-02-29": false, "20260701": false, "2026-07-01": true} {
		_, core := offer.ParseDate(s)
		_, sql := attempt(t, conn, `SELECT $1::text::partial_date`, s)
		assert.Equal(t, good, core == nil, s)
		assert.Equal(t, good, sql == nil, s)
	}
}

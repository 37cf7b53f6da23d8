package server_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/offer"
	"assay/internal/server"
	"assay/internal/store"
)

// answersOf are the current answers about one of the desk's offers, to every framework.
func (s *site) answersOf(id offer.ID) (all []store.StoredAnswer) {
	s.t.Helper()
	require.NoError(s.t, s.store.Read(s.t.Context(), store.Desk, func(tx *store.Tx) (err error) {
		all, err = tx.CurrentAnswers(s.t.Context(), []offer.ID{id}, 100)
		return err
	}))
	return all
}

// Whatever is answered about an offer of the workspace's own goes along with its copy: to the
// core, to a framework of the workspace's and to one of rungs; and what is archived does not.
func TestACopyKeepsAnswersToEveryFramework(t *testing.T) {
	s := desk(t).withDeal()
	me := with(s.signInAs("Ada"))
	contentType, body := file("ours.yaml", ownWeights)
	require.Equal(t, http.StatusSeeOther, s.sendBody(http.MethodPost, "/frameworks", contentType, body, me, header("Sec-Fetch-Site", "same-origin")).Code)
	require.Equal(t, http.StatusSeeOther, s.post(answerAt("CL2"), someAnswer(), me).Code)
	require.Equal(t, http.StatusSeeOther, s.post(answerAt("CL2")+"?framework=own-core@1", someAnswer("lo", "1", "rationale", "By our weights."), me).Code)
	require.Equal(t, http.StatusSeeOther, s.post(choiceAt("SOV-1.1"), someChoice("0", "3", "The register says so."), me).Code)
	require.Equal(t, http.StatusSeeOther, s.post(choiceAt("SOV-1.2"), someChoice("0", "1", ""), me).Code)
	require.Equal(t, http.StatusSeeOther, s.post(choiceAt("SOV-1.2"), someChoice("1", "", ""), me).Code)
	before := s.answersOf(deal)
	require.Len(t, before, 3)

	a := s.post("/offers/own-deal/copy", nil, me)
	require.Equal(t, http.StatusSeeOther, a.Code, "%s", a.Body)
	id := offer.ID(strings.TrimSuffix(strings.TrimPrefix(a.Header().Get("Location"), "/offers/"), "/edit"))
	assert.Contains(t, s.page(a.Header().Get("Location"), me).One("[role=status]").Text(), "with 3 answers")
	copied := s.answersOf(id)
	require.Len(t, copied, 3)
	for i, want := range []struct {
		framework, criterion, rationale string
		lo, choice                      int
		evidence                        []offer.ID
	}{
		{"assay-core@1", "CL2", "The contract says so.", 2, 0, []offer.ID{record}},
		{"eu-csf@2026-06", "SOV-1.1", "The register says so.", 0, 3, nil},
		{"own-core@1", "CL2", "By our weights.", 1, 0, []offer.ID{record}},
	} {
		got := copied[i]
		assert.Equal(t, want.framework, got.Framework)
		assert.Equal(t, []any{want.criterion, want.rationale, want.lo, want.choice, want.evidence, "Our answer"},
			[]any{got.Answer.Criterion, got.Answer.Rationale, got.Answer.Lo.Level, got.Answer.Choice, got.Answer.Lo.Evidence, got.Answer.Assessor})
		same := got.Answer
		same.Offer, same.Version = deal, before[i].Answer.Version
		assert.Equal(t, before[i].Answer, same, "nothing else of it changed")
		history := s.versions("answer", got.ID.String())
		require.Len(t, history, 1)
		assert.Equal(t, []string{"Ada", "Copied from our offer own-deal, version 1."}, []string{history[0].Person, history[0].Reason})
	}
	var logged []string
	for _, e := range s.events("answer")[:3] {
		assert.Equal(t, store.Copy, e.Action)
		logged = append(logged, e.ID)
	}
	assert.ElementsMatch(t, []string{copied[0].ID.String(), copied[1].ID.String(), copied[2].ID.String()}, logged)
	assert.Contains(t, s.page("/offers/"+string(id)+"/choices", me).One("[aria-labelledby=SOV-1]").Text(), "The register says so.")
	assert.Equal(t, before, s.answersOf(deal), "the original stays as it is")
}

// More answers than are copied at once are said to be so, and nothing is copied.
func TestTooManyAnswersToCopy(t *testing.T) {
	db := loaded(t)
	s := newSite(t, db, func(c *server.Config) { c.Desk = true }).withDeal()
	me := with(s.signInAs("Ada"))
	require.Equal(t, http.StatusSeeOther, s.post(answerAt("CL2"), someAnswer(), me).Code)
	// The same from 5,000 other days on, past the program: through it that takes seconds.
	_, err := db.Superuser(t).Exec(t.Context(), `
		SET session_replication_role = replica; -- without foreign keys, which take seconds
		WITH more AS (
			INSERT INTO answer (workspace_id, id, offer_id, framework_id, framework_version, criterion, assessor, valid_from, version)
			SELECT workspace_id, gen_random_uuid(), offer_id, framework_id, framework_version, criterion, assessor, (date '2000-01-01' + n)::text, version
			FROM answer, generate_series(1, 5000) n WHERE offer_id = 'own-deal'
			RETURNING id, valid_from)
		INSERT INTO answer_version
		SELECT (jsonb_populate_record(v, jsonb_build_object('id', more.id, 'valid_from', more.valid_from))).*
		FROM more, answer_version v JOIN answer a USING (workspace_id, id) WHERE a.offer_id = 'own-deal'`)
	require.NoError(t, err)
	a := s.post("/offers/own-deal/copy", nil, me)
	assert.Equal(t, http.StatusUnprocessableEntity, a.Code)
	assert.Contains(t, a.page().One("main").Text(), "more than 5000 answers")
	assert.Equal(t, []string{"Our deal"}, s.page("/offers?whose=own", me).Find("tbody th").Texts())
}

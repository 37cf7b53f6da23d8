package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/offer"
)

func choiceAt(criterion string) string {
	return choicesAt + "/" + criterion + "?framework=eu-csf%402026-06"
}

func someChoice(seen, rung, why string) url.Values {
	return url.Values{"seen": {seen}, "choice": {rung}, "rationale": {why}, "reason": {"Looked again."}}
}

func TestChoosingARung(t *testing.T) {
	s := desk(t).withDeal()
	me := with(s.signInAs("Ada"))
	assert.Equal(t, choiceAt("SOV-1.1"), s.page(choicesAt, me).Find(".head .actions a.button").Each()[0].Attr("href"), "the first that is open")
	doc := s.page(choiceAt("SOV-1.1"), me)
	assert.Empty(t, faults(doc))
	assert.Equal(t, 5, doc.Find("#choice input").Count(), "four rungs, and not knowing")
	assert.Equal(t, "", doc.One("#choice input[checked]").Attr("value"))
	assert.Contains(t, doc.One("#choice").Text(), "125.01 points; Commission calculator: SEAL-4; Tags as published by SUSE: SEAL-4")
	assert.Zero(t, doc.Find("a[rel=prev]").Count())

	form := someChoice("0", "3", "The register says so.")
	form.Set("go", "next")
	a := s.post(choiceAt("SOV-1.1"), form, me)
	require.Equal(t, http.StatusSeeOther, a.Code, "%s", a.Body)
	assert.Equal(t, choiceAt("SOV-1.2"), a.Header().Get("Location"))
	require.Equal(t, http.StatusSeeOther, s.post(choiceAt("SOV-1.2"), someChoice("0", "5", ""), me).Code)
	all := s.chosen()
	require.Len(t, all, 2)
	assert.Equal(t, []any{3, "The register says so.", "Ada", "Looked again."}, []any{all[0].Answer.Choice, all[0].Answer.Rationale, all[0].Stored.Person, all[0].Stored.Reason})
	assert.Equal(t, "Takeover very unlikely", all[1].Answer.Rationale, "the words of the rung")

	back := s.page(choiceAt("SOV-1.2"), me)
	assert.Equal(t, "5", back.One("#choice input[checked]").Attr("value"))
	assert.Empty(t, back.One("#rationale").Text(), "the words of one rung are no reason for another")
	list := s.page(choicesAt, me)
	assert.Contains(t, list.One("[aria-labelledby=SOV-1]").Text(), "The register says so.")
	assert.Contains(t, list.One("[aria-labelledby=result]").Text(), "2 of 48 criteria")
	// 20 × (83.34 + 125) / 1000 as published; what is open may bring SEAL down to 0.
	assert.Contains(t, list.One("[aria-labelledby=result]").Text(), "4.17 % is the published reading")
	assert.Contains(t, list.One("[aria-labelledby=result]").Text(), "SEAL-0 to SEAL-3 SEAL-3 by what is answered, bound by SOV-1.1")
	target := choiceAt("SOV-1.1")
	before := s.queries.n.Load()
	s.page(target, me)
	assert.LessOrEqual(t, s.queries.n.Load()-before, int64(mostQueries))

	require.Equal(t, http.StatusSeeOther, s.post(choiceAt("SOV-1.2"), someChoice("1", "", ""), me).Code)
	require.Len(t, s.chosen(), 1, "not knowing takes the choice away")
	require.Len(t, s.versions("answer", all[1].ID.String()), 1, "and its history stays")
	require.Equal(t, http.StatusSeeOther, s.post(choiceAt("SOV-1.3"), someChoice("0", "", ""), me).Code)
	require.Len(t, s.chosen(), 1, "what was open stays open")
	assert.Contains(t, s.page(choicesAt+"/SOV-1.1?framework=eu-csf@1.2.1", me).One("#choice").Text(), "As chosen under eu-csf@2026-06 3: Mostly within the EU")
}

func TestChoicesThatHaveToBeMended(t *testing.T) {
	s := desk(t).withDeal()
	me := with(s.signInAs("Ada"))
	for name, tt := range map[string]struct {
		form  url.Values
		field string
	}{
		"a rung that is not there": {someChoice("0", "5", ""), "choice"},
		"no number":                {someChoice("0", "x", ""), "choice"},
		"an endless reason":        {someChoice("0", "1", string(make([]byte, 5000))), "rationale"},
	} {
		a := s.post(choiceAt("SOV-1.1"), tt.form, me)
		assert.Equal(t, http.StatusUnprocessableEntity, a.Code, name)
		assert.Equal(t, "#"+tt.field, a.page().One("[role=alert] a").Attr("href"), name)
		assert.Empty(t, faults(a.page()))
	}
	assert.Empty(t, s.chosen())
	for _, target := range []string{choicesAt + "/SOV-9.9", choicesAt + "/SOV-1.1?framework=assay-core@1", "/offers/are-stargate/choices/SOV-1.1", "/offers/own-none/choices/SOV-1.1"} {
		assert.Equal(t, http.StatusNotFound, s.get(target, me).Code, target)
		assert.Equal(t, http.StatusNotFound, s.post(target, someChoice("0", "1", ""), me).Code, target)
	}
	assert.NotEqual(t, http.StatusSeeOther, s.post(choiceAt("SOV-1.1"), someChoice("0", "1", "")).Code, "only whoever opened the workspace")
	require.Equal(t, http.StatusSeeOther, s.post("/offers/own-deal/archive", nil, me).Code)
	assert.Equal(t, http.StatusNotFound, s.get(choicesAt, me).Code)
	assert.Equal(t, http.StatusNotFound, s.post(choiceAt("SOV-1.1"), someChoice("0", "1", ""), me).Code)
}

// Whoever is second sees both choices, and nothing of either is lost.
func TestTwoAtOneChoice(t *testing.T) {
	s := desk(t).withDeal()
	ada, mari := with(s.signInAs("Ada")), with(s.signInAs("Mari"))
	require.Equal(t, http.StatusSeeOther, s.post(choiceAt("SOV-1.1"), someChoice("0", "2", "Hers."), ada).Code)
	a := s.post(choiceAt("SOV-1.1"), someChoice("0", "4", "Mine."), mari)
	require.Equal(t, http.StatusConflict, a.Code)
	p := a.page()
	assert.Empty(t, faults(p))
	assert.Contains(t, p.One("[aria-labelledby=theirs]").Text(), "2: Mostly outside the EU, because: “Hers.” (version 1, stored by Ada)")
	assert.Equal(t, "4", p.One("#choice input[checked]").Attr("value"))
	assert.Equal(t, "Mine.", p.One("#rationale").Text())
	require.Equal(t, http.StatusConflict, s.post(choiceAt("SOV-1.1"), someChoice("0", "", ""), mari).Code, "taking away what was not seen")
	require.Equal(t, http.StatusSeeOther, s.post(choiceAt("SOV-1.1"), someChoice(p.One("[name=seen]").Attr("value"), "4", "Mine."), mari).Code)
	all := s.chosen()
	require.Len(t, all, 1)
	assert.Equal(t, []any{4, "Mine.", 2}, []any{all[0].Answer.Choice, all[0].Answer.Rationale, all[0].Stored.Number})
	require.Len(t, s.versions("answer", all[0].ID.String()), 2)
}

// onRecord is a form of a choice with the evidence that it rests on.
func onRecord(form url.Values) url.Values {
	form.Set("evidence", record)
	return form
}

// A choice leads to what it rests on, wherever it is shown; in a bundle and with a copy of the
// offer the evidence goes along.
func TestAChoiceRestsOnEvidence(t *testing.T) {
	s := desk(t).withDeal()
	me := with(s.signInAs("Ada"))
	form := s.page(choiceAt("SOV-1.1"), me)
	assert.Contains(t, form.One("[aria-labelledby=at-hand]").Text(), record)
	assert.Empty(t, form.One("#evidence").Text())
	for says, cited := range map[string]string{
		`There is no evidence called "own-nothing"`: record + ", own-nothing", `"Own_Record" is no evidence's name`: "Own_Record", "at most 100 records": strings.Repeat(record+" ", 101),
	} {
		v := someChoice("0", "3", "")
		v.Set("evidence", cited)
		a := s.post(choiceAt("SOV-1.1"), v, me)
		require.Equal(t, http.StatusUnprocessableEntity, a.Code, says)
		assert.Equal(t, "#evidence", a.page().One("[role=alert] a").Attr("href"))
		assert.Contains(t, a.page().One("[role=alert]").Text(), says)
		assert.Equal(t, strings.TrimSpace(cited), a.page().One("#evidence").Text(), "as it was typed")
		assert.Empty(t, faults(a.page()))
	}
	assert.Empty(t, s.chosen())

	require.Equal(t, http.StatusSeeOther, s.post(choiceAt("SOV-1.1"), onRecord(someChoice("0", "3", "")), me).Code)
	require.Equal(t, http.StatusSeeOther, s.post(choiceAt("SOV-1.2"), someChoice("0", "3", ""), me).Code)
	all := s.chosen()
	require.Len(t, all, 2)
	assert.Equal(t, [][]offer.ID{{record}, nil}, [][]offer.ID{all[0].Answer.Lo.Evidence, all[1].Answer.Lo.Evidence})
	assert.Equal(t, record, s.page(choiceAt("SOV-1.1"), me).One("#evidence").Text())
	leads := func(s *site, target, place string, me func(*http.Request)) []string {
		var to []string
		for _, a := range s.page(target, me).Find(place + " .sources a").Each() {
			to = append(to, a.Attr("href"))
		}
		return to
	}
	assert.Equal(t, []string{"/evidence/" + record}, leads(s, choicesAt, "[aria-labelledby=SOV-1]", me))
	assert.Equal(t, []string{"/evidence/" + record}, leads(s, choicesAt+"?framework=eu-csf@1.2.1", "[aria-labelledby=SOV-1]", me), "taken over with the choice")
	assert.Equal(t, []string{"/evidence/" + record, "/evidence/" + record}, leads(s, "/offers/own-deal", "[aria-labelledby=choices]", me), "under each framework")
	use := s.page("/evidence/"+record, me).One("[aria-labelledby=uses]")
	assert.Contains(t, use.Text(), "Our deal: SOV-1.1, choice")
	assert.Equal(t, choiceAt("SOV-1.1"), use.One("a").Attr("href"))
	for _, target := range []string{choicesAt, choiceAt("SOV-1.1"), "/offers/own-deal", "/evidence/" + record, choicesAt + "/SOV-1.1?framework=eu-csf@1.2.1"} {
		before := s.queries.n.Load()
		assert.Empty(t, faults(s.page(target, me)), target)
		assert.LessOrEqual(t, s.queries.n.Load()-before, int64(mostQueries), target)
	}
	clash := s.post(choiceAt("SOV-1.1"), someChoice("0", "4", ""), me)
	require.Equal(t, http.StatusConflict, clash.Code)
	assert.Contains(t, clash.page().One("[aria-labelledby=theirs]").Text(), "on "+record)
	s.takeChoices("same.csv", "criterion,choice,rationale\nSOV-1.1,3,Now with a reason.\n", me)
	assert.Equal(t, []offer.ID{record}, s.chosen()[0].Answer.Lo.Evidence, "a sheet that chooses the same leaves it")

	copied := s.post("/offers/own-deal/copy", nil, me)
	require.Equal(t, http.StatusSeeOther, copied.Code)
	choices := strings.TrimSuffix(copied.Header().Get("Location"), "/edit") + "/choices"
	assert.Equal(t, []string{"/evidence/" + record}, leads(s, choices, "[aria-labelledby=SOV-1]", me))

	require.Equal(t, http.StatusSeeOther, s.post("/evidence/"+record+"/archive", nil, me).Code)
	out := s.get("/export/workspace.assay", me)
	require.Equal(t, http.StatusOK, out.Code)
	other := desk(t)
	you := with(other.signInAs("Mari"))
	require.Equal(t, http.StatusSeeOther, other.take("bundle", "w.assay", out.Body.String(), you).Code)
	assert.Equal(t, []string{"/evidence/" + record}, leads(other, choicesAt, "[aria-labelledby=SOV-1]", you))
	assert.Equal(t, out.Body.String(), other.get("/export/workspace.assay", you).Body.String(), "export, import, export: byte for byte")

	require.Equal(t, http.StatusSeeOther, s.post(choiceAt("SOV-1.1"), someChoice("2", "3", ""), me).Code)
	assert.Empty(t, s.chosen()[0].Answer.Lo.Evidence, "left empty, it is taken away")
}

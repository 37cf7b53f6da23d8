package server_test

import (
	"bytes"
	"net/http"
	"net/url"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/store"
)

const choicesAt = "/offers/own-deal/choices"

// example is the calculator's own example column: 47 of 48 criteria, SOV-1.6 left open.
func example(t testing.TB) string {
	t.Helper()
	data, err := os.ReadFile("../../testdata/mcda/eu_csf_worked_example.csv")
	require.NoError(t, err)
	return string(data)
}

// sendChoices sends a sheet of choices about an offer and returns where its preview is.
func (s *site) sendChoices(name, content string, me func(*http.Request)) string {
	s.t.Helper()
	a := s.sendFile("/import", name, content, url.Values{"kind": {"choices"}, "rungs": {"eu-csf@2026-06"}, "offer": {"own-deal"}}, me)
	require.Equal(s.t, http.StatusSeeOther, a.Code, "%s", a.Body)
	return a.Header().Get("Location")
}

// takeChoices sends a sheet and confirms it.
func (s *site) takeChoices(name, content string, me func(*http.Request)) {
	s.t.Helper()
	at := s.sendChoices(name, content, me)
	fingerprint := s.page(at, me).One("[name=fingerprint]").Attr("value")
	a := s.post(at+"/confirm", url.Values{"fingerprint": {fingerprint}}, me)
	require.Equal(s.t, http.StatusSeeOther, a.Code, "%s", a.Body)
}

// chosen are the stored choices about the deal.
func (s *site) chosen() []store.StoredAnswer {
	s.t.Helper()
	var all []store.StoredAnswer
	require.NoError(s.t, s.store.Read(s.t.Context(), store.Desk, func(tx *store.Tx) (err error) {
		all, err = tx.Choices(s.t.Context(), deal)
		return err
	}))
	return all
}

// The calculator's example, sent as a file, gives the level and the score that METHOD and the
// calculator state for it: 67.9724 % and, with the older weights, 66.0327 %; SEAL-1 bound by
// SOV-2.2, and SEAL-2 by the variant. SOV-1.6, worth up to 125 points at weight 20 (or 15), is
// what stays open: 2.5 (or 1.875) percentage points.
func TestTheCalculatorsExampleIsImported(t *testing.T) {
	s := desk(t).withDeal()
	me := with(s.signInAs("Ada"))
	form := s.page("/import?kind=choices&offer=own-deal", me)
	assert.Empty(t, faults(form))
	assert.Equal(t, "own-deal", form.One("#offer option[selected]").Attr("value"))
	assert.Equal(t, "eu-csf@2026-06", form.One("#rungs option[selected]").Attr("value"))

	at := s.sendChoices("example.csv", example(t), me)
	p := s.page(at, me)
	assert.Empty(t, faults(p))
	assert.Equal(t, "47 answers new", p.One("[aria-labelledby=plan] ul").Text())
	assert.Contains(t, p.One("[aria-labelledby=notes]").Text(), "1 criterion of the sheet is left open")
	comes := p.One("[aria-labelledby=comes]").Text()
	for _, says := range []string{"67.97 to 70.47 %", "67.97 % is the published reading", "SEAL-1 bound by SOV-2.2", "SEAL-2 bound by SOV-1.3, SOV-1.8, SOV-2.2", "47 of 48 criteria"} {
		assert.Contains(t, comes, says)
	}
	assert.Contains(t, p.One("[aria-label='Planned records'] tbody").Text(), "Choice 4: Entirely within the EU", "what is chosen, in words")
	assert.Empty(t, s.chosen(), "nothing is stored before it is confirmed")
	assert.Contains(t, s.page(choicesAt, me).One("[aria-labelledby=result]").Text(), "0 of 48 criteria")

	confirm := url.Values{"fingerprint": {p.One("[name=fingerprint]").Attr("value")}, "reason": {"From the provider's own calculator."}}
	require.Equal(t, http.StatusSeeOther, s.post(at+"/confirm", confirm, me).Code)
	require.Len(t, s.chosen(), 47)
	assert.Equal(t, "From the provider's own calculator.", s.chosen()[0].Stored.Reason)
	log := s.page("/log", me).One("main table").Text()
	for _, says := range []string{"From the provider's own calculator.", "imported the file for import example.csv", "imported answer own-deal SOV-1.1 version 1"} {
		assert.Contains(t, log, says, "the log names what people know by name")
	}

	page := s.page(choicesAt, me)
	assert.Empty(t, faults(page))
	assert.Contains(t, page.One("[aria-labelledby=result]").Text(), "67.97 to 70.47 %")
	var objectives []string
	for _, row := range page.Find("[aria-label=Objectives] tbody tr").Each() {
		objectives = append(objectives, row.Find("td").Texts()[3])
	}
	assert.Equal(t, []string{"SEAL-2", "SEAL-1", "SEAL-2", "SEAL-3", "SEAL-3", "SEAL-2", "SEAL-4", "SEAL-4"}, objectives, "the lowest tag of each objective's choices")
	older := s.page(choicesAt+"?framework=eu-csf@1.2.1", me)
	assert.Contains(t, older.One("[aria-labelledby=result]").Text(), "66.03 to 67.91 %")
	assert.Contains(t, older.One("main").Text(), "taken over from eu-csf@2026-06")
	both := s.page("/offers/own-deal", me).One("[aria-labelledby=choices]").Text()
	assert.Contains(t, both, "67.97 to 70.47 %")
	assert.Contains(t, both, "66.03 to 67.91 %")
	assert.Contains(t, s.page("/offers/own-deal/edit", me).One("[aria-labelledby=tasks]").Text(), "47 of 48 answered")
	assert.Contains(t, s.page("/offers/own-deal/answers", me).One("main").Text(), "what is chosen for this offer")
	for _, target := range []string{choicesAt, choicesAt + "?framework=eu-csf@1.2.1", "/offers/own-deal", "/import", "/offers/own-deal/edit"} {
		s.page(target, me)
		before := s.queries.n.Load()
		s.page(target, me)
		assert.LessOrEqual(t, s.queries.n.Load()-before, int64(mostQueries), target)
	}
}

// A choice that changes gets a version; the same file again changes nothing, also as it was
// handed out, in both forms.
func TestChoicesGoOutAndComeBack(t *testing.T) {
	s := desk(t).withDeal()
	me := with(s.signInAs("Ada"))
	s.takeChoices("example.csv", example(t), me)
	sheet := "criterion;choice;rationale\nSOV-1.1;3;\"Two of five owners, = \"\"half\"\".\"\nSOV-1.6;2;\nSOV-1.2;;\n"
	s.takeChoices("more.csv", sheet, me)
	all := s.chosen()
	require.Len(t, all, 48, "SOV-1.6 has come in, and SOV-1.2 stays though its row is empty")
	assert.Equal(t, []any{3, "Two of five owners, = \"half\".", 2}, []any{all[0].Answer.Choice, all[0].Answer.Rationale, all[0].Stored.Number})
	history := s.page("/history/answer/"+all[0].ID.String(), me)
	assert.Contains(t, history.One("main").Text(), "Two of five owners")
	assert.Equal(t, choicesAt+"?framework=eu-csf%402026-06", history.Find("main a[href^=\"/offers/own-deal\"]").Each()[0].Attr("href"))

	for _, format := range []string{"csv", "xlsx"} {
		target := "/import/choices." + format + "?framework=eu-csf@2026-06&offer=own-deal"
		out := s.get(target, me)
		require.Equal(t, http.StatusOK, out.Code, "%s", out.Body)
		assert.Contains(t, out.Header().Get("Content-Disposition"), "own-deal-choices-eu-csf-2026-06."+format)
		p := s.page(s.sendChoices("again."+format, out.Body.String(), me), me)
		assert.Equal(t, "48 answers already there, left alone", p.One("[aria-labelledby=plan] ul").Text())
		assert.Contains(t, p.One("[aria-labelledby=plan]").Text(), "There is nothing to change.")
		assert.Zero(t, p.Find("[name=fingerprint]").Count())
		assert.True(t, bytes.Equal(out.Body.Bytes(), s.get(target, me).Body.Bytes()))
		assert.NotEqual(t, out.Body.String(), s.get("/import/choices."+format, me).Body.String(), "without an offer it is empty")
	}
	assert.Contains(t, s.get("/import/choices.csv", me).Body.String(), "SOV-8.4")
	for _, target := range []string{"?framework=assay-core@1", "?framework=eu-csf@9", "?offer=are-stargate", "?offer=own-nothing"} {
		assert.Equal(t, http.StatusNotFound, s.get("/import/choices.csv"+target, me).Code, target)
	}

	out := s.get("/export/workspace.assay", me)
	require.Equal(t, http.StatusOK, out.Code)
	other := desk(t)
	you := with(other.signInAs("Mari"))
	require.Equal(t, http.StatusSeeOther, other.take("bundle", "w.assay", out.Body.String(), you).Code)
	assert.Contains(t, other.page(choicesAt, you).One("[aria-labelledby=result]").Text(), "48 of 48 criteria")
	assert.True(t, bytes.Equal(out.Body.Bytes(), other.get("/export/workspace.assay", you).Body.Bytes()), "export, import, export: byte for byte")
}

func TestChoicesThatAreNotTakenIn(t *testing.T) {
	s := desk(t).withDeal()
	me := with(s.signInAs("Ada"))
	for name, tt := range map[string]struct{ file, content, sheet, row, column, says string }{
		"a rung that is not there": {"c.csv", "criterion,choice\nSOV-1.2,1\nSOV-1.1,5\n", "c.csv", "3", "B choice", "1 to 4"},
		"a word":                   {"c.csv", "criterion,choice\nSOV-1.1,best\n", "c.csv", "2", "B choice", `"best" is not a whole number`},
		"no criterion of it":       {"c.csv", "criterion,choice\nCL1,1\n", "c.csv", "2", "A criterion", "CL1"},
		"twice":                    {"c.csv", "criterion,choice\nSOV-1.1,1\nSOV-1.1,2\n", "c.csv", "3", "A criterion", "row 2"},
		"another column":           {"c.csv", "criterion,choice,points\nSOV-1.1,1,2\n", "c.csv", "1", "C points", "take it out"},
		"no sheet of choices":      {"c.csv", "a,b\n1,2\n", "c.csv", "1", "–", "headed criterion and choice"},
		"no workbook":              {"c.xlsx", "hello", "c.xlsx", "–", "–", "no workbook"},
	} {
		t.Run(name, func(t *testing.T) {
			at := s.sendChoices(tt.file, tt.content, me)
			a := s.get(at, me)
			require.Equal(t, http.StatusUnprocessableEntity, a.Code)
			cells := a.page().Find("[role=alert] tbody td").Texts()
			require.GreaterOrEqual(t, len(cells), 4)
			assert.Equal(t, []string{tt.sheet, tt.row, tt.column}, cells[:3])
			assert.Contains(t, cells[3], tt.says)
			assert.Zero(t, a.page().Find("[name=fingerprint]").Count())
			assert.Empty(t, faults(a.page()))
			assert.Equal(t, http.StatusConflict, s.post(at+"/confirm", url.Values{"fingerprint": {""}}, me).Code)
		})
	}
	assert.Empty(t, s.chosen())
	for name, tt := range map[string]struct{ offer, rungs, field string }{
		"no offer":                 {"", "eu-csf@2026-06", "offer"},
		"an offer of the library":  {"are-stargate", "eu-csf@2026-06", "offer"},
		"an offer that is not":     {"own-none", "eu-csf@2026-06", "offer"},
		"a framework of levels":    {"own-deal", "assay-core@1", "rungs"},
		"a framework that is none": {"own-deal", "none", "rungs"},
	} {
		a := s.sendFile("/import", "c.csv", example(t), url.Values{"kind": {"choices"}, "rungs": {tt.rungs}, "offer": {tt.offer}}, me)
		assert.Equal(t, http.StatusUnprocessableEntity, a.Code, name)
		assert.Equal(t, "#"+tt.field, a.page().One("[role=alert] a").Attr("href"), name)
		assert.Empty(t, faults(a.page()))
	}

	at := s.sendChoices("c.csv", example(t), me)
	fingerprint := url.Values{"fingerprint": {s.page(at, me).One("[name=fingerprint]").Attr("value")}}
	s.takeChoices("one.csv", "criterion,choice\nSOV-1.1,1\n", me)
	assert.Equal(t, http.StatusConflict, s.post(at+"/confirm", fingerprint, me).Code, "a choice was stored since the preview")
	require.Len(t, s.chosen(), 1)
	require.Equal(t, http.StatusSeeOther, s.post("/offers/own-deal/archive", nil, me).Code)
	gone := s.get(at, me)
	assert.Equal(t, http.StatusUnprocessableEntity, gone.Code)
	assert.Contains(t, gone.page().One("[role=alert]").Text(), "is archived")
}

func TestChoicesAreTheWorkspacesOwn(t *testing.T) {
	s := desk(t).withDeal()
	me := with(s.signInAs("Ada"))
	for _, target := range []string{"/offers/are-stargate/choices", "/offers/own-none/choices", choicesAt + "?framework=assay-core@1", choicesAt + "?framework=none"} {
		assert.Equal(t, http.StatusNotFound, s.get(target, me).Code, target)
	}
	for _, target := range []string{choicesAt, "/import/choices.csv"} {
		assert.NotEqual(t, http.StatusOK, s.get(target).Code, "only whoever opened the workspace: %s", target)
	}
	require.Equal(t, http.StatusSeeOther, s.post("/frameworks/settings", url.Values{"freeze_first": {"yes"}}, me).Code)
	at := s.sendChoices("c.csv", example(t), me)
	confirm := url.Values{"fingerprint": {s.page(at, me).One("[name=fingerprint]").Attr("value")}}
	assert.Equal(t, http.StatusUnprocessableEntity, s.post(at+"/confirm", confirm, me).Code, "criteria come before answers")
	assert.Empty(t, s.chosen())
	require.Equal(t, http.StatusSeeOther, s.post("/frameworks/freeze", url.Values{"framework": {"eu-csf@2026-06"}}, me).Code)
	require.Equal(t, http.StatusSeeOther, s.post(at+"/confirm", confirm, me).Code)
	assert.Len(t, s.chosen(), 47)
}

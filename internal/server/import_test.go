package server_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"bytes"
	"mime/multipart"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// offersFile holds one offer with a part, an answer and its evidence.
const offersFile = `offers:
  - id: own-campus
    title: Our campus
    summary: One site.
    scope: country
    country: EST
    provider: A provider
    provider_country: US
    status: active
    stage: announced
    sites:
      - name: North
        country: EE
        mw_planned: [100, 200]
        evidence: [own-letter]
    answers:
      - {criterion: CL1, range: [1, 3], lo: {rung: documented, evidence: [own-letter]}, hi: {rung: documented, evidence: [own-letter]}, rationale: The letter says so.}
evidence:
  - id: own-letter
    account: The site will have 100 to 200 MW.
    source: {publisher: A provider, url: "https://example.org/letter", grade: B}
`

// form is a form with a file and other fields.
func (s *site) sendFile(target, name, content string, fields url.Values, change ...func(*http.Request)) answer {
	s.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for k, v := range fields {
		require.NoError(s.t, w.WriteField(k, v[0]))
	}
	part, err := w.CreateFormFile("file", name)
	require.NoError(s.t, err)
	_, err = part.Write([]byte(content))
	require.NoError(s.t, err)
	require.NoError(s.t, w.Close())
	return s.sendBody(http.MethodPost, target, w.FormDataContentType(), &body, append(change, header("Sec-Fetch-Site", "same-origin"))...)
}

// take sends a file, looks at its preview and confirms it.
func (s *site) take(kind, name, content string, me func(*http.Request)) answer {
	s.t.Helper()
	at := s.sendFile("/import", name, content, url.Values{"kind": {kind}, "framework": {"assay-core@1"}}, me).Header().Get("Location")
	require.NotEmpty(s.t, at)
	p := s.page(at, me)
	return s.post(at+"/confirm", url.Values{"fingerprint": {p.One("[name=fingerprint]").Attr("value")}}, me)
}

func TestOffersAreImportedAfterTheirPreview(t *testing.T) {
	s := desk(t)
	me := with(s.signInAs("Ada"))
	a := s.sendFile("/import", "offers.yaml", offersFile, url.Values{"kind": {"offers"}}, me)
	require.Equal(t, http.StatusSeeOther, a.Code, "%s", a.Body)
	at := a.Header().Get("Location")
	p := s.page(at, me)
	assert.Contains(t, p.One("main").Text(), "1 offer new")
	assert.Contains(t, p.One("main").Text(), "1 answer new")
	assert.Empty(t, faults(p))
	assert.Equal(t, http.StatusNotFound, s.get("/offers/own-campus", me).Code, "nothing is stored before it is confirmed")
	assert.Equal(t, http.StatusNotFound, s.get(at).Code, "nobody else sees it")

	assert.Equal(t, http.StatusConflict, s.post(at+"/confirm", url.Values{"fingerprint": {"another"}}, me).Code)
	confirm := url.Values{"fingerprint": {p.One("[name=fingerprint]").Attr("value")}, "reason": {"From the letter."}}
	require.Equal(t, http.StatusSeeOther, s.post(at+"/confirm", confirm, me).Code)
	assert.Contains(t, s.page("/offers/own-campus", me).One("main").Text(), "The letter says so.")
	assert.Contains(t, s.page("/log", me).One("main table").Text(), "From the letter.")
	assert.Equal(t, http.StatusConflict, s.post(at+"/confirm", confirm, me).Code, "once")

	out := s.get("/export/offers.yaml", me)
	require.Equal(t, http.StatusOK, out.Code, "%s", out.Body)
	again := s.sendFile("/import", "offers.yaml", out.Body.String(), url.Values{"kind": {"offers"}}, me)
	text := s.page(again.Header().Get("Location"), me).One("main").Text()
	assert.Contains(t, text, "1 offer already there", "what goes out comes back as it was")
	assert.NotContains(t, text, "changed")
	assert.NotContains(t, text, " new")
}

func TestAFileWithAMistakeIsNotTakenIn(t *testing.T) {
	s := desk(t)
	me := with(s.signInAs("Ada"))
	for name, tt := range map[string]struct{ kind, file, content, says string }{
		"a library id":       {"offers", "o.yaml", strings.ReplaceAll(offersFile, "own-campus", "campus"), "begin it with own-"},
		"no such evidence":   {"offers", "o.yaml", strings.ReplaceAll(offersFile, "evidence: [own-letter]}, rationale", "evidence: [own-other]}, rationale"), "own-other"},
		"a reversed range":   {"offers", "o.yaml", strings.ReplaceAll(offersFile, "[100, 200]", "[200, 100]"), "lower bound first"},
		"no criterion":       {"offers", "o.yaml", strings.ReplaceAll(offersFile, "CL1,", "ZZ1,"), "ZZ1"},
		"no YAML":            {"offers", "o.yaml", "offers: [", "o.yaml"},
		"not a sheet":        {"answers", "a.xlsx", "hello", "a.xlsx"},
		"a sheet of nothing": {"answers", "a.csv", "a,b\n1,2\n", "a.csv"},
		"no grade":           {"bibliography", "z.ris", "TY  - JOUR\nTI  - A title\nER  - \n", "grade"},
	} {
		t.Run(name, func(t *testing.T) {
			at := s.sendFile("/import", tt.file, tt.content, url.Values{"kind": {tt.kind}, "framework": {"assay-core@1"}}, me).Header().Get("Location")
			a := s.get(at, me)
			assert.Equal(t, http.StatusUnprocessableEntity, a.Code)
			assert.Contains(t, a.page().One("[role=alert]").Text(), tt.says)
			assert.Zero(t, a.page().Find("[name=fingerprint]").Count())
			assert.Empty(t, faults(a.page()))
			require.Equal(t, http.StatusConflict, s.post(at+"/confirm", url.Values{"fingerprint": {""}}, me).Code)
		})
	}
	assert.NotContains(t, s.page("/log", me).One("main").Text(), "imported")
	for field, a := range map[string]answer{
		"kind": s.sendFile("/import", "x.yaml", "x", nil, me), "file": s.sendFile("/import", "x.yaml", "", url.Values{"kind": {"offers"}}, me),
	} {
		assert.Equal(t, http.StatusUnprocessableEntity, a.Code)
		assert.Equal(t, "#"+field, a.page().One("[role=alert] a").Attr("href"))
	}
	assert.Equal(t, http.StatusRequestEntityTooLarge, s.sendFile("/import", "x.yaml", strings.Repeat("x", 17<<20), url.Values{"kind": {"offers"}}, me).Code)
}

func TestASheetOfAnswersGoesOutAndComesBack(t *testing.T) {
	s := desk(t)
	me := with(s.signInAs("Ada"))
	require.Equal(t, http.StatusSeeOther, s.take("offers", "offers.yaml", offersFile, me).Code)
	out := s.get("/import/answers.csv?framework=assay-core@1", me)
	require.Equal(t, http.StatusOK, out.Code)
	require.Contains(t, out.Body.String(), "own-campus")
	filled := strings.Replace(out.Body.String(), "The letter says so.", "The letter says it plainly.", 1)
	require.Equal(t, http.StatusSeeOther, s.take("answers", "answers.csv", filled, me).Code)
	assert.Contains(t, s.page("/offers/own-campus", me).One("main").Text(), "says it plainly")
	xlsx := s.get("/import/answers.xlsx?framework=assay-core@1", me)
	at := s.sendFile("/import", "answers.xlsx", xlsx.Body.String(), url.Values{"kind": {"answers"}, "framework": {"assay-core@1"}}, me).Header().Get("Location")
	assert.Contains(t, s.page(at, me).One("main").Text(), "1 answer already there")
}

func TestABibliographyGoesOutAndComesBack(t *testing.T) {
	s := desk(t)
	me := with(s.signInAs("Ada"))
	require.Equal(t, http.StatusSeeOther, s.post("/evidence/new", someEvidence(), me).Code)
	for _, format := range []string{"json", "bib", "ris"} {
		out := s.get("/export/evidence."+format, me)
		require.Equal(t, http.StatusOK, out.Code)
		at := s.sendFile("/import", "evidence."+format, out.Body.String(), url.Values{"kind": {"bibliography"}}, me).Header().Get("Location")
		assert.Contains(t, s.page(at, me).One("main").Text(), "1 record of evidence already there", format)
	}
	zotero := `[{"id":"http://zotero.org/x","type":"article-newspaper","title":"A deal","container-title":"A paper","publisher":"A paper","URL":"https://example.org/deal","issued":{"date-parts":[[2026,11,3]]}}]`
	sent := s.sendFile("/import", "zotero.json", zotero, url.Values{"kind": {"bibliography"}, "grade": {"B"}, "title_says": {"yes"}}, me)
	p := s.page(sent.Header().Get("Location"), me)
	assert.Contains(t, p.One("main").Text(), "1 record of evidence new")
	at := sent.Header().Get("Location")
	require.Equal(t, http.StatusSeeOther, s.post(at+"/confirm", url.Values{"fingerprint": {p.One("[name=fingerprint]").Attr("value")}}, me).Code)
	assert.Contains(t, s.page("/evidence", me).One("main table").Text(), "A deal")
}

func TestAFileCanBePutAside(t *testing.T) {
	s := desk(t)
	me := with(s.signInAs("Ada"))
	at := s.sendFile("/import", "offers.yaml", offersFile, url.Values{"kind": {"offers"}}, me).Header().Get("Location")
	p := s.page(at, me)
	require.Equal(t, http.StatusSeeOther, s.post(at+"/cancel", nil, me).Code)
	assert.Equal(t, http.StatusConflict, s.post(at+"/confirm", url.Values{"fingerprint": {p.One("[name=fingerprint]").Attr("value")}}, me).Code)
	assert.Contains(t, s.page("/import", me).One("main").Text(), "put aside")
	assert.Equal(t, http.StatusNotFound, s.get(fmt.Sprintf("/import/%s", "none"), me).Code)
}

// A bundle taken into an empty workspace gives the same bundle again.
func TestABundleGoesOutAndComesBack(t *testing.T) {
	s := desk(t)
	cookies := s.signInAs("Ada")
	me := with(cookies)
	require.Equal(t, http.StatusSeeOther, s.take("offers", "offers.yaml", offersFile, me).Code)
	at := s.post("/evidence/new", someEvidence(), me).Header().Get("Location")
	require.Equal(t, http.StatusSeeOther, s.sendFile(at+"/attachment", "law.txt", "the law", nil, me).Code)
	require.Equal(t, http.StatusSeeOther, s.sendFile("/frameworks", "own.yaml", ownWeights, nil, me).Code)
	weights := idOf(s.keep(cookies, "Mari", "Because.", nil))
	require.Equal(t, http.StatusSeeOther, s.post("/comparisons", url.Values{"offers": {"own-campus," + string(s.leads()[0])}, "as_of": {"2026-11-27"}, "weights": {weights}, "name": {"Ours"}}, me).Code)
	out := s.get("/export/workspace.assay", me)
	require.Equal(t, http.StatusOK, out.Code, "%s", out.Body)
	same := s.sendFile("/import", "w.assay", out.Body.String(), url.Values{"kind": {"bundle"}}, me)
	text := s.page(same.Header().Get("Location"), me).One("main").Text()
	assert.NotContains(t, text, " new")
	assert.NotContains(t, text, " changed")

	other := desk(t)
	you := with(other.signInAs("Mari"))
	require.Equal(t, http.StatusSeeOther, other.take("bundle", "w.assay", out.Body.String(), you).Code)
	again := other.get("/export/workspace.assay", you)
	assert.True(t, bytes.Equal(out.Body.Bytes(), again.Body.Bytes()), "export, import, export: byte for byte")
	assert.Contains(t, other.page("/offers/own-campus", you).One("main").Text(), "The letter says so.")
	assert.Equal(t, "the law", other.get(other.page(at, you).One("a[download]").Attr("href"), you).Body.String())
}

// TestASheetKeepsWhatTheFormsStored fills answers in by hand and sends the sheet back as it came.
func TestASheetKeepsWhatTheFormsStored(t *testing.T) {
	s := desk(t).withDeal()
	me := with(s.signIn())
	for criterion, change := range map[string][]string{"CL2": nil, "CL4": {"state", "not_applicable"}} {
		require.Equal(t, http.StatusSeeOther, s.post(answerAt(criterion), someAnswer(change...), me).Code, criterion)
	}
	sheet := s.get("/import/answers.csv?framework=assay-core@1", me)
	at := s.sendFile("/import", "answers.csv", sheet.Body.String(), url.Values{"kind": {"answers"}, "framework": {"assay-core@1"}}, me).Header().Get("Location")
	assert.Equal(t, "2 answers already there, left alone", s.page(at, me).One("[aria-labelledby=plan] ul").Text())
}

// What is archived and still needed goes along: evidence that is cited, and offers that a saved
// comparison names. Both are archived where they come to, too.
func TestABundleBringsWhatItsRecordsRestOn(t *testing.T) {
	s := desk(t)
	me := with(s.signInAs("Ada"))
	require.Equal(t, http.StatusSeeOther, s.take("offers", "offers.yaml", offersFile, me).Code)
	require.Equal(t, http.StatusSeeOther, s.post("/comparisons", url.Values{"offers": {"own-campus," + string(s.leads()[0])}, "as_of": {"2026-11-27"}, "name": {"Ours"}}, me).Code)
	require.Equal(t, http.StatusSeeOther, s.post("/evidence/own-letter/archive", nil, me).Code)
	require.Equal(t, http.StatusSeeOther, s.post("/offers/own-campus/archive", nil, me).Code)
	out := s.get("/export/workspace.assay", me)
	require.Equal(t, http.StatusOK, out.Code, "%s", out.Body)

	other := desk(t)
	you := with(other.signInAs("Mari"))
	plan := []string{"1 comparison new", "1 record of evidence new, archived", "1 offer new, archived", "1 answer new"}
	assert.Equal(t, plan, other.planned(out.Body.String(), you))
	require.Equal(t, http.StatusSeeOther, other.take("bundle", "w.assay", out.Body.String(), you).Code)
	assert.Contains(t, other.page("/evidence/own-letter", you).One("main").Text(), "100 to 200 MW")
	assert.True(t, other.own("own-campus").Archived)
	assert.Empty(t, other.ownEvidence(), "archived")
	for _, kind := range []string{"offer", "evidence"} {
		assert.Equal(t, []string{"archive Imported from w.assay", "import Imported from w.assay"}, other.logged(kind))
	}
	assert.Contains(t, other.page("/workspace", you).One("main").Text(), "Ours")
	assert.True(t, bytes.Equal(out.Body.Bytes(), other.get("/export/workspace.assay", you).Body.Bytes()), "byte for byte")
}

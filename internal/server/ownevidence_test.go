package server_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/store"
)

// someEvidence is the form of a record, filled in.
func someEvidence() url.Values {
	return url.Values{
		"seen": {"0"}, "account": {"The licence lapses on 6 April 2027."}, "passage": {"shall lapse"}, "publisher": {"A ministry"}, "title": {"A licence"},
		"url": {"https://example.org/licence"}, "issued": {"2026-11"}, "accessed": {"2026-11-27"}, "doi": {"https://doi.org/10.1000/182"}, "grade": {"A"}, "rung": {"documented"}, "reread": {"yes"},
	}
}

func TestEvidenceOfOnesOwn(t *testing.T) {
	s := desk(t)
	me := with(s.signInAs("Ada"))
	assert.Contains(t, s.page("/evidence", me).One("main").Text(), "record the first")

	a := s.post("/evidence/new", someEvidence(), me)
	require.Equal(t, http.StatusSeeOther, a.Code, "%s", a.Body)
	at := a.Header().Get("Location")
	assert.Equal(t, "/evidence/own-a-ministry-2026-a-licence", at)
	p := s.page(at, me)
	for _, says := range []string{"The licence lapses on 6 April 2027.", "shall lapse", "10.1000/182", "2026-11", "is stored"} {
		assert.Contains(t, p.One("main").Text(), says)
	}
	assert.NotContains(t, s.page(at, me).One("main").Text(), "is stored", "said once")
	assert.Contains(t, s.page("/evidence?text=LAPSES", me).One("main table").Text(), "own-a-ministry-2026-a-licence")
	assert.Equal(t, http.StatusNotFound, s.get(at).Code, "nobody else sees it")
	assert.Equal(t, http.StatusNotFound, s.get(at+"/edit").Code)

	again := s.post("/evidence/new", someEvidence(), me)
	assert.Equal(t, at+"-2", again.Header().Get("Location"), "the same words give another id")

	form := someEvidence()
	form.Set("account", "It lapses a day later.")
	form.Set("seen", "1")
	form.Set("reason", "Read again.")
	require.Equal(t, http.StatusSeeOther, s.post(at+"/edit", form, me).Code)
	h := s.page(strings.Replace(at, "/evidence/", "/history/evidence/", 1), me).One("main").Text()
	for _, says := range []string{"Ada", "Read again.", "The licence lapses on 6 April 2027.", "It lapses a day later."} {
		assert.Contains(t, h, says)
	}
	log := s.page("/log", me).One("main table").Text()
	assert.Contains(t, log, "Read again.")
	assert.Contains(t, log, "made evidence")
}

func TestEvidenceThatHasToBeMended(t *testing.T) {
	s := desk(t)
	me := with(s.signInAs("Ada"))
	form := url.Values{"account": {"Kept <as> typed"}, "passage": {strings.Repeat("word ", 51)}, "issued": {"soon"}, "url": {"ftp://x"}, "doi": {"11.1"}, "contradicts": {"no-such-thing"}}
	a := s.post("/evidence/new", form, me)
	assert.Equal(t, http.StatusUnprocessableEntity, a.Code)
	p := a.page()
	assert.Equal(t, "Kept <as> typed", p.One("[name=account]").Text())
	said := p.One("[role=alert]").Text()
	for _, says := range []string{"at most 50", "is no date", "not a web address", "begins with 10", "no-such-thing", "Choose the source's grade", "Publisher is required"} {
		assert.Contains(t, said, says)
	}
	for _, link := range p.Find("[role=alert] a").Each() {
		assert.Equal(t, 1, p.Find(link.Attr("href")).Count(), "%s leads to its field", link.Text())
	}
	assert.Empty(t, faults(p))
}

func TestTwoEditorsOfOneRecordLoseNothing(t *testing.T) {
	s := desk(t)
	ada, mari := with(s.signInAs("Ada")), with(s.signInAs("Mari"))
	at := s.post("/evidence/new", someEvidence(), ada).Header().Get("Location")
	edit := func(who func(*http.Request), seen int, account string) answer {
		form := someEvidence()
		form.Set("account", account)
		form.Set("seen", fmt.Sprint(seen))
		return s.post(at+"/edit", form, who)
	}
	require.Equal(t, http.StatusSeeOther, edit(ada, 1, "Ada's words.").Code)
	late := edit(mari, 1, "Mari's words.")
	assert.Equal(t, http.StatusConflict, late.Code)
	main := late.page().One("main").Text()
	assert.Contains(t, main, "Ada's words.")
	assert.Contains(t, main, "Mari's words.")
	assert.Equal(t, "2", late.page().One("form [name=seen]").Attr("value"))
	require.Equal(t, http.StatusSeeOther, edit(mari, 2, "Mari's words.").Code)
	h := s.page(strings.Replace(at, "/evidence/", "/history/evidence/", 1), ada).One("main").Text()
	assert.Contains(t, h, "Ada's words.")
	assert.Contains(t, h, "Mari's words.")
}

func TestAnEarlierVersionIsRestored(t *testing.T) {
	s := desk(t)
	me := with(s.signInAs("Ada"))
	at := s.post("/evidence/new", someEvidence(), me).Header().Get("Location")
	form := someEvidence()
	form.Set("account", "Wrong.")
	form.Set("seen", "1")
	require.Equal(t, http.StatusSeeOther, s.post(at+"/edit", form, me).Code)
	history := strings.Replace(at, "/evidence/", "/history/evidence/", 1)
	assert.Equal(t, http.StatusConflict, s.post(history+"/restore", url.Values{"version": {"1"}, "seen": {"1"}}, me).Code, "it was seen before the change")
	require.Equal(t, http.StatusSeeOther, s.post(history+"/restore", url.Values{"version": {"1"}, "seen": {"2"}}, me).Code)
	assert.Contains(t, s.page(at, me).One("main").Text(), "The licence lapses on 6 April 2027.")
	assert.Contains(t, s.page(history+"?from=1&to=3", me).One("main").Text(), "say the same")
	assert.Equal(t, http.StatusUnprocessableEntity, s.get(history+"?from=9", me).Code)
	assert.Equal(t, http.StatusNotFound, s.get("/history/evidence/own-none", me).Code)
	assert.Equal(t, http.StatusNotFound, s.get("/history/session/1", me).Code)
}

// file is a form with one file.
func file(name, content string) (contentType string, body *bytes.Buffer) {
	body = new(bytes.Buffer)
	w := multipart.NewWriter(body)
	part, _ := w.CreateFormFile("file", name)
	_, _ = part.Write([]byte(content))
	_ = w.Close()
	return w.FormDataContentType(), body
}

func TestACopyOfASourceIsKeptAndOnlyHandedOut(t *testing.T) {
	s := desk(t)
	me := with(s.signInAs("Ada"))
	at := s.post("/evidence/new", someEvidence(), me).Header().Get("Location")
	keep := func(name, content string) answer {
		contentType, body := file(name, content)
		return s.sendBody(http.MethodPost, at+"/attachment", contentType, body, me, header("Sec-Fetch-Site", "same-origin"))
	}
	require.Equal(t, http.StatusSeeOther, keep("a page.html", "<script>alert(1)</script>").Code)
	link := s.page(at, me).One("a[download]").Attr("href")
	got := s.get(link, me)
	assert.Equal(t, "<script>alert(1)</script>", got.Body.String())
	assert.Equal(t, "application/octet-stream", got.Header().Get("Content-Type"))
	assert.Contains(t, got.Header().Get("Content-Disposition"), "attachment")
	assert.Equal(t, "default-src 'none'; sandbox", got.Header().Get("Content-Security-Policy"))
	assert.Equal(t, http.StatusNotFound, s.get(link).Code, "nobody else gets it")

	for name, content := range map[string]string{"run.exe": "MZ", "empty.txt": "", "not.pdf": "MZ", "none": "x"} {
		a := keep(name, content)
		assert.Equal(t, http.StatusUnprocessableEntity, a.Code, name)
		assert.NotEmpty(t, a.page().One("[role=alert]").Text(), name)
	}
	assert.Equal(t, http.StatusRequestEntityTooLarge, keep("big.txt", strings.Repeat("x", store.MaxAttachment+1<<20)).Code)
}

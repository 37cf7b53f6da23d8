package server_test

import (
	"maps"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/app"
)

// ownWeights is a framework that differs from the core one in its weights.
const ownWeights = `id: own-core
version: "1"
kind: levels
title: Our weights
publisher: A ministry
source: A decree
licence: None
statement: Only the weights are ours.
base: assay-core@1
weights: {compute-location: 40, model-inspectability: 20, chip-exposure: 20, switching-cost: 20}
`

func TestAFrameworkOfOnesOwn(t *testing.T) {
	s := desk(t)
	me := with(s.signInAs("Ada"))
	bring := func(name, content string) answer {
		contentType, body := file(name, content)
		return s.sendBody(http.MethodPost, "/frameworks", contentType, body, me, header("Sec-Fetch-Site", "same-origin"))
	}
	require.Equal(t, http.StatusSeeOther, bring("ours.yaml", ownWeights).Code)
	assert.Contains(t, s.page("/frameworks", me).One("main .tasks").Text(), "Our weights")
	assert.NotContains(t, s.get("/methods").Body.String(), "Our weights", "nobody else's")
	require.Equal(t, http.StatusSeeOther, bring("ours.yaml", ownWeights).Code, "the same again changes nothing")

	a := bring("ours.yaml", ownWeights+"# changed\n")
	assert.Equal(t, http.StatusUnprocessableEntity, a.Code)
	assert.Contains(t, a.page().One("[role=alert]").Text(), "never changes")
	a = bring("ours.yaml", "id: own-x\nkind: stars\n")
	assert.Equal(t, http.StatusUnprocessableEntity, a.Code)
	assert.Contains(t, a.page().One("[role=alert] table").Text(), "2 7 kind \"stars\"")
	assert.Contains(t, a.page().One("[name=yaml]").Text(), "kind: stars", "what was given is kept")
	assert.Empty(t, faults(a.page()))
	for _, wrong := range []string{"", "id: core\nversion: \"1\"\n" + ownWeights[len("id: own-core\nversion: \"1\"\n"):]} {
		assert.Equal(t, http.StatusUnprocessableEntity, bring("x.yaml", wrong).Code)
	}
	big := make([]byte, app.MaxFrameworkFile+1<<20)
	assert.Equal(t, http.StatusRequestEntityTooLarge, bring("x.yaml", string(big)).Code)
}

func TestGatesOfOnesOwn(t *testing.T) {
	s := desk(t)
	me := with(s.signInAs("Ada"))
	p := s.page("/frameworks/gates", me)
	assert.NotZero(t, p.Find("[name=gate][checked]").Count())
	form := url.Values{"framework": {"assay-core@1"}, "id": {"own-core"}, "version": {"1"}, "title": {"Two gates"}, "why": {"They decide."}, "gate": {"CL1", "CE1"},
		"tier-public": {"1"}, "tier-official": {"2"}, "tier-critical": {"4"}}
	require.Equal(t, http.StatusSeeOther, s.post("/frameworks/gates", form, me).Code)
	assert.Contains(t, s.page("/frameworks", me).One("main .tasks").Text(), "Two gates")

	for field, wrong := range map[string]string{"id": "core", "version": "x", "title": "", "why": "", "tier-official": "1", "gate": ""} {
		bad := url.Values{}
		maps.Copy(bad, form)
		bad.Set(field, wrong)
		a := s.post("/frameworks/gates", bad, me)
		assert.Equal(t, http.StatusUnprocessableEntity, a.Code, field)
		assert.Empty(t, faults(a.page()), field)
	}
	assert.Equal(t, http.StatusNotFound, s.get("/frameworks/gates?framework=mof@1.0", me).Code)
}

func TestFrozenCriteria(t *testing.T) {
	s := desk(t)
	me := with(s.signInAs("Ada"))
	freeze := url.Values{"framework": {"assay-core@1"}}
	require.Equal(t, http.StatusSeeOther, s.post("/frameworks/freeze", freeze, me).Code)
	require.Equal(t, http.StatusSeeOther, s.post("/frameworks/freeze", freeze, me).Code, "twice is once")
	assert.Contains(t, s.page("/frameworks", me).One("main .tasks").Text(), "by Ada")
	assert.Equal(t, http.StatusNotFound, s.post("/frameworks/freeze", url.Values{"framework": {"assay-core"}}, me).Code)
	require.Equal(t, http.StatusSeeOther, s.post("/frameworks/settings", url.Values{"freeze_first": {"yes"}}, me).Code)
	assert.Equal(t, 1, s.page("/frameworks", me).Find("[name=freeze_first][checked]").Count())
	assert.Equal(t, http.StatusNotFound, s.get("/frameworks").Code)
}

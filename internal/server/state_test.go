package server_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// A date chosen on one page stays chosen on those it leads to: a researcher who reads the UAE as
// of the day before the rule of July 2026 must not find themselves in November.
func TestLinksKeepTheChosenDate(t *testing.T) {
	s := desk(t)
	const chosen = "as_of=2026-07-09&tier=critical"
	for page, want := range map[string]string{
		"/?" + chosen:                      "/offers/are-stargate?" + chosen,
		"/compare?" + chosen:               "/offers/are-stargate?" + chosen,
		"/compare?view=criteria&" + chosen: "/offers/are-stargate?" + chosen + "#CE1",
		"/cases/are?" + chosen:             "/offers/are-stargate?" + chosen,
		"/offers?" + chosen:                "/offers/are-stargate?" + chosen,
		"/offers/are-stargate?" + chosen:   "/cases/are?" + chosen,
	} {
		assert.Contains(t, s.get(page).Body.String(), `href="`+strings.ReplaceAll(want, "&", "&amp;")+`"`, page)
	}
	assert.NotContains(t, s.get("/compare").Body.String(), "/offers/are-stargate?", "nothing is added that nobody chose")
	wrong := s.get("/offers/are-stargate?as_of=2026-02-30")
	assert.Equal(t, http.StatusUnprocessableEntity, wrong.Code)
	assert.NotContains(t, wrong.Body.String(), "2026-02-30&amp;", "a mistake is not kept")
}

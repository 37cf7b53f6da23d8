package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestModelCardIsReadAndNotStored(t *testing.T) {
	s := desk(t)
	assert.Equal(t, 1, s.page("/methods").Find(`a[href="/methods/model-card"]`).Count())
	s.page("/methods/model-card")
	a := s.send(http.MethodPost, "/methods/model-card", url.Values{"card": {"---\nlicense: mit\nbase_model: Qwen/Qwen2.5-32B\n---\n"}})
	assert.Equal(t, http.StatusOK, a.Code)
	text := a.page().Find("main").Text()
	assert.Contains(t, text, "Qwen/Qwen2.5-32B")
	assert.Contains(t, text, "Openness class (MI2): level 0 to 4")
	assert.Contains(t, text, "Lineage (MI4): 25 to 100", "one of four items is disclosed")
	wrong := s.send(http.MethodPost, "/methods/model-card", url.Values{"card": {"<b>no card"}})
	assert.Equal(t, http.StatusUnprocessableEntity, wrong.Code)
	assert.Contains(t, wrong.page().Find("[role=alert]").Text(), "three dashes")
	assert.Contains(t, wrong.page().Find("textarea").Text(), "<b>no card", "what was typed is kept")
	long := s.send(http.MethodPost, "/methods/model-card", url.Values{"card": {strings.Repeat("a", 70_000)}})
	assert.Equal(t, http.StatusRequestEntityTooLarge, long.Code)
}

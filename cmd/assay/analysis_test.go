package main

import (
	"fmt"
	"net/http"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/testkit"
)

const uaeChoice = "offers=are-stargate,are-microsoft,are-k2-think,are-nvidia,open-weights-gpt-oss,domestic-stack&as_of=2026-11-22"

// TestAnalysisJourney reads what decides a choice, what to ask for and what to find out in a real
// browser, from the first page on, with and without scripts.
func TestAnalysisJourney(t *testing.T) {
	t.Parallel()
	s := start(t, dataDir(t))
	base := strings.TrimSuffix(s.url, "/")

	for _, scripts := range []bool{true, false} {
		t.Run(fmt.Sprintf("from the first page, scripts %t", scripts), func(t *testing.T) {
			b := testkit.NewBrowser(t, base)
			b.Scripts(scripts)
			b.AllowStatus(http.StatusUnprocessableEntity)
			b.Open("/?as_of=2026-11-22")
			b.Click(`.profiles .card a[href^="/compare/why"]`)
			assert.Contains(t, b.Text("#answer ~ p"), "on present evidence")
			b.TabTo(`.tabs a[href^="/compare/asks"]`)
			b.Press("Enter")
			assert.Contains(t, b.Text("[aria-labelledby=goal-result]"), "Cheapest: ")
			b.Click(`.form[aria-label="Goal"] button`)
			assert.Contains(t, b.Path(), "goal=floor")
			b.Open("/compare/asks?" + uaeChoice + "&for=are-k2-think&goal=lead&p=60")
			assert.Contains(t, b.Text("[aria-labelledby=goal-result]"), "come first in at least 60 % of draws")
			b.Open("/compare/asks?" + uaeChoice + "&for=are-k2-think&goal=lead&p=0")
			assert.Contains(t, b.Text("main"), "is no probability")
			b.Open("/compare/asks?" + uaeChoice)
			b.Click(`.tabs a[href^="/compare/drills"]`)
			assert.Contains(t, b.Text("[aria-labelledby=keeps]"), "Export licences are revoked (US)")
			b.Click(`.form[aria-label="Event"] button`)
			assert.Contains(t, b.Path(), "event=licence-revoked")
			for _, view := range []string{"dependencies", "money", "exit"} {
				b.Click(fmt.Sprintf(`.tabs a[href^="/compare/%s"]`, view))
				assert.Contains(t, b.Text("main"), "Stargate UAE", view)
			}
			b.Click(`.tabs a[href^="/compare/requests"]`)
			assert.Contains(t, b.Text("main"), "evidence requests")
			for _, format := range []string{"csv", "xlsx"} {
				address := testkit.Eval[string](b, fmt.Sprintf(`document.querySelector('a[href*="requests.%s"]').href`, format))
				assert.NotEmpty(t, fetch(t, address), format)
			}
		})
	}

	t.Run("readable", func(t *testing.T) {
		readable(t, testkit.NewBrowser(t, base), "/compare/why", "/compare/why?"+uaeChoice, "/compare/asks?"+uaeChoice+"&for=are-k2-think&goal=gates", "/compare/requests?"+uaeChoice,
			"/compare/drills?"+uaeChoice, "/compare/dependencies?"+uaeChoice, "/compare/money?"+uaeChoice, "/compare/exit?"+uaeChoice)
	})
	require.NoError(t, s.end(t, syscall.SIGTERM))
}

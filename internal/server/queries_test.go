package server_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// mostQueries is what a page may send to the database, beginning and ending its transaction
// included, however much it shows.
const mostQueries = 13

func TestQueriesAreFew(t *testing.T) {
	s := desk(t)
	cookies := s.signIn()
	ids, _ := choice(t, s, "est")
	choice := "?offers=" + join(ids)
	everything := "?offers=" + join(s.offers())
	targets := []string{
		"/", "/compare", "/compare?view=criteria", "/compare" + everything, "/compare" + everything + "&view=criteria",
		"/compare/why", "/compare/why" + choice, "/compare/asks" + choice, "/compare/requests" + choice, "/weights" + choice, "/weights/result" + choice,
		"/offers", "/cases", "/methods", "/methods/assay-core/1", "/report", "/workspace",
		"/briefing.html" + everything, "/briefing.json" + everything, "/briefing.json",
	}
	for _, c := range s.library.Cases {
		targets = append(targets, "/cases/"+c.ID)
	}
	for _, id := range s.leads() {
		targets = append(targets, "/offers/"+string(id))
	}
	for _, e := range s.library.Evidence[:40] {
		targets = append(targets, "/evidence/"+string(e.ID))
	}
	most, where := int64(0), ""
	for _, target := range targets {
		before := s.queries.n.Load()
		a := s.get(target, with(cookies))
		n := s.queries.n.Load() - before
		require.Equal(t, http.StatusOK, a.Code, target)
		assert.LessOrEqual(t, n, int64(mostQueries), target)
		if n > most {
			most, where = n, target
		}
	}
	assert.Positive(t, most)
	t.Logf("at most %d queries, for %s", most, where)
}

// A comparison costs the same queries for four offers as for all.
func TestQueriesDoNotGrow(t *testing.T) {
	s := desk(t)
	count := func(target string) int64 {
		before := s.queries.n.Load()
		s.page(target)
		return s.queries.n.Load() - before
	}
	assert.Equal(t, count("/compare?offers="+join(s.leads())), count("/compare?offers="+join(s.offers())))
}

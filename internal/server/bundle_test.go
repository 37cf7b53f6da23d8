package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// planned is what the preview of a bundle says that it would do.
func (s *site) planned(bundle string, me func(*http.Request)) []string {
	s.t.Helper()
	at := s.sendFile("/import", "w.assay", bundle, url.Values{"kind": {"bundle"}}, me).Header().Get("Location")
	return s.page(at, me).Find("[aria-labelledby=plan] li").Texts()
}

// logged is what the log says was done to records of a kind and why, the latest first.
func (s *site) logged(kind string) (says []string) {
	s.t.Helper()
	for _, e := range s.events(kind) {
		says = append(says, string(e.Action)+" "+e.Reason)
	}
	return says
}

// What a bundle has as archived leaves alone what is current where it comes to, and takes nothing
// back that is archived there.
func TestABundleKeepsWhatIsArchived(t *testing.T) {
	s := desk(t)
	me := with(s.signInAs("Ada"))
	archive := func(s *site, me func(*http.Request), verb string) {
		t.Helper()
		for _, at := range []string{"/evidence/own-letter/", "/offers/own-campus/"} {
			require.Equal(t, http.StatusSeeOther, s.post(at+verb, nil, me).Code, at)
		}
	}
	export := func() string {
		t.Helper()
		out := s.get("/export/workspace.assay", me)
		require.Equal(t, http.StatusOK, out.Code, "%s", out.Body)
		return out.Body.String()
	}
	require.Equal(t, http.StatusSeeOther, s.take("offers", "offers.yaml", offersFile, me).Code)
	require.Equal(t, http.StatusSeeOther, s.post("/comparisons", url.Values{"offers": {"own-campus," + string(s.leads()[0])}, "as_of": {"2026-11-27"}, "name": {"Ours"}}, me).Code)
	current := export()
	archive(s, me, "archive")
	archived := export()
	other := desk(t)
	you := with(other.signInAs("Mari"))
	require.Equal(t, http.StatusSeeOther, other.take("bundle", "w.assay", current, you).Code)
	renamed := strings.ReplaceAll(offersFile, "Our campus", "Their campus")
	reworded := strings.ReplaceAll(renamed, "will have 100", "may have 100")

	const comparison, answer = "1 comparison already there, left alone", "1 answer already there, left alone"
	const sameEvidence, sameOffer = "1 record of evidence already there, left alone", "1 offer already there, left alone"
	for _, step := range []struct {
		name            string
		before          string // a file of offers that comes first; its records are current
		archive         bool   // both before the bundle comes
		bundle          string
		evidence, offer string // what is planned
		archived        bool   // both, at the end
	}{
		{"current and equal", "", false, archived, sameEvidence, sameOffer, false},
		{"archived and equal", "", true, archived, sameEvidence, sameOffer, true},
		{"current and changed", reworded, false, archived, "1 record of evidence changed", "1 offer changed", false},
		{"archived and changed", reworded, true, archived, "1 record of evidence changed, stays archived", "1 offer changed, stays archived", true},
		{"archived, changed, on equal evidence", renamed, true, archived, sameEvidence, "1 offer changed, stays archived", true},
		{"archived, of a bundle where they are current", "", false, current, "1 record of evidence archived, would come back", "1 offer archived, would come back", false},
	} {
		if step.before != "" {
			require.Equal(t, http.StatusSeeOther, other.take("offers", "offers.yaml", step.before, you).Code, step.name)
		}
		if step.archive {
			archive(other, you, "archive")
		}
		assert.Equal(t, []string{comparison, step.evidence, step.offer, answer}, other.planned(step.bundle, you), step.name)
		if step.evidence != sameEvidence || step.offer != sameOffer {
			require.Equal(t, http.StatusSeeOther, other.take("bundle", "w.assay", step.bundle, you).Code, step.name)
		}
		own := other.own("own-campus")
		assert.Equal(t, "Our campus", own.Offer.Title, step.name)
		assert.Equal(t, step.archived, own.Archived, step.name)
		assert.Equal(t, step.archived, len(other.ownEvidence()) == 0, step.name)
		want := current
		if step.archived {
			want = archived
		}
		assert.True(t, want == other.get("/export/workspace.assay", you).Body.String(), "%s: byte for byte", step.name)
	}
}

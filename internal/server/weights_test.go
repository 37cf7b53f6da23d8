package server_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/app"
	"assay/internal/comparison"
	"assay/internal/framework"
	"assay/internal/offer"
	"assay/internal/store"
	"assay/internal/testkit"
)

// choice is a country's real choice: its offers and the open paths.
func (s *site) choice(country string) []offer.ID {
	s.t.Helper()
	ids, ok := app.CaseOffers(s.library, country, true)
	require.True(s.t, ok)
	return ids
}

// swings are points for every swing of assay-core@1: 100, unless changed.
func (s *site) swings(changed map[string]string) url.Values {
	s.t.Helper()
	fw, err := s.frameworks.Get("assay-core@1")
	require.NoError(s.t, err)
	v := url.Values{"offers": {join(s.choice("are"))}, "as_of": {"2026-11-22"}}
	for _, d := range fw.ScoredDimensions() {
		v.Set("points."+d.ID, "100")
		for _, c := range d.ScoredCriteria() {
			v.Set("points."+c.ID, "100")
		}
	}
	for id, text := range changed {
		require.True(s.t, v.Has("points."+id), id)
		v.Set("points."+id, text)
	}
	return v
}

// only gives all weight to one dimension.
func only(dimension string) map[string]string {
	points := map[string]string{"compute-location": "0", "model-inspectability": "0", "chip-exposure": "0", "switching-cost": "0"}
	points[dimension] = "100"
	return points
}

// keep stores weights and returns the address they are shown at.
func (s *site) keep(cookies []*http.Cookie, person, reason string, points map[string]string) string {
	s.t.Helper()
	form := s.swings(points)
	form.Set("person", person)
	form.Set("reason", reason)
	a := s.post("/weights", form, with(cookies))
	require.Equal(s.t, http.StatusSeeOther, a.Code, "%s", a.Body)
	return a.Header().Get("Location")
}

// idOf is the id of stored weights in their address.
func idOf(address string) string {
	id, _, _ := strings.Cut(strings.TrimPrefix(address, "/weights/"), "?")
	return id
}

func dataOf(doc *testkit.Doc, table string) []string {
	var scores []string
	for _, d := range doc.Find(table + " data").Each() {
		scores = append(scores, d.Attr("value"))
	}
	return scores
}

// briefed is the evaluation behind an address.
func (s *site) briefed(params string, cookies []*http.Cookie) (ev comparison.Evaluation) {
	s.t.Helper()
	a := s.get("/briefing.json?"+params, with(cookies))
	require.Equal(s.t, http.StatusOK, a.Code, "%s", a.Body)
	require.NoError(s.t, json.Unmarshal(a.Body.Bytes(), &ev))
	return ev
}

func TestTheFormOfWeights(t *testing.T) {
	s := desk(t)
	doc := s.page("/weights?offers=" + join(s.choice("are")))
	assert.Equal(t, "What matters to you", doc.One("h1").Text())
	fields := doc.Find("input[type=number]").Each()
	require.Len(t, fields, 26+4, "every criterion and every dimension of assay-core@1")
	for _, f := range fields {
		assert.Equal(t, "100", f.Attr("value"), "all matter alike to begin with")
		assert.Equal(t, []string{"0", "100", "any"}, []string{f.Attr("min"), f.Attr("max"), f.Attr("step")})
	}
	assert.Equal(t, 5, doc.Find("fieldset").Count())
	// As the library has it: level 2 to 3 for Stargate, nobody knows of the others.
	four := s.page("/weights?as_of=2026-11-22&offers=are-stargate,are-k2-think,open-weights-gpt-oss,domestic-stack")
	assert.Contains(t, four.One("#CE1-hint").Text(), "These offers: level 2 to 3 where known, unknown for 3 offers.")
	assert.Contains(t, four.One("#SC1-hint").Text(), "From “More than 540, or no right to leave” to “60 or fewer” (days). These offers: unknown for all.")
	assert.Contains(t, s.page("/weights?as_of=2026-11-22&offers=are-stargate").One("#CE1-hint").Text(), "These offers: level 2 to 3.")
	hint := doc.One("#CE1-hint").Text()
	assert.Regexp(t, `^From “.+” to “.+”\. These offers: level .*\.$`, hint, "the full scale, and these offers' own range")
	assert.Zero(t, doc.Find("#person").Count(), "nowhere to store anything")
	assert.Zero(t, doc.Find("input[type=range]").Count(), "sliders are for scripts to add")
	assert.Empty(t, s.check("/weights", s.get("/weights")), "without offers the lead deals are meant")
	assert.Equal(t, 4, s.page("/weights").Find(".standings tbody tr").Count())
	assert.NotContains(t, s.page("/weights").One(".standings thead").Text(), "First", "nothing is ranked across countries")
}

// The weights that are typed are those in force: all on one dimension gives its score, and equal
// ones give the framework's.
func TestTheResultOfWeights(t *testing.T) {
	s := desk(t)
	plain := s.briefed("as_of=2026-11-22&offers="+join(s.choice("are")), nil)
	want := func(of func(comparison.OfferEvaluation) (lo, hi float64)) []string {
		var scores []string
		for _, o := range plain.Offers {
			lo, hi := of(o)
			scores = append(scores, fmt.Sprintf("%.17g %.17g", lo, hi))
		}
		return scores
	}
	equal := want(func(o comparison.OfferEvaluation) (float64, float64) {
		return o.Evidenced.Score.Lo, o.Evidenced.Score.Hi
	})
	assert.Equal(t, equal, dataOf(s.page("/weights?"+s.swings(nil).Encode()), ".standings"))
	halves := map[string]string{}
	for _, d := range plain.Offers[0].Evidenced.Dimensions {
		halves[d.Dimension] = "50"
	}
	assert.Equal(t, equal, dataOf(s.page("/weights?"+s.swings(halves).Encode()), ".standings"), "points are shares")
	for _, d := range plain.Offers[0].Evidenced.Dimensions {
		doc := s.page("/weights?" + s.swings(only(d.Dimension)).Encode())
		got := dataOf(doc, ".standings")
		for i, o := range plain.Offers {
			for _, od := range o.Evidenced.Dimensions {
				if od.Dimension == d.Dimension {
					var lo, hi float64
					_, err := fmt.Sscan(got[i], &lo, &hi)
					require.NoError(t, err)
					assert.InDelta(t, od.Score.Lo, lo, 1e-12, "%s %s", o.Offer.ID, d.Dimension)
					assert.InDelta(t, od.Score.Hi, hi, 1e-12, "%s %s", o.Offer.ID, d.Dimension)
				}
			}
		}
	}
	doc := s.page("/weights?" + s.swings(only("switching-cost")).Encode())
	assert.Equal(t, "0", doc.One("#chip-exposure").Attr("value"), "what was typed is kept")
	shares := doc.One("#weights-result details").Text()
	assert.Contains(t, shares, "SC1")
	assert.Contains(t, shares, "16.7 %", "one of six, by hand")
	assert.Contains(t, shares, "0.0 %")
}

// What a script fetches is what the page shows.
func TestTheResultAlone(t *testing.T) {
	s := desk(t)
	params := s.swings(map[string]string{"CE1": "12.5", "chip-exposure": "40"}).Encode()
	a := s.get("/weights/result?" + params)
	require.Equal(t, http.StatusOK, a.Code)
	assert.NotContains(t, a.Body.String(), "<html")
	assert.Contains(t, s.get("/weights?"+params).Body.String(), a.Body.String())
	assert.Regexp(t, `comes first in .+ of the draws\.$`, a.page().One("[data-said]").Attr("data-said"))

	for points, says := range map[string]string{"": "must be a number", "much": "must be a number", "-1": "between 0 and 100", "101": "between 0 and 100", "NaN": "between 0 and 100"} {
		wrong := s.get("/weights/result?" + s.swings(map[string]string{"CE1": points}).Encode())
		assert.Equal(t, http.StatusOK, wrong.Code, "typing is not over")
		assert.Contains(t, wrong.Body.String(), "Points of CE1 must", points)
		assert.Contains(t, wrong.Body.String(), says, points)
	}
	assert.Equal(t, http.StatusUnprocessableEntity, s.get("/weights/result?offers=no-such-offer").Code)
	assert.Equal(t, http.StatusUnprocessableEntity, s.get("/weights/result?framework=mof").Code)
	assert.Equal(t, http.StatusUnprocessableEntity, s.get("/weights?framework=eu-csf").Code)
	assert.Equal(t, http.StatusUnprocessableEntity, s.get("/weights/result?as_of=2026").Code)
	many := make([]offer.ID, comparison.MaxAnalysed+1)
	for i := range many {
		many[i] = offer.ID(fmt.Sprintf("offer-%d", i))
	}
	assert.Contains(t, s.get("/weights?offers="+join(many)).page().One("main").Text(), "at most 60 offers")
}

func TestKeepingWeights(t *testing.T) {
	s := desk(t)
	cookies := s.signIn()
	assert.Contains(t, s.page("/workspace", with(cookies)).One("[aria-labelledby=stored]").Text(), "Nobody's yet")
	points := only("switching-cost")
	points["SC1"] = "62.5"
	points["SC2"] = "0"
	address := s.keep(cookies, " Mari Tamm ", "Leaving must stay possible.\r\nAll else can be bought.", points)

	doc := s.page(address, with(cookies))
	assert.Equal(t, "Weights of Mari Tamm", doc.One("h1").Text())
	facts := doc.One("dl.rows").Text()
	for _, part := range []string{"Leaving must stay possible.", "All else can be bought.", "assay-core@1", "full range of every scale", "as of 2026-11-22, of", "Stargate UAE", "UTC"} {
		assert.Contains(t, facts, part)
	}
	rows := map[string][]string{}
	for _, r := range doc.Find("section[aria-labelledby=both] tbody tr").Each() {
		rows[strings.Fields(r.One("th").Text())[0]] = r.Find("td").Texts()
	}
	// By hand: 62.5 + 0 + 4 × 100 = 462.5 points; 62.5/462.5 = 13.51 %, 100/462.5 = 21.62 %.
	assert.Equal(t, []string{"62.5", "13.5 %"}, rows["SC1"])
	assert.Equal(t, []string{"0", "0.0 %"}, rows["SC2"])
	assert.Equal(t, []string{"100", "21.6 %"}, rows["SC3"])
	assert.Equal(t, []string{"100", "100.0 %"}, rows["Switching"])
	assert.Equal(t, []string{"100", "0.0 %"}, rows["CE1"])
	form := s.swings(points)
	assert.Equal(t, dataOf(s.page("/weights?"+form.Encode()), ".standings"), dataOf(doc, ".standings"))

	use := doc.One("[aria-labelledby=side-0] a[href^='/compare']").Attr("href")
	compared := s.page(use, with(cookies))
	assert.Contains(t, compared.One("#weights-in-force").Text(), "Weights of Mari Tamm, given on")
	assert.Contains(t, compared.One("[aria-label=Versions]").Text(), "weights of Mari Tamm, given on")
	assert.NotContains(t, compared.One("main").Text(), "Nobody has elicited them", "somebody has")
	assert.Equal(t, dataOf(doc, ".standings"), dataOf(compared, "[aria-labelledby=headline]"))
	assert.Equal(t, idOf(address), compared.One("form[action='/compare'] input[name=weights]").Attr("value"), "the form keeps them")

	_, params, _ := strings.Cut(use, "?")
	ev := s.briefed(params, cookies)
	require.NotNil(t, ev.Weighting)
	assert.Equal(t, "Mari Tamm", ev.Weighting.Person)
	assert.Equal(t, "Leaving must stay possible.\nAll else can be bought.", ev.Weighting.Reason)
	assert.Equal(t, framework.Beside{AsOf: ev.AsOf, Offers: s.choice("are")}, ev.Weighting.Beside)
	assert.False(t, ev.Weighting.Given.IsZero())
	assert.Contains(t, s.page("/briefing.html?"+params, with(cookies)).Text(), "weights of Mari Tamm")

	again := s.page("/weights?"+params, with(cookies))
	assert.Equal(t, "62.5", again.One("#SC1").Attr("value"), "new ones can start from them")
	assert.Equal(t, "0", again.One("#chip-exposure").Attr("value"))
	assert.Empty(t, again.One("#person").Attr("value"), "and are somebody's own")
	assert.Zero(t, again.Find("form input[name=weights]").Count(), "from then on the points typed count alone")
	assert.Equal(t, "Mari Tamm", again.One("[aria-labelledby=stored] tbody th a").Text())

	listed := s.page("/workspace", with(cookies)).One("[aria-labelledby=stored] tbody th a")
	assert.Equal(t, "Weights of Mari Tamm", s.page(listed.Attr("href"), with(cookies)).One("h1").Text())
	for _, target := range []string{address, "/weights?" + params, "/workspace", use} {
		assert.Empty(t, s.check(target, s.get(target, with(cookies))))
	}
	assert.Empty(t, s.log.String())
}

// A comparison that is saved keeps the weights it was seen under.
func TestASavedComparisonKeepsItsWeights(t *testing.T) {
	s := desk(t)
	cookies := s.signIn()
	id := idOf(s.keep(cookies, "Mari Tamm", "Leaving must stay possible.", only("switching-cost")))
	params := "offers=" + join(s.choice("are")) + "&as_of=2026-11-22&weights=" + id
	form, err := url.ParseQuery(params)
	require.NoError(t, err)
	form.Set("name", "By Mari")
	require.Equal(t, http.StatusSeeOther, s.post("/comparisons", form, with(cookies)).Code)
	saved := s.page("/workspace", with(cookies)).One("[aria-labelledby=saved] li")
	assert.Contains(t, saved.Text(), "weights of Mari Tamm")
	opened := s.get(saved.One("a").Attr("href"), with(cookies)).Header().Get("Location")
	shown := s.page(opened, with(cookies))
	assert.Contains(t, shown.One("#weights-in-force").Text(), "Mari Tamm")
	for _, link := range shown.Find("table.compare a[href^='/offers/are-stargate']").Each() {
		assert.Contains(t, link.Attr("href"), "weights="+id, "links keep the weights")
	}
	assert.Contains(t, s.page("/offers/are-stargate?"+params, with(cookies)).One("[aria-label=Versions]").Text(), "Mari Tamm", "an offer's page keeps them too")
}

func TestWeightsThatCannotBeKept(t *testing.T) {
	s := desk(t)
	cookies := s.signIn()
	tests := []struct{ name, field, value, at, says string }{
		{"nobody", "person", "  ", "person", "Enter the name of whoever gives these weights."},
		{"a long name", "person", strings.Repeat("x", 201), "person", "Shorten the name"},
		{"no reason", "reason", "", "reason", "Say why, in a sentence that others can dispute."},
		{"a long reason", "reason", strings.Repeat("x", 2001), "reason", "Shorten the reason"},
		{"a zero byte", "reason", "a\x00b", "reason", "Shorten the reason"},
		{"no number", "points.CE1", "much", "CE1", "Points of CE1 must be a number from 0 to 100, such as 60."},
		{"too much", "points.CE1", "100.01", "CE1", "Points of CE1 must lie between 0 and 100."},
		{"too little", "points.chip-exposure", "-1", "chip-exposure", "Points of chip-exposure must lie between 0 and 100."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, form := s.in(t), s.swings(map[string]string{"SC1": "37"})
			form.Set("person", "Jaan Kask")
			form.Set("reason", "So that it is typed.")
			form.Set(tt.field, tt.value)
			a := s.post("/weights", form, with(cookies))
			require.Equal(t, http.StatusUnprocessableEntity, a.Code)
			doc := a.page()
			assert.Empty(t, faults(doc))
			link := doc.One("[role=alert] a")
			assert.Equal(t, tt.says, strings.TrimSuffix(link.Text(), ": at most 200 bytes, on one line.")[:min(len(tt.says), len(link.Text()))])
			assert.Equal(t, "#"+tt.at, link.Attr("href"))
			field := doc.One("[id='" + tt.at + "']")
			assert.Equal(t, "true", field.Attr("aria-invalid"))
			assert.Equal(t, tt.at+"-problem "+tt.at+"-hint", field.Attr("aria-describedby"))
			assert.True(t, strings.HasPrefix(doc.One("title").Text(), "Error: "))
			assert.Equal(t, "37", doc.One("#SC1").Attr("value"), "what was typed is kept")
			if tt.at != "person" {
				assert.Equal(t, "Jaan Kask", doc.One("#person").Attr("value"))
			}
			if tt.at != "reason" {
				assert.Equal(t, "So that it is typed.", doc.One("#reason").Text())
			}
			if strings.HasPrefix(tt.field, "points.") {
				assert.Equal(t, tt.value, field.Attr("value"))
			}
		})
	}
	all := map[string]string{}
	for i := range 6 {
		all[fmt.Sprintf("SC%d", i+1)] = "0"
	}
	form := s.swings(all)
	form.Set("person", "Jaan Kask")
	form.Set("reason", "Nothing of it matters.")
	a := s.post("/weights", form, with(cookies))
	assert.Equal(t, http.StatusUnprocessableEntity, a.Code)
	assert.Contains(t, a.page().One("[role=alert]").Text(), "All points of Switching cost are 0")
	form = s.swings(nil)
	form.Set("person", "Jaan Kask")
	form.Set("reason", "Of nothing.")
	form.Set("offers", "no-such-offer")
	assert.Equal(t, http.StatusUnprocessableEntity, s.post("/weights", form, with(cookies)).Code)
	assert.Contains(t, s.page("/workspace", with(cookies)).One("[aria-labelledby=stored]").Text(), "Nobody's yet", "nothing was stored")
	assert.Empty(t, s.log.String())
}

func TestTwoPeoplesWeightsSideBySide(t *testing.T) {
	s := desk(t)
	cookies := s.signIn()
	mari := s.keep(cookies, "Mari Tamm", "Leaving must stay possible.", only("switching-cost"))
	jaan := s.keep(cookies, "Jaan Kask", "It must run here.", only("compute-location"))
	beside := s.page(mari, with(cookies)).One("[aria-labelledby=stored] a[href*=with]").Attr("href")
	doc := s.page(beside, with(cookies))
	assert.Equal(t, "Weights of Mari Tamm beside Jaan Kask", doc.One("h1").Text())
	assert.Equal(t, []string{"Mari Tamm", "Jaan Kask"}, doc.Find(".two h2").Texts())
	assert.Regexp(t, `comes? first most often`, doc.One("#verdict").Text())
	both := dataOf(doc, "section[aria-labelledby=results]")
	a, b := dataOf(s.page(mari, with(cookies)), "section[aria-labelledby=results]"), dataOf(s.page(jaan, with(cookies)), "section[aria-labelledby=results]")
	for i := range a {
		assert.Equal(t, []string{a[i], b[i]}, both[2*i:2*i+2])
	}
	assert.NotEqual(t, a, b)
	for _, r := range doc.Find("section[aria-labelledby=both] tbody tr").Each() {
		if strings.HasPrefix(r.Text(), "Compute location") {
			assert.Equal(t, []string{"0", "0.0 %", "100", "100.0 %", "+100.0"}, r.Find("td").Texts())
		}
	}
	assert.Empty(t, s.check(beside, s.get(beside, with(cookies))))
	assert.Equal(t, 1, s.page(mari+"&with="+idOf(mari), with(cookies)).Find(".two h2").Count(), "not beside itself")

	var other framework.Weighting
	require.NoError(t, s.store.InWorkspace(t.Context(), store.Desk, func(tx *store.Tx) (err error) {
		points := []framework.Points{{ID: "x", Points: 1}}
		other, err = tx.AddWeighting(t.Context(), framework.Weighting{Framework: "mof@1.0", Person: "A", Reason: "B", Dimensions: points, Criteria: points})
		return err
	}))
	parted := s.get(mari+"&with="+other.ID, with(cookies))
	assert.Equal(t, http.StatusUnprocessableEntity, parted.Code)
	assert.Contains(t, parted.page().One("main").Text(), "weights for different frameworks")
	assert.NotContains(t, s.page(mari, with(cookies)).One("section[aria-labelledby=stored]").Text(), "mof@1.0", "only what can stand beside is offered")

	profiles := s.page("/weights/"+idOf(mari)+"?with="+idOf(jaan)+"&offers="+join(s.leads()), with(cookies))
	assert.Zero(t, profiles.Find("#verdict").Count(), "across countries nothing comes first")
	assert.NotContains(t, profiles.One("section[aria-labelledby=results]").Text(), "First in")

	for name, target := range map[string]string{
		"no such weights":    "/weights/00000000-0000-0000-0000-00000000000a",
		"no id":              "/weights/none",
		"beside nothing":     mari + "&with=none",
		"start from nothing": "/weights?weights=none",
	} {
		assert.Equal(t, http.StatusNotFound, s.get(target, with(cookies)).Code, name)
	}
	assert.Equal(t, http.StatusUnprocessableEntity, s.get("/compare?weights=none", with(cookies)).Code)
}

// Weights are private to their workspace, and nothing is stored without one.
func TestWeightsOfOthers(t *testing.T) {
	s := desk(t)
	cookies := s.signIn()
	address := s.keep(cookies, "Mari Tamm", "A secret of the state.", nil)
	for _, target := range []string{address, "/weights?weights=" + idOf(address), "/compare?weights=" + idOf(address), "/briefing.json?weights=" + idOf(address)} {
		a := s.get(target)
		assert.Contains(t, []int{http.StatusNotFound, http.StatusUnprocessableEntity}, a.Code, target)
		assert.NotContains(t, a.Body.String(), "Mari", target)
	}
	assert.NotContains(t, s.get("/weights").Body.String(), "Mari")
	form := s.swings(nil)
	form.Set("person", "Nobody")
	form.Set("reason", "No workspace is open.")
	assert.Equal(t, http.StatusNotFound, s.post("/weights", form).Code)
	crossed := s.send(http.MethodPost, "/weights", form, header("Sec-Fetch-Site", "cross-site"), with(cookies))
	assert.Equal(t, http.StatusForbidden, crossed.Code)
	tooMuch := s.swings(nil)
	tooMuch.Set("reason", strings.Repeat("x", 100_000))
	assert.Equal(t, http.StatusRequestEntityTooLarge, s.post("/weights", tooMuch, with(cookies)).Code)

	served := public(t)
	assert.Equal(t, http.StatusOK, served.get("/weights?"+served.swings(only("chip-exposure")).Encode()).Code, "anybody may try weights")
	assert.Equal(t, http.StatusOK, served.get("/weights/result?"+served.swings(nil).Encode()).Code)
	refused := served.post("/weights", form)
	assert.Equal(t, http.StatusForbidden, refused.Code)
	assert.Equal(t, "This copy only reads", refused.page().One("h1").Text())
	require.NoError(t, s.store.Read(t.Context(), store.Desk, func(tx *store.Tx) error {
		all, err := tx.Weightings(t.Context(), "")
		assert.Len(t, all, 1)
		return err
	}))
}

// The result costs the database no more than the page it stands on, and neither grows with the
// offers.
func TestQueriesOfWeights(t *testing.T) {
	s := desk(t)
	cookies := s.signIn()
	mari := s.keep(cookies, "Mari Tamm", "Leaving must stay possible.", nil)
	jaan := s.keep(cookies, "Jaan Kask", "It must run here.", only("compute-location"))
	count := func(target string) int64 {
		before := s.queries.n.Load()
		require.Equal(t, http.StatusOK, s.get(target, with(cookies)).Code, target)
		return s.queries.n.Load() - before
	}
	params := s.swings(nil).Encode()
	page := count("/weights?" + params)
	assert.LessOrEqual(t, count("/weights/result?"+params), page)
	assert.Equal(t, page, count("/weights?offers="+join(s.offers())))
	for _, target := range []string{"/weights", "/weights?" + params, "/weights?weights=" + idOf(mari), mari, mari + "&with=" + idOf(jaan), "/compare?weights=" + idOf(mari), "/workspace"} {
		assert.LessOrEqual(t, count(target), int64(mostQueries), target)
	}
}

package server_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/casestudy"
	"assay/internal/offer"
	"assay/internal/store"
)

// record makes an offer by its form and returns its id.
func (s *site) record(cookies []*http.Cookie, title string) offer.ID {
	s.t.Helper()
	form := s.formAt("/offers/new", cookies)
	form.Set("title", title)
	form.Set("provider", "Provider")
	form.Set("country", "Estonia")
	a := s.post("/offers/new", form, with(cookies))
	require.Equal(s.t, http.StatusSeeOther, a.Code, "%v", problemsOf(a))
	id, ok := strings.CutSuffix(strings.TrimPrefix(a.Header().Get("Location"), "/offers/"), "/edit")
	require.True(s.t, ok)
	return offer.ID(id)
}

// add adds a part by its form and returns the address it is changed at.
func (s *site) add(cookies []*http.Cookie, id offer.ID, kind string, fields map[string]string) string {
	s.t.Helper()
	target := "/offers/" + string(id) + "/edit/" + kind + "/new"
	form := s.formAt(target, cookies)
	for name, value := range fields {
		require.True(s.t, form.Has(name) || strings.HasSuffix(name, "-unknown"), "%s has no field %s", kind, name)
		form.Set(name, value)
	}
	a := s.post(target, form, with(cookies))
	require.Equal(s.t, http.StatusSeeOther, a.Code, "%v", problemsOf(a))
	to, _, _ := strings.Cut(a.Header().Get("Location"), "?")
	return to
}

// From nothing to an offer with its parts, its list of tasks, its page and its place in the
// register.
func TestRecordingAnOffer(t *testing.T) {
	s := desk(t)
	cookies := s.signIn()
	id := s.record(cookies, "  Höhenzug: Rechenzentrum  ")
	assert.Equal(t, offer.ID("own-h-henzug-rechenzentrum"), id)
	assert.Equal(t, id+"-2", s.record(cookies, "Höhenzug: Rechenzentrum"), "the second of a name")
	edit := "/offers/" + string(id) + "/edit"
	doc := s.page(edit, with(cookies))
	assert.Empty(t, faults(doc))
	assert.Contains(t, doc.One("[role=status]").Text(), "is recorded")
	assert.Equal(t, []string{"3 fields unknown", "Nothing recorded", "Nothing recorded", "Nothing recorded", "Nothing recorded", "Nothing recorded", "Nothing recorded", "Nothing recorded", "Nothing recorded", "Nothing recorded", "Nothing recorded"},
		doc.Find(".tasks .tag").Texts(), "the provider's country, the stage and the history")

	site := s.add(cookies, id, "site", map[string]string{"name": "Tallinn", "country": "ee", "mw_now-lo": "100", "mw_now-hi": "200", "mw_planned-lo": "1,000", "reserved-lo": "35 %", "owners-0-party": "State", "owners-0-side": "buyer", "owners-0-share-lo": "33.3"})
	assert.Equal(t, edit+"/site/1", site)
	got := s.own(id).Offer.Parts.Sites[0]
	assert.Equal(t, "EE", got.Country)
	assert.Equal(t, offer.Range{Lo: 100, Hi: 200}, got.MWNow.Range)
	assert.Equal(t, offer.Range{Lo: 1000, Hi: 1000}, got.MWPlanned.Range)
	assert.Equal(t, offer.Range{Lo: 0.35, Hi: 0.35}, got.Reserved.Range)
	assert.Equal(t, []offer.Owner{{Party: "State", Side: offer.BuyerSide, Share: &offer.Figure{Range: offer.Range{Lo: 0.333, Hi: 0.333}}}}, got.Owners)
	says := s.page(site, with(cookies)).One("#says").Text()
	assert.Contains(t, says, "MW now 100 to 200; planned 1000: 10 % to 20 % run today.")
	assert.Contains(t, says, "35 % of 100 to 200 MW are kept for national use: 35 to 70 MW today.")
	assert.Contains(t, says, "Owners: the shares add up to 33.3 %; up to 66.7 % are open.")

	s.add(cookies, id, "fund", map[string]string{"payer": "Ministry", "amount-lo": "1.5 billion", "amount-hi": "2,000,000,000.25", "amount-currency": "eur", "tied-lo": "10", "tied-hi": "20"})
	assert.Equal(t, &offer.Money{LoMinor: 150_000_000_000, HiMinor: 200_000_000_025, Currency: "EUR"}, s.own(id).Offer.Parts.Funds[0].Amount)
	s.add(cookies, id, "link", map[string]string{"from": "service", "needs": "power"})
	s.add(cookies, id, "exit", map[string]string{"items-0-kind": "penalty", "items-0-text": "Fee", "items-0-unit_price-lo": "10", "items-0-unit_price-hi": "20", "items-0-unit_price-currency": "USD", "items-0-quantity-lo": "2"})
	assert.Contains(t, s.page(edit+"/exit/1", with(cookies)).One("#says").Text(), "Fee: USD 20 to 40")
	assert.Equal(t, http.StatusSeeOther, s.get(edit+"/exit/new", with(cookies)).Code, "there is one exit")

	doc = s.page(edit, with(cookies))
	assert.Equal(t, "1 recorded, 7 fields unknown", doc.Find(".tasks .tag").Texts()[1], "stage, window, owners after the term, term, operator and its country; of the owner the country")
	shown := s.page("/offers/"+string(id), with(cookies))
	assert.Contains(t, shown.One("main").Text(), "Tallinn")
	assert.Contains(t, shown.One("main").Text(), "stored by")
	assert.Equal(t, edit, shown.One(".actions a[href$='/edit']").Attr("href"))
	assert.Equal(t, "/history/offer/"+string(id), shown.One(".actions a[href^='/history']").Attr("href"))
	register := s.page("/offers", with(cookies))
	assert.Equal(t, "/offers/"+string(id), register.Find("tbody th a").Each()[0].Attr("href"), "one's own come first")
	assert.Empty(t, s.log.String())
}

func TestFieldsThatHaveToBeMended(t *testing.T) {
	s := desk(t)
	cookies := s.signIn()
	id := s.record(cookies, "Campus")
	edit := "/offers/" + string(id) + "/edit/"
	tests := []struct{ kind, field, value, at, says string }{
		{"site", "name", "", "name", "Name is missing"},
		{"site", "country", "Atlantis", "country", `"Atlantis" is no country`},
		{"site", "mw_now-lo", "much", "mw_now-lo", `"much" is no number`},
		{"site", "mw_now-lo", "1,5", "mw_now-lo", "with a point before decimals"},
		{"site", "mw_now-lo", "100 to 200", "mw_now-lo", "Put the lower one in “Lowest”"},
		{"site", "mw_now-lo", "35 %", "mw_now-lo", "counted in MW"},
		{"site", "mw_now-lo", "-1", "mw_now-lo", "must not be below 0"},
		{"site", "mw_now-hi", "5", "mw_now-lo", "give the lowest, too"},
		{"site", "mw_now-hi", "0.5", "mw_now-hi", "the highest is below the lowest"}, // with a lowest of 1
		{"site", "mw_now-stage", "delivered", "mw_now-lo", "give the figure"},
		{"site", "mw_now-unknown", "yes", "mw_now", "either a figure or"}, // with a lowest of 1
		{"site", "reserved-lo", "101", "reserved-lo", "at most 100 %"},
		{"site", "online-from", "10.7.2026", "online-from", "is no date"},
		{"site", "evidence", "own-nothing", "evidence", `there is no record "own-nothing"`},
		{"site", "evidence", "Not an id!", "evidence", "is no id of a record"},
		{"site", "stage", "soon", "stage", "choose one of the list"},
		{"site", "owners-0-share-lo", "80", "owners-0-party", ""}, // nothing against a share without a name
		{"site", "note", "a\x00b", "note", "cannot be kept"},
		{"site", "name", strings.Repeat("long ", 200), "name", "too long"},
		{"fund", "amount-lo", "5", "amount-currency", "give the currency"},
		{"fund", "amount-currency", "EUR", "amount-lo", "give the amount"},
		{"fund", "amount-currency", "euro", "amount-currency", "is no currency"},
		{"term", "binds", "yes", "binds", "needs clause"},
		{"exit", "steps-0-after", "Nothing", "steps-0-name", "Step is missing"},
		{"exit", "annual_value-likely", "5", "annual_value-currency", "give the currency"},
		{"exit", "rates-0-from", "EUR", "rates-0-per_unit", "is missing"},
		{"link", "needs", "service", "needs", "must name something other than from"},
	}
	least := map[string]map[string]string{
		"site": {"name": "S"}, "fund": {"payer": "P"}, "term": {"text": "T"}, "exit": {}, "link": {"from": "service", "needs": "power"},
	}
	for _, tt := range tests {
		t.Run(tt.kind+" "+tt.field+" "+tt.value[:min(len(tt.value), 12)], func(t *testing.T) {
			s := s.in(t)
			target := edit + tt.kind + "/new"
			form := s.formAt(target, cookies)
			for name, value := range least[tt.kind] {
				form.Set(name, value)
			}
			if tt.says == "the highest is below the lowest" || tt.says == "either a figure or" {
				form.Set("mw_now-lo", "1")
			}
			form.Set(tt.field, tt.value)
			before := s.own(id).Stored.Number
			a := s.post(target, form, with(cookies))
			if tt.says == "" {
				assert.Equal(t, http.StatusSeeOther, a.Code)
				return
			}
			require.Equal(t, http.StatusUnprocessableEntity, a.Code)
			assert.Equal(t, before, s.own(id).Stored.Number, "nothing was stored")
			assert.Empty(t, faults(a.page()))
			assert.Contains(t, strings.Join(problemsOf(a), " "), tt.says)
			links := a.page().Find("section[aria-labelledby=problems] a").Each()
			require.NotEmpty(t, links)
			var at []string
			for _, l := range links {
				at = append(at, l.Attr("href"))
				a.page().One("[id='" + l.Attr("href")[1:] + "']")
			}
			assert.Contains(t, at, "#"+tt.at)
			assert.True(t, strings.HasPrefix(a.page().One("title").Text(), "Error: "))
			if !strings.ContainsAny(tt.value, "\x00") {
				assert.Equal(t, strings.TrimSpace(tt.value), strings.TrimSpace(formOf(t, a.Body.String(), target).Get(tt.field)), "what was typed is kept")
			}
		})
	}
	a := s.post("/offers/new", url.Values{"scope": {"country"}, "status": {"active"}}, with(cookies))
	assert.Equal(t, http.StatusUnprocessableEntity, a.Code)
	assert.Equal(t, []string{"Title is missing: fill it in.", "Provider is missing: fill it in."}, problemsOf(a))
	assert.Empty(t, s.log.String())
}

// Two people at one offer: who changes another part loses nothing, who changes the same one sees
// both versions.
func TestTwoAtOneOffer(t *testing.T) {
	s := desk(t)
	hers, his := s.signIn(), s.signIn()
	s.post("/workspace/person", url.Values{"person": {"Ann"}}, with(hers))
	s.post("/workspace/person", url.Values{"person": {"Bob"}}, with(his))
	id := s.record(hers, "Campus")
	one := s.add(hers, id, "site", map[string]string{"name": "One", "mw_now-lo": "10"})
	two := s.add(hers, id, "site", map[string]string{"name": "Two"})

	his1, his2, hisThird := s.formAt(one, his), s.formAt(two, his), s.formAt("/offers/"+string(id)+"/edit/site/new", his)
	hers1 := s.formAt(one, hers)
	hers1.Set("mw_now-lo", "20")
	hers1.Set("operator", "Hers")
	require.Equal(t, http.StatusSeeOther, s.post(one, hers1, with(hers)).Code)

	his2.Set("operator", "His")
	require.Equal(t, http.StatusSeeOther, s.post(two, his2, with(his)).Code, "another part")
	hisThird.Set("name", "Three")
	require.Equal(t, http.StatusSeeOther, s.post("/offers/"+string(id)+"/edit/site/new", hisThird, with(his)).Code, "a new part")
	sites := s.own(id).Offer.Parts.Sites
	require.Len(t, sites, 3)
	assert.Equal(t, []string{"Hers", "His", ""}, []string{sites[0].Operator, sites[1].Operator, sites[2].Operator})

	his1.Set("mw_now-lo", "30")
	his1.Set("note", "from him")
	version := s.own(id).Stored.Number
	a := s.post(one, his1, with(his))
	require.Equal(t, http.StatusConflict, a.Code)
	assert.Equal(t, version, s.own(id).Stored.Number)
	assert.Empty(t, faults(a.page()))
	clash := a.page().One("section[aria-labelledby=clash]").Text()
	assert.Contains(t, clash, "Bob stored another version", "he was the last to change the offer")
	rows := a.page().Find("section[aria-labelledby=clash] tbody tr").Texts()
	assert.Contains(t, rows, "Capacity that runs now, lowest 10 20 30")
	assert.Contains(t, rows, "Operator nothing Hers Hers", "what he left alone is hers now")
	again := formOf(t, a.Body.String(), one)
	assert.Equal(t, []string{"30", "from him", "Hers", fmt.Sprint(version)}, []string{again.Get("mw_now-lo"), again.Get("note"), again.Get("operator"), again.Get("seen")})
	require.Equal(t, http.StatusSeeOther, s.post(one, again, with(his)).Code, "having seen both he may save")
	got := s.own(id).Offer.Parts.Sites[0]
	assert.Equal(t, []any{30.0, "from him", "Hers"}, []any{got.MWNow.Lo, got.Note, got.Operator})

	t.Run("removed meanwhile", func(t *testing.T) {
		s := s.in(t)
		form, second := s.formAt(one, his), s.formAt(two, his)
		remove := formOf(t, s.get(one, with(hers)).Body.String(), one+"/remove")
		require.Equal(t, http.StatusSeeOther, s.post(one+"/remove", remove, with(hers)).Code)
		second.Set("note", "moved up")
		a := s.post(two, second, with(his))
		require.Equal(t, http.StatusSeeOther, a.Code, "it is the first now, and the same")
		assert.Equal(t, "moved up", s.own(id).Offer.Parts.Sites[0].Note)
		form.Set("note", "kept")
		a = s.post(one, form, with(his))
		require.Equal(t, http.StatusConflict, a.Code)
		assert.Contains(t, a.page().One("section[aria-labelledby=clash]").Text(), "removed this part")
		anew := "/offers/" + string(id) + "/edit/site/new"
		require.Equal(t, http.StatusSeeOther, s.post(anew, formOf(t, a.Body.String(), anew), with(his)).Code)
		sites := s.own(id).Offer.Parts.Sites
		assert.Equal(t, []string{"One", "kept"}, []string{sites[2].Name, sites[2].Note})
		stale := formOf(t, s.get(one, with(his)).Body.String(), one+"/remove")
		changed := s.formAt(one, hers)
		changed.Set("note", "changed again")
		require.Equal(t, http.StatusSeeOther, s.post(one, changed, with(hers)).Code)
		assert.Equal(t, http.StatusConflict, s.post(one+"/remove", stale, with(his)).Code, "what was changed meanwhile is not removed")
		assert.Len(t, s.own(id).Offer.Parts.Sites, 3)
	})
	t.Run("the offer itself", func(t *testing.T) {
		s := s.in(t)
		target := "/offers/" + string(id) + "/edit/offer"
		mine, theirs := s.formAt(target, hers), s.formAt(target, his)
		mine.Set("summary", "Hers")
		theirs.Set("title", "His title")
		require.Equal(t, http.StatusSeeOther, s.post(target, mine, with(hers)).Code)
		a := s.post(target, theirs, with(his))
		require.Equal(t, http.StatusConflict, a.Code)
		assert.Equal(t, "Hers", formOf(t, a.Body.String(), target).Get("summary"))
	})
	assert.Empty(t, s.log.String())
}

// Twenty people add a site each to one offer at the same time: none is lost.
func TestManyAddAtOnce(t *testing.T) {
	s := desk(t)
	cookies := s.signIn()
	id := s.record(cookies, "Campus")
	target := "/offers/" + string(id) + "/edit/site/new"
	form := s.formAt(target, cookies)
	var all sync.WaitGroup
	codes := make([]int, 20)
	for i := range codes {
		all.Go(func() {
			mine := url.Values{}
			for name := range form {
				mine.Set(name, form.Get(name))
			}
			mine.Set("name", fmt.Sprintf("Site %d", i))
			codes[i] = s.post(target, mine, with(cookies)).Code
		})
	}
	all.Wait()
	for _, code := range codes {
		assert.Equal(t, http.StatusSeeOther, code)
	}
	assert.Len(t, s.own(id).Offer.Parts.Sites, 20)
}

// Ten copies of one offer at once, and ten new offers of one title, get names of their own.
func TestManyCopyAtOnce(t *testing.T) {
	s := desk(t)
	me := with(s.signIn())
	form := url.Values{"title": {"Campus"}, "scope": {"country"}, "provider": {"P"}, "country": {"Estonia"}, "status": {"active"}}
	var all sync.WaitGroup
	var mu sync.Mutex
	places := map[string]int{}
	for range 10 {
		for target, form := range map[string]url.Values{"/offers/are-stargate/copy": nil, "/offers/new": form} {
			all.Go(func() {
				a := s.post(target, form, me)
				mu.Lock()
				defer mu.Unlock()
				assert.Equal(t, http.StatusSeeOther, a.Code, "%s", a.Body)
				places[a.Header().Get("Location")]++
			})
		}
	}
	all.Wait()
	assert.Len(t, places, 20)
	assert.Equal(t, 1, places["/offers/own-campus-10/edit"])
}

// A copy, and an offer that is new, give way to an import that took the name and had not
// committed when they looked.
func TestANewOfferGivesWayToAnImport(t *testing.T) {
	s := desk(t)
	me := with(s.signIn())
	lead, _, _ := strings.Cut(s.post("/offers/are-stargate/copy", nil, me).Header().Get("Location"), "/edit")
	campus := url.Values{"title": {"Campus"}, "scope": {"country"}, "provider": {"P"}, "country": {"Estonia"}, "status": {"active"}}
	for _, tt := range []struct {
		target string
		form   url.Values
		taken  offer.ID
		want   string
	}{
		{"/offers/are-stargate/copy", nil, offer.ID(strings.TrimPrefix(lead, "/offers/") + "-2"), lead + "-3/edit"},
		{"/offers/new", campus, "own-campus", "/offers/own-campus-2/edit"},
	} {
		sent := make(chan answer)
		require.NoError(t, s.store.InWorkspace(t.Context(), store.Desk, func(tx *store.Tx) error {
			_, _, _, err := tx.Save(t.Context(), store.Act{Person: "Eve", Action: store.Import}, store.Changes{Offers: []store.Seen[offer.Offer]{{Item: plainOffer(tt.taken)}}})
			go func() { sent <- s.post(tt.target, tt.form, me) }()
			time.Sleep(300 * time.Millisecond) // until it waits; sooner it would only test less
			return err
		}))
		assert.Equal(t, tt.want, (<-sent).Header().Get("Location"), tt.target)
	}
}

func TestArchivingAndBringingBack(t *testing.T) {
	s := desk(t)
	cookies := s.signIn()
	id := s.record(cookies, "Zinnober")
	base := "/offers/" + string(id)
	target := s.add(cookies, id, "site", map[string]string{"name": "One"})
	form := s.formAt(target, cookies)
	require.Equal(t, http.StatusSeeOther, s.post(base+"/archive", nil, with(cookies)).Code)
	assert.Equal(t, base+"/edit", s.get(base, with(cookies)).Header().Get("Location"))
	assert.NotContains(t, s.page("/offers", with(cookies)).One("table").Text(), "Zinnober")
	archived := s.page("/offers?whose=archived", with(cookies))
	assert.Empty(t, faults(archived))
	assert.Contains(t, archived.One("section[aria-labelledby=archived]").Text(), "Zinnober")
	form.Set("note", "changed")
	a := s.post(target, form, with(cookies))
	assert.Equal(t, http.StatusUnprocessableEntity, a.Code, "an archived offer is not changed by the way")
	assert.True(t, s.own(id).Archived)
	require.Equal(t, http.StatusSeeOther, s.post(base+"/revive", nil, with(cookies)).Code)
	require.Equal(t, http.StatusSeeOther, s.post(target, form, with(cookies)).Code)
	assert.False(t, s.own(id).Archived)
}

func TestCopyingACase(t *testing.T) {
	s := desk(t)
	cookies := s.signIn()
	assert.Equal(t, "/cases/est/copy", s.page("/cases/est", with(cookies)).One("a[href$='/copy']").Attr("href"))
	assert.Zero(t, s.page("/cases/est").Find("a[href$='/copy']").Count())
	doc := s.page("/cases/est/copy", with(cookies))
	assert.Empty(t, faults(doc))
	form := url.Values{}
	for _, n := range doc.Find("input[name=offers]").Each() {
		form.Add("offers", n.Attr("value"))
	}
	k, _ := s.library.Case("est")
	require.Len(t, form["offers"], len(k.Offers))
	a := s.post("/cases/est/copy", form, with(cookies))
	require.Equal(t, http.StatusSeeOther, a.Code, "%s", a.Body)
	register := s.page(a.Header().Get("Location"), with(cookies))
	assert.Len(t, register.Find("tbody tr").Each(), len(k.Offers))

	lead := k.Offers[0]
	copied := s.own(offer.OwnID(lead.Title, func(offer.ID) bool { return false }))
	want := lead
	want.ID = copied.Offer.ID
	assert.Equal(t, want.Parts, copied.Offer.Parts)
	assert.Equal(t, want.History, copied.Offer.History)
	assert.Contains(t, copied.Stored.Reason, "Copied from the library's offer "+string(lead.ID)+", version 1")
	require.NoError(t, s.store.Read(t.Context(), store.Desk, func(tx *store.Tx) error {
		for _, of := range []struct {
			ref string
			all []offer.Answer
		}{{casestudy.Framework, k.Answers}, {casestudy.CapacityFramework, k.Capacity}} {
			fw, err := s.frameworks.Get(of.ref)
			require.NoError(t, err)
			got, err := tx.Answers(t.Context(), fw.ID, fw.Version, []offer.ID{copied.Offer.ID})
			require.NoError(t, err)
			n := 0
			for _, a := range of.all {
				if a.Offer != lead.ID {
					continue
				}
				n++
				for _, g := range got[copied.Offer.ID] {
					if g.Criterion == a.Criterion && g.ValidFrom == a.ValidFrom {
						assert.Equal(t, "Our answer", g.Assessor)
						g.Offer, g.Assessor, g.Version = a.Offer, a.Assessor, a.Version
						assert.Equal(t, a, g)
					}
				}
			}
			assert.Len(t, got[copied.Offer.ID], n, of.ref)
		}
		return nil
	}))
	// Under the same answers and parts the copy is worth what the original is.
	pair := s.page("/compare?offers="+string(lead.ID)+","+string(copied.Offer.ID), with(cookies))
	scores := pair.Find("[aria-labelledby=headline] td").Texts()
	require.NotEmpty(t, scores)
	require.Zero(t, len(scores)%2)

	again := s.post("/offers/"+string(copied.Offer.ID)+"/copy", nil, with(cookies))
	require.Equal(t, http.StatusSeeOther, again.Code)
	second, _ := strings.CutSuffix(strings.TrimPrefix(again.Header().Get("Location"), "/offers/"), "/edit")
	assert.Equal(t, lead.Title+" (copy)", s.own(offer.ID(second)).Offer.Title)
	none := s.post("/cases/est/copy", url.Values{"offers": {"are-stargate"}}, with(cookies))
	assert.Equal(t, http.StatusUnprocessableEntity, none.Code)
	assert.Equal(t, []string{"Choose at least one offer to copy."}, problemsOf(none))
	assert.Empty(t, s.log.String())
}

// What is not there, or belongs to a workspace, is not found without it.
func TestOwnOffersThatAreNotThere(t *testing.T) {
	s := desk(t)
	cookies := s.signIn()
	id := s.record(cookies, "Campus")
	s.add(cookies, id, "site", map[string]string{"name": "One"})
	base := "/offers/" + string(id)
	gets := []string{base, base + "/edit", base + "/edit/offer", base + "/edit/site/1", base + "/edit/site/new", "/offers/new", "/cases/est/copy", "/offers?whose=own"}
	posts := []string{"/offers/new", base + "/edit/offer", base + "/edit/site/1", base + "/edit/site/new", base + "/edit/site/1/check", base + "/edit/site/1/remove", base + "/copy", base + "/archive", base + "/revive", "/cases/est/copy"}
	for _, target := range gets {
		assert.Equal(t, http.StatusOK, s.get(target, with(cookies)).Code, target)
		assert.Equal(t, http.StatusNotFound, s.get(target).Code, target)
	}
	for _, target := range posts {
		assert.Equal(t, http.StatusNotFound, s.post(target, url.Values{"seen": {"1"}, "offers": {"est-ai-leap"}}).Code, target)
	}
	for _, target := range []string{
		"/offers/own-nothing", "/offers/own-nothing/edit", "/offers/are-stargate/edit", "/offers/are-stargate/edit/site/1", "/offers/own--x/edit", base + "/edit/site/2", base + "/edit/site/0", base + "/edit/site/01",
		base + "/edit/site/x", base + "/edit/castle/1", base + "/edit/offer/1", base + "/edit/site/201", "/cases/nowhere/copy", "/offers?page=0", "/offers?page=x",
	} {
		assert.Equal(t, http.StatusNotFound, s.get(target, with(cookies)).Code, target)
	}
	for _, target := range []string{"/offers/own-nothing/copy", "/offers/no-such/copy", "/offers/own-nothing/archive", "/offers/are-stargate/archive", base + "/edit/site/2", base + "/edit/site/2/remove", base + "/edit/site/new/remove", base + "/edit/site/9/check", "/offers/own-nothing/edit/site/1/check"} {
		assert.Equal(t, http.StatusNotFound, s.post(target, url.Values{"seen": {fmt.Sprint(s.own(id).Stored.Number)}}, with(cookies)).Code, target)
	}
	assert.Empty(t, s.log.String())
}

// As somebody types, the ranges are explained and nothing is stored.
func TestCheckingAsOneTypes(t *testing.T) {
	s := desk(t)
	cookies := s.signIn()
	id := s.record(cookies, "Campus")
	target := "/offers/" + string(id) + "/edit/site/new"
	form := s.formAt(target, cookies)
	for name, value := range map[string]string{"name": "One", "country": "EE", "mw_now-lo": "50", "mw_planned-lo": "100", "mw_planned-hi": "200", "owners-0-party": "State", "owners-0-side": "buyer", "owners-0-share-lo": "100"} {
		form.Set(name, value)
	}
	a := s.post(target+"/check", form, with(cookies))
	require.Equal(t, http.StatusOK, a.Code)
	assert.NotContains(t, a.Body.String(), "<html")
	text := a.page().One("section").Text()
	assert.Contains(t, text, "MW now 50; planned 100 to 200: 25 % to 50 % run today.")
	assert.Contains(t, text, "became", "a measure that changes says from what")
	assert.Contains(t, text, "Formula:")
	form.Set("mw_now-lo", "many")
	assert.Contains(t, s.post(target+"/check", form, with(cookies)).page().One("section").Text(), `"many" is no number`)
	assert.Empty(t, s.own(id).Offer.Parts.Sites)
}

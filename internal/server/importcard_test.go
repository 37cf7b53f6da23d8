package server_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/offer"
	"assay/internal/server"
	"assay/internal/store"
)

const falconCard = "---\nmodel_name: Falcon Two\nlicense: apache-2.0\nbase_model: org/base\ntags: [x]\n---\n# Falcon <b>Two</b>\n"

// sendCard sends a card for an offer and returns the address of its preview.
func (s *site) sendCard(me func(*http.Request), id offer.ID, card string) string {
	s.t.Helper()
	a := s.sendFile("/import/card", "README.md", card, cardForm(id), me)
	require.Equal(s.t, http.StatusSeeOther, a.Code, "%v", problemsOf(a))
	return a.Header().Get("Location")
}

func cardForm(id offer.ID) url.Values {
	return url.Values{"offer": {string(id)}, "url": {"https://huggingface.co/tiiuae/falcon-2"}, "read": {"2026-11-20"}}
}

// ownEvidence counts the workspace's own records of evidence.
func (s *site) ownEvidence() (es []offer.Evidence) {
	s.t.Helper()
	require.NoError(s.t, s.store.Read(s.t.Context(), store.Desk, func(tx *store.Tx) (err error) {
		es, _, err = tx.OwnEvidence(s.t.Context(), "", 0, 100)
		return err
	}))
	return es
}

// events are what the log says of a kind of record, the latest first.
func (s *site) events(kind string) (es []store.Event) {
	s.t.Helper()
	require.NoError(s.t, s.store.Read(s.t.Context(), store.Desk, func(tx *store.Tx) error {
		all, err := tx.Events(s.t.Context(), "", "", 0, 100)
		for _, e := range all {
			if e.Kind == kind {
				es = append(es, e)
			}
		}
		return err
	}))
	return es
}

// withModel records an offer with one model of which something is known.
func (s *site) withModel(id offer.ID) offer.Offer {
	s.t.Helper()
	o := plainOffer(id)
	o.Parts.Models = []offer.Model{{Name: "Falcon", Licence: "MIT", Evidence: []offer.ID{"own-letter"}}}
	letter := offer.Evidence{ID: "own-letter", Account: "It says so.", Source: offer.Source{Publisher: "A provider", Where: "on paper", Grade: offer.GradeA}}
	s.keepAll(store.Changes{Evidence: []store.Seen[offer.Evidence]{{Item: letter}}, Offers: []store.Seen[offer.Offer]{{Item: o}}})
	return o
}

func TestACardIsTakenIntoAModelAfterItsPreview(t *testing.T) {
	s := desk(t)
	me := with(s.signInAs("Ada"))
	o := s.withModel("own-campus")
	part := s.page("/offers/own-campus/edit/model/1", me)
	form := part.One(`a[href^="/import/card"]`).Attr("href")
	assert.Equal(t, "/import/card?offer=own-campus&model=1", form)
	asked := s.page(form, me)
	assert.Empty(t, faults(asked))
	assert.Equal(t, "own-campus", asked.One("#offer option[selected]").Attr("value"))
	assert.Equal(t, "1", asked.One("form [name=model]").Attr("value"))
	assert.Equal(t, "2026-11-22", asked.One("#read").Attr("value"), "today")

	fields := cardForm("own-campus")
	fields.Set("model", "1")
	sent := s.sendFile("/import/card", "README.md", falconCard, fields, me)
	require.Equal(t, http.StatusSeeOther, sent.Code, "%v", problemsOf(sent))
	at := sent.Header().Get("Location")
	before := s.queries.n.Load()
	shown := s.get(at, me)
	assert.LessOrEqual(t, s.queries.n.Load()-before, int64(mostQueries))
	p := shown.page()
	assert.Empty(t, faults(p))
	text := p.One("main").Text()
	assert.Contains(t, text, "Models it stands on")
	assert.Contains(t, text, "The model card names the licence Apache-2.0; the base model org/base.")
	assert.Contains(t, text, "Not read, and not stored: tags")
	assert.Equal(t, "keep", p.One("[name=take-licence][checked]").Attr("value"), "what is recorded stays by default")
	assert.Equal(t, "card", p.One("[name=take-base-models][checked]").Attr("value"))
	assert.Contains(t, p.One("[aria-labelledby=says-head]").Text(), "became", "what it would come to")
	assert.Equal(t, o, s.own("own-campus").Offer, "nothing is stored before it is confirmed")
	assert.Len(t, s.ownEvidence(), 1)
	path, _, _ := strings.Cut(at, "?")
	assert.Equal(t, http.StatusNotFound, s.get(path).Code, "nobody else sees it")
	listed := s.get("/import/"+strings.TrimPrefix(path, "/import/card/"), me)
	assert.Equal(t, path, listed.Header().Get("Location"), "the list of files leads to it")

	confirm := formOf(t, shown.Body.String(), path)
	confirm.Set("take-name", "keep")
	done := s.post(path, confirm, me)
	require.Equal(t, http.StatusSeeOther, done.Code, "%v", problemsOf(done))
	assert.Equal(t, "/offers/own-campus/edit/model/1?before=1", done.Header().Get("Location"))
	assert.Contains(t, s.page(done.Header().Get("Location"), me).One("[role=status]").Text(), "Model “Falcon” saved")

	var card offer.Evidence
	for _, e := range s.ownEvidence() {
		if e.ID != "own-letter" {
			card = e
		}
	}
	assert.Equal(t, "https://huggingface.co/tiiuae/falcon-2", card.Source.URL)
	assert.Equal(t, offer.Date{Year: 2026, Month: 11, Day: 20}, card.Source.Accessed)
	assert.Equal(t, offer.VendorClaim, card.Rung)
	rests := []offer.ID{card.ID}
	own := s.own("own-campus")
	want := o
	want.Parts.Models = []offer.Model{{
		Name: "Falcon", Licence: "MIT", BaseModels: []string{"org/base"}, Evidence: []offer.ID{"own-letter", card.ID},
		Components: []offer.Component{
			{ID: "model-card", Released: offer.Yes, Licence: "Apache-2.0", Rung: offer.VendorClaim, Evidence: rests},
			{ID: "final-parameters", Licence: "Apache-2.0", Rung: offer.VendorClaim, Evidence: rests},
		},
		Lineage: []offer.LineageItem{{Kind: "base_model", Name: "org/base", Disclosed: offer.Yes, Rung: offer.VendorClaim, Evidence: rests}},
	}}
	assert.Equal(t, want, own.Offer)
	assert.Equal(t, 2, own.Stored.Number)
	assert.Equal(t, "Ada", own.Stored.Person)
	assert.Equal(t, "From the model card at https://huggingface.co/tiiuae/falcon-2", own.Stored.Reason)
	kept := s.get("/attachments/"+card.Source.Archive, me)
	assert.Equal(t, falconCard, kept.Body.String(), "the text of the card is kept")
	e := s.events("offer")[0]
	assert.Equal(t, []string{"own-campus", "import", "Ada"}, []string{e.ID, string(e.Action), e.Person})
	assert.Len(t, s.events("evidence"), 2)

	assert.Equal(t, http.StatusConflict, s.post(path, confirm, me).Code, "sent twice")
	assert.Equal(t, http.StatusSeeOther, s.get(path, me).Code, "it is taken in: the page of the file says so")
	t.Run("the same card again leaves nothing new to take", func(t *testing.T) {
		s := s.in(t)
		path := s.sendCard(me, "own-campus", falconCard)
		again := s.get(path+"?model=1", me)
		assert.Contains(t, again.page().One("main").Text(), "This card is recorded already")
		form := formOf(t, again.Body.String(), path)
		for name := range form {
			if strings.HasPrefix(name, "take-") {
				assert.Contains(t, []string{"take-licence", "take-name"}, name, "what was kept is asked again, and nothing else")
			}
		}
		done := s.post(path, form, me)
		require.Equal(t, http.StatusSeeOther, done.Code, "%v", problemsOf(done))
		assert.Contains(t, s.page(done.Header().Get("Location"), me).One("[role=status]").Text(), "nothing was changed")
		assert.Equal(t, 2, s.own("own-campus").Stored.Number)
		assert.Len(t, s.ownEvidence(), 2)
	})
	t.Run("an archived record comes back with the card, as people left it", func(t *testing.T) {
		s := s.in(t)
		card.Account = "We looked at it closely."
		s.keepAll(store.Changes{Evidence: []store.Seen[offer.Evidence]{{Item: card, Version: 1}}})
		require.Equal(t, http.StatusSeeOther, s.post("/evidence/"+string(card.ID)+"/archive", url.Values{}, me).Code)
		require.Len(t, s.ownEvidence(), 1)
		path := s.sendCard(me, "own-campus", falconCard)
		form := formOf(t, s.get(path+"?model=1", me).Body.String(), path)
		form.Set("take-licence", "card")
		form.Set("reason", "The card is right.")
		require.Equal(t, http.StatusSeeOther, s.post(path, form, me).Code)
		own := s.own("own-campus")
		assert.Equal(t, "Apache-2.0", own.Offer.Parts.Models[0].Licence)
		assert.Equal(t, []offer.ID{"own-letter", card.ID}, own.Offer.Parts.Models[0].Evidence)
		assert.Equal(t, "The card is right.", own.Stored.Reason)
		assert.Contains(t, s.ownEvidence(), card)
		assert.Len(t, s.versions("evidence", string(card.ID)), 2)
	})
}

func TestACardMakesANewModel(t *testing.T) {
	s := desk(t)
	me := with(s.signIn())
	s.keepAll(store.Changes{Offers: []store.Seen[offer.Offer]{{Item: plainOffer("own-campus")}}})
	assert.Equal(t, 1, s.page("/offers/own-campus/edit", me).Find(`a[href="/import/card?offer=own-campus"]`).Count())
	path := s.sendCard(me, "own-campus", "---\nlicense: other\nlanguage: [en]\n---\n")
	shown := s.get(path, me)
	assert.Empty(t, faults(shown.page()))
	form := formOf(t, shown.Body.String(), path)
	assert.Equal(t, "falcon-2", form.Get("name"), "as its address calls it, to be changed")
	form.Set("name", " ")
	form.Set("take-lineage-0", "keep")
	wrong := s.post(path, form, me)
	assert.Equal(t, http.StatusUnprocessableEntity, wrong.Code)
	assert.Equal(t, []string{"Name is missing: fill it in."}, problemsOf(wrong))
	assert.Equal(t, "keep", wrong.page().One("[name=take-lineage-0][checked]").Attr("value"), "what was chosen is kept")
	assert.Empty(t, faults(wrong.page()))
	form.Set("name", "Falcon 2")
	form.Set("take-component-model-card", "perhaps")
	wrong = s.post(path, form, me)
	assert.Equal(t, []string{"Released component model-card: choose one of the two."}, problemsOf(wrong))
	assert.Empty(t, s.ownEvidence())
	form.Set("take-component-model-card", "card")
	done := s.post(path, form, me)
	require.Equal(t, http.StatusSeeOther, done.Code, "%v", problemsOf(done))
	m := s.own("own-campus").Offer.Parts.Models
	require.Len(t, m, 1)
	rests := []offer.ID{s.ownEvidence()[0].ID}
	assert.Equal(t, offer.Model{Name: "Falcon 2", Evidence: rests, Components: []offer.Component{{ID: "model-card", Released: offer.Yes, Rung: offer.VendorClaim, Evidence: rests}}}, m[0],
		"no licence and no language that was left out")
}

// Whoever changes the model meanwhile is not overwritten, and whoever changes another part is not
// in the way.
func TestACardAndSomebodyElse(t *testing.T) {
	s := desk(t)
	me := with(s.signIn())
	o := s.withModel("own-campus")
	path := s.sendCard(me, "own-campus", falconCard)
	form := formOf(t, s.get(path+"?model=1", me).Body.String(), path)

	o.Parts.Sites = []offer.Site{{Name: "North"}}
	s.keepAll(store.Changes{Offers: []store.Seen[offer.Offer]{{Item: o, Version: 1}}})
	o.Parts.Models = []offer.Model{{Name: "Falcon", Licence: "ISC", Evidence: []offer.ID{"own-letter"}}}
	s.keepAll(store.Changes{Offers: []store.Seen[offer.Offer]{{Item: o, Version: 2}}})
	clash := s.post(path, form, me)
	require.Equal(t, http.StatusConflict, clash.Code)
	assert.Contains(t, clash.page().One("[role=alert]").Text(), "Somebody else changed this model")
	assert.Contains(t, clash.page().One("main").Text(), "Keep: ISC")
	assert.Empty(t, faults(clash.page()))
	assert.Equal(t, 3, s.own("own-campus").Stored.Number)

	form = formOf(t, clash.Body.String(), path)
	o.Summary, o.Parts.Sites = "Another word.", nil
	s.keepAll(store.Changes{Offers: []store.Seen[offer.Offer]{{Item: o, Version: 3}}})
	done := s.post(path, form, me)
	require.Equal(t, http.StatusSeeOther, done.Code, "%v", problemsOf(done))
	own := s.own("own-campus")
	assert.Equal(t, 5, own.Stored.Number)
	assert.Equal(t, "Another word.", own.Offer.Summary)
	assert.Equal(t, "ISC", own.Offer.Parts.Models[0].Licence, "kept by default")
	assert.Equal(t, []string{"org/base"}, own.Offer.Parts.Models[0].BaseModels)

	gone := s.sendCard(me, "own-campus", falconCard)
	form = formOf(t, s.get(gone, me).Body.String(), gone)
	for _, seen := range []string{"0", "6", "x", ""} {
		form.Set("seen", seen)
		assert.Equal(t, http.StatusConflict, s.post(gone, form, me).Code, "a version that nobody saw: %q", seen)
	}
	require.Equal(t, http.StatusSeeOther, s.post("/import/"+strings.TrimPrefix(gone, "/import/card/")+"/cancel", url.Values{}, me).Code)
	form.Set("seen", "5")
	assert.Equal(t, http.StatusConflict, s.post(gone, form, me).Code, "put aside")
	assert.Equal(t, 5, s.own("own-campus").Stored.Number)
}

func TestCardsThatAreRefusedLeaveNothing(t *testing.T) {
	s := desk(t)
	me := with(s.signIn())
	s.withModel("own-campus")
	try := func(card string, change func(url.Values)) []string {
		fields := cardForm("own-campus")
		fields.Set("card", card)
		if change != nil {
			change(fields)
		}
		a := s.sendFile("/import/card", "README.md", "", fields, me)
		assert.Equal(t, http.StatusUnprocessableEntity, a.Code, card[:min(len(card), 60)])
		assert.Empty(t, faults(a.page()))
		assert.Equal(t, strings.Join(strings.Fields(strings.ToValidUTF8(card, "\ufffd")), " "), a.page().One("#card").Text(), "what was typed is kept")
		return problemsOf(a)
	}
	const not = "The card is not read: "
	for card, want := range map[string]string{
		"":                                     "Paste the card, or choose its file.",
		"# Falcon <script>":                    not + "line 1: a model card begins with a line of three dashes, then its metadata.",
		"---\nlicense: mit\n":                  not + "the metadata does not end with a line of three dashes.",
		"---\na: [\n---\n":                     not + "line 2: the front matter is not a YAML mapping of names to values.",
		"---\nlicense: mit\nlicense: isc\n---": not + "line 3: a name stands there twice; keep one of the two.",
		"---\na: &x [1]\nb: *x\n---":           not + "line 2: anchors and aliases are not read; write the value out.",
		"---\nlicense: sovereign-1\n---":       not + `line 2: "sovereign-1" is no licence of the hub's list; a licence of its own stands in a card as license: other with a license_name.`,
		"---\nmodel_name: a\xff\n---":          not + "the card is not UTF-8.",
		"---\nmodel_name: \"a\\0\"\n---":       not + `a value of the card holds a line end or another control character: "a\x00".`,
	} {
		assert.Equal(t, []string{want}, try(card, nil))
	}
	long := "---\n" + strings.Repeat("a", 256<<10)
	assert.Equal(t, []string{not + "the card is longer than 256 KiB; paste its front matter alone."}, try(long, nil))
	assert.Equal(t, http.StatusRequestEntityTooLarge, s.sendFile("/import/card", "README.md", strings.Repeat("a", 700<<10), cardForm("own-campus"), me).Code)
	const fine = "---\nlicense: mit\n---\n"
	for field, wrong := range map[string][]string{
		"url":   {"", "huggingface.co/a/b", "javascript:alert(1)", "https://", "https://me:secret@huggingface.co/a", "https://a b", "https://" + strings.Repeat("a", 2000)},
		"read":  {"", "2026", "2026-02-30", "2026-11-23", "yesterday"},
		"offer": {"", "are-stargate", "own--x"},
	} {
		for _, value := range wrong {
			assert.Len(t, try(fine, func(f url.Values) { f.Set(field, value) }), 1, "%s %.40s", field, value)
		}
	}
	both := cardForm("own-campus")
	both.Set("card", fine)
	assert.Equal(t, []string{"Paste the card or choose its file, and not both."}, problemsOf(s.sendFile("/import/card", "README.md", fine, both, me)))
	assert.Equal(t, http.StatusNotFound, s.sendFile("/import/card", "README.md", fine, cardForm("own-nothing"), me).Code)
	assert.Equal(t, http.StatusUnprocessableEntity, s.sendFile("/import", "README.md", fine, url.Values{"kind": {"card"}}, me).Code, "a card has a form of its own")
	assert.Contains(t, s.page("/import", me).One("[aria-labelledby=sent]").Text(), "None yet.")
	assert.Len(t, s.ownEvidence(), 1)
	assert.Equal(t, 1, s.own("own-campus").Stored.Number)
	assert.Empty(t, s.log.String())
}

func TestACardThatDoesNotFitTheModel(t *testing.T) {
	s := desk(t)
	me := with(s.signIn())
	o := plainOffer("own-campus")
	o.Parts.Models = []offer.Model{{Name: "Falcon", Components: []offer.Component{{ID: "architecture", Released: offer.Yes, Licence: "MIT", Rung: offer.Documented}}}}
	s.keepAll(store.Changes{Offers: []store.Seen[offer.Offer]{{Item: o}}})
	path := s.sendCard(me, "own-campus", falconCard)
	form := formOf(t, s.get(path+"?model=1", me).Body.String(), path)
	wrong := s.post(path, form, me)
	assert.Equal(t, []string{"The component architecture is recorded above a vendor's claim and names no source, so the card would come to stand behind it. Name its source on the model's page first, or lower it."}, problemsOf(wrong))
	for _, name := range []string{"take-name", "take-licence", "take-base-models"} {
		form.Set(name, "keep")
	}
	assert.Equal(t, http.StatusSeeOther, s.post(path, form, me).Code, "components rest on sources of their own")

	var many strings.Builder
	for i := range 100 {
		fmt.Fprintf(&many, "- set/%d\n", i)
	}
	path = s.sendCard(me, "own-campus", "---\ndatasets:\n"+many.String()+"language: en\n---\n")
	form = formOf(t, s.get(path, me).Body.String(), path)
	wrong = s.post(path, form, me)
	assert.Equal(t, []string{"A model holds at most 100 things that it was made from, and this would make 101: leave some out."}, problemsOf(wrong))

	path = s.sendCard(me, "own-campus", falconCard)
	form = formOf(t, s.get(path, me).Body.String(), path)
	require.Equal(t, http.StatusSeeOther, s.post("/offers/own-campus/archive", url.Values{}, me).Code)
	assert.Contains(t, s.page(path, me).One("main").Text(), "This offer is archived")
	assert.Equal(t, http.StatusUnprocessableEntity, s.post(path, form, me).Code)
	assert.Equal(t, []string{"This offer is archived: bring it back before you change it."}, problemsOf(s.sendFile("/import/card", "README.md", falconCard, cardForm("own-campus"), me)))
	assert.Equal(t, 2, s.own("own-campus").Stored.Number)
	other := s.sendFile("/import", "offers.yaml", offersFile, url.Values{"kind": {"offers"}}, me).Header().Get("Location")
	for _, target := range []string{strings.Replace(other, "/import/", "/import/card/", 1), path + "?model=0", path + "?model=2", path + "?model=x", "/import/card/x", "/import/card/0190aaaa-0000-7000-8000-000000000000"} {
		assert.Equal(t, http.StatusNotFound, s.get(target, me).Code, target)
	}
}

// The text of a card that waited for more than a day is erased with the next file that is sent.
func TestACardThatWaitedTooLong(t *testing.T) {
	db := loaded(t)
	s := newSite(t, db, func(c *server.Config) { c.Desk = true })
	me := with(s.signIn())
	s.withModel("own-campus")
	path := s.sendCard(me, "own-campus", falconCard)
	form := formOf(t, s.get(path, me).Body.String(), path)
	_, err := db.Superuser(t).Exec(t.Context(), `UPDATE upload SET stored_at = now() - interval '25 hours'`)
	require.NoError(t, err)
	s.sendCard(me, "own-campus", falconCard)
	a := s.get(path, me)
	require.Equal(t, http.StatusSeeOther, a.Code)
	assert.Contains(t, s.page(a.Header().Get("Location"), me).One("[role=alert]").Text(), "send it again")
	a = s.post(path, form, me)
	require.Equal(t, http.StatusConflict, a.Code)
	assert.Contains(t, a.page().One("[role=alert]").Text(), "send it again")
	assert.Equal(t, 1, s.own("own-campus").Stored.Number)
}

func TestCardsBelongToTheWorkspace(t *testing.T) {
	s := desk(t)
	cookies := s.signIn()
	assert.Zero(t, s.page("/methods/model-card").Find(`a[href="/import/card"]`).Count())
	assert.Equal(t, 1, s.page("/methods/model-card", with(cookies)).Find(`a[href="/import/card"]`).Count())
	assert.Equal(t, 1, s.page("/import", with(cookies)).Find(`a[href="/import/card"]`).Count())
	empty := s.page("/import/card", with(cookies))
	assert.Contains(t, empty.One("main").Text(), "no offer of its own yet")
	assert.Empty(t, faults(empty))
	for _, target := range []string{"/import/card", "/import/card/0190aaaa-0000-7000-8000-000000000000"} {
		assert.Equal(t, http.StatusNotFound, s.get(target).Code)
		assert.Equal(t, http.StatusNotFound, s.post(target, url.Values{}).Code)
	}
	open := public(t)
	assert.Equal(t, http.StatusForbidden, open.post("/import/card", url.Values{"card": {falconCard}}).Code)
}

package server_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/app"
	"assay/internal/offer"
	"assay/internal/store"
	"assay/internal/testkit"
)

// A deal of the workspace and a record it can rest on.
const (
	deal   = offer.ID("own-deal")
	record = "own-record"
)

// withDeal stores the workspace's own offer and evidence.
func (s *site) withDeal() *site {
	s.t.Helper()
	e := offer.Evidence{ID: record, Account: "The contract says so.", Source: offer.Source{Publisher: "A ministry", URL: "https://example.org/contract", Grade: offer.GradeA, Issued: offer.Date{Year: 2026, Month: 10}}, Rung: offer.Documented}
	o := offer.Offer{ID: deal, Title: "Our deal", Provider: "A provider", Scope: offer.ScopePath, Stage: offer.Binding}
	require.NoError(s.t, s.store.InWorkspace(s.t.Context(), store.Desk, func(tx *store.Tx) error {
		_, _, _, err := tx.Save(s.t.Context(), store.Act{Person: "Test", Action: store.Change}, store.Changes{Evidence: []store.Seen[offer.Evidence]{{Item: e}}, Offers: []store.Seen[offer.Offer]{{Item: o}}})
		return err
	}))
	return s
}

func answerAt(criterion string) string { return "/offers/own-deal/answers/" + criterion }

// someAnswer is the form of an answer, filled in: level 2 to 3, on one record.
func someAnswer(change ...string) url.Values {
	v := url.Values{
		"answer": {""}, "seen": {"0"}, "state": {"answered"}, "by": {"levels"}, "lo": {"2"}, "hi": {"3"}, "lo_rung": {"documented"}, "lo_evidence": {record},
		"hi_rung": {"documented"}, "hi_evidence": {record}, "stage": {"binding"}, "rationale": {"The contract says so."}, "reason": {"First reading."},
	}
	for i := 0; i+1 < len(change); i += 2 {
		v.Set(change[i], change[i+1])
	}
	return v
}

// stored are the answers to a criterion, archived ones included.
func (s *site) stored(criterion string) []store.StoredAnswer {
	s.t.Helper()
	var all []store.StoredAnswer
	require.NoError(s.t, s.store.Read(s.t.Context(), store.Desk, func(tx *store.Tx) (err error) {
		all, err = tx.AnswersAbout(s.t.Context(), "assay-core@1", deal)
		return err
	}))
	return slices.DeleteFunc(all, func(a store.StoredAnswer) bool { return a.Answer.Criterion != criterion })
}

func (s *site) versions(kind, id string) []store.Version {
	s.t.Helper()
	var vs []store.Version
	require.NoError(s.t, s.store.Read(s.t.Context(), store.Desk, func(tx *store.Tx) (err error) {
		vs, err = tx.Versions(s.t.Context(), kind, id)
		return err
	}))
	return vs
}

// typedIn reads back what a page's form would send.
func typedIn(form *testkit.Doc) url.Values {
	v := url.Values{}
	for _, kind := range []string{"input[type=hidden]", "input[type=text]", "input[checked]"} {
		for _, in := range form.Find(kind).Each() {
			v.Add(in.Attr("name"), in.Attr("value"))
		}
	}
	for _, in := range form.Find("textarea").Each() {
		v.Add(in.Attr("name"), in.Text())
	}
	for _, sel := range form.Find("select").Each() {
		value := ""
		if o := sel.Find("option[selected]"); o.Count() == 1 {
			value = o.Attr("value")
		}
		v.Add(sel.Attr("name"), value)
	}
	return v
}

func TestAnsweringACriterion(t *testing.T) {
	s := desk(t).withDeal()
	me := with(s.signInAs("Ada"))
	list := s.page("/offers/own-deal/answers", me)
	assert.Contains(t, list.One("[aria-labelledby=coverage]").Text(), "0 of ")
	assert.Equal(t, answerAt("CL1"), list.Find(".head .actions a.button").Each()[0].Attr("href"), "the first that is open")

	doc := s.page(answerAt("CL2"), me)
	assert.Empty(t, faults(doc))
	assert.Equal(t, 5, doc.Find("#lo input[type=radio]").Count())
	assert.Equal(t, 5, doc.Find("#hi input[type=radio]").Count())
	assert.Zero(t, doc.Find("#answer [checked]").Count(), "nothing is chosen for anybody")
	core, err := s.frameworks.Get("assay-core@1")
	require.NoError(t, err)
	c, _, _ := core.Criterion("CL2")
	assert.Contains(t, doc.One("#lo").Text(), c.Levels[3])

	a := s.post(answerAt("CL2"), someAnswer("go", "next"), me)
	require.Equal(t, http.StatusSeeOther, a.Code, "%s", a.Body)
	next := a.Header().Get("Location")
	assert.Equal(t, doc.Find("a[rel=next]").Each()[0].Attr("href"), next)
	assert.Contains(t, s.page(next, me).One("[role=status]").Text(), "(CL2) is stored")

	got := s.stored("CL2")
	require.Len(t, got, 1)
	assert.Equal(t, app.OurAnswer, got[0].Answer.Assessor)
	assert.Equal(t, "Ada", got[0].Stored.Person)
	assert.Equal(t, "First reading.", got[0].Stored.Reason)
	assert.Equal(t, offer.Bound{Level: 2, Rung: offer.Documented, Evidence: []offer.ID{record}}, got[0].Answer.Lo)

	back := s.page(answerAt("CL2"), me)
	assert.Contains(t, back.One("[aria-labelledby=counts]").Text(), "level 2 to 3")
	form := typedIn(back.One("form#answer"))
	assert.Equal(t, "1", form.Get("seen"))
	assert.Equal(t, "2", form.Get("lo"))
	assert.Equal(t, got[0].ID.String(), form.Get("answer"))
	form.Set("reason", "")
	require.Equal(t, http.StatusSeeOther, s.post(answerAt("CL2"), form, me).Code, "sent as it came")
	assert.Len(t, s.versions("answer", got[0].ID.String()), 1, "what did not change makes no version")
	assert.Contains(t, s.page("/offers/own-deal/answers", me).One("[aria-labelledby=coverage]").Text(), "1 answered")
	assert.Contains(t, s.page("/offers/own-deal", me).One("article#CL2").Text(), "level 2 to 3")
}

// Don't know takes the answer away; what was said stays in the history and can be said again.
func TestDontKnowTakesTheAnswerAway(t *testing.T) {
	s := desk(t).withDeal()
	me := with(s.signInAs("Ada"))
	require.Equal(t, http.StatusSeeOther, s.post(answerAt("CL2"), someAnswer(), me).Code)
	id := s.stored("CL2")[0].ID.String()
	require.Equal(t, http.StatusSeeOther, s.post(answerAt("CL2"), url.Values{"state": {"unknown"}, "answer": {id}, "seen": {"1"}, "reason": {"The source was withdrawn."}}, me).Code)
	assert.True(t, s.stored("CL2")[0].Archived)
	assert.Contains(t, s.page("/offers/own-deal/answers", me).One("#state-CL2").Text(), "don't know")
	assert.Contains(t, s.page("/offers/own-deal", me).One("article#CL2").Text(), "Unknown")
	assert.Equal(t, "unknown", typedIn(s.page(answerAt("CL2"), me).One("form#answer")).Get("state"))
	require.Equal(t, http.StatusSeeOther, s.post(answerAt("CL2"), someAnswer(), me).Code)
	again := s.stored("CL2")
	require.Len(t, again, 1)
	assert.False(t, again[0].Archived)
	assert.Contains(t, s.page("/log?kind=answer", me).One("main table").Text(), "The source was withdrawn.")

	require.Equal(t, http.StatusSeeOther, s.post(answerAt("CL3"), url.Values{"state": {"unknown"}, "rationale": {"The annex is secret."}}, me).Code)
	require.Len(t, s.stored("CL3"), 1, "why nobody knows is kept, though there was no answer")
	assert.True(t, s.stored("CL3")[0].Archived)
	assert.Equal(t, "The annex is secret.", typedIn(s.page(answerAt("CL3"), me).One("form#answer")).Get("rationale"))
	assert.Contains(t, s.page("/offers/own-deal", me).One("article#CL3").Text(), "Unknown")
	form := typedIn(s.page(answerAt("CL3"), me).One("form#answer"))
	form.Set("rationale", "The annex was lost.")
	require.Equal(t, http.StatusSeeOther, s.post(answerAt("CL3"), form, me).Code)
	assert.True(t, s.stored("CL3")[0].Archived)
	assert.Len(t, s.versions("answer", s.stored("CL3")[0].ID.String()), 2, "another reason is another version")
	require.Equal(t, http.StatusConflict, s.post(answerAt("CL3"), func() url.Values { form.Set("rationale", "Late."); return form }(), me).Code, "of a version that is old")

	require.Equal(t, http.StatusSeeOther, s.post(answerAt("CL4"), url.Values{"state": {"unknown"}}, me).Code)
	assert.Contains(t, s.page("/offers/own-deal/answers", me).One("#state-CL4").Text(), "don't know", "looked at, though nothing was typed")
}

// What evaluation measures is shown beside the answer, with which of the two counts.
func TestAMeasuredRange(t *testing.T) {
	s := desk(t).withDeal()
	me := with(s.signInAs("Ada"))
	core, err := s.frameworks.Get("assay-core@1")
	require.NoError(t, err)
	c, _, _ := core.Criterion("CL1") // share on our territory, in percent
	require.NotNil(t, c.Thresholds)
	a := s.post(answerAt("CL1"), someAnswer("by", "raw", "raw_lo", "40", "raw_hi", "1 00", "lo", "", "hi", ""), me)
	require.Equal(t, http.StatusSeeOther, a.Code, "%s", a.Body)
	got := s.stored("CL1")[0].Answer
	assert.Equal(t, &offer.Range{Lo: 40, Hi: 100}, got.Raw)
	assert.Equal(t, c.LevelOf(40), got.Lo.Level)
	assert.Equal(t, c.LevelOf(100), got.Hi.Level)
	form := typedIn(s.page(answerAt("CL1"), me).One("form#answer"))
	assert.Equal(t, "raw", form.Get("by"))
	assert.Equal(t, "40", form.Get("raw_lo"))
	both := s.post(answerAt("CL1"), someAnswer("raw_lo", "40", "answer", form.Get("answer"), "seen", "1"), me)
	assert.Equal(t, http.StatusUnprocessableEntity, both.Code)
	assert.Contains(t, both.page().One("[role=alert]").Text(), "only one can count")
}

func TestAnswersThatHaveToBeMended(t *testing.T) {
	s := desk(t).withDeal()
	me := with(s.signInAs("Ada"))
	tests := []struct {
		name, criterion string
		form            url.Values
		says            []string
	}{
		{"nothing at all", "CL2", url.Values{}, []string{"Say whether you know something"}},
		{"no levels and no reason", "CL2", someAnswer("lo", "", "hi", "", "rationale", ""), []string{"Choose the lowest level", "Choose the highest level", "Why is required"}},
		{"levels turned round", "CL2", someAnswer("lo", "3", "hi", "1"), []string{"The highest level, 1, lies below the lowest, 3."}},
		{"a level that is none", "CL2", someAnswer("lo", "5"), []string{"Choose the lowest level"}},
		{"no evidence", "CL2", someAnswer("lo_evidence", "", "hi_evidence", ""), []string{"A lower bound above 0 needs evidence", "An upper bound below 4 needs evidence"}},
		{"evidence that is not there", "CL2", someAnswer("lo_evidence", record+", own-none"), []string{`no evidence called "own-none"`}},
		{"evidence that is no name", "CL2", someAnswer("hi_evidence", "<b>\x00"), []string{"is no evidence's name"}},
		{"no strength", "CL2", someAnswer("lo_rung", ""), []string{"how strong the evidence of the lower bound is"}},
		{"a strength that is none", "CL2", someAnswer("lo_rung", "strong"), []string{"how strong the evidence of the lower bound is"}},
		{"a stage that is none", "CL2", someAnswer("stage", "soon"), []string{"Choose the stage"}},
		{"no date", "CL2", someAnswer("valid_from", "soon", "valid_to", "2026-02-30"), []string{`Valid from "soon" is no date`, `Valid to "2026-02-30" is no date`}},
		{"dates turned round", "CL2", someAnswer("valid_from", "2026-05", "valid_to", "2026-04"), []string{"Valid to lies before valid_from"}},
		{"a lapse without a day", "CL2", someAnswer("lapse_lo", "0", "lapse_hi", "1"), []string{"needs valid_to"}},
		{"half a lapse", "CL2", someAnswer("valid_to", "2027", "lapse_lo", "0"), []string{"the highest level that it becomes"}},
		{"a name of an unknown that is none", "CL2", someAnswer("unknown", "Not A Name"), []string{"must be lower-case letters"}},
		{"a measure that is none", "CL1", someAnswer("by", "raw", "raw_lo", "many", "raw_hi", "NaN"), []string{"Least is not a number", "Most is not a number"}},
		{"a measure turned round", "CL1", someAnswer("by", "raw", "raw_lo", "90", "raw_hi", "10"), []string{"Least is above most"}},
		{"not applicable where it must apply", "CL3", someAnswer("state", "not_applicable"), []string{"no answer that"}},
		{"too many words", "CL2", someAnswer("rationale", strings.Repeat("word ", 900)), []string{"Why is too long"}},
		{"a control character", "CL2", someAnswer("rationale", "a\x00b"), []string{"characters that cannot be kept"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := s.in(t).post(answerAt(tt.criterion), tt.form, me)
			require.Equal(t, http.StatusUnprocessableEntity, a.Code, "%s", a.Body)
			p := a.page()
			for _, says := range tt.says {
				assert.Contains(t, p.One("[role=alert]").Text(), says)
			}
			for _, link := range p.Find("[role=alert] a").Each() {
				assert.Equal(t, 1, p.Find(link.Attr("href")).Count(), "%s leads to its field", link.Text())
			}
			assert.True(t, strings.HasPrefix(p.One("title").Text(), "Error: "))
			assert.Empty(t, faults(p))
			kept := typedIn(p.One("form#answer"))
			for name, value := range tt.form {
				if slices.Contains([]string{"rationale", "valid_from", "unknown", "raw_lo", "lo_evidence"}, name) && !strings.Contains(value[0], "\x00") {
					assert.Equal(t, strings.TrimSpace(value[0]), strings.TrimSpace(kept.Get(name)), "%s as typed", name)
				}
			}
		})
	}
	for _, criterion := range []string{"CL1", "CL2", "CL3"} {
		assert.Empty(t, s.stored(criterion), "nothing was stored")
	}
	assert.Empty(t, s.log.String())
}

// One criterion is answered anew from a day on; another day for an answer moves it.
func TestAnswersFromSeveralDays(t *testing.T) {
	s := desk(t).withDeal()
	me := with(s.signInAs("Ada"))
	require.Equal(t, http.StatusSeeOther, s.post(answerAt("CL2"), someAnswer("valid_from", "2026-01"), me).Code)
	require.Equal(t, http.StatusSeeOther, s.post(answerAt("CL2"), someAnswer("valid_from", "2026-11-20", "lo", "1", "hi", "1"), me).Code)
	doc := s.page(answerAt("CL2"), me)
	assert.Equal(t, 2, doc.Find("[aria-labelledby=dated] li").Count())
	assert.Contains(t, doc.One("[aria-labelledby=dated] [aria-current]").Text(), "From 2026-11-20", "the one that holds today is shown")
	assert.Contains(t, s.page(answerAt("CL2")+"?as_of=2026-11-19", me).One("[aria-labelledby=counts]").Text(), "level 2 to 3")
	assert.Contains(t, doc.One("[aria-labelledby=counts]").Text(), "level 1")

	first := s.page(doc.Find("[aria-labelledby=dated] li a").Each()[0].Attr("href"), me)
	form := typedIn(first.One("form#answer"))
	assert.Equal(t, "2026-01", form.Get("valid_from"))
	taken := maps.Clone(form)
	taken["valid_from"] = []string{"2026-11-20"}
	a := s.post(answerAt("CL2"), taken, me)
	assert.Equal(t, http.StatusUnprocessableEntity, a.Code)
	assert.Contains(t, a.page().One("[role=alert]").Text(), "There is an answer from that day on already")

	form.Set("valid_from", "2026-02")
	require.Equal(t, http.StatusSeeOther, s.post(answerAt("CL2"), form, me).Code)
	var said []string
	for _, a := range s.stored("CL2") {
		said = append(said, fmt.Sprintf("%s %v", a.Answer.ValidFrom, a.Archived))
	}
	assert.Equal(t, []string{"2026-01 true", "2026-02 false", "2026-11-20 false"}, said)
	assert.Equal(t, http.StatusNotFound, s.get(answerAt("CL2")+"?answer="+store.NewUUID().String(), me).Code)
	assert.Equal(t, http.StatusNotFound, s.get(answerAt("CL2")+"?answer=nonsense", me).Code)
}

func TestTwoEditorsOfOneAnswerLoseNothing(t *testing.T) {
	s := desk(t).withDeal()
	ada, mari := with(s.signInAs("Ada")), with(s.signInAs("Mari"))
	require.Equal(t, http.StatusSeeOther, s.post(answerAt("CL2"), someAnswer(), ada).Code)
	id := s.stored("CL2")[0].ID.String()
	require.Equal(t, http.StatusSeeOther, s.post(answerAt("CL2"), someAnswer("answer", id, "seen", "1", "rationale", "Ada's words.", "reason", "Read again."), ada).Code)

	late := s.post(answerAt("CL2"), someAnswer("answer", id, "seen", "1", "rationale", "Mari's words.", "hi", "4"), mari)
	require.Equal(t, http.StatusConflict, late.Code, "%s", late.Body)
	p := late.page()
	both := p.One("section[aria-labelledby=both]").Text()
	for _, says := range []string{"Ada's words.", "Mari's words.", "by Ada", "Read again."} {
		assert.Contains(t, both, says)
	}
	assert.Empty(t, faults(p))
	assert.Equal(t, "answer", p.One("section[aria-labelledby=both] button").Attr("form"), "mine on top")
	keep := s.page(p.One("section[aria-labelledby=both] a.button").Attr("href"), mari)
	assert.Equal(t, "Ada's words.", typedIn(keep.One("form#answer")).Get("rationale"), "theirs is kept by leaving")
	form := typedIn(p.One("form#answer"))
	assert.Equal(t, "Mari's words.", form.Get("rationale"))
	assert.Equal(t, "4", form.Get("hi"))
	assert.Equal(t, "2", form.Get("seen"))
	require.Equal(t, http.StatusSeeOther, s.post(answerAt("CL2"), form, mari).Code, "stored on top")
	h := s.page("/history/answer/"+id, ada).One("main").Text()
	assert.Contains(t, h, "Ada's words.")
	assert.Contains(t, h, "Mari's words.")

	t.Run("don't know, of a version that was not seen", func(t *testing.T) {
		s := s.in(t)
		a := s.post(answerAt("CL2"), url.Values{"state": {"unknown"}, "answer": {id}, "seen": {"2"}}, ada)
		require.Equal(t, http.StatusConflict, a.Code)
		assert.Contains(t, a.page().One("section[aria-labelledby=both]").Text(), "Mari's words.")
		assert.False(t, s.stored("CL2")[0].Archived)
	})
	t.Run("moved to another day, of a version that was not seen", func(t *testing.T) {
		s := s.in(t)
		a := s.post(answerAt("CL2"), someAnswer("answer", id, "seen", "2", "valid_from", "2026-03"), ada)
		require.Equal(t, http.StatusConflict, a.Code)
		require.Len(t, s.stored("CL2"), 1, "nothing of it is stored")
		assert.False(t, s.stored("CL2")[0].Archived)
	})
	t.Run("both new", func(t *testing.T) {
		s := s.in(t)
		require.Equal(t, http.StatusSeeOther, s.post(answerAt("CL3"), someAnswer("rationale", "First."), ada).Code)
		a := s.post(answerAt("CL3"), someAnswer("rationale", "Second."), mari)
		require.Equal(t, http.StatusConflict, a.Code)
		assert.Contains(t, a.page().One("section[aria-labelledby=both]").Text(), "First.")
		require.Equal(t, http.StatusSeeOther, s.post(answerAt("CL3"), typedIn(a.page().One("form#answer")), mari).Code)
		require.Len(t, s.stored("CL3"), 1)
		assert.Equal(t, "Second.", s.stored("CL3")[0].Answer.Rationale)
	})
}

// Fifty people save one answer at once, each going on from what the last page showed them until
// their words are stored: exactly one wins each version, and every acknowledged one is there.
func TestFiftyEditorsOfOneAnswer(t *testing.T) {
	s := desk(t).withDeal()
	who := s.signInAs("Everybody")
	const editors = 50
	var mu sync.Mutex
	won := map[string]string{}
	conflicts := 0
	var wait sync.WaitGroup
	for n := range editors {
		wait.Go(func() {
			words := fmt.Sprintf("The words of editor %d.", n)
			form := someAnswer("rationale", words)
			for range editors + 1 {
				a := s.post(answerAt("CL2"), form, with(who))
				switch a.Code {
				case http.StatusSeeOther:
					mu.Lock()
					won[words] = form.Get("seen")
					mu.Unlock()
					return
				case http.StatusConflict:
					assert.Contains(t, a.Body.String(), words, "what was typed is on the page")
					mu.Lock()
					conflicts++
					mu.Unlock()
					if n%3 != 0 {
						return // most give up; theirs is not acknowledged
					}
					form = typedIn(a.page().One("form#answer"))
				default:
					t.Errorf("editor %d: %d %s", n, a.Code, a.Body)
					return
				}
			}
			t.Errorf("editor %d never came through", n)
		})
	}
	wait.Wait()
	got := s.stored("CL2")
	require.Len(t, got, 1)
	versions := s.versions("answer", got[0].ID.String())
	require.Len(t, versions, len(won), "one version for each that was acknowledged")
	require.NotZero(t, conflicts)
	for i, v := range versions {
		assert.Equal(t, len(versions)-i, v.Number, "dense")
		require.NoError(t, s.store.Read(t.Context(), store.Desk, func(tx *store.Tx) error {
			a, err := tx.AnswerAt(t.Context(), got[0].ID, v.Number)
			assert.Equal(t, strconv.Itoa(v.Number-1), won[a.Answer.Rationale], "%s was acknowledged on top of the version before", a.Answer.Rationale)
			delete(won, a.Answer.Rationale)
			return err
		}))
	}
	assert.Empty(t, won, "acknowledged and not in the history")
	assert.Empty(t, s.log.String())
}

func TestALibraryOfferIsCopiedFirst(t *testing.T) {
	s := desk(t)
	me := with(s.signInAs("Ada"))
	for _, target := range []string{"/offers/are-stargate/answers", "/offers/are-stargate/answers/CE1"} {
		doc := s.page(target, me)
		assert.Equal(t, "/offers/are-stargate/copy", doc.One("[aria-labelledby=copy-first] form").Attr("action"))
		assert.Zero(t, doc.Find("form#answer").Count())
		assert.Empty(t, faults(doc))
		assert.Equal(t, http.StatusNotFound, s.get(target).Code, "no workspace is open")
	}
	assert.Equal(t, http.StatusNotFound, s.post("/offers/are-stargate/answers/CE1", someAnswer(), me).Code)
	for _, target := range []string{"/offers/no-such/answers", "/offers/are-stargate/answers/ZZ9", "/offers/Are/answers"} {
		assert.Equal(t, http.StatusNotFound, s.get(target, me).Code, target)
	}
	assert.Equal(t, http.StatusUnprocessableEntity, s.get("/offers/are-stargate/answers?framework=mof", me).Code)
	p := public(t)
	assert.Equal(t, http.StatusForbidden, p.post("/offers/are-stargate/answers/CE1", someAnswer()).Code)
	assert.Equal(t, http.StatusNotFound, p.get("/offers/are-stargate/answers").Code)
}

func TestCriteriaThatMustBeFrozenFirst(t *testing.T) {
	s := desk(t).withDeal()
	me := with(s.signInAs("Ada"))
	require.Equal(t, http.StatusSeeOther, s.post("/frameworks/settings", url.Values{"freeze_first": {"yes"}}, me).Code)
	assert.Contains(t, s.page(answerAt("CL2"), me).One("main").Text(), "nothing can be stored yet")
	a := s.post(answerAt("CL2"), someAnswer(), me)
	assert.Equal(t, http.StatusUnprocessableEntity, a.Code)
	assert.Empty(t, s.stored("CL2"))
	require.Equal(t, http.StatusSeeOther, s.post("/frameworks/freeze", url.Values{"framework": {"assay-core@1"}}, me).Code)
	assert.Contains(t, s.page(answerAt("CL2"), me).One("main").Text(), "frozen since")
	assert.Equal(t, http.StatusSeeOther, s.post(answerAt("CL2"), someAnswer(), me).Code)
}

// What expired on the day is said to have.
func TestProgressSaysWhatExpired(t *testing.T) {
	s := desk(t).withDeal()
	me := with(s.signInAs("Ada"))
	require.Equal(t, http.StatusSeeOther, s.post(answerAt("CL2"), someAnswer("valid_to", "2026-11-21"), me).Code)
	require.Equal(t, http.StatusSeeOther, s.post(answerAt("CL3"), someAnswer("valid_from", "2026-12-01"), me).Code)
	doc := s.page("/offers/own-deal/answers", me)
	assert.Equal(t, "expired", doc.One("#state-CL2").Text())
	assert.Equal(t, "begins later", doc.One("#state-CL3").Text())
	assert.Equal(t, "answered", s.page("/offers/own-deal/answers?as_of=2026-11-21", me).One("#state-CL2").Text())
	assert.Contains(t, doc.One("[aria-labelledby=coverage]").Text(), "1 expired")
	assert.Empty(t, faults(doc))
}

// A page as recorded before a change shows what was recorded then, and its links stay there.
func TestAsRecorded(t *testing.T) {
	s := desk(t).withDeal()
	me := with(s.signInAs("Ada"))
	clock := func() string {
		var at time.Time
		time.Sleep(2 * time.Millisecond) // two moments apart, whatever the clock's grain
		at = time.Now().UTC()
		time.Sleep(2 * time.Millisecond)
		return at.Format(time.RFC3339Nano)
	}
	score := func(recorded string) string {
		target := "/compare?offers=own-deal"
		if recorded != "" {
			target += "&recorded=" + url.QueryEscape(recorded)
		}
		return s.page(target, me).Find("[aria-labelledby=headline] tbody td").Texts()[1]
	}
	empty := clock()
	require.Equal(t, http.StatusSeeOther, s.post(answerAt("CL2"), someAnswer(), me).Code)
	id := s.stored("CL2")[0].ID.String()
	first := clock()
	inFirst := score("")
	require.Equal(t, http.StatusSeeOther, s.post(answerAt("CL2"), someAnswer("answer", id, "seen", "1", "lo", "0", "hi", "1"), me).Code)
	second := clock()
	inSecond := score("")
	require.Equal(t, http.StatusSeeOther, s.post(answerAt("CL2"), url.Values{"state": {"unknown"}, "answer": {id}, "seen": {"2"}}, me).Code)
	away := clock()
	inAway := score("")
	require.Equal(t, http.StatusSeeOther, s.post(answerAt("CL2"), someAnswer(), me).Code)

	require.NotEqual(t, inFirst, inSecond)
	assert.Equal(t, inFirst, score(""))
	assert.Equal(t, inAway, score(empty))
	assert.Equal(t, inFirst, score(first))
	assert.Equal(t, inSecond, score(second))
	assert.Equal(t, inAway, score(away), "taken away then, though it is back now")

	doc := s.page("/compare?offers=own-deal&recorded="+url.QueryEscape(second), me)
	assert.Contains(t, doc.One("#recorded-notice").Text(), "As recorded on "+second[:10])
	assert.NotContains(t, doc.One("#recorded-notice a").Attr("href"), "recorded")
	assert.Contains(t, doc.One("[aria-labelledby=headline] tbody th a").Attr("href"), "recorded=")
	for _, tab := range doc.Find(".tabs a").Each() {
		assert.Contains(t, tab.Attr("href"), "recorded=", tab.Text())
		assert.Equal(t, 1, s.page(tab.Attr("href"), me).Find("#recorded-notice").Count(), tab.Text())
	}
	assert.Contains(t, s.page("/briefing.html?offers=own-deal&recorded="+url.QueryEscape(second), me).One("h1").Text(), "as recorded on "+second[:10])
	then := s.page("/offers/own-deal?recorded="+url.QueryEscape(second), me)
	assert.Contains(t, then.One("article#CL2").Text(), "level 0 to 1")
	assert.Equal(t, 1, then.Find("#recorded-notice").Count())

	for _, bad := range []string{"soon", "2026-02-30", "2026-11", "0001-01-01T00:00:00Z"} {
		for _, target := range []string{"/compare", "/compare/why", "/offers/own-deal"} {
			assert.Equal(t, http.StatusUnprocessableEntity, s.get(target+"?recorded="+bad, me).Code, "%s %s", target, bad)
		}
	}
	assert.Equal(t, http.StatusUnprocessableEntity, s.get("/compare?recorded=2001-01-01", me).Code, "nothing was there")
	assert.Contains(t, s.page("/compare?offers=own-deal&recorded=2199-01-01", me).One("#recorded-notice").Text(), "2199-01-01 23:59:59")
}

// A framework of one's own serves for comparing, weighing, answering and briefing. One that only
// chooses other gates takes over the answers to the criteria it shares.
func TestAFrameworkOfOnesOwnServes(t *testing.T) {
	s := desk(t).withDeal()
	me := with(s.signInAs("Ada"))
	require.Equal(t, http.StatusSeeOther, s.post("/frameworks/gates", url.Values{"framework": {"assay-core@1"}, "id": {"own-core"}, "version": {"1"}, "title": {"Two gates"}, "why": {"They decide."},
		"gate": {"CL1", "CE1"}, "tier-public": {"1"}, "tier-official": {"2"}, "tier-critical": {"4"}}, me).Code)
	const own = "framework=own-core%401"
	offers := "&offers=are-stargate,own-deal"
	score := func(framework string) string {
		return s.page("/compare?framework="+framework+offers, me).Find("[aria-labelledby=headline] tbody td").Texts()[1]
	}
	assert.Equal(t, score("assay-core@1"), score("own-core@1"))

	doc := s.page("/compare?"+own+offers, me)
	assert.Equal(t, "own-core@1", doc.One("#framework option[selected]").Attr("value"))
	for _, tab := range doc.Find(".tabs a").Each() {
		if !strings.HasPrefix(tab.Attr("href"), "/compare/why") { // an analysis takes its time
			before := s.queries.n.Load()
			s.page(tab.Attr("href"), me)
			assert.LessOrEqual(t, s.queries.n.Load()-before, int64(mostQueries+1), tab.Attr("href"))
		}
	}
	assert.Contains(t, doc.One("[aria-labelledby=headline] tbody").Find("th a").Each()[0].Attr("href"), own, "links keep it")
	assert.Contains(t, s.page("/offers/are-stargate?"+own, me).One("article#CE1").Text(), "Judged by")
	assert.Equal(t, 1, s.page("/weights?"+own+offers, me).Find("form[action='/weights']").Count())
	assert.Contains(t, s.page("/methods", me).One("main").Text(), "Two gates")
	assert.Equal(t, "Two gates", s.page("/methods/own-core/1", me).One("h1").Text())
	assert.Equal(t, http.StatusOK, s.get("/briefing.html?"+own+offers, me).Code)

	form := url.Values{"framework": {"own-core@1"}, "offers": {"are-stargate,own-deal"}, "person": {"Ada"}, "reason": {"They decide."}}
	weighed := s.post("/weights", form, me)
	require.Equal(t, http.StatusSeeOther, weighed.Code, "%s", weighed.Body)
	s.page(weighed.Header().Get("Location"), me)
	saved := s.post("/comparisons", url.Values{"framework": {"own-core@1"}, "offers": {"are-stargate,own-deal"}, "name": {"By our gates"}, "as_of": {"2026-11-22"}}, me)
	require.Equal(t, http.StatusSeeOther, saved.Code, "%s", saved.Body)

	require.Equal(t, http.StatusSeeOther, s.post(answerAt("CL2"), someAnswer(), me).Code)
	at := "/offers/own-deal/answers?" + own
	assert.Equal(t, "taken over", s.page(at, me).One("#state-CL2").Text())
	next := s.post(answerAt("CL2")+"?"+own, someAnswer("lo", "0", "hi", "1", "go", "next"), me)
	require.Equal(t, http.StatusSeeOther, next.Code)
	assert.Contains(t, next.Header().Get("Location"), own)
	assert.Equal(t, "answered", s.page(at, me).One("#state-CL2").Text())
	assert.Contains(t, s.page(answerAt("CL2")+"?"+own, me).One("[aria-labelledby=counts]").Text(), "level 0 to 1")
	assert.Contains(t, s.page(answerAt("CL2"), me).One("[aria-labelledby=counts]").Text(), "level 2 to 3", "the base keeps its own")

	assert.Equal(t, http.StatusUnprocessableEntity, s.get("/compare?"+own).Code, "nobody else has it")
	assert.Equal(t, http.StatusNotFound, s.get("/methods/own-core/1").Code)
	assert.NotContains(t, s.get("/methods").Body.String(), "Two gates")
	assert.Equal(t, http.StatusUnprocessableEntity, s.get("/compare?framework=own-none@1", me).Code)
}

func TestAnswerPagesAskLittleOfTheDatabase(t *testing.T) {
	s := desk(t).withDeal()
	me := with(s.signInAs("Ada"))
	require.Equal(t, http.StatusSeeOther, s.post(answerAt("CL2"), someAnswer(), me).Code)
	for _, target := range []string{"/offers/own-deal/answers", answerAt("CL2"), "/offers/are-stargate/answers", "/offers/are-stargate/answers/CE1"} {
		s.page(target, me) // says what was done
		before := s.queries.n.Load()
		s.page(target, me)
		n := s.queries.n.Load() - before
		t.Logf("%d queries, for %s", n, target)
		assert.LessOrEqual(t, n, int64(mostQueries), target)
	}
}

// A saved comparison and weights are read as they were recorded, too.
func TestComparisonsAndWeightsAsRecorded(t *testing.T) {
	s := desk(t).withDeal()
	me := with(s.signInAs("Ada"))
	before := time.Now().UTC().Add(-time.Millisecond).Format(time.RFC3339Nano)
	saved := s.post("/comparisons", url.Values{"offers": {"own-deal"}, "name": {"July"}, "as_of": {"2026-07-09"}}, me)
	require.Equal(t, http.StatusSeeOther, saved.Code)
	link := s.page("/workspace", me).One("[aria-labelledby=saved] li a").Attr("href")
	assert.Equal(t, http.StatusSeeOther, s.get(link, me).Code)
	assert.Equal(t, http.StatusNotFound, s.get(link+"?recorded="+before, me).Code, "it was not there yet")
	opened := s.get(link+"?recorded=2199-01-01", me)
	assert.Contains(t, opened.Header().Get("Location"), "recorded=2199-01-01")

	weighed := s.post("/weights", url.Values{"offers": {"own-deal"}, "person": {"Ada"}, "reason": {"So."}}, me)
	require.Equal(t, http.StatusSeeOther, weighed.Code)
	id, _, _ := strings.Cut(strings.TrimPrefix(weighed.Header().Get("Location"), "/weights/"), "?")
	assert.Equal(t, http.StatusOK, s.get("/compare?offers=own-deal&weights="+id, me).Code)
	assert.Equal(t, http.StatusUnprocessableEntity, s.get("/compare?offers=own-deal&weights="+id+"&recorded="+before, me).Code, "nobody had given them yet")
	past := s.post("/comparisons", url.Values{"offers": {"own-deal"}, "name": {"Then"}, "recorded": {before}}, me)
	assert.NotEqual(t, http.StatusSeeOther, past.Code, "what is saved is what is recorded now")
}

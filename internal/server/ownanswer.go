package server

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"assay/internal/app"
	"assay/internal/comparison"
	"assay/internal/framework"
	"assay/internal/offer"
	"assay/internal/store"
	"assay/web/page"
)

// A sheet is one offer with what it answers to a framework.
type sheet struct {
	ev      comparison.Evaluation // of the offer alone
	answers []store.StoredAnswer  // archived ones included, by criterion and start
	frozen  page.FrozenNotice
	all     *framework.Registry
}

func (k sheet) fw() *framework.Framework { return k.ev.Yardstick() }
func (k sheet) id() offer.ID             { return k.ev.Offers[0].Offer.ID }

// readSheet reads the offer of the address with its answers to the framework that the address
// names.
func (s *Server) readSheet(r *http.Request, tx *store.Tx) (k sheet, err error) {
	q, err := s.query(r)
	if err != nil {
		return k, err
	}
	id := offer.ID(chi.URLParam(r, "id"))
	if !id.Valid() {
		return k, errNotFound
	}
	q.Offers, q.Weights = []offer.ID{id}, "" // how criteria are weighed does not matter here
	if k.all, err = s.frameworks(r, tx); err != nil {
		return k, err
	}
	k.ev, err = app.Compare(r.Context(), tx, k.all, q)
	if input, ok := errors.AsType[*app.InputError](err); ok && input.Missing {
		return k, errNotFound
	}
	if err != nil {
		return k, err
	}
	if k.answers, err = tx.AnswersAbout(r.Context(), k.fw().Ref(), id); err != nil {
		return k, err
	}
	k.frozen, err = frozenNotice(r, tx, k.fw().Ref())
	return k, err
}

// frozenNotice says how settled a framework's criteria are. Two queries.
func frozenNotice(r *http.Request, tx *store.Tx, ref string) (n page.FrozenNotice, err error) {
	frozen, err := tx.FrozenFrameworks(r.Context())
	if err != nil {
		return n, err
	}
	if i := slices.IndexFunc(frozen, func(f store.Frozen) bool { return f.Framework == ref }); i >= 0 {
		n.Since = fmt.Sprintf("frozen since %s, by %s", frozen[i].At.Format("2006-01-02"), orNobody(frozen[i].Person))
		return n, nil
	}
	settings, err := tx.Settings(r.Context())
	n.Wanted = settings.FreezeFirst
	return n, err
}

// of are the answers to one criterion.
func (k sheet) of(criterion string) []store.StoredAnswer {
	return slices.DeleteFunc(slices.Clone(k.answers), func(a store.StoredAnswer) bool { return a.Answer.Criterion != criterion })
}

// counting picks of answers to one criterion the one that holds on a day: of those that have
// begun the last one; else the first there is. -1: there is none.
func counting(answers []store.StoredAnswer, day offer.Date) int {
	found := -1
	for i, a := range answers {
		switch {
		case a.Archived:
		case found < 0, !a.Answer.ValidFrom.After(day):
			found = i
		}
	}
	return found
}

// answerForm is the frame of the form for the criterion of the address, with no answer in it yet.
func (s *Server) answerForm(r *http.Request, tx *store.Tx, k sheet) (page.AnswerForm, error) {
	f := page.AnswerForm{Ev: k.ev, Own: ownID(string(k.id())), Frozen: k.frozen, Values: map[string]string{}}
	id := chi.URLParam(r, "criterion")
	var all []string
	for d, c := range k.fw().Criteria {
		if all = append(all, c.ID); c.ID == id {
			f.Criterion, f.Dimension, f.Place = c, d, len(all)
		}
	}
	if f.Of = len(all); f.Place == 0 {
		return f, errNotFound
	}
	if f.Place > 1 {
		f.Previous = all[f.Place-2]
	}
	if f.Place < f.Of {
		f.Next = all[f.Place]
	}
	f.AtHand = k.ev.Evidence
	if !f.Own {
		return f, nil
	}
	own, _, err := tx.OwnEvidence(r.Context(), "", 0, evidenceOnPage)
	for _, e := range own {
		if _, ok := k.ev.EvidenceByID(e.ID); !ok {
			f.AtHand = append(f.AtHand, e)
		}
	}
	return f, err
}

// shown finds the answer that the address or the form names: its place among those to the
// criterion, or -1 for a new one.
func shown(named string, answers []store.StoredAnswer, day offer.Date) (int, error) {
	switch named {
	case "":
		return counting(answers, day), nil
	case "new":
		return -1, nil
	}
	i := slices.IndexFunc(answers, func(a store.StoredAnswer) bool { return a.ID.String() == named })
	if i < 0 {
		return -1, errNotFound
	}
	return i, nil
}

// list sets the answers by date beside the form; at is the one in it, or -1.
func list(f *page.AnswerForm, answers []store.StoredAnswer, at int) {
	f.Dated = nil
	counts := counting(answers, f.Ev.AsOf)
	for i, a := range answers {
		f.Dated = append(f.Dated, page.DatedAnswer{
			ID: a.ID.String(), From: a.Answer.ValidFrom, To: a.Answer.ValidTo, Says: saysOf(f.Criterion, a.Answer), Archived: a.Archived,
			Current: i == counts && !a.Answer.ValidFrom.After(f.Ev.AsOf), Shown: i == at,
		})
	}
}

// saysOf says an answer in a few words.
func saysOf(c framework.Criterion, a offer.Answer) string {
	switch {
	case a.NotApplicable:
		return "not applicable"
	case a.Raw != nil && a.Raw.Lo == a.Raw.Hi:
		return fmt.Sprintf("%s %s", plainNumber(a.Raw.Lo), c.Unit)
	case a.Raw != nil:
		return fmt.Sprintf("%s to %s %s", plainNumber(a.Raw.Lo), plainNumber(a.Raw.Hi), c.Unit)
	case a.Lo.Level == a.Hi.Level:
		return fmt.Sprintf("level %d", a.Lo.Level)
	}
	return fmt.Sprintf("level %d to %d", a.Lo.Level, a.Hi.Level)
}

// answerPage shows one criterion of an offer in the form.
func (s *Server) answerPage(w http.ResponseWriter, r *http.Request) error {
	var f page.AnswerForm
	err := s.read(r, func(tx *store.Tx) error {
		k, err := s.readSheet(r, tx)
		if err != nil {
			return err
		}
		if f, err = s.answerForm(r, tx, k); err != nil {
			return err
		}
		answers := k.of(f.Criterion.ID)
		at, err := shown(r.FormValue("answer"), answers, k.ev.AsOf)
		if err != nil {
			return err
		}
		if r.FormValue("answer") == "" && at < 0 {
			at = len(answers) - 1 // left open, if there is any: with why
		}
		list(&f, answers, at)
		if at >= 0 {
			f.ID, f.Seen, f.Values = answers[at].ID.String(), answers[at].Stored.Number, storedValues(f.Criterion, answers[at])
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.showAnswer(w, r, http.StatusOK, f)
}

// storedValues shows a stored answer in the form; one that was taken away as nothing known.
func storedValues(c framework.Criterion, a store.StoredAnswer) map[string]string {
	v := answerValues(c, a.Answer)
	if a.Archived {
		v["state"] = page.StateUnknown
	}
	return v
}

func (s *Server) showAnswer(w http.ResponseWriter, r *http.Request, status int, f page.AnswerForm) error {
	title := f.Criterion.Title
	if len(f.Problems) > 0 {
		title = "Error: " + title
	}
	o := f.Ev.Offers[0].Offer
	f.Meta = s.meta(r, title, "offers", page.Link{Text: "Offers", URL: "/offers"}, page.Link{Text: o.Title, URL: "/offers/" + string(o.ID)},
		page.Link{Text: "Answers", URL: s.keep(r, page.AnswersURL(o.ID))})
	return s.render(w, r, status, page.AnswerFormPage(f))
}

// keep adds the choices of how facts are read to an address.
func (s *Server) keep(r *http.Request, address string) string {
	if v := s.chosen(r); len(v) > 0 {
		return address + "?" + v.Encode()
	}
	return address
}

// saveAnswer stores the form, or shows it again with what is to be mended, or beside what
// somebody else stored meanwhile.
func (s *Server) saveAnswer(w http.ResponseWriter, r *http.Request) error {
	var f page.AnswerForm
	err := s.write(r, func(tx *store.Tx) error {
		k, err := s.readSheet(r, tx)
		if err != nil {
			return err
		}
		if f, err = s.answerForm(r, tx, k); err != nil {
			return err
		}
		if !f.Own {
			return errNotFound
		}
		return s.storeAnswer(r, tx, k, &f)
	})
	if errors.Is(err, store.ErrConflict) {
		return s.answerClash(w, r, f)
	}
	if err != nil {
		return err
	}
	if len(f.Problems) > 0 {
		return s.showAnswer(w, r, http.StatusUnprocessableEntity, f)
	}
	to := page.AnswersURL(f.Ev.Offers[0].Offer.ID)
	if r.PostFormValue("go") == "next" && f.Next != "" {
		to = page.AnswerURL(f.Ev.Offers[0].Offer.ID, f.Next)
	}
	if f.Values["state"] == page.StateUnknown {
		return s.done(w, r, s.keep(r, to), "%s (%s) is left open: nobody knows.", f.Criterion.Title, f.Criterion.ID)
	}
	return s.done(w, r, s.keep(r, to), "%s (%s) is stored.", f.Criterion.Title, f.Criterion.ID)
}

// storeAnswer carries the form out within a transaction. What has to be mended it leaves in the
// form's problems.
func (s *Server) storeAnswer(r *http.Request, tx *store.Tx, k sheet, f *page.AnswerForm) error {
	a, read := readAnswer(r, f.Criterion)
	a.Offer = k.id()
	f.Values, f.Reason = read.values, formText(r, "reason")
	answers := k.of(f.Criterion.ID)
	at, err := shown(cmp.Or(r.PostFormValue("answer"), "new"), answers, k.ev.AsOf)
	if err != nil {
		return err
	}
	list(f, answers, at)
	var old *store.StoredAnswer
	if at >= 0 {
		old = &answers[at]
		f.ID, f.Seen, a.Assessor = old.ID.String(), seen(r), old.Answer.Assessor
	}
	if read.values["state"] == page.StateUnknown {
		if f.Problems = read.problems; len(f.Problems) > 0 {
			return nil
		}
		return s.leaveOpen(r, tx, k.fw().Ref(), a, old, f.Seen)
	}
	if len(read.problems) == 0 || read.problems.Of("state") == "" {
		read.rules(k.fw(), a)
		if err := read.exist(r, tx, a); err != nil {
			return err
		}
	}
	moved := old != nil && old.Answer.ValidFrom != a.ValidFrom
	if moved && slices.ContainsFunc(answers, func(b store.StoredAnswer) bool { return !b.Archived && b.Answer.ValidFrom == a.ValidFrom }) {
		read.fail("valid_from", "There is an answer from that day on already: change that one, or choose another day.")
	}
	if f.Problems = read.problems; len(f.Problems) > 0 {
		return nil
	}
	version := f.Seen
	if moved {
		version = 0
	}
	_, _, _, err = tx.Save(r.Context(), s.act(r, store.Change), store.Changes{Answers: []store.Seen[store.AnswerTo]{{
		Item: store.AnswerTo{Framework: k.fw().Ref(), Answer: a}, Version: version,
	}}})
	if err == nil && moved {
		err = s.takeAway(r, tx, *old, f.Seen)
	}
	return err
}

// leaveOpen stores that nobody knows: no answer counts, and why is kept in the history, also
// where there was no answer before. The version with the reason holds the whole scale and is
// archived at once.
func (s *Server) leaveOpen(r *http.Request, tx *store.Tx, ref string, a offer.Answer, old *store.StoredAnswer, seen int) error {
	if old != nil {
		a.ValidFrom = old.Answer.ValidFrom
	}
	if old != nil && (a.Rationale == "" || a.Rationale == old.Answer.Rationale) {
		return s.takeAway(r, tx, *old, seen)
	}
	a.Rationale = cmp.Or(a.Rationale, "Don't know.") // which is what was chosen
	a.Hi.Level = offer.MaxLevel
	_, _, _, err := tx.Save(r.Context(), s.act(r, store.Change), store.Changes{Answers: []store.Seen[store.AnswerTo]{{
		Item: store.AnswerTo{Framework: ref, Answer: a}, Version: seen,
	}}})
	if err != nil {
		return err
	}
	answers, err := tx.AnswersAbout(r.Context(), ref, a.Offer)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(answers, func(b store.StoredAnswer) bool {
		return b.Answer.Criterion == a.Criterion && b.Answer.Assessor == a.Assessor && b.Answer.ValidFrom == a.ValidFrom
	})
	return tx.SetArchived(r.Context(), s.act(r, store.Change), "answer", answers[i].ID.String(), true)
}

// takeAway archives an answer in the version that was seen. The archiving locks the record, so
// the version that is found after it is the one that was archived.
func (s *Server) takeAway(r *http.Request, tx *store.Tx, old store.StoredAnswer, seen int) error {
	err := tx.SetArchived(r.Context(), s.act(r, store.Change), "answer", old.ID.String(), true)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	now, err := tx.AnswerAt(r.Context(), old.ID, 0)
	if err == nil && now.Stored.Number != seen {
		err = &store.Clash{Kind: "answer", ID: old.ID.String(), Saw: seen, Holds: now.Stored.Number}
	}
	return err
}

// exist looks for the evidence that an answer names.
func (f *answerReader) exist(r *http.Request, tx *store.Tx, a offer.Answer) error {
	all := slices.Concat(a.Lo.Evidence, a.Hi.Evidence)
	if len(all) == 0 {
		return nil
	}
	found, err := tx.EvidenceTaken(r.Context(), all)
	for _, b := range []struct {
		field string
		ids   []offer.ID
	}{{"lo_evidence", a.Lo.Evidence}, {"hi_evidence", a.Hi.Evidence}} {
		for _, id := range b.ids {
			if !found[id] && f.problems.Of(b.field) == "" {
				f.fail(b.field, "There is no evidence called %q: choose one that is at hand, or add it first.", id)
			}
		}
	}
	return err
}

// answerClash shows the form as typed beside what was stored meanwhile. Sent again it goes on
// top of the version that is shown.
func (s *Server) answerClash(w http.ResponseWriter, r *http.Request, typed page.AnswerForm) error {
	f := typed
	err := s.read(r, func(tx *store.Tx) error {
		k, err := s.readSheet(r, tx)
		if err != nil {
			return err
		}
		if f, err = s.answerForm(r, tx, k); err != nil {
			return err
		}
		answers := k.of(f.Criterion.ID)
		at := slices.IndexFunc(answers, func(a store.StoredAnswer) bool {
			if typed.ID != "" {
				return a.ID.String() == typed.ID
			}
			return a.Answer.ValidFrom.String() == typed.Values["valid_from"]
		})
		f.Values, f.Reason, f.ID = typed.Values, typed.Reason, typed.ID
		if at < 0 {
			return store.ErrConflict // it has gone again: nothing to set beside
		}
		list(&f, answers, at)
		f.ID, f.Seen, f.Theirs = answers[at].ID.String(), answers[at].Stored.Number, storedValues(f.Criterion, answers[at])
		v := answers[at].Stored
		f.Winner = page.Version{Number: v.Number, At: v.At, Person: v.Person, Reason: v.Reason}
		return nil
	})
	if err != nil {
		return err
	}
	f.Problems = page.Problems{{Message: "Somebody else changed this answer after you opened it. Nothing of yours is stored yet: below is what you typed, beside what is there now."}}
	return s.showAnswer(w, r, http.StatusConflict, f)
}

// answerList shows how every criterion of a framework stands.
func (s *Server) answerList(w http.ResponseWriter, r *http.Request) error {
	var k sheet
	err := s.read(r, func(tx *store.Tx) (err error) {
		k, err = s.readSheet(r, tx)
		return err
	})
	if err != nil {
		return err
	}
	o := k.ev.Offers[0].Offer
	p := page.Answers{Ev: k.ev, Own: ownID(string(o.ID)), Frozen: k.frozen, Frameworks: frameworkOptions(k.all, k.ev)}
	counts := map[string]int{}
	for _, d := range k.fw().Dimensions {
		pd := page.AnswerDimension{ID: d.ID, Title: d.Title, Question: d.Question, Optional: len(d.ScoredCriteria()) == 0}
		for _, c := range d.Criteria {
			row := k.row(c)
			counts[row.State]++
			pd.Rows = append(pd.Rows, row)
		}
		p.Dimensions = append(p.Dimensions, pd)
	}
	p.Coverage = coverage(counts)
	p.Meta = s.meta(r, "Answers: "+o.Title, "offers", page.Link{Text: "Offers", URL: "/offers"}, page.Link{Text: o.Title, URL: "/offers/" + string(o.ID)})
	return s.render(w, r, http.StatusOK, page.AnswersPage(p))
}

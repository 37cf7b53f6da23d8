package server

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"assay/internal/app"
	"assay/internal/framework"
	"assay/internal/offer"
	"assay/internal/store"
	"assay/web/page"
)

// A choiceRecord is what stands behind the form of one criterion: our choice, archived or not.
type choiceRecord struct {
	there bool
	store.StoredAnswer
}

// readChoice reads the offer, the framework and the criterion of the address, with what is chosen.
func (s *Server) readChoice(r *http.Request, tx *store.Tx) (f page.ChoiceForm, k choiceRecord, err error) {
	var all *framework.Registry
	if f.Offer, all, err = s.choosing(r, tx); err != nil {
		return f, k, err
	}
	if f.Framework, err = rungsOf(all, r.FormValue("framework")); err != nil {
		return f, k, err
	}
	var ids []string
	for _, c := range f.Framework.Criteria {
		if ids = append(ids, c.ID); c.ID == chi.URLParam(r, "criterion") {
			f.Criterion, f.Place = c, len(ids)
		}
	}
	if f.Of = len(ids); f.Place == 0 {
		return f, k, errNotFound
	}
	if f.Place > 1 {
		f.Previous = ids[f.Place-2]
	}
	if f.Place < f.Of {
		f.Next = ids[f.Place]
	}
	stored, err := s.choicesThere(r, tx, f)
	if err != nil {
		return f, k, err
	}
	if i := slices.IndexFunc(stored, func(a store.StoredAnswer) bool {
		return a.Answer.Criterion == f.Criterion.ID && a.Framework == f.Framework.Ref()
	}); i >= 0 {
		k = choiceRecord{true, stored[i]}
		f.ID, f.Seen = k.ID.String(), k.Stored.Number
		if !k.Archived {
			f.Choice, f.Why, f.Cited = strconv.Itoa(k.Answer.Choice), ownWhy(f.Criterion, k.Answer), joinIDs(k.Answer.Lo.Evidence)
		}
	}
	if err := baseChoice(r, tx, &f); err != nil {
		return f, k, err
	}
	if f.Frozen, err = s.frozenNow(r, tx, f.Framework); err != nil {
		return f, k, err
	}
	if at, _ := s.past(r); !at.IsZero() {
		f.Evidence, err = tx.Evidence(r.Context(), k.Answer.Lo.Evidence)
		return f, k, err
	}
	f.Evidence, _, err = tx.OwnEvidence(r.Context(), "", 0, evidenceOnPage)
	return f, k, err
}

// choicesThere are the answers under the form's framework, archived ones included; on a page that
// is read as of a moment those under any framework that stood there then. One query.
func (s *Server) choicesThere(r *http.Request, tx *store.Tx, f page.ChoiceForm) ([]store.StoredAnswer, error) {
	at, err := s.past(r)
	switch {
	case err != nil:
		return nil, err
	case at.IsZero():
		return tx.AnswersAbout(r.Context(), f.Framework.Ref(), f.Offer.ID)
	}
	return tx.Choices(r.Context(), f.Offer.ID)
}

// ownWhy is why a rung was chosen, where somebody gave a reason: the rung's own words are none, and
// would be wrong beside another one.
func ownWhy(c framework.Criterion, a offer.Answer) string {
	if a.Choice >= 1 && a.Choice <= len(c.Rungs) && a.Rationale == c.Rungs[a.Choice-1].Label {
		return ""
	}
	return a.Rationale
}

// baseChoice says what counts where nothing is chosen under the framework itself. One query.
func baseChoice(r *http.Request, tx *store.Tx, f *page.ChoiceForm) error {
	if f.Framework.Base == "" {
		return nil
	}
	stored, err := tx.Choices(r.Context(), f.Offer.ID)
	for _, a := range stored {
		if a.Framework == f.Framework.Base && a.Answer.Criterion == f.Criterion.ID {
			f.Base = choiceWords(*f, a.Answer)
		}
	}
	return err
}

// choiceWords says a choice with its number.
func choiceWords(f page.ChoiceForm, a offer.Answer) string {
	if a.Choice < 1 || a.Choice > len(f.Criterion.Rungs) {
		return fmt.Sprint(a.Choice)
	}
	return fmt.Sprintf("%d: %s", a.Choice, f.Criterion.Rungs[a.Choice-1].Label)
}

// choiceFormPage shows one criterion in the form.
func (s *Server) choiceFormPage(w http.ResponseWriter, r *http.Request) error {
	var f page.ChoiceForm
	err := s.read(r, func(tx *store.Tx) (err error) {
		f, _, err = s.readChoice(r, tx)
		return err
	})
	if err != nil {
		return err
	}
	return s.showChoice(w, r, http.StatusOK, f)
}

func (s *Server) showChoice(w http.ResponseWriter, r *http.Request, status int, f page.ChoiceForm) error {
	title := f.Criterion.Title
	if len(f.Problems) > 0 {
		title = "Error: " + title
	}
	f.Meta = s.meta(r, title, "offers", page.Link{Text: "Offers", URL: "/offers"}, page.Link{Text: f.Offer.Title, URL: "/offers/" + string(f.Offer.ID)},
		page.Link{Text: f.Framework.Title, URL: page.ChoicesURL(f.Offer.ID, f.Framework.Ref())})
	return s.render(w, r, status, page.ChoiceFormPage(f))
}

// saveChoice stores the form, or shows it again with what is to be mended, or beside what
// somebody else stored meanwhile.
func (s *Server) saveChoice(w http.ResponseWriter, r *http.Request) error {
	var f page.ChoiceForm
	err := s.write(r, func(tx *store.Tx) error {
		var k choiceRecord
		var err error
		if f, k, err = s.readChoice(r, tx); err != nil {
			return err
		}
		typedChoice(r, &f)
		cited, err := choiceEvidence(r, tx, &f)
		if err != nil || len(f.Problems) > 0 {
			return err
		}
		return s.storeChoice(r, tx, f, k, cited)
	})
	if errors.Is(err, store.ErrConflict) {
		return s.choiceClash(w, r)
	}
	if err != nil {
		return err
	}
	if len(f.Problems) > 0 {
		return s.showChoice(w, r, http.StatusUnprocessableEntity, f)
	}
	to := page.ChoicesURL(f.Offer.ID, f.Framework.Ref())
	if r.PostFormValue("go") == "next" && f.Next != "" {
		to = page.ChoiceURL(f.Offer.ID, f.Framework.Ref(), f.Next)
	}
	if f.Choice == "" {
		return s.done(w, r, to, "%s (%s) is left open.", f.Criterion.Title, f.Criterion.ID)
	}
	return s.done(w, r, to, "%s (%s) is stored.", f.Criterion.Title, f.Criterion.ID)
}

// typedChoice puts what was typed into the form, with what is to be mended.
func typedChoice(r *http.Request, f *page.ChoiceForm) {
	f.Choice, f.Why, f.Cited, f.Reason, f.Seen = r.PostFormValue("choice"), formText(r, "rationale"), formText(r, "evidence"), formText(r, "reason"), seen(r)
	if n, err := strconv.Atoi(f.Choice); f.Choice != "" && (err != nil || n < 1 || n > len(f.Criterion.Rungs)) {
		f.Choice = ""
		f.Problems = append(f.Problems, page.FieldProblem{Field: "choice", Message: "Choose one of the answers, or that you don't know."})
	}
	for _, t := range [][3]string{{"rationale", "Why this one", f.Why}, {"reason", "Why this change", f.Reason}} {
		if p := textProblem(t[1], t[2], false, page.MaxAnswerText); p != "" {
			f.Problems = append(f.Problems, page.FieldProblem{Field: t[0], Message: p})
		}
	}
}

// choiceEvidence reads which records the form names, with what is to be mended. At most one query.
func choiceEvidence(r *http.Request, tx *store.Tx, f *page.ChoiceForm) ([]offer.ID, error) {
	cited := splitIDs(f.Cited)
	fail := func(format string, args ...any) {
		f.Problems = append(f.Problems, page.FieldProblem{Field: "evidence", Message: fmt.Sprintf(format, args...)})
	}
	if len(cited) > page.MaxAnswerEvidence {
		fail("A choice rests on at most %d records.", page.MaxAnswerEvidence)
		return nil, nil
	}
	for _, id := range cited {
		if !id.Valid() {
			fail("%q is no evidence's name: they are made of small letters, digits and hyphens.", strings.ToValidUTF8(clip(string(id), 80), ""))
			return nil, nil
		}
	}
	if len(cited) == 0 {
		return nil, nil
	}
	found, err := tx.EvidenceTaken(r.Context(), cited)
	for _, id := range cited {
		if err == nil && !found[id] {
			fail("There is no evidence called %q: choose one that is at hand, or add it first.", id)
			break
		}
	}
	return cited, err
}

// storeChoice carries the form out within a transaction.
func (s *Server) storeChoice(r *http.Request, tx *store.Tx, f page.ChoiceForm, k choiceRecord, cited []offer.ID) error {
	switch {
	case f.Choice == "" && !k.there:
		return nil // it was open and stays so
	case f.Choice == "":
		return s.takeAway(r, tx, k.StoredAnswer, f.Seen)
	}
	n, err := strconv.Atoi(f.Choice)
	if err != nil {
		return err
	}
	a := app.AnswerChoice(f.Offer.ID, f.Criterion, n, f.Why, offer.Answer{})
	a.Lo.Evidence = cited
	_, _, _, err = tx.Save(r.Context(), s.act(r, store.Change), store.Changes{Answers: []store.Seen[store.AnswerTo]{{
		Item: store.AnswerTo{Framework: f.Framework.Ref(), Answer: a}, Version: f.Seen,
	}}})
	return err
}

// choiceClash shows the form as typed beside what was stored meanwhile. Sent again it goes on top
// of the version that is shown.
func (s *Server) choiceClash(w http.ResponseWriter, r *http.Request) error {
	var f page.ChoiceForm
	err := s.read(r, func(tx *store.Tx) error {
		var k choiceRecord
		var err error
		if f, k, err = s.readChoice(r, tx); err != nil {
			return err
		}
		if !k.there {
			return store.ErrConflict // it has gone again: nothing to set beside
		}
		now := f.Seen
		typedChoice(r, &f)
		f.Seen = now
		f.Theirs = fmt.Sprintf("%s, because: “%s” (version %d, stored by %s)", choiceWords(f, k.Answer), k.Answer.Rationale, k.Stored.Number, orNobody(k.Stored.Person))
		if on := joinIDs(k.Answer.Lo.Evidence); on != "" {
			f.Theirs += ", on " + on
		}
		if k.Archived {
			f.Theirs = "Nothing: the choice was taken away."
		}
		return nil
	})
	if err != nil {
		return err
	}
	f.Problems = page.Problems{{Message: "Somebody else changed this choice after you opened it. Nothing of yours is stored yet."}}
	return s.showChoice(w, r, http.StatusConflict, f)
}

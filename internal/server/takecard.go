package server

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"assay/internal/app"
	"assay/internal/offer"
	"assay/internal/store"
	"assay/web/page"
)

// A cardOutcome is what came of a card that was confirmed.
type cardOutcome struct {
	target   partTarget
	name     string // of the model
	changed  bool   // somebody changed the model since the preview
	same     bool   // there was nothing to store
	was      int    // the offer's version before
	problems page.Problems
}

// takeCard stores what a person takes of a card, if nobody changed the model since its preview.
// What others changed elsewhere in the offer stays.
func (s *Server) takeCard(w http.ResponseWriter, r *http.Request) error {
	var out cardOutcome
	err := s.write(r, func(tx *store.Tx) (err error) {
		out, err = s.confirmCard(r, tx)
		return err
	})
	switch {
	case out.changed, errors.Is(err, store.ErrConflict):
		err = s.showCard(w, r, http.StatusConflict, "Somebody else changed this model since the preview was made, so nothing was stored. Below is the card beside what is recorded now.", nil)
		if errors.Is(err, store.ErrConflict) { // it waits no longer
			return s.showSent(w, r, http.StatusConflict, "This card was taken in or put aside already, so nothing more was stored.")
		}
		return err
	case err != nil:
		return err
	case len(out.problems) > 0:
		return s.showCard(w, r, http.StatusUnprocessableEntity, "", out.problems)
	case out.same:
		return s.done(w, r, out.target.edit(), "The card says nothing that you took, so nothing was changed.")
	}
	return s.done(w, r, out.target.edit()+"?before="+strconv.Itoa(out.was), "Model “%s” saved with what you took from its card.", clip(strings.TrimSpace(out.name), 80))
}

func (s *Server) confirmCard(r *http.Request, tx *store.Tx) (out cardOutcome, err error) {
	c, _, err := s.waiting(r, tx)
	if err != nil {
		return out, err
	}
	saw, part, err := sawOffer(r, tx, c.options.Offer)
	if err != nil {
		return out, err
	}
	if _, ok := c.target.kind.at(&saw, c.target.n); !ok && c.target.n >= 0 {
		return out, errNotFound
	}
	at, changed := c.target.kind.place(&saw, &part.own.Offer, c.target.n)
	if changed {
		out.changed = true
		return out, nil
	}
	next := cloneParts(part.own.Offer)
	say := func(field, format string, args ...any) {
		out.problems = append(out.problems, page.FieldProblem{Field: field, Message: fmt.Sprintf(format, args...)})
	}
	now := offer.Model{}
	if c.target.n < 0 {
		c.target.kind.add(&next)
		now = c.fresh(formText(r, "name"))
		if p := textProblem("Name", now.Name, true, maxLine); p != "" {
			say("name", "%s", p)
		}
	} else {
		now = next.Parts.Models[at]
	}
	items := c.plan(now)
	for _, item := range items {
		if choice := r.PostForm.Get("take-" + item.Key); choice != "" && choice != "card" && choice != "keep" {
			say("take-"+item.Key, "%s: choose one of the two.", item.Field)
		}
	}
	took := app.TakeCard(now, items, taken(items, r.PostForm))
	next.Parts.Models[at] = took
	out.target, out.name, out.was = partTarget{c.options.Offer, c.target.kind, at}, took.Name, part.own.Stored.Number
	if p := textProblem("The reason", formText(r, "reason"), false, 2000); p != "" {
		say("reason", "%s", p)
	}
	for _, p := range s.cardProblems(part.own, now, next, at) {
		say("", "%s", p)
	}
	if len(out.problems) > 0 {
		return out, nil
	}
	report, waiting := app.ImportReport{}, []store.UploadState{store.Waiting}
	act := s.act(r, store.Import)
	if act.Reason == "" {
		act.Reason = clip("From the model card at "+c.options.URL, 2000)
	}
	if out.same = c.target.n >= 0 && app.SameModel(now, took); !out.same {
		if report.Taken, err = app.StoreCard(r.Context(), tx, act, c.source, string(c.upload.Body), next, part.own.Stored.Number); err != nil {
			return out, err
		}
	}
	return out, tx.MoveUpload(r.Context(), act, c.upload.ID, waiting, store.Done, report)
}

// cardProblems are what stands against storing an offer whose model at a place takes something
// from a card.
func (s *Server) cardProblems(own store.OwnOffer, now offer.Model, next offer.Offer, at int) (ps []string) {
	took := next.Parts.Models[at]
	say := func(bad bool, format string, args ...any) {
		if bad {
			ps = append(ps, fmt.Sprintf(format, args...))
		}
	}
	say(own.Archived, "This offer is archived: bring it back before you change it.")
	say(at >= maxParts, "An offer holds at most %d parts of a kind.", maxParts)
	say(len(took.Components) > maxPartRows, "A model holds at most %d components, and this would make %d: leave some out.", maxPartRows, len(took.Components))
	say(len(took.Lineage) > maxPartRows, "A model holds at most %d things that it was made from, and this would make %d: leave some out.", maxPartRows, len(took.Lineage))
	cites := len(took.Evidence)
	for _, k := range took.Components {
		cites = max(cites, len(k.Evidence))
	}
	for _, l := range took.Lineage {
		cites = max(cites, len(l.Evidence))
	}
	say(cites > maxCited, "A field names at most %d records of evidence: leave out what has that many, or take some away on the model's page.", maxCited)
	for _, name := range app.Unsourced(now, took) {
		say(true, "The %s is recorded above a vendor's claim and names no source, so the card would come to stand behind it. Name its source on the model's page first, or lower it.", clip(name, 120))
	}
	if len(ps) > 0 {
		return ps
	}
	for _, p := range next.Validate() {
		say(true, "%s: %s.", p.Field, strings.TrimSuffix(p.Message, "."))
	}
	if len(ps) == 0 {
		if _, err := measures(next, s.today()); err != nil {
			say(true, "%s", contradiction(err))
		}
	}
	return slices.Compact(ps)
}

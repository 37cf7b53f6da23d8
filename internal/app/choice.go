package app

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"assay/internal/evaluate"
	"assay/internal/exchange"
	"assay/internal/framework"
	"assay/internal/offer"
	"assay/internal/store"
)

// DefaultRungs is the framework of rungs where none is named.
const DefaultRungs = "eu-csf"

// ImportChoices is the kind of a sheet of choices: XLSX or CSV, about one offer.
const ImportChoices ImportKind = "choices"

// A Chosen is what an offer's choices come to under a framework of rungs.
type Chosen struct {
	Framework *framework.Framework
	Answers   map[string]store.StoredAnswer // by criterion
	Result    evaluate.RungResult
}

// Cited are the records that the choices rest on, each once, by id.
func (c Chosen) Cited() []offer.ID {
	var all []offer.ID
	for _, a := range c.Answers {
		all = append(all, a.Answer.Lo.Evidence...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// ChosenUnder reads stored choices about one offer under a framework of rungs. Criteria that
// nobody answered under the framework itself take over the choice under its base, which asks the
// same questions.
func ChosenUnder(fw *framework.Framework, stored []store.StoredAnswer) (Chosen, error) {
	c := Chosen{Framework: fw, Answers: map[string]store.StoredAnswer{}}
	for _, ref := range []string{fw.Base, fw.Ref()} {
		for _, a := range stored {
			if a.Framework == ref {
				c.Answers[a.Answer.Criterion] = a
			}
		}
	}
	choices := map[string]int{}
	for id, a := range c.Answers {
		choices[id] = a.Answer.Choice
	}
	var err error
	c.Result, err = evaluate.Rungs(fw, choices)
	return c, err
}

// ChosenAnywhere reads stored choices about one offer under every framework of rungs under which
// some of them count.
func ChosenAnywhere(frameworks *framework.Registry, stored []store.StoredAnswer) ([]Chosen, error) {
	var all []Chosen
	for _, fw := range frameworks.All() {
		counts := func(a store.StoredAnswer) bool { return a.Framework == fw.Ref() || a.Framework == fw.Base }
		if fw.Kind != framework.KindRungs || !slices.ContainsFunc(stored, counts) {
			continue
		}
		c, err := ChosenUnder(fw, stored)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

// AnswerChoice is the answer that chooses a rung, 1 the first. Where the same rung is chosen already
// its evidence stays, and its reason where none is given; else the rung's own words stand there.
// The rung must be one of the criterion's.
func AnswerChoice(about offer.ID, c framework.Criterion, rung int, why string, before offer.Answer) offer.Answer {
	a := offer.Answer{Offer: about, Criterion: c.ID, Choice: rung, Hi: offer.Bound{Level: offer.MaxLevel}, Assessor: OurAnswer}
	same := ""
	if before.Choice == rung {
		same, a.Lo.Evidence = before.Rationale, before.Lo.Evidence
	}
	a.Rationale = cmp.Or(why, same, c.Rungs[rung-1].Label)
	return a
}

// choices plans a sheet of choices about one offer, and what they would come to.
func (r *importReader) choices() error {
	fw, err := r.frameworks.Get(cmp.Or(r.in.Options.Framework, DefaultRungs))
	if err != nil || fw.Kind != framework.KindRungs {
		return &InputError{Field: "rungs", Message: "Choose the framework that the sheet answers: one of rungs, such as the EU Cloud Sovereignty Framework."}
	}
	offers, err := r.tx.OwnOfferIDs(r.ctx)
	if err != nil {
		return err
	}
	about := r.in.Options.Offer
	if !slices.Contains(offers, about) {
		r.fail(r.in.Name, 0, "", "The offer %q, which the file is about, is not in the workspace, or is archived. Put this file aside and send it again for another offer.", about)
		return nil
	}
	sheet, problems, err := exchange.ReadCSFAnswers(r.in.Name, bytes.NewReader(r.in.Body), int64(len(r.in.Body)), fw)
	if err != nil {
		return err
	}
	r.sheetProblems(problems)
	if len(problems) > 0 {
		return nil
	}
	stored, err := r.tx.Choices(r.ctx, about)
	if err != nil {
		return err
	}
	for _, c := range fw.Criteria {
		s, chosen := sheet.Choices[c.ID]
		if !chosen {
			continue
		}
		there := store.StoredAnswer{Framework: fw.Ref()}
		at := slices.IndexFunc(stored, func(a store.StoredAnswer) bool { return a.Framework == fw.Ref() && a.Answer.Criterion == c.ID })
		if at >= 0 {
			there = stored[at]
		}
		there.Answer = AnswerChoice(about, c, s.Choice, s.Why, there.Answer)
		r.answer(fw, there.Answer, r.in.Name, s.Row)
		if at >= 0 {
			stored[at] = there
		} else {
			stored = append(stored, there)
		}
	}
	if sheet.Blank > 0 {
		r.plan.Notes = append(r.plan.Notes, blankNote(sheet.Blank))
	}
	result, err := ChosenUnder(fw, stored)
	r.plan.About, r.plan.Chosen = about, &result
	return err
}

func blankNote(n int) string {
	if n == 1 {
		return "1 criterion of the sheet is left open: nothing is stored for it, and a choice that is there stays."
	}
	return fmt.Sprintf("%d criteria of the sheet are left open: nothing is stored for them, and choices that are there stay.", n)
}

// sheetProblems tells what is wrong with a sheet.
func (r *importReader) sheetProblems(problems []exchange.SheetProblem) {
	for _, p := range problems {
		column := p.Column
		if p.Heading != "" {
			column = strings.TrimSpace(column + " " + p.Heading)
		}
		r.fail(p.Sheet, p.Row, column, "%s", p.Reason)
	}
}

package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"assay/internal/casestudy"
	"assay/internal/framework"
	"assay/internal/offer"
	"assay/internal/store"
)

// MaxCopied bounds the offers that are copied at once.
const MaxCopied = 50

// A Copied is an offer of the workspace made as a copy of another.
type Copied struct {
	From, ID offer.ID
	Title    string
	Answers  int
}

// CopyOffers copies offers of the library, or of the workspace, into the workspace: each with
// its parts, its history and its current answers to the core and the capacity criteria. The
// evidence stays where it is. Each copy's reason names what it was copied from and in which
// version. An id that is no offer gives an *InputError, and nothing is stored.
func CopyOffers(ctx context.Context, tx *store.Tx, act store.Act, frameworks *framework.Registry, from []offer.ID) ([]Copied, error) {
	if len(from) == 0 || len(from) > MaxCopied {
		return nil, &InputError{Field: "offers", Message: fmt.Sprintf("Choose 1 to %d offers to copy.", MaxCopied)}
	}
	answers, err := answersToCopy(ctx, tx, frameworks, from)
	if err != nil {
		return nil, err
	}
	taken, err := tx.OfferIDs(ctx, "own-")
	if err != nil {
		return nil, err
	}
	act.Action = store.Copy
	var copies []Copied
	for _, id := range from {
		o, version, err := tx.OfferAt(ctx, id, 0)
		if err != nil {
			return nil, err
		}
		c := Copied{From: id, ID: offer.OwnID(o.Title, func(id offer.ID) bool { return taken[id] }), Title: o.Title}
		taken[c.ID] = true
		o.ID = c.ID
		if strings.HasPrefix(string(id), "own-") {
			o.Title = copyTitle(o.Title)
			c.Title = o.Title
		}
		changes := store.Changes{Offers: []store.Seen[offer.Offer]{{Item: o}}}
		for _, a := range answers[id] {
			a.Answer.Offer, a.Answer.Assessor, a.Answer.Version = c.ID, OurAnswer, 0
			changes.Answers = append(changes.Answers, store.Seen[store.AnswerTo]{Item: a})
		}
		c.Answers = len(changes.Answers)
		each := act
		each.Reason = strings.TrimSpace(fmt.Sprintf("Copied from %s, version %d. %s", whose(id), version, act.Reason))
		if _, _, _, err := tx.Save(ctx, each, changes); err != nil {
			return nil, err
		}
		copies = append(copies, c)
	}
	return copies, nil
}

func whose(id offer.ID) string {
	if strings.HasPrefix(string(id), "own-") {
		return "our offer " + string(id)
	}
	return "the library's offer " + string(id)
}

// copyTitle tells a copy from its original in every list, within the length of a title.
func copyTitle(title string) string {
	const most, mark = 200, " (copy)"
	for len(title)+len(mark) > most {
		title = strings.ToValidUTF8(title[:len(title)-1], "") // whole letters only
	}
	return title + mark
}

// answersToCopy reads what is answered about offers on the core and the capacity criteria. Where
// several assessors answered the same from the same day, the answer that comes last by the
// assessor's name is taken: a workspace holds one.
func answersToCopy(ctx context.Context, tx *store.Tx, frameworks *framework.Registry, about []offer.ID) (map[offer.ID][]store.AnswerTo, error) {
	found := map[offer.ID][]store.AnswerTo{}
	for _, ref := range []string{casestudy.Framework, casestudy.CapacityFramework} {
		fw, err := frameworks.Get(ref)
		if err != nil {
			return nil, err
		}
		answers, err := tx.Answers(ctx, fw.ID, fw.Version, about)
		if err != nil {
			return nil, err
		}
		for _, id := range about {
			for _, a := range answers[id] {
				same := func(b store.AnswerTo) bool {
					return b.Framework == fw.Ref() && b.Answer.Criterion == a.Criterion && b.Answer.ValidFrom == a.ValidFrom
				}
				found[id] = append(slices.DeleteFunc(found[id], same), store.AnswerTo{Framework: fw.Ref(), Answer: a})
			}
		}
	}
	return found, nil
}

package app

import (
	"context"
	"fmt"
	"strings"

	"assay/internal/offer"
	"assay/internal/store"
)

// MaxCopied bounds the offers that are copied at once.
const MaxCopied = 50

// maxCopiedAnswers bounds the answers that go along with them.
const maxCopiedAnswers = 5_000

// A Copied is an offer of the workspace made as a copy of another.
type Copied struct {
	From, ID offer.ID
	Title    string
	Answers  int
}

// CopyOffers copies offers of the library, or of the workspace, into the workspace: each with
// its parts, its history and its current answers to every framework. The evidence stays where it
// is. Each copy's reason names what it was copied from and in which version. An id
// that is no offer gives an ErrNotFound, too many offers or answers an *InputError; then nothing
// is stored.
func CopyOffers(ctx context.Context, tx *store.Tx, act store.Act, from []offer.ID) ([]Copied, error) {
	if len(from) == 0 || len(from) > MaxCopied {
		return nil, &InputError{Field: "offers", Message: fmt.Sprintf("Choose 1 to %d offers to copy.", MaxCopied)}
	}
	answers, err := answersToCopy(ctx, tx, from)
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

// answersToCopy reads what is answered about offers, to whatever framework. Where several
// assessors answered the same from the same day, the answer that comes last by the assessor's
// name is taken: a workspace holds one.
func answersToCopy(ctx context.Context, tx *store.Tx, about []offer.ID) (map[offer.ID][]store.AnswerTo, error) {
	answers, err := tx.CurrentAnswers(ctx, about, maxCopiedAnswers+1)
	if err != nil {
		return nil, err
	}
	if len(answers) > maxCopiedAnswers {
		return nil, &InputError{Field: "offers", Message: fmt.Sprintf("There are more than %d answers about what is to be copied. Copy fewer offers at once, or archive answers that have run out.", maxCopiedAnswers)}
	}
	found := map[offer.ID][]store.AnswerTo{}
	for _, a := range answers {
		all := found[a.Answer.Offer]
		if n := len(all) - 1; n >= 0 && all[n].Framework == a.Framework && all[n].Answer.Criterion == a.Answer.Criterion && all[n].Answer.ValidFrom == a.Answer.ValidFrom {
			all = all[:n]
		}
		found[a.Answer.Offer] = append(all, store.AnswerTo{Framework: a.Framework, Answer: a.Answer})
	}
	return found, nil
}

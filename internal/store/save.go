package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"assay/internal/offer"
)

// Seen is a record to be stored with the version that its writer saw: 0 for a new one. What
// somebody else stored meanwhile is never overwritten.
type Seen[T any] struct {
	Item    T
	Version int
}

// An AnswerTo is an answer to a criterion of a framework, id@version.
type AnswerTo struct {
	Framework string
	Answer    offer.Answer
}

// Changes are records of the workspace that are stored together, or not at all.
type Changes struct {
	Evidence []Seen[offer.Evidence]
	Offers   []Seen[offer.Offer]
	Answers  []Seen[AnswerTo]
}

// A Clash is a record that was changed by somebody else since it was read.
type Clash struct {
	Kind, ID   string
	Saw, Holds int // versions
}

func (c *Clash) Error() string {
	return fmt.Sprintf("%s %s: version %d was seen and %d is there", c.Kind, c.ID, c.Saw, c.Holds)
}

// Is makes a Clash an ErrConflict.
func (c *Clash) Is(err error) bool { return err == ErrConflict }

// An Invalid is a record that breaks a rule of the core.
type Invalid struct {
	Kind, ID string
	Problems []offer.Problem
}

func (e *Invalid) Error() string { return e.Kind + " " + e.ID + ": " + e.Problems[0].Error() }

// ErrNotFrozen says that the workspace wants its criteria settled before the first answer.
var ErrNotFrozen = errors.New("the criteria are not frozen yet")

// Save stores new versions of records, each with its event, in one exchange after the look at
// what is there. A record that is equal to the stored one is left alone. It returns how many
// of each were new or changed. Errors: *Clash (an ErrConflict) when a record was changed since
// the version seen, *Invalid, ErrNotFound when evidence, an offer or a framework that is named
// does not exist, ErrNotFrozen.
func (tx *Tx) Save(ctx context.Context, act Act, changes Changes) (evidence, offers, answers Count, err error) {
	c := &changeset{workspace: tx.workspace, act: act}
	steps := []func() error{
		func() (err error) { evidence, err = tx.saveEvidence(ctx, c, changes.Evidence); return },
		func() (err error) { offers, err = tx.saveOffers(ctx, c, changes.Offers); return },
		func() (err error) { answers, err = tx.saveAnswers(ctx, c, changes.Answers); return },
		func() error { return tx.send(ctx, c) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return Count{}, Count{}, Count{}, wrap(err, "save")
		}
	}
	tx.log(c.events...)
	return evidence, offers, answers, nil
}

func (tx *Tx) saveEvidence(ctx context.Context, c *changeset, items []Seen[offer.Evidence]) (Count, error) {
	id := func(e offer.Evidence) string { return string(e.ID) }
	d, err := reviseByID(ctx, tx, c, "evidence", items, id, offer.Evidence.Validate)
	if err != nil {
		return Count{}, err
	}
	queueEvidence(c, d)
	return d.count(), nil
}

func (tx *Tx) saveOffers(ctx context.Context, c *changeset, items []Seen[offer.Offer]) (Count, error) {
	id := func(o offer.Offer) string { return string(o.ID) }
	d, err := reviseByID(ctx, tx, c, "offer", items, id, offer.Offer.Validate)
	if err != nil {
		return Count{}, err
	}
	queueOffers(c, d)
	return d.count(), nil
}

// reviseByID is revise for records whose id is their key.
func reviseByID[T any](ctx context.Context, tx *Tx, c *changeset, table string, items []Seen[T], id func(T) string, validate func(T) []offer.Problem) (diff[T], error) {
	if len(items) == 0 {
		return diff[T]{}, nil
	}
	wanted := make([]string, len(items))
	for i, s := range items {
		wanted[i] = id(s.Item)
		if !strings.HasPrefix(wanted[i], "own-") {
			return diff[T]{}, fmt.Errorf("%s %s belongs to the library: %w", table, wanted[i], ErrForbidden)
		}
	}
	// Locking comes first and by itself: a statement that waited for a lock would join the new
	// head to the old version.
	if _, err := tx.tx.Exec(ctx, `SELECT FROM `+table+` WHERE workspace_id = $1 AND id = ANY($2::text[]) ORDER BY id FOR UPDATE`, tx.workspace, wanted); err != nil {
		return diff[T]{}, err
	}
	stored, err := tx.heads(ctx, table, wanted)
	if err != nil {
		return diff[T]{}, err
	}
	return revise(c, table, items, id, stored, id, validate)
}

// revise compares records with what is stored and plans their new versions and events.
func revise[T any](c *changeset, kind string, items []Seen[T], key func(T) string, stored map[string]head, newID func(T) string, validate func(T) []offer.Problem) (diff[T], error) {
	plain := make([]T, len(items))
	for i, s := range items {
		k := key(s.Item)
		if ps := validate(s.Item); len(ps) > 0 {
			return diff[T]{}, &Invalid{kind, k, ps}
		}
		h := stored[k]
		if s.Version != h.version && !(s.Version == 0 && h.retired) {
			return diff[T]{}, &Clash{kind, k, s.Version, h.version}
		}
		plain[i] = s.Item
	}
	d, err := planOf(plain, key, stored, newID)
	if err != nil {
		return d, err
	}
	for _, r := range d.fresh {
		c.events = append(c.events, c.act.event(kind, r.id, r.version, nil, &r.sha256))
	}
	for _, r := range d.changed {
		c.events = append(c.events, c.act.event(kind, r.id, r.version, stored[key(r.item)].sha256, &r.sha256))
	}
	for _, id := range d.revived {
		c.events = append(c.events, Act{c.act.Person, c.act.Reason, Revive}.event(kind, id, 0, nil, nil))
	}
	return d, nil
}

func (tx *Tx) saveAnswers(ctx context.Context, c *changeset, items []Seen[AnswerTo]) (Count, error) {
	if len(items) == 0 {
		return Count{}, nil
	}
	var about, refs []string
	plain := make([]Seen[frameworkAnswer], len(items))
	for i, s := range items {
		if _, _, err := cutRef(s.Item.Framework); err != nil {
			return Count{}, err
		}
		a := s.Item.Answer
		a.Version = 0 // ours to say
		plain[i] = Seen[frameworkAnswer]{frameworkAnswer{s.Item.Framework, a}, s.Version}
		about, refs = append(about, string(a.Offer)), append(refs, s.Item.Framework)
	}
	about, refs = unique(about), unique(refs)
	slices.Sort(about)
	if err := tx.frozenFirst(ctx, refs); err != nil {
		return Count{}, err
	}
	if _, err := tx.tx.Exec(ctx, `SELECT FROM answer WHERE workspace_id = $1 AND offer_id = ANY($2::text[]) ORDER BY id FOR UPDATE`, tx.workspace, about); err != nil {
		return Count{}, err
	}
	stored, err := tx.answerHeads(ctx, about)
	if err != nil {
		return Count{}, err
	}
	d, err := revise(c, "answer", plain, frameworkAnswer.key, stored, func(frameworkAnswer) string { return NewUUID().String() },
		func(a frameworkAnswer) []offer.Problem { return a.Answer.Validate() })
	if err != nil {
		return Count{}, err
	}
	queueAnswers(c, d)
	return d.count(), nil
}

// SetArchived takes a record (kind offer, evidence or answer, by its id) out of the current
// content, or back into it. Its versions stay. ErrNotFound: there is no such record.
func (tx *Tx) SetArchived(ctx context.Context, act Act, kind, id string, archived bool) error {
	if !slices.Contains([]string{"offer", "evidence", "answer"}, kind) {
		return fmt.Errorf("%s: %w", kind, ErrNotFound)
	}
	act.Action = Revive
	if archived {
		act.Action = Archive
	}
	var version int
	var sum []byte
	err := tx.tx.QueryRow(ctx, `
		UPDATE `+kind+` h SET retired_at = CASE WHEN $3 THEN now() END
		FROM `+kind+`_version v
		WHERE h.workspace_id = $1 AND h.id::text = $2 AND (v.workspace_id, v.id, v.version) = (h.workspace_id, h.id, h.version) AND (h.retired_at IS NULL) = $3
		RETURNING h.version, v.sha256`, tx.workspace, id, archived).Scan(&version, &sum)
	if errors.Is(err, pgx.ErrNoRows) {
		return fmt.Errorf("%s %s: %w", kind, id, ErrNotFound)
	}
	if err != nil {
		return wrap(err, "archive %s %s", kind, id)
	}
	tx.log(act.event(kind, id, version, sum, (*digest)(sum)))
	return nil
}

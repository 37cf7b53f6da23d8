package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"assay/internal/casestudy"
	"assay/internal/comparison"
	"assay/internal/exchange"
	"assay/internal/framework"
	"assay/internal/offer"
	"assay/internal/store"
)

// ImportBundle is the kind of an Assay bundle.
const ImportBundle ImportKind = "bundle"

// Bundle gathers what the workspace holds now.
func Bundle(ctx context.Context, tx *store.Tx, frameworks *framework.Registry) (exchange.Bundle, error) {
	var b exchange.Bundle
	own, err := tx.OwnFrameworks(ctx)
	if err != nil {
		return b, err
	}
	for _, f := range own {
		b.Frameworks = append(b.Frameworks, exchange.BundledFramework{Ref: f.Ref, YAML: []byte(f.Source)})
	}
	if err := bundleComparisons(ctx, tx, &b); err != nil {
		return b, err
	}
	ids, err := tx.OwnOfferIDs(ctx)
	if err != nil {
		return b, err
	}
	archived := archivedOffers(b.Comparisons, ids)
	ids = append(ids, archived...)
	if len(ids) > MaxExported {
		return b, &InputError{Field: "offers", Message: fmt.Sprintf("A bundle takes at most %d offers; the workspace has %d. Archive those that are done.", MaxExported, len(ids))}
	}
	if err := bundleOffers(ctx, tx, frameworks, ids, archived, &b); err != nil {
		return b, err
	}
	if err := bundleEvidence(ctx, tx, &b); err != nil {
		return b, err
	}
	if b.Weightings, err = tx.Weightings(ctx, ""); err != nil {
		return b, err
	}
	return b, bundleAttachments(ctx, tx, &b)
}

// archivedOffers are the own offers that comparisons name and the content no longer has. The
// comparisons could not come back without them.
func archivedOffers(comparisons []exchange.BundledComparison, current []offer.ID) []offer.ID {
	have := among(current)
	var ids []offer.ID
	for _, c := range comparisons {
		for _, id := range c.Offers {
			if strings.HasPrefix(string(id), "own-") && !have(id) && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// bundleOffers adds offers and their answers to every framework of levels or rungs.
func bundleOffers(ctx context.Context, tx *store.Tx, frameworks *framework.Registry, ids, archived []offer.ID, b *exchange.Bundle) error {
	id, version, _ := strings.Cut(casestudy.Framework, "@") // whichever: the offers are the same
	ds, err := tx.Dossiers(ctx, id, version, ids)
	if err != nil {
		return err
	}
	for _, d := range ds {
		b.Offers = append(b.Offers, d.Offer)
	}
	for _, id := range archived {
		o, _, err := tx.OfferAt(ctx, id, 0)
		if err != nil {
			return err
		}
		b.Offers = append(b.Offers, o)
		b.Archived = append(b.Archived, exchange.ArchivedRecord{Kind: "offer", ID: id})
	}
	for _, f := range frameworks.All() {
		if f.Kind == framework.KindComponents {
			continue
		}
		found, err := tx.Answers(ctx, f.ID, f.Version, ids)
		if err != nil {
			return err
		}
		set := exchange.BundledAnswers{Framework: f.Ref()}
		for _, id := range ids {
			for _, a := range found[id] {
				a.Version = 0 // of this workspace
				set.Answers = append(set.Answers, a)
			}
		}
		if len(set.Answers) > 0 {
			b.Answers = append(b.Answers, set)
		}
	}
	return nil
}

// bundleEvidence adds the workspace's evidence, with what is archived and still cited.
func bundleEvidence(ctx context.Context, tx *store.Tx, b *exchange.Bundle) error {
	var err error
	if b.Evidence, err = OwnEvidence(ctx, tx); err != nil {
		return err
	}
	var cited []offer.ID
	for _, o := range b.Offers {
		cited = append(cited, comparison.References(o, nil)...)
	}
	for _, set := range b.Answers {
		cited = append(cited, comparison.References(offer.Offer{}, set.Answers)...)
	}
	for next := b.Evidence; len(next) > 0 || len(cited) > 0; { // what is archived may cite more
		for _, e := range next {
			cited = append(cited, e.Contradicts...)
		}
		have := make([]offer.ID, len(b.Evidence))
		for i, e := range b.Evidence {
			have[i] = e.ID
		}
		known := among(have)
		cited = slices.DeleteFunc(cited, func(id offer.ID) bool { return known(id) || !strings.HasPrefix(string(id), "own-") })
		if next, err = CitedEvidence(ctx, tx, cited); err != nil {
			return err
		}
		for _, e := range next {
			b.Archived = append(b.Archived, exchange.ArchivedRecord{Kind: "evidence", ID: e.ID})
		}
		b.Evidence, cited = append(b.Evidence, next...), nil
	}
	return nil
}

func bundleComparisons(ctx context.Context, tx *store.Tx, b *exchange.Bundle) error {
	saved, err := tx.Comparisons(ctx)
	for _, c := range saved {
		full, err := tx.Comparison(ctx, c.ID)
		if err != nil {
			return err
		}
		b.Comparisons = append(b.Comparisons, exchange.BundledComparison{ID: full.ID.String(), Name: full.Name, Title: full.Title, Framework: full.Framework,
			Tier: full.Tier, AsOf: full.AsOf, Weighting: full.Weighting, Offers: full.Offers})
	}
	return err
}

// bundleAttachments adds the copies that the evidence names.
func bundleAttachments(ctx context.Context, tx *store.Tx, b *exchange.Bundle) error {
	seen, total := map[string]bool{}, 0
	for _, e := range b.Evidence {
		sum := e.Source.Archive
		if sum == "" || seen[sum] {
			continue
		}
		seen[sum] = true
		a, err := tx.Attachment(ctx, sum)
		if errors.Is(err, store.ErrNotFound) {
			continue // the record came without its copy
		}
		if err != nil {
			return err
		}
		if total += len(a.Body); total > exchange.MaxBundleBytes {
			return &InputError{Field: "attachments", Message: fmt.Sprintf("The kept copies are larger than the %d MiB that a bundle takes. Back the workspace up instead: assay backup DIR.", exchange.MaxBundleBytes>>20)}
		}
		b.Attachments = append(b.Attachments, exchange.BundledAttachment{SHA256: a.SHA256, Name: a.Name, MediaType: a.MediaType, Body: a.Body})
	}
	return nil
}

// bundled is what a bundle brings beside the records that Save stores.
type bundled struct {
	frameworks  []*framework.Framework
	sources     [][]byte
	attachments []exchange.BundledAttachment
	weightings  []framework.Weighting
	comparisons []store.Comparison
	archived    []exchange.ArchivedRecord // where the bundle comes from
	archive     []exchange.ArchivedRecord // those of them to archive here, once they are stored
}

func (r *importReader) bundle() error {
	b, err := exchange.ReadBundle(bytes.NewReader(r.in.Body), int64(len(r.in.Body)))
	if e, ok := errors.AsType[*exchange.BundleError](err); ok {
		r.fail(e.Entry, 0, "", "%s", e.Reason)
		return nil
	}
	if err != nil {
		return err
	}
	r.plan.bundled.archived = b.Archived
	r.bundledFrameworks(b)
	for _, e := range b.Evidence {
		r.plan.changes.Evidence = append(r.plan.changes.Evidence, store.Seen[offer.Evidence]{Item: e})
		r.problems("evidence.json", string(e.ID), e.Validate())
	}
	var named []offer.ID
	for _, o := range b.Offers {
		r.plan.changes.Offers = append(r.plan.changes.Offers, store.Seen[offer.Offer]{Item: o})
		r.problems("offers.json", string(o.ID), o.Validate())
		named = append(named, comparison.References(o, nil)...)
	}
	for _, set := range b.Answers {
		fw, err := r.frameworks.Get(set.Framework)
		if err != nil || fw.Ref() != set.Framework {
			r.fail("answers.json", 0, "", "There is no framework %q here, and the bundle does not bring it.", set.Framework)
			continue
		}
		for _, a := range set.Answers {
			r.answer(fw, a, "answers.json", 0)
		}
		named = append(named, comparison.References(offer.Offer{}, set.Answers)...)
	}
	if err := r.bundledEvidence(b, named); err != nil {
		return err
	}
	return r.bundledChoices(b)
}

func (r *importReader) problems(entry, id string, ps []offer.Problem) {
	for _, p := range ps {
		r.fail(entry, 0, id, "%s %s.", p.Field, p.Message)
	}
	if len(id) < 5 || id[:4] != "own-" {
		r.fail(entry, 0, id, "The id does not begin with own-, as those of a workspace do.")
	}
}

// bundledFrameworks reads what the bundle brings, so that its answers can be checked.
func (r *importReader) bundledFrameworks(b exchange.Bundle) {
	for _, f := range b.Frameworks {
		read, mistakes := LintFramework(r.shipped, f.Ref+".yaml", f.YAML)
		for _, m := range mistakes {
			r.fail("frameworks/"+f.Ref+".yaml", m.Line, fmt.Sprint(m.Column), "%s", m.Message)
		}
		if len(mistakes) > 0 {
			continue
		}
		if read.Ref() != f.Ref {
			r.fail("frameworks/"+f.Ref+".yaml", 1, "1", "The file holds %s.", read.Ref())
			continue
		}
		does := store.PlanNew
		if have, err := r.frameworks.Get(read.Ref()); err == nil && have.Ref() == read.Ref() {
			if have.SHA256() != read.SHA256() {
				r.fail("frameworks/"+f.Ref+".yaml", 0, "", "%s is there with another content, and a framework never changes.", read.Ref())
				continue
			}
			does = store.PlanSame
		} else {
			r.frameworks = r.frameworks.With(read)
			r.plan.bundled.frameworks, r.plan.bundled.sources = append(r.plan.bundled.frameworks, read), append(r.plan.bundled.sources, f.YAML)
		}
		r.more = append(r.more, store.Planned{Kind: "framework", ID: read.Ref(), Title: read.Title, Does: does})
	}
}

// bundledEvidence checks that what is cited is in the bundle, the workspace or the library.
func (r *importReader) bundledEvidence(b exchange.Bundle, named []offer.ID) error {
	brought := map[offer.ID]bool{}
	for _, e := range b.Evidence {
		brought[e.ID] = true
		named = append(named, e.Contradicts...)
	}
	slices.Sort(named)
	named = slices.DeleteFunc(slices.Compact(named), func(id offer.ID) bool { return brought[id] })
	found, err := r.tx.EvidenceTaken(r.ctx, named)
	for _, id := range named {
		if !found[id] {
			r.fail("evidence.json", 0, string(id), "This evidence is cited and is neither in the bundle nor here.")
		}
	}
	return err
}

// bundledChoices plans weights, comparisons and attachments.
func (r *importReader) bundledChoices(b exchange.Bundle) error {
	kept, err := r.tx.Attachments(r.ctx)
	if err != nil {
		return err
	}
	for _, a := range b.Attachments {
		does := store.PlanSame
		if !slices.ContainsFunc(kept, func(k store.Attachment) bool { return k.SHA256 == a.SHA256 }) {
			does = store.PlanNew
			r.plan.bundled.attachments = append(r.plan.bundled.attachments, a)
		}
		r.more = append(r.more, store.Planned{Kind: "attachment", ID: a.SHA256[:12], Title: a.Name, Does: does})
	}
	given, err := r.tx.Weightings(r.ctx, "")
	if err != nil {
		return err
	}
	for _, w := range b.Weightings {
		does := store.PlanSame
		i := slices.IndexFunc(given, func(g framework.Weighting) bool { return g.ID == w.ID })
		if _, err := store.ParseUUID(w.ID); err != nil {
			r.fail("weightings.json", 0, w.ID, "This is no id of weights.")
		}
		switch fw, err := r.frameworks.Get(w.Framework); {
		case err != nil || fw.Ref() != w.Framework:
			r.fail("weightings.json", 0, w.ID, "There is no framework %q here, and the bundle does not bring it.", w.Framework)
		case i >= 0 && !reflect.DeepEqual(given[i], w):
			r.fail("weightings.json", 0, w.ID, "Other weights have this id, and weights never change.")
		case i < 0:
			for _, p := range w.Unfit(fw) {
				r.fail("weightings.json", 0, w.ID, "%s", p.Message)
			}
			does = store.PlanNew
			r.plan.bundled.weightings = append(r.plan.bundled.weightings, w)
		}
		r.more = append(r.more, store.Planned{Kind: "weighting", ID: w.ID, Title: w.Person + ": " + w.Reason, Does: does})
	}
	return r.bundledComparisons(b)
}

func (r *importReader) bundledComparisons(b exchange.Bundle) error {
	saved, err := r.tx.Comparisons(r.ctx)
	if err != nil {
		return err
	}
	ids := make([]offer.ID, len(b.Offers))
	for i, o := range b.Offers {
		ids[i] = o.ID
	}
	brought := among(ids)
	for _, c := range b.Comparisons {
		id, err := store.ParseUUID(c.ID)
		if err != nil {
			r.fail("comparisons.json", 0, c.ID, "This is no id of a comparison.")
			continue
		}
		lost := slices.DeleteFunc(slices.Clone(c.Offers), brought)
		there, err := r.tx.OfferVersions(r.ctx, lost)
		if err != nil {
			return err
		}
		for _, id := range lost {
			if there[id] == 0 {
				r.fail("comparisons.json", 0, c.Name, "It names the offer %q, which is neither in the bundle nor here.", id)
			}
		}
		want := store.Comparison{ID: id, Name: c.Name, Title: c.Title, Framework: c.Framework, Tier: c.Tier, AsOf: c.AsOf, Weighting: c.Weighting, Offers: c.Offers}
		if _, err := Yardstick(r.frameworks, Query{Offers: c.Offers, Framework: c.Framework, Tier: c.Tier, AsOf: c.AsOf}); err != nil {
			r.fail("comparisons.json", 0, c.Name, "%s", inputMessage(err))
			continue
		}
		does := store.PlanNew
		for _, s := range saved {
			if s.ID != id && s.Name == c.Name {
				r.fail("comparisons.json", 0, c.Name, "Another comparison has this name here: rename one of them.")
			}
			if s.ID != id {
				continue
			}
			have, err := r.tx.Comparison(r.ctx, id)
			if err != nil {
				return err
			}
			want.Version = have.Version
			if does = store.PlanChanged; reflect.DeepEqual(have, want) {
				does = store.PlanSame
			}
		}
		if does != store.PlanSame {
			r.plan.bundled.comparisons = append(r.plan.bundled.comparisons, want)
		}
		r.more = append(r.more, store.Planned{Kind: "comparison", ID: c.ID, Title: c.Name, Does: does, Version: want.Version})
	}
	return nil
}

func inputMessage(err error) string {
	if e, ok := errors.AsType[*InputError](err); ok {
		return e.Message
	}
	return "It cannot be compared here."
}

// before stores what the records of the bundle rest on.
func (b bundled) before(ctx context.Context, tx *store.Tx, act store.Act) error {
	for i, f := range b.frameworks {
		if err := tx.AddFramework(ctx, act, f, b.sources[i]); err != nil {
			return err
		}
	}
	for _, a := range b.attachments {
		if _, err := tx.AddAttachment(ctx, act, store.Attachment{Name: a.Name, MediaType: a.MediaType, Body: a.Body}); err != nil {
			return err
		}
	}
	return nil
}

// after stores what rests on the records of the bundle, and archives those that were.
func (b bundled) after(ctx context.Context, tx *store.Tx, act store.Act) error {
	for _, w := range b.weightings {
		if _, err := tx.AddWeighting(ctx, w); err != nil {
			return err
		}
	}
	for _, c := range b.comparisons {
		c.Act = act
		if _, err := tx.SaveComparison(ctx, c); err != nil {
			return err
		}
	}
	for _, a := range b.archive {
		if err := tx.SetArchived(ctx, act, a.Kind, string(a.ID), true); err != nil {
			return err
		}
	}
	return nil
}

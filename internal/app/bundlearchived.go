package app

import (
	"assay/internal/exchange"
	"assay/internal/offer"
	"assay/internal/store"
)

// What taking in a record does that the bundle has as archived, and that is not current here.
const (
	PlanNewArchived     = "new, archived"
	PlanChangedArchived = "changed, archived"
)

// keepArchived plans that what the bundle has as archived is archived here, too. What is archived
// here and equal is left alone; what is new, or archived here and changed, is archived once it is
// stored. What is current here stays current.
func (p *ImportPlan) keepArchived() {
	of := among(p.bundled.archived)
	evidence, offers := p.Rows[:len(p.changes.Evidence)], p.Rows[len(p.changes.Evidence):] // in the order of the changes
	p.changes.Evidence = leaveArchived(&p.bundled, of, evidence, p.changes.Evidence)
	p.changes.Offers = leaveArchived(&p.bundled, of, offers, p.changes.Offers)
}

// leaveArchived returns the items to store, rows being what is planned for each, and notes which
// are to be archived afterwards.
func leaveArchived[T any](b *bundled, archived func(exchange.ArchivedRecord) bool, rows []store.Planned, items []store.Seen[T]) []store.Seen[T] {
	var kept []store.Seen[T]
	for i, item := range items {
		row := &rows[i]
		record := exchange.ArchivedRecord{Kind: row.Kind, ID: offer.ID(row.ID)}
		if !archived(record) {
			kept = append(kept, item)
			continue
		}
		switch {
		case row.Does == store.PlanRevived:
			row.Does = store.PlanSame
			continue
		case row.Does == store.PlanNew:
			row.Does, b.archive = PlanNewArchived, append(b.archive, record)
		case row.Does == store.PlanChanged && row.Archived:
			row.Does, b.archive = PlanChangedArchived, append(b.archive, record)
		}
		kept = append(kept, item)
	}
	return kept
}

package store

import (
	"context"

	"assay/internal/offer"
)

const evidenceColumns = `id, version, sha256, account, passage, locator, source_type, title, publisher, author, url, seen_where,
	issued, grade, origin, reread, contradicts, container, doi, accessed, archive, rung, stored_by, reason`

type evidenceRow struct {
	headRow
	SHA256      digest      `json:"sha256"`
	Account     string      `json:"account"`
	Passage     string      `json:"passage"`
	Locator     string      `json:"locator"`
	SourceType  string      `json:"source_type"`
	Title       string      `json:"title"`
	Publisher   string      `json:"publisher"`
	Author      string      `json:"author"`
	URL         string      `json:"url"`
	SeenWhere   string      `json:"seen_where"`
	Issued      offer.Date  `json:"issued"`
	Grade       offer.Grade `json:"grade"`
	Origin      string      `json:"origin"`
	Reread      bool        `json:"reread"`
	Contradicts []offer.ID  `json:"contradicts"`
	Container   string      `json:"container"`
	DOI         string      `json:"doi"`
	Accessed    offer.Date  `json:"accessed"`
	Archive     string      `json:"archive"`
	Rung        offer.Rung  `json:"rung"`
	writer
}

// A writer is who stored a version, and why.
type writer struct {
	StoredBy string `json:"stored_by"`
	Reason   string `json:"reason"`
}

func (c *changeset) writer() writer { return writer{c.act.Person, c.act.Reason} }

// A headRow is an identity with the version it points at.
type headRow struct {
	ID      string `json:"id"`
	Version int    `json:"version"`
}

type contradictionRow struct {
	EvidenceID  string   `json:"evidence_id"`
	Version     int      `json:"version"`
	Contradicts offer.ID `json:"contradicts"`
}

func (tx *Tx) loadEvidence(ctx context.Context, c *changeset, es []offer.Evidence) (Count, error) {
	stored, err := tx.heads(ctx, "evidence", nil)
	if err != nil {
		return Count{}, err
	}
	id := func(e offer.Evidence) string { return string(e.ID) }
	d, err := diffOf(es, id, stored, id)
	if err != nil {
		return Count{}, err
	}
	queueEvidence(c, d)
	return d.count(), nil
}

// queueEvidence queues new versions of evidence.
func queueEvidence(c *changeset, d diff[offer.Evidence]) {
	var rows []evidenceRow
	var links []contradictionRow
	for _, r := range d.revisions() {
		e, s := r.item, r.item.Source
		rows = append(rows, evidenceRow{
			headRow{r.id, r.version}, r.sha256, e.Account, e.Passage, e.Locator, s.Type, s.Title, s.Publisher, s.Author, s.URL, s.Where,
			s.Issued, s.Grade, s.Origin, s.Reread, notNil(e.Contradicts),
			s.Container, s.DOI, s.Accessed, s.Archive, e.Rung, c.writer(),
		})
		for _, other := range unique(e.Contradicts) {
			links = append(links, contradictionRow{r.id, r.version, other})
		}
	}
	insertHeads(c, "evidence", d)
	insert(c, "evidence_version", evidenceColumns, rows)
	insert(c, "evidence_contradiction", `evidence_id, version, contradicts`, links)
	move(c, "evidence", d)
}

// insertHeads queues the identities of fresh records.
func insertHeads[T any](c *changeset, table string, d diff[T]) {
	var rows []headRow
	for _, r := range d.fresh {
		rows = append(rows, headRow{r.id, r.version})
	}
	insert(c, table, `id, version`, rows)
}

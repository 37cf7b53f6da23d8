package briefing

import (
	"slices"

	"assay/internal/comparison"
	"assay/internal/offer"
)

// evidenceTable has every record that the comparison's offers, parts and answers rest on.
func evidenceTable(ev comparison.Evaluation) table {
	t := table{Name: "evidence", Title: "Sources with what they say", Key: []string{"id"}, Columns: []column{
		{Name: "id", Title: "Evidence", Kind: isID, Needed: true, Width: 24},
		{Name: "account", Title: "What it says, in our words", Needed: true, Width: 60},
		{Name: "passage", Title: "Passage, where one is recorded", Width: 40},
		{Name: "locator", Title: "Page or section"},
		{Name: "type", Title: "Type (CSL)"},
		{Name: "title", Title: "Title", Width: 34},
		{Name: "container", Title: "Appeared in"},
		{Name: "doi", Title: "DOI"},
		{Name: "publisher", Title: "Publisher", Needed: true, Width: 20},
		{Name: "author", Title: "Author", Width: 20},
		{Name: "url", Title: "Address", Kind: isLink, Width: 40},
		{Name: "where", Title: "How it was seen, without a public address"},
		{Name: "issued", Title: "Issued", Kind: isDate},
		{Name: "accessed", Title: "Read on", Kind: isDate},
		{Name: "archive", Title: "SHA-256 of the copy kept", Kind: isID},
		{Name: "grade", Title: "Grade: A official, B named press, C secondary, S founding document", Words: grades, Needed: true},
		{Name: "origin", Title: "The text that it copies or rests on"},
		{Name: "reread", Title: "Read a second time", Kind: isFlag, Needed: true},
		{Name: "rung", Title: "How strong by itself", Words: rungs},
		{Name: "contradicts", Title: "Contradicts", Kind: isIDs},
	}}
	for _, e := range ev.Evidence {
		s := e.Source
		rung := any(nil) // the weakest is the zero value, and no different from none recorded
		if e.Rung > offer.Unverified {
			rung = e.Rung.String()
		}
		t.Rows = append(t.Rows, []any{
			string(e.ID), e.Account, e.Passage, e.Locator, s.Type, s.Title, s.Container, s.DOI, s.Publisher, s.Author, s.URL, s.Where,
			s.Issued, s.Accessed, s.Archive, string(s.Grade), s.Origin, s.Reread, rung, e.Contradicts,
		})
	}
	return t
}

// once returns ids in order without repetition.
func once(ids []offer.ID) []offer.ID {
	var found []offer.ID
	for _, id := range ids {
		if !slices.Contains(found, id) {
			found = append(found, id)
		}
	}
	return found
}

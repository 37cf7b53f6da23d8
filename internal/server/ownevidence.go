package server

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"assay/internal/offer"
	"assay/internal/store"
	"assay/web/page"
)

// evidenceOnPage is how many records one page of the list shows.
const evidenceOnPage = 50

// evidenceList lists the workspace's own evidence.
func (s *Server) evidenceList(w http.ResponseWriter, r *http.Request) error {
	text := clip(formText(r, "text"), 200)
	n, _ := strconv.Atoi(r.FormValue("page")) // anything else is the first page
	n = min(max(n, 1), 10000)
	p := page.EvidenceList{Meta: s.meta(r, "Evidence", "", page.Link{Text: "Workspace", URL: "/workspace"}), Text: text, Page: n}
	err := s.read(r, func(tx *store.Tx) (err error) {
		var total int
		p.Records, total, err = tx.OwnEvidence(r.Context(), text, (n-1)*evidenceOnPage, evidenceOnPage)
		p.More = n*evidenceOnPage < total
		p.Total = total
		return err
	})
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, page.EvidenceListPage(p))
}

// newEvidence shows an empty form; the address may say which offer it is for.
func (s *Server) newEvidence(w http.ResponseWriter, r *http.Request) error {
	return s.showEvidenceForm(w, r, http.StatusOK, page.EvidenceForm{Back: localReturn(r)})
}

// editEvidence shows a record of the workspace in the form.
func (s *Server) editEvidence(w http.ResponseWriter, r *http.Request) error {
	f := page.EvidenceForm{Back: localReturn(r)}
	err := s.read(r, func(tx *store.Tx) error {
		e, version, err := s.ownEvidence(r, tx)
		f.ID, f.Seen, f.Values = e.ID, version, evidenceValues(e)
		return err
	})
	if err != nil {
		return err
	}
	return s.showEvidenceForm(w, r, http.StatusOK, f)
}

// ownEvidence reads the record of the address, which must be the workspace's.
func (s *Server) ownEvidence(r *http.Request, tx *store.Tx) (offer.Evidence, int, error) {
	id := offer.ID(chi.URLParam(r, "id"))
	if !id.Valid() || !ownID(string(id)) {
		return offer.Evidence{}, 0, errNotFound
	}
	return tx.EvidenceAt(r.Context(), id, 0)
}

func (s *Server) showEvidenceForm(w http.ResponseWriter, r *http.Request, status int, f page.EvidenceForm) error {
	title := "Add evidence"
	if f.ID != "" {
		title = "Edit evidence"
	}
	if len(f.Problems) > 0 {
		title = "Error: " + title
	}
	f.Meta = s.meta(r, title, "", page.Link{Text: "Evidence", URL: "/evidence"})
	return s.render(w, r, status, page.EvidenceFormPage(f))
}

// evidenceFields are the names of the form's texts.
var evidenceFields = []string{"account", "passage", "locator", "type", "title", "container", "publisher", "author", "url", "where", "issued", "accessed", "doi", "grade", "rung", "origin", "reread", "contradicts"}

func evidenceValues(e offer.Evidence) map[string]string {
	s := e.Source
	v := map[string]string{
		"account": e.Account, "passage": e.Passage, "locator": e.Locator, "type": s.Type, "title": s.Title, "container": s.Container, "publisher": s.Publisher,
		"author": s.Author, "url": s.URL, "where": s.Where, "issued": s.Issued.String(), "accessed": s.Accessed.String(), "doi": s.DOI,
		"grade": string(s.Grade), "rung": e.Rung.String(), "origin": s.Origin, "contradicts": joinIDs(e.Contradicts),
	}
	if s.Reread {
		v["reread"] = "yes"
	}
	return v
}

func joinIDs(ids []offer.ID) string {
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = string(id)
	}
	return strings.Join(texts, ", ")
}

// splitIDs reads ids separated by commas, spaces or lines.
func splitIDs(text string) []offer.ID {
	var ids []offer.ID
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' || r == ' ' || r == '\n' || r == '\t' }) {
		ids = append(ids, offer.ID(word))
	}
	return ids
}

// readEvidence reads the form into a record, with what is to be mended.
func readEvidence(r *http.Request) (offer.Evidence, map[string]string, page.Problems) {
	v := map[string]string{}
	for _, name := range evidenceFields {
		v[name] = formText(r, name)
	}
	var ps page.Problems
	date := func(field, label string) offer.Date {
		d, err := offer.ParseDate(v[field])
		if err != nil {
			ps = append(ps, page.FieldProblem{Field: field, Message: fmt.Sprintf("%s %q is no date: write 2026, 2026-11 or 2026-11-27.", label, clip(v[field], 40))})
		}
		return d
	}
	e := offer.Evidence{
		Account: v["account"], Passage: v["passage"], Locator: v["locator"], Contradicts: splitIDs(v["contradicts"]),
		Source: offer.Source{
			Type: v["type"], Title: v["title"], Container: v["container"], Publisher: v["publisher"], Author: v["author"], URL: v["url"], Where: v["where"],
			Issued: date("issued", "Published"), Accessed: date("accessed", "Read on"), DOI: strings.TrimPrefix(v["doi"], "https://doi.org/"),
			Grade: offer.Grade(v["grade"]), Origin: v["origin"], Reread: v["reread"] == "yes",
		},
	}
	if v["rung"] != "" {
		rung, err := offer.ParseRung(v["rung"])
		if err != nil {
			ps = append(ps, page.FieldProblem{Field: "rung", Message: "Choose how strong the evidence is."})
		}
		e.Rung = rung
	}
	if e.Source.Grade == "" {
		ps = append(ps, page.FieldProblem{Field: "grade", Message: "Choose the source's grade."})
	}
	return e, v, ps
}

// storeEvidence stores a new record, or a new version of one.
func (s *Server) storeEvidence(w http.ResponseWriter, r *http.Request) error {
	e, values, problems := readEvidence(r)
	f := page.EvidenceForm{Values: values, Back: localReturn(r), Reason: formText(r, "reason")}
	if id := chi.URLParam(r, "id"); id != "" {
		f.ID, f.Seen = offer.ID(id), seen(r)
		if !f.ID.Valid() || !ownID(id) {
			return errNotFound
		}
	}
	var now offer.Evidence
	err := s.write(r, func(tx *store.Tx) error {
		if f.ID == "" {
			taken, err := takenEvidence(r, tx, e)
			if err != nil {
				return err
			}
			e.ID = offer.OwnID(evidenceWords(e), taken)
		} else {
			stored, version, err := tx.EvidenceAt(r.Context(), f.ID, 0)
			if err != nil {
				return err
			}
			now, f.Holds = stored, version
			e.ID, e.Source.Archive = f.ID, stored.Source.Archive
		}
		found, err := tx.EvidenceTaken(r.Context(), e.Contradicts)
		if err != nil {
			return err
		}
		for _, id := range e.Contradicts {
			if !found[id] {
				problems = append(problems, page.FieldProblem{Field: "contradicts", Message: fmt.Sprintf("There is no evidence called %q.", clip(string(id), 80))})
			}
		}
		problems = append(problems, evidenceProblems(e, problems)...)
		if len(problems) > 0 {
			return nil
		}
		_, _, _, err = tx.Save(r.Context(), s.act(r, store.Change), store.Changes{Evidence: []store.Seen[offer.Evidence]{{Item: e, Version: f.Seen}}})
		return err
	})
	f.Problems = problems
	switch _, clash := errors.AsType[*store.Clash](err); {
	case clash:
		f.Theirs, f.Seen = evidenceValues(now), f.Holds
		f.Problems = page.Problems{{Message: "Somebody else changed this record after you opened it. Nothing is stored yet: below is what you typed, and beside it what is there now."}}
		return s.showEvidenceForm(w, r, http.StatusConflict, f)
	case err != nil:
		return err
	case len(problems) > 0:
		return s.showEvidenceForm(w, r, http.StatusUnprocessableEntity, f)
	}
	to := "/evidence/" + string(e.ID)
	if f.Back != "" {
		to = f.Back
	}
	return s.done(w, r, to, "Evidence %s is stored.", e.ID)
}

// evidenceWords are what a record's id is made of.
func evidenceWords(e offer.Evidence) string {
	year := ""
	if e.Source.Issued.Year > 0 {
		year = strconv.Itoa(e.Source.Issued.Year)
	}
	return strings.Join([]string{e.Source.Publisher, year, e.Source.Title}, " ")
}

// takenEvidence says which ids like the one wanted are there.
func takenEvidence(r *http.Request, tx *store.Tx, e offer.Evidence) (func(offer.ID) bool, error) {
	var like []offer.ID
	offer.OwnID(evidenceWords(e), func(id offer.ID) bool { like = append(like, id); return len(like) < 200 })
	found, err := tx.EvidenceTaken(r.Context(), like)
	return func(id offer.ID) bool { return found[id] }, err
}

// evidenceProblems are the core's own rules, at the form's fields, but for fields that have a
// problem already.
func evidenceProblems(e offer.Evidence, have page.Problems) page.Problems {
	labels := map[string]string{
		"account": "What it says", "passage": "Passage", "locator": "Place in the source", "publisher": "Publisher", "url": "Address", "grade": "Grade", "doi": "DOI",
		"title": "Title", "container": "Appeared in", "author": "Author", "where": "How it was seen", "origin": "Origin", "type": "Kind of source",
	}
	var ps page.Problems
	for _, p := range e.Validate() {
		field := strings.TrimPrefix(p.Field, "source.")
		if label := labels[field]; label != "" && have.Of(field) == "" {
			ps = append(ps, page.FieldProblem{Field: field, Message: label + " " + p.Message + "."})
		}
	}
	return ps
}

// archiveEvidence takes a record out of the content, or back.
func (s *Server) archiveEvidence(archived bool) handlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		id := chi.URLParam(r, "id")
		err := s.write(r, func(tx *store.Tx) error {
			return tx.SetArchived(r.Context(), s.act(r, store.Change), "evidence", id, archived)
		})
		if err != nil {
			return err
		}
		if archived {
			return s.done(w, r, "/evidence", "Evidence %s is archived. What rests on it still leads to it.", id)
		}
		return s.done(w, r, "/evidence/"+id, "Evidence %s is back.", id)
	}
}

// localReturn is the address on this site that a form leads back to; empty: none.
func localReturn(r *http.Request) string {
	back := r.FormValue("back")
	if !strings.HasPrefix(back, "/") || strings.HasPrefix(back, "//") || strings.ContainsAny(back, "\\\r\n") || len(back) > 1000 {
		return ""
	}
	return back
}

// attachable are the kinds of file that are kept, by the ending of their name.
var attachable = map[string]string{
	".pdf": "application/pdf", ".txt": "text/plain", ".html": "text/html", ".htm": "text/html", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg",
	".csv": "text/csv", ".eml": "message/rfc822", ".warc": "application/warc", ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}

// attach keeps a copy of the source beside the record.
func (s *Server) attach(w http.ResponseWriter, r *http.Request) error {
	file, header, err := r.FormFile("file")
	if err != nil {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return err
		}
		return s.attachProblem(w, r, "Choose a file first.")
	}
	defer file.Close()
	name := clip(filepath.Base(strings.ReplaceAll(header.Filename, "\\", "/")), maxName)
	media := attachable[strings.ToLower(filepath.Ext(name))]
	if media == "" || textProblem("", name, true, maxName) != "" {
		return s.attachProblem(w, r, "Files of this kind are not kept. Give a PDF, plain text, a saved web page, an image, CSV, a mail, WARC or DOCX.")
	}
	body, err := io.ReadAll(io.LimitReader(file, store.MaxAttachment+1))
	if err != nil {
		return err
	}
	if len(body) == 0 || len(body) > store.MaxAttachment {
		return s.attachProblem(w, r, fmt.Sprintf("The file must hold something, and at most %d MiB.", store.MaxAttachment>>20))
	}
	if media == "application/pdf" && !strings.HasPrefix(string(body[:min(len(body), 1024)]), "%PDF-") {
		return s.attachProblem(w, r, "The file is called a PDF and is none.")
	}
	id := offer.ID(chi.URLParam(r, "id"))
	err = s.write(r, func(tx *store.Tx) error {
		e, version, err := s.ownEvidence(r, tx)
		if err != nil {
			return err
		}
		act := s.act(r, store.Change)
		if e.Source.Archive, err = tx.AddAttachment(r.Context(), act, store.Attachment{Name: name, MediaType: media, Body: body}); err != nil {
			return err
		}
		if act.Reason == "" {
			act.Reason = "Copy kept: " + name
		}
		_, _, _, err = tx.Save(r.Context(), act, store.Changes{Evidence: []store.Seen[offer.Evidence]{{Item: e, Version: version}}})
		return err
	})
	if err != nil {
		return err
	}
	return s.done(w, r, "/evidence/"+string(id), "The copy of %s is kept.", name)
}

func (s *Server) attachProblem(w http.ResponseWriter, r *http.Request, message string) error {
	return s.showEvidence(w, r, http.StatusUnprocessableEntity, page.Problems{{Field: "file", Message: message}})
}

// attachment hands a kept copy out, as a file to be saved and never to be shown in this site.
func (s *Server) attachment(w http.ResponseWriter, r *http.Request) error {
	sum := chi.URLParam(r, "sum")
	var a store.Attachment
	err := s.read(r, func(tx *store.Tx) (err error) {
		a, err = tx.Attachment(r.Context(), sum)
		return err
	})
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": a.Name}))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Content-Length", strconv.Itoa(len(a.Body)))
	_, _ = w.Write(a.Body) // the client has gone; nothing is left to tell it
	return nil
}

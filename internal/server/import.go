package server

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"

	"github.com/go-chi/chi/v5"

	"assay/internal/app"
	"assay/internal/exchange"
	"assay/internal/framework"
	"assay/internal/offer"
	"assay/internal/store"
	"assay/web/page"
)

// importPage asks for a file, and lists what was sent before.
func (s *Server) importPage(w http.ResponseWriter, r *http.Request) error {
	return s.showImport(w, r, http.StatusOK, page.Import{Kind: r.FormValue("kind"), Framework: r.FormValue("framework"), Rungs: r.FormValue("rungs"), Offer: r.FormValue("offer"), Grade: "B"})
}

func (s *Server) showImport(w http.ResponseWriter, r *http.Request, status int, p page.Import) error {
	err := s.read(r, func(tx *store.Tx) error {
		all, err := s.frameworks(r, tx)
		if err != nil {
			return err
		}
		if fw, err := all.Get(cmp.Or(p.Framework, app.DefaultFramework)); err == nil {
			p.Framework = fw.Ref() // the one chosen, or the one that comparisons go by
		}
		for _, f := range all.All() {
			choice := page.Choice{Value: f.Ref(), Label: f.Title + ", " + f.Ref()}
			switch f.Kind {
			case framework.KindLevels:
				p.Frameworks = append(p.Frameworks, choice)
			case framework.KindRungs:
				p.RungSets = append(p.RungSets, choice)
			}
		}
		if fw, err := rungsOf(all, p.Rungs); err == nil {
			p.Rungs = fw.Ref()
		}
		offers, err := tx.OwnOfferTitles(r.Context())
		if err != nil {
			return err
		}
		p.Offers = []page.Choice{{Label: "Choose an offer"}}
		for _, o := range offers {
			p.Offers = append(p.Offers, page.Choice{Value: string(o.ID), Label: fmt.Sprintf("%s (%s)", o.Title, o.ID)})
		}
		sent, err := tx.Uploads(r.Context())
		for _, u := range sent {
			p.Sent = append(p.Sent, page.SentFile{ID: u.ID.String(), Name: u.Name, Kind: u.Kind, State: string(u.State), Person: u.Stored.Person, At: u.Stored.At})
		}
		return err
	})
	if err != nil {
		return err
	}
	title := "Import"
	if len(p.Problems) > 0 {
		title = "Error: " + title
	}
	p.Meta = s.meta(r, title, "", page.Link{Text: "Workspace", URL: "/workspace"})
	return s.render(w, r, status, page.ImportPage(p))
}

// sendImport keeps a file until it is confirmed, and leads to its preview.
func (s *Server) sendImport(w http.ResponseWriter, r *http.Request) error {
	file, header, err := r.FormFile("file") // reads the whole form
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return err
	}
	p := page.Import{Kind: r.FormValue("kind"), Framework: r.FormValue("framework"), Rungs: r.FormValue("rungs"), Offer: r.FormValue("offer"), Grade: r.FormValue("grade"), TitleSays: r.FormValue("title_says")}
	if r.MultipartForm != nil {
		defer func() { _ = r.MultipartForm.RemoveAll() }()
	}
	name := ""
	if err == nil {
		defer file.Close()
		name = clip(filepath.Base(strings.ReplaceAll(header.Filename, "\\", "/")), maxName)
	}
	fail := func(field, message string) error {
		p.Problems = append(p.Problems, page.FieldProblem{Field: field, Message: message})
		return s.showImport(w, r, http.StatusUnprocessableEntity, p)
	}
	switch {
	case page.ImportKinds[p.Kind] == "", p.Kind == string(app.ImportCard): // a card has a form of its own
		return fail("kind", "Choose what the file holds.")
	case err != nil || header.Size == 0 || textProblem("", name, true, maxName) != "":
		return fail("file", "Choose a file that holds something.")
	case header.Size > maxImport:
		return fail("file", fmt.Sprintf("The file is larger than %d MiB.", maxImport>>20))
	}
	body, err := io.ReadAll(io.LimitReader(file, maxImport+1))
	if err != nil {
		return err
	}
	chosen := app.ImportOptions{Framework: p.Framework, Grade: offer.Grade(p.Grade), TitleSays: p.TitleSays == "yes"}
	if app.ImportKind(p.Kind) == app.ImportChoices {
		chosen = app.ImportOptions{Framework: p.Rungs, Offer: offer.ID(p.Offer)}
		field, message, err := s.unfitForChoices(r, chosen)
		if err != nil {
			return err
		}
		if field != "" {
			return fail(field, message)
		}
	}
	options, err := json.Marshal(chosen)
	if err != nil {
		return err
	}
	var id store.UUID
	err = s.write(r, func(tx *store.Tx) (err error) {
		id, err = tx.AddUpload(r.Context(), s.act(r, store.Import), store.Upload{Kind: p.Kind, Name: name, Options: options, Body: body})
		return err
	})
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/import/"+id.String(), http.StatusSeeOther)
	return nil
}

// sentImport shows what taking a file in would do, how far it has come, or what came of it.
func (s *Server) sentImport(w http.ResponseWriter, r *http.Request) error {
	return s.showSent(w, r, http.StatusOK, "")
}

func (s *Server) showSent(w http.ResponseWriter, r *http.Request, status int, notice string) error {
	id, err := store.ParseUUID(chi.URLParam(r, "id"))
	if err != nil {
		return errNotFound
	}
	p, card := page.Sent{ID: id.String(), Notice: notice}, false
	err = s.read(r, func(tx *store.Tx) error {
		u, err := tx.Upload(r.Context(), id)
		if err != nil {
			return err
		}
		p.Name, p.Kind, p.State, p.Done, p.Total = u.Name, u.Kind, string(u.State), u.Done, u.Total
		var report app.ImportReport
		if err := json.Unmarshal(u.Report, &report); err != nil {
			return err
		}
		p.Taken, p.Failed = report.Taken, report.Failed
		if u.State != store.Waiting {
			return nil
		}
		if len(u.Body) == 0 {
			p.Notice = "What is sent is kept for a day, and this was erased by now: send it again."
			return nil
		}
		if card = u.Kind == string(app.ImportCard); card {
			return nil
		}
		plan, err := app.PlanUpload(r.Context(), tx, s.Frameworks, u)
		p.Fingerprint, p.Notes = plan.Fingerprint, plan.Notes
		for _, problem := range plan.Problems {
			p.Problems = append(p.Problems, page.ImportProblem(problem))
		}
		for _, row := range plan.Rows {
			p.Count(row.Kind, row.Does)
			if len(p.Rows) < page.MaxPlanned {
				p.Rows = append(p.Rows, page.PlannedRow{Kind: row.Kind, ID: row.ID, Title: row.Title, Does: row.Does})
			}
		}
		p.Changing = plan.Changing()
		if c := plan.Chosen; c != nil {
			p.Chosen = &page.ChoiceResult{Framework: c.Framework, Result: c.Result}
			p.About = page.Link{Text: string(plan.About), URL: page.ChoicesURL(plan.About, c.Framework.Ref())}
		}
		return err
	})
	if err != nil {
		return err
	}
	if card { // it has a preview of its own
		http.Redirect(w, r, "/import/card/"+p.ID, http.StatusSeeOther)
		return nil
	}
	if len(p.Problems) > 0 && status == http.StatusOK {
		status = http.StatusUnprocessableEntity
	}
	p.Meta = s.meta(r, "Import of "+p.Name, "", page.Link{Text: "Import", URL: "/import"})
	return s.render(w, r, status, page.SentPage(p))
}

// confirmImport takes a file in, if nothing changed since its preview.
func (s *Server) confirmImport(w http.ResponseWriter, r *http.Request) error {
	id, err := store.ParseUUID(chi.URLParam(r, "id"))
	if err != nil {
		return errNotFound
	}
	changed, queued, taken := false, false, 0
	err = s.write(r, func(tx *store.Tx) error {
		u, err := tx.Upload(r.Context(), id)
		if err != nil {
			return err
		}
		if u.State != store.Waiting {
			return store.ErrConflict
		}
		plan, err := app.PlanUpload(r.Context(), tx, s.Frameworks, u)
		if err != nil {
			return err
		}
		if changed = len(plan.Problems) > 0 || plan.Fingerprint != r.PostFormValue("fingerprint"); changed {
			return nil
		}
		taken = plan.Changing()
		act := s.act(r, store.Import)
		if act.Reason == "" {
			act.Reason = "Imported from " + u.Name
		}
		waiting := []store.UploadState{store.Waiting}
		if queued = s.Jobs != nil && taken > importAtOnce; queued {
			agreed := app.ImportReport{Fingerprint: plan.Fingerprint, Person: act.Person, Reason: act.Reason}
			if err := tx.MoveUpload(r.Context(), act, id, waiting, store.Queued, agreed); err != nil {
				return err
			}
			return s.Jobs.Enqueue(r.Context(), tx, s.workspace(r), id)
		}
		if err := app.Import(r.Context(), tx, act, plan, nil); err != nil {
			return err
		}
		return tx.MoveUpload(r.Context(), act, id, waiting, store.Done, app.ImportReport{Taken: taken})
	})
	switch {
	case changed, errors.Is(err, store.ErrConflict):
		return s.showSent(w, r, http.StatusConflict, "Something changed since this preview was made, so nothing was stored. Look at it again.")
	case err != nil:
		return err
	}
	if queued {
		return s.done(w, r, "/import/"+id.String(), "%d records wait to be taken in.", taken)
	}
	return s.done(w, r, "/import/"+id.String(), "%d records are taken in.", taken)
}

// importAtOnce is how many records are taken in while the browser waits; more of them are work
// for the background, where there is one.
const importAtOnce = 300

// cancelImport puts a file aside that waits or is being taken in.
func (s *Server) cancelImport(w http.ResponseWriter, r *http.Request) error {
	id, err := store.ParseUUID(chi.URLParam(r, "id"))
	if err != nil {
		return errNotFound
	}
	err = s.write(r, func(tx *store.Tx) error {
		return tx.MoveUpload(r.Context(), s.act(r, store.Cancel), id, []store.UploadState{store.Waiting, store.Queued, store.Running}, store.Cancelled, nil)
	})
	if err != nil {
		return err
	}
	return s.done(w, r, "/import", "The file is put aside; nothing of it was stored.")
}

// answerSheet hands out the sheet to fill in, made from a framework, for all own offers or the
// chosen ones.
func (s *Server) answerSheet(w http.ResponseWriter, r *http.Request) error {
	format := exchange.SheetFormat(chi.URLParam(r, "format"))
	var fw *framework.Framework
	var offers []offer.Offer
	answers := map[offer.ID][]offer.Answer{}
	err := s.read(r, func(tx *store.Tx) error {
		all, err := s.frameworks(r, tx)
		if err != nil {
			return err
		}
		ref := r.FormValue("framework")
		if ref == "" {
			ref = app.DefaultFramework
		}
		if fw, err = all.Get(ref); err != nil || fw.Kind != framework.KindLevels {
			return errNotFound
		}
		ids := splitIDs(strings.Join(r.Form["offers"], ","))
		if len(ids) == 0 {
			if ids, err = tx.OwnOfferIDs(r.Context()); err != nil {
				return err
			}
		}
		if len(ids) > maxSheetOffers {
			return &app.InputError{Field: "offers", Message: fmt.Sprintf("A sheet takes at most %d offers: name fewer in the address, as offers=…", maxSheetOffers)}
		}
		ds, err := tx.Dossiers(r.Context(), fw.ID, fw.Version, ids)
		for _, d := range ds {
			offers = append(offers, d.Offer)
			answers[d.Offer.ID] = d.Answers
		}
		return err
	})
	if err != nil {
		return err
	}
	media := "text/csv; charset=utf-8"
	if format == exchange.SheetXLSX {
		media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	var buf bytes.Buffer
	if err := exchange.WriteAnswerSheet(&buf, format, fw, offers, answers); err != nil {
		return err
	}
	return s.file(w, media, fmt.Sprintf("answers-%s-%s.%s", fw.ID, fw.Version, format), buf.Bytes())
}

// maxSheetOffers bounds the offers of one sheet of answers.
const maxSheetOffers = 200

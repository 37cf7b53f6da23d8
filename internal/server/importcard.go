package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"assay/internal/app"
	"assay/internal/exchange"
	"assay/internal/offer"
	"assay/internal/store"
	"assay/web/page"
)

// maxCardForm bounds the form of a card. It is more than a card may have, so that one that is
// too long is told so at its field.
const maxCardForm = 2*exchange.MaxModelCard + maxBody

// importCard asks for a model card, where it was read, and into which offer it goes.
func (s *Server) importCard(w http.ResponseWriter, r *http.Request) error {
	p := page.ImportCard{Offer: r.FormValue("offer"), Model: r.FormValue("model"), Read: s.today().String()}
	return s.showImportCard(w, r, http.StatusOK, p)
}

// readFromCard leads to the form of a card.
const readFromCard = "Read from a model card"

// cardURL is the form of a card for a model of an offer, by its place; below 0: for none yet.
func cardURL(id offer.ID, n int) string {
	to := "/import/card?offer=" + string(id)
	if n >= 0 {
		to += "&model=" + strconv.Itoa(n+1)
	}
	return to
}

func (s *Server) showImportCard(w http.ResponseWriter, r *http.Request, status int, p page.ImportCard) error {
	err := s.read(r, func(tx *store.Tx) error {
		all, err := tx.Offers(r.Context())
		for _, o := range all {
			if o.Own {
				p.Offers = append(p.Offers, page.Choice{Value: string(o.ID), Label: o.Title})
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	p.Meta = s.formMeta(r, "Take a model card into an offer", p.Problems, page.Link{Text: "Import", URL: "/import"})
	return s.render(w, r, status, page.ImportCardPage(p))
}

// sendCard keeps a card until it is confirmed, and leads to its preview.
func (s *Server) sendCard(w http.ResponseWriter, r *http.Request) error {
	text, name, problem, err := cardText(r)
	if err != nil {
		return err
	}
	if r.MultipartForm != nil {
		defer func() { _ = r.MultipartForm.RemoveAll() }()
	}
	p := page.ImportCard{Offer: formText(r, "offer"), Model: formText(r, "model"), Text: strings.ToValidUTF8(r.FormValue("card"), "\ufffd"), URL: formText(r, "url"), Read: formText(r, "read")}
	say := func(field, message string) {
		if message != "" {
			p.Problems = append(p.Problems, page.FieldProblem{Field: field, Message: message})
		}
	}
	options := app.CardOptions{Offer: offer.ID(p.Offer), URL: p.URL}
	if !ownOfferID(options.Offer) {
		say("offer", "Choose the offer that the model belongs to.")
	}
	say("card", problem)
	if problem == "" {
		_, err := app.ReadCard(text)
		if wrong, ok := errors.AsType[*exchange.CardError](err); ok {
			say("card", "The card is not read: "+wrong.Error()+".")
		} else if err != nil {
			return err
		}
	}
	say("url", addressProblem(p.URL))
	if err := options.Read.UnmarshalText([]byte(p.Read)); err != nil || options.Read.Day == 0 || options.Read.After(s.today()) {
		say("read", "Read on: give the day on which the card was read, such as 2026-07-10, and none to come.")
	}
	if len(p.Problems) > 0 {
		return s.showImportCard(w, r, http.StatusUnprocessableEntity, p)
	}
	body, err := json.Marshal(options)
	if err != nil {
		return err
	}
	var id store.UUID
	err = s.write(r, func(tx *store.Tx) error {
		own, err := tx.OwnOffer(r.Context(), options.Offer)
		if err != nil {
			return err
		}
		if own.Archived {
			say("offer", "This offer is archived: bring it back before you change it.")
			return nil
		}
		id, err = tx.AddUpload(r.Context(), s.act(r, store.Import), store.Upload{Kind: string(app.ImportCard), Name: name, Options: body, Body: []byte(text)})
		return err
	})
	if err != nil {
		return err
	}
	if len(p.Problems) > 0 {
		return s.showImportCard(w, r, http.StatusUnprocessableEntity, p)
	}
	to := "/import/card/" + id.String()
	if p.Model != "" {
		to += "?model=" + url.QueryEscape(p.Model)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// cardText is the card of a form, pasted or as a file, and what to call it.
func cardText(r *http.Request) (text, name, problem string, err error) {
	file, header, err := r.FormFile("file") // reads the whole form
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return "", "", "", err
	}
	pasted := strings.ReplaceAll(r.FormValue("card"), "\r\n", "\n")
	if err != nil || header.Size == 0 {
		if strings.TrimSpace(pasted) == "" {
			return "", "", "Paste the card, or choose its file.", nil
		}
		return pasted, "Pasted model card", "", nil
	}
	defer file.Close()
	if strings.TrimSpace(pasted) != "" {
		return "", "", "Paste the card or choose its file, and not both.", nil
	}
	body, err := io.ReadAll(io.LimitReader(file, exchange.MaxModelCard+1))
	if err != nil {
		return "", "", "", err
	}
	name = clip(filepath.Base(strings.ReplaceAll(header.Filename, "\\", "/")), maxName)
	if textProblem("", name, true, maxName) != "" {
		name = "Model card"
	}
	return strings.ReplaceAll(string(body), "\r\n", "\n"), name, "", nil
}

// addressProblem says what to mend in the address at which a card was read.
func addressProblem(typed string) string {
	if p := textProblem("Address of the card", typed, true, 2000); p != "" {
		return p
	}
	u, err := url.Parse(typed)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || strings.ContainsAny(typed, " \t\n") {
		return "Address of the card: give the web address at which it was read, such as https://huggingface.co/maker/model."
	}
	return ""
}

// A waitingCard is a card that was sent, with the model that it is to go into.
type waitingCard struct {
	upload  store.Upload
	options app.CardOptions
	card    exchange.ModelCard
	source  offer.Evidence
	target  partTarget
}

// waiting reads the card of the address. The model is chosen in the form or the address: its number, or
// "new"; where nothing is chosen, the one that the card names, or else a new one.
func (s *Server) waiting(r *http.Request, tx *store.Tx) (c waitingCard, own store.OwnOffer, err error) {
	id, err := store.ParseUUID(chi.URLParam(r, "id"))
	if err != nil {
		return c, own, errNotFound
	}
	if c.upload, err = tx.Upload(r.Context(), id); err != nil {
		return c, own, err
	}
	switch {
	case c.upload.Kind != string(app.ImportCard):
		return c, own, errNotFound
	case c.upload.State != store.Waiting || len(c.upload.Body) == 0:
		return c, own, store.ErrConflict
	}
	if err = json.Unmarshal(c.upload.Options, &c.options); err != nil {
		return c, own, fmt.Errorf("options of upload %s: %w", id, err)
	}
	text := string(c.upload.Body)
	if c.card, err = app.ReadCard(text); err != nil {
		return c, own, fmt.Errorf("card of upload %s: %w", id, err)
	}
	c.source = app.CardEvidence(c.card, text, c.options)
	if own, err = tx.OwnOffer(r.Context(), c.options.Offer); err != nil {
		return c, own, err
	}
	kind, _ := partKindOf("model")
	c.target = partTarget{c.options.Offer, kind, -1}
	switch chosen := r.FormValue("model"); chosen {
	case "new":
	case "":
		for i, m := range own.Offer.Parts.Models {
			if c.card.Model.Name != "" && strings.EqualFold(m.Name, c.card.Model.Name) {
				c.target.n = i
			}
		}
	default:
		n, err := strconv.Atoi(chosen)
		if err != nil || n < 1 || n > maxParts {
			return c, own, errNotFound
		}
		c.target.n = n - 1
	}
	return c, own, nil
}

// plan lists what the card says beside a model; of a new one the form gives the name.
func (c waitingCard) plan(now offer.Model) []app.CardItem {
	card := c.card
	if c.target.n < 0 {
		card.Model.Name = ""
	}
	return app.PlanCard(card, now, c.source.ID)
}

// fresh is a new model as it stands before anything of the card is taken.
func (c waitingCard) fresh(name string) offer.Model {
	return offer.Model{Name: name, Evidence: []offer.ID{c.source.ID}}
}

// taken are the items that a form takes; without a form those that contradict nothing.
func taken(items []app.CardItem, form url.Values) map[string]bool {
	is := map[string]bool{}
	for _, item := range items {
		is[item.Key] = item.State == app.CardNew
		if form.Has("take-" + item.Key) {
			is[item.Key] = form.Get("take-"+item.Key) == "card"
		}
	}
	return is
}

// cardPreview shows, field by field, what a card says, what is recorded and what would be stored.
func (s *Server) cardPreview(w http.ResponseWriter, r *http.Request) error {
	return s.showCard(w, r, http.StatusOK, "", nil)
}

func (s *Server) showCard(w http.ResponseWriter, r *http.Request, status int, notice string, problems page.Problems) error {
	var c waitingCard
	var own store.OwnOffer
	known := false
	err := s.read(r, func(tx *store.Tx) (err error) {
		if c, own, err = s.waiting(r, tx); err != nil {
			return err
		}
		found, err := tx.EvidenceTaken(r.Context(), []offer.ID{c.source.ID})
		known = found[c.source.ID]
		return err
	})
	if errors.Is(err, store.ErrConflict) && r.Method == http.MethodGet { // taken in or put aside
		http.Redirect(w, r, "/import/"+chi.URLParam(r, "id"), http.StatusSeeOther)
		return nil
	}
	if err != nil {
		return err
	}
	p := page.CardPreview{
		ID: c.upload.ID.String(), File: c.upload.Name, Notice: notice, Problems: problems, Offer: own.Offer, Seen: own.Stored.Number,
		Source: c.source, Known: known, Reason: formText(r, "reason"), Model: "new", Archived: own.Archived,
	}
	for _, key := range c.card.Ignored {
		p.Ignored = append(p.Ignored, clip(key, 80))
	}
	next := cloneParts(own.Offer)
	name := c.card.Model.Name
	if name == "" {
		name = app.CardModelName(c.options.URL)
	}
	if r.PostForm.Has("name") {
		name = formText(r, "name")
	}
	p.Name = name
	now, at := c.fresh(name), c.target.n
	if at >= 0 {
		v, ok := c.target.kind.at(&next, at)
		if !ok {
			return errNotFound
		}
		now, p.Model = v.Interface().(offer.Model), strconv.Itoa(at+1)
	} else {
		at = c.target.kind.add(&next)
	}
	for i, m := range own.Offer.Parts.Models {
		label := strings.TrimSpace(m.Name)
		if label == "" {
			label = fmt.Sprintf("Model %d", i+1)
		}
		p.Models = append(p.Models, page.Choice{Value: strconv.Itoa(i + 1), Label: label})
	}
	p.Models = append(p.Models, page.Choice{Value: "new", Label: "A new model of this offer"})
	items := c.plan(now)
	is := taken(items, r.PostForm)
	for _, item := range items {
		p.Items = append(p.Items, page.CardItem{Key: item.Key, Field: item.Field, Says: item.Says, Recorded: item.Recorded, Takes: item.Take, Note: item.Note, Same: item.State == app.CardSame, Taken: is[item.Key]})
	}
	next.Parts.Models[at] = app.TakeCard(now, items, is)
	p.Changes = c.target.n < 0 || !app.SameModel(now, next.Parts.Models[at]) || p.Differs()
	if status == http.StatusOK && !own.Archived {
		p.Says = s.says(c.target.kind, next.Parts.Models[at], &own.Offer, next, s.today())
	}
	p.Meta = s.formMeta(r, "Take in: "+c.upload.Name, problems, page.Link{Text: "Import", URL: "/import"}, page.Link{Text: own.Offer.Title, URL: "/offers/" + string(own.Offer.ID) + "/edit"})
	return s.render(w, r, status, page.CardPreviewPage(p))
}

package server

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"assay/internal/app"
	"assay/internal/offer"
	"assay/internal/phrase"
	"assay/internal/store"
	"assay/web/page"
)

// newOfferFields are those of the offer itself without its history, which comes after.
var newOfferFields = slices.DeleteFunc(slices.Clone(partKinds[0].fields), func(f partField) bool { return f.in == inRows })

func (s *Server) newOffer(w http.ResponseWriter, r *http.Request) error {
	form := url.Values{}
	showFields(newOfferFields, "", reflect.ValueOf(offer.Offer{}), form)
	return s.showNewOffer(w, r, http.StatusOK, form, nil)
}

func (s *Server) showNewOffer(w http.ResponseWriter, r *http.Request, status int, form url.Values, problems page.Problems) error {
	p := page.PartForm{
		Heading: "Record an offer", Intro: "Start with what it is and who puts it to whom. Its sites, chips, models, money and terms come next, one page each.",
		Action: "/offers/new", New: true, Problems: problems, Reason: form.Get("reason"), Countries: countryNames(),
		Fields: viewFields(newOfferFields, "", form, problems),
	}
	p.Meta = s.formMeta(r, p.Heading, problems, page.Link{Text: "Offers", URL: "/offers"})
	return s.render(w, r, status, page.PartPage(p))
}

// createOffer stores a new offer under a name made of its title.
func (s *Server) createOffer(w http.ResponseWriter, r *http.Request) error {
	var o offer.Offer
	rd := readPart(newOfferFields, reflect.ValueOf(&o).Elem(), r.PostForm, true)
	if p := textProblem("The reason", formText(r, "reason"), false, 2000); p != "" {
		rd.say("reason", "%s", p)
	}
	o.ID = offer.OwnID(o.Title, func(offer.ID) bool { return false })
	if len(rd.problems) == 0 {
		for _, p := range o.Validate() {
			rd.say(p.Field, "%s: %s.", labelAt(newOfferFields, p.Field), p.Message)
		}
	}
	if len(rd.problems) > 0 {
		return s.showNewOffer(w, r, http.StatusUnprocessableEntity, maps.Clone(r.PostForm), rd.problems)
	}
	name := o.ID
	err := s.writeNew(r, func(tx *store.Tx) error {
		taken, err := tx.OfferIDs(r.Context(), name)
		if err != nil {
			return err
		}
		o.ID = offer.OwnID(o.Title, func(id offer.ID) bool { return taken[id] })
		_, _, _, err = tx.Save(r.Context(), s.act(r, store.Create), store.Changes{Offers: []store.Seen[offer.Offer]{{Item: o}}})
		return err
	})
	if err != nil {
		return err
	}
	return s.done(w, r, "/offers/"+string(o.ID)+"/edit", "“%s” is recorded. Add what is known of its parts.", o.Title)
}

// editOffer is the list of an offer's parts with what is recorded of each.
func (s *Server) editOffer(w http.ResponseWriter, r *http.Request) error {
	id := offer.ID(chi.URLParam(r, "id"))
	if !ownOfferID(id) {
		return errNotFound
	}
	var own store.OwnOffer
	answered, asked := 0, 0
	var chosen []store.StoredAnswer
	err := s.read(r, func(tx *store.Tx) (err error) {
		if own, err = tx.OwnOffer(r.Context(), id); err != nil {
			return err
		}
		fw, err := s.Frameworks.Get(app.DefaultFramework)
		if err != nil {
			return err
		}
		for _, d := range fw.ScoredDimensions() {
			asked += len(d.ScoredCriteria())
		}
		answers, err := tx.Answers(r.Context(), fw.ID, fw.Version, []offer.ID{id})
		seen := map[string]bool{}
		for _, a := range answers[id] {
			if c, _, ok := fw.Criterion(a.Criterion); ok && !c.Optional && !seen[a.Criterion] {
				seen[a.Criterion] = true
				answered++
			}
		}
		if err != nil {
			return err
		}
		chosen, err = tx.Choices(r.Context(), id)
		return err
	})
	if err != nil {
		return err
	}
	p := page.OwnOffer{Offer: own.Offer, Archived: own.Archived, Changed: changedWords(own.Stored), Tasks: tasksOf(own.Offer)}
	p.Tasks = append(p.Tasks, page.OfferTask{Text: "Answers", URL: "/offers/" + string(id) + "/answers", Status: answersWords(answered, asked)})
	rungs, err := s.choiceTask(id, chosen)
	if err != nil {
		return err
	}
	p.Tasks = append(p.Tasks, rungs)
	p.Meta = s.meta(r, "Edit: "+own.Offer.Title, "offers", page.Link{Text: "Offers", URL: "/offers"}, page.Link{Text: own.Offer.Title, URL: "/offers/" + string(id)})
	return s.render(w, r, http.StatusOK, page.OwnOfferPage(p))
}

func answersWords(answered, asked int) string {
	if answered == 0 {
		return "Nothing recorded"
	}
	return fmt.Sprintf("%d of %d answered", answered, asked)
}

func changedWords(v store.Version) string {
	text := fmt.Sprintf("Version %d, stored by %s on %s", v.Number, phrase.LowerFirst(byWhom(v.Person)), stamp(v.At))
	if v.Person != "" {
		text = fmt.Sprintf("Version %d, stored by %s on %s", v.Number, v.Person, stamp(v.At))
	}
	if v.Reason != "" {
		return text + ": " + v.Reason
	}
	return text + "."
}

// tasksOf says what is recorded of each kind of part.
func tasksOf(o offer.Offer) []page.OfferTask {
	base := "/offers/" + string(o.ID) + "/edit/"
	var tasks []page.OfferTask
	for i := range partKinds {
		k := &partKinds[i]
		if k.slice == "" {
			v := reflect.ValueOf(o)
			tasks = append(tasks, page.OfferTask{Text: k.one, URL: base + "offer", Status: unknownWords(unknownFields(k.fields, v))})
			continue
		}
		t := page.OfferTask{Text: k.many, Add: base + k.id + "/new", AddText: "Add: " + strings.ToLower(k.one), Status: "Nothing recorded"}
		if k.id == "model" {
			t.More = &page.Link{Text: readFromCard, URL: cardURL(o.ID, -1)}
		}
		list := k.list(&o)
		open := 0
		for n := range list.Len() {
			v := list.Index(n)
			open += unknownFields(k.fields, v)
			name := clip(strings.TrimSpace(k.name(v.Interface())), 80)
			if name == "" {
				name = fmt.Sprintf("%s %d", k.one, n+1)
			}
			t.Parts = append(t.Parts, page.Link{Text: name, URL: partTarget{o.ID, k, n}.edit()})
		}
		if n := list.Len(); n > 0 {
			t.Status = fmt.Sprintf("%d recorded, %s", n, phrase.LowerFirst(unknownWords(open)))
			if k.single() {
				t.Add = ""
			}
		}
		tasks = append(tasks, t)
	}
	return tasks
}

func unknownWords(n int) string {
	if n == 0 {
		return "No field unknown"
	}
	return phrase.Count(n, "field", "fields") + " unknown"
}

// unknownFields counts what nobody recorded in a part, the rows of its lists included.
func unknownFields(fields []partField, v reflect.Value) int {
	n := 0
	for _, f := range fields {
		m := member(v, f.name)
		switch {
		case f.in == inRows:
			if m.Len() == 0 && !f.aside {
				n++
			}
			for i := range m.Len() {
				n += unknownFields(f.rows, m.Index(i))
			}
		case f.aside || f.in == inSources:
		case f.name == "status", f.name == "scope": // always known
		case f.name == "country" && f.three && member(v, "scope").Interface() != offer.ScopeCountry:
		case m.IsZero():
			n++
		}
	}
	return n
}

// archiveOffer takes an offer out of every list and comparison, or back into them.
func (s *Server) archiveOffer(archived bool) handlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		id := offer.ID(chi.URLParam(r, "id"))
		if !ownOfferID(id) {
			return errNotFound
		}
		var own store.OwnOffer
		err := s.write(r, func(tx *store.Tx) (err error) {
			if err = tx.LockOffer(r.Context(), id); err != nil {
				return err
			}
			if own, err = tx.OwnOffer(r.Context(), id); err != nil || own.Archived == archived {
				return err
			}
			return tx.SetArchived(r.Context(), s.act(r, store.Archive), "offer", string(id), archived)
		})
		switch {
		case errors.Is(err, store.ErrNotFound):
			return errNotFound
		case err != nil:
			return err
		case archived:
			return s.done(w, r, "/offers/"+string(id)+"/edit", "“%s” is archived: it is in no list and no comparison.", own.Offer.Title)
		}
		return s.done(w, r, "/offers/"+string(id)+"/edit", "“%s” is back.", own.Offer.Title)
	}
}

package server

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"assay/internal/offer"
	"assay/internal/store"
	"assay/web/page"
)

// maxParts bounds the parts of one kind.
const maxParts = 200

// list is where an offer keeps the parts of a kind.
func (k *partKind) list(o *offer.Offer) reflect.Value {
	return reflect.ValueOf(&o.Parts).Elem().FieldByName(k.slice)
}

// at is the n-th part of an offer, or the offer itself.
func (k *partKind) at(o *offer.Offer, n int) (reflect.Value, bool) {
	if k.slice == "" {
		return reflect.ValueOf(o).Elem(), true
	}
	list := k.list(o)
	if n < 0 || n >= list.Len() {
		return reflect.Value{}, false
	}
	return list.Index(n), true
}

// add puts an empty part behind the others.
func (k *partKind) add(o *offer.Offer) int {
	list := k.list(o)
	list.Set(reflect.Append(list, reflect.Zero(list.Type().Elem())))
	return list.Len() - 1
}

// one reports whether an offer has at most one part of the kind.
func (k *partKind) single() bool { return k.id == "exit" }

// equal reports whether the part is the same in two versions of an offer.
func (k *partKind) equal(a, b reflect.Value) bool {
	if k.slice != "" {
		return reflect.DeepEqual(a.Interface(), b.Interface())
	}
	x, y := a.Interface().(offer.Offer), b.Interface().(offer.Offer)
	x.Parts, y.Parts = offer.Parts{}, offer.Parts{}
	return reflect.DeepEqual(x, y)
}

// place finds in the offer as it is now the part that a form was made from, n in the offer as
// its writer saw it, -1 for a new one. changed: somebody changed it meanwhile, and at is where
// it seems to be now, -1 where it is gone.
func (k *partKind) place(saw, now *offer.Offer, n int) (at int, changed bool) {
	if n < 0 {
		if k.single() && k.list(now).Len() > 0 {
			return 0, true
		}
		return k.list(now).Len(), false
	}
	old, _ := k.at(saw, n)
	if v, ok := k.at(now, n); ok && k.equal(old, v) {
		return n, false
	}
	if k.slice == "" {
		return 0, true
	}
	list := k.list(now)
	for i := range list.Len() {
		if k.equal(old, list.Index(i)) {
			return i, false
		}
	}
	for i := range list.Len() {
		if k.name(list.Index(i).Interface()) == k.name(old.Interface()) {
			return i, true
		}
	}
	if list.Len() == k.list(saw).Len() {
		return n, true
	}
	return -1, true
}

// A partTarget is the part that an address names.
type partTarget struct {
	id   offer.ID
	kind *partKind
	n    int // from 0; -1: a new one
}

// edit is the address of the part's form.
func (t partTarget) edit() string {
	switch {
	case t.kind.slice == "":
		return "/offers/" + string(t.id) + "/edit/offer"
	case t.n < 0:
		return "/offers/" + string(t.id) + "/edit/" + t.kind.id + "/new"
	}
	return "/offers/" + string(t.id) + "/edit/" + t.kind.id + "/" + strconv.Itoa(t.n+1)
}

func (t partTarget) title() string {
	if t.n < 0 {
		return "Add: " + strings.ToLower(t.kind.one)
	}
	if t.kind.slice == "" || t.kind.single() {
		return t.kind.one
	}
	return fmt.Sprintf("%s %d", t.kind.one, t.n+1)
}

func targetOf(r *http.Request) (partTarget, error) {
	t := partTarget{id: offer.ID(chi.URLParam(r, "id"))}
	id := chi.URLParam(r, "kind")
	if id == "" {
		id = "offer"
	}
	k, ok := partKindOf(id)
	number := chi.URLParam(r, "n")
	if !ok || !ownOfferID(t.id) || (k.slice == "") != (number == "") {
		return t, errNotFound
	}
	t.kind = k
	switch n, err := strconv.Atoi(number); {
	case number == "":
	case number == "new":
		t.n = -1
	case err != nil || n < 1 || n > maxParts || strconv.Itoa(n) != number:
		return t, errNotFound
	default:
		t.n = n - 1
	}
	return t, nil
}

// partPage shows a part as a form, with what its ranges come to.
func (s *Server) partPage(w http.ResponseWriter, r *http.Request) error {
	t, err := targetOf(r)
	if err != nil {
		return err
	}
	var own store.OwnOffer
	var before *offer.Offer
	err = s.read(r, func(tx *store.Tx) error {
		if own, err = tx.OwnOffer(r.Context(), t.id); err != nil {
			return err
		}
		if v, err := strconv.Atoi(r.FormValue("before")); err == nil && v >= 1 && v < own.Stored.Number {
			old, _, err := tx.OfferAt(r.Context(), t.id, v)
			if err != nil {
				return err
			}
			before = &old
		}
		return nil
	})
	if err != nil {
		return err
	}
	form := url.Values{}
	p := page.PartForm{}
	if t.n < 0 {
		if t.kind.single() && t.kind.list(&own.Offer).Len() > 0 {
			http.Redirect(w, r, partTarget{t.id, t.kind, 0}.edit(), http.StatusSeeOther)
			return nil
		}
		showFields(t.kind.fields, "", reflect.New(t.kind.list(&own.Offer).Type().Elem()).Elem(), form)
	} else {
		v, ok := t.kind.at(&own.Offer, t.n)
		if !ok {
			return errNotFound
		}
		showFields(t.kind.fields, "", v, form)
		if t.kind.slice != "" {
			p.Says = s.says(t.kind, v.Interface(), before, own.Offer, s.today())
		}
	}
	moreRows(t.kind.fields, form)
	return s.showPart(w, r, http.StatusOK, t, own, form, p)
}

func (s *Server) today() offer.Date { return offer.DateOf(s.Now()) }

// showPart fills in the rest of a part's page.
func (s *Server) showPart(w http.ResponseWriter, r *http.Request, status int, t partTarget, own store.OwnOffer, form url.Values, p page.PartForm) error {
	p.Offer, p.Heading, p.Intro, p.Action, p.Seen, p.New = own.Offer, t.title(), t.kind.intro, t.edit(), own.Stored.Number, t.n < 0
	p.Archived, p.Reason, p.Countries = own.Archived, form.Get("reason"), countryNames()
	p.Fields = viewFields(t.kind.fields, "", form, p.Problems)
	if t.kind.slice != "" {
		p.Check = p.Action + "/check"
	}
	if t.n >= 0 && t.kind.slice != "" && !own.Archived {
		p.Remove = p.Action + "/remove"
	}
	if t.kind.id == "model" && !own.Archived {
		p.Card = cardURL(t.id, t.n)
	}
	p.Cited = citedBy(own.Offer)
	p.Meta = s.formMeta(r, p.Heading, p.Problems, page.Link{Text: "Offers", URL: "/offers"}, page.Link{Text: own.Offer.Title, URL: "/offers/" + string(t.id)}, page.Link{Text: "Edit", URL: "/offers/" + string(t.id) + "/edit"})
	return s.render(w, r, status, page.PartPage(p))
}

// formMeta is the frame of a form, which says in its title where something is to be mended.
func (s *Server) formMeta(r *http.Request, title string, problems page.Problems, crumbs ...page.Link) page.Meta {
	if len(problems) > 0 {
		title = "Error: " + title
	}
	return s.meta(r, title, "offers", crumbs...)
}

// maxSuggested bounds the records that a form suggests.
const maxSuggested = 200

// citedBy are the records that an offer rests on already.
func citedBy(o offer.Offer) []offer.ID {
	var all []offer.ID
	for _, e := range o.History {
		all = append(all, e.Evidence...)
	}
	o.Parts.Each(func(_ string, _ int, _ any, evidence []offer.ID) { all = append(all, evidence...) })
	slices.Sort(all)
	all = slices.Compact(all)
	return all[:min(len(all), maxSuggested)]
}

// A partOutcome is what came of a posted part.
type partOutcome struct {
	own      store.OwnOffer // as it was when the form came
	at       int            // where the part stands
	part     any            // as it was stored
	problems page.Problems
	clash    *page.PartClash
	form     url.Values // what the form shows again
	same     bool       // nothing was changed
}

// savePart takes a part's form. What somebody else changed elsewhere in the offer stays.
func (s *Server) savePart(w http.ResponseWriter, r *http.Request) error {
	t, err := targetOf(r)
	if err != nil {
		return err
	}
	var out partOutcome
	err = s.write(r, func(tx *store.Tx) error {
		out, err = s.changePart(r, tx, t)
		return err
	})
	switch {
	case err != nil:
		return err
	case out.clash != nil:
		if out.clash.Removed {
			t.n = -1
		} else {
			t.n = out.at
		}
		return s.showPart(w, r, http.StatusConflict, t, out.own, out.form, page.PartForm{Clash: out.clash})
	case len(out.problems) > 0:
		return s.showPart(w, r, http.StatusUnprocessableEntity, t, out.own, out.form, page.PartForm{Problems: out.problems})
	case t.kind.slice == "":
		return s.done(w, r, "/offers/"+string(t.id)+"/edit", "%s", savedWords(t.kind.one, out.same))
	}
	t.n = out.at
	name := t.kind.one
	if n := clip(strings.TrimSpace(t.kind.name(out.part)), 80); n != "" {
		name += " “" + n + "”"
	}
	return s.done(w, r, t.edit()+"?before="+strconv.Itoa(out.own.Stored.Number), "%s", savedWords(name, out.same))
}

func savedWords(what string, same bool) string {
	if same {
		return what + ": nothing was changed."
	}
	return what + " saved."
}

func (s *Server) changePart(r *http.Request, tx *store.Tx, t partTarget) (partOutcome, error) {
	saw, out, err := sawOffer(r, tx, t.id)
	if err != nil {
		return out, err
	}
	if _, ok := t.kind.at(&saw, t.n); !ok && t.n >= 0 {
		return out, errNotFound
	}
	out.form = maps.Clone(r.PostForm)
	at, changed := t.kind.place(&saw, &out.own.Offer, t.n)
	if changed {
		out.at, out.clash = at, clashOf(t, &saw, &out, at)
		return out, nil
	}
	next, fresh := cloneParts(out.own.Offer), t.n < 0
	if fresh {
		at = t.kind.add(&next)
	}
	out.at = at
	v, _ := t.kind.at(&next, at)
	rd := readPart(t.kind.fields, v, r.PostForm, fresh)
	out.part = v.Interface()
	if err := rd.check(r, tx, t.kind, at, next, s.today()); err != nil {
		return out, err
	}
	switch {
	case out.own.Archived:
		rd.say("", "This offer is archived: bring it back before you change it.")
	case fresh && at >= maxParts:
		rd.say("", "An offer holds at most %d parts of a kind.", maxParts)
	}
	if p := textProblem("The reason", formText(r, "reason"), false, 2000); p != "" {
		rd.say("reason", "%s", p)
	}
	if out.problems = rd.problems; len(out.problems) > 0 {
		return out, nil
	}
	_, count, _, err := tx.Save(r.Context(), s.act(r, store.Change), store.Changes{Offers: []store.Seen[offer.Offer]{{Item: next, Version: out.own.Stored.Number}}})
	out.same = count == store.Count{}
	return out, err
}

// sawOffer reads the offer as it is and as the form's writer saw it, and keeps others from
// changing it meanwhile.
func sawOffer(r *http.Request, tx *store.Tx, id offer.ID) (saw offer.Offer, out partOutcome, err error) {
	if err = tx.LockOffer(r.Context(), id); err != nil {
		return saw, out, err
	}
	if out.own, err = tx.OwnOffer(r.Context(), id); err != nil {
		return saw, out, err
	}
	if v := seen(r); v != out.own.Stored.Number {
		if v < 1 || v > out.own.Stored.Number {
			return saw, out, store.ErrConflict
		}
		saw, _, err = tx.OfferAt(r.Context(), id, v)
		return saw, out, err
	}
	return cloneParts(out.own.Offer), out, nil
}

// cloneParts is an offer whose lists can be changed without changing the other's.
func cloneParts(o offer.Offer) offer.Offer {
	o.History = slices.Clone(o.History)
	for i := range partKinds {
		if k := &partKinds[i]; k.slice != "" {
			list := k.list(&o)
			if !list.IsNil() {
				list.Set(reflect.AppendSlice(reflect.MakeSlice(list.Type(), 0, list.Len()), list))
			}
		}
	}
	return o
}

// check looks whether the records that were named exist, and what the core has against the part.
func (rd *partReader) check(r *http.Request, tx *store.Tx, k *partKind, at int, next offer.Offer, day offer.Date) error {
	if err := rd.checkCited(r, tx); err != nil || len(rd.problems) > 0 {
		return err
	}
	own := ""
	if k.slice != "" {
		own = fmt.Sprintf("parts.%s[%d].", strings.ToLower(k.slice), at)
	}
	for _, p := range next.Validate() {
		field, ok := strings.CutPrefix(p.Field, own)
		if !ok || own == "" && strings.HasPrefix(field, "parts.") {
			rd.say("", "%s: %s.", p.Field, p.Message)
			continue
		}
		field = rd.formField(field)
		rd.say(field, "%s: %s.", labelAt(k.fields, field), strings.TrimSuffix(p.Message, "."))
	}
	if len(rd.problems) > 0 {
		return nil
	}
	if _, err := measures(next, day); err != nil {
		rd.say("", "%s", contradiction(err))
	}
	return nil
}

func (rd *partReader) checkCited(r *http.Request, tx *store.Tx) error {
	if len(rd.cited) == 0 {
		return nil
	}
	var wanted []offer.ID
	for _, c := range rd.cited {
		wanted = append(wanted, c.id)
	}
	found, err := tx.Evidence(r.Context(), wanted)
	if err != nil {
		return err
	}
	for _, c := range rd.cited {
		if !slices.ContainsFunc(found, func(e offer.Evidence) bool { return e.ID == c.id }) {
			rd.say(c.field, "Evidence: there is no record %q. Its id stands in the address of its page; a new source is added under Evidence first.", c.id)
		}
	}
	return nil
}

// formField is the place in the form of a field as the core names it: owners[1].share.
func (rd *partReader) formField(field string) string {
	list, rest, found := strings.Cut(field, "[")
	number, rest, _ := strings.Cut(rest, "]")
	if n, err := strconv.Atoi(number); found && err == nil && n < len(rd.rows[list]) {
		field = rowPrefix(list, rd.rows[list][n]) + strings.TrimPrefix(rest, ".")
	}
	return strings.ReplaceAll(strings.ReplaceAll(field, "likely_minor", "likely"), ".", "-")
}

// clashOf compares the part as its writer saw it, as it is now and as it was typed. The form
// then shows what was typed, and the others' changes in fields that the writer left alone.
func clashOf(t partTarget, saw *offer.Offer, out *partOutcome, at int) *page.PartClash {
	c := &page.PartClash{By: byWhom(out.own.Stored.Person), At: stamp(out.own.Stored.At)}
	old, now := url.Values{}, url.Values{}
	if v, ok := t.kind.at(saw, t.n); ok {
		showFields(t.kind.fields, "", v, old)
	} else {
		showFields(t.kind.fields, "", reflect.New(t.kind.list(saw).Type().Elem()).Elem(), old)
	}
	if at < 0 {
		c.Removed = true
		return c
	}
	v, _ := t.kind.at(&out.own.Offer, at)
	showFields(t.kind.fields, "", v, now)
	for _, f := range t.kind.fields {
		mine := !f.same(out.form, old)
		if !mine {
			f.copy(now, out.form)
		}
		if mine || !f.same(now, old) {
			c.Rows = append(c.Rows, f.clashRows(old, now, out.form)...)
		}
	}
	return c
}

// same reports whether two forms say the same in a field.
func (f partField) same(form, before url.Values) bool {
	if f.in != inRows {
		return unchanged(form, before, f.in == inTick, f.inputs(f.name)...)
	}
	if form.Has(f.name+"-rows") && !before.Has(f.name+"-rows") {
		return false
	}
	n := max(rowCount(form, f.name), rowCount(before, f.name))
	zero := f.zero()
	for i := range n {
		for name := range zero {
			at := rowPrefix(f.name, i) + name
			a, b := plain(form.Get(at)), plain(before.Get(at))
			if !form.Has(at) {
				a = zero.Get(name)
			}
			if !before.Has(at) {
				b = zero.Get(name)
			}
			if a != b {
				return false
			}
		}
	}
	return true
}

// copy takes a field over from one form into another, with empty rows below a list.
func (f partField) copy(from, to url.Values) {
	if f.in == inRows {
		maps.DeleteFunc(to, func(name string, _ []string) bool { return strings.HasPrefix(name, f.name+"-") })
	}
	for _, name := range f.allNames(f.name, from) {
		to.Set(name, from.Get(name))
	}
	if f.in == inRows {
		to.Set(f.name+"-rows", from.Get(f.name+"-rows"))
		moreRows([]partField{f}, to)
	}
}

// clashRows are the inputs of a field in which the three forms differ.
func (f partField) clashRows(old, now, yours url.Values) []page.ClashRow {
	var rows []page.ClashRow
	names := f.allNames(f.name, old)
	for _, more := range []url.Values{now, yours} {
		for _, n := range f.allNames(f.name, more) {
			if !slices.Contains(names, n) {
				names = append(names, n)
			}
		}
	}
	for _, n := range names {
		a, b, c := plain(old.Get(n)), plain(now.Get(n)), plain(yours.Get(n))
		if a != b || b != c {
			rows = append(rows, page.ClashRow{Label: labelAt([]partField{f}, n) + inputWords(n), Saw: a, Now: b, Yours: c})
		}
	}
	return rows
}

// inputWords says which input of a figure a name is.
func inputWords(name string) string {
	for _, w := range [][2]string{{"-lo", "lowest"}, {"-likely", "likeliest"}, {"-hi", "highest"}, {"-currency", "currency"}, {"-as_of", "as of"},
		{"-stage", "how far it has come"}, {"-rung", "how well it is known"}, {"-evidence", "evidence"}, {"-from", "from"}, {"-to", "to"}, {"-unknown", "nobody knows"}} {
		if strings.HasSuffix(name, w[0]) {
			return ", " + w[1]
		}
	}
	return ""
}

func byWhom(person string) string {
	if person == "" {
		return "Somebody who gave no name"
	}
	return person
}

func stamp(at time.Time) string { return at.UTC().Format("2006-01-02 15:04") + " UTC" }

// removePart takes a part out of the offer.
func (s *Server) removePart(w http.ResponseWriter, r *http.Request) error {
	t, err := targetOf(r)
	if err != nil {
		return err
	}
	if t.n < 0 || t.kind.slice == "" {
		return errNotFound
	}
	var out partOutcome
	err = s.write(r, func(tx *store.Tx) error {
		var saw offer.Offer
		if saw, out, err = sawOffer(r, tx, t.id); err != nil {
			return err
		}
		if _, ok := t.kind.at(&saw, t.n); !ok {
			return errNotFound
		}
		at, changed := t.kind.place(&saw, &out.own.Offer, t.n)
		if changed || out.own.Archived {
			return store.ErrConflict // the page says to look again
		}
		next := cloneParts(out.own.Offer)
		list := t.kind.list(&next)
		out.part = list.Index(at).Interface()
		list.Set(reflect.AppendSlice(list.Slice(0, at), list.Slice(at+1, list.Len())))
		if list.Len() == 0 {
			list.SetZero()
		}
		act := s.act(r, store.Change)
		act.Reason = clip(formText(r, "reason-remove"), 2000)
		_, _, _, err = tx.Save(r.Context(), act, store.Changes{Offers: []store.Seen[offer.Offer]{{Item: next, Version: out.own.Stored.Number}}})
		return err
	})
	if err != nil {
		return err
	}
	return s.done(w, r, "/offers/"+string(t.id)+"/edit", "%s “%s” removed.", t.kind.one, clip(strings.TrimSpace(t.kind.name(out.part)), 80))
}

// checkPart says what the ranges of a form come to, and stores nothing.
func (s *Server) checkPart(w http.ResponseWriter, r *http.Request) error {
	t, err := targetOf(r)
	if err != nil {
		return err
	}
	var said *page.PartSays
	err = s.read(r, func(tx *store.Tx) error {
		own, err := tx.OwnOffer(r.Context(), t.id)
		if err != nil {
			return err
		}
		next, at := cloneParts(own.Offer), t.n
		if t.n < 0 {
			at = t.kind.add(&next)
		}
		v, ok := t.kind.at(&next, at)
		if !ok {
			return errNotFound
		}
		rd := readPart(t.kind.fields, v, r.PostForm, t.n < 0)
		if err := rd.check(r, tx, t.kind, at, next, s.today()); err != nil {
			return err
		}
		if len(rd.problems) == 0 {
			said = s.says(t.kind, v.Interface(), &own.Offer, next, s.today())
			return nil
		}
		said = &page.PartSays{Lines: combined(v.Interface())}
		for _, p := range rd.problems {
			said.Problems = append(said.Problems, p.Message)
		}
		return nil
	})
	if errors.Is(err, store.ErrNotFound) {
		return errNotFound
	}
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, page.PartSaid(*said))
}

// ownOfferID reports whether an id may be that of one of the workspace's offers.
func ownOfferID(id offer.ID) bool { return id.Valid() && ownID(string(id)) }

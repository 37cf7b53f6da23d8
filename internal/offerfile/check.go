package offerfile

import (
	"fmt"
	"reflect"
	"strings"

	"assay/internal/offer"
)

// A Checker turns written offers and evidence of one document into package offer's types and
// reports what is wrong with them, each at its place in the document.
type Checker struct {
	// Fail takes one mistake. Path is as strictyaml.Document.At reads it.
	Fail func(path, format string, args ...any)
	// Refer is told of every evidence id that the document names, and where.
	Refer func(path string, ids []offer.ID)
	// Sourced refuses events and parts that name no evidence.
	Sourced bool
}

// Evidence turns the written form of one record, which stands at path, into the record.
func (c Checker) Evidence(path string, y Evidence) offer.Evidence {
	e := y.evidence()
	for _, p := range e.Validate() {
		c.Fail(path+"."+p.Field, "evidence %s: %s", e.ID, p.Error())
	}
	c.Refer(path+".contradicts", e.Contradicts)
	return e
}

// Offer turns the written form of one offer, which stands at path, into the offer, its answers
// and its answers on capacity. Answers carry neither assessor nor version: those are of whoever
// stores them. What was refused may be missing.
func (c Checker) Offer(path string, y Offer) (o offer.Offer, answers, capacity []offer.Answer) {
	o = offer.Offer{
		ID: y.ID, Title: y.Title, Summary: y.Summary, Scope: y.Scope, Country: y.Country, Provider: y.Provider,
		ProviderCountry: y.ProviderCountry, Status: y.Status, Stage: y.Stage, Seeds: y.Seeds,
	}
	if !c.form(path, reflect.ValueOf(y)) {
		return o, nil, nil
	}
	for i, e := range y.History {
		o.History = append(o.History, offer.Event(e))
		c.rests(fmt.Sprintf("%s.history[%d]", path, i), e.Evidence)
	}
	o.Parts = c.parts(path, y)
	for _, p := range o.Validate() {
		c.Fail(path+"."+written(p.Field), "offer %s: %s", o.ID, p.Error())
	}
	return o, c.answers(path+".answers", o.ID, y.Answers), c.answers(path+".capacity", o.ID, y.Capacity)
}

// written returns the path of a field of offer.Offer in the written form.
func written(field string) string {
	return strings.Replace(strings.TrimPrefix(field, "parts."), "exits[0]", "exit", 1)
}

// A checked value says what is wrong with how it is written, or nothing.
type checked interface{ check() string }

// form asks every value below v that knows how it must be written.
func (c Checker) form(path string, v reflect.Value) bool {
	if v.Kind() == reflect.Pointer || v.Kind() == reflect.Slice {
		if v.IsNil() {
			return true
		}
	}
	ok := true
	if x, is := v.Interface().(checked); is {
		if problem := x.check(); problem != "" {
			c.Fail(path, "%s", problem)
			ok = false
		}
	}
	switch v.Kind() {
	case reflect.Pointer:
		return c.below(path, v.Elem()) && ok
	case reflect.Slice:
		for i := range v.Len() {
			ok = c.form(fmt.Sprintf("%s[%d]", path, i), v.Index(i)) && ok
		}
	case reflect.Struct:
		ok = c.below(path, v) && ok
	}
	return ok
}

func (c Checker) below(path string, v reflect.Value) bool {
	ok := true
	if v.Kind() != reflect.Struct {
		return ok
	}
	for i := range v.NumField() {
		if name := v.Type().Field(i).Tag.Get("yaml"); name != "" {
			ok = c.form(path+"."+name, v.Field(i)) && ok
		}
	}
	return ok
}

// rests notes what the event or the part at path rests on.
func (c Checker) rests(path string, ids []offer.ID) {
	if c.Sourced && len(ids) == 0 {
		c.Fail(path, "needs evidence")
	}
	c.Refer(path+".evidence", ids)
}

func (c Checker) parts(path string, y Offer) offer.Parts {
	var p offer.Parts
	for _, s := range y.Sites {
		p.Sites = append(p.Sites, s.site())
	}
	for _, x := range y.Chips {
		p.Chips = append(p.Chips, x.chip())
	}
	for _, m := range y.Models {
		p.Models = append(p.Models, m.model())
	}
	for _, f := range y.Funds {
		p.Funds = append(p.Funds, f.fund())
	}
	for _, s := range y.Safeguards {
		p.Safeguards = append(p.Safeguards, s.safeguard())
	}
	for _, t := range y.Terms {
		p.Terms = append(p.Terms, t.term())
	}
	if y.Exit != nil {
		p.Exits = append(p.Exits, y.Exit.exit())
	}
	for _, k := range y.Links {
		p.Links = append(p.Links, k.link())
	}
	p.Each(func(kind string, i int, _ any, evidence []offer.ID) {
		place := fmt.Sprintf("%s.%ss[%d]", path, kind, i)
		if kind == "exit" {
			place = path + ".exit"
		}
		c.rests(place, evidence)
	})
	return p
}

// answers turns the answers of one offer to one framework.
func (c Checker) answers(path string, id offer.ID, ys []answerYAML) (as []offer.Answer) {
	seen := map[string]bool{}
	for i, y := range ys {
		at := fmt.Sprintf("%s[%d]", path, i)
		key := y.Criterion + "/" + y.ValidFrom.String()
		if seen[key] {
			c.Fail(at, "offer %s answers %s twice from the same date", id, y.Criterion)
		}
		seen[key] = true
		as = append(as, c.answer(at, id, y))
	}
	return as
}

// answer turns one answer. "both" is short for the same rung and evidence on lo and hi.
func (c Checker) answer(at string, id offer.ID, y answerYAML) offer.Answer {
	fail := func(at, format string, args ...any) {
		c.Fail(at, "offer %s, %s: "+format, append([]any{id, y.Criterion}, args...)...)
	}
	a := offer.Answer{
		Offer: id, Criterion: y.Criterion, NotApplicable: y.NotApplicable, Raw: y.Raw.span(),
		Stage: y.Stage, Paused: y.Paused, Contested: y.Contested, VendorWide: y.VendorWide, Unknown: y.Unknown, Rationale: y.Rationale,
		ValidFrom: y.ValidFrom, ValidTo: y.ValidTo,
	}
	lo, hi := y.Lo, y.Hi
	if y.Both != nil {
		if len(lo.Evidence)+len(hi.Evidence) > 0 {
			fail(at, "give either both, or lo and hi")
		}
		lo, hi = *y.Both, *y.Both
		lo.Admission = false
	}
	a.Lo = offer.Bound{Rung: lo.Rung, Admission: lo.Admission, Evidence: lo.Evidence}
	a.Hi = offer.Bound{Level: offer.MaxLevel, Rung: hi.Rung, Admission: hi.Admission, Evidence: hi.Evidence}
	switch {
	case y.NotApplicable, y.Raw != nil:
		if y.Range != nil {
			fail(at+".range", "has no range beside not_applicable or raw")
		}
	case len(y.Range) == 2:
		a.Lo.Level, a.Hi.Level = y.Range[0], y.Range[1]
	default:
		fail(at+".range", "needs range: [lowest level, highest level]")
	}
	for _, cp := range y.Caps {
		a.Caps = append(a.Caps, offer.Cap(cp))
	}
	if y.Lapse != nil {
		if len(y.Lapse.Range) != 2 {
			fail(at+".lapse", "needs range: [lowest level, highest level]")
			return a
		}
		a.Lapse = &offer.Lapse{Lo: y.Lapse.Range[0], Hi: y.Lapse.Range[1], Text: y.Lapse.Text}
	}
	for _, p := range a.Validate() {
		fail(at+"."+p.Field, "%s", p.Error())
	}
	c.Refer(at+".lo", a.Lo.Evidence)
	c.Refer(at+".hi", a.Hi.Evidence)
	return a
}

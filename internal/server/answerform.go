package server

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"

	"assay/internal/app"
	"assay/internal/framework"
	"assay/internal/offer"
	"assay/web/page"
)

// answerFields are the names of the form's texts, but for its qualifiers.
var answerFields = []string{
	"state", "by", "lo", "hi", "raw_lo", "raw_hi", "lo_rung", "lo_evidence", "hi_rung", "hi_evidence", "hi_admission", "stage", "paused", "contested", "vendor_wide",
	"unknown", "valid_from", "valid_to", "lapse_lo", "lapse_hi", "lapse_text", "rationale",
}

// answerValues writes an answer as the form shows it.
func answerValues(c framework.Criterion, a offer.Answer) map[string]string {
	v := map[string]string{
		"state": page.StateAnswered, "by": page.ByLevels, "lo": strconv.Itoa(a.Lo.Level), "hi": strconv.Itoa(a.Hi.Level),
		"lo_rung": a.Lo.Rung.String(), "lo_evidence": joinIDs(a.Lo.Evidence), "hi_rung": a.Hi.Rung.String(), "hi_evidence": joinIDs(a.Hi.Evidence),
		"hi_admission": ticked(a.Hi.Admission), "stage": a.Stage.String(), "paused": ticked(a.Paused), "contested": ticked(a.Contested), "vendor_wide": ticked(a.VendorWide),
		"unknown": string(a.Unknown), "valid_from": a.ValidFrom.String(), "valid_to": a.ValidTo.String(), "rationale": a.Rationale,
	}
	if a.NotApplicable {
		v["state"] = page.StateNotApplicable
	}
	if a.Raw != nil {
		v["by"], v["raw_lo"], v["raw_hi"] = page.ByRaw, plainNumber(a.Raw.Lo), plainNumber(a.Raw.Hi)
	}
	if a.Lapse != nil {
		v["lapse_lo"], v["lapse_hi"], v["lapse_text"] = strconv.Itoa(a.Lapse.Lo), strconv.Itoa(a.Lapse.Hi), a.Lapse.Text
	}
	for _, k := range c.Caps {
		v[page.CapField(k.ID)] = ""
		for _, given := range a.Caps {
			if given.ID == k.ID {
				v[page.CapField(k.ID)] = given.Holds.String()
			}
		}
	}
	return v
}

func ticked(yes bool) string {
	if yes {
		return "yes"
	}
	return ""
}

func plainNumber(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// An answerReader reads the form of an answer and collects what is to be mended.
type answerReader struct {
	values   map[string]string
	problems page.Problems
}

func (f *answerReader) fail(field, format string, args ...any) {
	f.problems = append(f.problems, page.FieldProblem{Field: field, Message: fmt.Sprintf(format, args...)})
}

// readAnswer reads the form into an answer to a criterion, with what was typed and what is to
// be mended before the framework's own rules are asked. Of an answer that says that nothing is
// known the state counts, and why.
func readAnswer(r *http.Request, c framework.Criterion) (offer.Answer, *answerReader) {
	f := &answerReader{values: map[string]string{}}
	for _, name := range answerFields {
		f.values[name] = formText(r, name)
	}
	for _, k := range c.Caps {
		f.values[page.CapField(k.ID)] = formText(r, page.CapField(k.ID))
	}
	v := f.values
	a := offer.Answer{
		Criterion: c.ID, Assessor: app.OurAnswer, Rationale: v["rationale"], Unknown: offer.ID(v["unknown"]),
		Paused: v["paused"] == "yes", Contested: v["contested"] == "yes", VendorWide: v["vendor_wide"] == "yes",
	}
	switch v["state"] {
	case page.StateUnknown:
		f.texts(r)
		return offer.Answer{Criterion: a.Criterion, Assessor: a.Assessor, Rationale: a.Rationale}, f
	case page.StateAnswered:
		f.range_(c, &a)
		a.Hi = f.bound("hi", a.Hi.Level)
		a.Hi.Admission = v["hi_admission"] == "yes"
	case page.StateNotApplicable:
		a.NotApplicable, a.Hi.Level = true, offer.MaxLevel // as files and sheets have it
	default:
		f.fail("state", "Say whether you know something, know nothing, or whether it does not apply.")
	}
	a.Lo = f.bound("lo", a.Lo.Level)
	f.qualifiers(c, &a)
	f.validity(&a)
	f.texts(r)
	return a, f
}

// texts checks what was typed freely.
func (f *answerReader) texts(r *http.Request) {
	for _, t := range [][2]string{{"rationale", "Why"}, {"lapse_text", "What it becomes"}, {"reason", "Why this change"}} {
		if p := textProblem(t[1], formText(r, t[0]), false, page.MaxAnswerText); p != "" {
			f.fail(t[0], "%s", p)
		}
	}
}

// range_ reads the levels, or the measured range.
func (f *answerReader) range_(c framework.Criterion, a *offer.Answer) {
	if f.values["by"] == page.ByRaw && c.Thresholds != nil {
		lo, okLo := f.number("raw_lo", "Least")
		hi, okHi := f.number("raw_hi", "Most")
		if !okLo || !okHi {
			return
		}
		if lo > hi {
			f.fail("raw_lo", "Least is above most: give the smaller figure first.")
			return
		}
		a.Raw = &offer.Range{Lo: lo, Hi: hi}
		a.Lo.Level, a.Hi.Level = app.LevelsOf(c, *a.Raw)
		return
	}
	if f.values["raw_lo"] != "" || f.values["raw_hi"] != "" {
		f.fail("raw_lo", "You chose levels and typed a measured range: clear one of the two, since only one can count.")
	}
	lo, okLo := f.level("lo", "Choose the lowest level that it may be.")
	hi, okHi := f.level("hi", "Choose the highest level that it may be.")
	if okLo && okHi && hi < lo {
		f.fail("hi", "The highest level, %d, lies below the lowest, %d.", hi, lo)
		lo, hi = hi, lo // one message is enough
	}
	a.Lo.Level, a.Hi.Level = lo, hi
	if !okHi {
		a.Hi.Level = offer.MaxLevel
	}
}

func (f *answerReader) level(field, missing string) (int, bool) {
	n, err := strconv.Atoi(f.values[field])
	if err != nil || n < 0 || n > offer.MaxLevel {
		f.fail(field, "%s", missing)
		return 0, false
	}
	return n, true
}

// number reads a figure as people type it: with spaces between groups of digits and a point.
func (f *answerReader) number(field, label string) (float64, bool) {
	plain := strings.NewReplacer(" ", "", "\u00a0", "", "\u2009", "", "\u202f", "", "_", "").Replace(f.values[field])
	x, err := strconv.ParseFloat(plain, 64)
	if err != nil || math.IsNaN(x) || math.Abs(x) > 1e18 {
		f.fail(field, "%s is not a number such as 40 or 0.25.", label)
		return 0, false
	}
	return x, true
}

// bound reads a bound's evidence.
func (f *answerReader) bound(name string, level int) offer.Bound {
	b := offer.Bound{Level: level, Evidence: splitIDs(f.values[name+"_evidence"])}
	rung, err := offer.ParseRung(f.values[name+"_rung"])
	switch {
	case err == nil:
		b.Rung = rung
	case len(b.Evidence) > 0:
		f.fail(name+"_rung", "Say how strong the evidence of the %s bound is.", map[string]string{"lo": "lower", "hi": "upper"}[name])
	}
	if len(b.Evidence) > page.MaxAnswerEvidence {
		f.fail(name+"_evidence", "A bound rests on at most %d records.", page.MaxAnswerEvidence)
		b.Evidence = nil
	}
	for _, id := range b.Evidence {
		if !id.Valid() {
			f.fail(name+"_evidence", "%q is no evidence's name: they are made of small letters, digits and hyphens.", strings.ToValidUTF8(clip(string(id), 80), ""))
			b.Evidence = nil
			break
		}
	}
	return b
}

// qualifiers reads which caps hold, and the stage.
func (f *answerReader) qualifiers(c framework.Criterion, a *offer.Answer) {
	for _, k := range c.Caps {
		field := page.CapField(k.ID)
		if f.values[field] == "" {
			continue // nothing is said: see evaluate on what that means for levels and for raw ranges
		}
		var holds offer.Tri
		if err := holds.UnmarshalText([]byte(f.values[field])); err != nil {
			f.fail(field, "Say yes, no or don't know to: %s.", k.Title)
		}
		a.Caps = append(a.Caps, offer.Cap{ID: k.ID, Holds: holds})
	}
	var err error
	if a.Stage, err = offer.ParseStage(f.values["stage"]); err != nil {
		f.fail("stage", "Choose the stage from the list.")
	}
}

// validity reads from when to when it holds, and what it becomes after.
func (f *answerReader) validity(a *offer.Answer) {
	date := func(field, label string) offer.Date {
		d, err := offer.ParseDate(f.values[field])
		if err != nil {
			f.fail(field, "%s %q is no date: write 2026, 2026-11 or 2026-11-27.", label, clip(f.values[field], 40))
		}
		return d
	}
	a.ValidFrom, a.ValidTo = date("valid_from", "Valid from"), date("valid_to", "Valid to")
	if f.values["lapse_lo"]+f.values["lapse_hi"]+f.values["lapse_text"] == "" {
		return
	}
	lo, okLo := f.level("lapse_lo", "Choose the lowest level that it becomes, or leave all three fields of the lapse empty.")
	hi, okHi := f.level("lapse_hi", "Choose the highest level that it becomes, or leave all three fields of the lapse empty.")
	if okLo && okHi {
		a.Lapse = &offer.Lapse{Lo: lo, Hi: hi, Text: f.values["lapse_text"]}
	}
}

// answerPlaces say where in the form a problem of the core stands, and how it is called there.
var answerPlaces = map[string][2]string{
	"rationale": {"rationale", "Why"}, "range": {"lo", "The range"}, "unknown": {"unknown", "The name of what nobody knows"}, "lo.evidence": {"lo_evidence", ""},
	"hi.evidence": {"hi_evidence", ""}, "raw": {"lo_evidence", ""}, "not_applicable": {"lo_evidence", "Not applicable"}, "valid_to": {"valid_to", "Valid to"},
	"lapse": {"lapse_lo", "What it becomes after"}, "caps": {"", "A qualifier"}, "lo.rung": {"lo_rung", "The lower bound's strength"},
	"hi.rung": {"hi_rung", "The upper bound's strength"}, "stage": {"stage", "The stage"}, "criterion": {"", "The criterion"},
}

// rules adds the problems that the core and the framework see, at fields that have none yet.
func (f *answerReader) rules(fw *framework.Framework, a offer.Answer) {
	for _, p := range app.CheckAnswer(fw, a) {
		place, known := answerPlaces[p.Field]
		if !known {
			place = [2]string{"", p.Field}
		}
		if p.Field == "not_applicable" && strings.HasPrefix(p.Message, "is no answer") {
			place[0] = "state"
		}
		if place[0] == "" || f.problems.Of(place[0]) == "" {
			message := strings.TrimSpace(place[1] + " " + p.Message)
			f.fail(place[0], "%s.", capital(message))
		}
	}
}

package exchange

import (
	"slices"
	"strings"

	"assay/internal/framework"
	"assay/internal/offer"
)

// wordKey is a word of a closed list as it is compared: "Vendor claim" is vendor_claim.
func wordKey(s string) string {
	return strings.NewReplacer(" ", "_", "-", "_").Replace(headingKey(s))
}

func (f *filledRow) rung(column int) offer.Rung {
	s := f.word(column)
	if s == "" {
		return offer.Unverified
	}
	r, err := offer.ParseRung(wordKey(s))
	if err != nil {
		f.fail(column, "%q is not one of %s, %s, %s, %s", shorten(s), offer.Unverified, offer.VendorClaim, offer.Documented, offer.Demonstrated)
	}
	return r
}

// evidence reads ids with commas, semicolons or blanks between. One named twice counts once.
func (f *filledRow) evidence(column int) []offer.ID {
	var ids []offer.ID
	for _, s := range strings.FieldsFunc(f.cells[column].text, func(r rune) bool { return strings.ContainsRune(",; \u00a0\t\r\n", r) }) {
		id := f.id(s)
		switch {
		case slices.Contains(ids, id):
			continue
		case len(ids) == maxBoundEvidence:
			f.fail(column, "names more than %d records of evidence; keep those that bear the bound", maxBoundEvidence)
			return ids
		case !id.Valid() || !f.knownEvidence(id):
			f.fail(column, "there is no evidence %q; enter it first, or mend the id", shorten(s))
			return ids
		}
		ids = append(ids, id)
	}
	return ids
}

// marks reads what else an answer says.
func (f *filledRow) marks(a *offer.Answer, c framework.Criterion, known bool) {
	if s := f.word(colStage); s != "" {
		stage, err := offer.ParseStage(wordKey(s))
		if err != nil {
			f.fail(colStage, "%q is not one of announced, non_binding, binding, funded, delivered; leave it empty where nothing is recorded", shorten(s))
		}
		a.Stage = stage
	}
	a.Paused, a.Contested, a.VendorWide = f.yes(colPaused), f.yes(colContested), f.yes(colVendorWide)
	a.Hi.Admission = f.yes(colAdmission)
	a.Unknown = f.id(f.word(colUnknown))
	a.Caps = f.caps(c, known)
	if !f.empty(colLapseLo, colLapseHi, colLapseText) {
		lo, okLo := f.level(colLapseLo)
		hi, okHi := f.level(colLapseHi)
		if okLo && okHi && lo > hi {
			f.fail(colLapseLo, "%d is above the highest, %d; change the two about", lo, hi)
		}
		a.Lapse = &offer.Lapse{Lo: min(lo, hi), Hi: max(lo, hi), Text: f.text(f.cells[colLapseText])}
	}
}

func (f *filledRow) yes(column int) bool {
	switch s := headingKey(f.word(column)); s {
	case "", "no", "false":
		return false
	case "yes", "true":
		return true
	default:
		f.fail(column, "%q is neither yes nor no", shorten(s))
		return false
	}
}

// caps reads "id: yes; other: unknown".
func (f *filledRow) caps(c framework.Criterion, known bool) []offer.Cap {
	var caps []offer.Cap
	for _, part := range strings.FieldsFunc(f.cells[colCaps].text, func(r rune) bool { return r == ';' || r == '\n' }) {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		id, word, _ := strings.Cut(part, ":")
		k := offer.Cap{ID: string(f.id(strings.TrimSpace(id)))}
		has := func(ids []string) bool { return slices.Contains(ids, k.ID) }
		switch {
		case k.Holds.UnmarshalText([]byte(headingKey(word))) != nil:
			f.fail(colCaps, "%q does not read id: yes, no or unknown", shorten(part))
		case known && !has(capIDs(c.Caps)):
			f.fail(colCaps, "criterion %s has no qualifier %q; the tab %s of the template lists them", c.ID, shorten(k.ID), NotesTab)
		case slices.ContainsFunc(caps, func(before offer.Cap) bool { return before.ID == k.ID }):
			f.fail(colCaps, "names qualifier %s twice; keep one", shorten(k.ID))
		default:
			caps = append(caps, k)
			continue
		}
		return caps
	}
	return caps
}

func capIDs(caps []framework.Cap) []string {
	ids := make([]string, len(caps))
	for i, k := range caps {
		ids[i] = k.ID
	}
	return ids
}

// validate adds what the answer's own check and the framework find, at the column that mends
// it, where that has no problem yet.
func (f *filledRow) validate(a offer.Answer, c framework.Criterion, known bool) {
	if known && a.NotApplicable && !c.NAPermitted && !f.failed(colState) {
		f.fail(colState, "criterion %s always applies; give the levels, or say %s", c.ID, stateDontKnow)
	}
	for _, p := range a.Validate() {
		at := map[string][]int{
			"rationale": {colRationale}, "unknown": {colUnknown}, "valid_to": {colValidTo, colValidFrom}, "lapse": {colLapseLo, colLapseHi, colValidTo},
			"lo.evidence": {colLoEvidence, colLoLevel}, "hi.evidence": {colHiEvidence, colHiLevel},
			"raw": {colLoEvidence, colHiEvidence, colLoRaw, colHiRaw}, "not_applicable": {colLoEvidence, colState},
		}[p.Field]
		if len(at) > 0 && !f.failed(at...) {
			f.fail(f.present(at), "%s", p.Message)
		}
	}
}

// present is the first of the columns that the sheet has.
func (f *filledRow) present(columns []int) int {
	return columns[max(0, slices.IndexFunc(columns, func(c int) bool { return f.letters[c] != "" }))]
}

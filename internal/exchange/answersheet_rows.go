package exchange

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"assay/internal/framework"
	"assay/internal/offer"
)

// A writtenRow is one row of a sheet: text, int or float64 in each column, nil where empty.
type writtenRow [sheetColumns]any

// writtenRows lays out a row for every answer and an empty one for every criterion that an
// offer has no answer to: offers as given, criteria in the framework's order, answers by date.
func writtenRows(fw *framework.Framework, offers []offer.Offer, answers map[offer.ID][]offer.Answer) ([]writtenRow, error) {
	if fw.Kind != framework.KindLevels {
		return nil, fmt.Errorf("framework %s is answered by %s; an answer sheet is for levels", fw.Ref(), fw.Kind)
	}
	if err := belong(fw, offers, answers); err != nil {
		return nil, err
	}
	var rows []writtenRow
	for _, o := range offers {
		for _, c := range fw.Criteria {
			own := slices.DeleteFunc(slices.Clone(answers[o.ID]), func(a offer.Answer) bool { return a.Criterion != c.ID })
			slices.SortStableFunc(own, func(a, b offer.Answer) int { return cmp.Compare(a.ValidFrom.String(), b.ValidFrom.String()) })
			if len(own) == 0 {
				rows = append(rows, identityRow(fw, o, c))
			}
			for i, a := range own {
				if i > 0 && own[i-1].ValidFrom == a.ValidFrom {
					return nil, fmt.Errorf("offer %s has two answers to %s from the same date; a sheet holds those of one assessor", o.ID, c.ID)
				}
				rows = append(rows, answerRow(fw, o, c, a))
			}
		}
	}
	if len(rows) > MaxSheetRows {
		return nil, fmt.Errorf("%d rows are more than the %d of a sheet; take fewer offers", len(rows), MaxSheetRows)
	}
	for i := range rows {
		if err := rows[i].tidy(); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// belong checks that every answer is about one of the offers and a criterion of the framework,
// so that none is left out in silence.
func belong(fw *framework.Framework, offers []offer.Offer, answers map[offer.ID][]offer.Answer) error {
	listed := map[offer.ID]bool{}
	for _, o := range offers {
		if listed[o.ID] {
			return fmt.Errorf("offer %s is listed twice", o.ID)
		}
		listed[o.ID] = true
	}
	for _, id := range slices.Sorted(maps.Keys(answers)) {
		for _, a := range answers[id] {
			if _, _, ok := fw.Criterion(a.Criterion); !ok {
				return fmt.Errorf("offer %s: framework %s has no criterion %q", id, fw.Ref(), a.Criterion)
			}
			if !listed[id] || a.Offer != id {
				return fmt.Errorf("an answer about offer %s stands under %s, which must be the same and one of the offers", a.Offer, id)
			}
		}
	}
	return nil
}

func identityRow(fw *framework.Framework, o offer.Offer, c framework.Criterion) writtenRow {
	return writtenRow{
		colOffer: string(o.ID), colOfferTitle: o.Title, colCriterion: c.ID, colQuestion: cmp.Or(c.Question, c.Title),
		colUnit: c.Unit, colFramework: fw.Ref(),
	}
}

func answerRow(fw *framework.Framework, o offer.Offer, c framework.Criterion, a offer.Answer) writtenRow {
	r := identityRow(fw, o, c)
	r[colState] = stateAnswered
	switch {
	case a.NotApplicable:
		r[colState] = stateNotAppl
	case a.Raw != nil:
		r[colLoRaw], r[colHiRaw] = a.Raw.Lo, a.Raw.Hi
	default:
		r[colLoLevel], r[colHiLevel] = a.Lo.Level, a.Hi.Level
	}
	r[colLoRung], r[colHiRung] = rungCell(a.Lo), rungCell(a.Hi)
	r[colLoEvidence], r[colHiEvidence] = idsCell(a.Lo.Evidence), idsCell(a.Hi.Evidence)
	r[colStage], r[colValidFrom], r[colValidTo] = a.Stage.String(), a.ValidFrom.String(), a.ValidTo.String()
	r[colRationale], r[colCaps], r[colUnknown] = a.Rationale, capsCell(a.Caps), string(a.Unknown)
	r[colPaused], r[colContested], r[colVendorWide], r[colAdmission] = yesCell(a.Paused), yesCell(a.Contested), yesCell(a.VendorWide), yesCell(a.Hi.Admission)
	if a.Lapse != nil {
		r[colLapseLo], r[colLapseHi], r[colLapseText] = a.Lapse.Lo, a.Lapse.Hi, a.Lapse.Text
	}
	return r
}

// rungCell leaves the weakest rung empty where there is no evidence that it could speak of.
func rungCell(b offer.Bound) string {
	if b.Rung == offer.Unverified && len(b.Evidence) == 0 {
		return ""
	}
	return b.Rung.String()
}

func idsCell(ids []offer.ID) string {
	words := make([]string, len(ids))
	for i, id := range ids {
		words[i] = string(id)
	}
	return strings.Join(words, ", ")
}

func capsCell(caps []offer.Cap) string {
	words := make([]string, len(caps))
	for i, c := range caps {
		words[i] = c.ID + ": " + c.Holds.String()
	}
	return strings.Join(words, "; ")
}

func yesCell(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

// tidy makes every text one that both forms hold alike: lines end in one character, control
// characters, which a workbook cannot hold, show as unreadable, and empty text is no cell.
// Text that a cell cannot hold is an error, since a spreadsheet would cut it off.
func (r *writtenRow) tidy() error {
	for i, v := range r {
		s, ok := v.(string)
		if !ok {
			continue
		}
		if r[i] = nil; s == "" {
			continue
		}
		s = strings.Map(readable, oneLineEnd(s))
		if cellChars(s) > MaxCellChars {
			return fmt.Errorf("offer %v, criterion %v: %s is longer than the %d characters of a cell", r[colOffer], r[colCriterion], answerColumns[i].heading, MaxCellChars)
		}
		r[i] = s
	}
	return nil
}

func oneLineEnd(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// readable maps a character that XML 1.0 does not allow to U+FFFD.
func readable(r rune) rune {
	if unreadable(r) {
		return utf8.RuneError
	}
	return r
}

func unreadable(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' || r == '\uFFFE' || r == '\uFFFF'
}

// cellChars counts as spreadsheets do, in UTF-16.
func cellChars(s string) int {
	n := 0
	for _, r := range s {
		n += max(utf16.RuneLen(r), 1)
	}
	return n
}

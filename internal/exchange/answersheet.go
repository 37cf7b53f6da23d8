package exchange

import (
	"fmt"
	"strings"

	"assay/internal/offer"
)

// Bounds of a sheet. A thousand offers by thirty criteria fit; more are taken in parts.
const (
	MaxSheetBytes    = 10 << 20 // of the file, packed as it comes
	MaxSheetRows     = 30_000   // below the heading
	MaxSheetProblems = 200      // reported; a person mends the first few before reading on
	MaxCellChars     = 32_767   // in one cell, counted in UTF-16 as spreadsheets do
)

// AnswersTab and NotesTab name the sheets of an answer workbook.
const (
	AnswersTab = "Answers"
	NotesTab   = "Notes"
)

// A SheetFormat is a form in which a sheet of answers is written.
type SheetFormat string

// The forms of a sheet.
const (
	SheetXLSX SheetFormat = "xlsx"
	SheetCSV  SheetFormat = "csv"
)

// A SheetProblem is one thing wrong with a sheet, worded for the person who mends it.
type SheetProblem struct {
	Sheet   string `json:"sheet"`             // the tab, or the file where there are no tabs
	Row     int    `json:"row,omitempty"`     // as the spreadsheet counts, 1 the first; 0: the whole file
	Column  string `json:"column,omitempty"`  // its letter; empty: the whole row
	Heading string `json:"heading,omitempty"` // of that column
	Reason  string `json:"reason"`            // what is wrong and how to mend it
}

// Error says where, what and how to mend it.
func (p SheetProblem) Error() string {
	at := p.Sheet
	if p.Row > 0 {
		at += fmt.Sprintf(", row %d", p.Row)
	}
	if p.Column != "" {
		at += ", column " + p.Column
	}
	if p.Heading != "" {
		at += " (" + p.Heading + ")"
	}
	return at + ": " + p.Reason
}

// A SheetAnswer is an answer with the row it stands in.
type SheetAnswer struct {
	Row int `json:"row"`
	offer.Answer
}

// An AnswerSheet is what a sheet says, in the order of its rows.
type AnswerSheet struct {
	Answers []SheetAnswer `json:"answers"`
	// DontKnow are the rows that say so; of their answers only offer, criterion, rationale and
	// validity are set. Nothing is stored for them: no answer is what not knowing is.
	DontKnow []SheetAnswer `json:"dont_know,omitempty"`
	Blank    int           `json:"blank,omitempty"` // prefilled rows that nobody filled in
}

// The columns of an answer sheet, in the order in which they are written. A sheet that is read
// may have them in any order.
const (
	colOffer = iota
	colOfferTitle
	colCriterion
	colQuestion
	colState
	colLoLevel
	colHiLevel
	colLoRaw
	colHiRaw
	colUnit
	colLoRung
	colHiRung
	colLoEvidence
	colHiEvidence
	colStage
	colValidFrom
	colValidTo
	colRationale
	colCaps
	colPaused
	colContested
	colVendorWide
	colAdmission
	colUnknown
	colLapseLo
	colLapseHi
	colLapseText
	colFramework
	sheetColumns // how many there are
)

// A sheetColumn is one column as people see it.
type sheetColumn struct {
	heading string
	what    string // what to write, for the notes
	width   float64
	must    bool // a sheet without it is another sheet
	told    bool // written for the reader's eye; whatever stands there is left alone
	number  bool // holds numbers; the other columns are text, so that a spreadsheet changes nothing
}

var answerColumns = [sheetColumns]sheetColumn{
	colOffer:      {heading: "offer", width: 22, must: true, what: "The offer's id. Leave it as it is; it must be an offer of the workspace."},
	colOfferTitle: {heading: "offer title", width: 28, told: true, what: "Helps to read. It is not read back."},
	colCriterion:  {heading: "criterion", width: 11, must: true, what: "The criterion's id, one of those below."},
	colQuestion:   {heading: "question", width: 48, told: true, what: "Helps to read. It is not read back."},
	colState: {heading: "state", width: 15, what: "answered, not applicable or don't know. Empty: answered where the row holds an answer, otherwise the row is passed over. " +
		"don't know: nothing is stored, and the criterion keeps the whole scale open. not applicable needs evidence, in evidence low."},
	colLoLevel:    {heading: "lowest level", width: 10, must: true, number: true, what: "The lowest level, 0 to 4, that the evidence leaves possible. Above 0 it needs evidence low."},
	colHiLevel:    {heading: "highest level", width: 10, must: true, number: true, what: "The highest level, 0 to 4, that the evidence leaves possible. Below 4 it needs evidence high."},
	colLoRaw:      {heading: "lowest in unit", width: 12, number: true, what: "Where the criterion is measured: the lowest amount in its unit. Give the two amounts or the two levels, not both; the levels then follow from the amounts."},
	colHiRaw:      {heading: "highest in unit", width: 12, number: true, what: "Where the criterion is measured: the highest amount in its unit."},
	colUnit:       {heading: "unit", width: 14, told: true, what: "Helps to read. It is not read back."},
	colLoRung:     {heading: "rung low", width: 14, what: "How strong the evidence for the lower bound is: unverified, vendor_claim, documented or demonstrated. Empty: unverified, the weakest."},
	colHiRung:     {heading: "rung high", width: 14, what: "How strong the evidence for the upper bound is, in the same words."},
	colLoEvidence: {heading: "evidence low", width: 24, what: "Ids of the evidence for the lower bound, with commas between."},
	colHiEvidence: {heading: "evidence high", width: 24, what: "Ids of the evidence for the upper bound, with commas between."},
	colStage:      {heading: "stage", width: 13, what: "How far it has come: announced, non_binding, binding, funded or delivered. Empty: not recorded."},
	colValidFrom:  {heading: "valid from", width: 12, what: "From when the answer holds: YYYY, YYYY-MM or YYYY-MM-DD. Empty: as long as the offer stands. A second row with another date is a second answer."},
	colValidTo:    {heading: "valid to", width: 12, what: "Until when it holds, written alike. Empty: open."},
	colRationale:  {heading: "rationale", width: 60, what: "Why, in a sentence or two."},
	colCaps:       {heading: "qualifiers", width: 26, what: "For criteria with qualifiers (below): id: yes, no or unknown; several with semicolons between."},
	colPaused:     {heading: "paused", width: 9, what: "yes where the part it rests on is on hold."},
	colContested:  {heading: "contested", width: 10, what: "yes where sources contradict each other."},
	colVendorWide: {heading: "general terms", width: 10, what: "yes where it rests on the provider's general terms and not on the deal's."},
	colAdmission:  {heading: "admitted", width: 10, what: "yes where the provider itself says that it goes no higher than the highest level."},
	colUnknown:    {heading: "shared unknown", width: 16, what: "A name for what nobody knows, where several answers rest on the same. Lower-case letters, digits and hyphens."},
	colLapseLo:    {heading: "after expiry low", width: 10, number: true, what: "The lowest level, 0 to 4, once valid to has passed. Empty with the next two: it falls to 0."},
	colLapseHi:    {heading: "after expiry high", width: 10, number: true, what: "The highest level, 0 to 4, once valid to has passed."},
	colLapseText:  {heading: "after expiry", width: 30, what: "What happens then, in a sentence."},
	colFramework:  {heading: "framework", width: 16, what: "Which framework and version the row answers. Leave it as it is."},
}

// The states of a row.
const (
	stateAnswered = "answered"
	stateNotAppl  = "not applicable"
	stateDontKnow = "don't know"
)

// columnLetter names a column as spreadsheets do: 0 is A, 26 is AA.
func columnLetter(i int) string {
	var s []byte
	for n := i + 1; n > 0; n = (n - 1) / 26 {
		s = append([]byte{byte('A' + (n-1)%26)}, s...)
	}
	return string(s)
}

// headingKey is a heading as it is compared: case and blanks do not count.
func headingKey(s string) string { return strings.Join(strings.Fields(strings.ToLower(s)), " ") }

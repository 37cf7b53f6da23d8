package exchange_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/exchange"
	"assay/internal/offer"
)

// miniHead is the shortest heading that holds an answer.
const miniHead = "offer,criterion,lowest level,highest level,evidence low,evidence high,rationale"

// readCSV reads lines of a CSV with the given heading; offers a and b and evidence e1 and e2
// are known.
func readCSV(t testing.TB, head string, lines ...string) (exchange.AnswerSheet, []string) {
	t.Helper()
	text := head + "\n" + strings.Join(lines, "\n")
	known := func(ids ...offer.ID) func(offer.ID) bool {
		return func(id offer.ID) bool {
			return slices.Contains(ids, id)
		}
	}
	sheet, problems, err := exchange.ReadAnswerSheet("s.csv", strings.NewReader(text), int64(len(text)), yardstick(t, "assay-core@1"), known("a", "b"), known("e1", "e2"))
	require.NoError(t, err)
	var words []string
	for _, p := range problems {
		words = append(words, strings.TrimPrefix(p.Error(), "s.csv, "))
	}
	return sheet, words
}

// Every mistake is told with its row, its column and how to mend it, and what is right beside
// it does not hide it. CL2 is a matter of levels, CL5 is measured in days and has qualifiers.
func TestProblemsOfRows(t *testing.T) {
	tests := []struct {
		name, head, line string
		want             []string
	}{
		{"nobody's offer", "", "x,CL2,0,4,,,Why.", []string{`row 2, column A (offer): there is no offer "x"; the tab Notes of the template lists the ids`}},
		{"no offer", "", ",CL2,0,4,,,Why.", []string{"row 2, column A (offer): is empty; name the offer's id"}},
		{"no criterion", "", "a,,0,4,,,Why.", []string{"row 2, column B (criterion): is empty; name the criterion's id"}},
		{"another framework's criterion", "", "a,SOV-1.1,0,4,,,Why.", []string{`row 2, column B (criterion): framework assay-core@1 has no criterion "SOV-1.1"; the tab Notes of the template lists the ids`}},
		{"evidence that nobody entered", "", "a,CL2,1,4,e1 e9,,Why.", []string{`row 2, column E (evidence low): there is no evidence "e9"; enter it first, or mend the id`}},
		{"evidence that is no id", "", "a,CL2,1,4,see page 3,,Why.", []string{`row 2, column E (evidence low): there is no evidence "see"; enter it first, or mend the id`}},
		{"a reversed range", "", "a,CL2,3,1,e1,e1,Why.", []string{"row 2, column C (lowest level): 3 is above the highest level, 1; change the two about"}},
		{"half a range", "", "a,CL2,,3,,e1,Why.", []string{"row 2, column C (lowest level): is empty; give both ends of the range, the same twice where it is one"}},
		{"no range", "", "a,CL2,,,,,Why.", []string{
			"row 2, column C (lowest level): is empty; give both ends of the range, the same twice where it is one",
			"row 2, column D (highest level): is empty; give both ends of the range, the same twice where it is one",
		}},
		{"levels that are none", "", "a,CL2,-1,5,e1,e1,Why.", []string{
			`row 2, column C (lowest level): "-1" is not a whole level from 0 to 4`, `row 2, column D (highest level): "5" is not a whole level from 0 to 4`,
		}},
		{"halves, words and infinity", "", "a,CL2,1.5,inf,e1,e1,Why.", []string{
			`row 2, column C (lowest level): "1.5" is not a whole level from 0 to 4`, `row 2, column D (highest level): "inf" is not a number; write digits alone, without a unit`,
		}},
		{"hexadecimal", "", "a,CL2,0x1,1_0,e1,e1,Why.", []string{
			`row 2, column C (lowest level): "0x1" is not a number; write digits alone, without a unit`, `row 2, column D (highest level): "1_0" is not a number; write digits alone, without a unit`,
		}},
		{"a decimal comma", "", `a,CL2,"1,0",4,e1,,Why.`, []string{`row 2, column C (lowest level): "1,0" has a comma; write decimals with a point and thousands without a sign`}},
		{"no evidence", "", "a,CL2,1,3,,,Why.", []string{
			"row 2, column E (evidence low): a lower bound above 0 needs evidence", "row 2, column F (evidence high): an upper bound below 4 needs evidence",
		}},
		{"no rationale", "", "a,CL2,0,4,,,", []string{"row 2, column G (rationale): is required: say why, in a sentence"}},
		{"many things at once", "", "x,CL9,3,1,e9,,", []string{
			`row 2, column A (offer): there is no offer "x"; the tab Notes of the template lists the ids`,
			`row 2, column B (criterion): framework assay-core@1 has no criterion "CL9"; the tab Notes of the template lists the ids`,
			"row 2, column C (lowest level): 3 is above the highest level, 1; change the two about",
			`row 2, column E (evidence low): there is no evidence "e9"; enter it first, or mend the id`,
			"row 2, column G (rationale): is required: say why, in a sentence",
		}},
		{"an unheaded cell", "", "a,CL2,0,4,,,Why.,more", []string{"row 2, column H: the column has no heading that is known; take the cell out, or keep it in another tab"}},
		{"a long text", "", "a,CL2,0,4,,," + strings.Repeat("x", 32_768), []string{"row 2, column G (rationale): is longer than 32767 characters; shorten it"}},
		{"a control character", "", "a,CL2,0,4,,,Why\x07.", []string{"row 2, column G (rationale): holds a control character; type the text anew"}},

		{"a state that is none", ",state", "a,CL2,0,4,,,Why.,perhaps", []string{`row 2, column H (state): "perhaps" is not one of answered, not applicable, don't know`}},
		{"not knowing, with a level", ",state", "a,CL2,0,,,,,don't know", []string{"row 2, column C (lowest level): is filled in although the state is don't know; empty it, or change the state to answered"}},
		{"answered, and empty", ",state", "a,CL2,,,,,,answered", []string{
			"row 2, column C (lowest level): is empty; give both ends of the range, the same twice where it is one",
			"row 2, column D (highest level): is empty; give both ends of the range, the same twice where it is one",
			"row 2, column G (rationale): is required: say why, in a sentence",
		}},
		{"not applicable, with levels", ",state", "a,CL2,1,4,e1,,Why.,not applicable", []string{"row 2, column C (lowest level): is filled in although the state is not applicable; empty it, or change the state to answered"}},
		{"not applicable, without evidence", ",state", "a,CL2,,,,,Why.,not applicable", []string{"row 2, column E (evidence low): needs evidence, given at the lower bound"}},
		{"not applicable where it always applies", ",state", "a,CL5,,,e1,,Why.,n/a", []string{"row 2, column H (state): criterion CL5 always applies; give the levels, or say don't know"}},

		{"levels and amounts", ",lowest in unit,highest in unit", "a,CL5,1,2,e1,e1,Why.,7,30", []string{"row 2, column H (lowest in unit): gives an amount beside levels; keep one of the two"}},
		{"amounts where nothing is measured", ",lowest in unit,highest in unit", "a,CL2,,,e1,e1,Why.,7,30", []string{"row 2, column H (lowest in unit): criterion CL2 is not measured; give levels 0 to 4"}},
		{"reversed amounts", ",lowest in unit,highest in unit", "a,CL5,,,e1,e1,Why.,30,7.5", []string{"row 2, column H (lowest in unit): 30 is above the highest amount, 7.5; change the two about"}},
		{"half an amount", ",lowest in unit,highest in unit", "a,CL5,,,e1,e1,Why.,30,", []string{"row 2, column I (highest in unit): is empty; give both ends of the range, the same twice where it is one"}},
		{"an amount with its unit", ",lowest in unit,highest in unit", "a,CL5,,,e1,e1,Why.,7 days,30", []string{`row 2, column H (lowest in unit): "7 days" is not a number; write digits alone, without a unit`}},
		{"an amount in percent", ",lowest in unit,highest in unit", "a,CL5,,,e1,e1,Why.,7%,30", []string{`row 2, column H (lowest in unit): "7%" is not a number; write digits alone, without a unit`}},
		{"an amount past all", ",lowest in unit,highest in unit", "a,CL5,,,e1,e1,Why.,1,1e19", []string{`row 2, column I (highest in unit): "1e19" is larger than any amount that is kept`}},
		{"an amount past numbers", ",lowest in unit,highest in unit", "a,CL5,,,e1,e1,Why.,1,1e999", []string{`row 2, column I (highest in unit): "1e999" is too large`}},
		{"an amount without evidence", ",lowest in unit,highest in unit", "a,CL5,,,,,Why.,1,2", []string{"row 2, column E (evidence low): a measured range needs evidence on at least one bound"}},

		{"words of closed lists", ",rung low,stage,paused", "a,CL2,1,4,e1,,Why.,rumour,soon,maybe", []string{
			`row 2, column H (rung low): "rumour" is not one of unverified, vendor_claim, documented, demonstrated`,
			`row 2, column I (stage): "soon" is not one of announced, non_binding, binding, funded, delivered; leave it empty where nothing is recorded`,
			`row 2, column J (paused): "maybe" is neither yes nor no`,
		}},
		{"dates", ",valid from,valid to", "a,CL2,0,4,,,Why.,10.07.2026,2026-02-30", []string{
			`row 2, column H (valid from): "10.07.2026" is not a date; write it as text: YYYY, YYYY-MM or YYYY-MM-DD, from 1900 to 2200`,
			`row 2, column I (valid to): "2026-02-30" is not a date; write it as text: YYYY, YYYY-MM or YYYY-MM-DD, from 1900 to 2200`,
		}},
		{"an end before the start", ",valid from,valid to", "a,CL2,0,4,,,Why.,2026-07,2026-06", []string{"row 2, column I (valid to): lies before valid_from"}},
		{"qualifiers", ",qualifiers", "a,CL5,0,4,,,Why.,untested: perhaps", []string{`row 2, column H (qualifiers): "untested: perhaps" does not read id: yes, no or unknown`}},
		{"a qualifier of another criterion", ",qualifiers", "a,CL2,0,4,,,Why.,untested: yes", []string{`row 2, column H (qualifiers): criterion CL2 has no qualifier "untested"; the tab Notes of the template lists them`}},
		{"a qualifier twice", ",qualifiers", "a,CL5,0,4,,,Why.,untested: yes; untested: no", []string{"row 2, column H (qualifiers): names qualifier untested twice; keep one"}},
		{"a name for an unknown", ",shared unknown", "a,CL2,0,4,,,Why.,The Key", []string{`row 2, column H (shared unknown): "The Key" must be lower-case letters, digits and single hyphens, at most 80`}},
		{"a lapse without a day", ",after expiry low,after expiry high", "a,CL2,0,4,,,Why.,0,1", []string{"row 2, column H (after expiry low): needs valid_to, the day it lapses"}},
		{"half a lapse, reversed another", ",after expiry low,after expiry high,valid to", "a,CL2,0,4,,,Why.,3,1,2026", []string{"row 2, column H (after expiry low): 3 is above the highest, 1; change the two about"}},
		{"half a lapse", ",after expiry low,after expiry high,valid to", "a,CL2,0,4,,,Why.,0,,2026", []string{"row 2, column I (after expiry high): is empty; give both ends of the range, the same twice where it is one"}},
		{"another version of the framework", ",framework", "a,CL2,0,4,,,Why.,assay-core@2", []string{`row 2, column H (framework): the row answers "assay-core@2", but this is about assay-core@1, whose levels may say something else; fill in its own template`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			sheet, got := readCSV(t, miniHead+tt.head, tt.line)
			assert.Equal(t, tt.want, got)
			assert.Empty(t, sheet, "a sheet with a problem answers nothing")
		})
	}
}

// A row about the same offer, criterion and date as another is refused, and the other named.
func TestRowsTwice(t *testing.T) {
	sheet, got := readCSV(t, miniHead+",valid from,state", "a,CL2,0,4,,,Why.,,", "b,CL2,0,4,,,Why.,,", "", "a,CL2,0,4,,,Why.,2026,", "a,CL2,0,4,,,Else.,,", "a,CL2,0,4,,,Else.,2026,", "a,CL2,,,,,,,don't know")
	assert.Equal(t, []string{
		"row 6: offer a is answered on CL2 without a date in valid from in row 2 already; take one of the two out, or give it another date in valid from",
		"row 7: offer a is answered on CL2 from 2026 in row 5 already; take one of the two out, or give it another date in valid from",
		"row 8: offer a is answered on CL2 without a date in valid from in row 2 already; take one of the two out, or give it another date in valid from",
	}, got)
	assert.Empty(t, sheet)
}

// Rows are counted as a spreadsheet shows them: a text of three lines is in one row, an empty
// line is a row.
func TestRowsAreCountedAsTheyAreSeen(t *testing.T) {
	_, got := readCSV(t, miniHead, "a,CL2,0,4,,,\"One.\nTwo.\r\nThree.\"", "", "x,CL2,0,4,,,\"Why.\nSo.\"", "y,CL2,0,4,,,Why.")
	assert.Equal(t, []string{
		`row 4, column A (offer): there is no offer "x"; the tab Notes of the template lists the ids`,
		`row 5, column A (offer): there is no offer "y"; the tab Notes of the template lists the ids`,
	}, got)
}

func TestProblemsOfHeadings(t *testing.T) {
	tests := []struct {
		name, head string
		want       []string
	}{
		{"another table", "criterion,choice", []string{"row 1: this is no answer sheet: there is no column headed offer and none headed lowest level and none headed highest level; keep the headings of the template"}},
		{"a column of one's own", miniHead + ",my notes", []string{"row 1, column H (my notes): an answer sheet has no such column; take it out, or keep it in another tab"}},
		{"a column twice", miniHead + ",Rationale", []string{"row 1, column H (rationale): column G has this heading already; take one out"}},
		{"a long heading", miniHead + "," + strings.Repeat("ä", 100), []string{"row 1, column H (" + strings.Repeat("ä", 60) + "…): an answer sheet has no such column; take it out, or keep it in another tab"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			sheet, got := readCSV(t, tt.head, "")
			assert.Equal(t, tt.want, got)
			assert.Empty(t, sheet)
		})
	}
}

// The report ends: reading stops at the two hundredth problem.
func TestAReportOfProblemsEnds(t *testing.T) {
	var lines []string
	for i := range 1000 {
		lines = append(lines, fmt.Sprintf("x%d,CL2,0,4,,,Why.", i))
	}
	_, got := readCSV(t, miniHead, lines...)
	require.Len(t, got, exchange.MaxSheetProblems)
	assert.Contains(t, got[199], "row 201, ")
	_, got = readCSV(t, miniHead, append(lines[:250], `"`)...)
	assert.Len(t, got, exchange.MaxSheetProblems)
	_, got = readCSV(t, miniHead, append(lines[:3], `b,"x"y`)...)
	require.Len(t, got, 4)
	assert.Equal(t, "row 5: the row is not CSV: a quotation mark stands where none may; double it, or save the file anew as CSV UTF-8", got[3])
}

// What people write otherwise is read as it is meant.
func TestAnswersAsPeopleWriteThem(t *testing.T) {
	one := func(head string, line string) offer.Answer {
		t.Helper()
		sheet, problems := readCSV(t, head, line)
		require.Empty(t, problems)
		require.Len(t, sheet.Answers, 1)
		assert.Equal(t, 2, sheet.Answers[0].Row)
		return sheet.Answers[0].Answer
	}
	want := offer.Answer{
		Offer: "a", Criterion: "CL2", Lo: offer.Bound{Level: 1, Rung: offer.VendorClaim, Evidence: []offer.ID{"e1", "e2"}},
		Hi: offer.Bound{Level: 4, Admission: true}, Stage: offer.NonBinding, Paused: true, Rationale: "Why; so.", ValidFrom: offer.Date{Year: 2026, Month: 7},
	}
	assert.Equal(t, want, one("\ufeff OFFER ;Criterion;lowest  level;Highest Level;evidence low;rationale;rung low;stage;paused;admitted;valid from;state", `a; CL2 ;1.0;"4";e1,e2 e1;"Why; so.";Vendor claim;Non-binding;YES;true;2026-07;Answered`), "semicolons, blanks, cases, evidence twice")
	assert.Equal(t, want, one("rationale\tvalid from\tadmitted\tpaused\tstage\trung low\tevidence low\thighest level\tlowest level\tcriterion\toffer", "Why; so.\t2026-07\tyes\tyes\tnon binding\tVENDOR_CLAIM\te1;e2\t4\t+1\tCL2\ta\r\n"), "tabs, columns the other way about, line ends of another system")

	raw := one(miniHead+",lowest in unit,highest in unit,qualifiers", `a,CL5,,,e1,,"One, two.",.5,1e2,"untested: No; test-over-12-months-old: unknown"`)
	assert.Equal(t, &offer.Range{Lo: 0.5, Hi: 100}, raw.Raw)
	assert.Equal(t, []offer.Cap{{ID: "untested", Holds: offer.No}, {ID: "test-over-12-months-old", Holds: offer.DontKnow}}, raw.Caps)
	assert.Equal(t, [2]int{0, 4}, [2]int{raw.Lo.Level, raw.Hi.Level}, "the levels are still to be derived")
}

// Rows that say nothing are passed over, those that say "don't know" are listed, and neither
// stores anything.
func TestRowsWithoutAnAnswer(t *testing.T) {
	sheet, problems := readCSV(t, miniHead+",state,valid from", ",,,,,,,,", "a,CL2,,,,,,,", "unheard-of,XX9,,,,,,,", " ,\u00a0,,,,,,,", "a,CL5,,,,,Asked twice.,Don’t know,2026", "b,CL5,,,,,,unknown,", "b,CL2,0,4,,,Why.,,")
	require.Empty(t, problems)
	assert.Equal(t, []exchange.SheetAnswer{
		{Row: 6, Answer: offer.Answer{Offer: "a", Criterion: "CL5", Hi: offer.Bound{Level: 4}, Rationale: "Asked twice.", ValidFrom: offer.Date{Year: 2026}}},
		{Row: 7, Answer: offer.Answer{Offer: "b", Criterion: "CL5", Hi: offer.Bound{Level: 4}}},
	}, sheet.DontKnow)
	assert.Equal(t, 2, sheet.Blank)
	require.Len(t, sheet.Answers, 1)
	assert.Equal(t, 8, sheet.Answers[0].Row)
}

func TestOnlyFrameworksOfLevelsHaveAnswerSheets(t *testing.T) {
	fw := yardstick(t, "eu-csf@2026-06")
	_, _, err := exchange.ReadAnswerSheet("a.csv", strings.NewReader("x"), 1, fw, nil, nil)
	require.ErrorContains(t, err, "is answered by rungs; an answer sheet is for levels")
	require.ErrorContains(t, exchange.WriteAnswerSheet(new(strings.Builder), exchange.SheetCSV, fw, nil, nil), "is answered by rungs")
}

func TestWhatASheetCannotHold(t *testing.T) {
	fw := yardstick(t, "assay-core@1")
	a := offer.Answer{Offer: "a", Criterion: "CL2", Hi: offer.Bound{Level: 4}, Rationale: "Why."}
	long, other := a, a
	long.Rationale = strings.Repeat("𝔸", exchange.MaxCellChars/2+1) // two units each
	other.Criterion = "XX9"
	tests := map[string]struct {
		offers  []offer.Offer
		answers map[offer.ID][]offer.Answer
		format  exchange.SheetFormat
	}{
		"answer sheet: offer a is listed twice": {[]offer.Offer{{ID: "a"}, {ID: "a"}}, nil, "csv"},
		"answer sheet: an answer about offer a stands under b, which must be the same and one of the offers":        {[]offer.Offer{{ID: "b"}}, map[offer.ID][]offer.Answer{"b": {a}}, "csv"},
		"answer sheet: an answer about offer a stands under a, which must be the same and one of the offers":        {nil, map[offer.ID][]offer.Answer{"a": {a}}, "csv"},
		`answer sheet: offer a: framework assay-core@1 has no criterion "XX9"`:                                      {[]offer.Offer{{ID: "a"}}, map[offer.ID][]offer.Answer{"a": {other}}, "csv"},
		"answer sheet: offer a has two answers to CL2 from the same date; a sheet holds those of one assessor":      {[]offer.Offer{{ID: "a"}}, map[offer.ID][]offer.Answer{"a": {a, a}}, "csv"},
		"answer sheet: offer a, criterion CL2: rationale is longer than the 32767 characters of a cell":             {[]offer.Offer{{ID: "a"}}, map[offer.ID][]offer.Answer{"a": {long}}, "csv"},
		`answer sheet: "pdf" is neither xlsx nor csv`:                                                               {nil, nil, "pdf"},
		"answer sheet: " + fmt.Sprint(1001*30) + " rows are more than the " + "30000 of a sheet; take fewer offers": {manyOffers(1001), nil, "csv"},
	}
	for want, tt := range tests {
		err := exchange.WriteAnswerSheet(new(strings.Builder), tt.format, fw, tt.offers, tt.answers)
		assert.EqualError(t, err, want)
	}
}

func manyOffers(n int) (os []offer.Offer) {
	for i := range n {
		os = append(os, offer.Offer{ID: offer.ID(fmt.Sprintf("offer-%d", i)), Title: "An offer"})
	}
	return os
}

// Whatever is read, what is accepted holds by its own check and comes back when it is written;
// what is not says where and why.
func FuzzReadAnswerSheet(f *testing.F) {
	fw := yardstick(f, "assay-core@1")
	f.Add("a.xlsx", someBook(f, fw))
	f.Add("a.csv", []byte(miniHead+"\na,CL2,1,3,e1,e2,Why.\n"))
	f.Add("a.csv", []byte("offer;criterion;lowest level;highest level;rationale;state;valid from\n'=a;CL5;;;\"x\n'-y\";don't know;2026-07\n"))
	f.Add("a.csv", []byte("offer\tcriterion\tlowest level\thighest level\n\"\n"))
	for _, h := range hostileFiles(f, fw) {
		if len(h.data) < 64<<10 {
			f.Add(h.file, h.data)
		}
	}
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		sheet, problems := readFilled(t, name, data, fw)
		require.LessOrEqual(t, len(problems), exchange.MaxSheetProblems)
		for _, p := range problems {
			require.NotEmpty(t, p.Sheet+p.Reason)
			require.GreaterOrEqual(t, p.Row, 0)
		}
		if len(problems) > 0 {
			require.Empty(t, sheet)
			return
		}
		by := map[offer.ID][]offer.Answer{}
		var offers []offer.Offer
		for _, a := range sheet.Answers {
			require.Empty(t, a.Validate())
			if by[a.Offer] == nil {
				offers = append(offers, offer.Offer{ID: a.Offer})
			}
			by[a.Offer] = append(by[a.Offer], a.Answer)
		}
		again, problems := readFilled(t, "again.csv", writeSheet(t, exchange.SheetCSV, fw, offers, by), fw)
		require.Empty(t, problems)
		require.Len(t, again.Answers, len(sheet.Answers))
	})
}

package page_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"assay/internal/offer"
	"assay/web/page"
)

// answerForm is the form of an offer on its chip supply, as of the page tests' day.
func answerForm(t *testing.T) page.AnswerForm {
	t.Helper()
	ev := library(t).compare(t, "are-stargate")
	c, d, ok := ev.Yardstick().Criterion("CE2")
	require.True(t, ok)
	m := meta(c.Title, "offers", "/offers/own-deal/answers/CE2")
	m.Site.Desk, m.Site.Workspace = true, "My workspace"
	return page.AnswerForm{
		Meta: m, Ev: ev, Own: true, Criterion: c, Dimension: d, Place: 16, Of: 30, Previous: "CE1", Next: "CE3",
		Frozen: page.FrozenNotice{Since: "frozen since 2026-11-20, by Ada"}, AtHand: ev.Evidence[:2], Values: map[string]string{},
	}
}

func TestAnswerForm(t *testing.T) {
	golden(t, "answer_empty", page.AnswerFormPage(answerForm(t)))
}

func TestAnswerFormAfterAClash(t *testing.T) {
	f := answerForm(t)
	f.Meta.Title = "Error: " + f.Meta.Title
	f.ID, f.Seen, f.Reason = "00000000-0000-0000-0000-000000000003", 4, "Read <again>"
	f.Values = map[string]string{
		"state": page.StateAnswered, "lo": "1", "hi": "3", "lo_rung": "documented", "lo_evidence": "own-record", "hi_rung": "vendor_claim", "hi_evidence": "own-record", "hi_admission": "yes",
		page.CapField(f.Criterion.Caps[0].ID): "unknown", "stage": "binding", "contested": "yes", "valid_from": "2026-07", "valid_to": "2027-04-06", "lapse_lo": "0", "lapse_hi": "2", "lapse_text": "It ends.",
		"rationale": "Mine, as <typed>.",
	}
	f.Theirs = map[string]string{"state": page.StateAnswered, "lo": "2", "hi": "3", "rationale": "Theirs."}
	f.Winner = page.Version{Number: 4, At: time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC), Person: "Mari & Jaan", Reason: "New licence"}
	f.Dated = []page.DatedAnswer{
		{ID: f.ID, From: offer.Date{Year: 2026, Month: 7}, To: offer.Date{Year: 2027, Month: 4, Day: 6}, Says: "level 2 to 3", Current: true, Shown: true},
		{ID: "00000000-0000-0000-0000-000000000004", Says: "level 1", Archived: true},
	}
	f.Problems = page.Problems{{Message: "Somebody else changed this answer."}, {Field: "lo", Message: "Choose <the> lowest level."}}
	golden(t, "answer_clash", page.AnswerFormPage(f))
}

func TestAnswersPage(t *testing.T) {
	ev := library(t).compare(t, "are-stargate")
	p := page.Answers{
		Meta: meta("Answers", "offers", "/offers/are-stargate/answers"), Ev: ev, Frozen: page.FrozenNotice{Wanted: true},
		Frameworks: []page.Option{{Value: "assay-core@1", Text: "Core", Selected: true}}, Coverage: "3 of 4 criteria looked at (75 %): 1 answered, 1 measured, 1 expired, 1 not answered yet.",
		Dimensions: []page.AnswerDimension{
			{ID: "control", Title: "Control", Question: "Who can switch it off?", Rows: []page.AnswerRow{
				{ID: "CL1", Title: "Capacity at home", Gating: true, State: page.RowAnswered, Says: "Level 2; counts as level 0 to 2"}, {ID: "CL2", Title: "Title", State: page.RowMeasured, Says: "From its parts: level 1"},
			}},
			{ID: "beside", Title: "Beside the score", Optional: true, Rows: []page.AnswerRow{{ID: "EC1", Title: "Money", State: page.RowExpired, Expired: true}, {ID: "EC2", Title: "Energy", State: page.RowOpen}}},
		},
	}
	golden(t, "answers_library", page.AnswersPage(p))
	p.Own = true
	golden(t, "answers_own", page.AnswersPage(p))
}

// A page of the past says so and leads back.
func TestAPageAsRecorded(t *testing.T) {
	p := page.Answers{Meta: meta("Answers", "offers", "/offers/are-stargate/answers"), Ev: library(t).compare(t, "are-stargate")}
	p.Meta.Recorded, p.Meta.Present = "2026-11-20 10:00:00 UTC", "/compare?offers=a&tier=critical"
	golden(t, "recorded", page.AnswersPage(p))
}

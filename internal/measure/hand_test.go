package measure_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/internal/measure"
	"assay/internal/offer"
)

// known makes a documented figure of a binding stage.
func known(lo, hi float64) *offer.Figure {
	return &offer.Figure{Range: offer.Range{Lo: lo, Hi: hi}, Rung: offer.Documented, Stage: offer.Binding, Evidence: []offer.ID{"doc"}}
}

func put(p offer.Parts) offer.Offer {
	return offer.Offer{ID: "x", Title: "x", Provider: "x", Country: "EST", Stage: offer.Binding, Parts: p}
}

func value(t testing.TB, o offer.Offer, id string) measure.Value {
	for _, v := range of(t, o) {
		if v.Criterion == id {
			return v
		}
	}
	require.Fail(t, "no value for "+id)
	return measure.Value{}
}

var atHome = offer.Term{Kind: "data_residency", Text: "All of it stays in Estonia.", Country: "EE", Rung: offer.Documented, Evidence: []offer.ID{"contract"}}

func TestSharesOfCapacityByHand(t *testing.T) {
	home := offer.Site{Name: "Tallinn", Country: "EE", MWPlanned: known(60, 60), Reserved: known(0.25, 0.5), Evidence: []offer.ID{"doc"}}
	abroad := offer.Site{Name: "Kista", Country: "SE", MWPlanned: known(20, 40), Evidence: []offer.ID{"doc"}}
	lost := offer.Site{Name: "Somewhere", MWPlanned: known(40, 40), Evidence: []offer.ID{"doc"}}
	held := home
	held.Name, held.Paused = "Narva", true
	shelved := abroad
	shelved.Paused = true
	unsized := offer.Site{Name: "Tartu", Country: "EE", Reserved: known(0.5, 0.5), Evidence: []offer.ID{"doc"}}
	tests := []struct {
		name        string
		sites       []offer.Site
		at          bool // a term says that copies stay at home
		home, saved [2]float64
	}{
		{"all at home", []offer.Site{home}, true, [2]float64{100, 100}, [2]float64{25, 50}},
		{"copies unknown", []offer.Site{home}, false, [2]float64{0, 100}, [2]float64{25, 50}},
		{"60 of 80 to 100", []offer.Site{home, abroad}, true, [2]float64{60, 75}, [2]float64{25, 50}},
		// 60/140 = 42.857 %, 60+40 of 100+20 = 83.333 %; 15+0 of 100 and 30+40 of 100 reserved
		{"a country unknown", []offer.Site{home, abroad, lost}, true, [2]float64{60.0 / 140 * 100, 100.0 / 120 * 100}, [2]float64{15, 70}},
		// on hold: 60 of 120 may come to nothing; reserved 15 of 120, and at most 50 %
		{"one on hold", []offer.Site{home, held}, true, [2]float64{50, 100}, [2]float64{12.5, 50}},
		{"the one abroad on hold", []offer.Site{home, shelved}, true, [2]float64{60, 100}, [2]float64{25, 50}},
		{"all on hold", []offer.Site{held}, true, [2]float64{0, 100}, [2]float64{0, 50}},
		{"one without size, both at home", []offer.Site{home, unsized}, true, [2]float64{100, 100}, [2]float64{25, 50}},
		{"all abroad", []offer.Site{abroad}, true, [2]float64{0, 0}, [2]float64{0, 100}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := put(offer.Parts{Sites: tt.sites})
			if tt.at {
				o.Parts.Terms = []offer.Term{atHome}
			}
			cl1, cl4 := value(t, o, "CL1"), value(t, o, "CL4")
			assert.InDelta(t, tt.home[0], cl1.Raw.Lo, 1e-9)
			assert.InDelta(t, tt.home[1], cl1.Raw.Hi, 1e-9)
			assert.InDelta(t, tt.saved[0], cl4.Raw.Lo, 1e-9)
			assert.InDelta(t, tt.saved[1], cl4.Raw.Hi, 1e-9)
		})
	}
}

func TestAnOfferWithoutOneBuyerHasNoHome(t *testing.T) {
	o := put(offer.Parts{Sites: []offer.Site{{Name: "a", Country: "EE", MWPlanned: known(1, 1)}}})
	o.Country, o.Scope = "", offer.ScopeProgramme
	v := value(t, o, "CL1")
	assert.False(t, v.Known)
	assert.Equal(t, []string{"the buyer: the offer is open to more than one country"}, v.Missing)
}

// The weakest figure decides how well a share is held up, and a bound that says nothing rests
// on nothing.
func TestABoundRestsOnItsWeakestFigure(t *testing.T) {
	claim := known(20, 40)
	claim.Rung, claim.Stage, claim.Evidence = offer.VendorClaim, offer.Announced, []offer.ID{"press"}
	o := put(offer.Parts{Terms: []offer.Term{atHome}, Sites: []offer.Site{
		{Name: "a", Country: "EE", MWPlanned: known(60, 60)}, {Name: "b", Country: "SE", MWPlanned: claim},
	}})
	v := value(t, o, "CL1")
	assert.Equal(t, offer.Bound{Rung: offer.VendorClaim, Evidence: []offer.ID{"doc", "press", "contract"}}, v.Lo)
	assert.Equal(t, offer.Bound{Rung: offer.VendorClaim, Evidence: []offer.ID{"doc", "press"}}, v.Hi)
	assert.Equal(t, offer.Announced, v.Stage)

	o.Parts.Terms = nil
	v = value(t, o, "CL1")
	assert.Equal(t, offer.Bound{}, v.Lo)
	assert.Equal(t, offer.StageNotRecorded, v.Stage)

	o.Parts.Sites[1].MWPlanned = nil // its country is still said, by nobody knows whom
	assert.Equal(t, offer.Unverified, value(t, put(offer.Parts{Terms: []offer.Term{atHome}, Sites: []offer.Site{
		{Name: "a", Country: "EE", MWPlanned: known(60, 60)}, {Name: "b", Country: "EE"},
	}}), "CL1").Lo.Rung)
}

// One residency term is enough, so the one that is known best holds the bound up.
func TestTheBestOfSeveralTermsCounts(t *testing.T) {
	claim := atHome
	claim.Rung, claim.Evidence = offer.VendorClaim, []offer.ID{"faq"}
	bare := atHome
	bare.Rung, bare.Evidence = offer.Demonstrated, nil // without evidence it shows nothing
	o := put(offer.Parts{Terms: []offer.Term{claim, atHome, bare}, Sites: []offer.Site{{Name: "a", Country: "EE", MWPlanned: known(60, 60)}}})
	assert.Equal(t, offer.Bound{Rung: offer.Documented, Evidence: []offer.ID{"doc", "contract"}}, value(t, o, "CL1").Lo)
}

// A rung without evidence is a word.
func TestAFigureWithoutEvidenceIsUnverified(t *testing.T) {
	bare := known(25, 25)
	bare.Evidence = nil
	o := put(offer.Parts{Chips: []offer.Chip{{Vendor: "v", ExportJurisdiction: "US", Count: known(75, 75)}, {Vendor: "w", ExportJurisdiction: "CN", Count: bare}}})
	v := value(t, o, "CE2")
	assert.Equal(t, offer.Bound{Rung: offer.Unverified, Evidence: []offer.ID{"doc"}}, v.Lo)
	o.Parts.Chips[1].Evidence = []offer.ID{"bill"} // the part's own
	assert.Equal(t, offer.Bound{Rung: offer.Documented, Evidence: []offer.ID{"doc", "bill"}}, value(t, o, "CE2").Lo)
}

// Two export jurisdictions are qualified once accelerators of both are seen to run.
func TestQualifiedJurisdictions(t *testing.T) {
	us := offer.Chip{Vendor: "v", ExportJurisdiction: "US", Count: known(75, 75), Installed: known(9, 9)}
	cn := offer.Chip{Vendor: "w", ExportJurisdiction: "CN", Count: known(25, 25)}
	qualified := func() offer.Tri {
		return value(t, put(offer.Parts{Chips: []offer.Chip{us, cn}}), "CE2").Caps[0].Holds
	}
	assert.Equal(t, offer.DontKnow, qualified(), "only one of them runs")
	cn.Installed = known(1, 2)
	assert.Equal(t, offer.No, qualified())
	cn.Installed.Rung = offer.VendorClaim
	assert.Equal(t, offer.DontKnow, qualified())
}

func TestTitleByHand(t *testing.T) {
	owner := func(side offer.Side, country string, share float64) offer.Owner {
		return offer.Owner{Party: "p", Side: side, Country: country, Share: known(share, share)}
	}
	buyer, vendor := offer.BuyerSide, offer.ProviderSide
	nothing := []offer.Owner{owner(vendor, "US", 1)}
	tests := []struct {
		name          string
		during, after []offer.Owner
		chips         offer.Side
		want          measure.Levels
	}{
		{"the vendor owns everything and nothing reverts", nothing, nothing, vendor, measure.Levels{Lo: 0, Hi: 0}},
		{"the vendor owns everything, what reverts is unknown", nothing, nil, vendor, measure.Levels{Lo: 0, Hi: 4}},
		{"the vendor owns everything, all of it passes", nothing, []offer.Owner{owner(buyer, "EE", 1)}, vendor, measure.Levels{Lo: 2, Hi: 4}},
		{"30 % and the same after", []offer.Owner{owner(buyer, "EE", 0.3), owner(vendor, "US", 0.7)}, []offer.Owner{owner(buyer, "EE", 0.3), owner(vendor, "US", 0.7)}, vendor, measure.Levels{Lo: 1, Hi: 1}},
		{"half and the same after", []offer.Owner{owner(buyer, "EE", 0.2), owner(buyer, "EE", 0.3), owner(vendor, "US", 0.5)}, []offer.Owner{owner(buyer, "EE", 0.5), owner(vendor, "US", 0.5)}, vendor, measure.Levels{Lo: 2, Hi: 2}},
		{"60 %, accelerators leased", []offer.Owner{owner(buyer, "EE", 0.6), owner(vendor, "US", 0.4)}, []offer.Owner{owner(buyer, "EE", 0.6), owner(vendor, "US", 0.4)}, vendor, measure.Levels{Lo: 3, Hi: 3}},
		{"all of it, accelerators too", []offer.Owner{owner(buyer, "EE", 1)}, []offer.Owner{owner(buyer, "EE", 1)}, buyer, measure.Levels{Lo: 4, Hi: 4}},
		{"all of it, leased accelerators that may pass", []offer.Owner{owner(buyer, "EE", 1)}, []offer.Owner{owner(buyer, "EE", 1)}, vendor, measure.Levels{Lo: 3, Hi: 4}},
		{"all of it, accelerators unknown", []offer.Owner{owner(buyer, "EE", 1)}, []offer.Owner{owner(buyer, "EE", 1)}, offer.SideUnknown, measure.Levels{Lo: 3, Hi: 4}},
		{"a national firm whose side nobody knows", []offer.Owner{owner(offer.SideUnknown, "EE", 0.6), owner(vendor, "US", 0.4)}, nothing, vendor, measure.Levels{Lo: 0, Hi: 3}},
		{"a foreign firm whose side nobody knows", []offer.Owner{owner(offer.SideUnknown, "US", 0.6), owner(buyer, "EE", 0.4)}, nothing, vendor, measure.Levels{Lo: 1, Hi: 1}},
		{"no owner known", nil, nil, offer.SideUnknown, measure.Levels{Lo: 0, Hi: 4}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := put(offer.Parts{
				Sites: []offer.Site{{Name: "s", Country: "EE", Owners: tt.during, OwnersAfter: tt.after, Evidence: []offer.ID{"doc"}}},
				Chips: []offer.Chip{{Vendor: "v", Site: "s", OwnerSide: tt.chips, Evidence: []offer.ID{"doc"}}},
			})
			assert.Equal(t, tt.want, *value(t, o, "CL2").Levels)
			o.Parts.Sites[0].Paused = true
			assert.Equal(t, measure.Levels{Lo: 0, Hi: tt.want.Hi}, *value(t, o, "CL2").Levels, "on hold")
		})
	}
}

// That all of it is the buyer's rests on the accelerators too, and only then.
func TestTitleToTheAcceleratorsRestsOnTheirLot(t *testing.T) {
	all := []offer.Owner{{Party: "p", Side: offer.BuyerSide, Share: known(1, 1)}}
	lot := offer.Chip{Vendor: "v", OwnerSide: offer.BuyerSide, Rung: offer.VendorClaim, Evidence: []offer.ID{"press"}}
	o := put(offer.Parts{Sites: []offer.Site{{Name: "s", Owners: all, OwnersAfter: all}}, Chips: []offer.Chip{lot}})
	v := value(t, o, "CL2")
	assert.Equal(t, measure.Levels{Lo: 4, Hi: 4}, *v.Levels)
	assert.Equal(t, offer.Bound{Rung: offer.VendorClaim, Evidence: []offer.ID{"doc", "press"}}, v.Lo)
	o.Parts.Chips[0].OwnerSide = offer.SideUnknown
	v = value(t, o, "CL2")
	assert.Equal(t, measure.Levels{Lo: 3, Hi: 4}, *v.Levels)
	assert.Equal(t, offer.Bound{Rung: offer.Documented, Evidence: []offer.ID{"doc"}}, v.Lo)
}

func TestConcentrationByHand(t *testing.T) {
	lot := func(j string, n *offer.Figure) offer.Chip {
		return offer.Chip{Vendor: "v", ExportJurisdiction: j, Count: n, Evidence: []offer.ID{"doc"}}
	}
	tests := []struct {
		name   string
		chips  []offer.Chip
		lo, hi float64
		cap    offer.Tri
	}{
		{"all American, however many", []offer.Chip{lot("US", nil), lot("US", known(5, 5))}, 100, 100, offer.Yes},
		{"75 of 100", []offer.Chip{lot("US", known(75, 75)), lot("CN", known(25, 25))}, 75, 75, offer.DontKnow},
		// 60/90 and 30/60
		{"30 to 60 beside 30", []offer.Chip{lot("US", known(30, 60)), lot("CN", known(30, 30))}, 50, 200.0 / 3, offer.DontKnow},
		// 70 of 100 known to be American; the rest may be too, or anything
		{"a lot unknown", []offer.Chip{lot("US", known(70, 70)), lot("", known(30, 30))}, 70, 100, offer.DontKnow},
		{"nothing but an unknown lot", []offer.Chip{lot("", known(30, 30))}, 0, 100, offer.DontKnow},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := value(t, put(offer.Parts{Chips: tt.chips}), "CE2")
			assert.InDelta(t, tt.lo, v.Raw.Lo, 1e-9)
			assert.InDelta(t, tt.hi, v.Raw.Hi, 1e-9)
			assert.Equal(t, []offer.Cap{{ID: "one-qualified", Holds: tt.cap}}, v.Caps)
		})
	}
}

func TestCapacityAfterWithdrawalByHand(t *testing.T) {
	lot := offer.Chip{Vendor: "v", ExportJurisdiction: "US", Count: known(100, 100), Installed: known(100, 100),
		FailureRate: known(0.1, 0.1), SpareMonths: known(0, 0), RemoteDisable: offer.No, Evidence: []offer.ID{"doc"}}
	tests := []struct {
		name   string
		change func(*offer.Chip)
		lo, hi float64
	}{
		{"0.9 squared", func(*offer.Chip) {}, 81, 81},
		{"half installed", func(x *offer.Chip) { x.Installed = known(50, 50) }, 40.5, 40.5},
		{"spares for a year", func(x *offer.Chip) { x.SpareMonths = known(12, 12) }, 90, 90},
		{"spares for more than two years", func(x *offer.Chip) { x.SpareMonths = known(36, 36) }, 100, 100},
		{"spares unknown", func(x *offer.Chip) { x.SpareMonths = nil }, 81, 100},
		{"10 to 20 % fail", func(x *offer.Chip) { x.FailureRate = known(0.1, 0.2) }, 64, 81},
		{"switched off from abroad", func(x *offer.Chip) { x.RemoteDisable = offer.Yes }, 0, 0},
		{"perhaps switched off from abroad", func(x *offer.Chip) { x.RemoteDisable = offer.DontKnow }, 0, 81},
		{"made at home", func(x *offer.Chip) { x.ExportJurisdiction, x.RemoteDisable, x.FailureRate = "EE", offer.DontKnow, nil }, 100, 100},
		// 60 of 120 stand at worst; at best all of 80 do
		{"80 to 120, 60 to 90 installed", func(x *offer.Chip) { x.Count, x.Installed = known(80, 120), known(60, 90) }, 40.5, 81},
		{"installed unknown", func(x *offer.Chip) { x.Installed = nil }, 0, 81},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			x := lot
			tt.change(&x)
			v := value(t, put(offer.Parts{Chips: []offer.Chip{x}}), "CE3")
			assert.InDelta(t, tt.lo, v.Raw.Lo, 1e-9)
			assert.InDelta(t, tt.hi, v.Raw.Hi, 1e-9)
		})
	}
}

func TestTimeToLeaveByHand(t *testing.T) {
	term := func(kind string, lo, hi float64) offer.Term {
		return offer.Term{Kind: kind, Text: "t", Days: known(lo, hi), Evidence: []offer.ID{"doc"}}
	}
	general := term("notice", 10, 10)
	general.VendorWide = true
	tests := []struct {
		name   string
		terms  []offer.Term
		lo, hi float64
	}{
		{"the Data Act's standard exit", []offer.Term{term("notice", 60, 60), term("transition", 30, 30), term("retrieval", 30, 30)}, measure.DataActDays, measure.DataActDays},
		{"the longest it foresees", []offer.Term{term("notice", 60, 60), term("transition", 210, 210), term("retrieval", 30, 30)}, measure.DataActLongestDays, measure.DataActLongestDays},
		{"retrieval unknown", []offer.Term{term("notice", 60, 60), term("transition", 30, 90)}, 90, measure.Unbounded},
		{"two notices, the hull of both", []offer.Term{term("notice", 30, 30), term("notice", 60, 90), term("transition", 1, 1), term("retrieval", 1, 1)}, 32, 92},
		{"the deal's own before the general terms", []offer.Term{general, term("notice", 30, 30), term("transition", 1, 1), term("retrieval", 1, 1)}, 32, 32},
		{"no right to leave", []offer.Term{term("notice", 30, 30), term("transition", 1, 1), term("retrieval", 1, 1),
			{Kind: "termination", Text: "t", Clause: "no_termination_for_convenience", Binds: offer.Yes}}, 32, measure.Unbounded},
		{"nothing known", nil, 0, measure.Unbounded},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := value(t, put(offer.Parts{Terms: tt.terms}), "SC1")
			assert.Equal(t, offer.Range{Lo: tt.lo, Hi: tt.hi}, *v.Raw)
		})
	}
	v := value(t, put(offer.Parts{Terms: []offer.Term{term("notice", 60, 60)}}), "SC1")
	assert.Equal(t, offer.Bound{}, v.Lo, "nothing bounds the worse end, the most days")
	assert.Equal(t, offer.Bound{Rung: offer.Documented, Evidence: []offer.ID{"doc"}}, v.Hi)
	assert.Equal(t, 120, measure.DataActDays)
	assert.Equal(t, 300, measure.DataActLongestDays)
}

func TestClausesAndClassesByHand(t *testing.T) {
	clause := func(id string, binds offer.Tri, wide bool) offer.Term {
		t := offer.Term{Kind: "other", Text: "t", Clause: id, Binds: binds, VendorWide: wide, Rung: offer.Documented, Evidence: []offer.ID{"doc"}}
		if binds == offer.No {
			t.Evidence = []offer.ID{"free"}
		}
		return t
	}
	v := value(t, put(offer.Parts{Terms: []offer.Term{
		clause("long_term", offer.Yes, false), clause("bundling", offer.No, false), clause("exclusivity", offer.No, false),
		clause("minimum_spend", offer.Yes, false), clause("minimum_spend", offer.No, false), // they contradict one another
		clause("most_favoured", offer.Yes, true), clause("most_favoured", offer.No, false), // the deal's own counts
	}}), "SC5")
	assert.Equal(t, offer.Range{Lo: 1, Hi: 3}, *v.Raw)
	assert.Equal(t, []offer.Cap{{ID: "exclusivity", Holds: offer.No}, {ID: "no-termination-for-convenience"}}, v.Caps)
	assert.Len(t, v.Missing, 2)
	assert.Equal(t, offer.Bound{Rung: offer.Documented, Evidence: []offer.ID{"free"}}, v.Lo, "that at most three bind rests on the three that do not")
	assert.Equal(t, offer.Bound{Rung: offer.Documented, Evidence: []offer.ID{"doc"}}, v.Hi)

	v = value(t, put(offer.Parts{Exits: []offer.Exit{{Evidence: []offer.ID{"plan"}, Portable: []offer.Portable{
		{Class: "data", Leaves: offer.Yes, Rung: offer.Demonstrated}, {Class: "prompts", Leaves: offer.Yes, Rung: offer.Documented, Evidence: []offer.ID{"doc"}},
		{Class: "logs", Leaves: offer.No, Rung: offer.VendorClaim, Evidence: []offer.ID{"faq"}}, {Class: "policies"},
	}}}}), "SC3")
	assert.Equal(t, offer.Range{Lo: 2, Hi: 7}, *v.Raw)
	assert.Equal(t, offer.Bound{Rung: offer.Documented, Evidence: []offer.ID{"plan", "doc"}}, v.Lo)
	assert.Equal(t, offer.Bound{Rung: offer.VendorClaim, Evidence: []offer.ID{"faq"}}, v.Hi)
}

func TestStagesByHand(t *testing.T) {
	runs := known(5, 5)
	runs.Stage = offer.Delivered
	site := offer.Site{Name: "s", Stage: offer.Funded, MWNow: runs, MWPlanned: known(9, 9), Evidence: []offer.ID{"doc"}}
	fund := offer.Fund{Payer: "f", Stage: offer.Announced, Rung: offer.Documented, Evidence: []offer.ID{"doc"}}
	tests := []struct {
		name  string
		parts offer.Parts
		want  measure.Levels
	}{
		{"binding in all, 5 MW delivered", offer.Parts{Sites: []offer.Site{site}}, measure.Levels{Lo: 2, Hi: 4}},
		{"with money announced", offer.Parts{Sites: []offer.Site{site}, Funds: []offer.Fund{fund}}, measure.Levels{Lo: 0, Hi: 4}},
		{"money of no recorded stage", offer.Parts{Funds: []offer.Fund{{Payer: "f", Evidence: []offer.ID{"doc"}}}}, measure.Levels{Lo: 0, Hi: 4}},
		{"a lot without a stage", offer.Parts{Chips: []offer.Chip{{Vendor: "v", Evidence: []offer.ID{"doc"}}}}, measure.Levels{Lo: 0, Hi: 4}},
		{"a lot whose count is binding", offer.Parts{Chips: []offer.Chip{{Vendor: "v", Count: known(1, 2)}}}, measure.Levels{Lo: 2, Hi: 2}},
		{"nothing promised", offer.Parts{}, measure.Levels{Lo: 0, Hi: 4}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, tt.want, *value(t, put(tt.parts), "EC1").Levels)
		})
	}
	site.Paused, runs.Evidence = true, []offer.ID{"visit"}
	v := value(t, put(offer.Parts{Sites: []offer.Site{site}}), "EC1")
	assert.Equal(t, measure.Levels{Lo: 0, Hi: 4}, *v.Levels, "on hold")
	assert.Equal(t, measure.Step{Text: "Delivered, on hold", Part: "site: s", Evidence: []offer.ID{"visit"}}, v.Trace[2])
}

func TestOfRefusesWhatCannotBe(t *testing.T) {
	_, err := measure.Of(put(offer.Parts{}), offer.Date{Year: 2026})
	assert.ErrorContains(t, err, "must name a day")
	_, err = measure.Of(put(offer.Parts{Sites: []offer.Site{{Name: "s", MWPlanned: known(-1, 1)}}}), today)
	assert.ErrorContains(t, err, "parts.sites[0].mw_planned")
}

// An open end stands just beyond the curve, at the level of what it stands for: 540 days are
// still level 1, more are level 0.
func TestAnOpenEndStandsBeyondTheCurve(t *testing.T) {
	fw := core(t)
	c, _, _ := fw.Criterion("SC1")
	v := value(t, put(offer.Parts{Terms: []offer.Term{{Kind: "notice", Text: "t", Days: known(200, 200)}}}), "SC1")
	a, ok := v.Answer(c, "x")
	require.True(t, ok)
	assert.Equal(t, offer.Range{Lo: 200, Hi: 541}, *a.Raw)
	assert.Equal(t, [2]int{0, 2}, [2]int{a.Lo.Level, a.Hi.Level})
	assert.Equal(t, measure.Assessor, a.Assessor)
	assert.Equal(t, "term: notice: 200 days of notice.", a.Rationale)

	v = value(t, put(offer.Parts{Terms: []offer.Term{{Kind: "notice", Text: "t", Days: known(30, 30)}}}), "SC1")
	assert.True(t, v.Known)
	_, ok = v.Answer(c, "x")
	assert.False(t, ok, "at least 30 days is the whole scale")
}

// What was so in June says nothing of May.
func TestAFigureOfALaterDayIsNotKnownYet(t *testing.T) {
	n := known(75, 75)
	n.AsOf = offer.Date{Year: 2026, Month: 6}
	o := put(offer.Parts{
		Chips: []offer.Chip{{Vendor: "v", ExportJurisdiction: "US", Count: n, Evidence: []offer.ID{"doc"}}, {Vendor: "w", ExportJurisdiction: "CN", Count: known(25, 25)}},
		Funds: []offer.Fund{{Payer: "f", Stage: offer.Funded, AsOf: n.AsOf, Rung: offer.Documented, Evidence: []offer.ID{"doc"}}},
	})
	at := func(day offer.Date) (ce2, ec1 measure.Value) {
		vs, err := measure.Of(o, day)
		require.NoError(t, err)
		for _, v := range vs {
			switch v.Criterion {
			case "CE2":
				ce2 = v
			case "EC1":
				ec1 = v
			}
		}
		return ce2, ec1
	}
	ce2, ec1 := at(offer.Date{Year: 2026, Month: 5, Day: 31})
	assert.Equal(t, offer.Range{Lo: 50, Hi: 100}, *ce2.Raw, "25 beside any number")
	assert.Equal(t, measure.Levels{Lo: 0, Hi: 4}, *ec1.Levels, "the lot is there, its stage is not known yet")
	ce2, ec1 = at(offer.Date{Year: 2026, Month: 6, Day: 1})
	assert.Equal(t, offer.Range{Lo: 75, Hi: 75}, *ce2.Raw)
	assert.Equal(t, measure.Levels{Lo: 2, Hi: 3}, *ec1.Levels)
	assert.NotNil(t, o.Parts.Chips[0].Count, "the offer itself is left as it was")
}

// A bound of levels without evidence opens; with none left there is no answer.
func TestALevelWithoutEvidenceOpens(t *testing.T) {
	c, _, _ := core(t).Criterion("CL2")
	v := measure.Value{Criterion: "CL2", Levels: &measure.Levels{Lo: 1, Hi: 3}, Known: true, Lo: offer.Bound{Rung: offer.Documented, Evidence: []offer.ID{"doc"}}, Trace: []measure.Step{{Text: "t"}}}
	a, ok := v.Answer(c, "x")
	require.True(t, ok)
	assert.Equal(t, [2]int{1, 4}, [2]int{a.Lo.Level, a.Hi.Level})
	assert.Empty(t, a.Validate())
	v.Lo, v.Hi = v.Hi, v.Lo
	a, ok = v.Answer(c, "x")
	require.True(t, ok)
	assert.Equal(t, [2]int{0, 3}, [2]int{a.Lo.Level, a.Hi.Level})
	v.Hi = offer.Bound{}
	_, ok = v.Answer(c, "x")
	assert.False(t, ok)
}

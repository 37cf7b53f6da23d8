package page_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"assay/internal/offer"
	"assay/web/page"
)

// field is a line of a form; group, choice and rows below are its other looks.
func field(name, label, value string) page.FormField {
	return page.FormField{Field: page.Field{Name: name, Label: label, Value: value}}
}

func sitePart() page.PartForm {
	name := field("name", "Name", `Campus <1> & "2"`)
	name.Required = true
	now := field("mw_now", "Capacity that runs now", "")
	now.Look, now.Open, now.Hint = page.LookGroup, true, "A single value goes into the lowest alone."
	unknown := field("mw_now-unknown", "Nobody knows", "")
	unknown.Look = page.LookTick
	lo := field("mw_now-lo", "Lowest, MW", "many")
	lo.Problem = `"many" is no number.`
	now.Inputs = []page.FormField{lo, field("mw_now-hi", "Highest, MW", ""), unknown}
	evidence := field("mw_now-evidence", "Evidence", "gazette-2026-07-14")
	evidence.List = "cited"
	now.More = []page.FormField{evidence}
	binds := field("binds", "Does it bind?", "unknown")
	binds.Look, binds.Choices = page.LookRadio, []page.Choice{{Value: "yes", Label: "Yes"}, {Value: "unknown", Label: "Don't know"}}
	stage := field("stage", "How far it has come", "funded")
	stage.Look, stage.Choices = page.LookChoice, []page.Choice{{Value: "", Label: "Not recorded"}, {Value: "funded", Label: "Funded"}}
	owners := field("owners", "Owners", "")
	owners.Look, owners.One, owners.Kept = page.LookRows, "owner", 1
	owners.Rows = [][]page.FormField{{field("owners-0-party", "Who", "State")}, {field("owners-1-party", "Who", "")}}
	return page.PartForm{
		Meta: meta("Error: Site 1", "offers", "/offers/own-campus/edit/site/1"), Offer: offer.Offer{ID: "own-campus", Title: "Campus"},
		Heading: "Site 1", Intro: "A place where capacity stands.", Action: "/offers/own-campus/edit/site/1", Check: "/offers/own-campus/edit/site/1/check", Remove: "/offers/own-campus/edit/site/1/remove", Seen: 3,
		Fields: []page.FormField{name, now, stage, binds, owners}, Reason: "counted anew",
		Problems:  page.Problems{{Field: "mw_now-lo", Message: `"many" is no number.`}, {Message: "This offer is archived."}},
		Countries: []string{"Estonia"}, Cited: []offer.ID{"gazette-2026-07-14"},
	}
}

func TestPartPage(t *testing.T) {
	p := sitePart()
	golden(t, "part_mend", page.PartPage(p))
	p.Problems, p.Meta.Title = nil, "Site 1"
	p.Says = &page.PartSays{
		Lines: []string{"MW now 100 to 200; planned 500: 20 % to 40 % run today."},
		Measures: []page.SaidMeasure{
			{Criterion: "CL1", Title: "Capacity at home", Before: "not known", Now: "20 to 40 %", Formula: "at home / all", Steps: []string{"site: Campus: 100 to 200 MW"}},
			{Criterion: "CL2", Title: "Title", Now: "level 1", Formula: "by shares"},
		},
	}
	golden(t, "part_says", page.PartPage(p))
	p.Says, p.Clash = nil, &page.PartClash{By: "Ann <a@b>", At: "2026-11-22 12:00 UTC", Rows: []page.ClashRow{{Label: "Operator", Saw: "", Now: "Hers", Yours: "His"}}}
	golden(t, "part_clash", page.PartPage(p))
	p.Clash = &page.PartClash{By: "Ann", At: "2026-11-22 12:00 UTC", Removed: true}
	assert.Contains(t, string(render(t, page.PartPage(p))), "Ann removed this part on 2026-11-22 12:00 UTC")
}

func TestOwnOfferPage(t *testing.T) {
	p := page.OwnOffer{
		Meta: meta("Edit: Campus", "offers", "/offers/own-campus/edit"), Offer: offer.Offer{ID: "own-campus", Title: "Campus"}, Changed: "Version 3, stored by Ann on 2026-11-22 12:00 UTC: counted anew",
		Tasks: []page.OfferTask{
			{Text: "The offer itself", URL: "/offers/own-campus/edit/offer", Status: "3 fields unknown"},
			{Text: "Sites", Status: "1 recorded, 5 fields unknown", Parts: []page.Link{{Text: "Campus <1>", URL: "/offers/own-campus/edit/site/1"}}, Add: "/offers/own-campus/edit/site/new", AddText: "Add: site"},
			{Text: "Chips", Status: "Nothing recorded", Add: "/offers/own-campus/edit/chip/new", AddText: "Add: lot of chips"},
		},
	}
	golden(t, "own_offer", page.OwnOfferPage(p))
	p.Archived = true
	html := string(render(t, page.OwnOfferPage(p)))
	assert.Contains(t, html, `action="/offers/own-campus/revive"`)
	assert.NotContains(t, html, "/site/new")
}

func TestCopyCasePage(t *testing.T) {
	golden(t, "copy_case", page.CopyCasePage(page.CopyCase{
		Meta: meta("Copy Estonia", "cases", "/cases/est/copy"), ID: "est", Name: "Estonia",
		Offers:   []page.OfferChoice{{ID: "est-ai-leap", Title: "AI Leap", Checked: true}, {ID: "est-other", Title: "Other"}},
		Problems: page.Problems{{Field: "offers", Message: "Choose at least one offer to copy."}},
	}))
}

func TestOffersPage(t *testing.T) {
	ev := library(t).compare(t, "are-stargate", "est-ai-leap")
	p := page.Offers{
		Meta: meta("Offers", "offers", "/offers"), Ev: ev, AsOf: asOf, Names: map[string]string{"ARE": "United Arab Emirates", "EST": "Estonia"}, Own: map[offer.ID]bool{"est-ai-leap": true},
		Filter: page.RegisterFilter{
			Text: `a "b"`, Country: "EST", Active: true, Whoses: []page.Choice{{Value: "", Label: "Everybody's"}, {Value: "own", Label: "Our own"}},
			Countries: []page.Choice{{Value: "", Label: "Any country"}, {Value: "EST", Label: "Estonia"}}, Words: []page.Choice{{Value: "", Label: "Any status"}},
		},
		Total: 102, All: 1041, Page: 2, Pages: 3, Before: "/offers?country=EST", After: "/offers?country=EST&page=3", Workspace: true,
	}
	golden(t, "offers", page.OffersPage(p))
	for whose, heading := range map[string]string{"own": "No offer of your own yet", "archived": "Nothing is archived", "library": "No offer fits"} {
		empty := page.Offers{Meta: p.Meta, AsOf: asOf, Filter: page.RegisterFilter{Whose: whose, Countries: p.Filter.Countries, Words: p.Filter.Words}, All: 36}
		assert.Contains(t, string(render(t, page.OffersPage(empty))), heading)
	}
}

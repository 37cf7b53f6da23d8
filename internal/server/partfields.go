package server

import (
	"assay/internal/offer"
	"assay/web/page"
)

// An input says what one field of a part takes.
type input int

const (
	inText    input = iota // one line
	inLong                 // several lines
	inWord                 // one of a closed list of words
	inRadio                // one of three, all in sight
	inTick                 // yes, or left alone
	inCountry              // a country, kept as its code
	inDate                 // a day, a month or a year
	inFigure               // a range with what it rests on
	inSpread               // three points with evidence
	inMoney                // a range of money
	inSum                  // three points of money, with evidence
	inWindow               // from and to
	inNames                // one a line
	inSources              // ids of evidence
	inNumber               // one number
	inRows                 // a list of parts of the part
)

// A partField describes one field of a part: the one place that forms, their reading, the
// count of what is unknown and the mending of mistakes go by.
type partField struct {
	name     string // in JSON, and in the form
	in       input
	label    string
	hint     string
	unit     string // of a figure; percent for a share of one
	words    []page.Choice
	required bool
	three    bool // a country of three letters
	aside    bool // says nothing that could be unknown
	rows     []partField
	one      string // what a row is
}

const percent = "%"

// A partKind describes one kind of part.
type partKind struct {
	id        string // as offer.Parts.Each says; "offer" for the offer itself
	slice     string // the field of offer.Parts
	one, many string
	intro     string
	fields    []partField
	name      func(part any) string
}

func sources() partField {
	return partField{name: "evidence", in: inSources, label: "Evidence", hint: "Ids of records, separated by commas: the library's or your own. They stand in the address of each record's page.", aside: true}
}

func note(label string) partField {
	return partField{name: "note", in: inLong, label: label, aside: true}
}

func text(name, label string) partField { return partField{name: name, label: label} }

func country(name, label string) partField {
	return partField{name: name, in: inCountry, label: label, hint: "Its name, or its two-letter code."}
}

func figureOf(name, label, unit string) partField {
	return partField{name: name, in: inFigure, label: label, unit: unit}
}

func shareOf(name, label string) partField { return figureOf(name, label, percent) }

func date(name, label string) partField {
	return partField{name: name, in: inDate, label: label, hint: "2026-07-10, 2026-07 or 2026."}
}

func tri(name, label string) partField {
	return partField{name: name, in: inRadio, label: label, words: []page.Choice{{Value: "yes", Label: "Yes"}, {Value: "no", Label: "No"}, {Value: "unknown", Label: "Don't know"}}}
}

func choice(name, label string, words []page.Choice) partField {
	return partField{name: name, in: inWord, label: label, words: words}
}

func stage(label string) partField { return choice("stage", label, stages) }

func side(name, label string) partField { return choice(name, label, sides) }

func rung(label string) partField {
	f := choice("rung", label, rungs)
	f.aside = true
	return f
}

func must(f partField) partField { f.required = true; return f }

func asideOf(f partField) partField { f.aside = true; return f }

func hinted(f partField, hint string) partField { f.hint = hint; return f }

func rowsOf(name, label, one, hint string, fields ...partField) partField {
	return partField{name: name, in: inRows, label: label, one: one, hint: hint, rows: fields}
}

// labelled are choices out of words and their labels, one after the other.
func labelled(pairs ...string) []page.Choice {
	var cs []page.Choice
	for i := 0; i < len(pairs); i += 2 {
		cs = append(cs, page.Choice{Value: pairs[i], Label: pairs[i+1]})
	}
	return cs
}

var (
	stages = labelled("", "Not recorded", "announced", "Announced", "non_binding", "Non-binding: a memorandum or letter of intent", "binding", "Binding: an instrument somebody has seen",
		"funded", "Funded, or under construction", "delivered", "Delivered: operating")
	rungs = labelled("unverified", "Unverified", "vendor_claim", "The provider says so", "documented", "Documented: a contract, law, register or independent reporting", "demonstrated", "Demonstrated: tested, measured or operating in public view")
	sides = labelled("", "Not known", "buyer", "The buyer's side", "provider", "The provider's side", "third", "A third party")

	statuses  = labelled("active", "Active", "paused", "Paused", "withdrawn", "Withdrawn")
	scopes    = labelled("country", "A deal put to one country", "programme", "A provider's programme, open to many", "path", "A path that any buyer may take")
	endUsers  = labelled("", "Not recorded", "government", "A government", "named_entity", "A company named in the rules", "us_headquartered", "A company with its headquarters in the United States", "other", "Another")
	controls  = labelled("", "Not recorded", "audit", "Audit", "logs", "Logs", "keys", "Keys", "incident", "Incidents", "staff", "Staff", "tenants", "Tenants", "tracking", "Tracking", "other", "Other")
	termKinds = labelled("", "Not recorded", "governing_law", "Governing law", "seat", "Seat of court or arbitration", "data_residency", "Data residency", "notice", "Notice", "transition", "Transition",
		"retrieval", "Retrieval of data", "egress", "Taking data out", "penalty", "Penalty", "term", "Term", "minimum_spend", "Minimum spend", "exclusivity", "Exclusivity",
		"most_favoured", "Most-favoured vendor", "bundling", "Bundled services", "termination", "Termination", "guarantee", "Public guarantee", "legal_form", "Legal form", "exit", "Exit", "other", "Other")
	clauses = labelled("", "None of them", "long_term", "Long term", "minimum_spend", "Minimum spend", "exclusivity", "Exclusivity", "most_favoured", "Most-favoured vendor", "bundling", "Bundled services",
		"no_termination_for_convenience", "No termination for convenience")
	linkKinds = labelled("", "Not recorded", "service", "Service", "model", "Model", "data", "Data", "operations", "Operations", "site", "Site", "chip", "Chips", "power", "Power", "money", "Money", "law", "Law", "other", "Other")
	lineages  = labelled("", "Not recorded", "base_model", "Base model", "training_data", "Training data", "data_language", "Language of the data", "hardware", "Hardware", "other", "Other")
	exitKinds = labelled("", "Choose", "egress", "Taking data out (TB)", "penalty", "Penalty", "replatforming", "Moving to another platform (person-months)", "revalidation", "Validating anew (person-months)",
		"stranded", "Assets left behind", "other", "Other")
	classes = labelled("", "Choose", "data", "Data", "embeddings", "Embeddings", "adapters", "Fine-tuned weights and adapters", "prompts", "Prompts", "evaluation_sets", "Evaluation sets",
		"logs", "Logs", "identities", "Identities", "policies", "Policies")
)

var ownerFields = []partField{
	text("party", "Who"), country("country", "Country"), side("side", "On whose side"), shareOf("share", "Share"),
}

// partKinds are all kinds in reading order, the offer itself first.
var partKinds = []partKind{
	{id: "offer", one: "The offer itself", intro: "What it is, who puts it to whom, and how far it has come.", fields: []partField{
		must(text("title", "Title")), {name: "summary", in: inLong, label: "Summary", hint: "One or two plain sentences: what it is.", aside: true},
		choice("scope", "Who it is open to", scopes),
		{name: "country", in: inCountry, three: true, label: "Put to", hint: "The country it is put to; empty unless it is put to one."},
		must(text("provider", "Provider")), country("provider_country", "Country of the provider's headquarters"),
		choice("status", "Whether it can still be had", statuses), stage("How far it has come"),
		rowsOf("history", "What happened", "event", "Dated steps of the offer. The last one that sets a status says the one above.",
			must(date("date", "Date")), must(text("text", "What happened")), choice("status", "Status from then on", append(labelled("", "As before"), statuses...)), sources()),
	}, name: func(x any) string { return x.(offer.Offer).Title }},
	{id: "site", slice: "Sites", one: "Site", many: "Sites", intro: "A place where capacity stands or will stand.", fields: []partField{
		must(text("name", "Name")), country("country", "Country"), stage("How far it has come"),
		{name: "paused", in: inTick, label: "It is on hold", hint: "It then counts as nothing at every lower bound.", aside: true},
		figureOf("mw_now", "Capacity that runs now", "MW"), hinted(figureOf("mw_planned", "Capacity planned in all", "MW"), "All of it, what runs now included."),
		asideOf(text("online_by", "Online by, in the source's words")), {name: "online", in: inWindow, label: "When its first capacity is or was delivered"},
		rowsOf("owners", "Owners", "owner", "Who holds which share of the site during the term.", ownerFields...),
		rowsOf("owners_after", "Owners after the term", "owner after the term", "Who holds it the day after the term.", ownerFields...),
		figureOf("term_years", "Term", "years"), text("operator", "Operator"), country("operator_country", "Country of the operator"),
		shareOf("reserved", "Share kept for national use"), note("Note"), sources(),
	}, name: func(x any) string { return x.(offer.Site).Name }},
	{id: "chip", slice: "Chips", one: "Lot of chips", many: "Chips", intro: "One lot of accelerators, with the export licence it comes under.", fields: []partField{
		must(text("vendor", "Vendor")), text("product", "Product"), hinted(text("site", "Site where it stands"), "The name of one of the offer's sites, as it is written there."),
		figureOf("count", "Number in all", "chips"), hinted(figureOf("installed", "Installed", "chips"), "Standing and powered."),
		country("export_jurisdiction", "Whose export rules they come under"), hinted(text("rule_item", "Item of the rule"), "Such as 3A090.a."), rung("How well item, end user and licence are known"),
		text("end_user", "End user"), choice("end_user_kind", "Kind of end user", endUsers), country("end_user_country", "Headquarters of the end user's ultimate parent"),
		text("licence", "Licence"), tri("licence_granted", "Was the licence granted?"), date("licence_from", "Licence from"), date("licence_expiry", "Licence expires"),
		tri("conditions_known", "Are the licence's conditions published?"), tri("remote_disable", "Can somebody abroad switch it off from afar?"),
		shareOf("failure_rate", "Share that fails in a year"), figureOf("spare_months", "Spares at home last", "months"),
		text("owner", "Owner"), side("owner_side", "On whose side the owner stands"), note("Note"), sources(),
	}, name: func(x any) string { c := x.(offer.Chip); return c.Vendor + " " + c.Product }},
	{id: "model", slice: "Models", one: "Model", many: "Models", intro: "One model of the offer, or the base it stands on.", fields: []partField{
		must(text("name", "Name")), text("developer", "Developer"), country("developer_country", "Country of the developer"),
		{name: "base_models", in: inNames, label: "Models it stands on", hint: "One a line."}, hinted(text("licence", "Licence"), "An SPDX identifier, such as Apache-2.0, or LicenseRef- and a name."),
		text("weights_custody", "Who holds the weights"), tri("pinned", "Can the buyer refuse an update?"), text("policy_control", "Who decides its behaviour"), text("openness", "Openness, in words"),
		rowsOf("components", "Released components", "component", "What the Model Openness Framework asks for, by the id of its criteria.",
			must(text("id", "Component")), tri("released", "Released?"), text("licence", "Licence"), rung("How well this is known"), sources()),
		rowsOf("lineage", "Made from", "item", "What it was made from or runs on, while it did.",
			choice("kind", "What", lineages), text("name", "Name"), text("party", "Who supplies it"), country("country", "Country"), tri("disclosed", "Disclosed?"),
			rung("How well this is known"), date("from", "From"), date("to", "To"), sources()),
		note("Note"), sources(),
	}, name: func(x any) string { return x.(offer.Model).Name }},
	{id: "fund", slice: "Funds", one: "Amount of money", many: "Money", intro: "One amount, by payer and stage.", fields: []partField{
		must(text("payer", "Payer")), country("payer_country", "Country of the payer"), side("payer_side", "On whose side the payer stands"),
		text("recipient", "Recipient"), country("recipient_country", "Country of the recipient"), {name: "amount", in: inMoney, label: "Amount"},
		stage("How far it has come"), date("as_of", "As of"), rung("How well this is known"),
		hinted(shareOf("tied", "Share that must be spent with the provider"), "Credits included."), note("Note"), sources(),
	}, name: func(x any) string { return x.(offer.Fund).Payer }},
	{id: "safeguard", slice: "Safeguards", one: "Safeguard", many: "Safeguards", intro: "A control, audit right or condition that travels with the offer.", fields: []partField{
		choice("kind", "Kind", controls), must(partField{name: "text", in: inLong, label: "What it says"}), text("holder", "Who exercises it"),
		figureOf("hours", "An incident must be reported within", "hours"), sources(),
	}, name: func(x any) string { return x.(offer.Safeguard).Text }},
	{id: "term", slice: "Terms", one: "Contract term", many: "Terms", intro: "One contract term.", fields: []partField{
		choice("kind", "Kind", termKinds), must(partField{name: "text", in: inLong, label: "What it says"}), country("country", "Country of the law or the seat"),
		hinted(figureOf("days", "Length", "days"), "Of notice, transition or retrieval."),
		hinted(asideOf(choice("clause", "Clause that it settles", clauses)), "One of the six that bind a buyer hard."), asideOf(tri("binds", "Does that clause bind the buyer?")), rung("How well this is known"),
		{name: "vendor_wide", in: inTick, label: "These are the provider's general terms, not this deal's", aside: true}, sources(),
	}, name: func(x any) string { return x.(offer.Term).Text }},
	{id: "exit", slice: "Exits", one: "Leaving", many: "Leaving", intro: "What leaving the offer takes: money, time, and what can be carried away.", fields: []partField{
		hinted(text("currency", "Currency of the result"), "Three letters, such as EUR."), {name: "annual_value", in: inSum, label: "Value of one year of the contract"},
		rowsOf("items", "Costs", "cost", "Each costs its quantity times the price of one, less what serves on.",
			must(choice("kind", "Kind", exitKinds)), text("text", "What it is"), partField{name: "quantity", in: inSpread, label: "Quantity", hint: "TB or person-months, as the kind says. Empty: it counts once."},
			partField{name: "unit_price", in: inSum, label: "Price of one"}, partField{name: "reuse", in: inSpread, unit: percent, label: "Share of a stranded asset that serves on"}, rung("How well this is known"), sources()),
		tri("complete", "Are these all costs there are?"),
		rowsOf("steps", "Steps", "step", "Each after those it waits for.",
			must(text("name", "Step")), partField{name: "days", in: inSpread, unit: "days", label: "Length"}, partField{name: "after", in: inNames, label: "After which steps", hint: "One a line, as they are named above."}, sources()),
		rowsOf("portable", "What can be carried away", "class", "Whether it leaves in an open, documented format.",
			must(choice("class", "Class", classes)), tri("leaves", "Does it leave in an open format?"), rung("How well this is known"), sources()),
		asideOf(rowsOf("rates", "Exchange rates", "rate", "What one unit of a currency was worth on a day.",
			must(text("from", "From")), must(text("to", "To")), must(partField{name: "per_unit", in: inNumber, label: "One unit of the first is worth, in the second"}), must(date("on", "On")), sources())),
		note("Note"), sources(),
	}, name: func(any) string { return "What an exit takes" }},
	{id: "link", slice: "Links", one: "Dependency", many: "Dependencies", intro: "One thing that needs another, where the other parts do not show it.", fields: []partField{
		hinted(must(text("from", "What needs it")), "“service”, or the name of a site, chip, model or of what another dependency needs."), must(text("needs", "What is needed")), choice("kind", "Kind", linkKinds),
		hinted(asideOf(text("group", "One of")), "Dependencies of one group are alternatives: one of them suffices."), text("party", "Who supplies it"), country("country", "Whose law the supplier is under"),
		figureOf("grace_months", "Goes on without it for", "months"), figureOf("stock_months", "In stock for", "months"), note("Note"), sources(),
	}, name: func(x any) string { l := x.(offer.Link); return l.From + " needs " + l.Needs }},
}

// partKindOf finds a kind by its id.
func partKindOf(id string) (*partKind, bool) {
	for i := range partKinds {
		if partKinds[i].id == id {
			return &partKinds[i], true
		}
	}
	return nil, false
}

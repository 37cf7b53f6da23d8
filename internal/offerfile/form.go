package offerfile

import "assay/internal/offer"

// The types below are the written form of offers and evidence, made to be written by hand:
// ranges are two-element lists and money stands in major units. A Checker turns them into
// package offer's types.

// An Evidence is the written form of one offer.Evidence.
type Evidence struct {
	ID          offer.ID   `yaml:"id"`
	Account     string     `yaml:"account"`
	Passage     string     `yaml:"passage"`
	Locator     string     `yaml:"locator"`
	Source      sourceYAML `yaml:"source"`
	Contradicts []offer.ID `yaml:"contradicts"`
	Rung        offer.Rung `yaml:"rung"`
}

type sourceYAML struct {
	Type      string      `yaml:"type"`
	Title     string      `yaml:"title"`
	Container string      `yaml:"container"`
	DOI       string      `yaml:"doi"`
	Publisher string      `yaml:"publisher"`
	Author    string      `yaml:"author"`
	URL       string      `yaml:"url"`
	Where     string      `yaml:"where"`
	Issued    offer.Date  `yaml:"issued"`
	Accessed  offer.Date  `yaml:"accessed"`
	Archive   string      `yaml:"archive"`
	Grade     offer.Grade `yaml:"grade"`
	Origin    string      `yaml:"origin"`
	Reread    bool        `yaml:"reread"`
}

func (y Evidence) evidence() offer.Evidence {
	return offer.Evidence{
		ID: y.ID, Account: y.Account, Passage: y.Passage, Locator: y.Locator,
		Source: offer.Source(y.Source), Contradicts: y.Contradicts, Rung: y.Rung,
	}
}

// An Offer is the written form of one offer.Offer with its answers.
type Offer struct {
	ID              offer.ID        `yaml:"id"`
	Title           string          `yaml:"title"`
	Summary         string          `yaml:"summary"`
	Scope           offer.Scope     `yaml:"scope"`
	Country         string          `yaml:"country"` // in a case: that of the case
	Provider        string          `yaml:"provider"`
	ProviderCountry string          `yaml:"provider_country"`
	Status          offer.Status    `yaml:"status"`
	Stage           offer.Stage     `yaml:"stage"`
	History         []eventYAML     `yaml:"history"`
	Sites           []siteYAML      `yaml:"sites"`
	Chips           []chipYAML      `yaml:"chips"`
	Models          []modelYAML     `yaml:"models"`
	Funds           []fundYAML      `yaml:"funds"`
	Safeguards      []safeguardYAML `yaml:"safeguards"`
	Terms           []termYAML      `yaml:"terms"`
	Exit            *exitYAML       `yaml:"exit"`
	Links           []linkYAML      `yaml:"links"`
	Answers         []answerYAML    `yaml:"answers"`
	Capacity        []answerYAML    `yaml:"capacity"`
	Seeds           []string        `yaml:"seeds"`
}

type eventYAML struct {
	Date     offer.Date    `yaml:"date"`
	Text     string        `yaml:"text"`
	Status   *offer.Status `yaml:"status"`
	Evidence []offer.ID    `yaml:"evidence"`
}

type answerYAML struct {
	Criterion     string      `yaml:"criterion"`
	NotApplicable bool        `yaml:"not_applicable"`
	Range         []int       `yaml:"range"`
	Raw           numbers     `yaml:"raw"`
	Lo            boundYAML   `yaml:"lo"`
	Hi            boundYAML   `yaml:"hi"`
	Both          *boundYAML  `yaml:"both"`
	Caps          []capYAML   `yaml:"caps"`
	Stage         offer.Stage `yaml:"stage"`
	Paused        bool        `yaml:"paused"`
	Contested     bool        `yaml:"contested"`
	VendorWide    bool        `yaml:"vendor_wide"`
	Unknown       offer.ID    `yaml:"unknown"`
	Rationale     string      `yaml:"rationale"`
	ValidFrom     offer.Date  `yaml:"valid_from"`
	ValidTo       offer.Date  `yaml:"valid_to"`
	Lapse         *lapseYAML  `yaml:"lapse"`
}

type boundYAML struct {
	Rung      offer.Rung `yaml:"rung"`
	Admission bool       `yaml:"admission"`
	Evidence  []offer.ID `yaml:"evidence"`
}

type capYAML struct {
	ID    string    `yaml:"id"`
	Holds offer.Tri `yaml:"holds"`
}

type lapseYAML struct {
	Range []int  `yaml:"range"`
	Text  string `yaml:"text"`
}

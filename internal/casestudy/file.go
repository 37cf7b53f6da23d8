package casestudy

import (
	"math"

	"assay/internal/offer"
)

// The file types below are the YAML form of a case, made to be written by hand: ranges are
// two-element lists and money stands in major units. They are translated into package offer's
// types and checked by Load.

type evidenceFile struct {
	Evidence []evidenceYAML `yaml:"evidence"`
}

type evidenceYAML struct {
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

func (y evidenceYAML) evidence() offer.Evidence {
	return offer.Evidence{
		ID: y.ID, Account: y.Account, Passage: y.Passage, Locator: y.Locator,
		Source: offer.Source(y.Source), Contradicts: y.Contradicts, Rung: y.Rung,
	}
}

type caseFile struct {
	ID      string      `yaml:"id"`
	Country string      `yaml:"country"`
	Name    string      `yaml:"name"`
	Depth   string      `yaml:"depth"`
	AsOf    offer.Date  `yaml:"as_of"`
	Summary string      `yaml:"summary"`
	Lead    offer.ID    `yaml:"lead"`
	Facts   []factYAML  `yaml:"facts"`
	Offers  []offerYAML `yaml:"offers"`
}

type factYAML struct {
	Date     offer.Date `yaml:"date"`
	Topic    string     `yaml:"topic"`
	Text     string     `yaml:"text"`
	Offers   []offer.ID `yaml:"offers"`
	Evidence []offer.ID `yaml:"evidence"`
	Check    string     `yaml:"check"`
	Seeds    []string   `yaml:"seeds"`
}

type offerYAML struct {
	ID              offer.ID        `yaml:"id"`
	Title           string          `yaml:"title"`
	Summary         string          `yaml:"summary"`
	Scope           offer.Scope     `yaml:"scope"`
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
	Raw           []float64   `yaml:"raw"`
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

// span turns a one- or two-element list into a range; nil stays unknown.
func span(xs []float64) *offer.Range {
	switch len(xs) {
	case 1:
		return &offer.Range{Lo: xs[0], Hi: xs[0]}
	case 2:
		return &offer.Range{Lo: xs[0], Hi: xs[1]}
	}
	return nil
}

// money turns major units into minor ones.
func money(xs []float64, currency string) *offer.Money {
	r := span(xs)
	if r == nil {
		return nil
	}
	return &offer.Money{LoMinor: minor(r.Lo, currency), HiMinor: minor(r.Hi, currency), Currency: currency}
}

func minor(major float64, currency string) int64 {
	return int64(math.Round(major * float64(offer.MinorUnits(currency))))
}

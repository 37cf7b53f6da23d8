package casestudy

import (
	"assay/internal/offer"
	"assay/internal/offerfile"
)

type evidenceFile struct {
	Evidence []offerfile.Evidence `yaml:"evidence"`
}

type caseFile struct {
	ID      string            `yaml:"id"`
	Country string            `yaml:"country"`
	Name    string            `yaml:"name"`
	Depth   string            `yaml:"depth"`
	AsOf    offer.Date        `yaml:"as_of"`
	Summary string            `yaml:"summary"`
	Lead    offer.ID          `yaml:"lead"`
	Facts   []factYAML        `yaml:"facts"`
	Offers  []offerfile.Offer `yaml:"offers"`
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

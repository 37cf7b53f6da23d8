package offer

import "fmt"

// A Model is one model of the offer, or the base it stands on.
type Model struct {
	Name             string        `json:"name"`
	Developer        string        `json:"developer,omitempty"`
	DeveloperCountry string        `json:"developer_country,omitempty"` // ISO 3166-1 alpha-2
	BaseModels       []string      `json:"base_models,omitempty"`
	Licence          string        `json:"licence,omitempty"` // SPDX id or LicenseRef-...
	WeightsCustody   string        `json:"weights_custody,omitempty"`
	Pinned           Tri           `json:"pinned,omitzero"` // whether the buyer can refuse an update
	PolicyControl    string        `json:"policy_control,omitempty"`
	Openness         string        `json:"openness,omitempty"`
	Components       []Component   `json:"components,omitempty"`
	Lineage          []LineageItem `json:"lineage,omitempty"`
	Note             string        `json:"note,omitempty"`
	Evidence         []ID          `json:"evidence"`
}

// A Component is one of the parts of a model that the Model Openness Framework asks for.
type Component struct {
	ID       string `json:"id"` // a criterion of framework mof@1.0
	Released Tri    `json:"released"`
	Licence  string `json:"licence,omitempty"` // SPDX expression or LicenseRef-...
	Rung     Rung   `json:"rung"`
	Evidence []ID   `json:"evidence,omitempty"`
}

// A LineageItem is one thing a model was made from or runs on, while it did.
type LineageItem struct {
	Kind      string `json:"kind"` // one of LineageKinds
	Name      string `json:"name,omitempty"`
	Party     string `json:"party,omitempty"`
	Country   string `json:"country,omitempty"` // ISO 3166-1 alpha-2
	Disclosed Tri    `json:"disclosed"`
	Rung      Rung   `json:"rung"`
	From      Date   `json:"from,omitzero"`
	To        Date   `json:"to,omitzero"`
	Evidence  []ID   `json:"evidence,omitempty"`
}

// LineageKinds are what a lineage is asked for.
var LineageKinds = []string{"base_model", "training_data", "data_language", "hardware", "other"}

func (m Model) validate(c check) {
	c.country("developer_country", m.DeveloperCountry)
	seen := map[string]bool{}
	for i, k := range m.Components {
		at := fmt.Sprintf("components[%d].", i)
		c.fail(k.ID == "", at+"id", "is required")
		c.fail(seen[k.ID], at+"id", "component %q stands there twice", k.ID)
		seen[k.ID] = true
	}
	for i, l := range m.Lineage {
		at := fmt.Sprintf("lineage[%d].", i)
		c.oneOf(at+"kind", l.Kind, LineageKinds)
		c.country(at+"country", l.Country)
		c.window(at+"to", Window{l.From, l.To})
	}
}

func (m Model) refs() []ID {
	all := resting(m.Evidence)
	for _, k := range m.Components {
		all = resting(all, k.Evidence)
	}
	for _, l := range m.Lineage {
		all = resting(all, l.Evidence)
	}
	return all
}

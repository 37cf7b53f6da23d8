package server

import (
	"net/http"
	"slices"
	"strings"

	"assay/internal/offer"
	"assay/internal/refdata"
	"assay/internal/store"
	"assay/web/page"
)

// picker reads what else could be compared: the offers that the address looks for (find,
// country), or the first of all. Two queries, and at most a page of the register.
func (s *Server) picker(r *http.Request, tx *store.Tx, chosen []offer.ID) (page.Picker, error) {
	f := store.RegisterFilter{But: chosen}
	looksFor := r.FormValue("choose") != "" && (formText(r, "find") != "" || r.FormValue("country") != "")
	if looksFor {
		f.Text, f.Country = formText(r, "find"), r.FormValue("country")
	}
	if err := filterProblem(f, "find"); err != nil {
		return page.Picker{}, err
	}
	list, err := tx.Register(r.Context(), f)
	if err != nil {
		return page.Picker{}, err
	}
	names := map[string]string{}
	for _, c := range list.Countries {
		names[c] = countryName(c)
	}
	p := page.Picker{
		Open: looksFor, Search: looksFor || list.Total > len(list.Offers), Text: f.Text, Country: f.Country, Countries: countryChoices(names, f.Country),
		Total: list.Total,
	}
	for _, o := range list.Offers {
		p.Found = append(p.Found, page.OfferChoice{ID: o.ID, Title: o.Title, Provider: o.Provider, Group: group(o)})
	}
	slices.SortStableFunc(p.Found, byGroup)
	return p, nil
}

// byGroup puts offers under their countries by name, those of no country last.
func byGroup(a, b page.OfferChoice) int {
	switch {
	case a.Group == b.Group:
		return 0
	case a.Group == openToAny:
		return 1
	case b.Group == openToAny:
		return -1
	}
	return strings.Compare(a.Group, b.Group)
}

const openToAny = "Open to any buyer"

func group(o store.OfferSummary) string {
	if o.Country == "" {
		return openToAny
	}
	return countryName(o.Country)
}

func countryName(code string) string {
	if c, ok := refdata.Country(code); ok {
		return c.Name
	}
	return code
}

// countryChoices offers countries by name, after any and none of them. What is chosen is among
// them even where no offer is put to it.
func countryChoices(names map[string]string, chosen string) []page.Choice {
	cs := labelled("", "Any country", "-", openToAny)
	for code, name := range names {
		cs = append(cs, page.Choice{Value: code, Label: name})
	}
	if chosen != "" && chosen != "-" && names[chosen] == "" {
		cs = append(cs, page.Choice{Value: chosen, Label: countryName(chosen)})
	}
	slices.SortFunc(cs[2:], func(a, b page.Choice) int { return strings.Compare(a.Label, b.Label) })
	return cs
}

package page

import (
	"strings"

	"assay/internal/framework"
	"assay/internal/offer"
	"assay/internal/phrase"
)

// A fact is one row of a list of facts. Rows without a text are left out.
type fact struct{ name, text string }

func filled(facts []fact) []fact {
	var fs []fact
	for _, f := range facts {
		if f.text != "" {
			fs = append(fs, f)
		}
	}
	return fs
}

func siteRows(s offer.Site) []fact {
	return []fact{
		{"Country", s.Country}, {"Capacity now", mw(s.MWNow)}, {"Capacity planned", mw(s.MWPlanned)}, {"Online by", s.OnlineBy},
		{"Owners", owners(s.Owners)}, {"Operator", withCountry(s.Operator, s.OperatorISO)},
		{"Reserved for national use", shareText(s.Reserved)}, {"Note", s.Note},
	}
}

func chipRows(c offer.Chip) []fact {
	return []fact{
		{"Number", countText(c.Count)}, {"Export jurisdiction", c.ExportJurisdiction}, {"Rule", c.RuleItem},
		{"Licence", c.Licence}, {"Licence expires", c.LicenceExpiry.String()}, {"Note", c.Note},
	}
}

func modelRows(m offer.Model) []fact {
	return []fact{
		{"Developer", withCountry(m.Developer, m.DeveloperCountry)}, {"Stands on", strings.Join(m.BaseModels, ", ")}, {"Licence", m.Licence},
		{"Who holds the weights", m.WeightsCustody}, {"Openness", m.Openness}, {"Note", m.Note},
	}
}

func fundRows(f offer.Fund) []fact {
	return []fact{{"Amount", moneyText(f.Amount)}, {"Stage", phrase.Word(f.Stage)}, {"Note", f.Note}}
}

func termRows(t offer.Term) []fact {
	rows := []fact{{"Text", t.Text}}
	if t.VendorWide {
		rows = append(rows, fact{"Scope", "the provider's general terms, not this deal's"})
	}
	return rows
}

func criterionRows(c framework.Criterion) []fact {
	return []fact{
		{"Measured in", c.Unit}, {"Value curve", curveText(c)}, {"Caps", capText(c)}, {"Not applicable when", c.NAWhen},
		{"What would settle it", c.Evidence}, {"Near published questions", c.MapsTo}, {"Why it is asked", c.WhyAsked},
	}
}

func mw(f *offer.Figure) string {
	if f == nil {
		return ""
	}
	return rangeText(&f.Range, " MW")
}

func countText(f *offer.Figure) string {
	if f == nil {
		return ""
	}
	return rangeText(&f.Range, "")
}

func shareText(f *offer.Figure) string {
	if f == nil {
		return ""
	}
	return rangeText(&offer.Range{Lo: 100 * f.Lo, Hi: 100 * f.Hi}, " %")
}

func withCountry(name, code string) string {
	if name == "" || code == "" {
		return name
	}
	return name + " (" + code + ")"
}

func owners(os []offer.Owner) string {
	names := make([]string, len(os))
	for i, o := range os {
		names[i] = withCountry(o.Party, o.Country)
		if o.Share != nil {
			names[i] += " " + shareText(o.Share)
		}
	}
	return strings.Join(names, "; ")
}

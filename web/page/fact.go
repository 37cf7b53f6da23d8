package page

import (
	"cmp"
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
	paused := ""
	if s.Paused {
		paused = "paused: counts as nothing at a lower bound"
	}
	return []fact{
		{"Country", s.Country}, {"Stage", stageText(s.Stage)}, {"Status", paused}, {"Capacity now", figureText(s.MWNow, " MW")},
		{"Capacity planned", figureText(s.MWPlanned, " MW")}, {"Online by", s.OnlineBy}, {"First capacity", windowText(s.Online)},
		{"Owners", owners(s.Owners)}, {"Owners after the term", owners(s.OwnersAfter)}, {"Term", figureText(s.TermYears, " years")},
		{"Operator", withCountry(s.Operator, s.OperatorISO)}, {"Reserved for national use", shareText(s.Reserved)}, {"Note", s.Note},
	}
}

func chipRows(c offer.Chip) []fact {
	return []fact{
		{"Site", c.Site}, {"Number", figureText(c.Count, "")}, {"Installed", figureText(c.Installed, "")},
		{"Owner", withSide(c.Owner, c.OwnerSide)}, {"Export jurisdiction", c.ExportJurisdiction}, {"Rule", c.RuleItem},
		{"End user", withCountry(c.EndUser, c.EndUserCountry)}, {"Licence", c.Licence}, {"Licence granted", triText(c.LicenceGranted)},
		{"Licence from", c.LicenceFrom.String()}, {"Licence expires", c.LicenceExpiry.String()},
		{"Licence conditions published", triText(c.ConditionsKnown)}, {"Can be switched off from afar", triText(c.RemoteDisable)},
		{"Failures in a year", shareText(c.FailureRate)}, {"Spares last", figureText(c.SpareMonths, " months")}, {"Note", c.Note},
	}
}

func modelRows(m offer.Model) []fact {
	return []fact{
		{"Developer", withCountry(m.Developer, m.DeveloperCountry)}, {"Stands on", strings.Join(m.BaseModels, ", ")}, {"Licence", m.Licence},
		{"Who holds the weights", m.WeightsCustody}, {"An update can be refused", triText(m.Pinned)}, {"Who decides its behaviour", m.PolicyControl},
		{"Openness", m.Openness}, {"Released components", componentsText(m.Components)}, {"Made from", lineageText(m.Lineage)}, {"Note", m.Note},
	}
}

func fundRows(f offer.Fund) []fact {
	return []fact{
		{"Amount", moneyText(f.Amount)}, {"Stage", phrase.Word(f.Stage)}, {"As of", f.AsOf.String()}, {"Paid for", withSide("", f.PayerSide)},
		{"Goes to", withCountry(f.Recipient, f.RecipientCountry)}, {"Must be spent with the provider", shareText(f.Tied)}, {"Note", f.Note},
	}
}

func safeguardRows(s offer.Safeguard) []fact {
	return []fact{{"Exercised by", s.Holder}, {"Incidents reported within", figureText(s.Hours, " hours")}}
}

func termRows(t offer.Term) []fact {
	rows := []fact{{"Text", t.Text}, {"Law or seat", t.Country}, {"Length", figureText(t.Days, " days")}}
	if t.Clause != "" {
		rows = append(rows, fact{"Clause that binds the buyer: " + clauseWords[t.Clause], t.Binds.String()})
	}
	if t.VendorWide {
		rows = append(rows, fact{"Scope", "the provider's general terms, not this deal's"})
	}
	return rows
}

func exitRows(x offer.Exit) []fact {
	var leaves, stays []string
	for _, c := range x.Portable {
		switch c.Leaves {
		case offer.Yes:
			leaves = append(leaves, portableWords[c.Class])
		case offer.No:
			stays = append(stays, portableWords[c.Class])
		}
	}
	rows := []fact{{"Leaves in an open format", strings.Join(leaves, ", ")}, {"Cannot be taken along", strings.Join(stays, ", ")}}
	for _, i := range x.Items {
		rows = append(rows, fact{"Cost: " + exitWords[i.Kind], i.Text})
	}
	return append(rows, fact{"Note", x.Note})
}

func linkRows(l offer.Link) []fact {
	return []fact{
		{"Supplied by", withCountry(l.Party, l.Country)}, {"One of", l.Group}, {"Goes on without it for", figureText(l.GraceMonths, " months")},
		{"In stock for", figureText(l.StockMonths, " months")}, {"Note", l.Note},
	}
}

func criterionRows(c framework.Criterion) []fact {
	return []fact{
		{"Measured in", c.Unit}, {"Value curve", curveText(c)}, {"Caps", capText(c)}, {"Not applicable when", c.NAWhen},
		{"What would settle it", c.Evidence}, {"Near published questions", c.MapsTo}, {"Why it is asked", c.WhyAsked},
	}
}

// figureText says a figure with its stage, its day and how strong its evidence is, where these
// are recorded.
func figureText(f *offer.Figure, unit string) string {
	if f == nil {
		return ""
	}
	return figured(f, rangeText(&f.Range, unit))
}

func shareText(f *offer.Figure) string {
	if f == nil {
		return ""
	}
	return figured(f, rangeText(&offer.Range{Lo: 100 * f.Lo, Hi: 100 * f.Hi}, " %"))
}

func figured(f *offer.Figure, text string) string {
	var about []string
	for _, s := range []string{strings.ToLower(stageText(f.Stage)), f.AsOf.String(), strings.ToLower(phrase.Word(f.Rung))} {
		if s != "" {
			about = append(about, s)
		}
	}
	return text + " (" + strings.Join(about, ", ") + ")"
}

func stageText(s offer.Stage) string {
	if s == offer.StageNotRecorded {
		return ""
	}
	return phrase.Word(s)
}

func triText(t offer.Tri) string {
	if t == offer.DontKnow {
		return ""
	}
	return t.String()
}

func windowText(w offer.Window) string {
	switch {
	case w == offer.Window{}:
		return ""
	case w.From.IsZero():
		return "by " + w.To.String()
	case w.To.IsZero():
		return "not before " + w.From.String()
	case w.From == w.To:
		return w.From.String()
	}
	return w.From.String() + " to " + w.To.String()
}

var sideWords = map[offer.Side]string{offer.BuyerSide: "the buyer's side", offer.ProviderSide: "the provider's side", offer.ThirdSide: "a third party"}

func withSide(name string, s offer.Side) string {
	switch {
	case s == offer.SideUnknown:
		return name
	case name == "":
		return sideWords[s]
	}
	return name + ", " + sideWords[s]
}

var clauseWords = map[string]string{
	"long_term": "long term", "minimum_spend": "minimum spend", "exclusivity": "exclusivity", "most_favoured": "most-favoured vendor",
	"bundling": "bundled services", "no_termination_for_convenience": "no termination for convenience",
}

var portableWords = map[string]string{
	"data": "data", "embeddings": "embeddings", "adapters": "fine-tuned weights and adapters", "prompts": "prompts",
	"evaluation_sets": "evaluation sets", "logs": "logs", "identities": "identities", "policies": "policies",
}

var exitWords = map[string]string{
	"egress": "taking data out", "penalty": "penalty", "replatforming": "moving to another platform", "revalidation": "validating anew",
	"stranded": "assets left behind", "other": "other",
}

func componentsText(cs []offer.Component) string {
	var names []string
	for _, c := range cs {
		if c.Released != offer.Yes {
			continue
		}
		name := strings.ReplaceAll(c.ID, "_", " ")
		if c.Licence != "" {
			name += " (" + c.Licence + ")"
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

func lineageText(ls []offer.LineageItem) string {
	var items []string
	for _, l := range ls {
		text := strings.ReplaceAll(l.Kind, "_", " ")
		if name := withCountry(cmp.Or(l.Name, l.Party), l.Country); name != "" {
			text += ": " + name
		}
		if w := windowText(offer.Window{From: l.From, To: l.To}); w != "" {
			text += ", " + w
		}
		items = append(items, text)
	}
	return strings.Join(items, "; ")
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
		names[i] = withSide(withCountry(o.Party, o.Country), o.Side)
		if o.Share != nil {
			names[i] += " " + shareText(o.Share)
		}
	}
	return strings.Join(names, "; ")
}

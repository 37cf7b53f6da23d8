package offerfile

import "assay/internal/offer"

func figureOf(f *offer.Figure) *figureYAML {
	if f == nil {
		return nil
	}
	return &figureYAML{Range: numbers{f.Lo, f.Hi}, Rung: f.Rung, Stage: f.Stage, AsOf: f.AsOf, Evidence: f.Evidence}
}

func spreadOf(s *offer.Spread) *spreadYAML {
	if s == nil {
		return nil
	}
	y := &spreadYAML{Range: []float64{s.Lo, s.Hi}, Evidence: s.Evidence}
	if s.Likely != nil {
		y.Range = []float64{s.Lo, *s.Likely, s.Hi}
	}
	return y
}

func (w *writer) moneySpread(m *offer.MoneySpread) *spreadYAML {
	if m == nil {
		return nil
	}
	y := &spreadYAML{Range: []float64{w.major(m.LoMinor, m.Currency), w.major(m.HiMinor, m.Currency)}, Currency: m.Currency, Evidence: m.Evidence}
	if m.LikelyMinor != nil {
		y.Range = []float64{y.Range[0], w.major(*m.LikelyMinor, m.Currency), y.Range[1]}
	}
	return y
}

func siteOf(s offer.Site) siteYAML {
	y := siteYAML{
		Name: s.Name, Country: s.Country, Stage: s.Stage, Paused: s.Paused, MWNow: figureOf(s.MWNow), MWPlanned: figureOf(s.MWPlanned),
		OnlineBy: s.OnlineBy, Owners: ownersOf(s.Owners), OwnersAfter: ownersOf(s.OwnersAfter), TermYears: figureOf(s.TermYears),
		Operator: s.Operator, OperatorCountry: s.OperatorISO, Reserved: figureOf(s.Reserved), Note: s.Note, Evidence: s.Evidence,
	}
	if s.Online != (offer.Window{}) {
		y.Online = windowYAML{s.Online.From, s.Online.To}
	}
	return y
}

func ownersOf(os []offer.Owner) (ys []ownerYAML) {
	for _, o := range os {
		ys = append(ys, ownerYAML{Party: o.Party, Country: o.Country, Side: o.Side, Share: figureOf(o.Share)})
	}
	return ys
}

func chipOf(x offer.Chip) chipYAML {
	return chipYAML{
		Vendor: x.Vendor, Product: x.Product, Site: x.Site, Count: figureOf(x.Count), Installed: figureOf(x.Installed),
		ExportJurisdiction: x.ExportJurisdiction, RuleItem: x.RuleItem, Rung: x.Rung, EndUser: x.EndUser, EndUserKind: x.EndUserKind,
		EndUserCountry: x.EndUserCountry, Licence: x.Licence, LicenceGranted: x.LicenceGranted, LicenceFrom: x.LicenceFrom,
		LicenceExpiry: x.LicenceExpiry, ConditionsKnown: x.ConditionsKnown, RemoteDisable: x.RemoteDisable,
		FailureRate: figureOf(x.FailureRate), SpareMonths: figureOf(x.SpareMonths), Owner: x.Owner, OwnerSide: x.OwnerSide,
		Note: x.Note, Evidence: x.Evidence,
	}
}

func modelOf(m offer.Model) modelYAML {
	y := modelYAML{
		Name: m.Name, Developer: m.Developer, DeveloperCountry: m.DeveloperCountry, BaseModels: m.BaseModels, Licence: m.Licence,
		WeightsCustody: m.WeightsCustody, Pinned: m.Pinned, PolicyControl: m.PolicyControl, Openness: m.Openness, Note: m.Note, Evidence: m.Evidence,
	}
	for _, c := range m.Components {
		y.Components = append(y.Components, componentYAML(c))
	}
	for _, l := range m.Lineage {
		y.Lineage = append(y.Lineage, lineageYAML(l))
	}
	return y
}

func (w *writer) fund(f offer.Fund) fundYAML {
	y := fundYAML{
		Payer: f.Payer, PayerCountry: f.PayerCountry, PayerSide: f.PayerSide, Recipient: f.Recipient, RecipientCountry: f.RecipientCountry,
		Stage: f.Stage, AsOf: f.AsOf, Rung: f.Rung, Tied: figureOf(f.Tied), Note: f.Note, Evidence: f.Evidence,
	}
	if m := f.Amount; m != nil {
		y.Amount, y.Currency = numbers{w.major(m.LoMinor, m.Currency), w.major(m.HiMinor, m.Currency)}, m.Currency
	}
	return y
}

func (w *writer) exit(x offer.Exit) exitYAML {
	y := exitYAML{Currency: x.Currency, AnnualValue: w.moneySpread(x.AnnualValue), Complete: x.Complete, Note: x.Note, Evidence: x.Evidence}
	for _, i := range x.Items {
		y.Items = append(y.Items, exitItemYAML{
			Kind: i.Kind, Text: i.Text, Quantity: spreadOf(i.Quantity), UnitPrice: w.moneySpread(i.UnitPrice), Reuse: spreadOf(i.Reuse), Rung: i.Rung, Evidence: i.Evidence,
		})
	}
	for _, s := range x.Steps {
		y.Steps = append(y.Steps, exitStepYAML{Name: s.Name, Days: spreadOf(s.Days), After: s.After, Evidence: s.Evidence})
	}
	for _, p := range x.Portable {
		y.Portable = append(y.Portable, portableYAML(p))
	}
	for _, r := range x.Rates {
		y.Rates = append(y.Rates, rateYAML(r))
	}
	return y
}

package offerfile

import "assay/internal/offer"

type siteYAML struct {
	Name            string      `yaml:"name"`
	Country         string      `yaml:"country"`
	Stage           offer.Stage `yaml:"stage"`
	Paused          bool        `yaml:"paused"`
	MWNow           *figureYAML `yaml:"mw_now"`
	MWPlanned       *figureYAML `yaml:"mw_planned"`
	OnlineBy        string      `yaml:"online_by"`
	Online          windowYAML  `yaml:"online"`
	Owners          []ownerYAML `yaml:"owners"`
	OwnersAfter     []ownerYAML `yaml:"owners_after"`
	TermYears       *figureYAML `yaml:"term_years"`
	Operator        string      `yaml:"operator"`
	OperatorCountry string      `yaml:"operator_country"`
	Reserved        *figureYAML `yaml:"reserved"`
	Note            string      `yaml:"note"`
	Evidence        []offer.ID  `yaml:"evidence"`
}

func (y siteYAML) site() offer.Site {
	return offer.Site{
		Name: y.Name, Country: y.Country, Stage: y.Stage, Paused: y.Paused, MWNow: y.MWNow.figure(), MWPlanned: y.MWPlanned.figure(),
		OnlineBy: y.OnlineBy, Online: y.Online.window(), Owners: owners(y.Owners), OwnersAfter: owners(y.OwnersAfter),
		TermYears: y.TermYears.figure(), Operator: y.Operator, OperatorISO: y.OperatorCountry, Reserved: y.Reserved.figure(),
		Note: y.Note, Evidence: y.Evidence,
	}
}

type ownerYAML struct {
	Party   string      `yaml:"party"`
	Country string      `yaml:"country"`
	Side    offer.Side  `yaml:"side"`
	Share   *figureYAML `yaml:"share"`
}

func owners(ys []ownerYAML) (os []offer.Owner) {
	for _, y := range ys {
		os = append(os, offer.Owner{Party: y.Party, Country: y.Country, Side: y.Side, Share: y.Share.figure()})
	}
	return os
}

type chipYAML struct {
	Vendor             string      `yaml:"vendor"`
	Product            string      `yaml:"product"`
	Site               string      `yaml:"site"`
	Count              *figureYAML `yaml:"count"`
	Installed          *figureYAML `yaml:"installed"`
	ExportJurisdiction string      `yaml:"export_jurisdiction"`
	RuleItem           string      `yaml:"rule_item"`
	Rung               offer.Rung  `yaml:"rung"`
	EndUser            string      `yaml:"end_user"`
	EndUserKind        string      `yaml:"end_user_kind"`
	EndUserCountry     string      `yaml:"end_user_country"`
	Licence            string      `yaml:"licence"`
	LicenceGranted     offer.Tri   `yaml:"licence_granted"`
	LicenceFrom        offer.Date  `yaml:"licence_from"`
	LicenceExpiry      offer.Date  `yaml:"licence_expiry"`
	ConditionsKnown    offer.Tri   `yaml:"conditions_known"`
	RemoteDisable      offer.Tri   `yaml:"remote_disable"`
	FailureRate        *figureYAML `yaml:"failure_rate"`
	SpareMonths        *figureYAML `yaml:"spare_months"`
	Owner              string      `yaml:"owner"`
	OwnerSide          offer.Side  `yaml:"owner_side"`
	Note               string      `yaml:"note"`
	Evidence           []offer.ID  `yaml:"evidence"`
}

func (y chipYAML) chip() offer.Chip {
	return offer.Chip{
		Vendor: y.Vendor, Product: y.Product, Site: y.Site, Count: y.Count.figure(), Installed: y.Installed.figure(),
		ExportJurisdiction: y.ExportJurisdiction, RuleItem: y.RuleItem, Rung: y.Rung, EndUser: y.EndUser, EndUserKind: y.EndUserKind,
		EndUserCountry: y.EndUserCountry, Licence: y.Licence, LicenceGranted: y.LicenceGranted, LicenceFrom: y.LicenceFrom,
		LicenceExpiry: y.LicenceExpiry, ConditionsKnown: y.ConditionsKnown, RemoteDisable: y.RemoteDisable,
		FailureRate: y.FailureRate.figure(), SpareMonths: y.SpareMonths.figure(), Owner: y.Owner, OwnerSide: y.OwnerSide,
		Note: y.Note, Evidence: y.Evidence,
	}
}

type modelYAML struct {
	Name             string          `yaml:"name"`
	Developer        string          `yaml:"developer"`
	DeveloperCountry string          `yaml:"developer_country"`
	BaseModels       []string        `yaml:"base_models"`
	Licence          string          `yaml:"licence"`
	WeightsCustody   string          `yaml:"weights_custody"`
	Pinned           offer.Tri       `yaml:"pinned"`
	PolicyControl    string          `yaml:"policy_control"`
	Openness         string          `yaml:"openness"`
	Components       []componentYAML `yaml:"components"`
	Lineage          []lineageYAML   `yaml:"lineage"`
	Note             string          `yaml:"note"`
	Evidence         []offer.ID      `yaml:"evidence"`
}

type componentYAML struct {
	ID       string     `yaml:"id"`
	Released offer.Tri  `yaml:"released"`
	Licence  string     `yaml:"licence"`
	Rung     offer.Rung `yaml:"rung"`
	Evidence []offer.ID `yaml:"evidence"`
}

type lineageYAML struct {
	Kind      string     `yaml:"kind"`
	Name      string     `yaml:"name"`
	Party     string     `yaml:"party"`
	Country   string     `yaml:"country"`
	Disclosed offer.Tri  `yaml:"disclosed"`
	Rung      offer.Rung `yaml:"rung"`
	From      offer.Date `yaml:"from"`
	To        offer.Date `yaml:"to"`
	Evidence  []offer.ID `yaml:"evidence"`
}

func (y modelYAML) model() offer.Model {
	m := offer.Model{
		Name: y.Name, Developer: y.Developer, DeveloperCountry: y.DeveloperCountry, BaseModels: y.BaseModels, Licence: y.Licence,
		WeightsCustody: y.WeightsCustody, Pinned: y.Pinned, PolicyControl: y.PolicyControl, Openness: y.Openness, Note: y.Note, Evidence: y.Evidence,
	}
	for _, c := range y.Components {
		m.Components = append(m.Components, offer.Component(c))
	}
	for _, l := range y.Lineage {
		m.Lineage = append(m.Lineage, offer.LineageItem(l))
	}
	return m
}

type fundYAML struct {
	Payer            string      `yaml:"payer"`
	PayerCountry     string      `yaml:"payer_country"`
	PayerSide        offer.Side  `yaml:"payer_side"`
	Recipient        string      `yaml:"recipient"`
	RecipientCountry string      `yaml:"recipient_country"`
	Amount           numbers     `yaml:"amount"`
	Currency         string      `yaml:"currency"`
	Stage            offer.Stage `yaml:"stage"`
	AsOf             offer.Date  `yaml:"as_of"`
	Rung             offer.Rung  `yaml:"rung"`
	Tied             *figureYAML `yaml:"tied"`
	Note             string      `yaml:"note"`
	Evidence         []offer.ID  `yaml:"evidence"`
}

func (y fundYAML) check() string { return tooMuch(y.Amount, y.Currency) }

func (y fundYAML) fund() offer.Fund {
	return offer.Fund{
		Payer: y.Payer, PayerCountry: y.PayerCountry, PayerSide: y.PayerSide, Recipient: y.Recipient, RecipientCountry: y.RecipientCountry,
		Amount: y.Amount.money(y.Currency), Stage: y.Stage, AsOf: y.AsOf, Rung: y.Rung, Tied: y.Tied.figure(), Note: y.Note, Evidence: y.Evidence,
	}
}

type safeguardYAML struct {
	Kind     string      `yaml:"kind"`
	Text     string      `yaml:"text"`
	Holder   string      `yaml:"holder"`
	Hours    *figureYAML `yaml:"hours"`
	Evidence []offer.ID  `yaml:"evidence"`
}

func (y safeguardYAML) safeguard() offer.Safeguard {
	return offer.Safeguard{Kind: y.Kind, Text: y.Text, Holder: y.Holder, Hours: y.Hours.figure(), Evidence: y.Evidence}
}

type termYAML struct {
	Kind       string      `yaml:"kind"`
	Text       string      `yaml:"text"`
	Country    string      `yaml:"country"`
	Days       *figureYAML `yaml:"days"`
	Clause     string      `yaml:"clause"`
	Binds      offer.Tri   `yaml:"binds"`
	Rung       offer.Rung  `yaml:"rung"`
	VendorWide bool        `yaml:"vendor_wide"`
	Evidence   []offer.ID  `yaml:"evidence"`
}

func (y termYAML) term() offer.Term {
	return offer.Term{Kind: y.Kind, Text: y.Text, Country: y.Country, Days: y.Days.figure(), Clause: y.Clause, Binds: y.Binds, Rung: y.Rung, VendorWide: y.VendorWide, Evidence: y.Evidence}
}

type linkYAML struct {
	From        string      `yaml:"from"`
	Needs       string      `yaml:"needs"`
	Kind        string      `yaml:"kind"`
	Group       string      `yaml:"group"`
	Party       string      `yaml:"party"`
	Country     string      `yaml:"country"`
	GraceMonths *figureYAML `yaml:"grace_months"`
	StockMonths *figureYAML `yaml:"stock_months"`
	Note        string      `yaml:"note"`
	Evidence    []offer.ID  `yaml:"evidence"`
}

func (y linkYAML) link() offer.Link {
	return offer.Link{
		From: y.From, Needs: y.Needs, Kind: y.Kind, Group: y.Group, Party: y.Party, Country: y.Country,
		GraceMonths: y.GraceMonths.figure(), StockMonths: y.StockMonths.figure(), Note: y.Note, Evidence: y.Evidence,
	}
}

type exitYAML struct {
	Currency    string         `yaml:"currency"`
	AnnualValue *spreadYAML    `yaml:"annual_value"`
	Items       []exitItemYAML `yaml:"items"`
	Complete    offer.Tri      `yaml:"complete"`
	Steps       []exitStepYAML `yaml:"steps"`
	Portable    []portableYAML `yaml:"portable"`
	Rates       []rateYAML     `yaml:"rates"`
	Note        string         `yaml:"note"`
	Evidence    []offer.ID     `yaml:"evidence"`
}

type exitItemYAML struct {
	Kind      string      `yaml:"kind"`
	Text      string      `yaml:"text"`
	Quantity  *spreadYAML `yaml:"quantity"`
	UnitPrice *spreadYAML `yaml:"unit_price"`
	Reuse     *spreadYAML `yaml:"reuse"`
	Rung      offer.Rung  `yaml:"rung"`
	Evidence  []offer.ID  `yaml:"evidence"`
}

type exitStepYAML struct {
	Name     string      `yaml:"name"`
	Days     *spreadYAML `yaml:"days"`
	After    []string    `yaml:"after"`
	Evidence []offer.ID  `yaml:"evidence"`
}

type portableYAML struct {
	Class    string     `yaml:"class"`
	Leaves   offer.Tri  `yaml:"leaves"`
	Rung     offer.Rung `yaml:"rung"`
	Evidence []offer.ID `yaml:"evidence"`
}

type rateYAML struct {
	From     string     `yaml:"from"`
	To       string     `yaml:"to"`
	PerUnit  float64    `yaml:"per_unit"`
	On       offer.Date `yaml:"on"`
	Evidence []offer.ID `yaml:"evidence"`
}

func (y exitYAML) exit() offer.Exit {
	x := offer.Exit{Currency: y.Currency, AnnualValue: y.AnnualValue.money(), Complete: y.Complete, Note: y.Note, Evidence: y.Evidence}
	for _, i := range y.Items {
		x.Items = append(x.Items, offer.ExitItem{
			Kind: i.Kind, Text: i.Text, Quantity: i.Quantity.spread(), UnitPrice: i.UnitPrice.money(), Reuse: i.Reuse.spread(), Rung: i.Rung, Evidence: i.Evidence,
		})
	}
	for _, s := range y.Steps {
		x.Steps = append(x.Steps, offer.ExitStep{Name: s.Name, Days: s.Days.spread(), After: s.After, Evidence: s.Evidence})
	}
	for _, p := range y.Portable {
		x.Portable = append(x.Portable, offer.Portable(p))
	}
	for _, r := range y.Rates {
		x.Rates = append(x.Rates, offer.Rate(r))
	}
	return x
}

package comparison

import (
	"assay/internal/offer"
)

// A MoneyReading is what an offer's parts say about money and title: each amount where it
// stands, and who holds the sites now, in five and in ten years. Amounts are never added up:
// two statements may speak of the same money.
type MoneyReading struct {
	Offer   offer.ID
	In      string // the currency in which amounts are set side by side
	Amounts []Amount
	Titles  []SiteTitle
}

// A MoneyStage is how far money has come, in the three steps that a public reader knows.
type MoneyStage string

// The steps of money. A stage nobody recorded counts as announced, the weakest.
const (
	MoneyAnnounced MoneyStage = "announced" // said in public, or a memorandum
	MoneyCommitted MoneyStage = "committed" // an instrument seen, or money evidenced
	MoneyDisbursed MoneyStage = "disbursed" // paid, or turned into what operates
)

// MoneyStages lists the steps from the weakest to the strongest.
var MoneyStages = []MoneyStage{MoneyAnnounced, MoneyCommitted, MoneyDisbursed}

// MoneyStageOf maps an amount's stage to its step.
func MoneyStageOf(s offer.Stage) MoneyStage {
	switch s {
	case offer.Binding, offer.Funded:
		return MoneyCommitted
	case offer.Delivered:
		return MoneyDisbursed
	}
	return MoneyAnnounced
}

// An Amount is one fund of the offer at its step, in its own currency and as it compares.
type Amount struct {
	Fund     int // its index in the offer's parts
	Stage    MoneyStage
	Payable  offer.Fund
	Compared Compared
}

// TitleYears are the years, counted from the first day of the term, for which title is shown.
var TitleYears = []int{0, 5, 10}

// A SiteTitle is who holds one site, by year.
type SiteTitle struct {
	Site   offer.Site
	ByYear []Shares // in the order of TitleYears
}

// Shares are the parts of a site that each side holds, each as a range from 0 to 1.
type Shares struct {
	Buyer    offer.Range
	Provider offer.Range
	Third    offer.Range
	Known    bool // anything is known about them
}

// MoneyOf reads an offer's money and title. Beside its own currency an amount stands in the one
// named, at the latest rate recorded by the day.
func MoneyOf(o offer.Offer, in string, day offer.Date) MoneyReading {
	m := MoneyReading{Offer: o.ID, In: in}
	for i, f := range o.Parts.Funds {
		m.Amounts = append(m.Amounts, Amount{Fund: i, Stage: MoneyStageOf(f.Stage), Payable: f, Compared: compared(f.Amount, in, day)})
	}
	for _, s := range o.Parts.Sites {
		t := SiteTitle{Site: s}
		for _, y := range TitleYears {
			t.ByYear = append(t.ByYear, titleAt(s, y))
		}
		m.Titles = append(m.Titles, t)
	}
	return m
}

// titleAt returns who holds a site a number of years into the term: the owners during it, those
// after it, or either where the length of the term leaves it open.
func titleAt(s offer.Site, year int) Shares {
	during, after := sharesOf(s.Owners), sharesOf(s.OwnersAfter)
	y, term := float64(year), s.TermYears
	if term != nil && term.Rung < offer.Documented {
		term = nil // a claim bounds no term either
	}
	switch {
	case year == 0, term != nil && y < term.Lo:
		return during
	case term != nil && y >= term.Hi:
		return after
	}
	return Shares{
		Buyer: hull(during.Buyer, after.Buyer), Provider: hull(during.Provider, after.Provider), Third: hull(during.Third, after.Third),
		Known: during.Known && after.Known,
	}
}

// sharesOf bounds each side's share: at least what its listed parties hold at the least, at
// most what the other sides leave. A party whose side is not known may stand on any.
func sharesOf(owners []offer.Owner) Shares {
	sum := map[offer.Side]float64{}
	known := false
	for _, o := range owners {
		if o.Share == nil || o.Share.Rung < offer.Documented || o.Side == offer.SideUnknown {
			continue
		}
		sum[o.Side] += o.Share.Lo
		known = known || o.Share.Lo > 0
	}
	b, p, t := sum[offer.BuyerSide], sum[offer.ProviderSide], sum[offer.ThirdSide]
	return Shares{Buyer: offer.Range{Lo: b, Hi: max(b, 1-p-t)}, Provider: offer.Range{Lo: p, Hi: max(p, 1-b-t)}, Third: offer.Range{Lo: t, Hi: max(t, 1-b-p)}, Known: known}
}

func hull(a, b offer.Range) offer.Range {
	return offer.Range{Lo: min(a.Lo, b.Lo), Hi: max(a.Hi, b.Hi)}
}

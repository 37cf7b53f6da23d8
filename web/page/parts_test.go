package page_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"assay/internal/chart"
	"assay/internal/comparison"
	"assay/internal/depend"
	"assay/internal/exchange"
	"assay/internal/offer"
	"assay/internal/scene"
	"assay/web/page"
)

func TestDrillsPage(t *testing.T) {
	ev := library(t).compare(t, "are-stargate", "est-ai-leap")
	d, err := comparison.DrillsOf(ev, depend.Event{Kind: depend.LicenceRevoked, Actor: "US", From: offer.Date{Year: 2026, Month: 12, Day: 1}})
	require.NoError(t, err)
	p := page.DrillView{Compare: comparePage(ev, "drills"), Factor: "2", Drills: d, Events: []page.Option{{Value: "licence-revoked", Text: "Export licences are revoked", Selected: true}}}
	for _, o := range d.Offers {
		var charts []scene.Scene
		for range o.Drill {
			charts = append(charts, picture("Capacity left"))
		}
		p.Charts = append(p.Charts, charts)
	}
	golden(t, "drills", page.DrillsPage(p))
}

func TestDependenciesPage(t *testing.T) {
	ev := library(t).compare(t, "are-stargate", "est-ai-leap")
	ds, err := comparison.DependenciesOf(ev)
	require.NoError(t, err)
	p := page.DependencyView{Compare: comparePage(ev, "dependencies"), Offers: ds}
	for _, d := range ds {
		p.Flows, p.Charts = append(p.Flows, chart.FlowOf(d.Graph)), append(p.Charts, picture("Flow"))
	}
	golden(t, "dependencies", page.DependenciesPage(p))
}

func TestMoneyPage(t *testing.T) {
	ev := library(t).compare(t, "are-stargate", "est-ai-leap")
	p := page.Money{Compare: comparePage(ev, "money"), In: "USD"}
	for _, o := range ev.Offers {
		p.Offers = append(p.Offers, comparison.MoneyOf(o.Offer, p.In, ev.AsOf))
	}
	golden(t, "money", page.MoneyPage(p))
}

// An exit made for this page: two items, of which one has no price, and two steps.
func TestExitPage(t *testing.T) {
	ev := library(t).compare(t, "are-stargate", "est-ai-leap")
	x := offer.Exit{
		Items: []offer.ExitItem{
			{Kind: "egress", Text: "Data out", Quantity: &offer.Spread{Lo: 10, Hi: 20}, UnitPrice: &offer.MoneySpread{LoMinor: 5000, HiMinor: 9000, Currency: "EUR"}},
			{Kind: "replatforming", Text: "Move", Quantity: &offer.Spread{Lo: 3, Hi: 6}},
		},
		Steps: []offer.ExitStep{{Name: "Export", Days: &offer.Spread{Lo: 30, Hi: 60}}, {Name: "Move", Days: &offer.Spread{Lo: 90, Hi: 90}, After: []string{"Export"}}},
	}
	made, err := comparison.ExitOf(offer.Offer{Parts: offer.Parts{Exits: []offer.Exit{x}}}, "USD", ev.AsOf)
	require.NoError(t, err)
	golden(t, "exit", page.ExitPage(page.ExitView{
		Compare: comparePage(ev, "exit"), In: "USD", Days: picture("Days"), Exits: []page.OfferExit{{Exit: made, Steps: picture("Steps")}, {}},
	}))
}

func TestModelCardPage(t *testing.T) {
	c, err := exchange.ReadModelCard("---\nlicense: mit\nbase_model: a/<b>\ntags: [x]\n---\n")
	require.NoError(t, err)
	golden(t, "model_card", page.ModelCardPage(page.ModelCard{Meta: meta("Read a model card", "methods", "/methods/model-card"), Text: "---\n<typed>", Read: &c}))
}

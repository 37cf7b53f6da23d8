package depend

import (
	"fmt"
	"testing"

	"assay/internal/offer"
)

// country is a graph as an offer of a whole country may show it: services on models and on
// places that make up a capacity, every place with its operator, two ways to power and lots of
// accelerators of three makers; 1 + models + places x 6 + 4 nodes.
func country(places int) Graph {
	nodes := []Node{
		{ID: "grid", Title: "Grid", Kind: Power, Suppliers: []Supplier{{"Grid company", "AE"}}},
		{ID: "gas", Title: "Gas", Kind: Power, Suppliers: []Supplier{{"Gas company", "QA"}}},
		{ID: "model a", Title: "Model A", Kind: Model, Suppliers: []Supplier{{"Lab A", "US"}}},
		{ID: "model b", Title: "Model B", Kind: Model, Suppliers: []Supplier{{"Lab B", "CN"}}},
	}
	service := Node{ID: "service", Title: "Service", Kind: Service, Needs: []Need{
		{Of: "model", Alternatives: []Alternative{{Node: "model a"}, {Node: "model b"}}}, {Of: "places"},
	}}
	for p := range places {
		id := func(what string) string { return fmt.Sprint(what, " ", p) }
		site := Node{ID: id("site"), Title: id("Site"), Kind: Site, Suppliers: []Supplier{{Party: fmt.Sprintf("owner %d", p%11), Jurisdiction: "AE"}}, Needs: []Need{
			{Of: "operation", Alternatives: []Alternative{{Node: id("operation")}}},
			{Of: "power", Alternatives: []Alternative{{Node: "grid"}, {Node: "gas"}, {Node: id("diesel")}}},
			{Of: "accelerators"},
		}}
		nodes = append(nodes,
			Node{ID: id("operation"), Title: id("Operation"), Kind: Operations, Suppliers: []Supplier{{Party: fmt.Sprintf("operator %d", p%7), Jurisdiction: []string{"US", "AE", "FR"}[p%3]}}},
			Node{ID: id("diesel"), Title: id("Diesel"), Kind: Power, Suppliers: []Supplier{{Party: fmt.Sprintf("trader %d", p%5), Jurisdiction: "AE"}}, StockMonths: &offer.Range{Lo: 1, Hi: 2}})
		for _, maker := range []Supplier{{"Maker N", "US"}, {"Maker A", "US"}, {"Maker H", "CN"}} {
			lot := Node{ID: id(maker.Party), Title: id(maker.Party), Kind: Chip, Export: maker.Jurisdiction, Suppliers: []Supplier{maker}}
			nodes = append(nodes, lot)
			third := &offer.Range{Lo: 1. / 3, Hi: 1. / 3}
			site.Needs[2].Alternatives = append(site.Needs[2].Alternatives, Alternative{Node: lot.ID, Share: third})
		}
		nodes = append(nodes, site)
		service.Needs[1].Alternatives = append(service.Needs[1].Alternatives, Alternative{Node: site.ID, Share: &offer.Range{Lo: 0, Hi: 1}})
	}
	g, err := New(append(nodes, service))
	if err != nil {
		panic(err)
	}
	return g
}

func BenchmarkCutsOfACountry500(b *testing.B) {
	g := country(82)
	for b.Loop() {
		for _, by := range []By{ByActor, ByJurisdiction} {
			if _, err := CutsOf(g, "service", by, 3); err != nil {
				b.Fatal(err)
			}
			if _, err := RoutesOf(g, "service", by); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkDrillOfACountry500(b *testing.B) {
	g := country(82)
	for b.Loop() {
		if _, err := RunDrill(g, Event{Kind: LicenceRevoked, Actor: "US", From: offer.Date{Year: 2026, Month: 12, Day: 1}}); err != nil {
			b.Fatal(err)
		}
	}
}

package chart

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"assay/internal/depend"
	"assay/internal/scene"
)

// LayerWords are the layers of a dependency graph in plain words.
var LayerWords = map[depend.Kind]string{
	depend.Service: "Service", depend.Model: "Model", depend.Data: "Data", depend.Operations: "Operation", depend.Site: "Place",
	depend.Chip: "Accelerators", depend.Power: "Power", depend.Money: "Money", depend.Law: "Law", depend.Other: "Other",
}

// A Flow is who supplies which layer of an offer, and under whose law: what the chart shows and
// the table beside it lists.
type Flow struct{ Layer, Party, Jurisdiction string }

// FlowOf lists the flows of a graph, each once, by layer from the top down, party and
// jurisdiction.
func FlowOf(g depend.Graph) []Flow {
	var fs []Flow
	rank := func(f Flow) int {
		return slices.IndexFunc(depend.Kinds, func(k depend.Kind) bool { return LayerWords[k] == f.Layer })
	}
	for _, n := range g.Nodes() {
		for _, s := range n.Suppliers {
			f := Flow{LayerWords[n.Kind], cmp.Or(s.Party, "not known"), cmp.Or(s.Jurisdiction, "not known")}
			if !slices.Contains(fs, f) {
				fs = append(fs, f)
			}
		}
	}
	slices.SortFunc(fs, func(a, b Flow) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.Party, b.Party), cmp.Compare(a.Jurisdiction, b.Jurisdiction))
	})
	return fs
}

// FlowChart draws flows as three columns, layers, parties and jurisdictions, joined by lines;
// dashed where the jurisdiction is not known.
func FlowChart(flows []Flow, width float64) scene.Scene {
	const row, gap, top = 30.0, 10.0, 30.0
	columns := [3][]string{}
	for _, f := range flows {
		for i, name := range []string{f.Layer, f.Party, f.Jurisdiction} {
			if !slices.Contains(columns[i], name) {
				columns[i] = append(columns[i], name)
			}
		}
	}
	most := max(len(columns[0]), len(columns[1]), len(columns[2]))
	height := top + float64(most)*(row+gap)
	w := (width - 2*70) / 3
	s := scene.Scene{Width: width, Height: height + 6, Title: "Layers, parties and jurisdictions"}
	at := func(c int, name string) (x, y float64) {
		n := len(columns[c])
		space := (height - top) / float64(n)
		return float64(c) * (w + 70), top + space*(float64(slices.Index(columns[c], name))+.5)
	}
	var words []string
	for _, f := range flows {
		g := scene.Group{Title: fmt.Sprintf("%s from %s under the law of %s", f.Layer, f.Party, f.Jurisdiction)}
		words = append(words, g.Title)
		x1, y1 := at(0, f.Layer)
		x2, y2 := at(1, f.Party)
		x3, y3 := at(2, f.Jurisdiction)
		paint := scene.Paint{Stroke: scene.Muted, Width: 1.5}
		if f.Jurisdiction == "not known" {
			paint.Dash = scene.Dashed
		}
		g.Items = []scene.Item{scene.Line{X1: x1 + w, Y1: y1, X2: x2, Y2: y2, Paint: paint}, scene.Line{X1: x2 + w, Y1: y2, X2: x3, Y2: y3, Paint: paint}}
		s.Items = append(s.Items, g)
	}
	for c, names := range columns {
		s.Items = append(s.Items, scene.Text{X: float64(c) * (w + 70), Y: 16, String: []string{"Layer", "Party", "Jurisdiction"}[c], Size: smallSize, Weight: scene.Semibold, Fill: scene.Muted})
		for _, name := range names {
			x, y := at(c, name)
			s.Items = append(s.Items,
				scene.Rect{X: x, Y: y - row/2, W: w, H: row, Radius: 4, Paint: scene.Paint{Fill: scene.Panel, Stroke: scene.Rule, Width: 1}},
				scene.Text{X: x + 8, Y: y + 5, String: fit(name, labelSize, scene.Regular, w-16), Size: labelSize, Fill: scene.Ink})
		}
	}
	s.Desc = strings.Join(words, "; ") + "."
	return s
}

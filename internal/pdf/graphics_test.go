package pdf

import (
	"testing"

	"assay/internal/scene"

	"github.com/stretchr/testify/assert"
)

// A unit is half a point, the scene starts at 100, 100 from the top left of a page 1000 high, so
// scene x, y is page 100+x/2, 900-y/2.
func TestShapesBecomePathOperators(t *testing.T) {
	ink := scene.Paint{Fill: scene.OnDeep} // white, 1 1 1
	path := scene.Path{Paint: ink}
	path.MoveTo(0, 0)
	path.CurveTo(2, 0, 4, 2, 4, 4)
	path.LineTo(0, 4)
	path.Close()
	outline := scene.Paint{Stroke: scene.OnDeep, Width: 2}
	dashed := outline
	dashed.Dash = scene.Dashed
	both := scene.Paint{Fill: scene.OnDeep, Stroke: scene.OnDeep, Width: 1}
	tests := []struct {
		name string
		item scene.Item
		want string
	}{
		{"rectangle, named by its lower left corner", scene.Rect{X: 10, Y: 20, W: 30, H: 40, Paint: ink}, "1 1 1 rg\n105 870 15 20 re f\n"},
		{"line", scene.Line{X1: 0, Y1: 0, X2: 10, Y2: 4, Paint: outline}, "1 1 1 RG\n1 w 100 900 m 105 898 l S\n"},
		{"dashes end with the shape", scene.Line{X2: 10, Paint: dashed}, "1 1 1 RG\n1 w [4 2.5] 0 d 100 900 m 105 900 l S\n[] 0 d\n"},
		{"closed polyline", scene.Polyline{Points: []scene.Point{{X: 0, Y: 0}, {X: 2, Y: 0}, {X: 2, Y: 2}}, Closed: true, Paint: ink}, "1 1 1 rg\n100 900 m 101 900 l 101 899 l h f\n"},
		{"path", path, "1 1 1 rg\n100 900 m 101 900 102 899 102 898 c 100 898 l h  f\n"},
		{"filled and outlined", scene.Rect{W: 2, H: 2, Paint: both}, "1 1 1 rg\n1 1 1 RG\n0.5 w 100 899 1 1 re B\n"},
		{"no paint", scene.Rect{W: 2, H: 2}, ""},
		{"group", scene.Group{Items: []scene.Item{scene.Rect{W: 2, H: 2, Paint: ink}}}, "1 1 1 rg\n100 899 1 1 re f\n"},
		// Control points of a quarter circle lie 0.5523 of the radius along the tangent.
		{"circle", scene.Circle{X: 20, Y: 20, R: 20, Paint: ink}, "1 1 1 rg\n110 900 m 110 900 l 115.52 900 120 895.52 120 890 c 120 890 l 120 884.48 115.52 880 110 880 c 110 880 l 104.48 880 100 884.48 100 890 c 100 890 l 100 895.52 104.48 900 110 900 c h f\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := &page{height: 1000}
			g := drawing{doc: blank(), page: p, x: 100, y: 100, scale: 0.5}
			g.items([]scene.Item{tt.item})
			assert.Equal(t, tt.want, p.content.String())
		})
	}
}

// "00" at 10 points is 9.94 wide; anchors move it by none, half or all of that.
func TestTextAnchors(t *testing.T) {
	for anchor, want := range map[scene.Anchor]string{scene.Start: "105 895", scene.Middle: "100.03 895", scene.End: "95.06 895"} {
		p := &page{height: 1000}
		g := drawing{doc: blank(), page: p, x: 100, y: 100, scale: 0.5}
		g.items([]scene.Item{scene.Text{X: 10, Y: 10, String: "00", Size: 20, Anchor: anchor, Fill: scene.OnDeep}})
		assert.Contains(t, p.content.String(), "1 0 0 1 "+want+" Tm\n")
	}
}

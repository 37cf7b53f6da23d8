// Package scene is a display list for charts: shapes and text in a flat coordinate system,
// grouped and described, with colours named by role. A scene is drawn once by a chart and shown
// twice, as SVG on a page (this package) and as vectors in a document (package pdf), so both
// always show the same picture.
//
// The package decides no layout and knows no data; it imports nothing of ours.
package scene

// A Scene is one picture. The origin is the top left corner, y grows downwards, and a unit is a
// CSS pixel on a page.
type Scene struct {
	Width, Height float64
	Title         string // what the picture is, a few words
	Desc          string // what it shows, for those who cannot see it
	Items         []Item // painted in order
	// Narrow is the same picture laid out for a small screen; nil: there is none. Whoever shows a
	// scene there may show it instead.
	Narrow *Scene
}

// An Item is a Rect, Line, Polyline, Path, Circle, Text or Group.
type Item interface{ item() }

// Paint says how a shape is filled and outlined. The zero value draws nothing.
type Paint struct {
	Fill   Token // empty for no fill
	Stroke Token // empty for no outline
	Width  float64
	Dash   Dash
}

// A Dash is the pattern of an outline.
type Dash int

// The patterns. Pattern returns the lengths.
const (
	Solid Dash = iota
	Dashed
	Dotted
)

// Pattern returns the lengths of dash and gap for an outline of the given width, or two zeros
// for a solid one.
func (d Dash) Pattern(width float64) (on, off float64) {
	switch d {
	case Dashed:
		return 4 * width, 2.5 * width
	case Dotted:
		return width, 2 * width
	}
	return 0, 0
}

// A Rect is a rectangle with corners rounded by Radius, which is at most half the shorter side.
type Rect struct {
	X, Y, W, H, Radius float64
	Paint
}

// A Line is one straight stroke.
type Line struct {
	X1, Y1, X2, Y2 float64
	Paint
}

// A Point is a place in the scene.
type Point struct{ X, Y float64 }

// A Polyline joins its points by straight strokes. Closed joins the last to the first.
type Polyline struct {
	Points []Point
	Closed bool
	Paint
}

// A Circle is a circle around X, Y.
type Circle struct {
	X, Y, R float64
	Paint
}

// Weight is how bold text is, as in CSS.
type Weight int

// The weights that are shipped. The zero value means Regular.
const (
	Regular  Weight = 400
	Semibold Weight = 600
	Bold     Weight = 700
)

// An Anchor says which point of a text X names. Start is the left end whatever the script, since
// a chart places labels against shapes and not against a reading direction.
type Anchor int

// The anchors.
const (
	Start Anchor = iota
	Middle
	End
)

// A Text is one line with its baseline at Y. It never wraps; Advance says how wide it is.
type Text struct {
	X, Y   float64
	String string
	Size   float64
	Weight Weight
	Anchor Anchor
	Fill   Token
	Lang   string // BCP 47, when it differs from the page's
}

// A Group holds items that mean something together. Title and Desc are read out and shown when
// the pointer rests on the group. With Link, the group is a link on a page; documents leave
// links to the table that goes with a chart.
type Group struct {
	Title, Desc string
	Link        string
	Items       []Item
}

func (Rect) item()     {}
func (Line) item()     {}
func (Polyline) item() {}
func (Path) item()     {}
func (Circle) item()   {}
func (Text) item()     {}
func (Group) item()    {}

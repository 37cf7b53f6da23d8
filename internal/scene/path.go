package scene

// A Path is an outline of lines and cubic curves, built by its methods.
type Path struct {
	Segments []Segment
	Paint
}

// SegmentOp is the kind of a segment.
type SegmentOp int

// The kinds, with the number of points each uses: 1, 1, 3 and 0.
const (
	MoveTo SegmentOp = iota
	LineTo
	CurveTo
	Close
)

// A Segment is one step of a path. Unused points are zero.
type Segment struct {
	Op SegmentOp
	P  [3]Point
}

// MoveTo starts a new outline at x, y.
func (p *Path) MoveTo(x, y float64) { p.add(MoveTo, Point{x, y}) }

// LineTo draws a straight line to x, y.
func (p *Path) LineTo(x, y float64) { p.add(LineTo, Point{x, y}) }

// CurveTo draws a cubic curve with two control points to x, y.
func (p *Path) CurveTo(x1, y1, x2, y2, x, y float64) {
	p.add(CurveTo, Point{x1, y1}, Point{x2, y2}, Point{x, y})
}

// Close joins the outline to its start.
func (p *Path) Close() { p.add(Close) }

func (p *Path) add(op SegmentOp, pts ...Point) {
	s := Segment{Op: op}
	copy(s.P[:], pts)
	p.Segments = append(p.Segments, s)
}

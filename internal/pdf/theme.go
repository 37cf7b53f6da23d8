package pdf

import "assay/internal/scene"

// The page is A4. All lengths are in points.
const (
	pageWidth    = 595.28
	pageHeight   = 841.89
	marginSide   = 56.0
	marginTop    = 78.0
	marginBottom = 72.0
	columnWidth  = pageWidth - 2*marginSide
)

var (
	bodyStyle    = style{size: 9.6, leading: 14, color: scene.Ink}
	smallStyle   = style{size: 8.2, leading: 11.6, color: scene.Ink}
	captionStyle = style{size: 8, leading: 11, color: scene.Muted}
	tableStyle   = style{size: 8.2, leading: 10.8, color: scene.Ink}
	runningStyle = style{size: 7.6, leading: 10, color: scene.Muted}
	figureStyle  = style{size: 20, leading: 24, weight: scene.Bold, color: scene.Ink}
)

// headingStyles are for levels 1 to 5 with the space above each; deeper ones look alike.
var headingStyles = [5]struct {
	style
	above, below float64
}{
	{style{size: 16, leading: 21, weight: scene.Bold, color: scene.Accent}, 24, 8},
	{style{size: 12, leading: 16, weight: scene.Bold, color: scene.Accent}, 16, 5},
	{style{size: 10.4, leading: 14, weight: scene.Bold, color: scene.Ink}, 12, 3},
	{style{size: 9.6, leading: 13, weight: scene.Bold, color: scene.Ink}, 10, 2},
	{style{size: 9.6, leading: 13, weight: scene.Semibold, color: scene.Ink}, 10, 2},
}

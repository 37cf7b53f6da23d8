package scene

import (
	"fmt"
	"slices"
	"strings"
)

// A Token names a colour by its role. A page maps it to a CSS class, a document to a fixed colour.
type Token string

// The roles. Series and Heat number the families; On names the colour for text on a filled shape.
const (
	Ink     Token = "ink"     // text and main strokes
	Muted   Token = "muted"   // secondary text
	Rule    Token = "rule"    // table lines, axis lines
	Grid    Token = "grid"    // lines behind a chart
	Surface Token = "surface" // the page itself
	Panel   Token = "panel"   // a quiet background
	Accent  Token = "accent"  // headings, links, the one thing to look at
	Deep    Token = "deep"    // large dark areas such as a cover
	OnDeep  Token = "on-deep" // text on Deep
	Spark   Token = "spark"   // a small warm highlight on Deep or beside text
	Good    Token = "good"
	Warn    Token = "warn"
	Bad     Token = "bad"
	Unknown Token = "unknown" // what nobody has answered
)

// SeriesCount and HeatCount are the sizes of the two families.
const (
	SeriesCount = 8
	HeatCount   = 5
)

// Series returns the token of the n-th data series, counting from 1. Past SeriesCount it starts
// again, so a caller with more series must tell them apart by more than colour.
func Series(n int) Token {
	return Token(fmt.Sprintf("series-%d", wrap(n-1, SeriesCount)+1))
}

// Soft returns the pale tint of the n-th series, for ribbons and bands.
func Soft(n int) Token { return Series(n) + "-soft" }

// Heat returns the token of step n of a scale from 0, the palest, to HeatCount-1. Values outside
// are moved to the nearest end.
func Heat(n int) Token {
	return Token(fmt.Sprintf("heat-%d", min(max(n, 0), HeatCount-1)))
}

// On returns the token for text drawn over a shape filled with t.
func On(t Token) Token {
	switch {
	case t == Deep:
		return OnDeep
	case strings.HasSuffix(string(t), "-soft"), t == Surface, t == Panel, t == Grid, t == Unknown:
		return Ink
	}
	return "on-" + t
}

func wrap(n, size int) int { return ((n % size) + size) % size }

// An RGB is a colour in sRGB.
type RGB [3]uint8

// Hex returns c as #rrggbb.
func (c RGB) Hex() string { return fmt.Sprintf("#%02x%02x%02x", c[0], c[1], c[2]) }

// Light returns the colour of t on white paper. It reports false for a token that nobody defined.
func (t Token) Light() (RGB, bool) { c, ok := palette[t]; return c.light, ok }

// Dark returns the colour of t on a dark page.
func (t Token) Dark() (RGB, bool) { c, ok := palette[t]; return c.dark, ok }

// Tokens returns every defined token in alphabetical order.
func Tokens() []Token {
	var ts []Token
	for t := range palette {
		ts = append(ts, t)
	}
	slices.Sort(ts)
	return ts
}

// Stylesheet returns CSS for the classes that WriteSVG uses. Each colour is a custom property
// named --scene-TOKEN, so a page can change one without touching a scene.
func Stylesheet() string {
	var light, dark, rules strings.Builder
	for _, t := range Tokens() {
		c := palette[t]
		fmt.Fprintf(&light, "--scene-%s:%s;", t, c.light.Hex())
		fmt.Fprintf(&dark, "--scene-%s:%s;", t, c.dark.Hex())
		fmt.Fprintf(&rules, ".fill-%[1]s{fill:var(--scene-%[1]s)}\n.stroke-%[1]s{stroke:var(--scene-%[1]s)}\n", t)
	}
	return ":root{" + light.String() + "}\n" +
		"@media (prefers-color-scheme:dark){:root{" + dark.String() + "}}\n" +
		".scene{max-width:100%;height:auto}\n.fill-none{fill:none}\n" + rules.String()
}

package pdf

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"assay/internal/scene"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/segmenter"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
)

// A typesetter turns spans into shaped text. One document owns it: faces cache glyphs and are
// not safe for concurrent use.
type typesetter struct {
	shaper  shaping.HarfbuzzShaper
	breaks  segmenter.Segmenter
	faces   map[*typeface]*face
	used    []*face // in order of first use
	lang    string  // of the document
	missing map[rune]bool
	known   map[single]*shaped
}

func newTypesetter(lang string) *typesetter {
	return &typesetter{faces: map[*typeface]*face{}, lang: lang, missing: map[rune]bool{}, known: map[single]*shaped{}}
}

// A style is how a block sets its text; a span may depart from it.
type style struct {
	size    float64
	leading float64 // distance of baselines
	weight  scene.Weight
	color   scene.Token
	lang    string
}

// A cluster is the least piece of text that shaping keeps together, with its glyphs from left
// to right. Its width is in thousandths of the size.
type cluster struct {
	start, end int // runes
	glyphs     []glyph
	width      int32
}

// A glyph is placed dx, dy away from where the pen stands, which then moves by advance; all in
// thousandths of the size.
type glyph struct {
	id              uint32
	advance, dx, dy int32
}

// A run is text of one face, span and level, with clusters in reading order.
type run struct {
	face     *face
	size     float64
	rise     float64
	color    scene.Token
	span     int
	level    uint8
	clusters []cluster
}

// A shaped is a paragraph ready to be broken into lines.
type shaped struct {
	text   []rune // as shaped
	source []rune // as written
	spans  []Span
	style  style
	rtl    bool
	runs   []run
	// after[i] says whether a line may end before rune i; must[i] that it does.
	after, must []bool
	turned      map[int]bool // spans with text from right to left
}

// shape prepares spans for breaking into lines. The direction of the paragraph is that of its
// language. The result is shared between equal texts, such as the numbers of a table, so nobody
// may change it.
func (t *typesetter) shape(spans []Span, st style) *shaped {
	if len(spans) != 1 {
		return t.shapeAnew(spans, st)
	}
	key := single{spans[0], st}
	p, ok := t.known[key]
	if !ok {
		p = t.shapeAnew(spans, st)
		t.known[key] = p
	}
	return p
}

// single is what the shape of one span depends on.
type single struct {
	span  Span
	style style
}

func (t *typesetter) shapeAnew(spans []Span, st style) *shaped {
	lang := st.lang
	if lang == "" {
		lang = t.lang
	}
	p := &shaped{spans: spans, style: st, rtl: scene.RightToLeft(lang)}
	var owner []int
	for i, s := range spans {
		for _, r := range s.Text {
			if r == '\u00ad' || r == '\ufeff' { // words are not hyphenated
				continue
			}
			p.text = append(p.text, cleaned(r))
			owner = append(owner, i)
		}
	}
	if len(p.text) == 0 {
		return p
	}
	p.source = slices.Clone(p.text)
	p.findBreaks(&t.breaks)
	level := levels(p.text, p.rtl)
	if level == nil {
		level = make([]uint8, len(p.text))
	}
	scripts := scriptsOf(p.text)
	var prev, cur *face
	start := 0
	for i := range p.text {
		cur = t.faceFor(p.text, i, scripts[i], spans[owner[i]], st, prev)
		if i > start && (cur != prev || owner[i] != owner[i-1] || level[i] != level[i-1] || scripts[i] != scripts[i-1]) {
			t.addRun(p, start, i, prev, scripts[start], level[start], owner[start], lang)
			start = i
		}
		prev = cur
	}
	t.addRun(p, start, len(p.text), prev, scripts[start], level[start], owner[start], lang)
	return p
}

// cleaned replaces control characters, which no font draws.
func cleaned(r rune) rune {
	if r != '\n' && unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
		return ' '
	}
	return r
}

func (p *shaped) findBreaks(seg *segmenter.Segmenter) {
	n := len(p.text)
	p.after, p.must = make([]bool, n+1), make([]bool, n+1)
	seg.Init(p.text)
	for it := seg.LineIterator(); it.Next(); {
		l := it.Line()
		end := l.Offset + len(l.Text)
		p.after[end] = end < 3 || string(p.text[end-3:end]) != "://" // an address does not part there
		p.must[end] = l.IsMandatoryBreak && end < n
	}
}

// scriptsOf gives every rune a script; punctuation, spaces and digits take that of the text
// before them, or, at the start, of the text that follows.
func scriptsOf(text []rune) []language.Script {
	out := make([]language.Script, len(text))
	last, first := language.Latin, -1
	for i, r := range text {
		s := language.LookupScript(r)
		if s.Strong() {
			if last = s; first < 0 {
				first = i
			}
		}
		out[i] = last
	}
	for i := 0; i < first; i++ {
		out[i] = out[first]
	}
	return out
}

// faceFor chooses the face for rune i: the family of its script, else the first that has it.
// Marks and joiners stay in the face of what they belong to.
func (t *typesetter) faceFor(text []rune, i int, s language.Script, span Span, st style, prev *face) *face {
	r := text[i]
	if prev != nil && (r == '\u200c' || r == '\u200d' || r == '\n' || unicode.Is(unicode.Mn, r) && has(prev, r)) {
		return prev
	}
	weight := st.weight
	if span.Weight != 0 {
		weight = span.Weight
	}
	c := cutFor(weight, span.Italic)
	first := t.face(familyFor(s)[c])
	if has(first, r) || r == '\n' {
		return first
	}
	for _, f := range families {
		if f[c] == first.typeface || len(f[c].name) == 0 {
			continue
		}
		if other := t.face(f[c]); has(other, r) {
			return other
		}
	}
	text[i] = replacement
	t.missing[r] = true
	return t.face(latin[c])
}

// replacement is drawn for a character that no font has. What was written is kept for whoever
// extracts the text, and a visible box is better than a refused document.
const replacement = '□'

func has(f *face, r rune) bool {
	_, ok := f.shaping.NominalGlyph(r)
	return ok
}

func (t *typesetter) addRun(p *shaped, start, end int, f *face, s language.Script, level uint8, owner int, lang string) {
	span := p.spans[owner]
	if span.Lang != "" {
		lang = span.Lang
	}
	in := shaping.Input{
		Text: p.text, RunStart: start, RunEnd: end, Direction: di.DirectionLTR, Face: f.shaping,
		Size: fixed.I(f.upem), Script: s, Language: language.NewLanguage(lang),
	}
	if level%2 == 1 {
		in.Direction = di.DirectionRTL
		if p.turned == nil {
			p.turned = map[int]bool{}
		}
		p.turned[owner] = true
	}
	r := run{face: f, size: p.style.size, color: p.style.color, span: owner, level: level}
	if r.color = cmp.Or(span.Color, r.color); span.Link != "" && span.Color == "" {
		r.color = scene.Accent
	}
	if span.Super {
		r.rise, r.size = 0.33*r.size, 0.65*r.size
	}
	out := t.shaper.Shape(in)
	r.clusters = clustersOf(out.Glyphs, end, f.upem)
	p.runs = append(p.runs, r)
}

// clustersOf groups glyphs, which come from left to right, and puts the groups in reading order.
func clustersOf(glyphs []shaping.Glyph, end, upem int) []cluster {
	var out []cluster
	thousandths := func(v fixed.Int26_6) int32 {
		n := int64(v) * 1000
		d := int64(upem) * 64
		if n < 0 {
			return int32(-((-n*2 + d) / (2 * d)))
		}
		return int32((n*2 + d) / (2 * d))
	}
	all := make([]glyph, len(glyphs))
	for i := 0; i < len(glyphs); {
		j := i
		c := cluster{start: glyphs[i].TextIndex()}
		for j < len(glyphs) && glyphs[j].TextIndex() == c.start {
			g := glyphs[j]
			all[j] = glyph{uint32(g.GlyphID), thousandths(g.Advance), thousandths(g.XOffset), thousandths(g.YOffset)}
			c.width += all[j].advance
			j++
		}
		c.glyphs = all[i:j:j]
		out = append(out, c)
		i = j
	}
	if len(out) > 1 && out[0].start > out[len(out)-1].start {
		for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
			out[i], out[j] = out[j], out[i]
		}
	}
	for i := range out {
		if out[i].end = end; i+1 < len(out) {
			out[i].end = out[i+1].start
		}
	}
	return out
}

// blank reports whether c is only white space, which hangs at the end of a line.
func (p *shaped) blank(c cluster) bool {
	for _, r := range p.text[c.start:c.end] {
		if r != ' ' && r != '\n' && r != '\u3000' && r != '\u2009' {
			return false
		}
	}
	return true
}

// plain returns the text of span i without spaces around it.
func (p *shaped) plain(i int) string { return strings.TrimSpace(p.spans[i].Text) }

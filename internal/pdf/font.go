package pdf

import (
	"bytes"
	"embed"
	"fmt"
	"sync"

	"assay/internal/scene"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/language"
)

// fontFiles holds the fonts named in docs/third-party.md, unmodified.
//
//go:embed fonts/*.ttf
var fontFiles embed.FS

// A cut is one style of a family.
type cut int

const (
	regular cut = iota
	semibold
	bold
	italic
)

// A family names a file for each cut; families without a semibold use the bold, and those
// without an italic the upright.
type family [4]*typeface

// The order is that in which families are asked for a character that the family of its script
// does not have.
var (
	latin      = family{embedded("SourceSans3_400Regular"), embedded("SourceSans3_600SemiBold"), embedded("SourceSans3_700Bold"), embedded("SourceSans3_400Regular_Italic")}
	arabic     = pair("IBMPlexSansArabic_400Regular", "IBMPlexSansArabic_700Bold")
	devanagari = pair("NotoSansDevanagari_400Regular", "NotoSansDevanagari_700Bold")
	korean     = pair("Pretendard-Regular", "Pretendard-Bold")
	families   = []family{latin, arabic, devanagari, korean}
)

func pair(upright, heavy string) family {
	r, b := embedded(upright), embedded(heavy)
	return family{r, b, b, r}
}

// familyFor returns the family that sets text of script s.
func familyFor(s language.Script) family {
	switch s {
	case language.Arabic:
		return arabic
	case language.Devanagari:
		return devanagari
	case language.Hangul, language.Han, language.Hiragana, language.Katakana:
		return korean
	}
	return latin
}

func cutFor(w scene.Weight, slanted bool) cut {
	switch {
	case w >= scene.Bold:
		return bold
	case w >= scene.Semibold:
		return semibold
	case slanted:
		return italic
	}
	return regular
}

// A typeface is an embedded font file. It is parsed when first used, once for the program, and
// is then read by many documents at a time.
type typeface struct {
	name string
	load func() *parsed
}

// parsed is what shaping and subsetting need of a font file.
type parsed struct {
	font   *font.Font
	upem   int
	tables map[string][]byte
	metric metrics
}

// metrics are in thousandths of the size.
type metrics struct{ ascent, descent, capHeight, xMin, yMin, xMax, yMax, italicAngle int }

func embedded(name string) *typeface {
	return &typeface{name: name, load: sync.OnceValue(func() *parsed {
		p, err := parseFont("fonts/" + name + ".ttf")
		if err != nil { // the file is part of the program and a test loads each one
			panic(fmt.Sprintf("pdf: embedded font %s: %v", name, err))
		}
		return p
	})}
}

func parseFont(path string) (*parsed, error) {
	data, err := fontFiles.ReadFile(path)
	if err != nil {
		return nil, err
	}
	loader, err := opentype.NewLoader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	f, err := font.NewFont(loader)
	if err != nil {
		return nil, err
	}
	p := &parsed{font: f, upem: int(f.Upem()), tables: map[string][]byte{}}
	for _, tag := range []string{"head", "hhea", "maxp", "hmtx", "loca", "glyf", "OS/2", "post"} {
		if p.tables[tag], err = loader.RawTable(opentype.MustNewTag(tag)); err != nil {
			return nil, fmt.Errorf("table %s: %w", tag, err)
		}
	}
	p.metric = p.readMetrics()
	return p, nil
}

func (p *parsed) readMetrics() metrics {
	head, hhea, os2, post := p.tables["head"], p.tables["hhea"], p.tables["OS/2"], p.tables["post"]
	em := func(table []byte, at int) int { return int(i16(table, at)) * 1000 / p.upem }
	return metrics{
		ascent: em(hhea, 4), descent: em(hhea, 6), capHeight: em(os2, 88),
		xMin: em(head, 36), yMin: em(head, 38), xMax: em(head, 40), yMax: em(head, 42),
		italicAngle: int(i16(post, 4)),
	}
}

// A face is a typeface as one document uses it: the glyphs drawn so far, numbered in the order
// of first use, and the text each stands for.
type face struct {
	*parsed
	typeface *typeface
	shaping  *font.Face
	resource string             // its name in the resources of every page
	number   map[font.GID]int   // new number of each glyph used
	glyphs   []font.GID         // by new number; 0 is .notdef
	text     []string           // by new number; what to extract for it
	widths   map[font.GID]int32 // in thousandths, as the document states them
	shares   []share            // glyphs of our own making
	shareOf  map[string]font.GID
}

// face returns the document's face for t, making it on first use.
func (t *typesetter) face(tf *typeface) *face {
	if f, ok := t.faces[tf]; ok {
		return f
	}
	p := tf.load()
	f := &face{
		parsed: p, typeface: tf, shaping: font.NewFace(p.font),
		number: map[font.GID]int{0: 0}, glyphs: []font.GID{0}, text: []string{""},
		widths: map[font.GID]int32{}, shareOf: map[string]font.GID{},
	}
	t.faces[tf] = f
	return f
}

// use returns the number of glyph g in the subset.
func (t *typesetter) use(f *face, g font.GID) int {
	n, ok := f.number[g]
	if !ok {
		n = len(f.glyphs)
		f.number[g] = n
		f.glyphs = append(f.glyphs, g)
		f.text = append(f.text, "")
		if f.resource == "" {
			t.used = append(t.used, f)
			f.resource = fmt.Sprintf("F%d", len(t.used))
		}
	}
	return n
}

// width returns the advance of g in thousandths of the size, rounded as the document states it.
func (f *face) width(g font.GID) int32 {
	w, ok := f.widths[g]
	if !ok {
		w = int32((int(f.advance(g))*2000 + f.upem) / (2 * f.upem))
		f.widths[g] = w
	}
	return w
}

// advance returns the advance of g in font units.
func (f *face) advance(g font.GID) uint16 {
	if g >= made {
		return f.shares[g-made].width
	}
	count := int(u16(f.tables["hhea"], 34))
	return u16(f.tables["hmtx"], 4*min(int(g), count-1))
}

// bearing returns the left side bearing of g in font units.
func (f *face) bearing(g font.GID) int16 {
	if g >= made {
		left := int16(0)
		for i, p := range f.shares[g-made].parts {
			if b := f.bearing(p.glyph) + p.dx; i == 0 || b < left {
				left = b
			}
		}
		return left
	}
	count := int(u16(f.tables["hhea"], 34))
	if int(g) < count {
		return i16(f.tables["hmtx"], 4*int(g)+2)
	}
	return i16(f.tables["hmtx"], 4*count+2*(int(g)-count))
}

func u16(b []byte, at int) uint16 { return uint16(b[at])<<8 | uint16(b[at+1]) }
func i16(b []byte, at int) int16  { return int16(u16(b, at)) }
func u32(b []byte, at int) uint32 { return uint32(u16(b, at))<<16 | uint32(u16(b, at+2)) }

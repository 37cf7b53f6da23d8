package pdf

import (
	"encoding/binary"
	"fmt"

	"github.com/go-text/typesetting/font"
)

// made is the first number of the glyphs that a face makes itself.
const made font.GID = 1 << 31

// A share is a part of the room of a cluster that stands for one of its letters. Those who
// extract right-to-left text go from right to left glyph by glyph, and several of them turn the
// letters around when one glyph stands for many, or lose a mark that is drawn before its letter.
// So the room of a ligature, or of a letter with its marks, is divided among what was written:
// the first letter's share draws the whole cluster, the others draw nothing.
type share struct {
	letter rune
	width  uint16 // font units
	parts  []part
}

// A part is a glyph of the font at a place in a share, in font units.
type part struct {
	glyph  font.GID
	dx, dy int16
}

// divide returns the glyphs, from left to right, that take the place of a right-to-left cluster.
// One without room of its own, such as a mark alone, is left as it is.
func (f *face) divide(glyphs []glyph, runes []rune) []glyph {
	units := func(thousandths int32) int { return int(thousandths) * f.upem / 1000 }
	var parts []part
	pen, kerning := 0, int32(0)
	for _, g := range glyphs {
		parts = append(parts, part{font.GID(g.id), int16(pen + units(g.dx)), int16(units(g.dy))})
		pen += int(f.advance(font.GID(g.id)))
		kerning += g.advance - f.width(font.GID(g.id))
	}
	each := pen / len(runes)
	if each == 0 {
		return glyphs
	}
	shift := each * (len(runes) - 1)
	for i := range parts {
		parts[i].dx -= int16(shift)
	}
	var out []glyph
	for i := len(runes) - 1; i > 0; i-- {
		id := f.share(share{letter: runes[i], width: uint16(each)})
		out = append(out, glyph{id: uint32(id), advance: f.width(id)})
	}
	first := f.share(share{letter: runes[0], width: uint16(pen - shift), parts: parts})
	return append(out, glyph{id: uint32(first), advance: f.width(first) + kerning})
}

// share returns the number of s, a new one when it is met for the first time.
func (f *face) share(s share) font.GID {
	key := fmt.Sprint(s)
	g, ok := f.shareOf[key]
	if !ok {
		g = made + font.GID(len(f.shares))
		f.shares = append(f.shares, s)
		f.shareOf[key] = g
	}
	return g
}

// shareOutline returns a composite glyph of the parts of s.
func (f *face) shareOutline(s share, renumber func(font.GID) uint16) []byte {
	var box [4]int16 // xMin, yMin, xMax, yMax
	var body []byte
	drawn := 0
	for _, p := range s.parts {
		raw := f.raw(p.glyph)
		if len(raw) == 0 {
			continue
		}
		b := [4]int16{i16(raw, 2) + p.dx, i16(raw, 4) + p.dy, i16(raw, 6) + p.dx, i16(raw, 8) + p.dy}
		if drawn > 0 {
			b = [4]int16{min(b[0], box[0]), min(b[1], box[1]), max(b[2], box[2]), max(b[3], box[3])}
		}
		box = b
		if drawn++; drawn > 1 { // the part before has to say that it is not the last
			binary.BigEndian.PutUint16(body[len(body)-8:], argsAreWords|argsAreOffsets|moreComponents)
		}
		for _, v := range []uint16{argsAreWords | argsAreOffsets, renumber(p.glyph), uint16(p.dx), uint16(p.dy)} {
			body = binary.BigEndian.AppendUint16(body, v)
		}
	}
	if drawn == 0 {
		return nil
	}
	out := binary.BigEndian.AppendUint16(nil, 0xffff) // composite
	for _, v := range box {
		out = binary.BigEndian.AppendUint16(out, uint16(v))
	}
	return append(out, body...)
}

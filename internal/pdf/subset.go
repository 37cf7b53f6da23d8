package pdf

import (
	"encoding/binary"
	"slices"

	"github.com/go-text/typesetting/font"
)

// subset returns a TrueType file with the glyphs f has used, in their new order, followed by the
// parts that composite glyphs pull in. Hinting is left out: it needs programs that belong to the
// whole font, and no reader hints text in a document of this kind.
func (f *face) subset() []byte {
	glyphs := slices.Clone(f.glyphs)
	number := map[font.GID]int{}
	for i, g := range glyphs {
		number[g] = i
	}
	var glyf []byte
	loca := []uint32{0}
	for i := 0; i < len(glyphs); i++ { // grows while composites are met
		glyf = append(glyf, f.outline(glyphs[i], func(part font.GID) uint16 {
			n, ok := number[part]
			if !ok {
				n = len(glyphs)
				number[part] = n
				glyphs = append(glyphs, part)
			}
			return uint16(n)
		})...)
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
		loca = append(loca, uint32(len(glyf)))
	}
	return sfnt([]table{
		{"glyf", glyf},
		{"head", f.head()},
		{"hhea", f.hhea(len(glyphs))},
		{"hmtx", f.hmtx(glyphs)},
		{"loca", longs(loca)},
		{"maxp", f.maxp(len(glyphs))},
	})
}

// raw returns the description of g in the glyf table; it is empty for a space.
func (p *parsed) raw(g font.GID) []byte {
	loca := p.tables["loca"]
	if i16(p.tables["head"], 50) == 0 {
		return p.tables["glyf"][2*int(u16(loca, 2*int(g))) : 2*int(u16(loca, 2*int(g)+2))]
	}
	return p.tables["glyf"][u32(loca, 4*int(g)):u32(loca, 4*int(g)+4)]
}

// Flags of a composite glyph (OpenType specification, glyf table).
const (
	argsAreWords    = 0x0001
	argsAreOffsets  = 0x0002
	haveScale       = 0x0008
	moreComponents  = 0x0020
	haveXYScale     = 0x0040
	haveTwoByTwo    = 0x0080
	haveInstruction = 0x0100
)

// outline returns the description of g without instructions, its parts renumbered.
func (f *face) outline(g font.GID, renumber func(font.GID) uint16) []byte {
	if g >= made {
		return f.shareOutline(f.shares[g-made], renumber)
	}
	raw := f.raw(g)
	if len(raw) == 0 {
		return nil
	}
	if contours := i16(raw, 0); contours >= 0 {
		at := 10 + 2*int(contours)
		out := append(slices.Clone(raw[:at]), 0, 0)
		return append(out, raw[at+2+int(u16(raw, at)):]...)
	}
	out := slices.Clone(raw)
	for at := 10; ; {
		flags := u16(out, at)
		binary.BigEndian.PutUint16(out[at:], flags&^haveInstruction)
		binary.BigEndian.PutUint16(out[at+2:], renumber(font.GID(u16(out, at+2))))
		at += 4 + 2
		if flags&argsAreWords != 0 {
			at += 2
		}
		switch {
		case flags&haveScale != 0:
			at += 2
		case flags&haveXYScale != 0:
			at += 4
		case flags&haveTwoByTwo != 0:
			at += 8
		}
		if flags&moreComponents == 0 {
			return out[:at]
		}
	}
}

func (p *parsed) head() []byte {
	b := slices.Clone(p.tables["head"])
	binary.BigEndian.PutUint32(b[8:], 0)  // checkSumAdjustment, set by sfnt
	binary.BigEndian.PutUint16(b[50:], 1) // long offsets in loca
	return b
}

func (p *parsed) hhea(glyphs int) []byte {
	b := slices.Clone(p.tables["hhea"])
	binary.BigEndian.PutUint16(b[34:], uint16(glyphs))
	return b
}

// hmtx gives every glyph its advance and left side bearing in full.
func (f *face) hmtx(glyphs []font.GID) []byte {
	var b []byte
	for _, g := range glyphs {
		b = binary.BigEndian.AppendUint16(b, f.advance(g))
		b = binary.BigEndian.AppendUint16(b, uint16(f.bearing(g)))
	}
	return b
}

func (p *parsed) maxp(glyphs int) []byte {
	b := slices.Clone(p.tables["maxp"])
	binary.BigEndian.PutUint16(b[4:], uint16(glyphs))
	for at := 14; at <= 26; at += 2 { // zones to maxSizeOfInstructions: nothing is hinted
		binary.BigEndian.PutUint16(b[at:], 0)
	}
	binary.BigEndian.PutUint16(b[14:], 1) // maxZones
	for at := 6; at <= 8; at += 2 {       // shares are composites
		binary.BigEndian.PutUint16(b[at+4:], max(u16(b, at), u16(b, at+4)))
	}
	binary.BigEndian.PutUint16(b[28:], max(u16(b, 28), 8)) // maxComponentElements
	binary.BigEndian.PutUint16(b[30:], u16(b, 30)+1)       // maxComponentDepth
	return b
}

func longs(vs []uint32) []byte {
	var b []byte
	for _, v := range vs {
		b = binary.BigEndian.AppendUint32(b, v)
	}
	return b
}

type table struct {
	tag     string
	content []byte
}

// sfnt joins tables, given in the order of their tags, to a font file.
func sfnt(tables []table) []byte {
	n := len(tables)
	log := 0
	for 2<<log <= n {
		log++
	}
	out := binary.BigEndian.AppendUint32(nil, 0x00010000)
	for _, v := range []int{n, 16 << log, log, 16*n - 16<<log} {
		out = binary.BigEndian.AppendUint16(out, uint16(v))
	}
	var body []byte
	head := 0
	for _, t := range tables {
		at := 12 + 16*n + len(body)
		if t.tag == "head" {
			head = at
		}
		size := len(t.content)
		body = append(body, t.content...)
		for len(body)%4 != 0 {
			body = append(body, 0)
		}
		out = append(out, t.tag...)
		for _, v := range []uint32{checksum(body[at-12-16*n:]), uint32(at), uint32(size)} {
			out = binary.BigEndian.AppendUint32(out, v)
		}
	}
	out = append(out, body...)
	binary.BigEndian.PutUint32(out[head+8:], 0xb1b0afba-checksum(out))
	return out
}

// checksum adds b as big-endian words; its length is a multiple of four.
func checksum(b []byte) uint32 {
	var sum uint32
	for i := 0; i < len(b); i += 4 {
		sum += binary.BigEndian.Uint32(b[i:])
	}
	return sum
}

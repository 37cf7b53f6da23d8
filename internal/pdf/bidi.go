package pdf

import (
	"cmp"
	"slices"

	"golang.org/x/text/unicode/bidi"
)

// levels returns the embedding level of each rune of one paragraph: the implicit rules of
// UAX #9 (W1 to W7, N0 to N2, I1, I2). Explicit embeddings, overrides and isolates are ignored;
// the text set here has none. A nil result means that all is left to right.
func levels(text []rune, rtl bool) []uint8 {
	base := uint8(0)
	if rtl {
		base = 1
	} else if !slices.ContainsFunc(text, func(r rune) bool { return r >= 0x590 }) {
		return nil // Hebrew is the first right-to-left block
	}
	p := bidiParagraph{base: base, text: text}
	if !p.classify() && !rtl {
		return nil
	}
	p.weak()
	p.brackets()
	p.neutral()
	return p.resolve()
}

// A bidiParagraph works on the runes that take part; formatting characters are left out.
type bidiParagraph struct {
	base  uint8
	text  []rune
	at    []int // index into text of each participant
	class []bidi.Class
	orig  []bidi.Class // of every rune
}

// classify reports whether anything in the text runs from right to left.
func (p *bidiParagraph) classify() bool {
	found := false
	p.orig = make([]bidi.Class, len(p.text))
	for i, r := range p.text {
		c := bidi.L
		if r >= 0x80 || !(r|0x20 >= 'a' && r|0x20 <= 'z') {
			props, _ := bidi.LookupRune(r)
			c = props.Class()
		}
		p.orig[i] = c
		switch c {
		case bidi.R, bidi.AL, bidi.AN:
			found = true
		case bidi.BN, bidi.LRE, bidi.RLE, bidi.LRO, bidi.RLO, bidi.PDF, bidi.LRI, bidi.RLI, bidi.FSI, bidi.PDI:
			p.orig[i] = bidi.BN
			continue
		}
		p.at = append(p.at, i)
		p.class = append(p.class, c)
	}
	return found
}

// direction returns the class of the base level, which stands at both ends of the paragraph.
func (p *bidiParagraph) direction() bidi.Class {
	if p.base == 1 {
		return bidi.R
	}
	return bidi.L
}

// weak resolves marks, numbers and what belongs to numbers (W1 to W7).
func (p *bidiParagraph) weak() {
	c := p.class
	strong, prev := p.direction(), p.direction()
	for i := range c { // W1, W2, W3; W2 looks at the letters before W3 changes them
		if c[i] == bidi.NSM {
			c[i] = prev
		}
		prev = c[i]
		switch c[i] {
		case bidi.L, bidi.R, bidi.AL:
			strong = c[i]
		case bidi.EN:
			if strong == bidi.AL {
				c[i] = bidi.AN
			}
		}
	}
	for i := range c {
		if c[i] == bidi.AL {
			c[i] = bidi.R
		}
	}
	for i := 1; i+1 < len(c); i++ { // W4
		a, b := c[i-1], c[i+1]
		if c[i] == bidi.ES && a == bidi.EN && b == bidi.EN || c[i] == bidi.CS && a == b && (a == bidi.EN || a == bidi.AN) {
			c[i] = a
		}
	}
	for i := 0; i < len(c); { // W5, W6
		j := i
		for j < len(c) && c[j] == bidi.ET {
			j++
		}
		if j > i && (i > 0 && c[i-1] == bidi.EN || j < len(c) && c[j] == bidi.EN) {
			fill(c[i:j], bidi.EN)
		} else if j > i {
			fill(c[i:j], bidi.ON)
		}
		i = max(j, i+1)
	}
	strong = p.direction()
	for i := range c { // W6, W7
		switch c[i] {
		case bidi.ES, bidi.CS:
			c[i] = bidi.ON
		case bidi.L, bidi.R:
			strong = c[i]
		case bidi.EN:
			if strong == bidi.L {
				c[i] = bidi.L
			}
		}
	}
}

func fill(c []bidi.Class, v bidi.Class) {
	for i := range c {
		c[i] = v
	}
}

// side returns L or R for a class that counts as one when neutrals are resolved, or ON.
func side(c bidi.Class) bidi.Class {
	switch c {
	case bidi.L:
		return bidi.L
	case bidi.R, bidi.EN, bidi.AN:
		return bidi.R
	}
	return bidi.ON
}

var closing = map[rune]rune{'(': ')', '[': ']', '{': '}', '⟨': '⟩', '〈': '〉', '《': '》', '「': '」', '『': '』', '【': '】'}

// brackets gives both brackets of a pair the same direction (N0).
func (p *bidiParagraph) brackets() {
	type span struct{ open, close int }
	var pairs []span
	var stack []int
	for i, at := range p.at {
		if p.class[i] != bidi.ON {
			continue
		}
		r := p.text[at]
		if _, ok := closing[r]; ok {
			stack = append(stack, i)
			continue
		}
		for k := len(stack) - 1; k >= 0; k-- {
			if closing[p.text[p.at[stack[k]]]] == r {
				pairs = append(pairs, span{stack[k], i})
				stack = stack[:k]
				break
			}
		}
	}
	slices.SortFunc(pairs, func(a, b span) int { return cmp.Compare(a.open, b.open) })
	e := p.direction()
	for _, s := range pairs {
		same, other := false, bidi.ON
		for _, c := range p.class[s.open+1 : s.close] {
			switch d := side(c); d {
			case e:
				same = true
			case bidi.L, bidi.R:
				other = d
			}
		}
		set := other
		switch {
		case same:
			set = e
		case other == bidi.ON:
			continue
		default:
			before := e
			for k := s.open - 1; k >= 0; k-- {
				if d := side(p.class[k]); d != bidi.ON {
					before = d
					break
				}
			}
			if before != other {
				set = e
			}
		}
		p.class[s.open], p.class[s.close] = set, set
	}
}

// neutral gives spaces and punctuation the direction of what surrounds them (N1, N2).
func (p *bidiParagraph) neutral() {
	before := p.direction()
	for i := 0; i < len(p.class); {
		if d := side(p.class[i]); d != bidi.ON {
			before = d
			i++
			continue
		}
		j := i
		for j < len(p.class) && side(p.class[j]) == bidi.ON {
			j++
		}
		after := p.direction()
		if j < len(p.class) {
			after = side(p.class[j])
		}
		if before == after {
			fill(p.class[i:j], before)
		} else {
			fill(p.class[i:j], p.direction())
		}
		i = j
	}
}

// resolve turns classes into levels (I1, I2, L1).
func (p *bidiParagraph) resolve() []uint8 {
	out := make([]uint8, len(p.text))
	for i := range out {
		out[i] = p.base
	}
	for i, at := range p.at {
		switch c := p.class[i]; {
		case p.base == 0 && c == bidi.R, p.base == 1 && (c == bidi.L || c == bidi.EN || c == bidi.AN):
			out[at] = p.base + 1
		case p.base == 0 && (c == bidi.EN || c == bidi.AN):
			out[at] = 2
		}
	}
	for i := range out { // a formatting character goes with what it follows
		if p.orig[i] == bidi.BN && i > 0 {
			out[i] = out[i-1]
		}
	}
	for i := len(out) - 1; i >= 0; i-- {
		if c := p.orig[i]; c != bidi.WS && c != bidi.BN && c != bidi.S && c != bidi.B {
			break
		}
		out[i] = p.base
	}
	return out
}

// visualOrder returns the positions of items with the given levels from left to right (L2).
func visualOrder(level []uint8) []int {
	order := make([]int, len(level))
	top := uint8(0)
	for i := range order {
		order[i] = i
		top = max(top, level[i])
	}
	for l := top; l >= 1; l-- {
		for i := 0; i < len(order); {
			j := i
			for j < len(order) && level[order[j]] >= l {
				j++
			}
			slices.Reverse(order[i:j])
			i = max(j, i+1)
		}
	}
	return order
}

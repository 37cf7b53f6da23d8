package scene

type shades struct{ light, dark RGB }

// palette holds every colour once. Contrast of text against its ground is at least 4.5:1 in both
// modes (WCAG 2.2, 1.4.3); a test computes it.
var palette = makePalette()

func makePalette() map[Token]shades {
	white, ink := hex(0xffffff), hex(0x1b2733)
	night, paper := hex(0x10171e), hex(0xe8edf2)
	m := map[Token]shades{
		Ink:     {ink, paper},
		Muted:   {hex(0x56636f), hex(0x9fb0bf)},
		Rule:    {hex(0xb9c4cd), hex(0x3d4c59)},
		Grid:    {hex(0xdfe5ea), hex(0x2a3642)},
		Surface: {white, night},
		Panel:   {hex(0xf3f6f8), hex(0x1a242d)},
		Accent:  {hex(0x143f5e), hex(0x8cc4e8)},
		Deep:    {hex(0x143f5e), hex(0x0c2a40)},
		OnDeep:  {white, paper},
		Spark:   {hex(0xe0a24a), hex(0xe0a24a)},
		Good:    {hex(0x2a7d68), hex(0x63c2a9)},
		Warn:    {hex(0xa8560f), hex(0xe9a35f)},
		Bad:     {hex(0xa3303a), hex(0xf08c93)},
		Unknown: {hex(0xe9edf0), hex(0x2a3642)},
	}
	for _, t := range []Token{Accent, Good, Warn, Bad, Ink, Muted} {
		m["on-"+t] = shades{white, night}
	}
	m["on-"+Spark] = shades{ink, night}
	m["on-"+Rule] = shades{ink, paper}
	series := []shades{
		{hex(0x1d4e7e), hex(0x7db4e6)}, // navy
		{hex(0xb0541a), hex(0xf0a06a)}, // rust
		{hex(0x2a7d68), hex(0x63c2a9)}, // pine
		{hex(0x7b4b94), hex(0xc39adb)}, // plum
		{hex(0xdfa24a), hex(0xf0c680)}, // amber
		{hex(0x8c4658), hex(0xe098a9)}, // wine
		{hex(0x2f7a8f), hex(0x6fc3d8)}, // teal
		{hex(0x5f7a3c), hex(0xabc884)}, // moss
	}
	for i, s := range series {
		t := Series(i + 1)
		m[t] = s
		m["on-"+t] = shades{white, night}
		m[t+"-soft"] = shades{mix(s.light, white, 0.68), mix(s.dark, night, 0.68)}
	}
	m["on-"+Series(5)] = shades{ink, night}
	heat := []shades{
		{hex(0xe9ece4), hex(0x23313c)},
		{hex(0xc6d8d8), hex(0x2c4a5a)},
		{hex(0x93bac4), hex(0x35667b)},
		{hex(0x3b778e), hex(0x6aa8bf)},
		{hex(0x1b5674), hex(0xa9d6e6)},
	}
	for i, s := range heat {
		m[Heat(i)] = s
		m["on-"+Heat(i)] = shades{ink, paper}
		if i >= 3 {
			m["on-"+Heat(i)] = shades{white, night}
		}
	}
	return m
}

func hex(v uint32) RGB { return RGB{uint8(v >> 16), uint8(v >> 8), uint8(v)} }

// mix returns a moved towards b by the share t.
func mix(a, b RGB, t float64) RGB {
	var out RGB
	for i := range out {
		out[i] = uint8(float64(float64(a[i])*(1-t)) + float64(float64(b[i])*t) + 0.5)
	}
	return out
}

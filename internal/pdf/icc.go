package pdf

import (
	"encoding/binary"
	"math"
	"sync"
)

// sRGB returns an ICC profile (version 2.1) of the sRGB colour space, made from the primaries and
// the transfer curve of IEC 61966-2-1, adapted to D50 as profiles have it.
var sRGB = sync.OnceValue(func() []byte {
	curve := []byte("curv\x00\x00\x00\x00")
	const steps = 1024
	curve = binary.BigEndian.AppendUint32(curve, steps)
	for i := range steps {
		v := float64(i) / (steps - 1)
		lin := v / 12.92
		if v > 0.04045 {
			lin = math.Pow((v+0.055)/1.055, 2.4)
		}
		curve = binary.BigEndian.AppendUint16(curve, uint16(math.Round(lin*65535)))
	}
	desc := "sRGB IEC61966-2.1"
	description := append([]byte("desc\x00\x00\x00\x00"), 0, 0, 0, byte(len(desc)+1))
	description = append(append(description, desc...), 0)
	description = append(description, make([]byte, 4+4+2+1+67)...) // no Unicode or Macintosh text
	tags := []struct {
		tag  string
		data []byte
	}{
		{"desc", description},
		{"cprt", []byte("text\x00\x00\x00\x00No copyright, use freely\x00")},
		{"wtpt", xyz(0.9642, 1, 0.8249)},
		{"rXYZ", xyz(0.4360747, 0.2225045, 0.0139322)},
		{"gXYZ", xyz(0.3850649, 0.7168786, 0.0971045)},
		{"bXYZ", xyz(0.1430804, 0.0606169, 0.7141733)},
		{"rTRC", curve}, {"gTRC", curve}, {"bTRC", curve},
	}
	at := 128 + 4 + 12*len(tags)
	table := binary.BigEndian.AppendUint32(nil, uint32(len(tags)))
	var body []byte
	shared := 0 // where the curve is, once written
	for _, t := range tags {
		where := at + len(body)
		if t.tag[1:] == "TRC" && shared > 0 {
			where = shared
		} else {
			body = append(body, t.data...)
			for len(body)%4 != 0 {
				body = append(body, 0)
			}
			if t.tag == "rTRC" {
				shared = where
			}
		}
		table = append(table, t.tag...)
		table = binary.BigEndian.AppendUint32(table, uint32(where))
		table = binary.BigEndian.AppendUint32(table, uint32(len(t.data)))
	}
	header := make([]byte, 128)
	binary.BigEndian.PutUint32(header, uint32(at+len(body)))
	binary.BigEndian.PutUint32(header[8:], 0x02100000)
	copy(header[12:], "mntrRGB XYZ ")
	for i, v := range []uint16{2026, 1, 1, 0, 0, 0} {
		binary.BigEndian.PutUint16(header[24+2*i:], v)
	}
	copy(header[36:], "acsp")
	copy(header[68:], xyz(0.9642, 1, 0.8249)[8:]) // the illuminant, D50
	return append(append(header, table...), body...)
})

// xyz returns an XYZ tag with one triple of 15.16 fixed point numbers.
func xyz(x, y, z float64) []byte {
	b := []byte("XYZ \x00\x00\x00\x00")
	for _, v := range []float64{x, y, z} {
		b = binary.BigEndian.AppendUint32(b, uint32(int32(math.Round(v*65536))))
	}
	return b
}

package pdf

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"strconv"
)

// A file collects numbered objects and writes them with object streams and a cross-reference
// stream (ISO 32000-1, 7.5.7 and 7.5.8), which keeps thousands of structure elements small.
type file struct {
	objects []object
	zip     *zlib.Writer // kept, since a new one is a large thing
}

type object struct {
	body   string // a value, or the dictionary entries of a stream
	stream []byte
	isData bool
}

func (f *file) alloc() ref {
	f.objects = append(f.objects, object{})
	return ref(len(f.objects))
}

// set gives object r its value.
func (f *file) set(r ref, body string) { f.objects[r-1] = object{body: body} }

func (f *file) add(body string) ref {
	r := f.alloc()
	f.set(r, body)
	return r
}

// data adds a compressed stream; entries are those of its dictionary besides length and filter.
func (f *file) data(entries string, content []byte) ref {
	r := f.alloc()
	f.setData(r, entries, content)
	return r
}

func (f *file) setData(r ref, entries string, content []byte) {
	f.objects[r-1] = object{body: entries + "/Filter/FlateDecode", stream: f.deflate(content), isData: true}
}

// plainData adds a stream that is not compressed, as PDF/A wants metadata to be readable.
func (f *file) plainData(entries string, content []byte) ref {
	r := f.alloc()
	f.objects[r-1] = object{body: entries, stream: content, isData: true}
	return r
}

func (f *file) deflate(content []byte) []byte {
	var b bytes.Buffer
	if f.zip == nil {
		f.zip = zlib.NewWriter(&b)
	} else {
		f.zip.Reset(&b)
	}
	_, _ = f.zip.Write(content) // a bytes.Buffer takes everything
	_ = f.zip.Close()
	return b.Bytes()
}

// perStream is how many objects share an object stream: enough to compress well, few enough
// that a reader need not unpack everything to show one page.
const perStream = 200

// location is where the cross-reference says an object is.
type location struct {
	kind   byte // 1: at an offset, 2: in an object stream
	where  int
	second int
}

// write writes the file. Its identifier is a hash of everything before the cross-reference, so
// equal documents are equal files.
func (f *file) write(w io.Writer, root, info ref) error {
	var out bytes.Buffer
	out.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	loc := make([]location, len(f.objects)+1)
	var packed []ref
	for i, o := range f.objects {
		if !o.isData {
			packed = append(packed, ref(i+1))
			continue
		}
		loc[i+1] = location{1, out.Len(), 0}
		writeStream(&out, ref(i+1), o)
	}
	for len(packed) > 0 {
		group := packed[:min(perStream, len(packed))]
		packed = packed[len(group):]
		r := f.pack(group)
		for i, m := range group {
			loc[m] = location{2, int(r), i}
		}
		loc = append(loc, location{1, out.Len(), 0})
		writeStream(&out, r, f.objects[r-1])
	}
	id := sha256.Sum256(out.Bytes())
	start := out.Len()
	loc = append(loc, location{1, start, 0})
	table := make([]byte, 0, 7*len(loc))
	for i, l := range loc {
		second := uint16(l.second)
		if i == 0 {
			second = 65535
		}
		table = append(table, l.kind)
		table = binary.BigEndian.AppendUint32(table, uint32(l.where))
		table = binary.BigEndian.AppendUint16(table, second)
	}
	r := f.data(fmt.Sprintf("/Type/XRef/Size %d/W[1 4 2]/Root %s/Info %s/ID[<%X><%X>]",
		len(loc), root, info, id[:16], id[:16]), table)
	writeStream(&out, r, f.objects[r-1])
	fmt.Fprintf(&out, "startxref\n%d\n%%%%EOF\n", start)
	_, err := w.Write(out.Bytes())
	return err
}

func (f *file) pack(group []ref) ref {
	var index, bodies bytes.Buffer
	for _, m := range group {
		index.WriteString(strconv.Itoa(int(m)) + " " + strconv.Itoa(bodies.Len()) + " ")
		bodies.WriteString(f.objects[m-1].body)
		bodies.WriteByte('\n')
	}
	return f.data(fmt.Sprintf("/Type/ObjStm/N %d/First %d", len(group), index.Len()), append(index.Bytes(), bodies.Bytes()...))
}

func writeStream(out *bytes.Buffer, r ref, o object) {
	fmt.Fprintf(out, "%d 0 obj\n<<%s/Length %d>>\nstream\n", int(r), o.body, len(o.stream))
	out.Write(o.stream)
	out.WriteString("\nendstream\nendobj\n")
}

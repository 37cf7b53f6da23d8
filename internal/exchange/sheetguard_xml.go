package exchange

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"
)

func isXML(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".xml", ".rels", ".vml":
		return true
	}
	return false
}

var (
	errTooLarge = errors.New("unpacks to too much")
	errDTD      = errors.New("declares a document type")
	errNotUTF8  = errors.New("is not UTF-8")
)

// A partScanner takes a part's bytes and keeps none: it bounds their number and finds
// declarations of document types, which a parser might follow. In XML text every "<" is
// escaped, so "<!D" stands nowhere else.
type partScanner struct {
	left, size, packed int64
	xml                bool
	tail               [16]byte // the last bytes before
	tailed             int
}

func (s *partScanner) Write(p []byte) (int, error) {
	s.size += int64(len(p))
	if s.size > s.left || s.size > 1<<20 && s.size > maxRatio*s.packed {
		return 0, errTooLarge
	}
	if s.xml {
		if bytes.IndexByte(p, 0) >= 0 {
			return 0, errNotUTF8 // two or four bytes a letter
		}
		if declares(append(s.tail[:s.tailed:s.tailed], p[:min(len(p), len(s.tail))]...)) || declares(p) {
			return 0, errDTD
		}
		s.tailed = copy(s.tail[:], p[max(0, len(p)-len(s.tail)):])
	}
	return len(p), nil
}

func declares(b []byte) bool {
	for {
		i := bytes.Index(b, []byte("<!"))
		if i < 0 {
			return false
		}
		b = b[i+2:]
		word := strings.ToUpper(string(b[:min(len(b), 7)]))
		if strings.HasPrefix(word, "DOCTYPE") || strings.HasPrefix(word, "ENTITY") {
			return true
		}
	}
}

// eachTag calls visit with every opening tag of a part.
func eachTag(name string, f *zip.File, visit func(xml.StartElement) error) error {
	p, err := openXML(f)
	if err != nil {
		return damaged(name, f.Name)
	}
	defer p.Close()
	for {
		tok, err := p.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return damaged(name, f.Name)
		}
		if e, ok := tok.(xml.StartElement); ok {
			if err := visit(e); err != nil {
				return err
			}
		}
	}
}

func damaged(name, part string) error {
	return refuseFile(name, "the part %s is damaged%s", part, saveAnew)
}

// attr returns an attribute by its local name.
func attr(e xml.StartElement, local string) string {
	for _, a := range e.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}

// An xmlPart reads a part's XML token by token, within bounds that encoding/xml does not set
// itself: of one token, of depth, and no document type.
type xmlPart struct {
	io.Closer
	dec   *xml.Decoder
	in    *meteredReader
	depth int
}

func openXML(f *zip.File) (*xmlPart, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	in := &meteredReader{r: r}
	return &xmlPart{Closer: r, dec: xml.NewDecoder(in), in: in}, nil
}

func (p *xmlPart) next() (xml.Token, error) {
	p.in.left = maxXMLToken
	tok, err := p.dec.Token()
	if err != nil {
		return nil, err
	}
	switch tok.(type) {
	case xml.StartElement:
		if p.depth++; p.depth > maxXMLDepth {
			return nil, errTooLarge
		}
	case xml.EndElement:
		p.depth--
	case xml.Directive:
		return nil, errDTD
	}
	return tok, nil
}

// A meteredReader gives out at most left bytes until it is allowed more.
type meteredReader struct {
	r    io.Reader
	left int
}

func (m *meteredReader) Read(p []byte) (int, error) {
	if m.left <= 0 {
		return 0, errTooLarge
	}
	n, err := m.r.Read(p[:min(len(p), m.left)])
	m.left -= n
	return n, err
}

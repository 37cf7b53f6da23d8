package exchange

import (
	"archive/zip"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"

	"assay/internal/framework"
	"assay/internal/offer"
)

// Bounds of a bundle.
const (
	MaxBundleBytes = 16 << 20 // entries are stored as they are, so this is their size unpacked, too
	maxBundleParts = 5100
	bundleFormat   = 1
)

// A Bundle is what a workspace holds now, without its history.
type Bundle struct {
	Frameworks  []BundledFramework
	Evidence    []offer.Evidence
	Offers      []offer.Offer
	Answers     []BundledAnswers
	Weightings  []framework.Weighting
	Comparisons []BundledComparison
	Attachments []BundledAttachment
}

// A BundledFramework is a framework as the YAML it was given as.
type BundledFramework struct {
	Ref  string // id@version
	YAML []byte
}

// BundledAnswers are answers to one framework.
type BundledAnswers struct {
	Framework string         `json:"framework"` // id@version
	Answers   []offer.Answer `json:"answers"`
}

// A BundledComparison is a saved comparison.
type BundledComparison struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	Title     string     `json:"title"`
	Framework string     `json:"framework"` // id@version
	Tier      string     `json:"tier,omitempty"`
	AsOf      offer.Date `json:"as_of"`
	Weighting string     `json:"weighting,omitempty"` // an id of Weightings
	Offers    []offer.ID `json:"offers"`
}

// A BundledAttachment is a kept copy of a source. Its content is checked against its name.
type BundledAttachment struct {
	SHA256    string `json:"sha256"` // in hexadecimal
	Name      string `json:"name"`
	MediaType string `json:"media_type"`
	Body      []byte `json:"-"`
}

// bundleManifest lists every other entry with its size and hash. It holds no time and no name
// of a machine, so that the same content is the same file.
type bundleManifest struct {
	Format  int           `json:"format"`
	Entries []bundleEntry `json:"entries"` // by name
}

type bundleEntry struct {
	Name   string `json:"name"`
	Size   int    `json:"size"`
	SHA256 string `json:"sha256"`
}

const manifestName = "manifest.json"

// WriteBundle writes a bundle. Equal content gives equal bytes: lists are sorted, entries have
// no times and are stored unpacked, and the keys of the JSON have their fixed order.
func WriteBundle(w io.Writer, b Bundle) error {
	files, err := b.files()
	if err != nil {
		return err
	}
	m := bundleManifest{Format: bundleFormat, Entries: []bundleEntry{}}
	for _, f := range files {
		sum := sha256.Sum256(f.body)
		m.Entries = append(m.Entries, bundleEntry{f.name, len(f.body), hex.EncodeToString(sum[:])})
	}
	body, err := canonicalJSON(m)
	if err != nil {
		return err
	}
	z := zip.NewWriter(w)
	for _, f := range append([]bundleFile{{manifestName, body}}, files...) {
		out, err := z.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Store})
		if err != nil {
			return err
		}
		if _, err := out.Write(f.body); err != nil {
			return err
		}
	}
	return z.Close()
}

type bundleFile struct {
	name string
	body []byte
}

// files are the entries of a bundle but the manifest, by name.
func (b Bundle) files() ([]bundleFile, error) {
	b = b.sorted()
	var files []bundleFile
	for _, list := range []struct {
		name  string
		value any
	}{
		{"answers.json", notNilList(b.Answers)}, {"attachments.json", notNilList(b.Attachments)}, {"comparisons.json", notNilList(b.Comparisons)},
		{"evidence.json", notNilList(b.Evidence)}, {"offers.json", notNilList(b.Offers)}, {"weightings.json", notNilList(b.Weightings)},
	} {
		body, err := canonicalJSON(list.value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", list.name, err)
		}
		files = append(files, bundleFile{list.name, body})
	}
	for _, a := range b.Attachments {
		files = append(files, bundleFile{"attachments/" + a.SHA256, a.Body})
	}
	for _, f := range b.Frameworks {
		files = append(files, bundleFile{"frameworks/" + f.Ref + ".yaml", f.YAML})
	}
	slices.SortFunc(files, func(x, y bundleFile) int { return cmp.Compare(x.name, y.name) })
	return files, nil
}

func (b Bundle) sorted() Bundle {
	b.Frameworks = slices.SortedFunc(slices.Values(b.Frameworks), func(x, y BundledFramework) int { return cmp.Compare(x.Ref, y.Ref) })
	b.Evidence = slices.SortedFunc(slices.Values(b.Evidence), func(x, y offer.Evidence) int { return cmp.Compare(x.ID, y.ID) })
	b.Offers = slices.SortedFunc(slices.Values(b.Offers), func(x, y offer.Offer) int { return cmp.Compare(x.ID, y.ID) })
	b.Weightings = slices.SortedFunc(slices.Values(b.Weightings), func(x, y framework.Weighting) int { return cmp.Compare(x.ID, y.ID) })
	b.Comparisons = slices.SortedFunc(slices.Values(b.Comparisons), func(x, y BundledComparison) int { return cmp.Compare(x.ID, y.ID) })
	b.Attachments = slices.SortedFunc(slices.Values(b.Attachments), func(x, y BundledAttachment) int { return cmp.Compare(x.SHA256, y.SHA256) })
	b.Answers = slices.SortedFunc(slices.Values(b.Answers), func(x, y BundledAnswers) int { return cmp.Compare(x.Framework, y.Framework) })
	for i, set := range b.Answers {
		b.Answers[i].Answers = slices.SortedStableFunc(slices.Values(set.Answers), func(x, y offer.Answer) int {
			return cmp.Or(cmp.Compare(x.Offer, y.Offer), cmp.Compare(x.Criterion, y.Criterion), cmp.Compare(x.ValidFrom.String(), y.ValidFrom.String()), cmp.Compare(x.Assessor, y.Assessor))
		})
	}
	return b
}

func notNilList[T any](xs []T) []T {
	if xs == nil {
		return []T{}
	}
	return xs
}

// canonicalJSON writes a value with the keys in the order of its fields, indented, without
// escapes that only HTML needs. The types of a bundle hold no maps.
func canonicalJSON(v any) ([]byte, error) {
	var buf bytes.Buffer
	e := json.NewEncoder(&buf)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	err := e.Encode(v)
	return buf.Bytes(), err
}

// A BundleError is why a bundle is refused, worded for the person who sent it.
type BundleError struct {
	Entry  string // empty: the file as a whole
	Reason string
}

func (e *BundleError) Error() string {
	if e.Entry == "" {
		return e.Reason
	}
	return e.Entry + ": " + e.Reason
}

func refuseBundle(entry, format string, args ...any) error {
	return &BundleError{entry, fmt.Sprintf(format, args...)}
}

var (
	attachmentName = regexp.MustCompile(`^attachments/[0-9a-f]{64}$`)
	frameworkName  = regexp.MustCompile(`^frameworks/[A-Za-z][A-Za-z0-9.-]{0,39}@[0-9][0-9A-Za-z.-]{0,19}\.yaml$`)
)

// ReadBundle reads a bundle that WriteBundle wrote, and checks every entry against the
// manifest. What is no such bundle gives a *BundleError; nothing is unpacked beyond its bounds.
func ReadBundle(file io.ReaderAt, size int64) (Bundle, error) {
	if size > MaxBundleBytes {
		return Bundle{}, refuseBundle("", "The file is larger than %d MiB.", MaxBundleBytes>>20)
	}
	z, err := zip.NewReader(file, size)
	if err != nil {
		return Bundle{}, refuseBundle("", "The file is no bundle: it is not a whole zip archive. Export it again.")
	}
	if len(z.File) > maxBundleParts {
		return Bundle{}, refuseBundle("", "The bundle has %d entries; at most %d are read.", len(z.File), maxBundleParts)
	}
	bodies, err := bundleBodies(z.File)
	if err != nil {
		return Bundle{}, err
	}
	if err := checkManifest(bodies); err != nil {
		return Bundle{}, err
	}
	return unpack(bodies)
}

// bundleBodies reads the entries, each and all within their bounds.
func bundleBodies(entries []*zip.File) (map[string][]byte, error) {
	bodies := map[string][]byte{}
	total := uint64(0)
	for _, f := range entries {
		_, twice := bodies[f.Name]
		switch {
		case twice:
			return nil, refuseBundle(f.Name, "stands in the bundle twice.")
		case f.Method != zip.Store || f.Flags&1 != 0:
			return nil, refuseBundle(clipName(f.Name), "is packed or encrypted; a bundle holds its entries as they are.")
		case !knownEntry(f.Name) || f.Mode()&^0o777 != 0:
			return nil, refuseBundle(clipName(f.Name), "does not belong into a bundle.")
		}
		if f.UncompressedSize64 > MaxBundleBytes || total+f.UncompressedSize64 > MaxBundleBytes {
			return nil, refuseBundle(f.Name, "is larger than a bundle's entries may be.")
		}
		total += f.UncompressedSize64
		in, err := f.Open()
		if err != nil {
			return nil, refuseBundle(f.Name, "cannot be read; the file is damaged. Export it again.")
		}
		body, err := io.ReadAll(io.LimitReader(in, int64(f.UncompressedSize64)+1))
		_ = in.Close() // it was read to its end or is refused
		if err != nil || uint64(len(body)) != f.UncompressedSize64 {
			return nil, refuseBundle(f.Name, "cannot be read; the file is damaged. Export it again.")
		}
		bodies[f.Name] = body
	}
	return bodies, nil
}

var bundleLists = []string{"answers.json", "attachments.json", "comparisons.json", "evidence.json", "offers.json", "weightings.json"}

// A weight bounds what a list of the bundle holds, so that reading it takes little memory:
// records, which stand at a depth of brackets, and objects of all kinds.
type weight struct{ depth, records, objects int }

var bundleWeights = map[string]weight{
	"answers.json": {4, 35_000, 150_000}, "attachments.json": {2, 5_000, 5_000}, "comparisons.json": {2, 5_000, 5_000}, "evidence.json": {2, 5_000, 10_000},
	"offers.json": {2, 1_000, 40_000}, "weightings.json": {2, 500, 100_000}, manifestName: {3, maxBundleParts, maxBundleParts + 1},
}

// maxBundleCommas bounds the values of a list.
const maxBundleCommas = 1_000_000

func knownEntry(name string) bool {
	return name == manifestName || slices.Contains(bundleLists, name) || attachmentName.MatchString(name) || frameworkName.MatchString(name)
}

func clipName(name string) string { return fmt.Sprintf("%.80q", name) }

func checkManifest(bodies map[string][]byte) error {
	body, ok := bodies[manifestName]
	if !ok {
		return refuseBundle("", "The file is no bundle: it has no manifest.json.")
	}
	var m bundleManifest
	if err := strictJSON(manifestName, body, &m); err != nil {
		return err
	}
	if m.Format != bundleFormat {
		return refuseBundle(manifestName, "names format %d; this program reads format %d.", m.Format, bundleFormat)
	}
	listed := map[string]bool{manifestName: true}
	for _, e := range m.Entries {
		content, ok := bodies[e.Name]
		sum := sha256.Sum256(content)
		switch {
		case !ok:
			return refuseBundle(clipName(e.Name), "is in the manifest and not in the bundle.")
		case len(content) != e.Size || hex.EncodeToString(sum[:]) != e.SHA256:
			return refuseBundle(e.Name, "was changed after the bundle was made: its SHA-256 is not the manifest's.")
		}
		listed[e.Name] = true
	}
	for name := range bodies {
		if !listed[name] {
			return refuseBundle(name, "is in the bundle and not in the manifest.")
		}
	}
	for _, name := range bundleLists {
		if bodies[name] == nil {
			return refuseBundle(name, "is missing from the bundle.")
		}
	}
	return nil
}

func unpack(bodies map[string][]byte) (b Bundle, err error) {
	for _, list := range []struct {
		name string
		to   any
	}{
		{"answers.json", &b.Answers}, {"attachments.json", &b.Attachments}, {"comparisons.json", &b.Comparisons}, {"evidence.json", &b.Evidence}, {"offers.json", &b.Offers}, {"weightings.json", &b.Weightings},
	} {
		if err := strictJSON(list.name, bodies[list.name], list.to); err != nil {
			return Bundle{}, err
		}
	}
	for i, a := range b.Attachments {
		body, ok := bodies["attachments/"+a.SHA256]
		sum := sha256.Sum256(body)
		if !ok || hex.EncodeToString(sum[:]) != a.SHA256 {
			return Bundle{}, refuseBundle("attachments.json", "names %.64q, which is missing or another file.", a.SHA256)
		}
		b.Attachments[i].Body = body
	}
	attached := 0
	for name, body := range bodies {
		switch {
		case frameworkName.MatchString(name):
			b.Frameworks = append(b.Frameworks, BundledFramework{name[len("frameworks/") : len(name)-len(".yaml")], body})
		case attachmentName.MatchString(name):
			attached++
		}
	}
	if attached != len(b.Attachments) {
		return Bundle{}, refuseBundle("attachments.json", "does not name every attachment once.")
	}
	return b.sorted(), nil
}

// maxBundleDepth bounds how deep lists and objects stand in each other.
const maxBundleDepth = 24

// strictJSON reads one JSON value without unknown keys, and nothing after it.
func strictJSON(name string, body []byte, to any) error {
	depth, records, objects, commas, inString, escaped := 0, 0, 0, 0, false, false
	most := bundleWeights[name]
	for _, c := range body {
		switch {
		case escaped:
			escaped = false
		case inString && c == '\\':
			escaped = true
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			if depth++; depth > maxBundleDepth {
				return refuseBundle(name, "nests deeper than a bundle's lists do.")
			}
			if c == '{' {
				objects++
			}
			if c == '{' && depth == most.depth {
				records++
			}
		case c == ',':
			commas++
		case c == '}' || c == ']':
			depth--
		}
	}
	if records > most.records || objects > most.objects || commas > maxBundleCommas {
		return refuseBundle(name, "holds more than the %d records that are read, or too much in them.", most.records)
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(to); err != nil {
		return refuseBundle(name, "is not what a bundle holds there, near byte %d. Was it made by a newer Assay?", d.InputOffset())
	}
	if d.More() {
		return refuseBundle(name, "goes on after its end.")
	}
	return nil
}

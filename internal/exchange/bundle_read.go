package exchange

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
)

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
		body := make([]byte, f.UncompressedSize64)
		_, err = io.ReadFull(in, body)
		if err == nil {
			_, err = io.Copy(io.Discard, io.LimitReader(in, 1)) // the end, where its checksum is looked at
		}
		_ = in.Close() // it was read to its end or is refused
		if err != nil {
			return nil, refuseBundle(f.Name, "cannot be read; the file is damaged. Export it again.")
		}
		bodies[f.Name] = body
	}
	return bodies, nil
}

// bundleLists are in every bundle; archivedName is in those that hold something archived.
var bundleLists = []string{"answers.json", "attachments.json", "comparisons.json", "evidence.json", "offers.json", "weightings.json"}

// A weight bounds what a list of the bundle holds, so that reading it takes little memory:
// records, which stand at a depth of brackets, and objects of all kinds.
type weight struct{ depth, records, objects int }

var bundleWeights = map[string]weight{
	"answers.json": {2, 35_000, 150_000}, "attachments.json": {2, 5_000, 5_000}, "comparisons.json": {2, 5_000, 5_000}, "evidence.json": {2, 5_000, 10_000},
	"offers.json": {2, 1_000, 40_000}, "weightings.json": {2, 500, 100_000}, archivedName: {2, 6_000, 6_000}, manifestName: {3, maxBundleParts, maxBundleParts + 1},
}

// maxBundleCommas bounds the values of a list.
const maxBundleCommas = 1_000_000

func knownEntry(name string) bool {
	return name == manifestName || name == archivedName || slices.Contains(bundleLists, name) || attachmentName.MatchString(name) || frameworkName.MatchString(name)
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
	var answers []bundledAnswer
	for _, list := range []func() error{
		func() error { return readList("answers.json", bodies, &answers) }, func() error { return readList("attachments.json", bodies, &b.Attachments) },
		func() error { return readList("comparisons.json", bodies, &b.Comparisons) }, func() error { return readList("evidence.json", bodies, &b.Evidence) },
		func() error { return readList("offers.json", bodies, &b.Offers) }, func() error { return readList("weightings.json", bodies, &b.Weightings) },
	} {
		if err := list(); err != nil {
			return Bundle{}, err
		}
	}
	if _, ok := bodies[archivedName]; ok {
		if err := readList(archivedName, bodies, &b.Archived); err != nil {
			return Bundle{}, err
		}
	}
	if err := b.checkArchived(); err != nil {
		return Bundle{}, err
	}
	for _, a := range answers {
		i := slices.IndexFunc(b.Answers, func(set BundledAnswers) bool { return set.Framework == a.Framework })
		if i < 0 {
			if i = len(b.Answers); i == maxAnsweredFrameworks {
				return Bundle{}, refuseBundle("answers.json", "answers more than %d frameworks.", maxAnsweredFrameworks)
			}
			b.Answers = append(b.Answers, BundledAnswers{Framework: a.Framework})
		}
		b.Answers[i].Answers = append(b.Answers[i].Answers, a.Answer)
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

// maxAnsweredFrameworks bounds the frameworks that a bundle answers.
const maxAnsweredFrameworks = 300

// maxBundleRecord bounds one record of a list, in bytes.
const maxBundleRecord = 1 << 20

// weigh counts the records of a list, and refuses one that nests too deep or holds too much.
func weigh(name string, body []byte) (records int, err error) {
	depth, objects, commas, began, inString, escaped := 0, 0, 0, 0, false, false
	most := bundleWeights[name]
	for i, c := range body {
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
				return 0, refuseBundle(name, "nests deeper than a bundle's lists do.")
			}
			if c == '{' {
				objects++
			}
			if c == '{' && depth == most.depth {
				records, began = records+1, i
			}
		case c == ',':
			commas++
		case c == '}' || c == ']':
			if depth--; depth < most.depth {
				began = i
			}
		}
		if i-began > maxBundleRecord {
			return 0, refuseBundle(name, "holds a record of more than %d KiB.", maxBundleRecord>>10)
		}
	}
	if records > most.records || objects > most.objects || commas > maxBundleCommas {
		return 0, refuseBundle(name, "holds more than the %d records that are read, or too much in them.", most.records)
	}
	return records, nil
}

// strictJSON reads one JSON value without unknown keys, and nothing after it.
func strictJSON(name string, body []byte, to any) error {
	if _, err := weigh(name, body); err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(to); err != nil {
		return notWhatABundleHolds(name, d)
	}
	return ended(name, d)
}

// readList reads a list of records, one after the other, without unknown keys.
func readList[T any](name string, bodies map[string][]byte, to *[]T) error {
	records, err := weigh(name, bodies[name])
	if err != nil {
		return err
	}
	*to = make([]T, 0, records)
	d := json.NewDecoder(bytes.NewReader(bodies[name]))
	d.DisallowUnknownFields()
	if t, err := d.Token(); err != nil || t != json.Delim('[') {
		return notWhatABundleHolds(name, d)
	}
	for d.More() {
		var x T
		if err := d.Decode(&x); err != nil {
			return notWhatABundleHolds(name, d)
		}
		*to = append(*to, x)
	}
	if _, err := d.Token(); err != nil {
		return notWhatABundleHolds(name, d)
	}
	return ended(name, d)
}

func notWhatABundleHolds(name string, d *json.Decoder) error {
	return refuseBundle(name, "is not what a bundle holds there, near byte %d. Was it made by a newer Assay?", d.InputOffset())
}

func ended(name string, d *json.Decoder) error {
	if _, err := d.Token(); err != io.EOF {
		return refuseBundle(name, "goes on after its end.")
	}
	return nil
}

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
	Archived    []ArchivedRecord // of Evidence and Offers
}

// A BundledFramework is a framework as the YAML it was given as.
type BundledFramework struct {
	Ref  string // id@version
	YAML []byte
}

// BundledAnswers are answers to one framework.
type BundledAnswers struct {
	Framework string // id@version
	Answers   []offer.Answer
}

// A bundledAnswer is one of them as the file has it: every record of a list stands by itself, so
// that lists are read record by record.
type bundledAnswer struct {
	Framework string       `json:"framework"`
	Answer    offer.Answer `json:"answer"`
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
// no times and are stored unpacked, and the keys of the JSON have their fixed order. A list of
// more than ReadBundle takes is a BundleError.
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
	type list struct {
		name  string
		value any
	}
	lists := []list{
		{"answers.json", notNilList(b.flatAnswers())}, {"attachments.json", notNilList(b.Attachments)}, {"comparisons.json", notNilList(b.Comparisons)},
		{"evidence.json", notNilList(b.Evidence)}, {"offers.json", notNilList(b.Offers)}, {"weightings.json", notNilList(b.Weightings)},
	}
	if len(b.Archived) > 0 {
		lists = append(lists, list{archivedName, b.Archived})
	}
	for _, list := range lists {
		body, err := canonicalJSON(list.value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", list.name, err)
		}
		if _, err := weigh(list.name, body); err != nil {
			return nil, err
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
	b.Frameworks = sortedBy(b.Frameworks, func(x, y BundledFramework) int { return cmp.Compare(x.Ref, y.Ref) })
	b.Evidence = sortedBy(b.Evidence, func(x, y offer.Evidence) int { return cmp.Compare(x.ID, y.ID) })
	b.Offers = sortedBy(b.Offers, func(x, y offer.Offer) int { return cmp.Compare(x.ID, y.ID) })
	b.Weightings = sortedBy(b.Weightings, func(x, y framework.Weighting) int { return cmp.Compare(x.ID, y.ID) })
	b.Comparisons = sortedBy(b.Comparisons, func(x, y BundledComparison) int { return cmp.Compare(x.ID, y.ID) })
	b.Attachments = sortedBy(b.Attachments, func(x, y BundledAttachment) int { return cmp.Compare(x.SHA256, y.SHA256) })
	b.Archived = sortedBy(b.Archived, compareArchived)
	b.Answers = sortedBy(b.Answers, func(x, y BundledAnswers) int { return cmp.Compare(x.Framework, y.Framework) })
	for i, set := range b.Answers {
		b.Answers[i].Answers = sortedBy(set.Answers, func(x, y offer.Answer) int {
			return cmp.Or(cmp.Compare(x.Offer, y.Offer), cmp.Compare(x.Criterion, y.Criterion), cmp.Compare(x.ValidFrom.String(), y.ValidFrom.String()), cmp.Compare(x.Assessor, y.Assessor))
		})
	}
	return b
}

// sortedBy is a sorted copy; equals keep their order.
func sortedBy[T any](xs []T, compare func(x, y T) int) []T {
	xs = slices.Clone(xs)
	slices.SortStableFunc(xs, compare)
	return xs
}

// flatAnswers are the answers as the file has them.
func (b Bundle) flatAnswers() []bundledAnswer {
	var all []bundledAnswer
	for _, set := range b.Answers {
		for _, a := range set.Answers {
			all = append(all, bundledAnswer{set.Framework, a})
		}
	}
	return all
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

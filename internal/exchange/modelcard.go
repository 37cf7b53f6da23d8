package exchange

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"

	"assay/internal/offer"
)

// MaxModelCard is the most bytes of a model card that are read.
const MaxModelCard = 256 << 10

// A ModelCard is what the front matter of a Hugging Face model card says, as a model of an offer
// to start from. It is what its maker says: every component and lineage item is a vendor's
// claim, without evidence until somebody names it.
type ModelCard struct {
	Model     offer.Model
	Languages []string
	Ignored   []string // keys that mean nothing here, sorted
}

// A CardError says what is wrong with a model card, and where.
type CardError struct {
	Line    int // 0: the card as a whole
	Message string
}

func (e *CardError) Error() string {
	if e.Line == 0 {
		return e.Message
	}
	return fmt.Sprintf("line %d: %s", e.Line, e.Message)
}

// hubLicences maps licence tags of the hub to SPDX ids. A tag that is not listed becomes a
// LicenseRef of its own.
var hubLicences = map[string]string{
	"apache-2.0": "Apache-2.0", "mit": "MIT", "bsd-2-clause": "BSD-2-Clause", "bsd-3-clause": "BSD-3-Clause", "cc-by-4.0": "CC-BY-4.0",
	"cc-by-sa-4.0": "CC-BY-SA-4.0", "cc-by-nc-4.0": "CC-BY-NC-4.0", "cc0-1.0": "CC0-1.0", "gpl-3.0": "GPL-3.0-only", "agpl-3.0": "AGPL-3.0-only",
	"lgpl-3.0": "LGPL-3.0-only", "mpl-2.0": "MPL-2.0", "unlicense": "Unlicense", "cdla-permissive-2.0": "CDLA-Permissive-2.0", "isc": "ISC", "zlib": "Zlib",
}

// ReadModelCard reads the YAML front matter of a model card, between two lines of three dashes.
// Wrong input gives a *CardError: a card that is too long or not UTF-8, without front matter, with
// anchors or aliases, or whose front matter is no YAML mapping.
func ReadModelCard(card string) (ModelCard, error) {
	head, err := frontMatter(card)
	if err != nil {
		return ModelCard{}, err
	}
	for _, t := range lexer.Tokenize(head) {
		if t.Type == token.AnchorType || t.Type == token.AliasType {
			return ModelCard{}, &CardError{t.Position.Line + 1, "anchors and aliases are not read; write the value out"}
		}
	}
	var fields map[string]any
	if err := yaml.Unmarshal([]byte(head), &fields); err != nil {
		line := 0
		if syntax, ok := err.(interface{ GetToken() *token.Token }); ok && syntax.GetToken() != nil {
			line = syntax.GetToken().Position.Line + 1
		}
		return ModelCard{}, &CardError{line, "the front matter is not a YAML mapping of names to values"}
	}
	return cardOf(fields), nil
}

func frontMatter(card string) (string, error) {
	switch {
	case len(card) > MaxModelCard:
		return "", &CardError{0, fmt.Sprintf("the card is longer than %d KiB; paste its front matter alone", MaxModelCard>>10)}
	case !utf8.ValidString(card):
		return "", &CardError{0, "the card is not UTF-8"}
	}
	text := strings.ReplaceAll(strings.TrimLeft(card, "\ufeff \n\r\t"), "\r\n", "\n")
	rest, ok := strings.CutPrefix(text, "---\n")
	if !ok {
		return "", &CardError{1, "a model card begins with a line of three dashes, then its metadata"}
	}
	head, _, ok := strings.Cut("\n"+rest, "\n---")
	if !ok {
		return "", &CardError{0, "the metadata does not end with a line of three dashes"}
	}
	return strings.TrimPrefix(head, "\n"), nil
}

// cardOf turns front matter into a model. Names of the keys are those of the hub.
func cardOf(fields map[string]any) ModelCard {
	c := ModelCard{Languages: words(fields["language"])}
	m := &c.Model
	m.Name = word(fields["model_name"])
	m.Licence = licenceOf(word(fields["license"]), word(fields["license_name"]))
	m.BaseModels = words(fields["base_model"])
	claim := func(id, licence string, released offer.Tri) {
		m.Components = append(m.Components, offer.Component{ID: id, Released: released, Licence: licence, Rung: offer.VendorClaim})
	}
	claim("model-card", m.Licence, offer.Yes)
	claim("final-parameters", m.Licence, offer.DontKnow)
	item := func(kind, name string) {
		m.Lineage = append(m.Lineage, offer.LineageItem{Kind: kind, Name: name, Disclosed: offer.Yes, Rung: offer.VendorClaim})
	}
	for _, b := range m.BaseModels {
		item("base_model", b)
	}
	for _, d := range words(fields["datasets"]) {
		item("training_data", d)
	}
	if len(c.Languages) > 0 {
		item("data_language", strings.Join(c.Languages, ", "))
	}
	read := []string{"model_name", "license", "license_name", "base_model", "datasets", "language"}
	for k := range fields {
		if !slices.Contains(read, k) {
			c.Ignored = append(c.Ignored, k)
		}
	}
	slices.Sort(c.Ignored)
	return c
}

func licenceOf(tag, name string) string {
	tag = strings.ToLower(tag)
	if id, ok := hubLicences[tag]; ok {
		return id
	}
	own := cmp.Or(name, tag)
	if own == "" {
		return ""
	}
	return "LicenseRef-" + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' || r == '-' {
			return r
		}
		return '-'
	}, own[:min(len(own), 60)])
}

// word reads a text; anything else is empty.
func word(v any) string {
	s, _ := v.(string)
	return s
}

// words reads a text or a list of texts; what is no text is left out.
func words(v any) (ws []string) {
	if s := word(v); s != "" {
		return []string{s}
	}
	list, _ := v.([]any)
	for _, x := range list[:min(len(list), 100)] {
		if s := word(x); s != "" {
			ws = append(ws, s)
		}
	}
	return ws
}

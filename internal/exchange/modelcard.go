package exchange

import (
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

	tag     string // of the licence, as it stands there
	tagLine int    // of the card; 0: not found
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

// ReadModelCard reads the YAML front matter of a model card, between two lines of three dashes.
// Wrong input gives a *CardError: a card that is too long or not UTF-8, without front matter,
// nested too deep, with anchors, aliases or tags, or whose front matter is no YAML mapping.
func ReadModelCard(card string) (ModelCard, error) {
	head, above, err := frontMatter(card)
	if err != nil {
		return ModelCard{}, err
	}
	if line := tooDeep(head); line > 0 {
		return ModelCard{}, &CardError{line + above, fmt.Sprintf("lists or brackets are nested more than %d deep", maxDepth)}
	}
	tagLine := 0
	for _, t := range lexer.Tokenize(head) {
		if t.Value == "license" && t.Position.Column == 1 && tagLine == 0 {
			tagLine = t.Position.Line + above
		}
		switch t.Type {
		case token.AnchorType, token.AliasType:
			return ModelCard{}, &CardError{t.Position.Line + above, "anchors and aliases are not read; write the value out"}
		case token.TagType: // may turn text into bytes that are no text
			return ModelCard{}, &CardError{t.Position.Line + above, "tags (!) are not read; write the value alone"}
		}
	}
	var fields map[string]any
	if err := yaml.Unmarshal([]byte(head), &fields); err != nil {
		return ModelCard{}, notRead(err, above)
	}
	c := cardOf(fields)
	c.tagLine = tagLine
	return c, nil
}

// notRead says where the front matter, which begins after line above of the card, went wrong.
func notRead(err error, above int) *CardError {
	e := &CardError{Message: "the front matter is not a YAML mapping of names to values"}
	if at, ok := err.(interface{ GetToken() *token.Token }); ok && at.GetToken() != nil {
		e.Line = at.GetToken().Position.Line + above
	}
	if strings.Contains(err.Error(), "already defined") {
		e.Message = "a name stands there twice; keep one of the two"
	}
	return e
}

// frontMatter returns the text between the two lines of dashes, and the number of lines of the
// card down to the first of them.
func frontMatter(card string) (head string, above int, err error) {
	switch {
	case len(card) > MaxModelCard:
		return "", 0, &CardError{0, fmt.Sprintf("the card is longer than %d KiB; paste its front matter alone", MaxModelCard>>10)}
	case !utf8.ValidString(card):
		return "", 0, &CardError{0, "the card is not UTF-8"}
	}
	text := strings.ReplaceAll(strings.TrimPrefix(card, "\ufeff"), "\r\n", "\n")
	body := strings.TrimLeft(text, " \n\r\t")
	above = 1 + strings.Count(text[:len(text)-len(body)], "\n")
	first, rest, _ := strings.Cut(body, "\n")
	if !dashes(first) {
		return "", 0, &CardError{above, "a model card begins with a line of three dashes, then its metadata"}
	}
	end := 0
	for line := range strings.Lines(rest) {
		if dashes(line) {
			return rest[:end], above, nil
		}
		end += len(line)
	}
	return "", 0, &CardError{0, "the metadata does not end with a line of three dashes"}
}

func dashes(line string) bool { return strings.TrimRight(line, " \t\r\n") == "---" }

// maxDepth bounds nesting on one line, which the YAML library reads in more than quadratic time:
// 200 kB of "- - - " took it 40 s.
const maxDepth = 32

// tooDeep returns the line on which brackets, or the dashes and question marks that open lists
// and mappings, nest deeper than maxDepth, or 0. Those inside text count too.
func tooDeep(head string) int {
	brackets, n := 0, 0
	for line := range strings.Lines(head) {
		n++
		openers := 0
		for i := range len(line) {
			switch c := line[i]; {
			case c == '[' || c == '{':
				brackets++
			case c == ']' || c == '}':
				brackets = max(brackets-1, 0)
			case (c == '-' || c == '?') && i+1 < len(line) && strings.IndexByte(" \t\n", line[i+1]) >= 0:
				openers++
			}
			if brackets > maxDepth || openers > maxDepth {
				return n
			}
		}
	}
	return 0
}

// cardOf turns front matter into a model. Names of the keys are those of the hub.
func cardOf(fields map[string]any) ModelCard {
	c := ModelCard{Languages: words(fields["language"])}
	m := &c.Model
	m.Name = word(fields["model_name"])
	if tags := words(fields["license"]); len(tags) <= 1 {
		c.tag = strings.Join(tags, "")
		m.Licence = licenceOf(c.tag, word(fields["license_name"]))
	}
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
	c.Ignored = ignored(fields)
	return c
}

var cardKeys = []string{"model_name", "license", "license_name", "base_model", "datasets", "language"}

// maxIgnored bounds the names that are listed as ignored.
const maxIgnored = 50

// ignored lists what was not read: keys that mean nothing here, and values that are no text.
func ignored(fields map[string]any) (names []string) {
	for k, v := range fields {
		k = strings.ToValidUTF8(k, "\ufffd")
		switch {
		case !slices.Contains(cardKeys, k):
			names = append(names, k)
		case v != nil && !allText(v):
			names = append(names, k+" (not a text)")
		case k == "license" && len(words(v)) > 1:
			names = append(names, k+" (more than one)")
		case k == "license" && slices.Contains(familyTags, strings.ToLower(strings.Join(words(v), ""))):
			names = append(names, k+" (a family of licences, not one)")
		case len(listOf(v)) > maxWords:
			names = append(names, fmt.Sprintf("%s (beyond the first %d)", k, maxWords))
		}
	}
	slices.Sort(names)
	if more := len(names) - maxIgnored; more > 0 {
		names = append(names[:maxIgnored], fmt.Sprintf("and %d more", more))
	}
	return names
}

func allText(v any) bool {
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	return !slices.ContainsFunc(list, func(x any) bool { _, text := x.(string); return !text })
}

// word reads a text; anything else is empty.
func word(v any) string {
	s, _ := v.(string)
	return strings.ToValidUTF8(s, "\ufffd")
}

// maxWords bounds the texts that are read of a list.
const maxWords = 100

func listOf(v any) []any {
	list, _ := v.([]any)
	return list
}

// words reads a text or a list of texts; what is no text is left out.
func words(v any) (ws []string) {
	if s := word(v); s != "" {
		return []string{s}
	}
	list := listOf(v)
	for _, x := range list[:min(len(list), maxWords)] {
		if s := word(x); s != "" {
			ws = append(ws, s)
		}
	}
	return ws
}

package framework

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"slices"

	"assay/internal/strictyaml"
)

// Bounds of a pack, far above what any published framework needs.
const (
	maxText       = 4000 // bytes of any one text
	maxDimensions = 30
	maxCriteria   = 300 // in all
	maxList       = 30  // caps, tiers, variants, classes, points of a curve
)

var (
	idPattern      = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9.-]{0,39}$`)
	versionPattern = regexp.MustCompile(`^[0-9][0-9A-Za-z.-]{0,19}$`)
	urlPattern     = regexp.MustCompile(`^https?://[^\s]+$`)
)

// Parse reads one pack, data being the contents of file, and checks everything that the types
// promise. Every mistake found is in the error, an *strictyaml.Error each, joined. A pack that
// builds on another one is refused: only a Registry knows the others.
func Parse(file string, data []byte) (*Framework, error) { return parse(file, data, nil) }

// parse is Parse with the packs that a base may name.
func parse(file string, data []byte, known []*Framework) (*Framework, error) {
	f := new(Framework)
	doc, err := strictyaml.Decode(file, data, f)
	if err != nil {
		return nil, err
	}
	c := checker{doc: doc, f: f}
	sum := sha256.New()
	if f.Base != "" || len(f.Weights)+len(f.Gates)+len(f.GateLevels) > 0 {
		base := c.inherit(known)
		if base == nil {
			return nil, errors.Join(c.errs...)
		}
		sum.Write([]byte(base.sha256 + "\n"))
	}
	sum.Write(data)
	f.sha256 = hex.EncodeToString(sum.Sum(nil))
	c.pack()
	if len(c.errs) > 0 {
		return nil, errors.Join(c.errs...)
	}
	return f, nil
}

// A checker collects the mistakes of one pack, each at its place.
type checker struct {
	doc  *strictyaml.Document
	f    *Framework
	errs []error
}

func (c *checker) fail(at, format string, args ...any) {
	c.errs = append(c.errs, c.doc.At(at, format, args...))
}

// text requires a text of bounded length.
func (c *checker) text(at, field, s string) {
	c.need(s != "", at, "%s is missing", field)
	c.bound(at, field, s)
}

func (c *checker) bound(at, field, s string) {
	c.need(len(s) <= maxText, at+"."+field, "%s is %d bytes long; at most %d are allowed", field, len(s), maxText)
}

func (c *checker) need(ok bool, at, format string, args ...any) {
	if !ok {
		c.fail(at, format, args...)
	}
}

// id requires a well-formed identifier that seen does not hold yet, and adds it.
func (c *checker) id(at, id string, seen map[string]bool) {
	switch {
	case id == "":
		c.fail(at, "id is missing")
	case !idPattern.MatchString(id):
		c.fail(at+".id", "id %q is not a letter followed by up to 39 letters, digits, points or hyphens", id)
	case seen[id]:
		c.fail(at+".id", "id %q is used twice", id)
	}
	seen[id] = true
}

func (c *checker) count(at, what string, n, least, most int) {
	c.need(n >= least && n <= most, at, "has %d %s; %d to %d are allowed", n, what, least, most)
}

// inherit takes everything but the weights from the pack's base, which it returns, or nil
// with a mistake noted.
func (c *checker) inherit(known []*Framework) *Framework {
	f := c.f
	i := slices.IndexFunc(known, func(k *Framework) bool { return k.Ref() == f.Base })
	switch {
	case f.Base == "":
		c.fail("$.weights", "weights, gates and gate_levels are given only together with base; a dimension and a criterion state their own")
		return nil
	case i < 0:
		c.fail("$.base", "base %q is not among the packs known here", f.Base)
		return nil
	}
	base := known[i]
	own := len(f.Dimensions) + len(f.Tiers) + len(f.Variants) + len(f.Classes) + len(f.DefaultTier) + f.StaleAfterMonths
	c.need(own == 0 && f.PointsPerDimension == 0, "$.base", "a pack with a base takes everything but its weights from it")
	c.need(f.Kind == base.Kind, "$.kind", "kind %q is not the base's, %q", f.Kind, base.Kind)
	f.Dimensions = slices.Clone(base.Dimensions)
	f.Tiers, f.DefaultTier, f.StaleAfterMonths = base.Tiers, base.DefaultTier, base.StaleAfterMonths
	f.PointsPerDimension, f.Variants, f.Classes = base.PointsPerDimension, base.Variants, base.Classes
	f.Example = base.Example
	used := 0
	for i, d := range f.Dimensions {
		w, ok := f.Weights[d.ID]
		if ok {
			used++
		}
		c.need(ok || d.Weight == 0, "$.weights", "weight of %s is missing", d.ID)
		f.Dimensions[i].Weight = w
	}
	c.need(used == len(f.Weights), "$.weights", "weights name a dimension that %s does not have", f.Base)
	c.regate()
	return base
}

// regate puts the pack's own gates in the place of its base's.
func (c *checker) regate() {
	f := c.f
	c.need(f.Kind == KindLevels || len(f.Gates)+len(f.GateLevels) == 0, "$.gates", "gates are chosen for a framework of levels")
	if f.Gates != nil {
		used := 0
		for i, d := range f.Dimensions {
			f.Dimensions[i].Criteria = slices.Clone(d.Criteria) // the base keeps its own
			for j := range f.Dimensions[i].Criteria {
				cr := &f.Dimensions[i].Criteria[j]
				if cr.Gating = slices.Contains(f.Gates, cr.ID); cr.Gating {
					used++
				}
			}
		}
		c.need(used == len(f.Gates), "$.gates", "gates name a criterion twice, or one that %s does not have", f.Base)
	}
	if f.GateLevels != nil {
		f.Tiers = slices.Clone(f.Tiers)
		used := 0
		for i, t := range f.Tiers {
			if level, ok := f.GateLevels[t.ID]; ok {
				f.Tiers[i].Level, used = level, used+1
			}
		}
		c.need(used == len(f.GateLevels), "$.gate_levels", "gate_levels name a tier that %s does not have", f.Base)
	}
}

// pack checks the whole framework.
func (c *checker) pack() {
	f := c.f
	c.need(idPattern.MatchString(f.ID), "$.id", "id %q is not a letter followed by up to 39 letters, digits, points or hyphens", f.ID)
	c.need(versionPattern.MatchString(f.Version), "$.version", "version %q is not a digit followed by up to 19 digits, letters, points or hyphens", f.Version)
	for _, t := range []struct{ field, text string }{
		{"title", f.Title}, {"publisher", f.Publisher}, {"source", f.Source}, {"licence", f.Licence}, {"statement", f.Statement},
	} {
		c.text("$", t.field, t.text)
	}
	c.need(f.SourceURL == "" || urlPattern.MatchString(f.SourceURL), "$.source_url", "source_url %q is not an http or https address", f.SourceURL)
	c.need(len(f.SourceURL) <= maxText, "$.source_url", "source_url is too long")
	c.count("$", "dimensions", len(f.Dimensions), 1, maxDimensions)
	c.dimensions()
	c.kind()
}

// dimensions checks what all kinds share and hands each criterion to its kind.
func (c *checker) dimensions() {
	dims, ids, total, weighted := map[string]bool{}, map[string]bool{}, 0, 0
	for i, d := range c.f.Dimensions {
		at := fmt.Sprintf("$.dimensions[%d]", i)
		c.id(at, d.ID, dims)
		c.text(at, "title", d.Title)
		c.bound(at, "question", d.Question)
		c.need(len(d.Criteria) > 0, at, "dimension %s has no criteria", d.ID)
		total += len(d.Criteria)
		weightless := c.f.Kind == KindComponents || allOptional(d.Criteria)
		if weightless {
			c.need(d.Weight == 0, at+".weight", "dimension %s enters no score and takes no weight", d.ID)
		} else {
			weighted++
			c.need(d.Weight > 0 && d.Weight <= 1e6, at+".weight", "weight of %s is %v; it must be above 0 and at most 1000000", d.ID, d.Weight)
		}
		for j, cr := range d.Criteria {
			c.criterion(fmt.Sprintf("%s.criteria[%d]", at, j), cr, ids)
		}
	}
	c.need(total <= maxCriteria, "$.dimensions", "has %d criteria; at most %d are allowed", total, maxCriteria)
	c.need(weighted > 0 || c.f.Kind == KindComponents, "$.dimensions", "has no dimension that enters the score")
}

func allOptional(cs []Criterion) bool {
	return !slices.ContainsFunc(cs, func(c Criterion) bool { return !c.Optional })
}

package refdata

import (
	"fmt"
	"slices"
	"strings"

	"assay/internal/offer"
)

// openLicences are SPDX ids of licences that the Open Source Initiative, the Open Knowledge
// Foundation or the Model Openness Framework count as open, for code, data or documents. The
// list is ours and not complete: a licence that is not on it is not known to be open.
var openLicences = []string{
	"0BSD", "AGPL-3.0-only", "AGPL-3.0-or-later", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "CC0-1.0",
	"CDLA-Permissive-1.0", "CDLA-Permissive-2.0", "CDLA-Sharing-1.0", "ECL-2.0", "EPL-2.0", "EUPL-1.2", "GPL-2.0-only", "GPL-2.0-or-later",
	"GPL-3.0-only", "GPL-3.0-or-later", "ISC", "LGPL-2.1-only", "LGPL-2.1-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later", "MIT", "MIT-0",
	"MPL-2.0", "ODC-By-1.0", "ODbL-1.0", "OpenMDW-1.0", "PDDL-1.0", "Unlicense", "Zlib",
}

// maxLicence bounds an SPDX expression, and maxNesting its brackets.
const (
	maxLicence = 1000
	maxNesting = 20
)

// OpenLicence says whether an SPDX licence expression is open: Yes for those on the list, No
// for a LicenseRef- of somebody's own, DontKnow for any other. AND needs both sides, OR either,
// WITH keeps what it is added to. A malformed expression is an error that says where.
func OpenLicence(expression string) (offer.Tri, error) {
	if len(expression) > maxLicence {
		return offer.DontKnow, fmt.Errorf("licence expression is longer than %d bytes", maxLicence)
	}
	spaced := strings.NewReplacer("(", " ( ", ")", " ) ").Replace(expression)
	p := licenceParser{words: strings.Fields(spaced)}
	t, err := p.or(0)
	if err == nil && len(p.words) > 0 {
		err = fmt.Errorf("licence expression goes on with %q where it should end", p.words[0])
	}
	if err != nil {
		return offer.DontKnow, err
	}
	return t, nil
}

type licenceParser struct{ words []string }

func (p *licenceParser) take(word string) bool {
	if len(p.words) > 0 && p.words[0] == word {
		p.words = p.words[1:]
		return true
	}
	return false
}

func (p *licenceParser) or(depth int) (offer.Tri, error) {
	t, err := p.and(depth)
	for err == nil && p.take("OR") {
		var other offer.Tri
		other, err = p.and(depth)
		switch {
		case t == offer.Yes || other == offer.Yes:
			t = offer.Yes
		case t == offer.DontKnow || other == offer.DontKnow:
			t = offer.DontKnow
		}
	}
	return t, err
}

func (p *licenceParser) and(depth int) (offer.Tri, error) {
	t, err := p.one(depth)
	for err == nil && p.take("AND") {
		var other offer.Tri
		other, err = p.one(depth)
		switch {
		case t == offer.No || other == offer.No:
			t = offer.No
		case t == offer.DontKnow || other == offer.DontKnow:
			t = offer.DontKnow
		}
	}
	return t, err
}

func (p *licenceParser) one(depth int) (offer.Tri, error) {
	switch {
	case depth > maxNesting:
		return offer.DontKnow, fmt.Errorf("licence expression has more than %d brackets in each other", maxNesting)
	case len(p.words) == 0:
		return offer.DontKnow, fmt.Errorf("licence expression ends where a licence should stand")
	case p.take("("):
		t, err := p.or(depth + 1)
		if err == nil && !p.take(")") {
			err = fmt.Errorf("licence expression lacks a closing bracket")
		}
		return t, err
	}
	id := p.words[0]
	if slices.Contains([]string{"AND", "OR", "WITH", ")"}, id) {
		return offer.DontKnow, fmt.Errorf("licence expression has %q where a licence should stand", id)
	}
	p.words = p.words[1:]
	if p.take("WITH") {
		if len(p.words) == 0 {
			return offer.DontKnow, fmt.Errorf("licence expression ends after WITH")
		}
		p.words = p.words[1:]
	}
	switch {
	case slices.Contains(openLicences, id):
		return offer.Yes, nil
	case strings.HasPrefix(id, "LicenseRef-"):
		return offer.No, nil
	}
	return offer.DontKnow, nil
}

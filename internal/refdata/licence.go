package refdata

import (
	"fmt"
	"slices"
	"strings"

	"assay/internal/offer"
)

// openLicences are SPDX ids of licences that the Open Source Initiative, the Free Software
// Foundation or the Open Knowledge Foundation count as open, or that are made for open data or
// content. Any of them opens any component: the Model Openness Tool of the Linux Foundation
// (ModelEvaluator.php, seen 2026) counts an open licence that is made for another kind of thing
// and only remarks on it. The list is ours and not complete: a licence that is on neither list
// is not known to be open.
var openLicences = []string{
	"0BSD", "AFL-3.0", "AGPL-3.0", "AGPL-3.0-only", "AGPL-3.0-or-later", "Apache-1.1", "Apache-2.0", "Artistic-2.0", "BSD-2-Clause", "BSD-2-Clause-Patent",
	"BSD-3-Clause", "BSD-3-Clause-Clear", "BSL-1.0", "CC-BY-3.0", "CC-BY-4.0", "CC-BY-SA-3.0", "CC-BY-SA-4.0", "CC-PDDC", "CC0-1.0", "CDDL-1.0",
	"CDLA-Permissive-1.0", "CDLA-Permissive-2.0", "CDLA-Sharing-1.0", "C-UDA-1.0", "ECL-2.0", "EPL-1.0", "EPL-2.0", "EUPL-1.1", "EUPL-1.2",
	"FreeBSD-DOC", "GPL-2.0", "GPL-2.0-only", "GPL-2.0-or-later", "GPL-3.0", "GPL-3.0-only", "GPL-3.0-or-later", "ISC", "LGPL-2.1", "LGPL-2.1-only",
	"LGPL-2.1-or-later", "LGPL-3.0", "LGPL-3.0-only", "LGPL-3.0-or-later", "MIT", "MIT-0", "MPL-2.0", "MS-PL", "MS-RL", "MulanPSL-2.0", "NCSA", "ODC-By-1.0",
	"ODbL-1.0", "OFL-1.1", "OpenMDW-1.0", "OSL-3.0", "PDDL-1.0", "PostgreSQL", "UPL-1.0", "Unlicense", "Zlib",
}

// closedPrefixes begin ids of licences that forbid commercial use or changes, which the Open
// Source and the Open Definition rule out, and of those that are somebody's own.
var closedPrefixes = []string{"CC-BY-NC-", "CC-BY-ND-", "LicenseRef-"}

// maxLicence bounds an SPDX expression, and maxNesting its brackets.
const (
	maxLicence = 1000
	maxNesting = 20
)

// OpenLicence says whether an SPDX licence expression is open: Yes for those on the list, No
// for NONE, for non-commercial and no-derivatives licences and for a LicenseRef- of somebody's
// own, DontKnow for any other, NOASSERTION among them. AND needs both sides, OR either. WITH keeps
// what it is added to, since SPDX exceptions only permit more; an AdditionRef- of somebody's own
// may take away, so it leaves an open licence not known. Ids are read in any case, operators in
// capitals, "+" (or later) as the licence itself. A malformed expression is an error that says where.
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
	if c := strings.TrimLeft(strings.TrimSuffix(id, "+"), idCharacters); c != "" || strings.HasPrefix(id, "+") {
		return offer.DontKnow, fmt.Errorf("licence id %q holds more than letters, digits, dots and dashes", id)
	}
	t := licence(strings.TrimSuffix(id, "+"))
	if p.take("WITH") {
		if len(p.words) == 0 {
			return offer.DontKnow, fmt.Errorf("licence expression ends after WITH")
		}
		if hasPrefix(p.words[0], "AdditionRef-") && t == offer.Yes {
			t = offer.DontKnow
		}
		p.words = p.words[1:]
	}
	return t, nil
}

const idCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-:" // the colon: DocumentRef-a:LicenseRef-b

func licence(id string) offer.Tri {
	if document, own, ok := strings.Cut(id, ":"); ok && hasPrefix(document, "DocumentRef-") {
		id = own
	}
	switch {
	case slices.ContainsFunc(openLicences, func(open string) bool { return strings.EqualFold(open, id) }):
		return offer.Yes
	case id == "NONE" || slices.ContainsFunc(closedPrefixes, func(prefix string) bool { return hasPrefix(id, prefix) }):
		return offer.No
	}
	return offer.DontKnow
}

// hasPrefix compares in any case.
func hasPrefix(id, prefix string) bool {
	return len(id) >= len(prefix) && strings.EqualFold(id[:len(prefix)], prefix)
}

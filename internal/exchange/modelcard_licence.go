package exchange

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// hubLicences maps licence tags of the hub to SPDX ids. The list of tags is that of the hub's
// documentation, seen in November 2026.
var hubLicences = map[string]string{
	"apache-2.0": "Apache-2.0", "mit": "MIT", "bsd-2-clause": "BSD-2-Clause", "bsd-3-clause": "BSD-3-Clause", "cc-by-4.0": "CC-BY-4.0",
	"cc-by-sa-4.0": "CC-BY-SA-4.0", "cc-by-nc-4.0": "CC-BY-NC-4.0", "cc0-1.0": "CC0-1.0", "gpl-3.0": "GPL-3.0-only", "agpl-3.0": "AGPL-3.0-only",
	"lgpl-2.1": "LGPL-2.1-only", "gpl-2.0": "GPL-2.0-only", "bsd-3-clause-clear": "BSD-3-Clause-Clear", "bsl-1.0": "BSL-1.0", "ecl-2.0": "ECL-2.0",
	"epl-2.0": "EPL-2.0", "eupl-1.2": "EUPL-1.2", "odc-by": "ODC-By-1.0", "odbl": "ODbL-1.0", "pddl": "PDDL-1.0", "cdla-permissive-1.0": "CDLA-Permissive-1.0",
	"cdla-sharing-1.0": "CDLA-Sharing-1.0", "cc-by-nc-sa-4.0": "CC-BY-NC-SA-4.0", "cc-by-nd-4.0": "CC-BY-ND-4.0", "cc-by-nc-nd-4.0": "CC-BY-NC-ND-4.0",
	"lgpl-3.0": "LGPL-3.0-only", "mpl-2.0": "MPL-2.0", "unlicense": "Unlicense", "cdla-permissive-2.0": "CDLA-Permissive-2.0", "isc": "ISC", "zlib": "Zlib",
	"afl-3.0": "AFL-3.0", "artistic-2.0": "Artistic-2.0", "c-uda": "C-UDA-1.0", "cc-by-2.0": "CC-BY-2.0", "cc-by-2.5": "CC-BY-2.5", "cc-by-3.0": "CC-BY-3.0",
	"cc-by-sa-3.0": "CC-BY-SA-3.0", "cc-by-nc-2.0": "CC-BY-NC-2.0", "cc-by-nc-3.0": "CC-BY-NC-3.0", "cc-by-nc-nd-3.0": "CC-BY-NC-ND-3.0",
	"cc-by-nc-sa-2.0": "CC-BY-NC-SA-2.0", "cc-by-nc-sa-3.0": "CC-BY-NC-SA-3.0", "wtfpl": "WTFPL", "epl-1.0": "EPL-1.0", "etalab-2.0": "etalab-2.0",
	"eupl-1.1": "EUPL-1.1", "lppl-1.3c": "LPPL-1.3c", "ms-pl": "MS-PL", "osl-3.0": "OSL-3.0", "postgresql": "PostgreSQL", "ofl-1.1": "OFL-1.1", "ncsa": "NCSA",
	"openmdw-1.0": "OpenMDW-1.0",
}

// ownLicences are tags of the hub for licences that SPDX does not know. They become a LicenseRef.
var ownLicences = []string{
	"openrail", "openrail++", "bigscience-openrail-m", "creativeml-openrail-m", "bigscience-bloom-rail-1.0", "bigcode-openrail-m", "lgpl-lr",
	"deepfloyd-if-license", "fair-noncommercial-research-license", "llama2", "llama3", "llama3.1", "llama3.2", "llama3.3", "llama4", "grok2-community",
	"gemma", "h-research", "intel-research", "apple-ascl", "apple-amlr",
}

// familyTags are tags of the hub that name several licences, and so none.
var familyTags = []string{"bsd", "cc", "gfdl", "gpl", "lgpl"}

// licenceOf turns the hub's tag into an SPDX id, or a LicenseRef by its own name. The tags
// "other" and "unknown" and those of a family name no licence.
func licenceOf(tag, name string) string {
	tag = strings.ToLower(tag)
	if id, ok := hubLicences[tag]; ok {
		return id
	}
	if tag == "other" || tag == "unknown" || slices.Contains(familyTags, tag) {
		tag = ""
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

// CheckLicence returns a *CardError where the card names a licence by a tag that is not on the
// hub's list: nobody can say what it permits. A licence of the maker's own has the tag "other"
// and a license_name.
func (c ModelCard) CheckLicence() error {
	tag := strings.ToLower(c.tag)
	if tag == "" || tag == "other" || tag == "unknown" || hubLicences[tag] != "" || slices.Contains(ownLicences, tag) || slices.Contains(familyTags, tag) {
		return nil
	}
	return &CardError{c.tagLine, fmt.Sprintf("%q is no licence of the hub's list; a licence of its own stands in a card as license: other with a license_name", c.tag[:min(len(c.tag), 60)])}
}

package measure

import (
	"cmp"
	"fmt"

	"assay/internal/offer"
	"assay/internal/refdata"
)

// rulingSteps tells one ruling that the record of a lot leaves possible.
func (v *Value) rulingSteps(x offer.Chip, to string, r refdata.Ruling, asOf offer.Date) {
	v.step(chipName(x), x.Evidence, "%s to %s for %s on %s: codified: %s", r.Item, to, userWords(r.EndUser), asOf, layerWords(r.Codified))
	if r.Announced != r.Codified {
		v.step(chipName(x), nil, "announced: %s", layerWords(r.Announced))
	}
	if r.Contested {
		v.step(chipName(x), nil, "The two layers differ: a question for counsel")
	}
}

// layerWords is a layer with its citation and the days on which its row holds.
func layerWords(l refdata.Layer) string {
	days := ""
	switch {
	case !l.From.IsZero() && !l.Until.IsZero():
		days = fmt.Sprintf("; from %s until %s", l.From, l.Until)
	case !l.From.IsZero():
		days = fmt.Sprintf("; from %s", l.From)
	}
	return fmt.Sprintf("%s (%s%s)", l.Text, l.Citation, days)
}

// openQuestions names what would leave fewer rulings.
func (v *Value) openQuestions(x offer.Chip, rs []refdata.Ruling) {
	if len(rs) < 2 {
		return
	}
	if x.RuleItem == "" {
		v.lacks("the control item of %s", chipName(x))
	}
	if x.EndUserKind == "" {
		v.lacks("what kind of end user %s is for", chipName(x))
	}
	if x.EndUserCountry == "" && (x.EndUserKind == "" || x.EndUserKind == "other") {
		v.lacks("where the end user of %s, or its ultimate parent, has its headquarters", chipName(x))
	}
}

// licenceStep tells what is recorded of a licence, and asks for it where a ruling needs one.
func (v *Value) licenceStep(x offer.Chip, rs []refdata.Ruling, asOf offer.Date) {
	needed := false
	for _, r := range rs {
		needed = needed || r.Codified.Need == refdata.LicenceNeeded || r.Announced.Need == refdata.LicenceNeeded
	}
	switch {
	case !x.LicenceExpiry.IsZero() && x.LicenceExpiry.Last().Before(asOf.First()):
		v.step(chipName(x), x.Evidence, "the licence or authorisation ended on %s", x.LicenceExpiry)
	case x.LicenceGranted == offer.Yes && !x.LicenceFrom.IsZero() && x.LicenceFrom.First().After(asOf.First()):
		v.step(chipName(x), x.Evidence, "a licence is recorded, beginning only %s", x.LicenceFrom)
	case x.LicenceGranted == offer.Yes:
		v.step(chipName(x), x.Evidence, "a licence is recorded, ending %s", cmp.Or(x.LicenceExpiry.String(), "on no recorded day"))
	case x.LicenceGranted == offer.No:
		v.step(chipName(x), x.Evidence, "no licence has been granted")
	case needed:
		v.lacks("whether a licence was granted for %s", chipName(x))
	}
}

var endUserWords = map[string]string{
	"government": "the government", "named_entity": "an entity named in the rule",
	"us_headquartered": "a firm with headquarters in the United States", "other": "another end user",
}

func userWords(u refdata.EndUser) string {
	return fmt.Sprintf("%s (seat in %s)", endUserWords[u.Kind], u.Headquarters)
}

package exchange

import (
	"cmp"

	"assay/internal/offer"
)

// archivedName is the entry that says what is archived. A bundle without such records has none,
// and so is the file it always was.
const archivedName = "archived.json"

// An ArchivedRecord is a record of the bundle that is archived where the bundle comes from: it is
// there since something else in the bundle needs it.
type ArchivedRecord struct {
	Kind string   `json:"kind"` // evidence or offer
	ID   offer.ID `json:"id"`
}

func compareArchived(x, y ArchivedRecord) int {
	return cmp.Or(cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.ID, y.ID))
}

// checkArchived refuses a list of what is archived that names anything but records of the bundle,
// each once.
func (b Bundle) checkArchived() error {
	if len(b.Archived) == 0 {
		return nil
	}
	left := map[ArchivedRecord]bool{} // false: named before
	for _, e := range b.Evidence {
		left[ArchivedRecord{"evidence", e.ID}] = true
	}
	for _, o := range b.Offers {
		left[ArchivedRecord{"offer", o.ID}] = true
	}
	for i, a := range b.Archived {
		there, ok := left[a]
		switch {
		case a.Kind != "evidence" && a.Kind != "offer":
			return refuseBundle(archivedName, "gives record %d the kind %.40q; it is of evidence and offers.", i+1, a.Kind)
		case !ok:
			return refuseBundle(archivedName, "names as record %d the %s %.64q, which is not in the bundle.", i+1, a.Kind, a.ID)
		case !there:
			return refuseBundle(archivedName, "names the %s %.64q twice, the second time as record %d.", a.Kind, a.ID, i+1)
		}
		left[a] = false
	}
	return nil
}

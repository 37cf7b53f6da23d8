package refdata

import (
	"cmp"
	"fmt"
	"strings"
	"sync"

	"assay/internal/offer"
)

// NotLegalAdvice must stand beside every position that is shown.
const NotLegalAdvice = "Read from published rules on the dates given; not legal advice."

// ExportSource names what the Country Groups and the scopes were read from.
const ExportSource = "15 CFR Part 740, Supplement No. 1, and items 3A090 and 4A090, eCFR as of 2026-07-23, read from a stored copy (https://www.ecfr.gov/api/versioner/v1/full/2026-07-23/title-15.xml?part=740)"

// The days that matter: the snapshot that was read, the announcement on enforcement, and the
// first day of what it speaks of.
var (
	SnapshotDate     = offer.Date{Year: 2026, Month: 7, Day: 23}
	AnnouncementDate = offer.Date{Year: 2025, Month: 5, Day: 13}
	worldwideDate    = offer.Date{Year: 2025, Month: 1, Day: 13} // 90 FR 4544 takes effect
)

// A Scope says whether an item's licence requirement reaches a destination.
type Scope string

// The scopes.
const (
	Inside      Scope = "inside"
	Partly      Scope = "partly" // named, with exceptions
	Outside     Scope = "outside"
	Home        Scope = "home" // the exporting country itself
	NotRecorded Scope = "not recorded"
)

// A Group is a Country Group of the regulations.
type Group struct {
	ID    string `json:"id"`
	Label string `json:"label"`
}

// An Item is one pair of control items with its two layers of law: the codified text, and what
// the authority has announced about enforcing it.
type Item struct {
	Name      string `json:"name"`
	Scope     Scope  `json:"scope"` // by the codified text
	Codified  string `json:"codified"`
	Announced string `json:"announced"`
	Parted    bool   `json:"parted"` // the two layers disagree: a question for counsel
}

// A Position is where the US Export Administration Regulations place a destination on a day.
type Position struct {
	Country ISOCountry `json:"country"`
	AsOf    offer.Date `json:"as_of"`
	Groups  []Group    `json:"groups"`
	Items   []Item     `json:"items"` // 3A090.a and 4A090.a, then 3A090.b and 4A090.b
	Notes   []string   `json:"notes"`
}

// ExportPosition returns the position of a destination, named by its ISO code, on the first
// day that asOf may mean. Only the United Arab Emirates' changes of position are recorded; for
// every other destination the snapshot stands for all days, and a note says so. An unknown
// code or a missing date is an error.
func ExportPosition(code string, asOf offer.Date) (Position, error) {
	c, ok := Country(code)
	if strings.EqualFold(code, kosovo.Alpha3) || strings.EqualFold(code, kosovo.Alpha2) {
		c, ok = kosovo, true
	}
	if !ok {
		return Position{}, fmt.Errorf("export position: %q is not an ISO 3166-1 country code", code)
	}
	if asOf.IsZero() {
		return Position{}, fmt.Errorf("export position of %s: a date is needed", c.Alpha3)
	}
	p := Position{Country: c, AsOf: asOf}
	row := scopeAt(c.Alpha3, asOf)
	for id := range strings.FieldsSeq(cmp.Or(row["groups"], groupsOf()[earCode(c.Alpha3)])) {
		p.Groups = append(p.Groups, Group{id, groupLabels()[id]})
	}
	p.Items = []Item{worldwideItem(c, asOf), destinationItem(p, row)}
	p.Notes = notes(p, row["note"])
	return p, nil
}

// kosovo is listed by the regulations; its code is user-assigned, outside ISO 3166-1.
var kosovo = ISOCountry{Alpha2: "XK", Alpha3: "XKX", Name: "Kosovo"}

// earCode returns the code under which the regulations list a destination.
func earCode(alpha3 string) string {
	if alpha3 == "HKG" {
		return "CHN"
	}
	return alpha3
}

var groupsOf = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for _, r := range table("ear_groups.tsv") {
		m[r["alpha3"]] = r["groups"]
	}
	return m
})

var groupLabels = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for _, r := range table("ear_labels.tsv") {
		m[r["group"]] = r["label"]
	}
	return m
})

var scopes = sync.OnceValue(func() []map[string]string { return table("ear_scope.tsv") })

// scopeAt returns the last row on the destination that has begun by asOf, or nil.
func scopeAt(alpha3 string, asOf offer.Date) (row map[string]string) {
	for _, r := range scopes() {
		if r["alpha3"] != earCode(alpha3) {
			continue
		}
		from, err := offer.ParseDate(r["from"])
		if err != nil {
			panic(err)
		}
		if from.IsZero() || !from.First().After(asOf.First()) {
			row = r
		}
	}
	return row
}

// worldwideItem is 3A090.a with 4A090.a: codified for every destination, enforcement withdrawn
// by announcement.
func worldwideItem(c ISOCountry, asOf offer.Date) Item {
	i := Item{Name: "3A090.a, 4A090.a"}
	switch {
	case c.Alpha3 == "USA":
		i.Scope, i.Codified = Home, "The exporting country itself; the scope does not apply."
	case asOf.First().Before(worldwideDate.First()):
		i.Scope = NotRecorded
		i.Codified = "The codified text asks for a licence for destinations worldwide only from " + worldwideDate.String() + "; the scope before is not shown here."
	case asOf.First().Before(AnnouncementDate.First()):
		i.Scope = Inside
		i.Codified = "The codified text asks for a licence for destinations worldwide."
		i.Announced = "How it was enforced before " + AnnouncementDate.String() + " is not recorded."
	default:
		i.Scope, i.Parted = Inside, true
		i.Codified = "The codified text asks for a licence for destinations worldwide."
		i.Announced = "BIS announced on " + AnnouncementDate.String() + " that it would not enforce this requirement."
	}
	return i
}

// destinationItem is 3A090.b with 4A090.b: codified by destination, as recorded or else as the
// destination's Country Groups say, in the areas of which ear_rules.tsv speaks.
func destinationItem(p Position, row map[string]string) Item {
	i := Item{Name: "3A090.b, 4A090.b"}
	switch {
	case row != nil:
		i.Scope, i.Codified = Scope(row["scope"]), row["codified"]
	case len(p.Groups) == 0 && p.Country.Alpha3 != "MAC":
		i.Scope, i.Codified = NotRecorded, "The scope for this destination is not recorded."
	case areas["china"](p) || areas["d145"](p):
		i.Scope, i.Codified = Inside, "Inside the codified scope by its Country Groups: a licence is needed."
	default:
		i.Scope, i.Codified = Outside, "Outside the codified scope by its Country Groups."
	}
	if i.Scope == Inside || i.Scope == Partly {
		i.Announced = "No announcement is recorded that departs from the codified text."
	}
	return i
}

func notes(p Position, own string) (ns []string) {
	add := func(note string) {
		if note != "" {
			ns = append(ns, note)
		}
	}
	add(own)
	switch {
	case p.Country.Alpha3 == "HKG":
		add("The regulations treat Hong Kong as China (PRC).")
	case p.Country.Alpha3 == "MAC":
		add("Macao is not in Country Group D:5, but rules written for D:5 name it beside the group.")
	case len(p.Groups) == 0:
		add("The snapshot lists no Country Group under this destination's own name.")
	}
	if p.AsOf != SnapshotDate && p.Country.Alpha3 != "ARE" {
		add("Read from the snapshot of " + SnapshotDate.String() + "; changes before or after that day are not recorded.")
	}
	if p.Country.Alpha3 == "ARE" && p.AsOf.First().After(SnapshotDate.First()) {
		add("Read from the snapshot of " + SnapshotDate.String() + " and the dates written into the rule; other changes after that day are not recorded.")
	}
	return ns
}

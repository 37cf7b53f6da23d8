package refdata

import (
	"fmt"
	"slices"
	"strings"

	"assay/internal/offer"
)

// A LicenceNeed is what a layer of the rules asks for one export.
type LicenceNeed string

// The needs, from the lightest to the heaviest. Undetermined says that the table does not
// record it.
const (
	NotNeeded      LicenceNeed = "not needed"
	Excepted       LicenceNeed = "excepted by name" // under a rule of which the abstract only was read
	Authorised     LicenceNeed = "authorised by name"
	LicenceNeeded  LicenceNeed = "licence needed"
	Undetermined   LicenceNeed = "not recorded"
	presumeUnknown             = "whether a denial is presumed is not recorded"
)

// An EndUser is who is to use the items. Kind is one of offer.EndUserKinds and Headquarters
// the ISO 3166-1 alpha-2 code of its ultimate parent's seat; empty: not known.
type EndUser struct{ Kind, Headquarters string }

// A Layer is what the rules ask under one of their two layers, from when, and until when where
// the rule itself says so.
type Layer struct {
	Need     LicenceNeed `json:"need"`
	Until    offer.Date  `json:"until,omitzero"`
	Text     string      `json:"text"`
	Citation string      `json:"citation"`
}

// A Ruling is what the rules ask for one item class, destination, end user and day: by the
// codified text, and as the authority has announced that it enforces it.
type Ruling struct {
	Item      string `json:"item"`
	Codified  Layer  `json:"codified"`
	Announced Layer  `json:"announced"`
	Contested bool   `json:"contested"` // the layers differ: a question for counsel
}

// ItemClasses are the classes that rulings tell apart. Class .c of 3A090 (memory) is in the
// table as not recorded.
var ItemClasses = []string{"a", "b", "c"}

const (
	scopeCitation    = "items 3A090 and 4A090 by destination, read with 15 CFR Part 740, Supplement No. 1, eCFR of 2026-07-23"
	announceCitation = "announcement of BIS of 2025-05-13"
	uaeCitation      = "91 FR 43034, in force from 2026-07-10"
	hqCitation       = "headquarters rule of items 3A090 and 4A090, eCFR of 2026-07-23"
)

// namedUntil is the last day of the licence-free authorisation of G42 and Core42, written into
// 91 FR 43034.
var namedUntil = offer.Date{Year: 2027, Month: 4, Day: 6}

// Rule returns the ruling for one item class (a, b or c of 3A090, with 4A090) to a destination,
// named by its ISO code, for an end user whose kind and headquarters are known, on a day. An
// unknown code, class or kind, or a date without a day, is an error.
//
// The table: class a is codified for every destination and, by announcement, not enforced
// beyond the destinations of class b; class b reaches Country Groups D:1, D:4 and D:5 and Macao
// unless they stand in A:5 or A:6, with the exceptions of 91 FR 43034 for the United Arab
// Emirates; both reach end users anywhere whose headquarters are in D:5 or Macao.
func Rule(class, destination string, to EndUser, asOf offer.Date) (Ruling, error) {
	p, err := ExportPosition(destination, asOf)
	switch {
	case err != nil:
		return Ruling{}, err
	case asOf.Day == 0:
		return Ruling{}, fmt.Errorf("export rule: %q names no day", asOf)
	case !slices.Contains(ItemClasses, class):
		return Ruling{}, fmt.Errorf("export rule: item class %q is not one of %v", class, ItemClasses)
	case !slices.Contains(offer.EndUserKinds, to.Kind):
		return Ruling{}, fmt.Errorf("export rule: end user %q is not one of %v", to.Kind, offer.EndUserKinds)
	}
	r := Ruling{Item: "3A090." + class + ", 4A090." + class}
	switch {
	case p.Country.Alpha3 == "USA":
		home := Layer{NotNeeded, offer.Date{}, "The exporting country itself.", ExportSource}
		r.Codified, r.Announced = home, home
		return r, nil
	case class == "c":
		open := Layer{Undetermined, offer.Date{}, "The scope of class c is not recorded.", ExportSource}
		r.Codified, r.Announced = open, open
		return r, nil
	case reachedByHeadquarters(to, asOf):
		hq := Layer{LicenceNeeded, offer.Date{}, "The end user's headquarters are in Country Group D:5 or Macao: a licence is needed wherever it is; " + presumeUnknown + ".", hqCitation}
		r.Codified, r.Announced = hq, hq
		return r, nil
	}
	b := byDestination(p, to, asOf)
	r.Codified, r.Announced = b, b
	if class == "a" && b.Need == NotNeeded && !excepted(p, to, asOf) {
		r.Codified = Layer{LicenceNeeded, offer.Date{}, "The codified text asks for a licence for destinations worldwide.", scopeCitation}
		r.Announced = Layer{NotNeeded, offer.Date{}, "BIS announced that it would not enforce the requirement for destinations worldwide.", announceCitation}
	}
	if class == "a" && asOf.First().Before(AnnouncementDate.First()) {
		r.Codified = Layer{Undetermined, offer.Date{}, "The position before " + AnnouncementDate.String() + " is not recorded.", ExportSource}
		r.Announced = r.Codified
	}
	r.Contested = r.Codified.Need != r.Announced.Need
	return r, nil
}

// byDestination is what class b asks.
func byDestination(p Position, to EndUser, asOf offer.Date) Layer {
	switch scopeOf(p) {
	case Outside:
		return Layer{NotNeeded, offer.Date{}, p.Country.Name + " is outside the scope by destination.", scopeCitation}
	case Partly:
		if excepted(p, to, asOf) {
			l := Layer{Excepted, offer.Date{}, "Excepted by name: " + exceptionWords[to.Kind] + "; conditions of the exception were not read.", uaeCitation}
			if to.Kind == "named_entity" {
				l.Need, l.Until = Authorised, namedUntil
			}
			return l
		}
		return Layer{LicenceNeeded, offer.Date{}, p.Country.Name + " is named in the scope, and this end user is not among the exceptions.", uaeCitation}
	}
	return Layer{LicenceNeeded, offer.Date{}, p.Country.Name + " is inside the scope by destination; " + presumeUnknown + ".", scopeCitation}
}

var exceptionWords = map[string]string{
	"government": "the UAE Government", "us_headquartered": "an AI firm with headquarters in the United States",
	"named_entity": "an entity of Supplement No. 8 (G42, Core42), until " + namedUntil.String(),
}

// excepted reports whether the rule for the United Arab Emirates names the end user.
func excepted(p Position, to EndUser, asOf offer.Date) bool {
	if scopeOf(p) != Partly || to.Kind == "other" {
		return false
	}
	return to.Kind != "named_entity" || !asOf.First().After(namedUntil.First())
}

// scopeOf is the scope of class b: as recorded, or by the destination's Country Groups.
func scopeOf(p Position) Scope {
	for _, i := range p.Items {
		if strings.HasPrefix(i.Name, "3A090.b") && i.Scope != NotRecorded {
			return i.Scope
		}
	}
	return scopeByGroups(p)
}

// scopeByGroups is the scope that follows from Country Groups: D:1, D:4 and D:5, and Macao,
// unless in A:5 or A:6. It agrees with every destination recorded one by one.
func scopeByGroups(p Position) Scope {
	in := func(ids ...string) bool {
		return slices.ContainsFunc(p.Groups, func(g Group) bool { return slices.Contains(ids, g.ID) })
	}
	if p.Country.Alpha3 == "MAC" || in("D:1", "D:4", "D:5") && !in("A:5", "A:6") {
		return Inside
	}
	return Outside
}

// reachedByHeadquarters reports whether the end user's seat is in Country Group D:5 or Macao.
func reachedByHeadquarters(to EndUser, asOf offer.Date) bool {
	if to.Headquarters == "" {
		return false
	}
	p, err := ExportPosition(to.Headquarters, asOf)
	return err == nil && (p.Country.Alpha3 == "MAC" || slices.ContainsFunc(p.Groups, func(g Group) bool { return g.ID == "D:5" }))
}
